#include "ingest/examine.h"

#include "base/json_writer.h"
#include "base/utc.h"
#include "render/metar_json.h"
#include "render/taf_json.h"
#include "tac/metar.h"
#include "tac/taf.h"

#define RAW_MAX 8192

static bool is_station(struct slice s)
{
    if (s.len < 3 || s.len >= STATION_MAX)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (!((s.ptr[i] >= 'A' && s.ptr[i] <= 'Z') || (s.ptr[i] >= '0' && s.ptr[i] <= '9')))
            return false;
    return true;
}

static enum report_source source_of(const struct upstream_report *given)
{
    if (given->simulated)
        return SOURCE_SIMULATED;
    return given->provider == UPSTREAM_CHECKWX ? SOURCE_CHECKWX : SOURCE_AWC;
}

static bool begin_record(const struct upstream_report *given, int64_t received_at, struct stored_report *out)
{
    if ((given->product != UPSTREAM_METAR && given->product != UPSTREAM_TAF) || !is_station(given->station) ||
        given->raw.len == 0 || given->raw.len > RAW_MAX)
        return false;
    *out = (struct stored_report){
        .product = given->product == UPSTREAM_TAF ? PRODUCT_TAF : PRODUCT_METAR,
        .observed_at = given->reported_at != UTC_NONE ? given->reported_at : received_at,
        .valid_from = UTC_NONE,
        .valid_to = UTC_NONE,
        .received_at = received_at,
        .next_expected_at = UTC_NONE,
        .checked_at = UTC_NONE,
        .source = source_of(given),
        .raw = given->raw,
    };
    return slice_copy(given->station, out->station, sizeof(out->station));
}

/* What the decoders have in common: its station and times against the provider's. */
static bool passes_quarantine(const struct upstream_report *given, const char *station, int64_t text_time,
                              struct examined *out)
{
    if (!slice_equal(slice_from_string(station), given->station))
        out->reason = QUARANTINE_STATION_DISAGREES;
    else
        out->reason = quarantine_check_times(text_time, given->reported_at, out->record.received_at);
    if (out->reason == QUARANTINE_NONE)
        return true;
    out->verdict = EXAMINE_QUARANTINED;
    return false;
}

/* The rendered object goes from the scratch buffer into the arena. */
static enum result keep_decoded(const struct buffer *scratch, struct arena *arena,
                                struct stored_report *record)
{
    enum result r = buffer_result(scratch);
    if (r != RESULT_OK)
        return r;
    record->decoded = arena_copy(arena, buffer_slice(scratch));
    return record->decoded.ptr ? RESULT_OK : RESULT_NO_MEMORY;
}

static enum result examine_metar(const struct upstream_report *given, int64_t reference, struct arena *arena,
                                 struct buffer *scratch, struct examined *out)
{
    struct metar m;
    struct tac_error error = {"not understood", 0};
    if (metar_decode(given->raw, reference, &m, &error) != RESULT_OK) {
        out->verdict = EXAMINE_UNDECODABLE;
        out->error = error.text;
        return RESULT_OK;
    }
    if (!passes_quarantine(given, m.station, m.time, out))
        return RESULT_OK;
    if (m.time == UTC_NONE &&
        !m.nil) { /* unlike a TAF it has no period from which its time could be checked */
        out->reason = QUARANTINE_TIME_MISSING;
        out->verdict = EXAMINE_QUARANTINED;
        return RESULT_OK;
    }
    if (m.time == UTC_NONE)
        m.time = given->reported_at;
    if (given->speci) /* texts of the provider's older form do not say it */
        m.type = METAR_TYPE_SPECI;
    struct stored_report *record = &out->record;
    if (m.time != UTC_NONE)
        record->observed_at = m.time;
    record->speci = m.type == METAR_TYPE_SPECI;
    record->corrected = m.corrected;
    record->nil = m.nil;
    struct json_writer w;
    json_writer_init(&w, scratch);
    metar_json_write(&w, &m, NULL);
    return keep_decoded(scratch, arena, record);
}

static enum result examine_taf(const struct upstream_report *given, int64_t reference, struct arena *arena,
                               struct buffer *scratch, struct examined *out)
{
    struct taf t;
    struct tac_error error = {"not understood", 0};
    if (taf_decode(given->raw, reference, &t, &error) != RESULT_OK) {
        out->verdict = EXAMINE_UNDECODABLE;
        out->error = error.text;
        return RESULT_OK;
    }
    if (!passes_quarantine(given, t.station, t.issued_at, out))
        return RESULT_OK;
    if (t.issued_at == UTC_NONE)
        t.issued_at = given->reported_at;
    struct stored_report *record = &out->record;
    record->observed_at = t.issued_at;
    record->valid_from = t.valid_from;
    record->valid_to = t.valid_to;
    record->amended = t.amended;
    record->corrected = t.corrected;
    record->cancelled = t.cancelled;
    record->nil = t.nil;
    struct json_writer w;
    json_writer_init(&w, scratch);
    taf_json_write(&w, &t, NULL);
    return keep_decoded(scratch, arena, record);
}

enum result examine_report(const struct upstream_report *given, int64_t received_at, struct arena *arena,
                           struct buffer *scratch, struct examined *out)
{
    struct examined e = {.verdict = EXAMINE_GOOD};
    enum result r = RESULT_OK;
    int64_t reference = given->reported_at != UTC_NONE ? given->reported_at : received_at;
    buffer_reset(scratch);
    if (!begin_record(given, received_at, &e.record))
        e.verdict = EXAMINE_REFUSED;
    else if (e.record.product == PRODUCT_TAF)
        r = examine_taf(given, reference, arena, scratch, &e);
    else
        r = examine_metar(given, reference, arena, scratch, &e);
    if (r == RESULT_OK)
        *out = e;
    return r;
}
