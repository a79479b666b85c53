#include "tac/pressure.h"
#include "tac/pressure_parse.h"
#include "tac/remark_parse.h"
#include "tac/runway_state.h"
#include "tac/runway_state_parse.h"
#include "tac/trend.h"
#include "tac/trend_parse.h"

/* nnn or nnn.n (or nnn,n) as tenths. */
static bool scan_tenths(struct tac_scan *s, unsigned min, unsigned max, int32_t *out)
{
    struct tac_scan at = *s;
    int whole, tenth = 0;
    if (!tac_scan_number(&at, min, max, &whole, NULL))
        return false;
    if ((tac_scan_char(&at, '.') || tac_scan_char(&at, ',')) && !tac_scan_digits(&at, 1, &tenth))
        return false;
    *s = at;
    *out = whole * 10 + tenth;
    return true;
}

/* QFE764/1019 (mmHg/hPa, Russia), QFE1013 and QFE998.2 (hPa), QFE747 (mmHg: below 800 it can't be hPa at an
 * aerodrome that is not on a high mountain, so a lone three-figure value is taken only with its pair). */
static unsigned qfe(const struct tac_token *t, size_t n, struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(t->text);
    int32_t first, second;
    unsigned taken = 1;
    if (!tac_scan_literal(&s, "QFE"))
        return 0;
    if (tac_scan_done(&s) && n > 1) {
        s = tac_scan_start(t[1].text);
        taken = 2;
    }
    r->kind = TAC_REMARK_QFE;
    if (tac_text_all_slashes(tac_scan_rest(&s)))
        return taken;
    if (!scan_tenths(&s, 3, 4, &first))
        return 0;
    if (tac_scan_char(&s, '/')) {
        if (!scan_tenths(&s, 3, 4, &second) || !tac_scan_done(&s))
            return 0;
        r->value[0] = first;
        r->value[1] = second;
        return taken;
    }
    if (!tac_scan_done(&s))
        return 0;
    r->value[first < 8000 ? 0 : 1] = first;
    return taken;
}

static unsigned pressures(const struct tac_remark_input *in, struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(in->t->text);
    struct tac_altimeter a = {0};
    int value;
    if (tac_altimeter_decode(in->t, 1, &a) && a.reported_unit != TAC_PRESSURE_NONE) {
        bool hpa = a.hpa_reported;
        r->kind = hpa ? TAC_REMARK_QNH : TAC_REMARK_ALTIMETER;
        r->value[0] = (int32_t)(hpa ? a.hpa * 10 + 0.5 : a.inhg * 100 + 0.5);
        if (hpa && a.inhg_reported)
            r->value[1] = (int32_t)(a.inhg * 100 + 0.5);
        return 1;
    }
    if (tac_scan_literal(&s, "QBB") && tac_scan_digits(&s, 3, &value) && tac_scan_done(&s)) {
        r->kind = TAC_REMARK_CLOUD_BASE;
        r->value[0] = value;
        return 1;
    }
    return qfe(in->t, in->n, r);
}

/* VIS MIN 9999, VIS MAR 12 KM (Italy). */
static unsigned italian_visibility(const struct tac_remark_input *in, struct tac_remark *r)
{
    bool least = tac_phrase_match(in->t, in->n, "VIS MIN") == 2;
    if (in->n < 3 || (!least && tac_phrase_match(in->t, in->n, "VIS MAR") != 2))
        return 0;
    struct tac_scan s = tac_scan_start(in->t[2].text);
    int value;
    if (!tac_scan_number(&s, 1, 4, &value, NULL))
        return 0;
    unsigned taken = 3;
    bool km = tac_scan_literal(&s, "KM");
    if (!tac_scan_done(&s))
        return 0;
    if (!km && in->n > 3 && tac_token_is(&in->t[3], "KM")) {
        km = true;
        taken = 4;
    }
    if (!km && (in->t[2].text.len != 4))
        return 0;
    r->kind = TAC_REMARK_METRIC_VISIBILITY;
    r->value[0] = km ? value * 1000 : value == 9999 ? 10000 : value;
    tac_remark_detail(r, &in->t[1], 1);
    return taken;
}

/* RF00.2/012.4, RF00/2/012/4 (Bureau of Meteorology): millimetres in the last 10 minutes and since 9 in the
 * morning. */
static unsigned australian_rainfall(struct tac_scan s, struct tac_remark *r)
{
    int whole[2], tenth[2];
    struct tac_scan slashed = s;
    if (tac_scan_literal(&slashed, "RF") && tac_scan_digits(&slashed, 2, &whole[0]) &&
        tac_scan_char(&slashed, '/') && tac_scan_digits(&slashed, 1, &tenth[0]) &&
        tac_scan_char(&slashed, '/') && tac_scan_digits(&slashed, 3, &whole[1]) &&
        tac_scan_char(&slashed, '/') && tac_scan_digits(&slashed, 1, &tenth[1]) && tac_scan_done(&slashed)) {
        r->kind = TAC_REMARK_RAINFALL;
        r->value[0] = whole[0] * 10 + tenth[0];
        r->value[1] = whole[1] * 10 + tenth[1];
        return 1;
    }
    if (!tac_scan_literal(&s, "RF") || !scan_tenths(&s, 2, 2, &r->value[0]) || !tac_scan_char(&s, '/') ||
        !scan_tenths(&s, 3, 3, &r->value[1]) || !tac_scan_done(&s))
        return 0;
    r->kind = TAC_REMARK_RAINFALL;
    return 1;
}

/* PCPN 0.4MM PAST HR (Canada), RA AMT 0.8MM (Taiwan), SOG 17, /S03/ (Canada), PP012 (Argentina). */
static unsigned amounts(const struct tac_remark_input *in, struct tac_remark *r)
{
    static const char *const heads[] = {"PCPN", "RA AMT", "RAIN AMT"};
    struct tac_scan s = tac_scan_start(in->t->text);
    unsigned words = 0;
    int value;
    if (in->n > 1 && tac_token_is(in->t, "SOG")) {
        s = tac_scan_start(in->t[1].text);
        if (!tac_scan_number(&s, 1, 3, &value, NULL) || !tac_scan_done(&s))
            return 0;
        r->kind = TAC_REMARK_SNOW_ON_GROUND;
        r->value[0] = value;
        return 2;
    }
    if (tac_scan_literal(&s, "PP") &&
        (tac_text_all_digits(tac_scan_rest(&s)) || tac_text_all_slashes(tac_scan_rest(&s)))) {
        r->kind = TAC_REMARK_PRECIPITATION_GROUP;
        tac_remark_detail(r, in->t, 1);
        return tac_scan_left(&s) == 3 ? 1 : 0;
    }
    if (australian_rainfall(tac_scan_start(in->t->text), r))
        return 1;
    r->value[0] = r->value[1] = TAC_REMARK_VALUE_NONE;
    s = tac_scan_start(in->t->text);
    if (tac_scan_literal(&s, "/S") && tac_scan_digits(&s, 2, &value) && tac_scan_char(&s, '/') &&
        tac_scan_done(&s)) {
        /* Snow that fell, in a period that the group does not tell: not the depth on the ground. */
        r->kind = TAC_REMARK_PRECIPITATION_GROUP;
        tac_remark_detail(r, in->t, 1);
        return 1;
    }
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]) && words == 0; i++)
        words = tac_phrase_match(in->t, in->n, heads[i]);
    if (words == 0 || words >= in->n)
        return 0;
    s = tac_scan_start(in->t[words].text);
    if (!scan_tenths(&s, 1, 3, &r->value[0]) || !tac_scan_literal(&s, "MM") || !tac_scan_done(&s))
        return 0;
    r->kind = TAC_REMARK_PRECIPITATION_AMOUNT;
    words++;
    return words + tac_phrase_match(in->t + words, in->n - words, "PAST HR");
}

/* RH/45, and groups of the body that some put after RMK: runway state, colour state. */
static unsigned body_groups(const struct tac_remark_input *in, struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(in->t->text);
    struct tac_runway_state state;
    char color[12];
    int value;
    if (tac_scan_literal(&s, "RH") && (tac_scan_char(&s, '/') || true) &&
        tac_scan_number(&s, 2, 3, &value, NULL) && tac_scan_done(&s) && value <= 100) {
        r->kind = TAC_REMARK_RELATIVE_HUMIDITY;
        r->value[0] = value;
        return 1;
    }
    if (tac_runway_state_decode(in->t, in->n, &state)) {
        r->kind = TAC_REMARK_RUNWAY_STATE;
        tac_remark_detail(r, in->t, 1);
        return 1;
    }
    if (tac_color_state_decode(in->t, in->n, color, NULL)) {
        r->kind = TAC_REMARK_COLOR_STATE;
        tac_remark_detail(r, in->t, 1);
        return 1;
    }
    return 0;
}

unsigned tac_remark_metric(const struct tac_remark_input *in, struct tac_remark *r)
{
    static tac_remark_parser *const parsers[] = {pressures, italian_visibility, amounts, body_groups};
    unsigned taken = 0;
    for (size_t i = 0; i < sizeof(parsers) / sizeof(parsers[0]) && taken == 0; i++)
        taken = parsers[i](in, r);
    return taken;
}
