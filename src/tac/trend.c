#include "tac/trend.h"

#include "tac/conditions_parse.h"
#include "tac/time_parse.h"
#include "tac/trend_parse.h"

#define TREND_LONGEST (6 * UTC_HOUR)

static int64_t trend_moment(struct tac_day_time d, int64_t time)
{
    int64_t t = tac_time_not_before(d, time);
    if (t == UTC_NONE || t <= time + TREND_LONGEST)
        return t;
    t = tac_time_nearest(d, time, 0);
    return t != UTC_NONE && t < time && t >= time - UTC_HOUR ? t : UTC_NONE;
}

unsigned tac_trend_time_decode(const struct tac_token *t, size_t n, int64_t time, struct tac_trend *inout)
{
    struct tac_scan s = tac_scan_start(t->text);
    unsigned taken = 1;
    int64_t *to;
    if (n == 0)
        return 0;
    if (tac_scan_literal(&s, "FM"))
        to = &inout->from;
    else if (tac_scan_literal(&s, "TL"))
        to = &inout->to;
    else if (tac_scan_literal(&s, "AT"))
        to = &inout->at;
    else
        return 0;
    if (tac_scan_done(&s) && n > 1) {
        s = tac_scan_start(t[1].text);
        taken = 2;
    }
    struct tac_day_time d;
    if (*to != UTC_NONE || !tac_scan_hhmm(&s, &d) || !tac_scan_done(&s))
        return 0;
    *to = trend_moment(d, time);
    /* An end before the start: one of them is a slip. */
    if (inout->from != UTC_NONE && inout->to != UTC_NONE && inout->to < inout->from)
        inout->from = inout->to = UTC_NONE;
    return taken;
}

static void set_period(struct tac_day_time from, struct tac_day_time to, int64_t time,
                       struct tac_trend *inout)
{
    int64_t begin = trend_moment(from, time), end = begin == UTC_NONE ? UTC_NONE : trend_moment(to, begin);
    if (end == UTC_NONE)
        return;
    inout->from = begin;
    inout->to = end;
}

/* hhmm/hhmm after INTER and TEMPO (Australia); where that can't be, ddhh/ddhh. */
static unsigned period(const struct tac_token *t, size_t n, int64_t time, struct tac_trend *inout)
{
    if (n == 0)
        return 0;
    struct tac_scan s = tac_scan_start(t->text);
    struct tac_scan again = s;
    struct tac_day_time from, to;
    bool hours =
        tac_scan_hhmm(&s, &from) && tac_scan_char(&s, '/') && tac_scan_hhmm(&s, &to) && tac_scan_done(&s);
    if (hours)
        set_period(from, to, time, inout);
    if (inout->from != UTC_NONE)
        return 1;
    bool days = tac_scan_ddhh(&again, &from) && tac_scan_char(&again, '/') && tac_scan_ddhh(&again, &to) &&
                tac_scan_done(&again);
    if (days)
        set_period(from, to, time, inout);
    return hours || days ? 1 : 0;
}

static bool trend_type(const struct tac_token *t, uint8_t *type)
{
    static const struct {
        const char *text;
        uint8_t type;
    } words[] = {{"BECMG", TAC_TREND_BECMG}, {"TEMPO", TAC_TREND_TEMPO}, {"INTER", TAC_TREND_INTER}};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (tac_text_is(t->text, words[i].text, 5)) {
            *type = words[i].type;
            return true;
        }
    }
    return false;
}

static unsigned probability(const struct tac_token *t, uint8_t *out)
{
    if (!tac_token_is(t, "PROB30") && !tac_token_is(t, "PROB40"))
        return 0;
    *out = t->text.ptr[4] == '3' ? 30 : 40;
    return 1;
}

void tac_trend_clear(struct tac_trend *trend)
{
    trend->probability = 0;
    trend->from = trend->to = trend->at = UTC_NONE;
    trend->color_state[0] = '\0';
    tac_conditions_clear(&trend->conditions);
}

unsigned tac_trend_decode(const struct tac_token *t, size_t n, int64_t time, struct tac_trend *out)
{
    unsigned taken, more;
    tac_trend_clear(out);
    if (tac_token_is(t, "NOSIG")) {
        out->type = TAC_TREND_NOSIG;
        return 1;
    }
    taken = probability(t, &out->probability);
    if (taken < n && trend_type(&t[taken], &out->type))
        taken++;
    else if (taken)
        out->type = TAC_TREND_PROB;
    if (taken == 0) {
        out->type = TAC_TREND_FM;
        taken = tac_token_is(t, "AT") || t->text.ptr[0] != 'F' ? 0 : tac_trend_time_decode(t, n, time, out);
        return taken;
    }
    taken += period(t + taken, n - taken, time, out);
    while (taken < n && (more = tac_trend_time_decode(t + taken, n - taken, time, out)) > 0)
        taken += more;
    return taken;
}

unsigned tac_color_state_decode(const struct tac_token *t, size_t n, char out[12], char second[12])
{
    static const char *const colors[] = {"BLU+", "BLU", "WHT", "GRN", "YLO1", "YLO2", "YLO", "AMB", "RED"};
    struct tac_scan s = tac_scan_start(t->text);
    if (n == 0 || t->text.len > 9 || t->text.len < 3)
        return 0;
    bool black = tac_scan_literal(&s, "BLACK");
    bool color = false;
    for (size_t i = 0; i < sizeof(colors) / sizeof(colors[0]) && !color; i++)
        color = tac_scan_text(&s, colors[i], strlen(colors[i]));
    if (!black && !color)
        return 0;
    size_t len = t->text.len - tac_scan_left(&s);
    if (!tac_scan_done(&s)) {
        if (!second ||
            !tac_color_state_decode(&(struct tac_token){.text = tac_scan_rest(&s)}, 1, second, NULL))
            return 0;
    }
    memcpy(out, t->text.ptr, len);
    out[len] = '\0';
    return 1;
}

const char *tac_trend_type_name(enum tac_trend_type type)
{
    static const char *const names[] = {"NOSIG", "BECMG", "TEMPO", "INTER", "FM", "PROB", "COLOR"};
    return names[type];
}
