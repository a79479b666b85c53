#include "service/freshness.h"

#include <stdlib.h>

#include "base/utc.h"

/* Bounds of a feed: older than `down_s` since the last whole poll, older than `delayed_s` since the newest
 * report. */
static const struct {
    int64_t down_s;
    int64_t delayed_s; /* 0: this product has no times of its own */
} feed_bounds[PRODUCT_COUNT] = {
    [PRODUCT_METAR] = {5 * UTC_MINUTE, 15 * UTC_MINUTE},
    [PRODUCT_TAF] = {5 * UTC_MINUTE, 90 * UTC_MINUTE},
    [PRODUCT_STATIONS] = {2 * UTC_DAY, 0}, /* asked for daily */
};

#define OWN_CHECK_S        (5 * UTC_MINUTE)
#define METAR_FRESH_S      (10 * UTC_MINUTE)
#define METAR_STALE_S      (3 * UTC_HOUR)
#define METAR_WINDOW_S     (8 * UTC_HOUR)
#define METAR_HOURS_LEAST  3
#define METAR_SOONEST_S    (15 * UTC_MINUTE)
#define METAR_INTERVAL_S   (60 * UTC_MINUTE)
#define TAF_FRESH_S        (30 * UTC_MINUTE)
#define TAF_INTERVAL_S     (6 * UTC_HOUR)
#define TAF_INTERVALS_USED 4
#define TAF_INTERVAL_MAX_S UTC_DAY /* a longer one is a hole in what was received */

const char *feed_name(enum feed f)
{
    static const char *const names[] = {[FEED_OK] = "ok", [FEED_DELAYED] = "delayed", [FEED_DOWN] = "down"};
    return names[f];
}

const char *freshness_name(enum freshness f)
{
    static const char *const names[] = {[FRESH] = "fresh", [STALE] = "stale", [EXPIRED] = "expired"};
    return names[f];
}

enum feed feed_of(enum product product, const struct product_state *state, int64_t now)
{
    if (!state || state->checked_at == UTC_NONE)
        return FEED_DOWN;
    /* A check in the future says nothing about the past: the clock was set back. The next poll puts it right.
     */
    if (state->checked_at - now > CLOCK_SKEW_MAX_S || now - state->checked_at > feed_bounds[product].down_s)
        return FEED_DOWN;
    if (feed_bounds[product].delayed_s == 0)
        return FEED_OK;
    if (state->newest_at == UTC_NONE || now - state->newest_at > feed_bounds[product].delayed_s)
        return FEED_DELAYED;
    return FEED_OK;
}

static int64_t fresh_until(const struct stored_report *report)
{
    return report->next_expected_at + (report->product == PRODUCT_TAF ? TAF_FRESH_S : METAR_FRESH_S);
}

/* A NIL TAF has no validity: it says nothing any more once the next one is overdue. */
static int64_t stale_until(const struct stored_report *report)
{
    if (report->product != PRODUCT_TAF)
        return report->observed_at + METAR_STALE_S;
    return report->valid_to != UTC_NONE ? report->valid_to : fresh_until(report);
}

static bool checked_lately(const struct stored_report *report, int64_t now)
{
    return report->checked_at != UTC_NONE && now - report->checked_at < OWN_CHECK_S &&
           report->checked_at - now <= CLOCK_SKEW_MAX_S;
}

enum freshness freshness_of(const struct stored_report *report, enum feed feed, int64_t clock_skew_s,
                            int64_t now)
{
    if (now >= stale_until(report))
        return EXPIRED;
    if (now >= fresh_until(report))
        return STALE;
    if (feed != FEED_OK && !checked_lately(report, now))
        return STALE;
    return llabs(clock_skew_s) > CLOCK_SKEW_MAX_S ? STALE : FRESH;
}

static int minute_of_hour(int64_t t)
{
    int64_t m = (t / UTC_MINUTE) % 60;
    return (int)(m < 0 ? m + 60 : m);
}

/* Is `minute` one at which the station sent a METAR in enough of the 8 hours up to `from`? */
static bool is_routine_minute(const struct stored_report *report, int minute, int64_t from)
{
    int64_t hour_seen = UTC_NONE;
    int hours = 0;
    for (unsigned i = 0; i < report->recent_count; i++) {
        int64_t t = report->recent[i];
        if (t > from || t <= from - METAR_WINDOW_S || minute_of_hour(t) != minute)
            continue;
        if (t / UTC_HOUR != hour_seen) /* oldest first, so equal hours stand together */
            hours++;
        hour_seen = t / UTC_HOUR;
    }
    return hours >= METAR_HOURS_LEAST;
}

/* The first routine minute at least 15 min after `from`; 60 min after it when there is none. */
static int64_t metar_expected_after(const struct stored_report *report, int64_t from)
{
    int64_t first = from + METAR_SOONEST_S;
    for (int64_t t = first; t < first + UTC_HOUR; t += UTC_MINUTE)
        if (is_routine_minute(report, minute_of_hour(t), from))
            return t;
    return from + METAR_INTERVAL_S;
}

static int64_t metar_next_expected(const struct stored_report *report)
{
    if (report->recent_count == 0)
        return metar_expected_after(report, report->observed_at);
    int64_t expected = metar_expected_after(report, report->recent[report->recent_count - 1]);
    if (report->speci && report->observed_at > expected)
        return metar_expected_after(report, report->observed_at);
    return expected;
}

static int compare_times(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Median of the last intervals between routine issues; 6 h when not even two issues are known. */
static int64_t taf_interval(const struct stored_report *report)
{
    int64_t intervals[TAF_INTERVALS_USED];
    size_t n = 0;
    for (unsigned i = report->recent_count; i > 1 && n < TAF_INTERVALS_USED; i--) {
        int64_t interval = report->recent[i - 1] - report->recent[i - 2];
        if (interval <= TAF_INTERVAL_MAX_S)
            intervals[n++] = interval;
    }
    if (n == 0)
        return TAF_INTERVAL_S;
    qsort(intervals, n, sizeof(intervals[0]), compare_times);
    return n % 2 ? intervals[n / 2] : (intervals[n / 2 - 1] + intervals[n / 2]) / 2;
}

/* An amendment does not move what is expected, unless no routine issue is known or it came when that was
 * overdue. */
static int64_t taf_next_expected(const struct stored_report *report)
{
    int64_t issued_at = report->observed_at != UTC_NONE ? report->observed_at : report->valid_from;
    if (issued_at == UTC_NONE)
        issued_at = report->received_at;
    int64_t interval = taf_interval(report);
    if (report->recent_count == 0)
        return issued_at + interval;
    int64_t expected = report->recent[report->recent_count - 1] + interval;
    return issued_at > expected ? issued_at + interval : expected;
}

int64_t next_expected_at(const struct stored_report *report)
{
    return report->product == PRODUCT_TAF ? taf_next_expected(report) : metar_next_expected(report);
}
