#include "geo/nearest.h"

#include <assert.h>
#include <math.h>

#include "geo/airport_file.h"

#define RADIANS(deg) ((deg) * (M_PI / 180.0))
#define DEGREES(rad) ((rad) * (180.0 / M_PI))

/* The first circle that is searched; each further one has twice the radius. */
#define FIRST_RADIUS_NM 30.0
/* Slack of a circle's bounds against rounding, about 100 m. */
#define SLACK_DEG 0.001

/* Rows and columns of cells; columns from `first_column` on, wrapping at CELL_COLUMNS. */
struct cell_range {
    uint32_t first_row, last_row, first_column, columns;
};

static double wrap_longitude(double deg)
{
    double d = fmod(deg + 180.0, 360.0);
    return (d < 0 ? d + 360.0 : d) - 180.0;
}

/* Cells that a circle touches. Its widest longitude is asin(sin r / cos lat) off the centre, unless it holds
 * a pole. */
static struct cell_range circle_cells(struct geo_point center, double radius_nm)
{
    double arc_deg = DEGREES(radius_nm / EARTH_RADIUS_NM) + SLACK_DEG;
    double south = center.latitude_deg - arc_deg, north = center.latitude_deg + arc_deg;
    struct cell_range range = {cell_row(fmax(south, -90.0)), cell_row(fmin(north, 90.0)), 0, CELL_COLUMNS};
    double half_deg, west;

    if (south <= -90.0 || north >= 90.0)
        return range;
    half_deg =
        DEGREES(asin(fmin(1.0, sin(RADIANS(arc_deg)) / cos(RADIANS(center.latitude_deg))))) + SLACK_DEG;
    if (2 * half_deg + 1 >= CELL_COLUMNS)
        return range;
    west = wrap_longitude(center.longitude_deg - half_deg);
    range.first_column = cell_column(west);
    range.columns = (uint32_t)(west + 180.0 + 2 * half_deg) - range.first_column + 1;
    return range;
}

/* Calls fn for each airport of the cells; fn returns false to stop. */
static void range_each(const struct airport_db *db, const struct cell_range *range,
                       bool (*fn)(void *context, const uint8_t *record, uint32_t airport), void *context)
{
    const uint8_t *cells = db->section[SECTION_CELLS].ptr, *members = db->section[SECTION_MEMBERS].ptr;

    for (uint32_t row = range->first_row; row <= range->last_row; row++)
        for (uint32_t k = 0; k < range->columns; k++) {
            uint32_t cell = row * CELL_COLUMNS + (range->first_column + k) % CELL_COLUMNS;
            uint32_t at = file_u32(cells + (size_t)cell * 4), end = file_u32(cells + (size_t)cell * 4 + 4);

            for (; at < end; at++) {
                uint32_t airport = file_u32(members + (size_t)at * 4);
                if (!fn(context, airport_record(db, airport), airport))
                    return;
            }
        }
}

static struct geo_point record_point(const uint8_t *record)
{
    return (struct geo_point){degrees_of(file_i32(record + AIRPORT_AT_LATITUDE)),
                              degrees_of(file_i32(record + AIRPORT_AT_LONGITUDE))};
}

struct nearest_search {
    const struct airport_db *db;
    struct geo_point point;
    double beyond_nm, radius_nm; /* the ring of this round: (beyond, radius] */
    bool (*accept)(void *context, const struct airport *a);
    void *context;
    struct nearest_hit *hits; /* nearest first */
    size_t count, max;
};

static bool nearest_consider(void *context, const uint8_t *record, uint32_t airport)
{
    struct nearest_search *s = context;
    double distance_nm = great_circle_distance_nm(s->point, record_point(record));
    struct airport a;
    size_t at;

    if (distance_nm <= s->beyond_nm || distance_nm > s->radius_nm ||
        (s->count == s->max && distance_nm >= s->hits[s->count - 1].distance_nm))
        return true;
    if (s->accept) {
        airport_db_get(s->db, airport, &a);
        if (!s->accept(s->context, &a))
            return true;
    }
    at = s->count == s->max ? s->count - 1 : s->count++;
    while (at > 0 && s->hits[at - 1].distance_nm > distance_nm) {
        s->hits[at] = s->hits[at - 1];
        at--;
    }
    s->hits[at] = (struct nearest_hit){airport, distance_nm};
    return true;
}

size_t airport_nearest(const struct airport_db *db, struct geo_point point, double radius_nm,
                       bool (*accept)(void *context, const struct airport *a), void *context,
                       struct nearest_hit *out, size_t max)
{
    struct nearest_search s = {.db = db,
                               .point = point,
                               .beyond_nm = -1.0,
                               .accept = accept,
                               .context = context,
                               .hits = out,
                               .max = max};

    assert(max > 0 && max <= NEAREST_MAX);
    if (!(radius_nm >= 0))
        return 0;
    radius_nm = fmin(radius_nm, HALF_ROUND_THE_EARTH_NM + 1.0);
    s.radius_nm = fmin(radius_nm, FIRST_RADIUS_NM);
    for (;;) {
        struct cell_range range = circle_cells(point, s.radius_nm);
        range_each(db, &range, nearest_consider, &s);
        if (s.count == s.max || s.radius_nm >= radius_nm)
            return s.count;
        s.beyond_nm = s.radius_nm;
        s.radius_nm = fmin(radius_nm, 2 * s.radius_nm);
    }
}

struct box_search {
    const struct airport_db *db;
    double south, west, north, east;
    bool (*each)(void *context, const struct airport *a);
    void *context;
};

static bool longitude_inside(const struct box_search *b, double longitude_deg)
{
    if (b->west <= b->east)
        return longitude_deg >= b->west && longitude_deg <= b->east;
    return longitude_deg >= b->west || longitude_deg <= b->east;
}

static bool box_consider(void *context, const uint8_t *record, uint32_t airport)
{
    const struct box_search *b = context;
    struct geo_point p = record_point(record);
    struct airport a;

    if (p.latitude_deg < b->south || p.latitude_deg > b->north)
        return true;
    /* 180° E and 180° W are one meridian. */
    if (!longitude_inside(b, p.longitude_deg) &&
        !(fabs(p.longitude_deg) == 180.0 && longitude_inside(b, -p.longitude_deg)))
        return true;
    airport_db_get(b->db, airport, &a);
    return b->each(b->context, &a);
}

void airport_box_each(const struct airport_db *db, double south, double west, double north, double east,
                      bool (*each)(void *context, const struct airport *a), void *context)
{
    struct box_search b = {db, south, west, north, east, each, context};
    struct cell_range range = {cell_row(south), cell_row(north), cell_column(west), CELL_COLUMNS};
    double width = east - west;

    if (!(south <= north))
        return;
    if (width < 0)
        width += 360.0;
    /* One column more than the width: for the edges, and for 180° E, whose column is the first. */
    if (width + 2 < CELL_COLUMNS)
        range.columns = (uint32_t)(width + 2);
    range_each(db, &range, box_consider, &b);
}
