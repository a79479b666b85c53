/* geo: nearest and box, against a search of every airport. */
#include "airports.h"

#include <math.h>

#include "geo/nearest.h"

static struct airport_db *db;

static int open_built(void **state)
{
    db = airports_open_built();
    return 0;
}

static int close_built(void **state)
{
    airport_db_close(db);
    return 0;
}

static struct geo_point point_of(const struct airport *a)
{
    return (struct geo_point){a->latitude_deg, a->longitude_deg};
}

static bool accept_large(void *context, const struct airport *a)
{
    return a->type == AIRPORT_LARGE;
}

/* How many lie within the radius, and how far the `nth` nearest (from 0) is. */
static size_t search_all(struct geo_point p, double radius_nm, bool large, size_t nth, double *distance_nm)
{
    static double distances[200000];
    size_t n = 0;

    for (uint32_t i = 0; i < airport_db_count(db); i++) {
        struct airport a;
        double d;
        airport_db_get(db, i, &a);
        d = great_circle_distance_nm(p, point_of(&a));
        if (d > radius_nm || (large && a.type != AIRPORT_LARGE))
            continue;
        distances[n++] = d;
    }
    *distance_nm = NAN;
    for (size_t i = 0; i <= nth && i < n; i++) { /* select */
        size_t least = i;
        for (size_t k = i + 1; k < n; k++)
            if (distances[k] < distances[least])
                least = k;
        *distance_nm = distances[least];
        distances[least] = distances[i];
    }
    return n;
}

static void nearest_agrees_with_a_search_of_all(void **state)
{
    static const struct {
        int line;
        struct geo_point point;
        double radius_nm;
        bool large;
    } cases[] = {
        {__LINE__, {40.64, -73.78}, 50, false},
        {__LINE__, {51.47, -0.46}, 500, true},
        {__LINE__, {-17.7, 179.99}, 300, false},
        {__LINE__, {-17.7, -179.99}, 300, false},
        {__LINE__, {-17.7, 180}, 1000, true},
        {__LINE__, {90, 0}, 1500, false},
        {__LINE__, {-90, 123}, 1500, false},
        {__LINE__, {89.5, 77}, 600, false},
        {__LINE__, {78, 15}, 800, false},
        {__LINE__, {0, 0}, 20000, true},
        {__LINE__, {-48.9, -123.4}, 20000, false},
        {__LINE__, {45, 359}, 100, false}, /* longitudes beyond 180 */
        {__LINE__, {20, -150}, 0, false},
    };

    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct nearest_hit hits[20];
        double nth_nm;
        size_t n = airport_nearest(db, cases[i].point, cases[i].radius_nm,
                                   cases[i].large ? accept_large : NULL, NULL, hits, CHECK_COUNT(hits));
        size_t all = search_all(cases[i].point, cases[i].radius_nm, cases[i].large, n ? n - 1 : 0, &nth_nm);

        CHECK_AT(cases[i].line, n == (all < CHECK_COUNT(hits) ? all : CHECK_COUNT(hits)));
        for (size_t k = 1; k < n; k++)
            CHECK_AT(cases[i].line, hits[k - 1].distance_nm <= hits[k].distance_nm);
        if (n > 0)
            CHECK_AT(cases[i].line, fabs(hits[n - 1].distance_nm - nth_nm) < 1e-9);
    }
}

static void the_nearest_to_an_airport_is_itself(void **state)
{
    struct airport jfk = airports_by_ident(db, "KJFK"), pole = airports_by_ident(db, "NZSP");
    struct nearest_hit hit;

    assert_int_equal(airport_nearest(db, point_of(&jfk), 10, accept_large, NULL, &hit, 1), 1);
    assert_int_equal(hit.airport, jfk.index);
    assert_int_equal(airport_nearest(db, (struct geo_point){-90, 55}, 1, NULL, NULL, &hit, 1), 1);
    assert_int_equal(hit.airport, pole.index);
    assert_int_equal(airport_nearest(db, point_of(&jfk), NAN, NULL, NULL, &hit, 1), 0);
    assert_int_equal(airport_nearest(db, point_of(&jfk), -1, NULL, NULL, &hit, 1), 0);
}

static bool count_inside(void *context, const struct airport *a)
{
    (*(size_t *)context)++;
    return true;
}

static bool stop_at_five(void *context, const struct airport *a)
{
    return ++*(size_t *)context < 5;
}

static size_t box_all(double south, double west, double north, double east)
{
    size_t n = 0;

    for (uint32_t i = 0; i < airport_db_count(db); i++) {
        struct airport a;
        double lon;
        airport_db_get(db, i, &a);
        lon = a.longitude_deg;
        if (a.latitude_deg < south || a.latitude_deg > north)
            continue;
        n += west <= east ? lon >= west && lon <= east : lon >= west || lon <= east;
    }
    return n;
}

static void boxes_agree_with_a_search_of_all(void **state)
{
    static const struct {
        int line;
        double south, west, north, east;
    } cases[] = {
        {__LINE__, 40, -75, 41, -73},    {__LINE__, 40.5, -74.5, 40.5001, -73.1},
        {__LINE__, -20, 175, -10, -170}, {__LINE__, -90, -180, 90, 180},
        {__LINE__, -90, 0, 90, -0.001},  {__LINE__, 10.2, 10.8, 60, 10.2},
        {__LINE__, 85, -180, 90, 180},   {__LINE__, -90, -180, -85, 180},
        {__LINE__, 51, -0.99, 52, 0.99}, {__LINE__, -20, 179.9, -10, -179.95},
        {__LINE__, 50, 5, 40, 6},        {__LINE__, 0, 120, 50, 180},
        {__LINE__, 40, -74, 41, -74},
    };

    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        size_t n = 0;
        airport_box_each(db, cases[i].south, cases[i].west, cases[i].north, cases[i].east, count_inside, &n);
        CHECK_AT(cases[i].line, n == box_all(cases[i].south, cases[i].west, cases[i].north, cases[i].east));
    }
}

static void a_box_can_be_left(void **state)
{
    size_t n = 0;
    airport_box_each(db, -90, -180, 90, 180, stop_at_five, &n);
    assert_int_equal(n, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_agrees_with_a_search_of_all),
        cmocka_unit_test(the_nearest_to_an_airport_is_itself),
        cmocka_unit_test(boxes_agree_with_a_search_of_all),
        cmocka_unit_test(a_box_can_be_left),
    };
    return cmocka_run_group_tests_name("geo nearest", tests, open_built, close_built);
}
