#include "tac/heading.h"

#include "tac/span_parse.h"
#include "tac/time_parse.h"
#include "tac/wind_parse.h"

bool tac_is_correction(const struct tac_token *t)
{
    struct slice s = t->text;
    return tac_token_is(t, "COR") ||
           (s.len == 3 && s.ptr[0] == 'C' && s.ptr[1] == 'C' && tac_is_letter(s.ptr[2]));
}

/* Four letters or figures, the first a letter (ICAO indicators, and the FAA's with a K before them). */
static bool is_station(const struct tac_token *t)
{
    struct slice s = t->text;
    if (s.len != 4 || !tac_is_letter(s.ptr[0]))
        return false;
    for (size_t i = 1; i < 4; i++)
        if (!tac_is_letter(s.ptr[i]) && !tac_is_digit(s.ptr[i]))
            return false;
    return !tac_token_is(t, "AUTO") && !tac_token_is(t, "RMKS");
}

/* ddhhmmZ, or ddhhmm where the Z was left out. */
static bool is_time(const struct tac_token *t, struct tac_day_time *out, bool *zone)
{
    struct tac_scan s = tac_scan_start(t->text);
    struct tac_day_time d;
    if (!tac_scan_ddhhmm(&s, &d))
        return false;
    bool has_zone = tac_scan_char(&s, 'Z');
    if (!tac_scan_done(&s))
        return false;
    *zone = has_zone;
    *out = d;
    return true;
}

/*
 * An indicator of three ("TAF LIR 032244Z"): a national or IATA code. Only between a type word and a time
 * with its Z: elsewhere three letters could be any word.
 */
static bool is_short_station(const struct tac_token *t, size_t n, const struct tac_heading *h)
{
    struct slice s = t->text;
    struct tac_day_time time;
    bool zone = false;
    if (s.len != 3 || n < 2 || !(h->has_metar || h->has_speci || h->has_taf) || !tac_is_letter(s.ptr[0]))
        return false;
    for (size_t i = 1; i < 3; i++)
        if (!tac_is_letter(s.ptr[i]) && !tac_is_digit(s.ptr[i]))
            return false;
    return !tac_token_is(t, "NIL") && is_time(&t[1], &time, &zone) && zone;
}

bool tac_heading_is_next(const struct tac_token *t, size_t n)
{
    struct tac_day_time time;
    bool zone = false;
    if (tac_token_is(t, "METAR") || tac_token_is(t, "SPECI") || tac_token_is(t, "TAF"))
        return true;
    if (n < 2 || t[1].text.len < 6 || t[1].text.len > 7 || !tac_is_digit(t[1].text.ptr[0]))
        return false;
    if (tac_token_is(t, "NEXT") || tac_token_is(t, "FCST") || tac_token_is(t, "FROM") ||
        tac_token_is(t, "TILL") || tac_token_is(t, "UNTL"))
        return false; /* words that stand before a time */
    struct tac_wind wind;
    return is_station(t) && is_time(&t[1], &time, &zone) &&
           (zone || (n > 2 && (tac_token_is(&t[2], "AUTO") || tac_wind_decode(&t[2], 1, &wind))));
}

static bool is_bulletin_letters(struct slice s, size_t letters, size_t digits)
{
    if (s.len < letters || s.len > letters + digits)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (i < letters ? !tac_is_letter(s.ptr[i]) : !tac_is_digit(s.ptr[i]))
            return false;
    return true;
}

/* SAUS70 KWBC 031800 [RRA]: WMO No. 386, abbreviated heading TTAAii CCCC YYGGgg [BBB]. */
static unsigned bulletin(const struct tac_token *t, size_t n)
{
    if (n < 3 || t[0].text.len != 6 || !is_bulletin_letters(t[0].text, 4, 2) || !is_station(&t[1]) ||
        t[2].text.len != 6 || !tac_text_all_digits(t[2].text))
        return 0;
    if (n > 3 && t[3].text.len == 3 && is_bulletin_letters(t[3].text, 3, 0) &&
        (t[3].text.ptr[0] == 'R' || t[3].text.ptr[0] == 'C' || t[3].text.ptr[0] == 'A') &&
        !tac_token_is(&t[3], "AMD") && !tac_token_is(&t[3], "COR"))
        return 4;
    return 3;
}

/* A word that may stand before the station. */
static bool take_word(const struct tac_token *t, struct tac_heading *h, struct tac_spans *spans)
{
    enum tac_group group = TAC_GROUP_TYPE;
    if (tac_token_is(t, "METAR"))
        h->has_metar = true;
    else if (tac_token_is(t, "SPECI"))
        h->has_speci = true;
    else if (tac_token_is(t, "TAF"))
        h->has_taf = true;
    else if (tac_is_correction(t)) {
        h->corrected = true;
        group = TAC_GROUP_CORRECTED;
    } else if (tac_token_is(t, "AMD")) {
        h->amended = true;
        group = TAC_GROUP_AMENDED;
    } else {
        return false;
    }
    tac_spans_add(spans, t, 1, group, 0, 0);
    return true;
}

/* The station once more, or the whole head ("METAR KJFK 031251Z METAR KJFK 031251Z"). */
static unsigned repetition(const struct tac_token *t, size_t n, struct tac_heading *h,
                           struct tac_spans *spans)
{
    unsigned taken = 0;
    struct tac_day_time again;
    bool zone;
    while (taken < n && (tac_token_is(&t[taken], "METAR") || tac_token_is(&t[taken], "SPECI") ||
                         tac_token_is(&t[taken], "TAF")))
        taken++;
    if (taken >= n || !tac_text_is(t[taken].text, h->station, strlen(h->station)))
        return 0;
    taken++;
    if (h->time.day > 0 && taken < n && is_time(&t[taken], &again, &zone)) {
        if (memcmp(&again, &h->time, sizeof(again)) != 0)
            return 0;
        taken++;
    }
    for (unsigned i = 0; i < taken; i++)
        if (!take_word(&t[i], h, spans))
            tac_spans_add(spans, &t[i], 1, TAC_GROUP_HEADING, 0, 0);
    return taken;
}

unsigned tac_heading_decode(const struct tac_token *t, size_t n, struct tac_heading *out,
                            struct tac_spans *spans)
{
    struct tac_heading h = {.offset = n ? t[0].start : 0};
    unsigned at = bulletin(t, (unsigned)n);
    if (at)
        tac_spans_add(spans, t, at, TAC_GROUP_HEADING, 0, 0);
    while (at < n && take_word(&t[at], &h, spans))
        at++;
    if (at < n)
        h.offset = t[at].start;
    *out = h;
    if (at >= n || !(is_station(&t[at]) || is_short_station(&t[at], n - at, &h)))
        return 0;
    memcpy(h.station, t[at].text.ptr, t[at].text.len);
    tac_spans_add(spans, &t[at], 1, TAC_GROUP_STATION, 0, 0);
    at++;
    at += repetition(t + at, n - at, &h, spans);
    /* COR and AMD stand here too ("EGLL COR 031250Z"). */
    while (at < n && (tac_is_correction(&t[at]) || tac_token_is(&t[at], "AMD")) &&
           take_word(&t[at], &h, spans))
        at++;
    if (at < n && is_time(&t[at], &h.time, &h.time_has_zone)) {
        tac_spans_add(spans, &t[at], 1, TAC_GROUP_TIME, 0, 0);
        at++;
        at += repetition(t + at, n - at, &h, spans);
    }
    h.offset = at < n ? t[at].start : t[n - 1].end;
    *out = h;
    return at;
}
