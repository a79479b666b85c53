#include "base/utc.h"
#include "render/metar_json.h"
#include "render/taf_json.h"
#include "service/history.h"
#include "tac/metar.h"
#include "tac/taf.h"

static void write_metar(struct json_writer *json, const struct history_entry *entry)
{
    struct metar metar;
    json_key(json, "decoded");
    if (metar_decode(entry->raw, entry->observed_at, &metar, NULL) == RESULT_OK)
        metar_json_write(json, &metar, NULL);
    else
        json_null(json);
    json_member_time(json, "observed_at", entry->observed_at);
}

/* The history's own time of a TAF is not always that of its issue: the text's is given. */
static void write_taf(struct json_writer *json, const struct history_entry *entry)
{
    struct taf taf;
    bool decoded = taf_decode(entry->raw, entry->observed_at, &taf, NULL) == RESULT_OK;
    json_key(json, "decoded");
    if (decoded)
        taf_json_write(json, &taf, NULL);
    else
        json_null(json);
    json_member_time(json, "issued_at", decoded ? taf.issued_at : UTC_NONE);
    json_member_time(json, "valid_from", decoded ? taf.valid_from : UTC_NONE);
    json_member_time(json, "valid_to", decoded ? taf.valid_to : UTC_NONE);
}

void history_entry_write(struct json_writer *json, const struct history_entry *entry, bool simulated)
{
    json_object_begin(json);
    json_member_string_z(json, "station", entry->station);
    json_member_string(json, "raw", entry->raw);
    if (entry->product == PRODUCT_TAF)
        write_taf(json, entry);
    else
        write_metar(json, entry);
    json_member_time(json, "received_at", entry->received_at);
    json_member_string_z(json, "source", report_source_name(entry->source));
    if (simulated)
        json_member_bool(json, "simulated", true);
    json_object_end(json);
}

const char *history_gap_reason_name(enum history_gap_reason reason)
{
    return reason == HISTORY_GAP_OUTAGE ? "outage" : "tier_unavailable";
}

static void write_gaps(struct json_writer *json, const struct history_state *state)
{
    json_key(json, "gaps");
    json_array_begin(json);
    for (size_t i = 0; i < state->gaps_count; i++) {
        json_object_begin(json);
        json_member_time(json, "from", state->gaps[i].from);
        json_member_time(json, "to", state->gaps[i].to);
        json_member_string_z(json, "reason", history_gap_reason_name(state->gaps[i].reason));
        json_object_end(json);
    }
    json_array_end(json);
}

void history_state_write(struct json_writer *json, const struct history_state *state)
{
    write_gaps(json, state);
    json_member_time(json, "checked_at", state->feed.checked_at);
    json_member_string_z(json, "feed", feed_name(state->feed.feed));
    json_member_bool(json, "complete", state->complete);
    json_key(json, "tiers");
    json_array_begin(json);
    json_string_z(json, tier_engine_name(TIER_ENGINE_LMDB));
    if (state->archived)
        json_string_z(json, tier_engine_name(TIER_ENGINE_MONGO));
    json_array_end(json);
}
