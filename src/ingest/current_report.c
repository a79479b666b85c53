#include "ingest/intake_item.h"

#include <math.h>
#include <string.h>

#include "base/utc.h"
#include "service/currency.h"
#include "service/freshness.h"
#include "store/station_store.h"

#define FEET_PER_METER 3.28083989501312

static struct slice without_type(struct slice raw)
{
    static const struct slice types[] = {{"METAR ", 6}, {"TAF ", 4}};
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (slice_starts_with(raw, types[i]))
            return slice_sub(raw, types[i].len, raw.len);
    return raw;
}

bool report_text_same(struct slice a, struct slice b)
{
    return slice_equal(without_type(a), without_type(b));
}

/* The same text may come again a month later. */
static bool is_same(const struct stored_report *a, const struct stored_report *b)
{
    return currency_time(a) == currency_time(b) && report_text_same(a->raw, b->raw);
}

static bool is_position(double latitude_deg, double longitude_deg)
{
    /* Providers write -99.99 and 0, 0 for a position that they do not know. */
    return fabs(latitude_deg) <= 90 && fabs(longitude_deg) <= 180 &&
           (latitude_deg != 0 || longitude_deg != 0);
}

/* A position for a station that the provider's list does not have: the report's, else its airport's. */
static void locate(const struct airport_db *airports, const struct upstream_report *given,
                   struct stored_station *station)
{
    struct airport airport;
    if (is_position(given->latitude_deg, given->longitude_deg)) {
        station->latitude_deg = given->latitude_deg;
        station->longitude_deg = given->longitude_deg;
        station->elevation_m = given->elevation_m;
    } else if (airports && airport_db_find_station(airports, given->station, &airport) == RESULT_OK) {
        station->latitude_deg = airport.latitude_deg;
        station->longitude_deg = airport.longitude_deg;
        if (airport.elevation_ft != GEO_FT_UNKNOWN)
            station->elevation_m = airport.elevation_ft / FEET_PER_METER;
    }
}

/* A station that has a report is found by its position: in the lists, on the map. */
static enum result enter_station(struct store_write *w, const struct airport_db *airports,
                                 const struct intake_item *item)
{
    struct stored_station station;
    struct slice id = slice_from_string(item->examined.record.station);
    enum result r = station_store_get_for_update(w, id, &station);
    if (r != RESULT_OK && r != RESULT_NOT_FOUND && r != RESULT_CORRUPT)
        return r;
    if (r != RESULT_OK) {
        station = (struct stored_station){.latitude_deg = NAN, .longitude_deg = NAN, .elevation_m = NAN};
        slice_copy(id, station.id, sizeof(station.id));
    }
    if (r != RESULT_OK || !is_position(station.latitude_deg, station.longitude_deg)) {
        locate(airports, item->given, &station);
        r = station_store_put(w, &station);
        if (r != RESULT_OK)
            return r;
    }
    return station_cell_put(w, &station);
}

static enum result put_previous(struct store_write *w, const struct stored_report *current,
                                const struct stored_report *candidate, int64_t now)
{
    switch (currency_previous_slot(current, candidate, now)) {
    case PREVIOUS_CURRENT:
        return report_store_put(w, SLOT_PREVIOUS, current);
    case PREVIOUS_DROP:
        if (candidate->product == PRODUCT_TAF)
            return report_store_delete(w, candidate->product, SLOT_PREVIOUS,
                                       slice_from_string(candidate->station));
        break;
    case PREVIOUS_KEEP:
        break;
    }
    return RESULT_OK;
}

static enum result replace(struct store_write *w, const struct airport_db *airports,
                           const struct stored_report *current, int64_t now, struct intake_item *item)
{
    struct stored_report *record = &item->examined.record;
    if (current) {
        memcpy(record->recent, current->recent, sizeof(record->recent));
        record->recent_count = current->recent_count;
    }
    currency_recent_enter(record, record);
    record->next_expected_at = next_expected_at(record);
    enum result r = put_previous(w, current, record, now);
    if (r == RESULT_OK)
        r = report_store_put(w, SLOT_CURRENT, record);
    if (r == RESULT_OK)
        r = enter_station(w, airports, item);
    item->outcome = INTAKE_NEW;
    return r;
}

/* A check later than now was made before the clock was set back. */
static bool is_later_check(const struct stored_report *current, const struct stored_report *candidate,
                           int64_t now)
{
    return candidate->checked_at != UTC_NONE &&
           (candidate->checked_at > current->checked_at || current->checked_at > now);
}

/* The report is known: `current` is confirmed, or learns of a routine time that it did not know. */
static enum result keep(struct store_write *w, struct stored_report *current, bool confirmed,
                        const struct stored_report *candidate)
{
    bool changed = currency_recent_enter(current, candidate);
    if (changed)
        current->next_expected_at = next_expected_at(current);
    if (confirmed)
        current->checked_at = candidate->checked_at;
    return changed || confirmed ? report_store_put(w, SLOT_CURRENT, current) : RESULT_OK;
}

/* A TAF that came after a newer issue may be the one in force until that is. */
static enum result keep_late(struct store_write *w, const struct stored_report *current, int64_t now,
                             struct stored_report *candidate)
{
    struct stored_report previous;
    struct slice station = slice_from_string(candidate->station);
    if (candidate->product != PRODUCT_TAF)
        return RESULT_OK;
    enum result r = report_store_get_for_update(w, PRODUCT_TAF, SLOT_PREVIOUS, station, &previous);
    if (r != RESULT_OK && r != RESULT_NOT_FOUND && r != RESULT_CORRUPT)
        return r;
    if (!currency_is_in_force_before(current, r == RESULT_OK ? &previous : NULL, candidate, now))
        return RESULT_OK;
    currency_recent_enter(candidate, candidate);
    candidate->next_expected_at = next_expected_at(candidate);
    return report_store_put(w, SLOT_PREVIOUS, candidate);
}

enum result current_report_enter(struct store_write *w, const struct airport_db *airports, int64_t now,
                                 struct intake_item *item)
{
    struct stored_report *record = &item->examined.record;
    struct slice station = slice_from_string(record->station);
    struct stored_report current;
    enum result r = report_store_get_for_update(w, record->product, SLOT_CURRENT, station, &current);
    if (r == RESULT_CORRUPT) { /* as good as none, and in the way */
        r = report_store_delete(w, record->product, SLOT_CURRENT, station);
        if (r == RESULT_OK)
            r = RESULT_NOT_FOUND;
    }
    if (r != RESULT_OK && r != RESULT_NOT_FOUND)
        return r;
    bool has_current = r == RESULT_OK;
    record->checked_at = item->checked_at;
    bool same = has_current && is_same(&current, record);
    if (!same && currency_decide(has_current ? &current : NULL, record) == CURRENCY_REPLACES)
        return replace(w, airports, has_current ? &current : NULL, now, item);
    if (!has_current) { /* a NIL */
        item->outcome = INTAKE_LATE;
        return RESULT_OK;
    }
    item->outcome = same ? INTAKE_UNCHANGED : INTAKE_LATE;
    r = keep(w, &current, same && is_later_check(&current, record, now), record);
    return r != RESULT_OK || same ? r : keep_late(w, &current, now, record);
}
