/* Reports: which are kept, and which are the newest. */
#include "conformance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    int64_t kept_s;
    enum product product;
} windows[] = {{TIER_METAR_NEWEST_S, PRODUCT_METAR}, {TIER_TAF_NEWEST_S, PRODUCT_TAF}};

static void put(struct conformance *c, enum product product, const char *station, int64_t observed_at,
                const char *raw)
{
    struct tier_report report = conformance_report(c, product, station, observed_at, raw);
    REQUIRE_RESULT(c, tier_report_put(c->tier, &report, 1, c->now), RESULT_OK);
}

/* Wants exactly these texts, newest first. */
static void expect(struct conformance *c, enum product product, const char *station, size_t max,
                   const char *const *raws, size_t count)
{
    struct tier_report out[TIER_NEWEST_MAX];
    size_t got = 99;
    enum result result =
        tier_report_newest(c->tier, product, slice_from_string(station), c->now, c->arena, out, max, &got);
    if (count == 0) {
        REQUIRE_RESULT(c, result, RESULT_NOT_FOUND);
        REQUIRE(c, got == 99);
        return;
    }
    REQUIRE_RESULT(c, result, RESULT_OK);
    REQUIRE(c, got == count);
    for (size_t i = 0; i < count; i++) {
        REQUIRE(c, slice_equal(out[i].entry.raw, slice_from_string(raws[i])));
        REQUIRE(c, out[i].entry.product == product && strcmp(out[i].entry.station, station) == 0);
    }
}

#define EXPECT(c, product, station, max, ...)                                                                \
    do {                                                                                                     \
        static const char *const raws_[] = {__VA_ARGS__};                                                    \
        expect(c, product, station, max, raws_, sizeof(raws_) / sizeof(raws_[0]));                           \
        REQUIRE_WELL(c);                                                                                     \
    } while (0)

/* ---- one report ---- */

static bool same_number(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) < 1e-9;
}

/* LMDB keeps the entry alone. */
static void require_rest(struct conformance *c, const struct tier_report *put, const struct tier_report *got)
{
    bool kept = c->engine != TIER_ENGINE_LMDB;
    REQUIRE(c, got->reported_at == (kept ? put->reported_at : UTC_NONE));
    REQUIRE(c, got->checked_at == (kept ? put->checked_at : UTC_NONE));
    REQUIRE(c, got->speci == (kept && put->speci));
    REQUIRE(c, same_number(got->latitude_deg, kept ? put->latitude_deg : NAN));
    REQUIRE(c, same_number(got->longitude_deg, kept ? put->longitude_deg : NAN));
    REQUIRE(c, same_number(got->elevation_m, kept ? put->elevation_m : NAN));
}

static void come_back(struct conformance *c, const struct tier_report *report)
{
    struct tier_report got[TIER_NEWEST_MAX];
    const struct history_entry *a = &report->entry, *b = &got[0].entry;
    size_t count = 0;
    REQUIRE_RESULT(c, tier_report_put(c->tier, report, 1, c->now), RESULT_OK);
    REQUIRE_RESULT(c,
                   tier_report_newest(c->tier, a->product, slice_from_string(a->station), c->now, c->arena,
                                      got, 1, &count),
                   RESULT_OK);
    REQUIRE(c, count == 1 && a->product == b->product && strcmp(a->station, b->station) == 0);
    REQUIRE(c,
            a->observed_at == b->observed_at && a->received_at == b->received_at && a->source == b->source);
    REQUIRE(c, slice_equal(a->raw, b->raw));
    require_rest(c, report, &got[0]);
}

static void reports_come_back(struct conformance *c)
{
    struct tier_report report =
        conformance_report(c, PRODUCT_METAR, "KONE", c->now - 300, "SPECI KONE 121651Z");
    report.entry.source = SOURCE_CHECKWX;
    report.entry.received_at = c->now - 200;
    report.reported_at = c->now - 299;
    report.checked_at = c->now - 100;
    report.speci = true;
    report.latitude_deg = -89.9999;
    report.longitude_deg = 179.25;
    report.elevation_m = -12.5;
    report.decoded = SLICE("{\"station\":\"KONE\",\"wind\":{\"direction_deg\":null}}");
    memcpy(report.flight_category, "LIFR", 5);
    come_back(c, &report);
    report = conformance_report(c, PRODUCT_TAF, "1", c->now, "TAF 1");
    report.latitude_deg = 0;
    come_back(c, &report);
    report = conformance_report(c, PRODUCT_TAF, "ABCDE12", c->now + 600, "TAF from a clock ahead");
    come_back(c, &report);
}

/* A provider may send anything. */
static void texts_may_be_any_bytes(struct conformance *c)
{
    struct tier_report report = conformance_report(c, PRODUCT_METAR, "KRAW", c->now - 9, "");
    report.entry.raw = SLICE("METAR KRAW \"quoted\" \\ 10\xb0 \xff\xfe caf\xc3\xa9\r\n\ttab \x01\x7f \0 nul");
    come_back(c, &report);
    report.entry.observed_at++;
    report.entry.raw = conformance_bytes(c, 1, 5);
    come_back(c, &report);
    report.entry.observed_at++;
    report.entry.raw = conformance_bytes(c, TIER_RAW_MAX, 5);
    come_back(c, &report);
}

/* ---- many ---- */

static void reports_may_be_repeated(struct conformance *c)
{
    struct tier_report report = conformance_report(c, PRODUCT_METAR, "KREP", c->now - 60, "METAR KREP"),
                       out[TIER_NEWEST_MAX];
    struct tier *other = NULL;
    size_t count = 0;
    REQUIRE_RESULT(c, tier_report_put(c->tier, &report, 1, c->now), RESULT_OK);
    report.entry.received_at += 100;
    report.entry.source = SOURCE_CHECKWX;
    REQUIRE_RESULT(c, tier_report_put(c->tier, &report, 1, c->now), RESULT_OK);
    REQUIRE_RESULT(c, conformance_open(c, "conformance-", &other), RESULT_OK);
    enum result result = tier_report_put(other, &report, 1, c->now + 5);
    tier_close(other);
    REQUIRE_RESULT(c, result, RESULT_OK);
    REQUIRE_RESULT(
        c, tier_report_newest(c->tier, PRODUCT_METAR, SLICE("KREP"), c->now, c->arena, out, 2, &count),
        RESULT_OK);
    REQUIRE(c, count == 1 && out[0].entry.received_at == c->now && out[0].entry.source == SOURCE_AWC);
}

static void an_older_one_stays_behind(struct conformance *c)
{
    put(c, PRODUCT_METAR, "KOLD", c->now - 600, "second");
    put(c, PRODUCT_METAR, "KOLD", c->now - 1200, "first");
    put(c, PRODUCT_METAR, "KOLD", c->now, "third");
    EXPECT(c, PRODUCT_METAR, "KOLD", 1, "third");
    EXPECT(c, PRODUCT_METAR, "KOLD", 4, "third", "second", "first");
}

static void corrections_stand_beside_the_original(struct conformance *c)
{
    struct tier_report out[TIER_NEWEST_MAX];
    size_t count = 0;
    put(c, PRODUCT_METAR, "KCOR", c->now - 60, "METAR KCOR 10");
    put(c, PRODUCT_METAR, "KCOR", c->now - 60, "METAR KCOR COR 11");
    put(c, PRODUCT_METAR, "KCOR", c->now - 120, "METAR KCOR 09");
    REQUIRE_WELL(c);
    REQUIRE_RESULT(c,
                   tier_report_newest(c->tier, PRODUCT_METAR, SLICE("KCOR"), c->now, c->arena, out,
                                      TIER_NEWEST_MAX, &count),
                   RESULT_OK);
    REQUIRE(c, count == 3 && !slice_equal(out[0].entry.raw, out[1].entry.raw));
    REQUIRE(c, out[0].entry.observed_at == c->now - 60 && out[1].entry.observed_at == c->now - 60);
    REQUIRE(c, slice_equal(out[2].entry.raw, SLICE("METAR KCOR 09")));
}

static void only_the_newest_are_given(struct conformance *c)
{
    static const int minutes[] = {3, 1, 6, 2, 5, 4};
    struct tier_report reports[6];
    char raws[6][16];
    for (size_t i = 0; i < 6; i++) {
        snprintf(raws[i], sizeof(raws[i]), "TAF %d", minutes[i]);
        reports[i] = conformance_report(c, PRODUCT_TAF, "KMAX", c->now - 3600 + 60 * minutes[i], raws[i]);
    }
    REQUIRE_RESULT(c, tier_report_put(c->tier, reports, 6, c->now), RESULT_OK);
    EXPECT(c, PRODUCT_TAF, "KMAX", 1, "TAF 6");
    EXPECT(c, PRODUCT_TAF, "KMAX", 2, "TAF 6", "TAF 5");
    EXPECT(c, PRODUCT_TAF, "KMAX", 4, "TAF 6", "TAF 5", "TAF 4", "TAF 3");
}

static void reports_grow_old(struct conformance *c)
{
    for (size_t i = 0; i < 2; i++) {
        enum product p = windows[i].product;
        put(c, p, "KAGE", c->now - windows[i].kept_s - 1, "too old");
        expect(c, p, "KAGE", 4, NULL, 0);
        REQUIRE_WELL(c);
        put(c, p, "KAGE", c->now - windows[i].kept_s, "just young enough");
        EXPECT(c, p, "KAGE", 4, "just young enough");
        put(c, p, "KAGE", c->now - windows[i].kept_s + 1, "younger");
        EXPECT(c, p, "KAGE", 4, "younger", "just young enough");
    }
}

static void stations_and_products_apart(struct conformance *c)
{
    put(c, PRODUCT_METAR, "KAB", c->now, "METAR of KAB");
    put(c, PRODUCT_METAR, "KABC", c->now, "METAR of KABC");
    put(c, PRODUCT_TAF, "KABC", c->now, "TAF of KABC");
    EXPECT(c, PRODUCT_METAR, "KAB", 4, "METAR of KAB");
    EXPECT(c, PRODUCT_METAR, "KABC", 4, "METAR of KABC");
    EXPECT(c, PRODUCT_TAF, "KABC", 4, "TAF of KABC");
    expect(c, PRODUCT_TAF, "KAB", 4, NULL, 0);
    expect(c, PRODUCT_METAR, "KABD", 4, NULL, 0);
}

/* More than one lot of a pipeline or a bulk write, with some twice in it. */
static void many_in_one_call(struct conformance *c)
{
    enum { MANY = 150 };
    struct tier_report *reports = arena_alloc_array(c->arena, MANY, sizeof(*reports));
    REQUIRE(c, reports);
    for (int i = 0; i < MANY; i++) {
        char station[STATION_MAX];
        snprintf(station, sizeof(station), "M%03d", i % 100);
        reports[i] = conformance_report(c, PRODUCT_METAR, station, c->now - 100,
                                        arena_format(c->arena, "METAR %s", station));
    }
    REQUIRE_RESULT(c, tier_report_put(c->tier, reports, MANY, c->now), RESULT_OK);
    REQUIRE_RESULT(c, tier_report_put(c->tier, reports, 0, c->now), RESULT_OK);
    EXPECT(c, PRODUCT_METAR, "M000", 4, "METAR M000");
    EXPECT(c, PRODUCT_METAR, "M049", 4, "METAR M049");
    EXPECT(c, PRODUCT_METAR, "M099", 4, "METAR M099");
}

/* One that cannot be, and nothing of the call is put. */
static void reports_that_cannot_be(struct conformance *c)
{
    struct tier_report good = conformance_report(c, PRODUCT_METAR, "KBAD", c->now, "METAR KBAD");
    struct tier_report pairs[2] = {good, good};
    for (int i = 0; i < 7; i++) {
        struct tier_report *bad = &pairs[1];
        *bad = good;
        if (i == 0)
            memcpy(bad->entry.station, "", 1);
        if (i == 1)
            memcpy(bad->entry.station, "kbad", 5);
        if (i == 2)
            memset(bad->entry.station, 'K', STATION_MAX); /* not terminated */
        if (i == 3)
            bad->entry.observed_at = UTC_NONE;
        if (i == 4)
            bad->entry.product = PRODUCT_STATIONS;
        if (i == 5)
            bad->entry.raw.len = 0;
        if (i == 6)
            bad->entry.raw = conformance_bytes(c, TIER_RAW_MAX + 1, 1);
        REQUIRE_RESULT(c, tier_report_put(c->tier, pairs, 2, c->now), RESULT_INVALID);
    }
    expect(c, PRODUCT_METAR, "KBAD", 4, NULL, 0);
}

static void questions_that_cannot_be(struct conformance *c)
{
    struct tier_report out[TIER_NEWEST_MAX];
    size_t count;
    static const struct slice stations[] = {{NULL, 0}, {"", 0}, {"kjfk", 4}, {"KJFKKJFK", 8}, {"K-FK", 4}};
    for (size_t i = 0; i < sizeof(stations) / sizeof(stations[0]); i++)
        REQUIRE_RESULT(
            c, tier_report_newest(c->tier, PRODUCT_METAR, stations[i], c->now, c->arena, out, 1, &count),
            RESULT_INVALID);
    REQUIRE_RESULT(
        c, tier_report_newest(c->tier, PRODUCT_STATIONS, SLICE("KJFK"), c->now, c->arena, out, 1, &count),
        RESULT_INVALID);
    REQUIRE_RESULT(
        c, tier_report_newest(c->tier, PRODUCT_METAR, SLICE("KJFK"), c->now, c->arena, out, 0, &count),
        RESULT_INVALID);
    REQUIRE_RESULT(c,
                   tier_report_newest(c->tier, PRODUCT_METAR, SLICE("KJFK"), c->now, c->arena, out,
                                      TIER_NEWEST_MAX + 1, &count),
                   RESULT_INVALID);
}

const struct conformance_case report_cases[] = {
    {"a report comes back", ON_EVERY, reports_come_back, NULL},
    {"its text may be any bytes", ON_EVERY, texts_may_be_any_bytes, NULL},
    {"a report may be put again: the first receipt stands", ON_EVERY, reports_may_be_repeated, NULL},
    {"an older report stays behind a newer one", ON_EVERY, an_older_one_stays_behind, NULL},
    {"a correction stands beside its original", ON_EVERY, corrections_stand_beside_the_original, NULL},
    {"only the newest are given", ON_EVERY, only_the_newest_are_given, NULL},
    {"reports grow too old at 24 h, TAFs at 36 h", ON_EVERY, reports_grow_old, NULL},
    {"stations and products are apart", ON_EVERY, stations_and_products_apart, NULL},
    {"many reports in one call", ON_EVERY, many_in_one_call, NULL},
    {"reports that cannot be are refused", ON_EVERY, reports_that_cannot_be, NULL},
    {"questions that cannot be are refused", ON_EVERY, questions_that_cannot_be, NULL},
    {NULL, 0, NULL, NULL},
};
