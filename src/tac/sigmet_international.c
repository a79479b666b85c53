/* SIGMET and AIRMET in the form of ICAO Annex 3, Appendix 6. */
#include "tac/sigmet_parse.h"
#include "tac/time_parse.h"

static bool is_indicator(const struct tac_token *t)
{
    for (size_t i = 0; i < t->text.len; i++)
        if (!tac_is_letter(t->text.ptr[i]) && (i == 0 || !tac_is_digit(t->text.ptr[i])))
            return false;
    return t->text.len == 4;
}

static bool is_region(const struct tac_token *t)
{
    static const char *const words[] = {"FIR",     "UIR",  "CTA",     "FIR/UIR", "/UIR",
                                        "FIR/CTA", "/CTA", "FIR/UTA", "UTA"};
    return SIGMET_WORD_IN(t, words);
}

static bool scan_period(const struct tac_token *t, struct tac_day_time *from, struct tac_day_time *to)
{
    struct tac_scan s = tac_scan_start(t->text);
    if (!tac_scan_ddhhmm(&s, from))
        return false;
    tac_scan_char(&s, 'Z');
    if ((!tac_scan_char(&s, '/') && !tac_scan_char(&s, '-')) || !tac_scan_ddhhmm(&s, to))
        return false;
    tac_scan_char(&s, 'Z');
    return tac_scan_done(&s);
}

/* At most 4 hours, 6 of ash and cyclones (Annex 3, appendix 6, 1.1.3); what is more than two days is a slip.
 */
#define VALIDITY_LONGEST (2 * UTC_DAY)

/* VALID ddhhmm/ddhhmm. */
static bool take_validity(struct sigmet_reader *r)
{
    struct sigmet *s = r->s;
    struct tac_day_time from, to;
    if (!sigmet_is(r, 0, "VALID") || sigmet_left(r) < 2 || s->valid_from != UTC_NONE ||
        !scan_period(sigmet_next(r) + 1, &from, &to))
        return false;
    int days = from.day > to.day ? from.day : to.day;
    int64_t near = s->issued_at == UTC_NONE ? r->reference_time : s->issued_at;
    s->valid_from = tac_time_nearest(from, near, from.day > to.day ? 0 : days);
    s->valid_to = tac_time_not_before(to, s->valid_from);
    if (s->valid_to != UTC_NONE && s->valid_to - s->valid_from > VALIDITY_LONGEST)
        s->valid_to = UTC_NONE;
    sigmet_take(r, 2, TAC_GROUP_VALIDITY);
    return true;
}

/* VALID and times that can't be: the office follows all the same. */
static bool skip_validity(struct sigmet_reader *r)
{
    if (!sigmet_is(r, 0, "VALID") || sigmet_left(r) < 3 || !tac_is_digit(sigmet_next(r)[1].text.ptr[0]))
        return false;
    sigmet_take(r, 2, TAC_GROUP_UNDECODED);
    return true;
}

/* What stands between SIGMET and VALID. */
static void take_sequence(struct sigmet_reader *r)
{
    static const char *const corrections[] = {"COR", "AMD"};
    size_t len = 0;
    while (len < sigmet_left(r) && len < 4 && !sigmet_is(r, len, "VALID") &&
           !SIGMET_WORD_IN(sigmet_next(r) + len, corrections))
        len++;
    if (len > 0 && len < 4 && len < sigmet_left(r)) {
        r->s->sequence = sigmet_text(r, r->at, r->at + len);
        sigmet_take(r, len, TAC_GROUP_SEQUENCE);
    }
    while (sigmet_left(r) > 0 && SIGMET_WORD_IN(sigmet_next(r), corrections)) {
        r->s->corrected = true;
        sigmet_take(r, 1, TAC_GROUP_CORRECTED);
    }
}

static void take_office(struct sigmet_reader *r)
{
    if (sigmet_left(r) == 0 || !is_indicator(sigmet_next(r)) || sigmet_is(r, 0, "TEST") ||
        sigmet_is(r, 0, "EXER"))
        return;
    slice_copy(sigmet_next(r)->text, r->s->office, sizeof(r->s->office));
    sigmet_take(r, 1, TAC_GROUP_OFFICE);
}

static bool take_test(struct sigmet_reader *r)
{
    if (!sigmet_is(r, 0, "TEST") && !sigmet_is(r, 0, "EXER"))
        return false;
    r->s->test = true;
    sigmet_take(r, 1, TAC_GROUP_TEST);
    return true;
}

/* Words up to the next FIR, UIR or CTA; 0 when another part of the message begins first. */
static size_t region_length(const struct sigmet_reader *r, size_t from)
{
    static const char *const others[] = {"OBS",  "FCST", "WI",   "CNL",  "EMBD", "SEV", "FRQ", "OBSC",
                                         "OCNL", "ISOL", "VA",   "TC",   "SQL",  "TS",  "MOD", "HVY",
                                         "TOP",  "MOV",  "STNR", "TEST", "EXER", "SFC", "MT",  "ENTIRE"};
    for (size_t i = from; i < sigmet_left(r) && i < from + 9; i++) {
        if (is_region(sigmet_next(r) + i))
            return i + 1;
        if (SIGMET_WORD_IN(sigmet_next(r) + i, others))
            return 0;
    }
    return 0;
}

/* [indicator] name FIR, and more such names. */
static bool take_region(struct sigmet_reader *r)
{
    struct sigmet *s = r->s;
    size_t len = sigmet_left(r) ? region_length(r, 0) : 0, more;
    if (len == 0 || s->fir_name.ptr)
        return false;
    while (len < sigmet_left(r) && (more = region_length(r, len)) > 0)
        len = more;
    size_t name = is_indicator(sigmet_next(r)) && len > 1 && !is_region(sigmet_next(r) + 1) ? 1 : 0;
    if (len == 2 && is_indicator(sigmet_next(r)) && tac_text_is(sigmet_next(r)->text, s->fir, 4))
        name = 1; /* the indicator alone: "SAVF FIR" */
    if (name)
        slice_copy(sigmet_next(r)->text, s->fir, sizeof(s->fir));
    size_t end = len;
    while (end > name && is_region(sigmet_next(r) + end - 1))
        end--;
    if (end > name)
        s->fir_name = sigmet_text(r, r->at + name, r->at + end);
    sigmet_take(r, len, TAC_GROUP_FIR);
    return true;
}

/* CNL [fir] SIGMET sequence ddhhmm/ddhhmm (or WEF ddhhmm). */
static bool take_cancel(struct sigmet_reader *r)
{
    struct sigmet *s = r->s;
    struct tac_day_time from, to;
    if ((!sigmet_is(r, 0, "CNL") && !sigmet_is(r, 0, "CANCEL")) || s->cancelled)
        return false;
    size_t at = 1;
    if (at < sigmet_left(r) && is_indicator(sigmet_next(r) + at))
        at++;
    if (!sigmet_is(r, at, "SIGMET") && !sigmet_is(r, at, "AIRMET"))
        return false;
    size_t first = ++at;
    while (at < sigmet_left(r) && at < first + 3 && !sigmet_is(r, at, "WEF") &&
           !scan_period(sigmet_next(r) + at, &from, &to))
        at++;
    s->cancelled = true;
    if (at > first)
        s->cancels = sigmet_text(r, r->at + first, r->at + at);
    if (at < sigmet_left(r) && scan_period(sigmet_next(r) + at, &from, &to)) {
        s->cancels_from =
            tac_time_nearest(from, s->valid_from == UTC_NONE ? r->reference_time : s->valid_from, 0);
        s->cancels_to = tac_time_not_before(to, s->cancels_from);
        at++;
    } else if (sigmet_is(r, at, "WEF") && at + 1 < sigmet_left(r)) {
        at += 2;
    }
    sigmet_take(r, at, TAC_GROUP_CANCELS);
    return true;
}

/* What the surface wind or visibility is ("310/30KT", "1500M (BR)"): kept as text. */
static bool take_surface_value(struct sigmet_reader *r)
{
    struct sigmet *s = r->s;
    struct tac_scan scan = tac_scan_start(sigmet_next(r)->text);
    int value;
    bool wind = s->hazard && strcmp(s->hazard, "SFC_WIND") == 0;
    bool visibility = s->hazard && strcmp(s->hazard, "SFC_VIS") == 0;
    if (s->details.ptr || (!wind && !visibility) || s->area.text.ptr)
        return false;
    if (wind && tac_scan_digits(&scan, 3, &value) && !tac_scan_char(&scan, '/'))
        return false;
    if (!tac_scan_number(&scan, 2, 4, &value, NULL) ||
        !(wind ? tac_scan_literal(&scan, "KT") || tac_scan_literal(&scan, "MPS")
               : tac_scan_char(&scan, 'M')) ||
        !tac_scan_done(&scan))
        return false;
    size_t words = 1;
    if (visibility && sigmet_left(r) > 1 && sigmet_next(r)[1].text.ptr[0] == '(')
        words = 2;
    s->details = sigmet_text(r, r->at, r->at + words);
    sigmet_take(r, words, TAC_GROUP_REMARKS);
    return true;
}

static bool take_none_expected(struct sigmet_reader *r)
{
    unsigned taken = r->in_forecast ? sigmet_phrase(r, "NO VA EXP") : 0;
    if (taken == 0)
        return false;
    r->s->forecast.none_expected = true;
    sigmet_take(r, taken, TAC_GROUP_FORECAST);
    return true;
}

/* [unit] SIGMET|AIRMET ... VALID: another message, of which nothing is this one's. */
static bool take_next_message(struct sigmet_reader *r)
{
    size_t kind = is_indicator(sigmet_next(r)) ? 1 : 0;
    if (!sigmet_is(r, kind, "SIGMET") && !sigmet_is(r, kind, "AIRMET"))
        return false;
    for (size_t at = kind + 1; at < kind + 6; at++) {
        if (!sigmet_is(r, at, "VALID"))
            continue;
        sigmet_take(r, sigmet_left(r), TAC_GROUP_UNDECODED);
        return true;
    }
    return false;
}

void sigmet_decode_international(struct sigmet_reader *r)
{
    static bool (*const takers[])(struct sigmet_reader *) = {
        take_test,          take_cancel,          take_region,
        sigmet_take_hazard, sigmet_take_observed, sigmet_take_moment,
        sigmet_take_area,   sigmet_take_levels,   sigmet_take_movement,
        sigmet_take_change, take_surface_value,   take_none_expected,
    };
    take_sequence(r);
    if (take_validity(r) || skip_validity(r))
        take_office(r);
    while (sigmet_left(r) > 0 && !take_next_message(r)) {
        bool taken = false;
        for (size_t i = 0; i < sizeof(takers) / sizeof(takers[0]) && !taken; i++)
            taken = takers[i](r);
        if (!taken)
            sigmet_take(r, 1, TAC_GROUP_UNDECODED);
    }
    if (r->s->hazard && strcmp(r->s->hazard, "TC") == 0)
        sigmet_area_from_centre(r->s);
}
