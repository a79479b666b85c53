/* store: reports, product states, stations, cells and history. */
#include "store_check.h"

#include <math.h>

#include "base/utc.h"
#include "store/history_hole.h"
#include "store/history_store.h"
#include "store/product_state.h"
#include "store/records.h"
#include "store/report_store.h"
#include "store/station_store.h"

#define NOON ((int64_t)1791979200) /* 2026-10-15T12:00:00Z */

/* One transaction of a test that goes on with RESULT_OK whatever the call in it gave, and tells that. */
#define WRITING(store, env, call)                                                                            \
    ({                                                                                                       \
        struct store_write *w;                                                                               \
        assert_int_equal(store_write_begin((store), (env), &w), RESULT_OK);                                  \
        enum result result_ = (call);                                                                        \
        assert_int_equal(store_write_commit(w), RESULT_OK);                                                  \
        result_;                                                                                             \
    })

#define READING(store, env, call)                                                                            \
    ({                                                                                                       \
        struct store_read *r;                                                                                \
        assert_int_equal(store_read_begin((store), (env), &r), RESULT_OK);                                   \
        enum result result_ = (call);                                                                        \
        store_read_end(r);                                                                                   \
        result_;                                                                                             \
    })

static struct stored_report make_report(enum product product, const char *station, int64_t observed_at)
{
    struct stored_report report = {
        .product = product,
        .observed_at = observed_at,
        .valid_from = product == PRODUCT_TAF ? NOON : UTC_NONE,
        .valid_to = product == PRODUCT_TAF ? NOON + UTC_DAY : UTC_NONE,
        .received_at = NOON + 90,
        .next_expected_at = NOON + UTC_HOUR,
        .checked_at = UTC_NONE,
        .source = SOURCE_CHECKWX,
        .speci = true,
        .amended = true,
        .recent_count = 3,
        .recent = {NOON - 2 * UTC_HOUR, NOON - UTC_HOUR, NOON},
        .raw = SLICE("KJFK 151200Z 18010KT 10SM CLR 20/10 A3000"),
        .decoded = SLICE("{\"station\":\"KJFK\"}"),
    };
    slice_copy(slice_from_string(station), report.station, sizeof(report.station));
    return report;
}

static void assert_same_report(const struct stored_report *a, const struct stored_report *b)
{
    assert_int_equal(a->product, b->product);
    assert_string_equal(a->station, b->station);
    assert_int_equal(a->observed_at, b->observed_at);
    assert_int_equal(a->valid_from, b->valid_from);
    assert_int_equal(a->valid_to, b->valid_to);
    assert_int_equal(a->received_at, b->received_at);
    assert_int_equal(a->next_expected_at, b->next_expected_at);
    assert_int_equal(a->checked_at, b->checked_at);
    assert_int_equal(a->source, b->source);
    assert_int_equal(a->speci, b->speci);
    assert_int_equal(a->corrected, b->corrected);
    assert_int_equal(a->amended, b->amended);
    assert_int_equal(a->cancelled, b->cancelled);
    assert_int_equal(a->nil, b->nil);
    assert_int_equal(a->recent_count, b->recent_count);
    assert_memory_equal(a->recent, b->recent, a->recent_count * sizeof(a->recent[0]));
    assert_true(slice_equal(a->raw, b->raw));
    assert_true(slice_equal(a->decoded, b->decoded));
}

static void reports_keep_every_field(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    struct stored_report metar = make_report(PRODUCT_METAR, "KJFK", NOON);
    struct stored_report taf = make_report(PRODUCT_TAF, "A1", UTC_NONE);
    taf.speci = taf.amended = false;
    taf.corrected = taf.cancelled = taf.nil = true;
    taf.recent_count = REPORT_RECENT_MAX;
    for (int i = 0; i < REPORT_RECENT_MAX; i++)
        taf.recent[i] = NOON - i;
    taf.checked_at = NOON + 5;
    struct stored_report got;
    assert_int_equal(WRITING(s, STORE_HOT, report_store_put(w, SLOT_CURRENT, &metar)), RESULT_OK);
    assert_int_equal(WRITING(s, STORE_HOT, report_store_put(w, SLOT_PREVIOUS, &taf)), RESULT_OK);

    struct store_read *read;
    assert_int_equal(store_read_begin(s, STORE_HOT, &read), RESULT_OK);
    assert_int_equal(report_store_get(read, PRODUCT_METAR, SLOT_CURRENT, SLICE("KJFK"), &got), RESULT_OK);
    assert_same_report(&got, &metar);
    assert_int_equal(got.hash, report_store_hash(metar.raw));
    assert_int_equal(report_store_get(read, PRODUCT_TAF, SLOT_PREVIOUS, SLICE("A1"), &got), RESULT_OK);
    assert_same_report(&got, &taf);
    assert_int_equal(report_store_get(read, PRODUCT_TAF, SLOT_CURRENT, SLICE("A1"), &got), RESULT_NOT_FOUND);
    assert_int_equal(report_store_get(read, PRODUCT_TAF, SLOT_CURRENT, SLICE("KJFK"), &got),
                     RESULT_NOT_FOUND);
    assert_int_equal(report_store_get(read, PRODUCT_METAR, SLOT_CURRENT, SLICE("kjfk"), &got),
                     RESULT_INVALID);
    assert_int_equal(report_store_get(read, PRODUCT_METAR, SLOT_CURRENT, SLICE("KJFK:0:X"), &got),
                     RESULT_INVALID);
    assert_int_equal(report_store_get(read, PRODUCT_METAR, SLOT_CURRENT, SLICE(""), &got), RESULT_INVALID);
    store_read_end(read);

    assert_int_equal(
        WRITING(s, STORE_HOT, report_store_delete(w, PRODUCT_METAR, SLOT_CURRENT, SLICE("KJFK"))), RESULT_OK);
    assert_int_equal(
        READING(s, STORE_HOT, report_store_get(r, PRODUCT_METAR, SLOT_CURRENT, SLICE("KJFK"), &got)),
        RESULT_NOT_FOUND);
    store_close(s);
    check_remove_dir(dir);
}

static void older_reports_never_replace_newer(void **state)
{
    const struct {
        int line;
        enum product product;
        enum report_slot slot;
        int64_t stored_observed_at, stored_valid_from, observed_at, valid_from;
        enum result expected;
    } cases[] = {
        {__LINE__, PRODUCT_METAR, SLOT_CURRENT, NOON, UTC_NONE, NOON - 1, UTC_NONE, RESULT_CONFLICT},
        {__LINE__, PRODUCT_METAR, SLOT_CURRENT, NOON, UTC_NONE, NOON, UTC_NONE, RESULT_OK},
        {__LINE__, PRODUCT_METAR, SLOT_CURRENT, NOON, UTC_NONE, NOON + 1, UTC_NONE, RESULT_OK},
        {__LINE__, PRODUCT_TAF, SLOT_CURRENT, NOON, NOON + 9, NOON - 1, NOON + 99, RESULT_CONFLICT},
        {__LINE__, PRODUCT_TAF, SLOT_CURRENT, NOON, NOON + 9, UTC_NONE, NOON + 8, RESULT_CONFLICT},
        {__LINE__, PRODUCT_TAF, SLOT_CURRENT, NOON, NOON + 9, UTC_NONE, NOON + 9, RESULT_OK},
        {__LINE__, PRODUCT_TAF, SLOT_CURRENT, UTC_NONE, NOON + 9, NOON, NOON + 8, RESULT_CONFLICT},
        {__LINE__, PRODUCT_TAF, SLOT_CURRENT, UTC_NONE, NOON + 9, NOON, NOON + 10, RESULT_OK},
        {__LINE__, PRODUCT_TAF, SLOT_PREVIOUS, NOON, NOON, NOON - 9, NOON - 9, RESULT_OK},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        const char *dir = check_make_dir();
        struct store *s = store_check_open(dir, STORE_WRITER);
        struct stored_report stored = make_report(cases[i].product, "EGLL", cases[i].stored_observed_at);
        struct stored_report late = make_report(cases[i].product, "EGLL", cases[i].observed_at), got;
        stored.valid_from = cases[i].stored_valid_from;
        late.valid_from = cases[i].valid_from;
        assert_int_equal(WRITING(s, STORE_HOT, report_store_put(w, cases[i].slot, &stored)), RESULT_OK);
        CHECK_AT(cases[i].line,
                 WRITING(s, STORE_HOT, report_store_put(w, cases[i].slot, &late)) == cases[i].expected);
        assert_int_equal(
            READING(s, STORE_HOT, report_store_get(r, cases[i].product, cases[i].slot, SLICE("EGLL"), &got)),
            RESULT_OK);
        int64_t kept = cases[i].expected ? cases[i].stored_observed_at : cases[i].observed_at;
        CHECK_AT(cases[i].line, got.observed_at == kept);
        store_close(s);
        check_remove_dir(dir);
    }
}

struct names {
    char text[128];
};

static void add_name(struct names *names, struct slice name)
{
    size_t n = strlen(names->text);
    snprintf(names->text + n, sizeof(names->text) - n, "%.*s ", (int)name.len, name.ptr);
}

static bool name_report(void *context, const struct stored_report *report)
{
    add_name(context, slice_from_string(report->station));
    return true;
}

static void each_walks_one_product_and_slot(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    const char *const stations[] = {"ZBAA", "EGLL", "KJFK"};
    for (size_t i = 0; i < CHECK_COUNT(stations); i++) {
        struct stored_report metar = make_report(PRODUCT_METAR, stations[i], NOON);
        struct stored_report taf = make_report(PRODUCT_TAF, "RJTT", NOON);
        assert_int_equal(WRITING(s, STORE_HOT, report_store_put(w, SLOT_CURRENT, &metar)), RESULT_OK);
        assert_int_equal(WRITING(s, STORE_HOT, report_store_put(w, SLOT_PREVIOUS, &taf)), RESULT_OK);
    }
    struct names names = {""};
    assert_int_equal(
        READING(s, STORE_HOT, report_store_each(r, PRODUCT_METAR, SLOT_CURRENT, name_report, &names)),
        RESULT_OK);
    assert_string_equal(names.text, "EGLL KJFK ZBAA ");
    /* A record of another version is passed over and said. */
    store_check_put(s, STORE_HOT, STORE_REPORT, "metar:0:FAOR", "\x63 from the future");
    names.text[0] = '\0';
    assert_int_equal(
        READING(s, STORE_HOT, report_store_each(r, PRODUCT_METAR, SLOT_CURRENT, name_report, &names)),
        RESULT_CORRUPT);
    assert_string_equal(names.text, "EGLL KJFK ZBAA ");
    assert_false(store_damage_marked(s, STORE_HOT));
    struct stored_report over = make_report(PRODUCT_METAR, "FAOR", NOON);
    assert_int_equal(WRITING(s, STORE_HOT, report_store_put(w, SLOT_CURRENT, &over)), RESULT_OK);
    store_close(s);
    check_remove_dir(dir);
}

static void product_states_keep_every_field(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    struct product_state put = {NOON,        NOON - 60,   UTC_NONE,
                                12345678901, "\"abc-1\"", "Thu, 15 Oct 2026 12:00:00 GMT"};
    struct product_state got;
    assert_int_equal(READING(s, STORE_HOT, product_state_get(r, PRODUCT_TAF, &got)), RESULT_NOT_FOUND);
    assert_int_equal(WRITING(s, STORE_HOT, product_state_put(w, PRODUCT_TAF, &put)), RESULT_OK);
    assert_int_equal(READING(s, STORE_HOT, product_state_get(r, PRODUCT_TAF, &got)), RESULT_OK);
    assert_int_equal(got.checked_at, NOON);
    assert_int_equal(got.received_at, NOON - 60);
    assert_int_equal(got.newest_at, UTC_NONE);
    assert_int_equal(got.quarantined, 12345678901);
    assert_string_equal(got.etag, put.etag);
    assert_string_equal(got.last_modified, put.last_modified);
    assert_int_equal(WRITING(s, STORE_HOT, product_state_get_for_update(w, PRODUCT_METAR, &got)),
                     RESULT_NOT_FOUND);
    store_close(s);
    check_remove_dir(dir);
}

static struct stored_station make_station(const char *id, double latitude_deg, double longitude_deg)
{
    struct stored_station station = {
        .latitude_deg = latitude_deg, .longitude_deg = longitude_deg, .elevation_m = NAN};
    slice_copy(slice_from_string(id), station.id, sizeof(station.id));
    return station;
}

static bool name_station(void *context, const struct stored_station *station)
{
    add_name(context, slice_from_string(station->id));
    return true;
}

static void stations_keep_every_field(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    struct stored_station full = {"KJFK", "JFK", "JFK", "US", SLICE("New York / Kennedy"), 40.6392, -73.7639,
                                  4,      true,  false, true};
    struct stored_station bare = make_station("XYZ1", NAN, NAN), got;
    struct stored_station wrong = make_station("XYZ2", 91, 0);
    assert_int_equal(WRITING(s, STORE_HOT, station_store_put(w, &full)), RESULT_OK);
    assert_int_equal(WRITING(s, STORE_HOT, station_store_put(w, &bare)), RESULT_OK);
    assert_int_equal(WRITING(s, STORE_HOT, station_store_put(w, &wrong)), RESULT_INVALID);
    struct store_read *r;
    assert_int_equal(store_read_begin(s, STORE_HOT, &r), RESULT_OK);
    assert_int_equal(station_store_get(r, SLICE("KJFK"), &got), RESULT_OK);
    assert_string_equal(got.iata, "JFK");
    assert_string_equal(got.faa, "JFK");
    assert_string_equal(got.country, "US");
    assert_true(slice_equal(got.name, full.name));
    assert_true(got.latitude_deg == full.latitude_deg && got.longitude_deg == full.longitude_deg);
    assert_true(got.elevation_m == 4 && got.listed && !got.has_metar && got.has_taf);
    assert_int_equal(station_store_get(r, SLICE("XYZ1"), &got), RESULT_OK);
    assert_true(isnan(got.latitude_deg) && isnan(got.elevation_m) && !got.name.ptr && !got.listed);
    assert_int_equal(station_store_get(r, SLICE("XYZ2"), &got), RESULT_NOT_FOUND);
    struct names names = {""};
    assert_int_equal(station_store_each(r, name_station, &names), RESULT_OK);
    assert_string_equal(names.text, "KJFK XYZ1 ");
    store_read_end(r);
    store_close(s);
    check_remove_dir(dir);
}

static bool name_cell(void *context, struct slice id, double latitude_deg, double longitude_deg)
{
    add_name(context, id);
    return true;
}

static void cells_find_what_lies_in_a_box(void **state)
{
    const struct stored_station stations[] = {
        make_station("KJFK", 40.64, -73.76),  make_station("KLGA", 40.78, -73.87),
        make_station("KBOS", 42.36, -71.0),   make_station("NFFN", -17.75, 177.44),
        make_station("NSFA", -13.83, -172.0), make_station("EAST", 0, 180),
        make_station("WEST", 0, -180),        make_station("NORTH", 90, 10),
        make_station("SOUTH", -90, 10),       make_station("NONE", NAN, NAN),
        make_station("EDGE", 50, 8),
    };
    const struct {
        int line;
        double south, west, north, east;
        const char *expected;
    } cases[] = {
        {__LINE__, 40, -74, 41, -73, "KJFK KLGA "},
        {__LINE__, 40, -74, 43, -70, "KJFK KLGA KBOS "},
        {__LINE__, 40.7, -74, 41, -73, "KLGA "},
        {__LINE__, -20, 170, -10, -170, "NFFN NSFA "},
        {__LINE__, -20, 175, 5, -171, "NFFN NSFA EAST WEST "},
        {__LINE__, 50, 8, 50, 8, "EDGE "},
        {__LINE__, 49, 7, 50, 8, "EDGE "},
        {__LINE__, 50.0001, 7, 51, 9, ""},
        {__LINE__, 89, -180, 90, 180, "NORTH "},
        {__LINE__, -90, -180, -89, 180, "SOUTH "},
        {__LINE__, -90, -180, 90, 180, "SOUTH NFFN NSFA WEST EAST KJFK KLGA KBOS EDGE NORTH "},
    };
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    for (size_t i = 0; i < CHECK_COUNT(stations); i++)
        assert_int_equal(WRITING(s, STORE_HOT, station_cell_put(w, &stations[i])), RESULT_OK);
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct names names = {""};
        CHECK_AT(cases[i].line, READING(s, STORE_HOT,
                                        station_cell_each(r, cases[i].south, cases[i].west, cases[i].north,
                                                          cases[i].east, name_cell, &names)) == RESULT_OK);
        CHECK_SLICE_AT(cases[i].line, slice_from_string(names.text), slice_from_string(cases[i].expected));
    }
    struct names names = {""};
    assert_int_equal(READING(s, STORE_HOT, station_cell_each(r, 10, 0, 0, 1, name_cell, &names)),
                     RESULT_INVALID);
    assert_int_equal(READING(s, STORE_HOT, station_cell_each(r, NAN, 0, 0, 1, name_cell, &names)),
                     RESULT_INVALID);

    struct stored_station moved = make_station("KJFK", -33.9, 18.6);
    assert_int_equal(WRITING(s, STORE_HOT, station_cell_put(w, &moved)), RESULT_OK);
    assert_int_equal(READING(s, STORE_HOT, station_cell_each(r, -90, -180, 90, 180, name_cell, &names)),
                     RESULT_OK);
    assert_string_equal(names.text, "SOUTH KJFK NFFN NSFA WEST EAST KLGA KBOS EDGE NORTH ");
    store_close(s);
    check_remove_dir(dir);
}

static struct history_entry make_entry(const char *station, enum product product, int64_t at, const char *raw)
{
    struct history_entry entry = {.product = product,
                                  .observed_at = at,
                                  .received_at = at + 60,
                                  .source = SOURCE_AWC,
                                  .raw = slice_from_string(raw)};
    slice_copy(slice_from_string(station), entry.station, sizeof(entry.station));
    return entry;
}

static bool name_entry(void *context, const struct history_entry *entry)
{
    add_name(context, entry->raw);
    return true;
}

static void put_history(struct store *s, const struct history_entry *entry)
{
    assert_int_equal(WRITING(s, STORE_DURABLE, history_store_put(w, entry)), RESULT_OK);
}

static void history_is_in_order_and_without_duplicates(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    const struct history_entry entries[] = {
        make_entry("KJFK", PRODUCT_METAR, NOON, "noon"),
        make_entry("KJFK", PRODUCT_METAR, -5, "past"),
        make_entry("KJFK", PRODUCT_METAR, NOON + 60, "later"),
        make_entry("KJFK", PRODUCT_TAF, NOON, "taf"),
        make_entry("KJF", PRODUCT_METAR, NOON, "other"),
        make_entry("KJFK", PRODUCT_METAR, NOON, "noon"),
    };
    for (size_t i = 0; i < CHECK_COUNT(entries); i++)
        put_history(s, &entries[i]);
    struct history_entry repeated = entries[0];
    repeated.received_at += 500;
    put_history(s, &repeated);
    struct names names = {""};
    assert_int_equal(READING(s, STORE_DURABLE,
                             history_store_each(r, PRODUCT_METAR, SLICE("KJFK"), INT64_MIN, INT64_MAX,
                                                name_entry, &names)),
                     RESULT_OK);
    assert_string_equal(names.text, "past noon later ");
    names.text[0] = '\0';
    assert_int_equal(
        READING(s, STORE_DURABLE,
                history_store_each(r, PRODUCT_METAR, SLICE("KJFK"), NOON, NOON + 60, name_entry, &names)),
        RESULT_OK);
    assert_string_equal(names.text, "noon ");
    struct history_entry timeless = make_entry("KJFK", PRODUCT_METAR, UTC_NONE, "x");
    assert_int_equal(WRITING(s, STORE_DURABLE, history_store_put(w, &timeless)), RESULT_INVALID);
    store_close(s);
    check_remove_dir(dir);
}

/* Pages of one entry, of which several have the same time. */
static void history_goes_on_behind_any_place(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    static const char *const raws[] = {"a", "b", "c", "d"};
    for (size_t i = 0; i < CHECK_COUNT(raws); i++) {
        struct history_entry entry = make_entry("KJFK", PRODUCT_METAR, NOON + (i == 3) * 60, raws[i]);
        put_history(s, &entry);
    }
    struct names whole = {""};
    assert_int_equal(READING(s, STORE_DURABLE,
                             history_store_each(r, PRODUCT_METAR, SLICE("KJFK"), INT64_MIN, INT64_MAX,
                                                name_entry, &whole)),
                     RESULT_OK);
    assert_int_equal(strlen(whole.text), 8);
    for (size_t i = 0; i < CHECK_COUNT(raws); i++) {
        struct names rest = {""};
        const char *raw = whole.text + 2 * i;
        struct history_place after = {NOON + (*raw == 'd') * 60, report_store_hash(slice_make(raw, 1))};
        assert_int_equal(READING(s, STORE_DURABLE,
                                 history_store_each_after(r, PRODUCT_METAR, SLICE("KJFK"), &after, INT64_MAX,
                                                          name_entry, &rest)),
                         RESULT_OK);
        assert_string_equal(rest.text, raw + 2);
    }
    store_close(s);
    check_remove_dir(dir);
}

static void a_hole_is_kept_until_it_is_filled(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    struct history_hole hole = {.from = NOON, .to = NOON + 5, .after = "KJFK"}, read = {0};
    assert_int_equal(READING(s, STORE_HOT, history_hole_get(r, PRODUCT_METAR, &read)), RESULT_NOT_FOUND);
    assert_int_equal(WRITING(s, STORE_HOT, history_hole_put(w, PRODUCT_METAR, &hole)), RESULT_OK);
    assert_int_equal(READING(s, STORE_HOT, history_hole_get(r, PRODUCT_METAR, &read)), RESULT_OK);
    assert_int_equal(read.from, hole.from);
    assert_int_equal(read.to, hole.to);
    assert_string_equal(read.after, hole.after);
    assert_int_equal(READING(s, STORE_HOT, history_hole_get(r, PRODUCT_TAF, &read)), RESULT_NOT_FOUND);
    hole.from = UTC_NONE;
    assert_int_equal(WRITING(s, STORE_HOT, history_hole_put(w, PRODUCT_METAR, &hole)), RESULT_OK);
    assert_int_equal(READING(s, STORE_HOT, history_hole_get(r, PRODUCT_METAR, &read)), RESULT_NOT_FOUND);
    store_check_put(s, STORE_HOT, STORE_STATE, "hole.taf", "nonsense");
    assert_int_equal(READING(s, STORE_HOT, history_hole_get(r, PRODUCT_TAF, &read)), RESULT_CORRUPT);
    store_close(s);
    check_remove_dir(dir);
}

static void pruning_takes_the_old_only(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    const char *const stations[] = {"AAAA", "BBBB", "BBBBB", "CCCC"};
    for (size_t i = 0; i < CHECK_COUNT(stations); i++) {
        for (int hour = 0; hour < 10; hour++) {
            struct history_entry metar = make_entry(stations[i], PRODUCT_METAR, NOON + hour * UTC_HOUR, "m");
            struct history_entry taf = make_entry(stations[i], PRODUCT_TAF, NOON + hour * UTC_HOUR, "t");
            put_history(s, &metar);
            if (hour % 5 == 0)
                put_history(s, &taf);
        }
    }
    /* Of 12 a station, 4 METARs and 1 TAF are older. */
    size_t deleted = 0;
    assert_int_equal(
        WRITING(s, STORE_DURABLE, history_store_prune(w, NOON + 4 * UTC_HOUR, false, 7, &deleted)),
        RESULT_OK);
    assert_int_equal(deleted, 7);
    assert_int_equal(
        WRITING(s, STORE_DURABLE, history_store_prune(w, NOON + 4 * UTC_HOUR, false, 100, &deleted)),
        RESULT_OK);
    assert_int_equal(deleted, 13);
    assert_int_equal(
        WRITING(s, STORE_DURABLE, history_store_prune(w, NOON + 4 * UTC_HOUR, false, 100, &deleted)),
        RESULT_OK);
    assert_int_equal(deleted, 0);
    struct store_stats stats;
    assert_int_equal(store_stats_get(s, &stats), RESULT_OK);
    assert_int_equal(stats.entries[STORE_HISTORY], 48 - 20);
    struct names names = {""};
    assert_int_equal(READING(s, STORE_DURABLE,
                             history_store_each(r, PRODUCT_METAR, SLICE("BBBB"), INT64_MIN, INT64_MAX,
                                                name_entry, &names)),
                     RESULT_OK);
    assert_string_equal(names.text, "m m m m m m ");
    store_close(s);
    check_remove_dir(dir);
}

static void cut_records_are_corrupt(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    struct stored_report report = make_report(PRODUCT_METAR, "KJFK", NOON), got;
    assert_int_equal(WRITING(s, STORE_HOT, report_store_put(w, SLOT_CURRENT, &report)), RESULT_OK);
    struct store_read *r;
    struct slice value, key = SLICE("metar:0:KJFK");
    assert_int_equal(store_read_begin(s, STORE_HOT, &r), RESULT_OK);
    assert_int_equal(store_read_get(r, STORE_REPORT, key, &value), RESULT_OK);
    assert_int_equal(report_record_decode(key, value, &got), RESULT_OK);
    for (size_t len = 0; len < value.len; len++) {
        char *copy = malloc(len ? len : 1); /* of that size, so that a sanitizer sees a read past it */
        memcpy(copy, value.ptr, len);
        assert_int_equal(report_record_decode(key, slice_make(copy, len), &got), RESULT_CORRUPT);
        free(copy);
    }
    const char *const keys[] = {"metar:0",      "metar:2:KJFK", "metar::KJFK",
                                "rader:0:KJFK", "metar:0:",     "metar:0:TOOLONGX"};
    for (size_t i = 0; i < CHECK_COUNT(keys); i++)
        assert_int_equal(report_record_decode(slice_from_string(keys[i]), value, &got), RESULT_CORRUPT);
    store_read_end(r);
    store_close(s);
    check_remove_dir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_keep_every_field),
        cmocka_unit_test(older_reports_never_replace_newer),
        cmocka_unit_test(each_walks_one_product_and_slot),
        cmocka_unit_test(product_states_keep_every_field),
        cmocka_unit_test(stations_keep_every_field),
        cmocka_unit_test(cells_find_what_lies_in_a_box),
        cmocka_unit_test(history_is_in_order_and_without_duplicates),
        cmocka_unit_test(history_goes_on_behind_any_place),
        cmocka_unit_test(a_hole_is_kept_until_it_is_filled),
        cmocka_unit_test(pruning_takes_the_old_only),
        cmocka_unit_test(cut_records_are_corrupt),
    };
    return cmocka_run_group_tests_name("store_records", tests, NULL, NULL);
}
