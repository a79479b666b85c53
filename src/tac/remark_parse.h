/*
 * Inside of remark.h: one function for each family of remarks, in the shape of a group decoder. Each fills *r
 * (which comes cleared, with start and end still to be set by the caller) and returns the groups it took.
 */
#ifndef AW_TAC_REMARK_PARSE_H
#define AW_TAC_REMARK_PARSE_H

#include "tac/remark.h"
#include "tac/token.h"

/* What remarks need to know of the report: times follow the observation, SLP picks the hundreds nearest the
 * altimeter, and the country, by the station's first letters, tells what some groups of figures mean. */
struct tac_remark_context {
    int64_t time;         /* UTC_NONE: then no remark has a time */
    double altimeter_hpa; /* 0: not known */
    const char *station;  /* terminated; NULL: not known */
};

/*
 * Takes the remark at t[0] (one or more groups), appends it to *out and returns the groups taken; 0 when it
 * is not understood or the list is full.
 */
unsigned tac_remark_take(const struct tac_token *t, size_t n, const struct tac_remark_context *context,
                         struct tac_remarks *out);

struct tac_remark_input {
    const struct tac_token *t;
    size_t n;
    const struct tac_remark_context *context;
    struct tac_remarks *remarks; /* for events */
};

/* Compass points with hyphens between them: "N", "SW-NW". */
bool tac_remark_is_direction(const struct tac_token *t);

typedef unsigned tac_remark_parser(const struct tac_remark_input *in, struct tac_remark *r);

/* remark_us.c: wind, visibility, ceiling, weather events, pressure (FMH-1 12.7.1) */
tac_remark_parser tac_remark_station_type;
tac_remark_parser tac_remark_peak_wind;
tac_remark_parser tac_remark_wind_shift;
tac_remark_parser tac_remark_visibility;
tac_remark_parser tac_remark_ceiling;
tac_remark_parser tac_remark_variable_sky;
tac_remark_parser tac_remark_weather_events;
tac_remark_parser tac_remark_pressure;
tac_remark_parser tac_remark_hailstone;
tac_remark_parser tac_remark_sensor_status;

/* remark_place.c: what is where: lightning, thunderstorms, clouds, virga */
tac_remark_parser tac_remark_lightning;
tac_remark_parser tac_remark_located_weather;
tac_remark_parser tac_remark_tornadic;

/* remark_additive.c: groups of figures (FMH-1 12.7.2) */
tac_remark_parser tac_remark_precipitation;
tac_remark_parser tac_remark_temperature;
tac_remark_parser tac_remark_figures;
tac_remark_parser tac_remark_snow;

/* remark_other.c: Canada, Japan, Russia, Scandinavia, Italy... */
tac_remark_parser tac_remark_cloud_layers;
tac_remark_parser tac_remark_site_wind;
tac_remark_parser tac_remark_altitude;
tac_remark_parser tac_remark_metric; /* remark_metric.c */
tac_remark_parser tac_remark_next_observation;
tac_remark_parser tac_remark_sea;
tac_remark_parser tac_remark_service;

/* remark_phrase.c: fixed phrases and abbreviations */
tac_remark_parser tac_remark_phrase;

/* remark_canada.c: groups of Canadian automatic stations, CLIMAT */
tac_remark_parser tac_remark_canada;

/* remark_national.c: Italy's mountains, aircraft reports in Japan, runway in use... */
tac_remark_parser tac_remark_national;

/* Bmm, Bhhmm, Emm, Ehhmm; MM for a missing minute. Sets all of *e but the weather. */
bool tac_remark_scan_event(struct tac_scan *s, int64_t observed, struct tac_remark_event *e);
/* appp, the last four figures of 5appp; true when it is one. */
bool tac_remark_tendency(struct tac_scan s, struct tac_remark *r);
/* mm or hhmm: the last such moment not after the observation (events lie in the past). UTC_NONE when it is
 * neither, or a time after the observation. */
int64_t tac_remark_past_time(struct slice digits, int64_t observed);
/* How many groups from t[0] on tell a place or a movement ("OHD", "DSNT SE-SW", "10KM N MOV E"). */
unsigned tac_remark_place(const struct tac_token *t, size_t n);
void tac_remark_detail(struct tac_remark *r, const struct tac_token *t, unsigned n);

#endif
