#include "tac/span.h"

#include <string.h>

#include "tac/span_parse.h"

void tac_spans_add_range(struct tac_spans *s, uint32_t start, uint32_t end, enum tac_group group,
                         unsigned section, unsigned index)
{
    if (s->count == TAC_SPANS_MAX) {
        struct tac_span *last = &s->list[TAC_SPANS_MAX - 1];
        uint32_t to = end > last->end ? end : last->end;
        *last = (struct tac_span){.start = last->start, .end = to, .group = TAC_GROUP_UNDECODED};
        return;
    }
    s->list[s->count++] = (struct tac_span){.start = start,
                                            .end = end,
                                            .group = (uint8_t)group,
                                            .section = (uint8_t)section,
                                            .index = (uint8_t)index};
}

void tac_spans_add(struct tac_spans *s, const struct tac_token *t, unsigned n, enum tac_group group,
                   unsigned section, unsigned index)
{
    tac_spans_add_range(s, t[0].start, t[n - 1].end, group, section, index);
}

void tac_spans_mark_missing(struct tac_spans *s)
{
    if (s->count > 0)
        s->list[s->count - 1].missing = true;
}

static const char *const names[TAC_GROUP_COUNT] = {
    [TAC_GROUP_UNDECODED] = "undecoded",
    [TAC_GROUP_MISSING] = "missing",
    [TAC_GROUP_HEADING] = "heading",
    [TAC_GROUP_TYPE] = "type",
    [TAC_GROUP_STATION] = "station",
    [TAC_GROUP_TIME] = "time",
    [TAC_GROUP_AUTO] = "auto",
    [TAC_GROUP_CORRECTED] = "corrected",
    [TAC_GROUP_AMENDED] = "amended",
    [TAC_GROUP_CANCELLED] = "cancelled",
    [TAC_GROUP_NIL] = "nil",
    [TAC_GROUP_VALIDITY] = "validity",
    [TAC_GROUP_WIND] = "wind",
    [TAC_GROUP_WIND_VARIATION] = "wind_variation",
    [TAC_GROUP_CAVOK] = "cavok",
    [TAC_GROUP_VISIBILITY] = "visibility",
    [TAC_GROUP_VISIBILITY_DIRECTIONAL] = "directional_visibility",
    [TAC_GROUP_RVR] = "runway_visual_range",
    [TAC_GROUP_WEATHER] = "weather",
    [TAC_GROUP_WEATHER_STATE] = "weather_state",
    [TAC_GROUP_CLOUD] = "cloud",
    [TAC_GROUP_SKY_STATE] = "sky_state",
    [TAC_GROUP_VERTICAL_VISIBILITY] = "vertical_visibility",
    [TAC_GROUP_TEMPERATURE] = "temperature",
    [TAC_GROUP_ALTIMETER] = "altimeter",
    [TAC_GROUP_WIND_SHEAR] = "wind_shear",
    [TAC_GROUP_SEA] = "sea",
    [TAC_GROUP_RUNWAY_STATE] = "runway_state",
    [TAC_GROUP_COLOR_STATE] = "color_state",
    [TAC_GROUP_TREND_TYPE] = "trend",
    [TAC_GROUP_CHANGE] = "change",
    [TAC_GROUP_MAX_TEMPERATURE] = "max_temperature",
    [TAC_GROUP_MIN_TEMPERATURE] = "min_temperature",
    [TAC_GROUP_ICING] = "icing",
    [TAC_GROUP_TURBULENCE] = "turbulence",
    [TAC_GROUP_REMARK_MARK] = "remarks",
    [TAC_GROUP_REMARK] = "remark",
    [TAC_GROUP_FIELD_MARK] = "field_mark",
    [TAC_GROUP_LOCATION] = "location",
    [TAC_GROUP_ALTITUDE] = "altitude",
    [TAC_GROUP_AIRCRAFT] = "aircraft",
    [TAC_GROUP_SKY] = "sky",
    [TAC_GROUP_FLIGHT_CONDITIONS] = "flight_conditions",
    [TAC_GROUP_ROUTE] = "route",
    [TAC_GROUP_REMARKS] = "remarks_text",
    [TAC_GROUP_OFFICE] = "office",
    [TAC_GROUP_FIR] = "fir",
    [TAC_GROUP_SEQUENCE] = "sequence",
    [TAC_GROUP_CANCELS] = "cancels",
    [TAC_GROUP_TEST] = "test",
    [TAC_GROUP_HAZARD] = "hazard",
    [TAC_GROUP_QUALIFIER] = "qualifier",
    [TAC_GROUP_OBSERVED] = "observed",
    [TAC_GROUP_AREA] = "area",
    [TAC_GROUP_LEVELS] = "levels",
    [TAC_GROUP_MOVEMENT] = "movement",
    [TAC_GROUP_INTENSITY_CHANGE] = "intensity_change",
    [TAC_GROUP_VOLCANO] = "volcano",
    [TAC_GROUP_CYCLONE] = "cyclone",
    [TAC_GROUP_FORECAST] = "forecast",
    [TAC_GROUP_OUTLOOK] = "outlook",
    [TAC_GROUP_NOTAM_ID] = "id",
    [TAC_GROUP_NOTAM_KIND] = "kind",
    [TAC_GROUP_NOTAM_REFERS_TO] = "refers_to",
    [TAC_GROUP_NOTAM_FIR] = "fir",
    [TAC_GROUP_NOTAM_CODE] = "q_code",
    [TAC_GROUP_NOTAM_TRAFFIC] = "traffic",
    [TAC_GROUP_NOTAM_PURPOSE] = "purpose",
    [TAC_GROUP_NOTAM_SCOPE] = "scope",
    [TAC_GROUP_NOTAM_LOWER] = "lower",
    [TAC_GROUP_NOTAM_UPPER] = "upper",
    [TAC_GROUP_NOTAM_CENTER] = "center",
    [TAC_GROUP_NOTAM_LOCATION] = "location",
    [TAC_GROUP_NOTAM_PART] = "part",
    [TAC_GROUP_NOTAM_FROM] = "valid_from",
    [TAC_GROUP_NOTAM_TO] = "valid_to",
    [TAC_GROUP_NOTAM_SCHEDULE] = "schedule",
    [TAC_GROUP_NOTAM_TEXT] = "text",
    [TAC_GROUP_NOTAM_LOWER_LIMIT] = "lower_limit",
    [TAC_GROUP_NOTAM_UPPER_LIMIT] = "upper_limit",
    [TAC_GROUP_NOTAM_CREATED] = "created",
    [TAC_GROUP_NOTAM_SOURCE] = "source",
    [TAC_GROUP_NOTAM_RUNWAY] = "runway",
};

const char *tac_group_name(enum tac_group group)
{
    return group < TAC_GROUP_COUNT ? names[group] : "undecoded";
}
