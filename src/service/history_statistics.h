/*
 * Flight-category hours of a station over a time: all its METARs of it, read page by page from wherever they
 * are (service/history_rows.h) and decoded. A year of one station is some 9,000 to 20,000 reports.
 */
#ifndef AW_SERVICE_HISTORY_STATISTICS_H
#define AW_SERVICE_HISTORY_STATISTICS_H

#include "base/json_writer.h"
#include "service/category_hours.h"
#include "service/history.h"

/* Changes when the same reports are counted or answered differently: part of ETags. */
#define HISTORY_STATISTICS_VERSION 2

struct history_statistics {
    struct history_station station;
    struct history_state state;
    struct category_hours hours;
};

/* A worker does nothing else for some 0.1 s with so many. A year of a station that reports every half hour
 * has fewer; of one that reports every 5 minutes it is 10 weeks. */
#define HISTORY_STATISTICS_REPORTS_MAX 20000

/*
 * q: code, from, to (at most CATEGORY_RANGE_MAX_S later) and now; product must be PRODUCT_METAR. Fails as
 * history_read, and with RESULT_INVALID where there are more than HISTORY_STATISTICS_REPORTS_MAX. After
 * HISTORY_STATISTICS_MS the durable tier is asked no further: what it had to say about the rest is a gap, and
 * missing.
 */
#define HISTORY_STATISTICS_MS 500
enum result history_statistics_read(struct weather *w, struct archive *archive,
                                    const struct history_question *q, struct history_statistics *out,
                                    struct service_error *error);

/* The object "data". */
void history_statistics_write(struct json_writer *json, const struct history_statistics *s);

#endif
