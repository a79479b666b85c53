#include "tac/remark_parse.h"
#include "tac/visibility.h"
#include "tac/visibility_parse.h"
#include "tac/weather_parse.h"
#include "tac/wind_shear.h"
#include "tac/wind_shear_parse.h"

unsigned tac_remark_station_type(const struct tac_remark_input *in, struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(in->t->text);
    int type;
    /* A zero for the O is a common slip. */
    if ((!tac_scan_literal(&s, "AO") && !tac_scan_literal(&s, "A0")) || !tac_scan_digits(&s, 1, &type) ||
        (type != 1 && type != 2))
        return 0;
    bool augmented = tac_scan_char(&s, 'A');
    if (!tac_scan_done(&s))
        return 0;
    r->kind = TAC_REMARK_STATION_TYPE;
    if (type == 1)
        r->note = augmented ? "automated, cannot tell rain from snow, augmented by an observer"
                            : "automated, cannot tell rain from snow";
    else
        r->note = augmented ? "automated, tells rain from snow, augmented by an observer"
                            : "automated, tells rain from snow";
    return 1;
}

/* PK WND dddff(f)/(hh)mm, 12.7.1.d. */
unsigned tac_remark_peak_wind(const struct tac_remark_input *in, struct tac_remark *r)
{
    unsigned words = tac_phrase_match(in->t, in->n, "PK WND");
    int direction, speed;
    unsigned figures;
    if (words == 0)
        words = tac_token_is(in->t, "PKWND") ? 1 : 0;
    if (words == 0 || words >= in->n)
        return 0;
    struct tac_scan s = tac_scan_start(in->t[words].text);
    if (!tac_scan_digits(&s, 3, &direction) || !tac_scan_number(&s, 2, 3, &speed, &figures) ||
        direction > 360 || speed > 250 || (figures == 3 && speed < 100))
        return 0;
    tac_scan_literal(&s, "KT");
    if (!tac_scan_char(&s, '/'))
        return 0;
    r->kind = TAC_REMARK_PEAK_WIND;
    r->value[0] = direction;
    r->value[1] = speed;
    r->at = tac_remark_past_time(tac_scan_rest(&s), in->context->time);
    return r->at == UTC_NONE && in->context->time != UTC_NONE ? 0 : words + 1;
}

unsigned tac_remark_wind_shift(const struct tac_remark_input *in, struct tac_remark *r)
{
    if (!tac_token_is(in->t, "WSHFT") || in->n < 2)
        return 0;
    struct slice digits = in->t[1].text;
    if (!tac_text_all_digits(digits) || (digits.len != 2 && digits.len != 4))
        return 0;
    r->kind = TAC_REMARK_WIND_SHIFT;
    r->at = tac_remark_past_time(digits, in->context->time);
    if (in->n > 2 && tac_token_is(&in->t[2], "FROPA")) {
        r->note = "frontal passage";
        return 3;
    }
    return 2;
}

static int32_t sixteenths(double miles)
{
    return (int32_t)(miles * 16 + 0.5);
}

/* A copy of the group without "SM" at its end. */
static struct tac_token without_unit(const struct tac_token *t)
{
    struct tac_token copy = *t;
    if (copy.text.len > 2 && slice_ends_with(copy.text, SLICE("SM")))
        copy.text.len -= 2;
    return copy;
}

/* Miles as tac_miles_decode, also "M1/4" (less than: r->note) and with the unit of the body. */
static unsigned bounded_miles(const struct tac_token *t, size_t n, struct tac_remark *r, double *out)
{
    struct tac_token copy[2];
    if (n == 0)
        return 0;
    copy[0] = without_unit(&t[0]);
    bool alone = n < 2 || copy[0].text.len != t[0].text.len;
    if (!alone)
        copy[1] = without_unit(&t[1]);
    bool below = copy[0].text.ptr[0] == 'M' && copy[0].text.len > 1;
    if (below)
        copy[0].text = slice_sub(copy[0].text, 1, copy[0].text.len);
    unsigned taken = tac_miles_decode(copy, alone ? 1 : 2, out);
    if (taken && below)
        r->note = "less than";
    return taken;
}

/* a/bVc d/e: the group with the V, and one before or after it for whole miles. */
static unsigned variable_miles(const struct tac_token *t, size_t n, struct tac_remark *r)
{
    double least, most, whole = 0;
    unsigned first = 0;
    if (n > 1 && t[0].text.len == 1 && tac_miles_decode(t, 1, &whole) == 1)
        first = 1;
    size_t v = slice_find(t[first].text, 'V');
    if (v == 0 || v >= t[first].text.len)
        return 0;
    struct slice text = t[first].text;
    struct tac_token low = {.text = slice_make(text.ptr, v)};
    bool below = low.text.ptr[0] == 'M' && v > 1;
    if (below)
        low.text = slice_make(text.ptr + 1, v - 1);
    if (!tac_miles_decode(&low, 1, &least))
        return 0;
    struct tac_token high[2] = {{.text = slice_make(text.ptr + v + 1, text.len - v - 1)}};
    if (first + 1 < n)
        high[1] = t[first + 1];
    unsigned taken = tac_miles_decode(high, first + 1 < n ? 2 : 1, &most);
    least += first ? whole : 0;
    if (taken == 0 || most <= least)
        return 0;
    r->kind = TAC_REMARK_VARIABLE_VISIBILITY;
    r->note = below ? "from less than" : NULL;
    r->value[0] = sixteenths(least);
    r->value[1] = sixteenths(most);
    return first + taken;
}

/* VIS 3200 RWY08, VIS 4400V9999 (US forces abroad): metres. */
static unsigned metric(const struct tac_token *t, size_t n, struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(t[1].text);
    int meters, most;
    if (t[1].text.len == 9 && tac_scan_digits(&s, 4, &meters) && tac_scan_char(&s, 'V') &&
        tac_scan_digits(&s, 4, &most) && most > meters) {
        r->kind = TAC_REMARK_VARIABLE_VISIBILITY;
        r->value[2] = meters;
        r->value[3] = most == 9999 ? 10000 : most;
        return 2;
    }
    s = tac_scan_start(t[1].text);
    if (n < 3 || !tac_scan_digits(&s, 4, &meters) || !tac_scan_done(&s) ||
        !slice_starts_with(t[2].text, SLICE("RWY")))
        return 0;
    r->kind = TAC_REMARK_METRIC_VISIBILITY;
    r->value[0] = meters == 9999 ? 10000 : meters;
    tac_remark_detail(r, &t[2], 1);
    return 3;
}

/* VIS VRB 1 1/2-2 1/2, VIS VRB 3/8-5/8 (Canada). */
static unsigned variable_canadian(const struct tac_token *t, size_t n, struct tac_remark *r)
{
    double least, most, whole = 0;
    unsigned at = 2;
    if (n < 3 || !tac_token_is(&t[1], "VRB"))
        return 0;
    if (n > 3 && t[2].text.len == 1 && tac_miles_decode(&t[2], 1, &whole) == 1)
        at = 3;
    struct slice text = t[at].text;
    size_t dash = slice_find(text, '-');
    if (dash >= text.len)
        return 0;
    struct tac_token low = {.text = slice_sub(text, 0, dash)};
    struct tac_token high[2] = {{.text = slice_sub(text, dash + 1, text.len)}};
    if (low.text.len == 0 || high[0].text.len == 0 || !tac_miles_decode(&low, 1, &least))
        return 0;
    if (at + 1 < n)
        high[1] = t[at + 1];
    unsigned taken = tac_miles_decode(high, at + 1 < n ? 2 : 1, &most);
    if (taken == 0)
        return 0;
    least += at == 3 ? whole : 0;
    if (most <= least)
        return 0;
    r->kind = TAC_REMARK_VARIABLE_VISIBILITY;
    r->value[0] = sixteenths(least);
    r->value[1] = sixteenths(most);
    return at + taken;
}

/* VIS in a sector, at a site, or varying: 12.7.1.g to j. */
static unsigned plain_visibility(const struct tac_remark_input *in, struct tac_remark *r)
{
    const struct tac_token *t = in->t;
    double miles;
    unsigned at = 1;
    unsigned taken = variable_miles(t + 1, in->n - 1, r);
    if (taken)
        return taken + 1;
    taken = variable_canadian(t, in->n, r);
    if (taken)
        return taken;
    taken = metric(t, in->n, r);
    if (taken)
        return taken;
    if (tac_remark_is_direction(&t[1])) {
        r->kind = TAC_REMARK_SECTOR_VISIBILITY;
        tac_remark_detail(r, &t[1], 1);
        at = 2;
    }
    taken = bounded_miles(t + at, in->n - at, r, &miles);
    if (taken == 0 || miles > 99)
        return 0;
    r->value[0] = sixteenths(miles);
    if (at == 2)
        return at + taken;
    at += taken;
    if (at < in->n && tac_remark_is_direction(&t[at])) {
        r->kind = TAC_REMARK_SECTOR_VISIBILITY;
        tac_remark_detail(r, &t[at], 1);
        return at + 1;
    }
    if (at < in->n && slice_starts_with(t[at].text, SLICE("RWY"))) {
        r->kind = TAC_REMARK_SITE_VISIBILITY;
        unsigned words = t[at].text.len == 3 && at + 1 < in->n ? 2 : 1;
        tac_remark_detail(r, &t[at], words);
        return at + words;
    }
    r->kind = TAC_REMARK_SITE_VISIBILITY;
    return at;
}

unsigned tac_remark_visibility(const struct tac_remark_input *in, struct tac_remark *r)
{
    const struct tac_token *t = in->t;
    if (in->n < 2)
        return 0;
    if (tac_token_is(t, "VIS"))
        return plain_visibility(in, r);
    unsigned words = tac_phrase_match(t, in->n, "TWR VIS");
    r->kind = TAC_REMARK_TOWER_VISIBILITY;
    if (words == 0) {
        words = tac_phrase_match(t, in->n, "SFC VIS");
        r->kind = TAC_REMARK_SURFACE_VISIBILITY;
    }
    double miles;
    unsigned taken = words ? bounded_miles(t + words, in->n - words, r, &miles) : 0;
    if (taken == 0)
        return 0;
    r->value[0] = sixteenths(miles);
    return words + taken;
}

/* CIG VRB 9-15 (Canada), in hundreds of feet. */
static unsigned ceiling_canadian(const struct tac_token *t, size_t n, struct tac_remark *r)
{
    int low, high;
    if (n < 3 || !tac_token_is(&t[1], "VRB"))
        return 0;
    struct tac_scan s = tac_scan_start(t[2].text);
    if (!tac_scan_number(&s, 1, 3, &low, NULL) || !tac_scan_char(&s, '-') ||
        !tac_scan_number(&s, 1, 3, &high, NULL) || !tac_scan_done(&s) || high <= low)
        return 0;
    r->kind = TAC_REMARK_VARIABLE_CEILING;
    r->value[0] = low * 100;
    r->value[1] = high * 100;
    return 3;
}

/* CIG hhhVhhh, CIG hhh, CIG hhh RWYdd, CIG hhh NE: 12.7.1.r, s. */
unsigned tac_remark_ceiling(const struct tac_remark_input *in, struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(in->t->text);
    unsigned taken = 1;
    int low, high;
    if (!tac_scan_literal(&s, "CIG"))
        return 0;
    if (tac_scan_done(&s)) {
        if (in->n < 2)
            return 0;
        unsigned variable = ceiling_canadian(in->t, in->n, r);
        if (variable)
            return variable;
        s = tac_scan_start(in->t[1].text);
        taken = 2;
    }
    if (!tac_scan_digits(&s, 3, &low))
        return 0;
    r->value[0] = low * 100;
    if (tac_scan_char(&s, 'V')) {
        if (!tac_scan_digits(&s, 3, &high) || !tac_scan_done(&s))
            return 0;
        r->kind = TAC_REMARK_VARIABLE_CEILING;
        r->value[0] = (low < high ? low : high) * 100;
        r->value[1] = (low < high ? high : low) * 100;
        return taken;
    }
    if (!tac_scan_done(&s))
        return 0;
    r->kind = TAC_REMARK_CEILING;
    if (taken < in->n && slice_starts_with(in->t[taken].text, SLICE("RWY"))) {
        unsigned words = in->t[taken].text.len == 3 && taken + 1 < in->n ? 2 : 1;
        r->kind = TAC_REMARK_SITE_CEILING;
        tac_remark_detail(r, &in->t[taken], words);
        taken += words;
    } else if (taken < in->n && tac_remark_is_direction(&in->t[taken])) {
        r->kind = TAC_REMARK_SITE_CEILING;
        tac_remark_detail(r, &in->t[taken++], 1);
    }
    return taken;
}

static bool is_cover(struct slice s, int32_t *base_ft)
{
    static const char *const covers[] = {"FEW", "SCT", "BKN", "OVC", "SKC", "CLR"};
    struct tac_scan scan = tac_scan_start(s);
    int hundreds;
    for (size_t i = 0; i < sizeof(covers) / sizeof(covers[0]); i++) {
        if (!tac_scan_text(&scan, covers[i], 3))
            continue;
        if (tac_scan_digits(&scan, 3, &hundreds))
            *base_ft = hundreds * 100;
        else
            tac_scan_slashes(&scan, 3);
        tac_scan_slashes(&scan, 3); /* the type, of automatic stations */
        return tac_scan_done(&scan);
    }
    return false;
}

/* "BKN014 V OVC", "FEW V SCT": 12.7.1.q; "FG SCT000", "FU BKN020": 12.7.1.p; a layer alone. */
unsigned tac_remark_variable_sky(const struct tac_remark_input *in, struct tac_remark *r)
{
    struct tac_weather w;
    int32_t other = TAC_REMARK_VALUE_NONE;
    if (is_cover(in->t->text, &r->value[0])) {
        if (in->n > 2 && tac_token_is(&in->t[1], "V") && is_cover(in->t[2].text, &other)) {
            r->kind = TAC_REMARK_VARIABLE_SKY;
            tac_remark_detail(r, in->t, 3);
            return 3;
        }
        r->kind = TAC_REMARK_CLOUD_AMOUNT;
        tac_remark_detail(r, in->t, 1);
        return 1;
    }
    if (in->n > 1 && tac_weather_decode(in->t, 1, &w) && is_cover(in->t[1].text, &r->value[0]) &&
        r->value[0] != TAC_REMARK_VALUE_NONE) {
        r->kind = TAC_REMARK_OBSCURATION;
        tac_remark_detail(r, in->t, 1);
        return 2;
    }
    r->value[0] = TAC_REMARK_VALUE_NONE;
    return 0;
}

bool tac_remark_scan_event(struct tac_scan *s, int64_t observed, struct tac_remark_event *e)
{
    struct tac_scan at = *s;
    int digits_value;
    unsigned digits;
    bool begin = tac_scan_char(&at, 'B');
    if (!begin && !tac_scan_char(&at, 'E'))
        return false;
    const char *text = at.p;
    e->begin = begin;
    e->at = UTC_NONE;
    if (!tac_scan_literal(&at, "MM")) {
        if (!tac_scan_number(&at, 2, 4, &digits_value, &digits) || digits == 3)
            return false;
        e->at = tac_remark_past_time(slice_make(text, digits), observed);
        if (e->at == UTC_NONE && observed != UTC_NONE)
            return false;
    }
    *s = at;
    return true;
}

/* RAB05E30SNB20E55, TSB0159E30: 12.7.1.k, l. */
unsigned tac_remark_weather_events(const struct tac_remark_input *in, struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(in->t->text);
    struct tac_remarks *out = in->remarks;
    struct tac_weather w;
    r->events_first = out->events_count;
    if (in->t->text.len < 5)
        return 0;
    while (!tac_scan_done(&s)) {
        struct tac_remark_event e;
        if (!tac_scan_weather(&s, &w) || strlen(w.code) >= sizeof(e.weather))
            return 0;
        unsigned steps = 0;
        while (tac_remark_scan_event(&s, in->context->time, &e)) {
            if (out->events_count == TAC_REMARK_EVENTS_MAX)
                return 0;
            memcpy(e.weather, w.code, sizeof(e.weather));
            out->events[out->events_count++] = e;
            steps++;
        }
        if (steps == 0)
            return 0;
    }
    r->kind = TAC_REMARK_WEATHER_EVENTS;
    r->events_count = (uint8_t)(out->events_count - r->events_first);
    return 1;
}

#define SLP_FAR_DHPA 400

/*
 * SLPppp is the last three figures of tenths: the hundreds are those nearest the altimeter. Far from both,
 * one of the two groups is wrong and says nothing of the other: then the usual rule.
 */
static int32_t sea_level_pressure(int figures, double altimeter_hpa)
{
    int32_t low = 9000 + figures, high = 10000 + figures;
    double altimeter = altimeter_hpa * 10;
    bool far = altimeter - SLP_FAR_DHPA > low && altimeter + SLP_FAR_DHPA < high;
    if (altimeter_hpa > 0 && !far)
        return altimeter < (low + high) / 2.0 ? low : high;
    return figures >= 500 ? low : high;
}

unsigned tac_remark_pressure(const struct tac_remark_input *in, struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(in->t->text);
    int figures;
    if (tac_token_is(in->t, "PRESRR") || tac_token_is(in->t, "PRESFR") || tac_token_is(in->t, "P/RR") ||
        tac_token_is(in->t, "P/FR")) {
        bool rising = in->t->text.ptr[in->t->text.len - 2] == 'R';
        r->kind = rising ? TAC_REMARK_PRESSURE_RISING : TAC_REMARK_PRESSURE_FALLING;
        return 1;
    }
    if (!tac_scan_literal(&s, "SLP"))
        return 0;
    if (tac_token_is(in->t, "SLPNO") || tac_token_is(in->t, "SLP///")) {
        r->kind = TAC_REMARK_SEA_LEVEL_PRESSURE_MISSING;
        return 1;
    }
    unsigned taken = 1;
    if (tac_scan_done(&s) && in->n > 1) {
        s = tac_scan_start(in->t[1].text);
        taken = 2;
        if (tac_token_is(&in->t[1], "NO")) {
            r->kind = TAC_REMARK_SEA_LEVEL_PRESSURE_MISSING;
            return 2;
        }
    }
    if (!tac_scan_digits(&s, 3, &figures) || !tac_scan_done(&s))
        return 0;
    r->kind = TAC_REMARK_SEA_LEVEL_PRESSURE;
    r->value[0] = sea_level_pressure(figures, in->context->altimeter_hpa);
    return taken;
}

/* GR 1 3/4 (inches), GR LESS THAN 1/4: 12.7.1.n. */
unsigned tac_remark_hailstone(const struct tac_remark_input *in, struct tac_remark *r)
{
    double inches;
    if (in->n < 2 || !tac_token_is(in->t, "GR"))
        return 0;
    unsigned words = 1 + tac_phrase_match(in->t + 1, in->n - 1, "LESS THAN");
    unsigned taken = bounded_miles(in->t + words, in->n - words, r, &inches);
    if (taken == 0 || inches > 8 || inches * 4 != (int32_t)(inches * 4))
        return 0;
    if (words > 1)
        r->note = "less than";
    r->kind = TAC_REMARK_HAILSTONE;
    r->value[0] = (int32_t)(inches * 4);
    return taken + words;
}

/* 12.7.2.i: what an automated station can't tell now. */
unsigned tac_remark_sensor_status(const struct tac_remark_input *in, struct tac_remark *r)
{
    static const struct {
        const char *text;
        const char *sensor;
        bool located;
    } sensors[] = {
        {"TSNO", "thunderstorm", false},         {"FZRANO", "freezing rain", false},
        {"PWINO", "present weather", false},     {"PNO", "precipitation amount", false},
        {"RVRNO", "runway visual range", false}, {"VISNO", "visibility", true},
        {"CHINO", "cloud height", true},         {"T/TDNO", "temperature and dew point", false},
    };
    for (size_t i = 0; i < sizeof(sensors) / sizeof(sensors[0]); i++) {
        if (!tac_text_is(in->t->text, sensors[i].text, strlen(sensors[i].text)))
            continue;
        struct tac_scan s = tac_scan_start(in->n > 1 ? in->t[1].text : in->t->text);
        char place[4];
        r->kind = TAC_REMARK_SENSOR_STATUS;
        r->note = sensors[i].sensor;
        if (!sensors[i].located || in->n < 2)
            return 1;
        bool runway = tac_scan_literal(&s, "RWY");
        if (runway && tac_scan_done(&s) && in->n > 2) {
            r->kind = TAC_REMARK_SENSOR_STATUS_AT;
            tac_remark_detail(r, &in->t[1], 2);
            return 3;
        }
        runway = runway && tac_scan_runway(&s, place);
        if ((!runway && !tac_scan_compass(&s, place)) || !tac_scan_done(&s))
            return 1;
        r->kind = TAC_REMARK_SENSOR_STATUS_AT;
        tac_remark_detail(r, &in->t[1], 1);
        return 2;
    }
    if (tac_token_is(in->t, "$")) {
        r->kind = TAC_REMARK_MAINTENANCE;
        return 1;
    }
    return 0;
}
