/* geo: great circles and wind on a runway. Published values: Ed Williams' Aviation Formulary ("worked
 * examples"). */
#include "check.h"

#include <math.h>

#include "geo/great_circle.h"
#include "geo/runway.h"

static const struct geo_point lax = {33.95, -118.40}, jfk = {40.0 + 38.0 / 60, -73.0 - 47.0 / 60};

static void distances_agree_with_published_ones(void **state)
{
    static const struct {
        int line;
        struct geo_point from, to;
        double nm, tolerance;
    } cases[] = {
        {__LINE__, {33.95, -118.40}, {40.633333, -73.783333}, 0.623585 * EARTH_RADIUS_NM, 0.01},
        /* 2,999 NM on the ellipsoid (5,554 km); the sphere is within 0.56 %. */
        {__LINE__, {40.639447, -73.779317}, {51.470748, -0.459909}, 2999, 0.0056 * 2999},
        {__LINE__, {40.639447, -73.779317}, {51.470748, -0.459909}, 2991.8, 1.0},
        {__LINE__, {40.639447, -73.779317}, {40.639447, -73.779317}, 0, 1e-9},
        {__LINE__, {0, 179}, {0, -179}, 120.0808, 0.001},
        {__LINE__, {-17.755, 177.443}, {-13.83, -172.008}, 656, 4}, /* Nadi to Apia, over the date line */
        {__LINE__, {90, 0}, {-90, 0}, HALF_ROUND_THE_EARTH_NM, 1e-6},
        {__LINE__, {90, 17}, {90, -120}, 0, 1e-6},
        {__LINE__, {0, 0}, {0, 180}, HALF_ROUND_THE_EARTH_NM, 1e-6},
        {__LINE__, {10, 20}, {-10, -160}, HALF_ROUND_THE_EARTH_NM, 1e-6},
        {__LINE__, {0, 0}, {0, 1e-6}, 6.004e-5, 1e-8}, /* 11 cm keep their precision */
    };

    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        double nm = great_circle_distance_nm(cases[i].from, cases[i].to);
        if (fabs(nm - cases[i].nm) > cases[i].tolerance)
            print_error("got %.6f NM\n", nm);
        CHECK_AT(cases[i].line, fabs(nm - cases[i].nm) <= cases[i].tolerance);
        CHECK_AT(cases[i].line, fabs(great_circle_distance_nm(cases[i].to, cases[i].from) - nm) < 1e-9);
    }
}

static void bearings_agree_with_published_ones(void **state)
{
    static const struct {
        int line;
        struct geo_point from, to;
        double initial, final;
    } cases[] = {
        {__LINE__, {33.95, -118.40}, {40.633333, -73.783333}, 65.892, 93.858},
        {__LINE__, {0, 0}, {10, 0}, 0, 0},
        {__LINE__, {10, 0}, {0, 0}, 180, 180},
        {__LINE__, {0, 179}, {0, -179}, 90, 90},
        {__LINE__, {0, -179}, {0, 179}, 270, 270},
        {__LINE__, {-90, 0}, {0, 45}, 45, 0}, /* from the pole the bearing is the longitude from its own */
        {__LINE__, {0, 45}, {90, 0}, 0, 315}, /* on arrival, towards 135° W */
        {__LINE__, {5, 5}, {5, 5}, NAN, NAN},
        {__LINE__, {10, 20}, {-10, -160}, NAN, NAN},
    };

    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        double initial = great_circle_initial_bearing_deg(cases[i].from, cases[i].to);
        double final = great_circle_final_bearing_deg(cases[i].from, cases[i].to);
        if (isnan(cases[i].initial)) {
            CHECK_AT(cases[i].line, isnan(initial) && isnan(final));
            continue;
        }
        if (fabs(initial - cases[i].initial) > 0.001 || fabs(final - cases[i].final) > 0.001)
            print_error("got %.6f and %.6f\n", initial, final);
        CHECK_AT(cases[i].line, fabs(initial - cases[i].initial) <= 0.001);
        CHECK_AT(cases[i].line, fabs(final - cases[i].final) <= 0.001);
    }
}

static void points_on_the_way_agree_with_published_ones(void **state)
{
    struct geo_point p = great_circle_point_at(lax, jfk, 0.4);
    assert_float_equal(p.latitude_deg, 38 + 40.167 / 60, 1e-4);
    assert_float_equal(p.longitude_deg, -(101 + 37.570 / 60), 1e-4);

    p = great_circle_destination(lax, 66, 100 * EARTH_RADIUS_NM / (180 * 60 / M_PI));
    assert_float_equal(p.latitude_deg, 34 + 37.0 / 60, 0.01);
    assert_float_equal(p.longitude_deg, -(116 + 33.0 / 60), 0.01);

    p = great_circle_point_at((struct geo_point){0, 179}, (struct geo_point){0, -179}, 0.75);
    assert_float_equal(p.longitude_deg, -179.5, 1e-9);
    p = great_circle_point_at((struct geo_point){60, 0}, (struct geo_point){60, 180}, 0.5);
    assert_float_equal(p.latitude_deg, 90, 1e-6);
    p = great_circle_point_at(jfk, jfk, 0.5);
    assert_float_equal(p.latitude_deg, jfk.latitude_deg, 1e-9);
    p = great_circle_point_at(jfk, lax, 1.0);
    assert_float_equal(p.latitude_deg, lax.latitude_deg, 1e-9);
    assert_float_equal(p.longitude_deg, lax.longitude_deg, 1e-9);
}

static void wind_is_split_along_the_runway(void **state)
{
    static const struct {
        int line;
        double heading;
        struct surface_wind wind;
        double head, cross, gust_head, gust_cross;
    } cases[] = {
        {__LINE__, 310, {310, 20, NAN, false}, 20, 0, NAN, NAN},
        {__LINE__, 310, {340, 20, 30, false}, 17.3205, 10, 25.9808, 15},
        {__LINE__, 130, {340, 20, NAN, false}, -17.3205, -10, NAN, NAN},
        {__LINE__, 360, {90, 12, NAN, false}, 0, 12, NAN, NAN},
        {__LINE__, 350, {10, 10, NAN, false}, 9.3969, 3.4202, NAN, NAN},
        {__LINE__, 350, {NAN, 10, NAN, true}, NAN, NAN, NAN, NAN},
        {__LINE__, NAN, {10, 10, NAN, false}, NAN, NAN, NAN, NAN},
        {__LINE__, NAN, {0, 0, NAN, false}, 0, 0, NAN, NAN},
        {__LINE__, 90, {90, NAN, NAN, false}, NAN, NAN, NAN, NAN},
    };

    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct runway_wind w = runway_wind_components(cases[i].heading, &cases[i].wind);
        const double got[] = {w.headwind_kt, w.crosswind_kt, w.gust_headwind_kt, w.gust_crosswind_kt};
        const double want[] = {cases[i].head, cases[i].cross, cases[i].gust_head, cases[i].gust_cross};
        for (size_t k = 0; k < CHECK_COUNT(got); k++)
            CHECK_AT(cases[i].line, isnan(want[k]) ? isnan(got[k]) : fabs(got[k] - want[k]) < 1e-3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_agree_with_published_ones),
        cmocka_unit_test(bearings_agree_with_published_ones),
        cmocka_unit_test(points_on_the_way_agree_with_published_ones),
        cmocka_unit_test(wind_is_split_along_the_runway),
    };
    return cmocka_run_group_tests_name("geo great circle", tests, NULL, NULL);
}
