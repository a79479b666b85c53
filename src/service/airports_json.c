#include "service/airports_json.h"

#include <math.h>

#define DEGREE_DECIMALS  6
#define BEARING_DECIMALS 1
#define KT_DECIMALS      1

void json_member_ft(struct json_writer *w, const char *key, int32_t feet)
{
    if (feet == GEO_FT_UNKNOWN)
        json_member_null(w, key);
    else
        json_member_int(w, key, feet);
}

void airport_json_position(const struct airport *a, struct json_writer *w)
{
    json_member_string(w, "ident", a->ident);
    json_member_string(w, "icao", a->icao);
    json_member_string(w, "name", a->name);
    json_member_number(w, "latitude_deg", a->latitude_deg, DEGREE_DECIMALS);
    json_member_number(w, "longitude_deg", a->longitude_deg, DEGREE_DECIMALS);
    json_member_ft(w, "elevation_ft", a->elevation_ft);
}

void airport_json_members(const struct station_directory *d, const struct airport *a, struct json_writer *w)
{
    char station[5];
    bool reports = airport_reporting_station(d, a, station);

    json_member_string(w, "ident", a->ident);
    json_member_string(w, "icao", a->icao);
    json_member_string(w, "iata", a->iata);
    json_member_string(w, "faa", a->faa);
    json_member_string(w, "local", a->local);
    json_member_string(w, "name", a->name);
    json_member_string_z(w, "type", airport_type_name(a->type));
    json_member_number(w, "latitude_deg", a->latitude_deg, DEGREE_DECIMALS);
    json_member_number(w, "longitude_deg", a->longitude_deg, DEGREE_DECIMALS);
    json_member_ft(w, "elevation_ft", a->elevation_ft);
    json_member_string(w, "city", a->city);
    json_member_string(w, "region", a->region);
    json_member_string(w, "country_code", a->country_code);
    json_member_string_z(w, "station", d->reports && reports ? station : NULL);
    if (d->reports)
        json_member_bool(w, "reports", reports);
    else
        json_member_null(w, "reports");
}

/* Rounded before the side is told, so that "0 from the left" is never said. */
static void write_end_wind(const struct runway_end *end, const struct surface_wind *wind,
                           struct json_writer *w)
{
    struct runway_wind c;
    double cross;

    json_key(w, "wind");
    if (!wind) {
        json_null(w);
        return;
    }
    c = runway_wind_components(end->heading_true_deg, wind);
    if (isnan(c.headwind_kt)) {
        json_null(w);
        return;
    }
    cross = round(c.crosswind_kt * 10) / 10;
    json_object_begin(w);
    json_member_number(w, "headwind_kt", c.headwind_kt, KT_DECIMALS);
    json_member_number(w, "crosswind_kt", fabs(cross), KT_DECIMALS);
    json_member_string_z(w, "crosswind_from", cross == 0 ? NULL : cross > 0 ? "right" : "left");
    json_member_number(w, "gust_headwind_kt", c.gust_headwind_kt, KT_DECIMALS);
    json_member_number(w, "gust_crosswind_kt", fabs(c.gust_crosswind_kt), KT_DECIMALS);
    json_object_end(w);
}

static void write_end(const struct runway_end *end, const struct surface_wind *wind, struct json_writer *w)
{
    json_object_begin(w);
    json_member_string(w, "ident", end->ident);
    json_member_number(w, "heading_true_deg", end->heading_true_deg, BEARING_DECIMALS);
    json_member_number(w, "latitude_deg", end->latitude_deg, DEGREE_DECIMALS);
    json_member_number(w, "longitude_deg", end->longitude_deg, DEGREE_DECIMALS);
    json_member_ft(w, "displaced_threshold_ft", end->displaced_threshold_ft);
    json_member_ft(w, "elevation_ft", end->elevation_ft);
    write_end_wind(end, wind, w);
    json_object_end(w);
}

static void write_runway(const struct runway *r, const struct surface_wind *wind, struct json_writer *w)
{
    json_object_begin(w);
    json_member_ft(w, "length_ft", r->length_ft);
    json_member_ft(w, "width_ft", r->width_ft);
    json_member_string_z(w, "surface", runway_surface_name(r->surface));
    if (r->lighted)
        json_member_bool(w, "lighted", true);
    else
        json_member_null(w, "lighted");
    json_key(w, "ends");
    json_array_begin(w);
    for (size_t i = 0; i < 2; i++)
        if (r->ends[i].ident.ptr)
            write_end(&r->ends[i], wind, w);
    json_array_end(w);
    json_object_end(w);
}

static void write_frequencies(const struct airport_db *db, const struct airport *a, struct json_writer *w)
{
    static const char *const keys[FREQUENCY_SERVICES] = {
        [FREQUENCY_ATIS] = "atis_mhz",           [FREQUENCY_TOWER] = "tower_mhz",
        [FREQUENCY_GROUND] = "ground_mhz",       [FREQUENCY_CLEARANCE] = "clearance_mhz",
        [FREQUENCY_UNICOM] = "unicom_mhz",       [FREQUENCY_APPROACH] = "approach_mhz",
        [FREQUENCY_DEPARTURE] = "departure_mhz",
    };
    int32_t khz[FREQUENCY_SERVICES] = {0};

    for (uint32_t i = 0; i < a->frequency_count; i++) {
        struct frequency f;
        airport_db_frequency(db, a, i, &f);
        khz[f.service] = f.khz;
    }
    json_object_begin(w);
    for (size_t i = 0; i < FREQUENCY_SERVICES; i++)
        json_member_number(w, keys[i], khz[i] ? khz[i] / 1000.0 : NAN, 3);
    json_object_end(w);
}

static void write_wind(const struct surface_wind *wind, struct json_writer *w)
{
    if (!wind) {
        json_null(w);
        return;
    }
    json_object_begin(w);
    json_member_number(w, "direction_true_deg", wind->variable ? NAN : wind->direction_true_deg, 0);
    json_member_bool(w, "variable", wind->variable);
    json_member_number(w, "speed_kt", wind->speed_kt, 0);
    json_member_number(w, "gust_kt", wind->gust_kt, 0);
    json_object_end(w);
}

void airport_json_details(const struct airport_db *db, const struct airport *a,
                          const struct surface_wind *wind, struct json_writer *w)
{
    json_key(w, "runways");
    json_array_begin(w);
    for (uint32_t i = 0; i < a->runway_count; i++) {
        struct runway r;
        airport_db_runway(db, a, i, &r);
        write_runway(&r, wind, w);
    }
    json_array_end(w);
    json_key(w, "frequencies");
    write_frequencies(db, a, w);
    json_key(w, "wind");
    write_wind(wind, w);
}
