#include "service/weather_area.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "store/station_store.h"

struct collect {
    const struct weather_list_question *question;
    struct arena *arena;
    struct weather_area *area;
    size_t capacity;
    enum result failed;
};

static bool grow(struct collect *c)
{
    size_t capacity = c->capacity ? c->capacity * 2 : 256;
    struct weather_place *places = arena_alloc_array(c->arena, capacity, sizeof(*places));
    if (!places) {
        c->failed = RESULT_NO_MEMORY;
        return false;
    }
    if (c->area->count)
        memcpy(places, c->area->places, c->area->count * sizeof(*places));
    c->area->places = places;
    c->capacity = capacity;
    return true;
}

static bool take(void *context, struct slice id, double latitude_deg, double longitude_deg)
{
    struct collect *c = context;
    int64_t distance_m = 0;
    if (c->question->selection == SELECT_NEAR) {
        double nm =
            great_circle_distance_nm(c->question->point, (struct geo_point){latitude_deg, longitude_deg});
        if (nm > c->question->radius_nm)
            return true;
        distance_m = llround(nm * METERS_PER_NM);
    }
    if (c->area->count == c->capacity && !grow(c))
        return false;
    struct weather_place *place = &c->area->places[c->area->count];
    if (slice_copy(id, place->station, sizeof(place->station))) {
        place->distance_m = distance_m;
        c->area->count++;
    }
    return true;
}

static int compare(const void *left, const void *right)
{
    const struct weather_place *a = left, *b = right;
    if (a->distance_m != b->distance_m)
        return a->distance_m < b->distance_m ? -1 : 1;
    return strcmp(a->station, b->station);
}

struct box {
    double south, west, north, east;
};

/* The smallest box that holds the circle; a circle that holds a pole goes round the Earth. */
static struct box box_around(struct geo_point p, double radius_nm)
{
    const double degree = 3.14159265358979323846 / 180;
    double radius = radius_nm / EARTH_RADIUS_NM;
    double south = p.latitude_deg - radius / degree, north = p.latitude_deg + radius / degree;
    struct box box = {fmax(south, -90), -180, fmin(north, 90), 180};
    if (south <= -90 || north >= 90)
        return box;
    double half = asin(fmin(1, sin(radius) / cos(p.latitude_deg * degree))) / degree + 1e-9;
    if (half >= 180)
        return box;
    box.west = p.longitude_deg - half < -180 ? p.longitude_deg - half + 360 : p.longitude_deg - half;
    box.east = p.longitude_deg + half > 180 ? p.longitude_deg + half - 360 : p.longitude_deg + half;
    return box;
}

enum result weather_area_find(struct store_read *read, const struct weather_list_question *q,
                              struct arena *arena, struct weather_area *out)
{
    struct box box = {q->south, q->west, q->north, q->east};
    struct collect c = {.question = q, .arena = arena, .area = out};
    *out = (struct weather_area){0};
    if (q->selection == SELECT_NEAR)
        box = box_around(q->point, q->radius_nm);
    enum result r = station_cell_each(read, box.south, box.west, box.north, box.east, take, &c);
    if (c.failed)
        return c.failed;
    if (out->count)
        qsort(out->places, out->count, sizeof(out->places[0]), compare);
    return r;
}

/* "KJFK" in a box, "12345-KJFK" around a point. */
enum result weather_area_cursor_parse(struct slice text, struct weather_place *out)
{
    struct weather_place place = {.distance_m = 0};
    size_t dash = slice_find(text, '-');
    struct slice station = text;
    if (dash < text.len) {
        if (number_parse_int(slice_sub(text, 0, dash), 0, 30000000, &place.distance_m) != RESULT_OK)
            return RESULT_INVALID;
        station = slice_sub(text, dash + 1, text.len);
    }
    if (station.len == 0 || !slice_copy(station, place.station, sizeof(place.station)))
        return RESULT_INVALID;
    *out = place;
    return RESULT_OK;
}

void weather_area_cursor_write(const struct weather_place *last, char out[WEATHER_CURSOR_MAX])
{
    if (last->distance_m)
        snprintf(out, WEATHER_CURSOR_MAX, "%lld-%s", (long long)last->distance_m, last->station);
    else
        snprintf(out, WEATHER_CURSOR_MAX, "%s", last->station);
}

size_t weather_area_skip(const struct weather_area *area, const struct weather_place *last)
{
    size_t n = 0;
    while (n < area->count && compare(&area->places[n], last) <= 0)
        n++;
    return n;
}
