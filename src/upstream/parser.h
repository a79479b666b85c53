/*
 * What turns the bytes of a provider's answer into reports or stations: fed in pieces as they arrive, ended
 * once. The formats (awc_bulk_csv.h, awc_bulk_xml.h, awc_api.h, awc_stations.h, checkwx.h) find the rows;
 * what makes a row a report is decided here, alike for all. A row that can't be read is counted and costs
 * only itself.
 */
#ifndef AW_UPSTREAM_PARSER_H
#define AW_UPSTREAM_PARSER_H

#include <math.h>

#include "base/utc.h"
#include "upstream/field_census.h"
#include "upstream/upstream.h"

/* Where reports and stations go. Fields that are NULL are not called. */
struct report_sink {
    void *context;
    void (*on_report)(void *context, const struct upstream_report *report);
    void (*on_station)(void *context, const struct upstream_station *station);
};

/* What a parser found out; a public part of it. */
struct parse_progress {
    size_t reports;    /* reports or stations given to the sink */
    size_t rejected;   /* rows that could not be read */
    int64_t announced; /* how many rows the answer says that it has; -1: it does not say */
    int64_t newest;    /* latest reported_at; UTC_NONE: none */
    size_t rows;       /* rows seen, readable or not */
    bool drifted;      /* the format is not the one known: another form of the same product may serve */
    char detail[160];  /* what was wrong; "" for nothing */
};

struct parser_ops;

struct parser {
    const struct parser_ops *ops;
    enum upstream_product product;
    enum upstream_provider provider;
    bool simulated; /* set by whoever feeds it, from the answer's headers */
    struct report_sink sink;
    struct field_census *census; /* borrowed; NULL: fields are not counted */
    struct parse_progress progress;
};

struct parser_ops {
    /* NULL without memory. */
    struct parser *(*create)(void);
    /* RESULT_INVALID: malformed or drifted; RESULT_NO_MEMORY, RESULT_TOO_LARGE. Not to be fed after a
     * failure. */
    enum result (*feed)(struct parser *p, struct slice bytes);
    /* The end of the answer. RESULT_INVALID too when it is cut short. An answer without a byte has nothing in
     * it. */
    enum result (*finish)(struct parser *p);
    void (*destroy)(struct parser *p);
};

/* One row as its format gives it. Absent slices and NAN: not given. */
struct report_row {
    struct slice station, raw;
    int64_t reported_at; /* UTC_NONE: not given */
    bool speci;          /* by a field of its own */
    double latitude_deg, longitude_deg, elevation_m;
};

#define REPORT_ROW_EMPTY ((struct report_row){{NULL, 0}, {NULL, 0}, UTC_NONE, false, NAN, NAN, NAN})

struct parser *parser_create(const struct parser_ops *ops, enum upstream_provider provider,
                             enum upstream_product product, const struct report_sink *sink,
                             struct field_census *census);
enum result parser_feed(struct parser *p, struct slice bytes);
/* RESULT_INVALID (drifted) too when no row, or less than half of many, could be read. */
enum result parser_finish(struct parser *p);
void parser_destroy(struct parser *p); /* accepts NULL */

/* For the formats. */
void parser_emit_row(struct parser *p, const struct report_row *row);
void parser_emit_station(struct parser *p, const struct upstream_station *station);
/* A row that could not be read. */
void parser_reject_row(struct parser *p);
/* Sets the detail, unless one is set, and returns RESULT_INVALID. */
enum result parser_fail(struct parser *p, bool drifted, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * A provider's time: seconds since 1970 (or milliseconds), or ISO 8601 in any of its forms; UTC_NONE for
 * anything else and outside 2000..2099.
 */
int64_t parser_time(struct slice text);
/* Degrees or metres; NAN for anything else, for positions off the globe (AWC: -99.99) and elevations over
 * 9,000 m (AWC: 9999). */
double parser_latitude(struct slice text);
double parser_longitude(struct slice text);
double parser_elevation(struct slice text);

/* ICAO identifiers and what AWC uses in their place: 3 to 8 capital letters or digits. */
bool parser_is_station(struct slice id);

#endif
