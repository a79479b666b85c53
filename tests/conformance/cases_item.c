/* Items: keys, values, expiry, deletion. */
#include "conformance.h"

#include <stdlib.h>
#include <string.h>

#define KEY_LONGEST   255
#define VALUE_LARGEST ((size_t)1024 * 1024)

static const char key_characters[] = "-.0123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

static struct slice text(const char *s)
{
    return slice_from_string(s);
}

static enum result get(struct conformance *c, const char *key, int64_t now)
{
    struct buffer value;
    buffer_init(&value, VALUE_LARGEST);
    enum result result = tier_item_get(c->tier, text(key), now, &value, NULL);
    buffer_free(&value);
    return result;
}

/* ---- keys ---- */

static void keys_of_every_length(struct conformance *c)
{
    char key[KEY_LONGEST];
    for (size_t len = 1; len <= KEY_LONGEST; len++) {
        memset(key, 'k', len);
        key[len - 1] = key_characters[len % (sizeof(key_characters) - 1)];
        struct slice value = conformance_bytes(c, 1 + len % 7, (unsigned)len);
        REQUIRE_RESULT(c, tier_item_put(c->tier, slice_make(key, len), value, UTC_NONE, c->now), RESULT_OK);
    }
    for (size_t len = 1; len <= KEY_LONGEST; len++) {
        memset(key, 'k', len);
        key[len - 1] = key_characters[len % (sizeof(key_characters) - 1)];
        conformance_expect(c, slice_make(key, len), conformance_bytes(c, 1 + len % 7, (unsigned)len), c->now);
        REQUIRE_WELL(c);
    }
}

static void keys_of_every_character(struct conformance *c)
{
    for (size_t i = 0; key_characters[i]; i++) {
        char key[] = {key_characters[i], 'c', key_characters[i]};
        REQUIRE_RESULT(
            c, tier_item_put(c->tier, slice_make(key, sizeof(key)), slice_make(key, 1), UTC_NONE, c->now),
            RESULT_OK);
    }
    for (size_t i = 0; key_characters[i]; i++) {
        char key[] = {key_characters[i], 'c', key_characters[i]};
        conformance_expect(c, slice_make(key, sizeof(key)), slice_make(key, 1), c->now);
        REQUIRE_WELL(c);
    }
    conformance_put(c, key_characters, "all", UTC_NONE);
    conformance_expect(c, text(key_characters), SLICE("all"), c->now);
}

static void keys_that_cannot_be(struct conformance *c)
{
    char long_key[KEY_LONGEST + 1];
    memset(long_key, 'k', sizeof(long_key));
    const struct slice keys[] = {
        {NULL, 0},     SLICE(""),         SLICE("a b"),   SLICE("a/b"),
        SLICE("a*"),   SLICE("a\0b"),     SLICE("a\nb"),  SLICE("$set"),
        SLICE("a{b}"), SLICE("\xc3\xa9"), SLICE("a\x7f"), SLICE("\xff"),
        SLICE("a,b"),  SLICE("a;b"),      SLICE("a@"),    {long_key, sizeof(long_key)},
    };
    struct buffer value;
    buffer_init(&value, 100);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        int64_t sum;
        REQUIRE_RESULT(c, tier_item_put(c->tier, keys[i], SLICE("v"), UTC_NONE, c->now), RESULT_INVALID);
        REQUIRE_RESULT(c, tier_item_get(c->tier, keys[i], c->now, &value, NULL), RESULT_INVALID);
        REQUIRE_RESULT(c, tier_item_delete(c->tier, keys[i]), RESULT_INVALID);
        REQUIRE_RESULT(c, tier_counter_add(c->tier, keys[i], 1, 60, c->now, &sum), RESULT_INVALID);
    }
    REQUIRE(c, value.len == 0);
}

/* ---- values ---- */

static void values_of_any_bytes_and_size(struct conformance *c)
{
    static const size_t sizes[] = {1, 2, 255, 4096, 65536, VALUE_LARGEST};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        char key[32];
        snprintf(key, sizeof(key), "value.size.%zu", i);
        struct slice value = conformance_bytes(c, sizes[i], (unsigned)i);
        REQUIRE(c, value.len == sizes[i]);
        REQUIRE_RESULT(c, tier_item_put(c->tier, text(key), value, UTC_NONE, c->now), RESULT_OK);
        conformance_expect(c, text(key), value, c->now);
        REQUIRE_WELL(c);
    }
    REQUIRE_RESULT(c, tier_item_put(c->tier, SLICE("value.nul"), SLICE("\0"), UTC_NONE, c->now), RESULT_OK);
    conformance_expect(c, SLICE("value.nul"), SLICE("\0"), c->now);
}

static void values_that_cannot_be(struct conformance *c)
{
    struct slice large = conformance_bytes(c, VALUE_LARGEST + 1, 1);
    conformance_put(c, "value.refused", "before", UTC_NONE);
    REQUIRE(c, large.len == VALUE_LARGEST + 1);
    REQUIRE_RESULT(c, tier_item_put(c->tier, SLICE("value.refused"), large, UTC_NONE, c->now),
                   RESULT_TOO_LARGE);
    REQUIRE_RESULT(c, tier_item_put(c->tier, SLICE("value.refused"), SLICE(""), UTC_NONE, c->now),
                   RESULT_INVALID);
    conformance_expect(c, SLICE("value.refused"), SLICE("before"), c->now);
}

static void a_get_appends(struct conformance *c)
{
    struct buffer value;
    int64_t expires_at = 0;
    conformance_put(c, "append", "tail", c->now + 60);
    buffer_init(&value, 100);
    buffer_append_slice(&value, SLICE("head "));
    enum result result = tier_item_get(c->tier, SLICE("append"), c->now, &value, &expires_at);
    bool whole = slice_equal(buffer_slice(&value), SLICE("head tail"));
    enum result absent = tier_item_get(c->tier, SLICE("append.not"), c->now, &value, &expires_at);
    bool untouched = slice_equal(buffer_slice(&value), SLICE("head tail"));
    buffer_free(&value);
    REQUIRE_RESULT(c, result, RESULT_OK);
    REQUIRE_RESULT(c, absent, RESULT_NOT_FOUND);
    REQUIRE(c, whole && untouched && expires_at == c->now + 60);
}

/* ---- expiry ---- */

static void items_expire_at_their_second(struct conformance *c)
{
    conformance_put(c, "expiry", "v", c->now + 1000);
    REQUIRE_RESULT(c, get(c, "expiry", c->now), RESULT_OK);
    REQUIRE_RESULT(c, get(c, "expiry", c->now + 999), RESULT_OK);
    REQUIRE_RESULT(c, get(c, "expiry", c->now + 1000), RESULT_NOT_FOUND);
    REQUIRE_RESULT(c, get(c, "expiry", c->now + 1001), RESULT_NOT_FOUND);
}

/* The caller's clock decides: what was expired at a moment lives at an earlier one. */
static void clocks_may_jump(struct conformance *c)
{
    conformance_put(c, "jump", "v", c->now + 1000);
    REQUIRE_RESULT(c, get(c, "jump", c->now + 10 * UTC_DAY), RESULT_NOT_FOUND);
    REQUIRE_RESULT(c, get(c, "jump", c->now), RESULT_OK);
    REQUIRE_RESULT(c, get(c, "jump", c->now - 10 * UTC_DAY), RESULT_OK);
    /* Written by a clock that is behind: it still ends where it was told to. */
    REQUIRE_RESULT(c, tier_item_put(c->tier, SLICE("jump.behind"), SLICE("v"), c->now + 50, c->now - UTC_DAY),
                   RESULT_OK);
    REQUIRE_RESULT(c, get(c, "jump.behind", c->now + 49), RESULT_OK);
    REQUIRE_RESULT(c, get(c, "jump.behind", c->now + 50), RESULT_NOT_FOUND);
}

static void items_may_never_expire(struct conformance *c)
{
    int64_t expires_at = 0;
    struct buffer value;
    conformance_put(c, "never", "v", UTC_NONE);
    buffer_init(&value, 100);
    enum result result =
        tier_item_get(c->tier, SLICE("never"), c->now + 100 * 366 * UTC_DAY, &value, &expires_at);
    buffer_free(&value);
    REQUIRE_RESULT(c, result, RESULT_OK);
    REQUIRE(c, expires_at == UTC_NONE);
}

static void items_may_be_born_expired(struct conformance *c)
{
    conformance_put(c, "born", "old", UTC_NONE);
    conformance_put(c, "born", "new", c->now);
    REQUIRE_RESULT(c, get(c, "born", c->now), RESULT_NOT_FOUND);
    conformance_put(c, "born.yesterday", "new", c->now - UTC_DAY);
    REQUIRE_RESULT(c, get(c, "born.yesterday", c->now), RESULT_NOT_FOUND);
}

static void the_last_put_wins(struct conformance *c)
{
    conformance_put(c, "again", "one", c->now + 10);
    conformance_put(c, "again", "longer than before", c->now + 1000);
    conformance_expect(c, SLICE("again"), SLICE("longer than before"), c->now + 10);
    conformance_put(c, "again", "2", c->now + 20);
    conformance_expect(c, SLICE("again"), SLICE("2"), c->now);
    REQUIRE_RESULT(c, get(c, "again", c->now + 20), RESULT_NOT_FOUND);
    conformance_put(c, "again", "3", UTC_NONE);
    conformance_expect(c, SLICE("again"), SLICE("3"), c->now + UTC_DAY);
}

static void items_are_deleted(struct conformance *c)
{
    conformance_put(c, "delete", "v", UTC_NONE);
    conformance_put(c, "delete.not", "w", UTC_NONE);
    REQUIRE_RESULT(c, tier_item_delete(c->tier, SLICE("delete")), RESULT_OK);
    REQUIRE_RESULT(c, get(c, "delete", c->now), RESULT_NOT_FOUND);
    REQUIRE_RESULT(c, tier_item_delete(c->tier, SLICE("delete")), RESULT_OK);
    conformance_expect(c, SLICE("delete.not"), SLICE("w"), c->now);
    conformance_put(c, "delete", "back", UTC_NONE);
    conformance_expect(c, SLICE("delete"), SLICE("back"), c->now);
}

/* As after an acknowledgement that was lost: the same again, over another connection. */
static void writes_may_be_repeated(struct conformance *c)
{
    struct tier *other = NULL;
    REQUIRE_RESULT(c, conformance_open(c, "conformance-", &other), RESULT_OK);
    conformance_put(c, "repeat", "v", c->now + 60);
    enum result result = tier_item_put(other, SLICE("repeat"), SLICE("v"), c->now + 60, c->now);
    conformance_expect(c, SLICE("repeat"), SLICE("v"), c->now + 59);
    if (!result)
        result = tier_item_delete(other, SLICE("repeat"));
    enum result again = tier_item_delete(c->tier, SLICE("repeat"));
    tier_close(other);
    REQUIRE_RESULT(c, result, RESULT_OK);
    REQUIRE_RESULT(c, again, RESULT_OK);
    REQUIRE_RESULT(c, get(c, "repeat", c->now), RESULT_NOT_FOUND);
}

/* ---- spaces ---- */

static bool count_item(void *context, struct slice key, struct slice value, int64_t expires_at)
{
    ++*(int *)context;
    return true;
}

static void look_from_another_space(struct conformance *c, struct tier *other)
{
    struct buffer value;
    struct tier_report report = conformance_report(c, PRODUCT_METAR, "KSPA", c->now, "METAR KSPA");
    struct tier_report out[TIER_NEWEST_MAX];
    size_t count = 0;
    int seen = 0;
    int64_t sum = 0;
    buffer_init(&value, 100);
    enum result got = tier_item_get(other, SLICE("space"), c->now, &value, NULL);
    buffer_free(&value);
    REQUIRE_RESULT(c, got, RESULT_NOT_FOUND);
    REQUIRE_RESULT(c, tier_item_page(other, SLICE(""), slice_make(NULL, 0), 1000, c->now, count_item, &seen),
                   RESULT_OK);
    REQUIRE(c, seen == 0);
    REQUIRE_RESULT(c, tier_counter_add(c->tier, SLICE("space"), 5, 60, c->now, &sum), RESULT_OK);
    REQUIRE_RESULT(c, tier_counter_add(other, SLICE("space"), 1, 60, c->now, &sum), RESULT_OK);
    REQUIRE(c, sum == 1);
    REQUIRE_RESULT(c, tier_report_put(c->tier, &report, 1, c->now), RESULT_OK);
    REQUIRE_RESULT(c,
                   tier_report_newest(other, PRODUCT_METAR, SLICE("KSPA"), c->now, c->arena, out, 1, &count),
                   RESULT_NOT_FOUND);
}

static void another_space_sees_nothing(struct conformance *c)
{
    struct tier *other = NULL;
    conformance_put(c, "space", "v", UTC_NONE);
    REQUIRE_RESULT(c, conformance_open(c, "elsewhere-", &other), RESULT_OK);
    look_from_another_space(c, other);
    tier_close(other);
}

const struct conformance_case item_cases[] = {
    {"keys of every length", ON_EVERY, keys_of_every_length, NULL},
    {"keys of every character", ON_EVERY, keys_of_every_character, NULL},
    {"keys that cannot be are refused", ON_EVERY, keys_that_cannot_be, NULL},
    {"values of any bytes, 1 B to 1 MB", ON_EVERY, values_of_any_bytes_and_size, NULL},
    {"values that cannot be are refused", ON_EVERY, values_that_cannot_be, NULL},
    {"a get appends, and tells the expiry", ON_EVERY, a_get_appends, NULL},
    {"items expire at their second", ON_EVERY, items_expire_at_their_second, NULL},
    {"the caller's clock decides", ON_EVERY, clocks_may_jump, NULL},
    {"items may never expire", ON_EVERY, items_may_never_expire, NULL},
    {"items may be born expired", ON_EVERY, items_may_be_born_expired, NULL},
    {"the last put wins, expiry included", ON_EVERY, the_last_put_wins, NULL},
    {"items are deleted", ON_EVERY, items_are_deleted, NULL},
    {"writes of items may be repeated", ON_EVERY, writes_may_be_repeated, NULL},
    {"another space sees nothing", ON_SHARED, another_space_sees_nothing, NULL},
    {NULL, 0, NULL, NULL},
};
