#define _GNU_SOURCE
/*
 * conformance ENGINE PLACE [SEED]: runs the cases and prints TAP. ENGINE: local (PLACE is a DATA_DIR that is
 * not there yet), redis, mongodb, ferretdb (a URL). SEED names the space of keys.
 */
#include "conformance.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/number.h"

/* A slow server on a busy machine is slow, not wrong. */
#define TIMEOUT_MS      ((int64_t)20000)
#define WRITER_WAIT_MS  ((int64_t)30000)
#define WRITER_PAUSE_NS 2000000
#define ARENA_MAX       ((size_t)32 * 1024 * 1024)
#define MAP_MB          256

/* ---- failures ---- */

void conformance_fail(struct conformance *c, const char *file, int line, const char *condition)
{
    if (!c->failure[0])
        snprintf(c->failure, sizeof(c->failure), "%s:%d: %s", file, line, condition);
}

void conformance_fail_result(struct conformance *c, const char *file, int line, const char *expression,
                             enum result got)
{
    if (!c->failure[0])
        snprintf(c->failure, sizeof(c->failure), "%s:%d: %s: %s (%s)", file, line, expression,
                 result_text(got), tier_last_error(c->tier));
}

/* ---- tiers ---- */

static enum result open_store(struct conformance *c)
{
    struct store_options options = {c->place, STORE_WRITER, MAP_MB, NULL, false};
    int64_t deadline = clock_monotonic_ms() + WRITER_WAIT_MS;
    enum result result;
    while ((result = store_open(&options, &c->store)) == RESULT_BUSY && clock_monotonic_ms() < deadline)
        nanosleep(&(struct timespec){0, WRITER_PAUSE_NS}, NULL);
    return result;
}

enum result conformance_open(struct conformance *c, const char *space, struct tier **out)
{
    char detail[200], full[64];
    snprintf(full, sizeof(full), "%s%s", space, c->engine == TIER_ENGINE_LMDB ? "" : c->seed);
    struct tier_options options = {
        .engine = c->engine,
        .url = c->engine == TIER_ENGINE_LMDB ? NULL : c->place,
        .space = full,
        .store = c->store,
        .timeout_ms = TIMEOUT_MS,
    };
    enum result result = tier_open(&options, out, detail);
    if (result)
        printf("# %s\n", detail);
    return result;
}

enum result conformance_reopen(struct conformance *c)
{
    enum result result = c->engine == TIER_ENGINE_LMDB ? open_store(c) : RESULT_OK;
    return result ? result : conformance_open(c, "conformance-", &c->tier);
}

void conformance_close(struct conformance *c)
{
    tier_close(c->tier);
    store_close(c->store);
    c->tier = NULL;
    c->store = NULL;
}

/* ---- children ---- */

int conformance_start(struct conformance *c, const char *part, int number)
{
    char text[16];
    snprintf(text, sizeof(text), "%d", number);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        execl(c->program, c->program, c->engine_word, c->place, c->seed, part, text, (char *)NULL);
        _exit(127);
    }
    return (int)child;
}

bool conformance_wait(int child)
{
    int status;
    pid_t got;
    while ((got = waitpid((pid_t)child, &status, 0)) < 0 && errno == EINTR)
        continue;
    return child > 0 && got == (pid_t)child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ---- what cases are made of ---- */

struct slice conformance_bytes(struct conformance *c, size_t len, unsigned salt)
{
    char *bytes = arena_alloc(c->arena, len ? len : 1);
    uint32_t state = salt * 2654435761u + 12345;
    for (size_t i = 0; bytes && i < len; i++) {
        state = state * 1664525u + 1013904223u;
        bytes[i] = i % 97 == 3 ? '\0' : (char)(state >> 24);
    }
    return slice_make(bytes, bytes ? len : 0);
}

void conformance_put(struct conformance *c, const char *key, const char *value, int64_t expires_at)
{
    REQUIRE_RESULT(
        c, tier_item_put(c->tier, slice_from_string(key), slice_from_string(value), expires_at, c->now),
        RESULT_OK);
}

void conformance_expect(struct conformance *c, struct slice key, struct slice value, int64_t now)
{
    struct buffer got;
    buffer_init(&got, (size_t)2 * 1024 * 1024);
    enum result result = tier_item_get(c->tier, key, now, &got, NULL);
    bool same = !result && slice_equal(buffer_slice(&got), value);
    buffer_free(&got);
    REQUIRE_RESULT(c, result, RESULT_OK);
    REQUIRE(c, same);
}

struct tier_report conformance_report(const struct conformance *c, enum product product, const char *station,
                                      int64_t observed_at, const char *raw)
{
    struct tier_report report = {
        .entry = {.product = product,
                  .observed_at = observed_at,
                  .received_at = c->now,
                  .source = SOURCE_AWC,
                  .raw = slice_from_string(raw)},
        .reported_at = UTC_NONE,
        .checked_at = UTC_NONE,
        .latitude_deg = NAN,
        .longitude_deg = NAN,
        .elevation_m = NAN,
    };
    slice_copy(slice_from_string(station), report.entry.station, sizeof(report.entry.station));
    return report;
}

/* ---- the run ---- */

static const struct conformance_case *const tables[] = {item_cases,   page_cases,    counter_cases,
                                                        report_cases, history_cases, process_cases};
#define TABLES (sizeof(tables) / sizeof(tables[0]))

static int run_table(struct conformance *c, const struct conformance_case *table, int *number)
{
    int failed = 0;
    for (; table->name; table++) {
        if (!(table->engines & 1u << c->engine))
            continue;
        if (c->ferretdb && table->beyond_ferretdb) {
            printf("ok %d - %s # SKIP %s\n", ++*number, table->name, table->beyond_ferretdb);
            continue;
        }
        c->failure[0] = '\0';
        arena_reset(c->arena);
        int64_t began_ms = clock_monotonic_ms();
        table->run(c);
        printf("%sok %d - %s # %lld ms\n", c->failure[0] ? "not " : "", ++*number, table->name,
               (long long)(clock_monotonic_ms() - began_ms));
        if (c->failure[0]) {
            printf("# %s\n", c->failure);
            failed++;
        }
        fflush(stdout);
    }
    return failed;
}

static int run_all(struct conformance *c)
{
    int number = 0, failed = 0;
    enum result result = conformance_reopen(c);
    if (!result)
        result = tier_ping(c->tier);
    if (result) {
        printf("Bail out! %s can't be used: %s (%s)\n", c->engine_word, result_text(result),
               c->tier ? tier_last_error(c->tier) : "not opened");
        return 1;
    }
    printf("# %s, seed %s\n", c->engine_word, c->seed);
    for (size_t i = 0; i < TABLES; i++)
        failed += run_table(c, tables[i], &number);
    printf("1..%d\n", number);
    return failed > 0;
}

static bool parse_engine(struct conformance *c, struct slice word)
{
    c->ferretdb = slice_equal(word, SLICE("ferretdb"));
    if (c->ferretdb)
        word = SLICE("mongodb");
    for (int e = 0; e < TIER_ENGINES; e++) {
        if (slice_equal(word, slice_from_string(tier_engine_name((enum tier_engine)e)))) {
            c->engine = (enum tier_engine)e;
            c->sweeps = c->ferretdb || e == TIER_ENGINE_LMDB;
            return true;
        }
    }
    return false;
}

int main(int argc, char **argv)
{
    char seed[32];
    struct conformance c = {.now = clock_now()};
    snprintf(seed, sizeof(seed), "%lld", (long long)clock_now_ms());
    if (argc < 3 || !parse_engine(&c, slice_from_string(argv[1]))) {
        fprintf(stderr, "usage: conformance local|redis|mongodb|ferretdb PLACE [SEED]\n");
        return 2;
    }
    log_open("conformance", LOG_LEVEL_ERROR);
    c.program = "/proc/self/exe";
    c.engine_word = argv[1];
    c.place = argv[2];
    c.seed = argc > 3 ? argv[3] : seed;
    c.arena = arena_create(ARENA_MAX);
    if (!c.arena)
        return 2;
    int64_t number = 0;
    int status = 2;
    if (argc <= 4)
        status = run_all(&c);
    else if (argc == 6 && number_parse_int(slice_from_string(argv[5]), 0, 1000, &number) == RESULT_OK)
        status = conformance_play(&c, argv[4], (int)number);
    conformance_close(&c);
    arena_destroy(c.arena);
    return status;
}
