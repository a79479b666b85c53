/* store: what Redis' tier can be asked without a server: REDIS_URL, the records, errors, places in the
 * stream. */
#include "check.h"

#include <math.h>

#include "base/utc.h"
#include "store/redis/redis_link.h"
#include "store/redis/redis_record.h"
#include "store/redis/redis_stream.h"
#include "store/redis/redis_url.h"
#include "store/tier.h"

#define NOON ((int64_t)1791979200) /* 2026-10-15T12:00:00Z */

/* ---- REDIS_URL ---- */

static void a_url_is_taken_apart(void **state)
{
    static const struct {
        int line;
        const char *text;
        enum redis_url_kind kind;
        const char *user, *password, *hosts, *path, *master; /* hosts: "name port,name port" */
        int64_t db;
    } cases[] = {
        {__LINE__, "redis://h", REDIS_URL_HOSTS, "", "", "h 6379", "", "", 0},
        {__LINE__, "redis://h/", REDIS_URL_HOSTS, "", "", "h 6379", "", "", 0},
        {__LINE__, "redis://h:7000/3", REDIS_URL_HOSTS, "", "", "h 7000", "", "", 3},
        {__LINE__, "redis://:secret@h", REDIS_URL_HOSTS, "", "secret", "h 6379", "", "", 0},
        {__LINE__, "redis://me:secret@h:1/2", REDIS_URL_HOSTS, "me", "secret", "h 1", "", "", 2},
        {__LINE__, "redis://me:p%40%3a%2Fx@h", REDIS_URL_HOSTS, "me", "p@:/x", "h 6379", "", "", 0},
        {__LINE__, "redis://:p@ss:word@h", REDIS_URL_HOSTS, "", "p@ss:word", "h 6379", "", "", 0},
        {__LINE__, "redis://h1:6379,h2:6380/0", REDIS_URL_HOSTS, "", "", "h1 6379,h2 6380", "", "", 0},
        {__LINE__, "redis://[::1]:7000/1", REDIS_URL_HOSTS, "", "", "::1 7000", "", "", 1},
        {__LINE__, "redis://[fe80::1],10.0.0.2", REDIS_URL_HOSTS, "", "", "fe80::1 6379,10.0.0.2 6379", "",
         "", 0},
        {__LINE__, "redis://h/65535", REDIS_URL_HOSTS, "", "", "h 6379", "", "", 65535},
        {__LINE__, "unix:///run/redis/redis.sock", REDIS_URL_UNIX, "", "", "", "/run/redis/redis.sock", "",
         0},
        {__LINE__, "redis+unix://:pw@/run/r%20s?db=4", REDIS_URL_UNIX, "", "pw", "", "/run/r s", "", 4},
        {__LINE__, "redis+sentinel://s1,s2:7001/mymaster", REDIS_URL_SENTINEL, "", "", "s1 26379,s2 7001", "",
         "mymaster", 0},
        {__LINE__, "redis+sentinel://u:p@s1/my.master/2", REDIS_URL_SENTINEL, "u", "p", "s1 26379", "",
         "my.master", 2},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct redis_url url;
        char detail[200] = "", hosts[512] = "";
        enum result result = redis_url_parse(slice_from_string(cases[i].text), &url, detail);
        CHECK_AT(cases[i].line, result == RESULT_OK);
        for (size_t h = 0; h < url.host_count; h++)
            snprintf(hosts + strlen(hosts), sizeof(hosts) - strlen(hosts), "%s%s %d", h ? "," : "",
                     url.hosts[h].name, url.hosts[h].port);
        CHECK_AT(cases[i].line, url.kind == cases[i].kind && !url.tls && url.db == cases[i].db);
        CHECK_SLICE_AT(cases[i].line, slice_from_string(url.user), slice_from_string(cases[i].user));
        CHECK_SLICE_AT(cases[i].line, slice_from_string(url.password), slice_from_string(cases[i].password));
        CHECK_SLICE_AT(cases[i].line, slice_from_string(hosts), slice_from_string(cases[i].hosts));
        CHECK_SLICE_AT(cases[i].line, slice_from_string(url.path), slice_from_string(cases[i].path));
        CHECK_SLICE_AT(cases[i].line, slice_from_string(url.master), slice_from_string(cases[i].master));
    }
}

/* "hunter2" is the password in each; no sentence may have it. */
static void a_wrong_url_is_named_without_its_password(void **state)
{
    static const struct {
        int line;
        const char *text, *says;
    } cases[] = {
        {__LINE__, "", "begins with none of"},
        {__LINE__, "http://:hunter2@h", "begins with none of"},
        {__LINE__, "redis:/h", "begins with none of"},
        {__LINE__, "redis://", "a host is missing"},
        {__LINE__, "redis://:hunter2@", "a host is missing"},
        {__LINE__, "redis://h1,,h2", "a host is missing"},
        {__LINE__, "redis://:hunter2@h:0", "port"},
        {__LINE__, "redis://:hunter2@h:65536", "port"},
        {__LINE__, "redis://:hunter2@h:x", "port"},
        {__LINE__, "redis://hunter2/x@h", "user without a password"},
        {__LINE__, "redis://h/x", "database"},
        {__LINE__, "redis://:hunter2@h/-1", "database"},
        {__LINE__, "redis://:hunter2@h/65536", "database"},
        {__LINE__, "redis://:hunter2%@h", "password"},
        {__LINE__, "redis://:hunter2%00@h", "password"},
        {__LINE__, "redis://%zz:hunter2@h", "user"},
        {__LINE__, "redis://hunter2@h", "user without a password"},
        {__LINE__, "redis://:hunter2@h ost", "character"},
        {__LINE__, "redis://:hunter2#@x@h;rm", "character"},
        {__LINE__, "redis://[::1", "brackets"},
        {__LINE__, "redis://a,b,c,d,e,f,g,h,i", "more than 8"},
        {__LINE__, "unix://:hunter2@run/x", "absolute path"},
        {__LINE__, "unix:///x?database=3", "db=N"},
        {__LINE__, "unix:///x?db=", "db=N"},
        {__LINE__, "redis+sentinel://:hunter2@s1", "name of their master"},
        {__LINE__, "redis+sentinel://:hunter2@s1//1", "name of their master"},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct redis_url url;
        char detail[200] = "";
        CHECK_AT(cases[i].line,
                 redis_url_parse(slice_from_string(cases[i].text), &url, detail) == RESULT_INVALID);
        CHECK_AT(cases[i].line, strstr(detail, cases[i].says));
        CHECK_AT(cases[i].line, !strstr(detail, "hunter2"));
    }
}

static void a_url_longer_than_its_parts_is_refused(void **state)
{
    char text[4096], detail[200];
    struct redis_url url;
    for (size_t len = 0; len < 1200; len++) {
        int n = snprintf(text, sizeof(text), "redis://:%0*d@%0*d:1/0", (int)len, 0, (int)len, 0);
        enum result result = redis_url_parse(slice_make(text, (size_t)n), &url, detail);
        /* Width 0 and 1 both write one digit. */
        assert_int_equal(result, len < REDIS_HOST_MAX ? RESULT_OK : RESULT_INVALID);
    }
}

static void tls_says_what_to_do(void **state)
{
    struct tier_options options = {
        .engine = TIER_ENGINE_REDIS, .url = "rediss://:hunter2@h:6380/0", .space = "", .timeout_ms = 100};
    struct tier *t = NULL;
    char detail[200] = "";
    enum result result = tier_open(&options, &t, detail);
    if (result == RESULT_OK) { /* a hiredis with TLS */
        tier_close(t);
        return;
    }
    assert_int_equal(result, RESULT_UNSUPPORTED);
    assert_non_null(strstr(detail, "stunnel"));
    assert_non_null(strstr(detail, "docs/operations/tiers.md"));
    assert_null(strstr(detail, "hunter2"));
}

/* ---- records ---- */

static struct tier_report make_report(void)
{
    return (struct tier_report){
        .entry = {.product = PRODUCT_TAF,
                  .station = "EGLL",
                  .observed_at = NOON,
                  .received_at = NOON + 90,
                  .source = SOURCE_CHECKWX,
                  .raw = SLICE("TAF EGLL 151100Z 1512/1618 24010KT 9999 SCT030")},
        .reported_at = NOON - 60,
        .checked_at = UTC_NONE,
        .speci = true,
        .latitude_deg = 51.48,
        .longitude_deg = -0.45,
        .elevation_m = NAN,
    };
}

static void assert_same_report(const struct tier_report *a, const struct tier_report *b)
{
    assert_int_equal(a->entry.product, b->entry.product);
    assert_string_equal(a->entry.station, b->entry.station);
    assert_int_equal(a->entry.observed_at, b->entry.observed_at);
    assert_int_equal(a->entry.received_at, b->entry.received_at);
    assert_int_equal(a->entry.source, b->entry.source);
    assert_true(slice_equal(a->entry.raw, b->entry.raw));
    assert_int_equal(a->reported_at, b->reported_at);
    assert_int_equal(a->checked_at, b->checked_at);
    assert_int_equal(a->speci, b->speci);
    assert_true(a->latitude_deg == b->latitude_deg && a->longitude_deg == b->longitude_deg);
    assert_int_equal(isnan(a->elevation_m), isnan(b->elevation_m));
}

static void a_report_keeps_every_field(void **state)
{
    struct tier_report report = make_report(), got;
    struct buffer b;
    buffer_init(&b, 4096);
    buffer_append_char(&b, 'x'); /* encoding appends */
    assert_int_equal(redis_report_encode(&report, &b), RESULT_OK);
    assert_int_equal(redis_report_decode(slice_sub(buffer_slice(&b), 1, b.len), &got), RESULT_OK);
    assert_same_report(&report, &got);
    buffer_free(&b);
}

static void a_report_is_known_by_its_time_and_text(void **state)
{
    struct tier_report a = make_report(), later = a, other = a;
    struct buffer b[3];
    later.entry.received_at += 60;
    later.entry.source = SOURCE_AWC;
    other.entry.raw = SLICE("TAF COR EGLL 151100Z 1512/1618 24010KT 9999 SCT030");
    const struct tier_report *reports[] = {&a, &later, &other};
    for (size_t i = 0; i < 3; i++) {
        buffer_init(&b[i], 4096);
        assert_int_equal(redis_report_encode(reports[i], &b[i]), RESULT_OK);
    }
    assert_memory_equal(b[0].ptr, b[1].ptr, REDIS_REPORT_IDENTITY);
    assert_memory_not_equal(b[0].ptr, b[2].ptr, REDIS_REPORT_IDENTITY);
    for (size_t i = 0; i < 3; i++)
        buffer_free(&b[i]);
}

static void what_is_no_report_is_not_encoded(void **state)
{
    struct buffer b;
    buffer_init(&b, 4096);
    struct tier_report report = make_report();
    report.entry.observed_at = UTC_NONE;
    assert_int_equal(redis_report_encode(&report, &b), RESULT_INVALID);
    report = make_report();
    report.entry.observed_at = ((int64_t)1 << 53) + 1;
    assert_int_equal(redis_report_encode(&report, &b), RESULT_INVALID);
    report = make_report();
    report.entry.station[0] = 'e';
    assert_int_equal(redis_report_encode(&report, &b), RESULT_INVALID);
    report = make_report();
    report.entry.product = PRODUCT_STATIONS;
    assert_int_equal(redis_report_encode(&report, &b), RESULT_INVALID);
    report = make_report();
    report.entry.raw = SLICE("");
    assert_int_equal(redis_report_encode(&report, &b), RESULT_INVALID);
    assert_int_equal(b.len, 0);
    buffer_free(&b);
}

static void a_place_that_is_none_is_not_given(void **state)
{
    struct tier_report report = make_report(), got;
    struct buffer b;
    buffer_init(&b, 4096);
    report.latitude_deg = 91;
    report.longitude_deg = -HUGE_VAL;
    assert_int_equal(redis_report_encode(&report, &b), RESULT_OK);
    assert_int_equal(redis_report_decode(buffer_slice(&b), &got), RESULT_OK);
    assert_true(isnan(got.latitude_deg) && isnan(got.longitude_deg));
    buffer_free(&b);
}

/* Every bit of it, and every length. */
static void a_damaged_report_is_never_taken(void **state)
{
    struct tier_report report = make_report(), got;
    struct buffer b;
    buffer_init(&b, 4096);
    assert_int_equal(redis_report_encode(&report, &b), RESULT_OK);
    for (size_t len = 0; len < b.len; len++)
        assert_int_equal(redis_report_decode(slice_make(b.ptr, len), &got), RESULT_CORRUPT);
    for (size_t bit = 0; bit < b.len * 8; bit++) {
        b.ptr[bit / 8] ^= (char)(1 << bit % 8);
        assert_int_equal(redis_report_decode(buffer_slice(&b), &got), RESULT_CORRUPT);
        b.ptr[bit / 8] ^= (char)(1 << bit % 8);
    }
    buffer_free(&b);
}

/* With a sum that is right. */
static void times_that_no_clock_has_are_not_taken(void **state)
{
    struct tier_report reports[] = {make_report(), make_report(), make_report()}, got;
    struct shared_change changes[] = {
        {.kind = SHARED_CHECKED, .owner = SLICE("b"), .checked_at = INT64_MAX},
        {.kind = SHARED_CHECKED, .owner = SLICE("b"), .newest_at = UTC_NONE + 1},
    };
    struct shared_change change;
    struct buffer b;
    buffer_init(&b, 4096);
    reports[0].entry.received_at = INT64_MAX;
    reports[1].reported_at = UTC_NONE + 1;
    reports[2].checked_at = INT64_MAX;
    for (size_t i = 0; i < CHECK_COUNT(reports); i++) {
        buffer_reset(&b);
        assert_int_equal(redis_report_encode(&reports[i], &b), RESULT_OK);
        assert_int_equal(redis_report_decode(buffer_slice(&b), &got), RESULT_CORRUPT);
    }
    for (size_t i = 0; i < CHECK_COUNT(changes); i++) {
        buffer_reset(&b);
        assert_int_equal(redis_change_encode(&changes[i], &b), RESULT_OK);
        assert_int_equal(redis_change_decode(buffer_slice(&b), &change), RESULT_CORRUPT);
    }
    buffer_free(&b);
}

static void an_item_belongs_to_its_key(void **state)
{
    struct buffer b;
    struct slice value;
    int64_t expires_at;
    buffer_init(&b, 4096);
    redis_item_encode(SLICE("a"), SLICE("value"), NOON, &b);
    assert_int_equal(redis_item_decode(SLICE("a"), buffer_slice(&b), &value, &expires_at), RESULT_OK);
    assert_true(slice_equal(value, SLICE("value")));
    assert_int_equal(expires_at, NOON);
    assert_int_equal(redis_item_decode(SLICE("b"), buffer_slice(&b), &value, &expires_at), RESULT_CORRUPT);
    b.ptr[10] ^= 1;
    assert_int_equal(redis_item_decode(SLICE("a"), buffer_slice(&b), &value, &expires_at), RESULT_CORRUPT);
    assert_int_equal(redis_item_decode(SLICE("a"), SLICE(""), &value, &expires_at), RESULT_CORRUPT);
    buffer_reset(&b);
    redis_item_encode(SLICE("a"), SLICE(""), NOON, &b); /* no item is empty */
    assert_int_equal(redis_item_decode(SLICE("a"), buffer_slice(&b), &value, &expires_at), RESULT_CORRUPT);
    buffer_free(&b);
}

static void changes_keep_every_field(void **state)
{
    struct shared_change changes[] = {
        {.kind = SHARED_REPORT, .owner = SLICE("host-a:1"), .product = PRODUCT_TAF, .report = make_report()},
        {.kind = SHARED_CHECKED,
         .owner = SLICE("b"),
         .product = PRODUCT_STATIONS,
         .checked_at = NOON,
         .newest_at = UTC_NONE,
         .stations = 9000},
        {.kind = SHARED_NOTHING,
         .owner = SLICE("c"),
         .product = PRODUCT_METAR,
         .report.entry.station = "K1G4",
         .checked_at = NOON},
    };
    for (size_t i = 0; i < CHECK_COUNT(changes); i++) {
        struct shared_change got;
        struct buffer b;
        buffer_init(&b, 4096);
        assert_int_equal(redis_change_encode(&changes[i], &b), RESULT_OK);
        assert_int_equal(redis_change_decode(buffer_slice(&b), &got), RESULT_OK);
        assert_int_equal(got.kind, changes[i].kind);
        assert_int_equal(got.product, changes[i].product);
        assert_true(slice_equal(got.owner, changes[i].owner));
        assert_int_equal(got.checked_at, changes[i].checked_at);
        assert_int_equal(got.newest_at, changes[i].newest_at);
        assert_int_equal(got.stations, changes[i].stations);
        assert_string_equal(got.report.entry.station, changes[i].report.entry.station);
        if (got.kind == SHARED_REPORT)
            assert_same_report(&got.report, &changes[i].report);
        for (size_t len = 0; len < b.len; len++)
            assert_int_equal(redis_change_decode(slice_make(b.ptr, len), &got), RESULT_CORRUPT);
        buffer_free(&b);
    }
}

static void what_is_no_change_is_not_encoded(void **state)
{
    struct shared_change change = {.kind = SHARED_NOTHING, .owner = SLICE("c"), .product = PRODUCT_METAR};
    struct buffer b;
    buffer_init(&b, 4096);
    assert_int_equal(redis_change_encode(&change, &b), RESULT_INVALID); /* no station */
    change.kind = SHARED_CHECKED;
    change.owner = SLICE("");
    assert_int_equal(redis_change_encode(&change, &b), RESULT_INVALID);
    buffer_free(&b);
}

/* ---- errors, places ---- */

static void errors_are_told_in_sentences(void **state)
{
    static const struct {
        int line;
        const char *text;
        enum result result;
        const char *says;
    } cases[] = {
        {__LINE__, "NOAUTH Authentication required.", RESULT_REFUSED, "password"},
        {__LINE__, "WRONGPASS invalid username-password pair or user is disabled.", RESULT_REFUSED,
         "refuses the user or the password"},
        {__LINE__, "NOPERM this user has no permissions to run the 'get' command", RESULT_REFUSED, "NOPERM"},
        {__LINE__, "OOM command not allowed when used memory > 'maxmemory'.", RESULT_REFUSED, "maxmemory"},
        {__LINE__, "ERR Error running script (call to f_1): @user_script:1: -OOM command not allowed",
         RESULT_REFUSED, "maxmemory"},
        {__LINE__, "READONLY You can't write against a read only replica.", RESULT_UNAVAILABLE, "replica"},
        {__LINE__, "LOADING Redis is loading the dataset in memory", RESULT_UNAVAILABLE, "loading"},
        {__LINE__, "MISCONF Redis is configured to save RDB snapshots", RESULT_REFUSED, "MISCONF"},
        {__LINE__, "MOVED 3999 127.0.0.1:6381", RESULT_REFUSED, "Cluster"},
        {__LINE__, "NOSCRIPT No matching script.", RESULT_NOT_FOUND, "script"},
        {__LINE__, "ERR no such key", RESULT_NOT_FOUND, "no such key"},
        {__LINE__, "WRONGTYPE Operation against a key", RESULT_CORRUPT, "WRONGTYPE"},
        {__LINE__, "ERR max number of clients reached", RESULT_UNAVAILABLE, "clients"},
        {__LINE__, "ERR DB index is out of range", RESULT_REFUSED, "database"},
        {__LINE__, "ERR unknown command 'AUTH', with args beginning with: 'hunter2'", RESULT_REFUSED,
         "does not know a command"},
        {__LINE__, "ERR something about hunter2", RESULT_REFUSED, "(ERR)"},
        {__LINE__, "hunter2", RESULT_REFUSED, "(?)"},
        {__LINE__, "", RESULT_REFUSED, "(?)"},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        char sentence[200];
        CHECK_AT(cases[i].line,
                 redis_error_map(slice_from_string(cases[i].text), sentence) == cases[i].result);
        CHECK_AT(cases[i].line, strstr(sentence, cases[i].says));
        CHECK_AT(cases[i].line, !strstr(sentence, "hunter2"));
    }
}

static void a_place_in_the_stream_is_checked(void **state)
{
    static const struct {
        int line;
        const char *place;
        bool good;
    } cases[] = {
        {__LINE__, "", true},
        {__LINE__, "1795513422579-2@bd932", true},
        {__LINE__, "18446744073709551615-18446744073709551615@bd932", true},
        {__LINE__, "1795513422579-2", false},
        {__LINE__, "1795513422579@bd932", false},
        {__LINE__, "-2@bd932", false},
        {__LINE__, "1-@bd932", false},
        {__LINE__, "1-2@bd93", false},
        {__LINE__, "1-2 @bd932", false},
        {__LINE__, "$@bd932", false},
        {__LINE__, "184467440737095516150-1@bd932", false},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        char place[SHARED_STREAM_ID_MAX] = "", again[SHARED_STREAM_ID_MAX];
        struct slice id, tag;
        CHECK_AT(cases[i].line, slice_copy(slice_from_string(cases[i].place), place, sizeof(place)));
        CHECK_AT(cases[i].line, redis_stream_place_split(place, &id, &tag) == cases[i].good);
        if (cases[i].good && place[0]) {
            redis_stream_place_make(id, tag.ptr, again);
            CHECK_SLICE_AT(cases[i].line, slice_from_string(again), slice_from_string(place));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_url_is_taken_apart),
        cmocka_unit_test(a_wrong_url_is_named_without_its_password),
        cmocka_unit_test(a_url_longer_than_its_parts_is_refused),
        cmocka_unit_test(tls_says_what_to_do),
        cmocka_unit_test(a_report_keeps_every_field),
        cmocka_unit_test(a_report_is_known_by_its_time_and_text),
        cmocka_unit_test(what_is_no_report_is_not_encoded),
        cmocka_unit_test(a_place_that_is_none_is_not_given),
        cmocka_unit_test(a_damaged_report_is_never_taken),
        cmocka_unit_test(times_that_no_clock_has_are_not_taken),
        cmocka_unit_test(an_item_belongs_to_its_key),
        cmocka_unit_test(changes_keep_every_field),
        cmocka_unit_test(what_is_no_change_is_not_encoded),
        cmocka_unit_test(errors_are_told_in_sentences),
        cmocka_unit_test(a_place_in_the_stream_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
