/* ingest: the list of stations from one host to another, by way of a Redis that the test plays. */
#include "store_check.h"

#include <math.h>
#include <pthread.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/utc.h"
#include "ingest/shared_stations.h"
#include "ingest/stations_intake.h"
#include "store/frame.h"
#include "store/product_state.h"
#include "store/station_list.h"
#include "store/tier_operations.h"

/* What is there; it takes the place of the engine, which is not linked. */
static struct {
    pthread_mutex_t lock;
    struct buffer item; /* empty: none */
    int64_t expires_at;
    enum result failure; /* of each call, when it is one */
    int gets, puts;
} fake = {.lock = PTHREAD_MUTEX_INITIALIZER};

static enum result fake_get(void *engine, struct slice key, int64_t now, struct buffer *value,
                            int64_t *expires_at)
{
    (void)engine;
    (void)now;
    (void)expires_at;
    pthread_mutex_lock(&fake.lock);
    fake.gets++;
    enum result r = fake.failure ? fake.failure : fake.item.len ? RESULT_OK : RESULT_NOT_FOUND;
    if (!slice_equal(key, SLICE("stations")))
        r = RESULT_INVALID;
    if (r == RESULT_OK)
        buffer_append_slice(value, buffer_slice(&fake.item));
    pthread_mutex_unlock(&fake.lock);
    return r;
}

static enum result fake_put(void *engine, struct slice key, struct slice value, int64_t expires_at,
                            int64_t now)
{
    (void)engine;
    (void)key;
    (void)now;
    pthread_mutex_lock(&fake.lock);
    if (!fake.failure) {
        buffer_reset(&fake.item);
        buffer_append_slice(&fake.item, value);
        fake.expires_at = expires_at;
    }
    fake.puts++;
    pthread_mutex_unlock(&fake.lock);
    return fake.failure;
}

static void fake_close(void *engine)
{
    (void)engine;
}

enum result redis_tier_open(const struct tier_options *options, struct tier *t, char detail[200])
{
    static const struct tier_operations operations = {
        .close = fake_close, .item_get = fake_get, .item_put = fake_put};
    (void)options;
    (void)detail;
    t->operations = &operations;
    return RESULT_OK;
}

struct fixture {
    const char *dir;
    struct store *store;
    struct config config;
    struct upstream *upstream;
    struct loop *loop;
    struct shared_stations *shared;
    int64_t taken, before; /* of the last list taken; UTC_NONE: none */
};

static void on_taken(void *context, int64_t checked_before, int64_t checked_at)
{
    struct fixture *f = context;
    f->before = checked_before;
    f->taken = checked_at;
}

static int set_up(void **state)
{
    static struct fixture fixture;
    struct fixture *f = &fixture;
    struct config_error error;
    static const struct tier_options redis = {
        .engine = TIER_ENGINE_REDIS, .url = "redis://127.0.0.1:1", .space = "", .timeout_ms = 100};
    buffer_init(&fake.item, STORE_VALUE_MAX);
    fake.failure = RESULT_OK;
    fake.gets = fake.puts = 0;
    *f = (struct fixture){.dir = check_make_dir(), .taken = UTC_NONE, .before = UTC_NONE};
    f->store = store_check_open(f->dir, STORE_WRITER);
    assert_int_equal(config_load("/dev/null", &f->config, &error), RESULT_OK);
    assert_int_equal(upstream_create(&f->config, &f->upstream), RESULT_OK);
    f->loop = loop_create(f->upstream);
    struct shared_stations_options options = {
        .loop = f->loop, .store = f->store, .redis = &redis, .taken = on_taken, .context = f};
    assert_int_equal(shared_stations_open(&options, &f->shared), RESULT_OK);
    assert_int_equal(loop_work_add(f->loop, shared_stations_work, f->shared), RESULT_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    shared_stations_close(f->shared);
    loop_destroy(f->loop);
    upstream_destroy(f->upstream);
    store_close(f->store);
    check_remove_dir(f->dir);
    buffer_free(&fake.item);
    return 0;
}

static struct stored_station station_of(const char *id)
{
    struct stored_station station = {.name = SLICE("Somewhere"),
                                     .country = "US",
                                     .latitude_deg = 41,
                                     .longitude_deg = -74,
                                     .elevation_m = NAN,
                                     .listed = true,
                                     .has_metar = true};
    slice_copy(slice_from_string(id), station.id, sizeof(station.id));
    return station;
}

static const char *const many[] = {"EGLL", "KBOS", "KEWR", "KJFK", "KLGA"};

/* This host has polled the list. */
static void note_poll(struct fixture *f, size_t count, int64_t checked_at)
{
    struct stations_intake s;
    struct stations_summary summary;
    assert_int_equal(stations_intake_init(&s), RESULT_OK);
    for (size_t i = 0; i < count; i++) {
        struct stored_station station = station_of(many[i]);
        stations_intake_relay(&s, &station);
    }
    assert_int_equal(stations_intake_store(&s, f->store, "\"mine\"", "", checked_at, &summary), RESULT_OK);
    stations_intake_free(&s);
}

/* Another host has. */
static void put_there(size_t count, int64_t checked_at, bool simulated)
{
    struct station_list l;
    station_list_init(&l);
    l.simulated = simulated;
    l.checked_at = checked_at;
    slice_copy(SLICE("\"theirs\""), l.etag, sizeof(l.etag));
    for (size_t i = 0; i < count; i++) {
        struct stored_station station = station_of(many[i]);
        assert_int_equal(station_list_add(&l, &station), RESULT_OK);
    }
    pthread_mutex_lock(&fake.lock);
    buffer_reset(&fake.item);
    assert_int_equal(station_list_pack(&l, &fake.item), RESULT_OK);
    pthread_mutex_unlock(&fake.lock);
    station_list_free(&l);
}

static int64_t there_checked_at(void)
{
    struct station_list l;
    station_list_init(&l);
    assert_int_equal(station_list_unpack(buffer_slice(&fake.item), &l), RESULT_OK);
    int64_t checked_at = l.checked_at;
    station_list_free(&l);
    return checked_at;
}

static void look(struct fixture *f)
{
    assert_false(shared_stations_looked(f->shared));
    for (int i = 0; i < 100 && !shared_stations_looked(f->shared); i++)
        assert_int_equal(loop_turn(f->loop), RESULT_OK);
    assert_true(shared_stations_looked(f->shared));
}

static int asked_so_far(void)
{
    pthread_mutex_lock(&fake.lock);
    int count = fake.gets;
    pthread_mutex_unlock(&fake.lock);
    return count;
}

/* Until the job, if one was to be done, has ended. */
static void put(struct fixture *f)
{
    int before = asked_so_far();
    shared_stations_put(f->shared);
    for (int i = 0; i < 3 && asked_so_far() == before; i++)
        assert_int_equal(loop_turn(f->loop), RESULT_OK);
    assert_int_equal(loop_turn(f->loop), RESULT_OK);
}

static size_t listed(struct fixture *f)
{
    struct store_read *r;
    size_t count = 0;
    assert_int_equal(store_read_begin(f->store, STORE_HOT, &r), RESULT_OK);
    for (size_t i = 0; i < CHECK_COUNT(many); i++) {
        struct stored_station station;
        if (station_store_get(r, slice_from_string(many[i]), &station) == RESULT_OK)
            count += station.listed;
    }
    store_read_end(r);
    return count;
}

static struct product_state state_of(struct fixture *f)
{
    struct store_read *r;
    struct product_state state = {.checked_at = UTC_NONE};
    assert_int_equal(store_read_begin(f->store, STORE_HOT, &r), RESULT_OK);
    product_state_get(r, PRODUCT_STATIONS, &state);
    store_read_end(r);
    return state;
}

static void a_list_is_taken_with_its_check_and_validators(void **state)
{
    struct fixture *f = *state;
    int64_t now = clock_now();
    put_there(5, now - UTC_HOUR, false);
    look(f);
    assert_int_equal(f->taken, now - UTC_HOUR);
    assert_int_equal(f->before, UTC_NONE);
    assert_int_equal(listed(f), 5);
    assert_int_equal(state_of(f).checked_at, now - UTC_HOUR);
    assert_string_equal(state_of(f).etag, "\"theirs\"");
}

static void redis_is_not_asked_at_every_turn(void **state)
{
    struct fixture *f = *state;
    look(f);
    for (int i = 0; i < 10; i++)
        assert_true(shared_stations_looked(f->shared));
    assert_int_equal(fake.gets, 1);
    assert_int_equal(f->taken, UTC_NONE);
}

/* When it was checked there and here, from now; NEVER here: this host has none. */
static void only_what_spares_a_poll_is_taken(void **state)
{
    struct fixture *f = *state;
    const int64_t never = INT64_MIN;
    const struct {
        int line;
        int64_t there, here;
        bool simulated, taken;
    } cases[] = {
        {__LINE__, -UTC_HOUR, never, true, false},
        {__LINE__, -UTC_DAY - 1, never, false, false},
        {__LINE__, UTC_HOUR, never, false, false},
        {__LINE__, INT64_MAX / 2, never, false, false},
        {__LINE__, -UTC_DAY + 60, never, false, true},
        {__LINE__, -UTC_HOUR, -UTC_HOUR, false, false},
        {__LINE__, -2 * UTC_HOUR, -UTC_HOUR, false, false},
        {__LINE__, -UTC_HOUR, -2 * UTC_HOUR, false, true},
        {__LINE__, -UTC_HOUR, UTC_DAY, false, true}, /* our clock was set back */
        {__LINE__, 60, -UTC_HOUR, false, true},      /* theirs is a little ahead */
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        int64_t now = clock_now();
        if (cases[i].here != never)
            note_poll(f, 5, now + cases[i].here);
        put_there(5, now + cases[i].there, cases[i].simulated);
        f->taken = UTC_NONE;
        look(f);
        CHECK_AT(cases[i].line, (f->taken != UTC_NONE) == cases[i].taken);
        CHECK_AT(cases[i].line, !cases[i].taken || f->taken <= clock_now());
        CHECK_AT(cases[i].line, !cases[i].taken || state_of(f).checked_at == f->taken);
        tear_down(state);
        set_up(state);
    }
}

static void a_cut_list_is_not_taken(void **state)
{
    struct fixture *f = *state;
    int64_t now = clock_now();
    note_poll(f, 5, now - 25 * UTC_HOUR);
    put_there(3, now - UTC_HOUR, false);
    look(f);
    assert_int_equal(f->taken, UTC_NONE);
    assert_int_equal(listed(f), 5);
    assert_int_equal(state_of(f).checked_at, now - 25 * UTC_HOUR);
}

static void what_is_damaged_is_none(void **state)
{
    struct fixture *f = *state;
    put_there(5, clock_now(), false);
    fake.item.ptr[fake.item.len / 2] ^= 1;
    look(f);
    assert_int_equal(f->taken, UTC_NONE);
    assert_int_equal(listed(f), 0);
}

static void a_redis_that_fails_has_answered(void **state)
{
    struct fixture *f = *state;
    put_there(5, clock_now(), false);
    fake.failure = RESULT_UNAVAILABLE;
    look(f);
    assert_int_equal(f->taken, UTC_NONE);
}

static void what_was_polled_is_put(void **state)
{
    struct fixture *f = *state;
    int64_t now = clock_now();
    put(f); /* there is none yet */
    assert_int_equal(fake.puts, 0);
    note_poll(f, 5, now - 60);
    put(f);
    assert_int_equal(fake.puts, 1);
    assert_int_equal(there_checked_at(), now - 60);
    assert_int_equal(fake.expires_at, now - 60 + 2 * UTC_DAY);
}

static void the_newer_one_stays(void **state)
{
    struct fixture *f = *state;
    int64_t now = clock_now();
    note_poll(f, 5, now - UTC_HOUR);
    put_there(5, now - 60, false);
    put(f);
    assert_int_equal(fake.puts, 0);
    /* But not one that nobody would take. */
    put_there(5, now + UTC_DAY, false);
    put(f);
    assert_int_equal(there_checked_at(), now - UTC_HOUR);
    fake.item.ptr[0] ^= 1;
    put(f);
    assert_int_equal(there_checked_at(), now - UTC_HOUR);
}

static void a_list_that_is_of_no_use_is_not_put(void **state)
{
    struct fixture *f = *state;
    note_poll(f, 5, clock_now() - 25 * UTC_HOUR);
    put(f);
    assert_int_equal(fake.puts, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_list_is_taken_with_its_check_and_validators),
        CASE(redis_is_not_asked_at_every_turn),
        CASE(only_what_spares_a_poll_is_taken),
        CASE(a_cut_list_is_not_taken),
        CASE(what_is_damaged_is_none),
        CASE(a_redis_that_fails_has_answered),
        CASE(what_was_polled_is_put),
        CASE(the_newer_one_stays),
        CASE(a_list_that_is_of_no_use_is_not_put),
    };
    log_open("test", LOG_LEVEL_ERROR);
    return cmocka_run_group_tests_name("ingest shared stations", tests, NULL, NULL);
}
