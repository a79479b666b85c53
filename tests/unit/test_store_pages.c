#define _GNU_SOURCE
/* store: every page of a file, damaged in several ways: what readers see and what repair finds. */
#include "store_contents.h"

enum { REPAIR_SOUND, REPAIR_REBUILT, REPAIR_FOUND_LATER, REPAIR_WRONG };

/*
 * Starts a writer on what it finds and writes. What the walk cannot know (the list of free pages names a
 * branch page) may come out by that, and is then found like other damage: never as a wrong value.
 */
static int play_repair(const char *dir)
{
    enum store_repair_outcome outcome;
    struct store *s;
    put_mark(dir, STORE_HOT);
    if (store_check_try(dir, STORE_WRITER, NULL, &s))
        return REPAIR_WRONG;
    bool rebuilt = strstr(store_check_file(dir, STORE_HOT), "hot.2.mdb") != NULL;
    if (!rebuilt && read_all(s, STORE_HOT) != ALL_THERE)
        return REPAIR_WRONG;
    enum result result = fill(s, STORE_HOT);
    enum reading reading = read_all(s, STORE_HOT);
    if (reading == WRONG_VALUE || store_repair(s, STORE_HOT, &outcome))
        return REPAIR_WRONG;
    if (result || reading != ALL_THERE || outcome != STORE_SOUND)
        return outcome == STORE_HOT_REBUILT && !rebuilt ? REPAIR_FOUND_LATER : REPAIR_WRONG;
    return rebuilt ? REPAIR_REBUILT : REPAIR_SOUND;
}

struct tally {
    int sound, corrupt, missing, died, not_opened, rebuilt, found_later;
};

/* One bit of a value, of LMDB's own numbers or of free space, at a place that differs from page to page. */
static bool flip_a_bit(unsigned char *page, off_t number)
{
    page[(number * 1237 + 64) % 4096] ^= 0x10;
    return true;
}

/* The header and the first pointers of the page. */
static bool spoil_header(unsigned char *page, off_t number)
{
    for (int i = 0; i < 24; i++)
        page[i] ^= 0xFF;
    return true;
}

static bool spoil_middle(unsigned char *page, off_t number)
{
    static const unsigned char noise[64] = {0xFF, 0x00, 0xA5, 0x5A, 0x80, 0x01, 0x7F, 0xFE, 0x10, 0x20};
    memcpy(page + 2048, noise, sizeof(noise));
    return true;
}

/* A page that was never written. */
static bool clear(unsigned char *page, off_t number)
{
    memset(page, 0, 4096);
    return true;
}

/* Keys that send lookups astray, with no value harmed: in LMDB's branch pages, whose flags are 1 at byte 10.
 */
static bool mislead(unsigned char *page, off_t number)
{
    static const unsigned char key[] = {'k', 'e', 'y', ':'};
    if (page[10] != 1 || page[11] != 0)
        return false;
    for (size_t at = 16; at + 8 <= 4096; at++) {
        if (memcmp(page + at, key, sizeof(key)) == 0)
            page[at + 4] = '9';
    }
    return true;
}

/*
 * One number of a page in the list of free pages turned into another, possibly of a page in use. Such a list
 * is the only place where a page of these files holds, behind its header, 8 bytes that are small numbers in
 * descending order; all of them are moved.
 */
static bool free_another_page(unsigned char *page, off_t number)
{
    bool changed = false;
    for (size_t at = 16; at + 24 <= 4096; at += 8) {
        uint64_t n[3];
        memcpy(n, page + at, sizeof(n));
        if (n[0] > n[1] && n[1] > n[2] + 1 && n[2] >= 2 && n[0] < 1000) {
            n[1]--;
            memcpy(page + at, n, sizeof(n));
            changed = true;
        }
    }
    return changed;
}

/* A table of another name, in LMDB's main table. */
static bool rename_table(unsigned char *page, off_t number)
{
    unsigned char *name = memmem(page, 4096, "report", 6);
    if (name)
        name[0]++;
    return name;
}

static const struct {
    const char *name;
    bool (*apply)(unsigned char *page, off_t number);
} damages[] = {
    {"a flipped bit", flip_a_bit},
    {"a spoilt header", spoil_header},
    {"a spoilt middle", spoil_middle},
    {"a cleared page", clear},
    {"misleading branch pages", mislead},
    {"another page in the list of free ones", free_another_page},
    {"another name of a table", rename_table},
};

/* False when this damage does not apply to that page. */
static bool damage_page(const char *path, off_t number, size_t damage)
{
    unsigned char page[4096];
    int fd = open(path, O_RDONLY);
    assert_int_equal(pread(fd, page, sizeof(page), number * 4096), sizeof(page));
    close(fd);
    if (!damages[damage].apply(page, number))
        return false;
    overwrite(path, number * 4096, page, sizeof(page));
    return true;
}

static void look(const char *dir, off_t page, size_t damage, struct tally *tally)
{
    int status = store_check_child(play_reader, dir);
    int reading = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    bool died = reading != ALL_THERE && (reading < SOME_MISSING || reading > WRONG_VALUE);
    tally->sound += reading == ALL_THERE;
    tally->corrupt += reading == SOME_CORRUPT;
    tally->missing += reading == SOME_MISSING;
    tally->not_opened += reading == NOT_OPENED;
    tally->died += died;
    if (reading == WRONG_VALUE)
        fail_msg("page %ld, %s: a wrong value", (long)page, damages[damage].name);
    if ((died || reading == SOME_CORRUPT) && !marked(dir, STORE_HOT))
        fail_msg("page %ld, %s: no mark", (long)page, damages[damage].name);

    status = store_check_child(play_repair, dir);
    int repaired = WIFEXITED(status) ? WEXITSTATUS(status) : REPAIR_WRONG;
    tally->rebuilt += repaired == REPAIR_REBUILT;
    tally->found_later += repaired == REPAIR_FOUND_LATER;
    if (repaired == REPAIR_WRONG)
        fail_msg("page %ld, %s: repair went wrong", (long)page, damages[damage].name);
    if (reading != ALL_THERE && repaired != REPAIR_REBUILT)
        fail_msg("page %ld, %s: not found", (long)page, damages[damage].name);
}

static void damage_and_look(const char *pristine, off_t page, size_t damage, struct tally *tally)
{
    const char *dir = check_make_dir();
    char command[256];
    snprintf(command, sizeof(command), "cp -p %s/* %s/", pristine, dir);
    assert_int_equal(system(command), 0);
    if (damage_page(store_check_file(dir, STORE_HOT), page, damage))
        look(dir, page, damage, tally);
    check_remove_dir(dir);
}

static void a_damaged_page_never_gives_a_wrong_value(void **state)
{
    char pristine[64];
    snprintf(pristine, sizeof(pristine), "%s", make_filled());
    off_t pages = store_check_size(store_check_file(pristine, STORE_HOT)) / 4096;
    for (size_t damage = 0; damage < CHECK_COUNT(damages); damage++) {
        struct tally tally = {0};
        for (off_t page = 0; page < pages; page++)
            damage_and_look(pristine, page, damage, &tally);
        print_message("# %s: %d read whole, %d corrupt, %d missing, %d not opened, %d died; %d rebuilt, %d "
                      "found later\n",
                      damages[damage].name, tally.sound, tally.corrupt, tally.missing, tally.not_opened,
                      tally.died, tally.rebuilt, tally.found_later);
        /* Also where no reader met it the walk has found the damage, and nothing came out of it afterwards.
         */
        assert_true(tally.rebuilt > 0);
        assert_int_equal(tally.found_later, 0);
    }
    check_remove_dir(pristine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_damaged_page_never_gives_a_wrong_value),
    };
    return cmocka_run_group_tests_name("store_pages", tests, NULL, NULL);
}
