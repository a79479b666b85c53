/*
 * bench_store DIRECTORY: what the store adds to LMDB. Writing 9,000 values of 2 KB in one synced transaction,
 * and reading them, through the store and by bare LMDB calls on a file of its own, alternated in one run,
 * medians. DIRECTORY is made, and must be on the disk that is meant. Prints figures; asserts nothing.
 */
#include <inttypes.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/utc.h"
#include "store/report_store.h"
#include "store/store.h"

#define STATIONS    9000
#define RAW_SIZE    100
#define VALUE_SIZE  2048
#define ROUNDS      5
#define MAP_MB      1024
#define READ_PASSES 10

static char text[VALUE_SIZE];

static void give_up(const char *what, int code)
{
    fprintf(stderr, "%s: %d\n", what, code);
    exit(1);
}

static void make_station(int i, char out[STATION_MAX])
{
    snprintf(out, STATION_MAX, "%c%03d", 'A' + i / 1000, i % 1000);
}

/* Another text each round, so that everything is written. */
static void change_text(int round)
{
    memset(text, 'a' + round % 26, sizeof(text));
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static int64_t median(int64_t *values)
{
    qsort(values, ROUNDS, sizeof(*values), compare);
    return values[ROUNDS / 2];
}

/* ---- bare LMDB ---- */

struct bare {
    MDB_env *env;
    MDB_dbi dbi;
};

static void require(int rc, const char *what)
{
    if (rc)
        give_up(what, rc);
}

static void bare_open(struct bare *b, const char *dir)
{
    char path[1024];
    MDB_txn *txn;
    snprintf(path, sizeof(path), "%s/bare.mdb", dir);
    require(mdb_env_create(&b->env), "mdb_env_create");
    require(mdb_env_set_mapsize(b->env, (size_t)MAP_MB << 20), "mdb_env_set_mapsize");
    require(mdb_env_open(b->env, path, MDB_NOSUBDIR | MDB_NOTLS, 0600), "mdb_env_open");
    require(mdb_txn_begin(b->env, NULL, 0, &txn), "mdb_txn_begin");
    require(mdb_dbi_open(txn, NULL, 0, &b->dbi), "mdb_dbi_open");
    require(mdb_txn_commit(txn), "mdb_txn_commit");
}

static int64_t bare_write(const struct bare *b)
{
    int64_t start = clock_monotonic_us();
    MDB_txn *txn;
    char station[STATION_MAX];
    require(mdb_txn_begin(b->env, NULL, 0, &txn), "mdb_txn_begin");
    for (int i = 0; i < STATIONS; i++) {
        make_station(i, station);
        MDB_val key = {strlen(station), station}, value = {VALUE_SIZE, text};
        require(mdb_put(txn, b->dbi, &key, &value, 0), "mdb_put");
    }
    require(mdb_txn_commit(txn), "mdb_txn_commit");
    return clock_monotonic_us() - start;
}

/* Each get in a read of its own, as a worker does it. */
static int64_t bare_read(const struct bare *b)
{
    MDB_txn *txn;
    char station[STATION_MAX];
    require(mdb_txn_begin(b->env, NULL, MDB_RDONLY, &txn), "mdb_txn_begin");
    mdb_txn_reset(txn);
    int64_t start = clock_monotonic_us();
    for (int pass = 0; pass < READ_PASSES; pass++) {
        for (int i = 0; i < STATIONS; i++) {
            MDB_val key, value;
            make_station(i, station);
            key = (MDB_val){strlen(station), station};
            require(mdb_txn_renew(txn), "mdb_txn_renew");
            require(mdb_get(txn, b->dbi, &key, &value), "mdb_get");
            mdb_txn_reset(txn);
        }
    }
    int64_t us = clock_monotonic_us() - start;
    mdb_txn_abort(txn);
    return us;
}

/* ---- the store ---- */

static void make_report(int i, struct stored_report *report)
{
    *report = (struct stored_report){
        .product = PRODUCT_METAR,
        .valid_from = UTC_NONE,
        .valid_to = UTC_NONE,
        .checked_at = UTC_NONE,
        .raw = slice_make(text, RAW_SIZE),
        .decoded =
            slice_make(text, VALUE_SIZE - RAW_SIZE - 64), /* the record's own fields are some 64 bytes */
    };
    make_station(i, report->station);
}

static int64_t store_write(struct store *s)
{
    int64_t start = clock_monotonic_us();
    struct store_write *w;
    struct stored_report report;
    require(store_write_begin(s, STORE_HOT, &w), "store_write_begin");
    for (int i = 0; i < STATIONS; i++) {
        make_report(i, &report);
        require(report_store_put(w, SLOT_CURRENT, &report), "report_store_put");
    }
    require(store_write_commit(w), "store_write_commit");
    return clock_monotonic_us() - start;
}

static int64_t store_reading(struct store *s)
{
    struct store_read *r;
    struct stored_report report;
    char station[STATION_MAX];
    int64_t start = clock_monotonic_us();
    for (int pass = 0; pass < READ_PASSES; pass++) {
        for (int i = 0; i < STATIONS; i++) {
            make_station(i, station);
            require(store_read_begin(s, STORE_HOT, &r), "store_read_begin");
            require(report_store_get(r, PRODUCT_METAR, SLOT_CURRENT, slice_from_string(station), &report),
                    "report_store_get");
            store_read_end(r);
        }
    }
    return clock_monotonic_us() - start;
}

static bool count_report(void *context, const struct stored_report *report)
{
    ++*(int *)context;
    return true;
}

static int64_t store_walk(struct store *s)
{
    int64_t start = clock_monotonic_us();
    struct store_read *r;
    int n = 0;
    require(store_read_begin(s, STORE_HOT, &r), "store_read_begin");
    require(report_store_each(r, PRODUCT_METAR, SLOT_CURRENT, count_report, &n), "report_store_each");
    store_read_end(r);
    return clock_monotonic_us() - start;
}

static int64_t store_check(struct store *s)
{
    int64_t start = clock_monotonic_us();
    enum store_repair_outcome outcome;
    require(store_repair(s, STORE_HOT, &outcome), "store_repair");
    return clock_monotonic_us() - start;
}

static void print_write(const char *what, int64_t us)
{
    printf("%-44s %8.1f ms\n", what, (double)us / 1000);
}

static void print_read(const char *what, int64_t us)
{
    printf("%-44s %8.3f us each\n", what, (double)us / (STATIONS * READ_PASSES));
}

int main(int argc, char **argv)
{
    struct bare bare;
    struct store *s;
    int64_t written[ROUNDS], bare_written[ROUNDS], again[ROUNDS], gets[ROUNDS], bare_gets[ROUNDS],
        walks[ROUNDS], checks[ROUNDS];
    if (argc != 2) {
        fprintf(stderr, "usage: bench_store DIRECTORY\n");
        return 2;
    }
    log_open("bench_store", LOG_LEVEL_WARNING);
    struct store_options options = {argv[1], STORE_WRITER, MAP_MB, NULL, false};
    require(store_open(&options, &s), "store_open");
    bare_open(&bare, argv[1]);
    for (int round = -1; round < ROUNDS; round++) { /* the first one only makes the files */
        int n = round < 0 ? 0 : round;
        change_text(round + 1);
        written[n] = store_write(s);
        bare_written[n] = bare_write(&bare);
        again[n] = store_write(s);
        gets[n] = store_reading(s);
        bare_gets[n] = bare_read(&bare);
        walks[n] = store_walk(s);
        checks[n] = store_check(s);
    }
    int64_t w = median(written), b = median(bare_written), g = median(gets), bg = median(bare_gets);
    print_write("9,000 reports of 2 KB, one commit: store", w);
    print_write("  bare LMDB", b);
    printf("  ratio %.2f\n", (double)w / (double)b);
    print_write("the same reports again (nothing written)", median(again));
    print_read("begin, get, end: store (CRC, record)", g);
    print_read("  bare LMDB", bg);
    printf("  ratio %.2f, %.3f us more\n", (double)g / (double)bg,
           (double)(g - bg) / (STATIONS * READ_PASSES));
    print_write("walk of all 9,000 reports", median(walks));
    print_write("store_repair of a sound environment", median(checks));
    mdb_env_close(bare.env);
    store_close(s);
    return 0;
}
