#include "service/weather.h"

#include <string.h>

#include "base/clock.h"
#include "base/utc.h"
#include "service/weather_absent.h"
#include "service/weather_read.h"

enum result weather_code_normalise(struct slice code, char out[STATION_MAX], struct service_error *error)
{
    bool valid = code.len >= 2 && code.len < STATION_MAX;
    for (size_t i = 0; valid && i < code.len; i++) {
        char c = code.ptr[i];
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        valid = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        out[i] = c;
    }
    if (!valid)
        return service_error_set(error, RESULT_INVALID, CODE_INVALID_REQUEST, "icao",
                                 "A station's code is 2 to 7 letters and digits.");
    out[code.len] = '\0';
    return RESULT_OK;
}

/* The TAF in force beside a current one that is not yet. RESULT_OK without one. */
static enum result read_previous(struct weather *w, struct slice station, const struct weather_feed *feed,
                                 int64_t now, const struct weather_report *current, bool *has,
                                 struct weather_report *out)
{
    *has = false;
    if (current->stored.valid_from == UTC_NONE || current->stored.valid_from <= now)
        return RESULT_OK;
    enum result r = weather_report_get(w, PRODUCT_TAF, SLOT_PREVIOUS, station, feed, now, out);
    *has = r == RESULT_OK;
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

/* The TAF beside a METAR. That it can't be read is no failure of the METAR: then there is none. */
static void read_taf(struct weather *w, const struct weather_question *q, struct weather_answer *out)
{
    struct slice station = slice_from_string(out->station);
    struct weather_feed feed;
    out->has_taf =
        weather_feed_get(w, PRODUCT_TAF, q->now, &feed) == RESULT_OK &&
        weather_report_get(w, PRODUCT_TAF, SLOT_CURRENT, station, &feed, q->now, &out->taf) == RESULT_OK &&
        read_previous(w, station, &feed, q->now, &out->taf, &out->has_taf_previous, &out->taf_previous) ==
            RESULT_OK;
}

enum result weather_reports_read(struct weather *w, const struct weather_question *q,
                                 struct weather_answer *out)
{
    struct slice station = slice_from_string(out->station);
    struct weather_feed feed;
    enum result r = weather_feed_get(w, q->product, q->now, &feed);
    if (!r)
        r = weather_report_get(w, q->product, SLOT_CURRENT, station, &feed, q->now, &out->report);
    if (r)
        return r;
    if (q->product == PRODUCT_TAF)
        return read_previous(w, station, &feed, q->now, &out->report, &out->has_previous, &out->previous);
    if (!q->with_taf)
        return RESULT_OK;
    read_taf(w, q, out);
    return RESULT_OK;
}

static enum result unavailable(struct service_error *error, enum result r, const char *code,
                               int64_t retry_after_s, const char *message)
{
    service_error_set(error, r, code, NULL, "%s", message);
    error->retry_after_s = retry_after_s;
    return r;
}

/*
 * Asks ingestd for one report; ends the read. RESULT_OK: it is in the store now. RESULT_NOT_FOUND: nobody has
 * one. RESULT_REFUSED: the station is not listed. Else *error is filled.
 */
static enum result fetch(struct weather *w, enum product product, struct weather_answer *out,
                         struct service_error *error)
{
    struct ondemand_answer answer;
    int64_t start_us = clock_monotonic_us();
    weather_read_end(w);
    enum result r = ondemand_fetch(w->options.ondemand, product, slice_from_string(out->station), &answer);
    out->origin_us = (out->origin_us < 0 ? 0 : out->origin_us) + clock_monotonic_us() - start_us;
    if (r == RESULT_BUSY)
        return unavailable(
            error, r, CODE_SERVICE_UNAVAILABLE, 1,
            "Too many questions to the weather providers are waiting; this one is being asked.");
    if (r == RESULT_TIMEOUT)
        return unavailable(error, r, CODE_WEATHER_DATA_UNAVAILABLE, 2,
                           "The weather providers have not answered yet.");
    if (r)
        return unavailable(
            error, RESULT_UNAVAILABLE, CODE_SERVICE_UNAVAILABLE, 5,
            "The report is not stored, and the process that asks the weather providers is not running.");
    switch (answer.verdict) {
    case ONDEMAND_FOUND:
        return weather_read_begin(w, error);
    case ONDEMAND_NONE:
        return RESULT_NOT_FOUND;
    case ONDEMAND_UNLISTED:
        return RESULT_REFUSED;
    case ONDEMAND_BUSY:
        return unavailable(error, RESULT_BUSY, CODE_SERVICE_UNAVAILABLE, answer.retry_after_s,
                           "The budget of questions to the weather providers is used up.");
    case ONDEMAND_FAILED:
        break;
    }
    return unavailable(error, RESULT_UNAVAILABLE, CODE_WEATHER_DATA_UNAVAILABLE, answer.retry_after_s,
                       "The report is not stored, and the weather providers could not be asked.");
}

/* The report asked for is not in the store: asks for it. */
static enum result get_missing(struct weather *w, const struct weather_question *q,
                               struct weather_answer *out, struct service_error *error)
{
    struct slice station = slice_from_string(out->station);
    enum result r = fetch(w, q->product, out, error);
    if (r == RESULT_NOT_FOUND)
        return weather_absent_report(w, q->product, station, error);
    if (r == RESULT_REFUSED)
        return weather_absent_unlisted(w, q->product, station, error);
    if (r)
        return r;
    r = weather_reports_read(w, q, out);
    if (r == RESULT_NOT_FOUND)
        return unavailable(error, RESULT_UNAVAILABLE, CODE_WEATHER_DATA_UNAVAILABLE, 1,
                           "The report has been fetched but is not stored yet.");
    if (r)
        return weather_store_failed(error, r);
    out->report.tier = TIER_ORIGIN;
    return RESULT_OK;
}

/* A METAR is there, its TAF is not: asks for that where one is issued. Its failure is no failure of the
 * answer. */
static enum result get_missing_taf(struct weather *w, const struct weather_question *q,
                                   struct weather_answer *out, struct service_error *error)
{
    struct slice station = slice_from_string(out->station);
    struct service_error why = *error;
    struct weather_feed feed;
    enum weather_tier tier = out->report.tier;
    out->taf_absence = ABSENCE_NOT_ISSUED;
    if (!weather_station_has_taf(w, station)) {
        /* Before the first TAFs have come nothing is known of any station's. */
        if (weather_feed_get(w, PRODUCT_TAF, q->now, &feed) || !feed.received)
            out->taf_absence = ABSENCE_UNAVAILABLE;
        return RESULT_OK;
    }
    enum result fetched = fetch(w, PRODUCT_TAF, out, &why);
    enum result r = weather_read_begin(w, error);
    if (r)
        return r;
    r = weather_reports_read(w, q, out); /* the METAR's slices died with the read */
    if (r)
        return weather_store_failed(error, r);
    out->report.tier = tier;
    if (out->has_taf)
        out->taf.tier = TIER_ORIGIN;
    else if (fetched != RESULT_NOT_FOUND && fetched != RESULT_REFUSED)
        out->taf_absence = ABSENCE_UNAVAILABLE;
    return RESULT_OK;
}

static void hint_what_is_old(struct weather *w, const struct weather_question *q,
                             const struct weather_answer *a)
{
    struct slice station = slice_from_string(a->station);
    if (a->report.freshness != FRESH)
        weather_hint_later(w, q->product, station);
    if (a->has_taf && a->taf.freshness != FRESH)
        weather_hint_later(w, PRODUCT_TAF, station);
}

/* The station that the code means, when there is no report under the code itself. */
static enum result get_other(struct weather *w, const struct weather_question *q, struct weather_answer *out,
                             struct service_error *error)
{
    struct slice code = slice_from_string(out->station);
    enum result r = RESULT_OK;
    if (!weather_station_listed(w, code)) {
        r = weather_absent_resolve(w, q->product, code, out, error);
        if (r)
            return r;
        r = weather_reports_read(w, q, out);
        if (r != RESULT_NOT_FOUND)
            return r ? weather_store_failed(error, r) : RESULT_OK;
    }
    return get_missing(w, q, out, error);
}

enum result weather_get(struct weather *w, const struct weather_question *q, struct weather_answer *out,
                        struct service_error *error)
{
    memset(out, 0, sizeof(*out));
    out->origin_us = -1;
    enum result r = weather_code_normalise(q->code, out->station, error);
    if (!r)
        r = weather_read_begin(w, error);
    if (r)
        return r;
    r = weather_reports_read(w, q, out);
    if (r == RESULT_NOT_FOUND)
        r = get_other(w, q, out, error);
    else if (r)
        r = weather_store_failed(error, r);
    if (!r && q->with_taf && !out->has_taf)
        r = get_missing_taf(w, q, out, error);
    if (!r)
        hint_what_is_old(w, q, out);
    return r;
}
