#include "tac/taf_groups.h"

#include "tac/temperature_parse.h"
#include "tac/time_parse.h"
#include "tac/wind_parse.h"

unsigned taf_period_decode(const struct tac_token *t, size_t n, struct taf_period *out)
{
    struct tac_scan s = n ? tac_scan_start(t->text) : (struct tac_scan){NULL, NULL};
    struct taf_period p;
    if (n == 0 || !tac_scan_ddhh(&s, &p.from) || !tac_scan_char(&s, '/') || !tac_scan_ddhh(&s, &p.to))
        return 0;
    /* A Z after the period is superfluous. */
    tac_scan_char(&s, 'Z');
    if (!tac_scan_done(&s))
        return 0;
    *out = p;
    return 1;
}

static bool hours(struct tac_scan *s, struct tac_day_time *from, struct tac_day_time *to)
{
    int first, second;
    if (!tac_scan_digits(s, 2, &first) || !tac_scan_digits(s, 2, &second) || first > 24 || second > 24)
        return false;
    from->hour = (int8_t)first;
    to->hour = (int8_t)second;
    return true;
}

unsigned taf_period_decode_old(const struct tac_token *t, size_t n, struct taf_period *out)
{
    struct taf_period p = {{0, 0, 0}, {0, 0, 0}};
    if (n == 0)
        return 0;
    struct tac_scan s = tac_scan_start(t->text);
    if (t->text.len == 6) {
        int day;
        if (!tac_scan_digits(&s, 2, &day) || day < 1 || day > 31)
            return 0;
        p.from.day = (int8_t)day;
    } else if (t->text.len != 4) {
        return 0;
    }
    if (!hours(&s, &p.from, &p.to) || !tac_scan_done(&s))
        return 0;
    *out = p;
    return 1;
}

/* FMddhhmm, FMhhmm, FMhh; also with a blank after FM. */
static unsigned from_head(const struct tac_token *t, size_t n, struct taf_head *h)
{
    struct tac_scan s = tac_scan_start(t->text);
    unsigned taken = 1;
    if (!tac_scan_literal(&s, "FM"))
        return 0;
    if (tac_scan_done(&s) && n > 1) {
        s = tac_scan_start(t[1].text);
        taken = 2;
    }
    size_t left = tac_scan_left(&s);
    if (left == 7 && s.p[6] == 'Z')
        left = 6;
    h->type = TAF_CHANGE_FM;
    if (left == 6 && tac_scan_ddhhmm(&s, &h->start)) {
        tac_scan_char(&s, 'Z');
        return tac_scan_done(&s) ? taken : 0;
    }
    /* "FM256300": a group begins, at a time that can't be. */
    if (left == 6 && tac_text_all_digits(tac_scan_rest(&s))) {
        h->start.day = -1;
        return taken;
    }
    struct tac_scan again = s;
    if (left != 4 || !tac_scan_hhmm(&s, &h->start) || !tac_scan_done(&s))
        return 0;
    (void)tac_scan_ddhh(&again, &h->start_ddhh);
    return taken;
}

static unsigned probability(const struct tac_token *t, size_t n, uint8_t *out)
{
    if (tac_token_is(t, "PROB30") || tac_token_is(t, "PROB40")) {
        *out = t->text.ptr[4] == '3' ? 30 : 40;
        return 1;
    }
    if (n > 1 && tac_token_is(t, "PROB") && (tac_token_is(&t[1], "30") || tac_token_is(&t[1], "40"))) {
        *out = t[1].text.ptr[0] == '3' ? 30 : 40;
        return 2;
    }
    return 0;
}

/*
 * "BECMG 1517" in a TAF that has days everywhere else: hours. No visibility is reported so (15.6.3: in steps
 * of 50 m at least), so that only such figures are taken.
 */
static unsigned hours_alone(const struct tac_token *t, size_t n, struct taf_period *out)
{
    struct tac_scan s = n ? tac_scan_start(t->text) : (struct tac_scan){NULL, NULL};
    int figures;
    if (n == 0 || t->text.len != 4 || !tac_scan_digits(&s, 4, &figures) || figures % 50 == 0)
        return 0;
    return taf_period_decode_old(t, n, out);
}

unsigned taf_head_decode(const struct tac_token *t, size_t n, bool old_style, struct taf_head *out)
{
    struct taf_head h = {0};
    unsigned taken = from_head(t, n, &h);
    if (taken == 0) {
        taken = probability(t, n, &h.probability);
        const struct tac_token *word = taken < n ? &t[taken] : NULL;
        h.type = TAF_CHANGE_PROB;
        if (word && tac_token_is(word, "TEMPO"))
            h.type = TAF_CHANGE_TEMPO;
        else if (word && taken == 0 && tac_token_is(word, "BECMG"))
            h.type = TAF_CHANGE_BECMG;
        else if (word && tac_token_is(word, "INTER"))
            h.type = TAF_CHANGE_INTER;
        else if (taken == 0)
            return 0;
        if (h.type != TAF_CHANGE_PROB)
            taken++;
        unsigned period = taf_period_decode(t + taken, n - taken, &h.period);
        if (period == 0)
            period = old_style ? taf_period_decode_old(t + taken, n - taken, &h.period)
                               : hours_alone(t + taken, n - taken, &h.period);
        h.has_period = period > 0;
        taken += period;
    }
    *out = h;
    return taken;
}

unsigned taf_temperature_decode(const struct tac_token *t, size_t n, enum taf_temperature_kind *kind,
                                int16_t *celsius, struct tac_day_time *at)
{
    struct tac_scan s = tac_scan_start(t->text);
    struct tac_day_time when = {0, 0, 0};
    int value, hour;
    if (n == 0 || !tac_scan_char(&s, 'T'))
        return 0;
    enum taf_temperature_kind found = TAF_TEMPERATURE_AT;
    if (tac_scan_char(&s, 'X'))
        found = TAF_TEMPERATURE_MAX;
    else if (tac_scan_char(&s, 'N'))
        found = TAF_TEMPERATURE_MIN;
    if (!tac_scan_temperature(&s, &value) || !tac_temperature_plausible(value) || !tac_scan_char(&s, '/'))
        return 0;
    if (!tac_scan_ddhh(&s, &when)) {
        if (!tac_scan_digits(&s, 2, &hour) || hour > 24)
            return 0;
        when.hour = (int8_t)hour;
    }
    tac_scan_char(&s, 'Z');
    if (!tac_scan_done(&s))
        return 0;
    *kind = found;
    *celsius = (int16_t)value;
    *at = when;
    return 1;
}

unsigned taf_layer_decode(const struct tac_token *t, size_t n, bool *icing, struct taf_layer *out)
{
    struct tac_scan s = tac_scan_start(t->text);
    struct taf_layer layer = {0};
    int code, hundreds, thousands;
    if (n == 0 || t->text.len != 6 || (t->text.ptr[0] != '5' && t->text.ptr[0] != '6'))
        return 0;
    bool ice = *s.p++ == '6';
    if (!ice && tac_scan_char(&s, 'X'))
        layer.code = 'X';
    else if (tac_scan_digits(&s, 1, &code))
        layer.code = (uint8_t)code;
    else
        return 0;
    if (!tac_scan_digits(&s, 3, &hundreds) || !tac_scan_digits(&s, 1, &thousands))
        return 0;
    layer.base_ft = hundreds * 100;
    layer.depth_ft = thousands * 1000;
    *icing = ice;
    *out = layer;
    return 1;
}

/* '#' stands for a group that begins with a figure, or is a variable wind or a temperature below zero. */
static const struct {
    const char *text;
    const char *meaning;
} phrases[] = {
    {"NXT FCST BY #", "the next forecast is due by this time"},
    {"NEXT FCST BY #", "the next forecast is due by this time"},
    {"NXT FCST WILL BE ISSUED AT #", "the next forecast will be issued at this time"},
    {"NEXT FCST WILL BE ISSUED AT #", "the next forecast will be issued at this time"},
    {"FCST BASED ON AUTO OBS #", "the forecast is based on automatic observations in this time"},
    {"FCST BASED ON AUTO OBS.", "the forecast is based on automatic observations"},
    {"FCST BASED ON AUTO OBS", "the forecast is based on automatic observations"},
    {"LAST NO AMDS AFT # NEXT #", "no amendments after the first time; the next forecast is at the second"},
    {"LAST NO AMD AFT # NEXT #", "no amendments after the first time; the next forecast is at the second"},
    {"LAST NO AMDS AFT #", "the last forecast; no amendments after this time"},
    {"LAST NO AMD AFT #", "the last forecast; no amendments after this time"},
    {"LAST NO AMDS #", "the last forecast; no amendments from this time"},
    {"LAST NO AMDS", "the last forecast; no amendments"},
    {"NO AMDS AFT #", "no amendments after this time"},
    {"NO AMD AFT #", "no amendments after this time"},
    {"NO AMDS TIL #", "no amendments until this time"},
    {"NO AMDS", "no amendments"},
    {"LIMITED METWATCH # TIL #", "the weather is watched in part only, in this time"},
    {"LIMITED METWATCH # TL #", "the weather is watched in part only, in this time"},
    {"LIMITED METWATCH TIL #", "the weather is watched in part only until this time"},
    {"LIMITED METWATCH #", "the weather is watched in part only, in this time"},
    {"LIMITED METWATCH", "the weather is watched in part only"},
    {"ISSUANCE DELAYED", "issued late"},
    {"FCST BASED ON OBS BY OTHER SRCS.", "the forecast is based on observations of other sources"},
    {"FCST BASED ON OBS BY OTHER SRCS", "the forecast is based on observations of other sources"},
    {"FCST BASED ON INCOMPLETE OBS", "the forecast is based on incomplete observations"},
    {"FCST NOT AVBL DUE NO OBS", "no forecast, for want of observations"},
    {"FCST NOT AVBL DUE INSUFFICIENT OBS", "no forecast, for want of observations"},
    {"WIND SENSOR INOP.", "the wind sensor does not work"},
    {"WIND SENSOR INOP", "the wind sensor does not work"},
    {"LAST", "the last forecast before a break"},
    {"AMD NOT SKED AFT #", "no amendments are planned after this time"},
    {"AMD NOT SKED TIL #", "no amendments are planned until this time"},
    {"AMD NOT SKED #", "no amendments are planned in this time"},
    {"AMD NOT SKED", "no amendments are planned"},
    {"AMDS NOT SKED", "no amendments are planned"},
    {"AMDS NOT AVBL", "no amendments are available"},
    {"AMD LTD TO CLD VIS AND WIND TIL #",
     "amendments are limited to cloud, visibility and wind until this time"},
    {"AMD LTD TO CLD VIS AND WIND AFT #",
     "amendments are limited to cloud, visibility and wind after this time"},
    {"AMD LTD TO CLD VIS AND WIND #", "amendments are limited to cloud, visibility and wind in this time"},
    {"AMD LTD TO CLD VIS AND WIND", "amendments are limited to cloud, visibility and wind"},
    {"WND # AFT #", "wind after this time"},
    {"QNH MNM # MAX #", "lowest and highest QNH, in hPa"},
    {"QNH MNM #", "lowest QNH, in hPa"},
    {"T # # # #", "temperatures at the start of validity and 3, 6 and 9 hours after it, in Celsius"},
    {"Q # # # #", "QNH at the start of validity and 3, 6 and 9 hours after it, in hPa"},
    {"$", "the station needs maintenance"},
};

static bool is_value(struct slice s)
{
    return tac_is_digit(s.ptr[0]) || slice_starts_with(s, SLICE("VRB")) ||
           (s.len == 3 && s.ptr[0] == 'M' && tac_is_digit(s.ptr[1]));
}

static unsigned match(const struct tac_token *t, size_t n, const char *phrase)
{
    unsigned words = 0;
    for (const char *p = phrase; *p; words++) {
        const char *word = p;
        while (*p && *p != ' ')
            p++;
        if (words == n)
            return 0;
        bool any = *word == '#' && is_value(t[words].text);
        if (!any && !tac_text_is(t[words].text, word, (size_t)(p - word)))
            return 0;
        if (*p)
            p++;
    }
    return words;
}

/* "2000FT WIND 28035KT" (New Zealand): not the wind at the ground. */
static unsigned upper_wind(const struct tac_token *t, size_t n)
{
    struct tac_scan s = tac_scan_start(t->text);
    struct tac_wind wind;
    int feet;
    if (n < 3 || !tac_scan_number(&s, 3, 5, &feet, NULL) || !tac_scan_literal(&s, "FT") ||
        !tac_scan_done(&s) || !tac_token_is(&t[1], "WIND"))
        return 0;
    unsigned taken = tac_wind_decode(&t[2], n - 2, &wind);
    return taken ? 2 + taken : 0;
}

unsigned taf_phrase_decode(const struct tac_token *t, size_t n, const char **meaning)
{
    if (tac_is_digit(t->text.ptr[0])) {
        *meaning = "wind at this height";
        return upper_wind(t, n);
    }
    for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
        if (phrases[i].text[0] != t->text.ptr[0])
            continue;
        unsigned words = match(t, n, phrases[i].text);
        if (words) {
            *meaning = phrases[i].meaning;
            return words;
        }
    }
    return 0;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

int taf_days_find(const struct tac_token *t, size_t n)
{
    int days = 0;
    for (size_t i = 0; i < n; i++) {
        struct taf_period period;
        struct taf_head head;
        struct tac_day_time at;
        enum taf_temperature_kind kind;
        int16_t celsius;
        if (taf_period_decode(&t[i], 1, &period))
            days = most(days, most(period.from.day, period.to.day));
        else if (t[i].text.ptr[0] == 'F' && from_head(&t[i], 1, &head))
            days = most(days, head.start.day);
        else if (taf_temperature_decode(&t[i], 1, &kind, &celsius, &at))
            days = most(days, at.day);
    }
    return days;
}

/* Where to part the group: the offset, or 0 to leave it whole. */
static size_t seam(struct slice s)
{
    static const char *const words[] = {"BECMG", "TEMPO", "INTER", "PROB30", "PROB40", "QNH"};
    for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++) {
        size_t len = strlen(words[w]);
        for (size_t i = 0; i + len <= s.len; i++) {
            if (memcmp(s.ptr + i, words[w], len) != 0)
                continue;
            if (i > 0)
                return i;
            return s.len > len && words[w][0] != 'Q' ? len : 0;
        }
    }
    for (size_t i = 1; i + 8 <= s.len; i++)
        if (s.ptr[i] == 'F' && s.ptr[i + 1] == 'M' && tac_text_all_digits(slice_make(s.ptr + i + 2, 6)))
            return i;
    /* "24016G26KTTAF": the next forecast, glued on */
    if (s.len >= 8 && slice_ends_with(s, SLICE("TAF")))
        return s.len - 3;
    /* "0503/0504BKN020" */
    if (s.len > 10 && s.ptr[4] == '/' && tac_text_all_digits(slice_make(s.ptr, 4)) &&
        tac_text_all_digits(slice_make(s.ptr + 5, 4)) && tac_is_letter(s.ptr[9]))
        return 9;
    return 0;
}

void taf_tokens_mend(struct tac_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count && tokens->count < TAC_TOKENS_MAX; i++) {
        struct tac_token *t = &tokens->list[i];
        /* Offsets inside a group are those of the text only where nothing was folded to another length. */
        if (t->text.len < 7 || t->text.len != t->end - t->start)
            continue;
        size_t at = seam(t->text);
        if (at == 0)
            continue;
        memmove(t + 2, t + 1, (tokens->count - i - 1) * sizeof(*t));
        tokens->count++;
        t[1] = (struct tac_token){
            .text = slice_sub(t->text, at, t->text.len), .start = t->start + (uint32_t)at, .end = t->end};
        t->text.len = at;
        t->end = t->start + (uint32_t)at;
    }
}
