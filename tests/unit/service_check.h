/* For the tests of service: a store that was filled by a process of its own, and the service that reads it.
 */
#ifndef AW_TESTS_UNIT_SERVICE_CHECK_H
#define AW_TESTS_UNIT_SERVICE_CHECK_H

#include "weather_check.h"

#include "service/weather.h"

/* Call in a child (store_check_child), for a process may have the store open once. 0 when it was written. */
static inline int service_check_write(const char *dir, enum store_environment env,
                                      bool (*what)(struct store_write *w))
{
    struct store_options options = {dir, STORE_WRITER, STORE_CHECK_MAP_MB, NULL, false};
    struct store *s;
    struct store_write *w;
    if (store_open(&options, &s) || store_write_begin(s, env, &w) || !what(w) || store_write_commit(w))
        return 1;
    store_close(s);
    return 0;
}

struct service_check {
    const char *dir;
    struct store *store;
    struct shared *shared;
    struct airport_db *airports;
    struct ondemand_client *ondemand;
    struct weather *weather;
    struct arena *arena;
    struct service_error error;
};

/* `fill` writes what is there, in a child. */
static inline void service_check_open(struct service_check *f, int (*fill)(const char *dir))
{
    f->dir = check_make_dir();
    assert_int_equal(store_check_child(fill, f->dir), 0);
    assert_int_equal(shared_open(f->dir, &f->shared), RESULT_OK);
    assert_int_equal(store_check_try(f->dir, STORE_READER, f->shared, &f->store), RESULT_OK);
    f->airports = airports_open_built();
    f->ondemand = ondemand_client_create(f->dir, 4);
    f->arena = arena_create(8 << 20);
    struct weather_options options = {f->store, f->shared, f->airports, f->ondemand, false};
    f->weather = weather_create(&options);
    service_error_init(&f->error, f->arena);
}

static inline void service_check_close(struct service_check *f)
{
    weather_destroy(f->weather);
    ondemand_client_destroy(f->ondemand);
    store_close(f->store);
    airport_db_close(f->airports);
    arena_destroy(f->arena);
    check_remove_dir(f->dir);
}

#endif
