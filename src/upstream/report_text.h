/*
 * The raw text of reports as providers give it, made fit to be kept: UTF-8, one line, one report. The words
 * stay as they were reported. Pure.
 */
#ifndef AW_UPSTREAM_REPORT_TEXT_H
#define AW_UPSTREAM_REPORT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"
#include "base/slice.h"

#define REPORT_TEXT_MAX   8192 /* bytes of a row's text; the longest TAFs have some 2,000 */
#define REPORT_TEXT_PARTS 8    /* reports glued into one text */

/*
 * Copies `in` as UTF-8: bytes that are not valid UTF-8 are taken as Latin-1; white space, control characters
 * and no-break spaces are folded to one blank, none at either end. RESULT_TOO_LARGE when it does not fit.
 */
enum result report_text_clean(struct slice in, char *out, size_t size, size_t *length);

/*
 * Splits a cleaned text, which it changes, into its reports: at a `=` (the end of a report in a bulletin) and
 * where a new report begins without one, that is at METAR, SPECI or TAF and a station, or at a station and
 * time followed by a wind, AUTO, COR, NIL or a validity. No part holds a `=`. Words of a heading alone are no
 * part. RESULT_TOO_LARGE for more than REPORT_TEXT_PARTS.
 */
enum result report_text_split(char *text, size_t length, struct slice parts[REPORT_TEXT_PARTS],
                              size_t *count);

enum report_text_kind { REPORT_TEXT_UNMARKED, REPORT_TEXT_METAR, REPORT_TEXT_TAF };

/* How a report begins. */
struct report_heading {
    enum report_text_kind kind; /* by its leading word */
    struct slice station;       /* four letters or digits, the first a letter */
    int day, hour, minute;      /* of observation or issue; day 0: not given */
    struct slice rest;          /* what follows station and time; absent when nothing does */
};

/* False when the text begins with no such heading. */
bool report_text_heading(struct slice text, struct report_heading *out);

#endif
