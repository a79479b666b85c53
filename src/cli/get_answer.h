/* The service's answer to "current METAR with TAF", read from its JSON. */
#ifndef AW_CLI_GET_ANSWER_H
#define AW_CLI_GET_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/result.h"
#include "base/slice.h"

struct got_report {
    bool present;
    struct slice raw;
    int64_t time; /* observed or issued; UTC_NONE: not given */
    struct slice freshness, feed, source;
};

struct got_answer {
    void *tree; /* everything points into it; freed by get_answer_free */
    bool success;
    bool simulated;
    struct slice station, resolved_from, name; /* the last two may be absent */
    struct got_report metar, taf;              /* a failure's last_report stands in one of them */
    struct slice taf_absent;                   /* "not_issued", "unavailable", or absent */
    struct slice code, error;                  /* of a failure */
    struct slice nearest;                      /* of a failure: a station, or absent */
};

/* RESULT_INVALID: not such an answer; *out is then empty. */
enum result get_answer_parse(struct slice json, struct got_answer *out);
void get_answer_free(struct got_answer *a);

#endif
