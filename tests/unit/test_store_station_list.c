/* store: the shared list of stations as bytes. */
#include "check.h"

#include <math.h>
#include <stdlib.h>

#include "base/utc.h"
#include "store/frame.h"
#include "store/station_list.h"

#define NOON  ((int64_t)1792065600) /* 2026-10-15T12:00:00Z */
#define WORLD 9000                  /* stations that the provider lists */

static const struct stored_station some[] = {
    {.id = "EGLL",
     .iata = "LHR",
     .country = "GB",
     .name = SLICE("London/Heathrow Intl"),
     .latitude_deg = 51.4775,
     .longitude_deg = -0.4614,
     .elevation_m = 25,
     .listed = true,
     .has_metar = true,
     .has_taf = true},
    {.id = "K1G4",
     .faa = "1G4",
     .latitude_deg = NAN,
     .longitude_deg = NAN,
     .elevation_m = NAN,
     .listed = true},
    {.id = "KJFK",
     .iata = "JFK",
     .faa = "JFK",
     .country = "US",
     .name = SLICE("New York/JF Kennedy Intl"),
     .latitude_deg = 40.6392,
     .longitude_deg = -73.7639,
     .elevation_m = 4,
     .listed = true,
     .has_metar = true},
};

struct fixture {
    struct station_list list, back;
    struct buffer packed;
};

static int set_up(void **state)
{
    static struct fixture f;
    station_list_init(&f.list);
    station_list_init(&f.back);
    buffer_init(&f.packed, STORE_VALUE_MAX);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    station_list_free(&f->list);
    station_list_free(&f->back);
    buffer_free(&f->packed);
    return 0;
}

static void pack_some(struct fixture *f)
{
    f->list.simulated = true;
    f->list.checked_at = NOON;
    slice_copy(SLICE("\"5f0-62\""), f->list.etag, sizeof(f->list.etag));
    slice_copy(SLICE("Thu, 15 Oct 2026 00:00:00 GMT"), f->list.last_modified, sizeof(f->list.last_modified));
    for (size_t i = 0; i < CHECK_COUNT(some); i++)
        assert_int_equal(station_list_add(&f->list, &some[i]), RESULT_OK);
    assert_int_equal(station_list_pack(&f->list, &f->packed), RESULT_OK);
}

static void assert_degrees(double a, double b)
{
    assert_true(isnan(a) ? isnan(b) : a == b);
}

static bool compare(void *context, const struct stored_station *station)
{
    size_t *i = context;
    const struct stored_station *given = &some[(*i)++];
    assert_string_equal(station->id, given->id);
    assert_string_equal(station->iata, given->iata);
    assert_string_equal(station->faa, given->faa);
    assert_string_equal(station->country, given->country);
    assert_true(slice_equal(station->name, given->name) && !station->name.ptr == !given->name.ptr);
    assert_degrees(station->latitude_deg, given->latitude_deg);
    assert_degrees(station->longitude_deg, given->longitude_deg);
    assert_degrees(station->elevation_m, given->elevation_m);
    assert_true(station->listed);
    assert_int_equal(station->has_metar, given->has_metar);
    assert_int_equal(station->has_taf, given->has_taf);
    return true;
}

static void a_list_keeps_every_field(void **state)
{
    struct fixture *f = *state;
    size_t count = 0;
    pack_some(f);
    assert_int_equal(station_list_unpack(buffer_slice(&f->packed), &f->back), RESULT_OK);
    assert_true(f->back.simulated);
    assert_int_equal(f->back.checked_at, NOON);
    assert_string_equal(f->back.etag, f->list.etag);
    assert_string_equal(f->back.last_modified, f->list.last_modified);
    assert_int_equal(f->back.count, CHECK_COUNT(some));
    station_list_each(&f->back, compare, &count);
    assert_int_equal(count, CHECK_COUNT(some));
}

static bool stop_at_second(void *context, const struct stored_station *station)
{
    (void)station;
    return ++*(size_t *)context < 2;
}

static void each_stops_when_told(void **state)
{
    struct fixture *f = *state;
    size_t count = 0;
    pack_some(f);
    station_list_each(&f->list, stop_at_second, &count);
    assert_int_equal(count, 2);
}

/* A copy in memory of its own size, so that a read past the end is seen. */
static enum result unpack_copy(struct fixture *f, size_t len, size_t flipped_bit)
{
    char *copy = malloc(len + 1);
    assert_non_null(copy);
    memcpy(copy, f->packed.ptr, len < f->packed.len ? len : f->packed.len);
    if (len > f->packed.len)
        copy[f->packed.len] = 0;
    if (flipped_bit / 8 < len)
        copy[flipped_bit / 8] ^= (char)(1U << flipped_bit % 8);
    copy = realloc(copy, len ? len : 1);
    enum result r = station_list_unpack(slice_make(copy, len), &f->back);
    free(copy);
    return r;
}

static void what_is_damaged_or_cut_is_corrupt(void **state)
{
    struct fixture *f = *state;
    pack_some(f);
    for (size_t len = 0; len < f->packed.len; len++)
        assert_int_equal(unpack_copy(f, len, SIZE_MAX), RESULT_CORRUPT);
    for (size_t bit = 0; bit < 8 * f->packed.len; bit++)
        assert_int_equal(unpack_copy(f, f->packed.len, bit), RESULT_CORRUPT);
    assert_int_equal(unpack_copy(f, f->packed.len + 1, SIZE_MAX), RESULT_CORRUPT);
    assert_int_equal(f->back.count, 0);
    assert_int_equal(unpack_copy(f, f->packed.len, SIZE_MAX), RESULT_OK);
}

/* The value's bytes with a right sum: what only who writes it can make. */
static enum result unpack_made(struct fixture *f)
{
    const size_t summed = 5;
    uint32_t sum = frame_crc32(slice_make(f->packed.ptr + summed, f->packed.len - summed));
    for (int i = 0; i < 4; i++)
        f->packed.ptr[1 + i] = (char)(sum >> (8 * i));
    return station_list_unpack(buffer_slice(&f->packed), &f->back);
}

/* Where the sizes stand: behind version, sum, simulated, checked_at and two empty texts. */
#define COUNT_AT 16
#define SIZE_AT  20

static void what_lies_about_itself_is_corrupt(void **state)
{
    struct fixture *f = *state;
    static const struct {
        int line;
        size_t at;
        char value;
    } cases[] = {
        {__LINE__, COUNT_AT, 0},  {__LINE__, COUNT_AT, 2},    {__LINE__, COUNT_AT, 4},
        {__LINE__, SIZE_AT, 0},   {__LINE__, SIZE_AT, 1},     {__LINE__, SIZE_AT + 1, 100},
        {__LINE__, 5, 2},         {__LINE__, SIZE_AT + 3, 1}, {__LINE__, SIZE_AT + 3, (char)0xFF},
        {__LINE__, 14, (char)99},
    };
    for (size_t i = 0; i < CHECK_COUNT(some); i++)
        assert_int_equal(station_list_add(&f->list, &some[i]), RESULT_OK);
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        buffer_reset(&f->packed);
        assert_int_equal(station_list_pack(&f->list, &f->packed), RESULT_OK);
        f->packed.ptr[cases[i].at] = cases[i].value;
        CHECK_AT(cases[i].line, unpack_made(f) == RESULT_CORRUPT);
    }
}

static void what_stands_behind_the_stations_is_corrupt(void **state)
{
    struct fixture *f = *state;
    pack_some(f);
    buffer_append_char(&f->packed, 0);
    assert_int_equal(unpack_made(f), RESULT_CORRUPT);
}

/* A value of a kilobyte that would be a megabyte, twice over what it says, or more than is ever taken. */
static void what_swells_is_corrupt(void **state)
{
    struct fixture *f = *state;
    static char zeros[1 << 20];
    static const struct {
        int line;
        size_t said;
    } cases[] = {{__LINE__, sizeof(zeros) / 2}, {__LINE__, 1}, {__LINE__, STATION_LIST_BYTES_MAX + 1}};
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        buffer_reset(&f->packed);
        buffer_reset(&f->list.stations);
        buffer_append(&f->list.stations, zeros, sizeof(zeros));
        f->list.count = 3;
        assert_int_equal(station_list_pack(&f->list, &f->packed), RESULT_OK);
        assert_in_range(f->packed.len, 100, 2000);
        for (int byte = 0; byte < 4; byte++)
            f->packed.ptr[SIZE_AT + byte] = (char)(cases[i].said >> (8 * byte));
        CHECK_AT(cases[i].line, unpack_made(f) == RESULT_CORRUPT);
        assert_in_range(f->back.stations.capacity, 0, sizeof(zeros));
    }
}

static void stations_are_valid_and_there_once(void **state)
{
    struct fixture *f = *state;
    static const struct {
        int line;
        const char *first, *second;
        enum result result;
    } cases[] = {
        {__LINE__, "EGLL", "KJFK", RESULT_OK},      {__LINE__, "KJFK", "KJFK", RESULT_CORRUPT},
        {__LINE__, "KJFK", "EGLL", RESULT_CORRUPT}, {__LINE__, "EGLL", "kjfk", RESULT_CORRUPT},
        {__LINE__, "", "KJFK", RESULT_CORRUPT},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct stored_station station = some[0];
        station_list_free(&f->list);
        station_list_init(&f->list);
        buffer_reset(&f->packed);
        slice_copy(slice_from_string(cases[i].first), station.id, sizeof(station.id));
        assert_int_equal(station_list_add(&f->list, &station), RESULT_OK);
        slice_copy(slice_from_string(cases[i].second), station.id, sizeof(station.id));
        assert_int_equal(station_list_add(&f->list, &station), RESULT_OK);
        assert_int_equal(station_list_pack(&f->list, &f->packed), RESULT_OK);
        CHECK_AT(cases[i].line, station_list_unpack(buffer_slice(&f->packed), &f->back) == cases[i].result);
    }
}

/* They become a request's header again. */
static void validators_are_printable(void **state)
{
    struct fixture *f = *state;
    pack_some(f);
    slice_copy(SLICE("\"a\"\r\nX: y"), f->list.etag, sizeof(f->list.etag));
    buffer_reset(&f->packed);
    assert_int_equal(station_list_pack(&f->list, &f->packed), RESULT_OK);
    assert_int_equal(station_list_unpack(buffer_slice(&f->packed), &f->back), RESULT_CORRUPT);
}

static void what_can_not_be_packed_says_so(void **state)
{
    struct fixture *f = *state;
    struct stored_station unlisted = some[0];
    unlisted.listed = false;
    assert_int_equal(station_list_add(&f->list, &unlisted), RESULT_INVALID);
    assert_int_equal(station_list_pack(&f->list, &f->packed), RESULT_INVALID);
    struct buffer narrow;
    buffer_init(&narrow, 60);
    assert_int_equal(station_list_add(&f->list, &some[0]), RESULT_OK);
    assert_int_equal(station_list_pack(&f->list, &narrow), RESULT_TOO_LARGE);
    buffer_free(&narrow);
}

/* Each unlike the others: real names and positions pack better. */
static void the_worlds_stations_fit_an_item(void **state)
{
    struct fixture *f = *state;
    static char names[STATION_MAX * 4];
    for (int i = 0; i < WORLD; i++) {
        struct stored_station station = some[0];
        snprintf(station.id, sizeof(station.id), "%04u", (unsigned)i % 10000U);
        snprintf(station.iata, sizeof(station.iata), "%03X", ((unsigned)i * 7919U) % 4096U);
        snprintf(names, sizeof(names), "Place %x/%x Regional", (unsigned)i * 2654435761U,
                 (unsigned)i * 40503U);
        station.name = slice_from_string(names);
        station.latitude_deg = (double)((i * 7919) % 1800000) / 10000 - 90;
        station.longitude_deg = (double)((i * 104729) % 3600000) / 10000 - 180;
        station.elevation_m = (i * 31) % 3000;
        assert_int_equal(station_list_add(&f->list, &station), RESULT_OK);
    }
    assert_int_equal(station_list_pack(&f->list, &f->packed), RESULT_OK);
    print_message("# %u stations: %zu bytes, packed %zu\n", f->list.count, f->list.stations.len,
                  f->packed.len);
    assert_in_range(f->packed.len, 1, STORE_VALUE_MAX / 2);
    assert_int_equal(station_list_unpack(buffer_slice(&f->packed), &f->back), RESULT_OK);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_list_keeps_every_field),
        CASE(each_stops_when_told),
        CASE(what_is_damaged_or_cut_is_corrupt),
        CASE(what_lies_about_itself_is_corrupt),
        CASE(what_stands_behind_the_stations_is_corrupt),
        CASE(what_swells_is_corrupt),
        CASE(stations_are_valid_and_there_once),
        CASE(validators_are_printable),
        CASE(what_can_not_be_packed_says_so),
        CASE(the_worlds_stations_fit_an_item),
    };
    return cmocka_run_group_tests_name("store station list", tests, NULL, NULL);
}
