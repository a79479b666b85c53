/*
 * US texts: convective SIGMET with its outlook, SIGMET and AIRMET for the States (NWSI 10-811), Center
 * Weather Advisory (NWSI 10-803). Their areas are given by navaids, "FROM 10SW MCW-20ESE JOT-...", and end
 * where the conditions begin. What is said beside the fields is kept as text.
 */
#include "tac/coordinate_parse.h"
#include "tac/sigmet_parse.h"
#include "tac/time_parse.h"

/* Words with which the conditions begin, after the States and the points of the area. */
static const char *const condition_words[] = {
    "AREA", "LINE",  "ISOL", "DVLPG", "DMSHG",    "INTSFYG",   "WKNG",   "EMBD",   "SEV", "MOD-SEV",
    "TS",   "TSRA",  "SCT",  "OCNL",  "MOD",      "FRQ",       "CIG",    "CIGS",   "VIS", "MTNS",
    "MTS",  "LLWS",  "TURB", "ICE",   "ICG",      "SUSTAINED", "PATCHY", "CANCEL", "MOV", "TOPS",
    "TOP",  "CONDS", "IFR",  "LIFR",  "NUMEROUS", "WDSPRD",    "STG"};

bool sigmet_take_until(struct sigmet_reader *r)
{
    struct sigmet *s = r->s;
    struct tac_day_time d;
    if (!sigmet_is(r, 0, "VALID") || !sigmet_is(r, 1, "UNTIL") || sigmet_left(r) < 3 ||
        !sigmet_word_time(sigmet_next(r) + 2, &d))
        return false;
    if (s->valid_to == UTC_NONE) {
        s->valid_from = s->issued_at;
        s->valid_to = s->issued_at == UTC_NONE ? tac_time_nearest(d, r->reference_time, 0)
                                               : tac_time_not_before(d, s->issued_at);
    }
    sigmet_take(r, 3, TAC_GROUP_VALIDITY);
    return true;
}

/* "30E PYE", "TO VIS": the word after a bearing, FROM or TO is a navaid whatever it spells. */
static bool is_navaid(const struct sigmet_reader *r, size_t ahead)
{
    const struct tac_token *t = sigmet_next(r) + ahead;
    if (slice_find(t->text, '-') < t->text.len)
        return true;
    if (ahead == 0)
        return false;
    struct tac_scan s = tac_scan_start(t[-1].text);
    int distance;
    char point[4];
    size_t dash = slice_find(t[-1].text, '-');
    if (dash < t[-1].text.len)
        s = tac_scan_start(slice_sub(t[-1].text, dash + 1, t[-1].text.len));
    return tac_token_is(&t[-1], "FROM") || tac_token_is(&t[-1], "TO") ||
           (tac_scan_number(&s, 1, 3, &distance, NULL) && tac_scan_compass(&s, point) && tac_scan_done(&s));
}

/* Everything up to the conditions; positions among it are an area of their own. */
static void take_area(struct sigmet_reader *r)
{
    struct tac_position p;
    size_t len = 0;
    while (len < sigmet_left(r) && !tac_position_decode(sigmet_next(r) + len, sigmet_left(r) - len, &p) &&
           (!SIGMET_WORD_IN(sigmet_next(r) + len, condition_words) || is_navaid(r, len)))
        len++;
    if (len < sigmet_left(r) && len > 0 && sigmet_is(r, len - 1, "FROM") &&
        tac_position_decode(sigmet_next(r) + len, sigmet_left(r) - len, &p)) {
        size_t from = r->at;
        sigmet_take(r, len, TAC_GROUP_AREA);
        if (sigmet_take_area(r))
            r->s->area.text = sigmet_text(r, from, r->at);
        return;
    }
    if (len == 0 || r->s->area.text.ptr)
        return;
    r->s->area.text = sigmet_text(r, r->at, r->at + len);
    sigmet_take(r, len, TAC_GROUP_AREA);
}

/* "35 NM WIDE", "30NM WIDE", "D30": a line's width, a cell's diameter, without their place a geometry of
 * nothing. */
static bool take_extent(struct sigmet_reader *r)
{
    struct tac_scan s = tac_scan_start(sigmet_next(r)->text);
    int value;
    size_t taken = 1;
    if (r->s->area.width_nm >= 0 || r->s->area.radius_nm >= 0)
        return false;
    if (tac_scan_char(&s, 'D')) {
        if (!tac_scan_number(&s, 1, 3, &value, NULL) || !tac_scan_done(&s))
            return false;
        r->s->area.radius_nm = value / 2.0;
        sigmet_take(r, 1, TAC_GROUP_AREA);
        return true;
    }
    if (!tac_scan_number(&s, 1, 3, &value, NULL))
        return false;
    if (tac_scan_done(&s) && sigmet_is(r, 1, "NM"))
        taken = 2;
    else if (!tac_scan_literal(&s, "NM") || !tac_scan_done(&s))
        return false;
    if (!sigmet_is(r, taken, "WIDE"))
        return false;
    r->s->area.width_nm = value;
    sigmet_take(r, taken + 1, TAC_GROUP_AREA);
    return true;
}

/* How the cells lie and develop; of the development only the change of intensity is a field. */
static bool take_form(struct sigmet_reader *r)
{
    static const char *const words[] = {"AREA", "LINE", "DVLPG", "DMSHG", "OF"};
    if (!SIGMET_WORD_IN(sigmet_next(r), words) || r->s->movement.present || r->s->details.ptr)
        return false;
    if (sigmet_is(r, 0, "DMSHG") && r->s->change == SIGMET_CHANGE_NOT_SAID)
        r->s->change = SIGMET_CHANGE_WEAKENING;
    sigmet_take(r, 1, sigmet_is(r, 0, "DMSHG") ? TAC_GROUP_INTENSITY_CHANGE : TAC_GROUP_HAZARD);
    return true;
}

static bool scan_clock_range(const struct tac_token *t, struct tac_day_time *from, struct tac_day_time *to)
{
    struct tac_scan s = tac_scan_start(t->text);
    if (!tac_scan_ddhhmm(&s, from) && !tac_scan_hhmm(&s, from))
        return false;
    if (!tac_scan_char(&s, '-') || (!tac_scan_ddhhmm(&s, to) && !tac_scan_hhmm(&s, to)))
        return false;
    tac_scan_char(&s, 'Z');
    return tac_scan_done(&s);
}

/* OUTLOOK|OTLK VALID from-to, and all that follows it. */
static bool take_outlook(struct sigmet_reader *r)
{
    struct sigmet *s = r->s;
    struct tac_day_time from, to;
    if ((!sigmet_is(r, 0, "OUTLOOK") && !sigmet_is(r, 0, "OTLK")) || !sigmet_is(r, 1, "VALID") ||
        sigmet_left(r) < 3 || !scan_clock_range(sigmet_next(r) + 2, &from, &to))
        return false;
    int64_t near = s->valid_from == UTC_NONE ? s->issued_at : s->valid_from;
    s->outlook_from =
        near == UTC_NONE ? tac_time_nearest(from, r->reference_time, 0) : tac_time_not_before(from, near);
    s->outlook_to = tac_time_not_before(to, s->outlook_from);
    s->outlook = sigmet_text(r, r->at, r->n);
    sigmet_take(r, sigmet_left(r), TAC_GROUP_OUTLOOK);
    return true;
}

/* Further advisories of a bulletin: one is decoded, the others are listed. */
static bool take_others(struct sigmet_reader *r)
{
    size_t len = 0;
    if (!sigmet_is(r, 0, "CONVECTIVE") || !sigmet_is(r, 1, "SIGMET"))
        return false;
    while (len < sigmet_left(r) && !(sigmet_is(r, len, "OUTLOOK") && sigmet_is(r, len + 1, "VALID")))
        len++;
    sigmet_take(r, len, TAC_GROUP_UNDECODED);
    return true;
}

/* Not NC: that is a State here. */
static bool take_change(struct sigmet_reader *r)
{
    return !sigmet_is(r, 0, "NC") && sigmet_take_change(r);
}

static bool take_one(struct sigmet_reader *r)
{
    static bool (*const takers[])(struct sigmet_reader *) = {
        take_outlook,         take_others,        take_form,   sigmet_take_phenomenon,
        sigmet_take_movement, sigmet_take_levels, take_extent, take_change};
    for (size_t i = 0; i < sizeof(takers) / sizeof(takers[0]); i++)
        if (takers[i](r))
            return true;
    return false;
}

/* Puts a span before those from `index` on, which a full list pays for with their meaning. */
static void insert_span(struct tac_spans *spans, unsigned index, struct tac_span span)
{
    if (spans->count == TAC_SPANS_MAX) {
        spans->list[index] = (struct tac_span){
            .start = span.start, .end = spans->list[TAC_SPANS_MAX - 1].end, .group = TAC_GROUP_UNDECODED};
        spans->count = (uint16_t)(index + 1);
        return;
    }
    memmove(&spans->list[index + 1], &spans->list[index], (spans->count - index) * sizeof(span));
    spans->list[index] = span;
    spans->count++;
}

/* Words that are no field are kept as text: details reach from the first of them to the last. */
static void keep_run(struct sigmet_reader *r, size_t from, size_t to, unsigned index)
{
    if (from == to)
        return;
    struct slice text = sigmet_text(r, from, to);
    if (r->s->details.ptr)
        text = slice_make(r->s->details.ptr, (size_t)(text.ptr + text.len - r->s->details.ptr));
    r->s->details = text;
    struct tac_span span = {.start = r->t[from].start, .end = r->t[to - 1].end, .group = TAC_GROUP_REMARKS};
    unsigned last = TAC_SPANS_MAX - 1;
    insert_span(&r->s->spans, index < last ? index : last, span);
}

static void decode_conditions(struct sigmet_reader *r)
{
    size_t run = r->at;
    while (sigmet_left(r) > 0) {
        size_t before = r->at;
        unsigned index = r->s->spans.count;
        if (!take_one(r)) {
            r->at++;
            continue;
        }
        keep_run(r, run, before, index);
        run = r->at;
    }
    keep_run(r, run, r->at, r->s->spans.count);
}

void sigmet_decode_convective(struct sigmet_reader *r)
{
    struct sigmet *s = r->s;
    if (sigmet_is(r, 0, "NONE")) {
        s->none = true;
        sigmet_take(r, 1, TAC_GROUP_NIL);
    } else if (sigmet_left(r) > 0 && !sigmet_is(r, 0, "VALID") && !sigmet_is(r, 0, "OUTLOOK")) {
        s->sequence = sigmet_text(r, r->at, r->at + 1);
        sigmet_take(r, 1, TAC_GROUP_SEQUENCE);
    }
    if (sigmet_take_until(r))
        take_area(r);
    decode_conditions(r);
}

/* SIERRA UPDT 4 FOR IFR AND MTN OBSCN: the series and what its bulletin is about. */
static void take_series(struct sigmet_reader *r)
{
    size_t len = 0;
    while (len < sigmet_left(r) && len < 4 && !sigmet_is(r, len, "FOR") && !sigmet_is(r, len, "VALID"))
        len++;
    if (len > 0 && len < 4) {
        r->s->sequence = sigmet_text(r, r->at, r->at + len);
        sigmet_take(r, len, TAC_GROUP_SEQUENCE);
    }
    len = 0;
    while (sigmet_is(r, 0, "FOR") && len < sigmet_left(r) && !sigmet_is(r, len, "VALID"))
        len++;
    if (len > 0)
        sigmet_take(r, len, TAC_GROUP_HEADING);
}

/* "NO SGFNT TURB EXP OUTSIDE OF CNVTV ACT": what it names is not there. */
static bool take_none(struct sigmet_reader *r)
{
    unsigned words = sigmet_left(r) ? sigmet_phrase(r, "NO SGFNT") : 0;
    if (words == 0)
        return false;
    r->s->none = true;
    r->s->details = sigmet_text(r, r->at, r->n);
    sigmet_take(r, words, TAC_GROUP_NIL);
    if (sigmet_left(r) > 0)
        sigmet_take(r, sigmet_left(r), TAC_GROUP_REMARKS);
    return true;
}

/* SIGMET or AIRMET for the States: validity, then in an AIRMET its phenomenon, area and conditions. */
void sigmet_decode_us_text(struct sigmet_reader *r)
{
    take_series(r);
    if (!sigmet_take_until(r)) {
        decode_conditions(r);
        return;
    }
    if (sigmet_is(r, 0, "AIRMET") || sigmet_is(r, 0, "SIGMET"))
        sigmet_take(r, 1, TAC_GROUP_TYPE);
    if (take_none(r))
        return;
    if (sigmet_left(r) > 0)
        (void)sigmet_take_phenomenon(r);
    take_area(r);
    decode_conditions(r);
}

/* CANCEL [office] CWA nnn, CWA nnn IS CANCELLED. */
static void take_cwa_cancel(struct sigmet_reader *r)
{
    size_t at = sigmet_is(r, 0, "CANCEL") ? 1 : 0;
    bool said = at == 1;
    if (said && !sigmet_is(r, 1, "CWA"))
        at++;
    if (!sigmet_is(r, at, "CWA") || at + 1 >= sigmet_left(r))
        return;
    size_t number = at + 1, end = at + 2;
    if (!said && !(sigmet_is(r, end, "IS") &&
                   (sigmet_is(r, end + 1, "CANCELLED") || sigmet_is(r, end + 1, "CANCELED"))))
        return;
    r->s->cancelled = true;
    r->s->cancels = sigmet_text(r, r->at + number, r->at + number + 1);
    sigmet_take(r, said ? end : end + 2, TAC_GROUP_CANCELS);
}

/* After the bulletin heading: [ZKC1 CWA ddhhmm [COR]] ZKC CWA nnn VALID UNTIL ddhhmm. */
void sigmet_decode_cwa(struct sigmet_reader *r)
{
    struct sigmet *s = r->s;
    struct tac_day_time d;
    if (sigmet_is(r, 1, "CWA") && sigmet_left(r) > 2 && sigmet_word_time(sigmet_next(r) + 2, &d) &&
        d.day > 0) {
        int64_t near = s->issued_at == UTC_NONE ? r->reference_time : s->issued_at;
        s->issued_at = tac_time_nearest(d, near, 0);
        sigmet_take(r, 3, TAC_GROUP_HEADING);
    }
    if (sigmet_is(r, 0, "COR")) {
        s->corrected = true;
        sigmet_take(r, 1, TAC_GROUP_CORRECTED);
    }
    if (sigmet_is(r, 1, "CWA")) {
        slice_copy(sigmet_next(r)->text, s->office, sizeof(s->office));
        sigmet_take(r, 1, TAC_GROUP_OFFICE);
    }
    if (sigmet_is(r, 0, "CWA"))
        sigmet_take(r, 1, TAC_GROUP_TYPE);
    if (sigmet_left(r) > 0 && tac_text_all_digits(sigmet_next(r)->text)) {
        s->sequence = sigmet_text(r, r->at, r->at + 1);
        sigmet_take(r, 1, TAC_GROUP_SEQUENCE);
    }
    if (sigmet_take_until(r)) {
        take_cwa_cancel(r);
        if (!s->cancelled)
            take_area(r);
        if (!s->cancelled && sigmet_left(r) > 0)
            take_cwa_cancel(r);
    }
    decode_conditions(r);
}
