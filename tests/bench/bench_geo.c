/*
 * bench_geo AIRPORTS_BIN: how long airports.bin takes to open, and how many questions a second it answers.
 * Prints figures; asserts nothing.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "geo/airport_search.h"
#include "geo/code_resolve.h"
#include "geo/nearest.h"

#define OPENINGS 20

static bool everyone_reports(void *context, struct slice station)
{
    return true;
}

/* A linear congruential generator (Knuth's MMIX): the same questions in each run. */
static uint32_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

static void print_rate(const char *what, int n, int64_t us)
{
    printf("%-40s %10.0f /s  %8.2f us each\n", what, n * 1e6 / (double)(us ? us : 1), (double)us / n);
}

static int bench_open(const char *path)
{
    int64_t best = INT64_MAX, worst = 0;

    for (int i = 0; i < OPENINGS; i++) {
        struct airport_db *db;
        int64_t start = clock_monotonic_us(), us;
        enum result r = airport_db_open(path, &db);

        if (r != RESULT_OK) {
            fprintf(stderr, "%s: %s\n", path, result_text(r));
            return 1;
        }
        us = clock_monotonic_us() - start;
        airport_db_close(db);
        best = us < best ? us : best;
        worst = us > worst ? us : worst;
    }
    printf("open and check: best %.1f ms, worst %.1f ms of %d\n", (double)best / 1000, (double)worst / 1000,
           OPENINGS);
    return 0;
}

static void bench_codes(const struct airport_db *db)
{
    struct station_directory d = {db, everyone_reports, NULL};
    uint64_t seed = 1;
    int64_t start = clock_monotonic_us();
    struct code_resolution r;
    struct airport a;
    int n = 200000, found = 0;

    for (int i = 0; i < n; i++) {
        airport_db_get(db, next_random(&seed) % airport_db_count(db), &a);
        found += code_resolve_airport(&d, a.ident, &r) == RESULT_OK;
    }
    print_rate("resolve an ident as an airport", n, clock_monotonic_us() - start);
    start = clock_monotonic_us();
    for (int i = 0; i < n; i++) {
        airport_db_get(db, next_random(&seed) % airport_db_count(db), &a);
        found += code_resolve_station(&d, a.icao.ptr ? a.icao : a.ident, &r) == RESULT_OK;
    }
    print_rate("resolve a code as a station", n, clock_monotonic_us() - start);
    printf("  (%d resolved)\n", found);
}

static void bench_positions(const struct airport_db *db)
{
    static const double radii_nm[] = {25, 100, 500};
    struct nearest_hit hits[20];
    uint64_t seed = 2;

    for (size_t k = 0; k < sizeof radii_nm / sizeof radii_nm[0]; k++) {
        int64_t start = clock_monotonic_us();
        char what[64];
        int n = 5000;

        for (int i = 0; i < n; i++) {
            struct airport a;
            airport_db_get(db, next_random(&seed) % airport_db_count(db), &a);
            airport_nearest(db, (struct geo_point){a.latitude_deg, a.longitude_deg}, radii_nm[k], NULL, NULL,
                            hits, 20);
        }
        snprintf(what, sizeof what, "20 nearest within %.0f NM", radii_nm[k]);
        print_rate(what, n, clock_monotonic_us() - start);
    }
}

static void bench_search(const struct airport_db *db)
{
    static const char *const queries[] = {
        "KJFK", "heathrow", "sao paulo", "airport", "ai", "san", "international airport"};
    struct airport_found found[AIRPORT_SEARCH_LIMIT_MAX];
    size_t count;

    for (size_t q = 0; q < sizeof queries / sizeof queries[0]; q++) {
        int64_t start = clock_monotonic_us();
        char what[64];
        int n = 500;

        for (int i = 0; i < n; i++)
            airport_search(db, slice_from_string(queries[q]), 20, found, &count);
        snprintf(what, sizeof what, "search \"%s\"", queries[q]);
        print_rate(what, n, clock_monotonic_us() - start);
    }
}

int main(int argc, char **argv)
{
    struct airport_db *db;

    if (argc != 2) {
        fprintf(stderr, "usage: bench_geo AIRPORTS_BIN\n");
        return 2;
    }
    if (bench_open(argv[1]) != 0 || airport_db_open(argv[1], &db) != RESULT_OK)
        return 1;
    bench_codes(db);
    bench_positions(db);
    bench_search(db);
    airport_db_close(db);
    return 0;
}
