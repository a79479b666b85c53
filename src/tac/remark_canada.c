#include "tac/remark_parse.h"

static bool is_canadian(const struct tac_remark_input *in)
{
    return in->context->station && in->context->station[0] == 'C';
}

/*
 * appp (MANOBS, hourly report of automatic stations): where it stands, "50012" beside it is an amount of
 * precipitation and never a tendency.
 */
static unsigned tendency(const struct tac_remark_input *in, struct tac_remark *r)
{
    struct slice s = in->t->text;
    if (s.len != 4 || !tac_text_all_digits(s) || s.ptr[0] > '8')
        return 0;
    return tac_remark_tendency(tac_scan_start(s), r) ? 1 : 0;
}

/*
 * "5PAST HR": what some services leave of "PCPN 0.5MM PAST HR": the last figure, of which no amount can be
 * made. The M after it stands for a tendency that is missing.
 */
static unsigned past_hour(const struct tac_remark_input *in, struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(in->t->text);
    int figure;
    if (in->n < 2 || !tac_token_is(&in->t[1], "HR") || !tac_scan_digits(&s, 1, &figure) ||
        !tac_scan_literal(&s, "PAST") || !tac_scan_done(&s))
        return 0;
    r->kind = TAC_REMARK_PRECIPITATION_GROUP;
    tac_remark_detail(r, in->t, 2);
    return in->n > 2 && tac_token_is(&in->t[2], "M") ? 3 : 2;
}

/* 50nnn after one of the two above. */
static unsigned amount(const struct tac_remark_input *in, struct tac_remark *r)
{
    struct slice s = in->t->text;
    bool beside = false;
    if (s.len != 5 || s.ptr[0] != '5' || s.ptr[1] != '0' || !tac_text_all_digits(s))
        return 0;
    for (unsigned i = 0; i < in->remarks->count && !beside; i++) {
        const struct tac_remark *other = &in->remarks->list[i];
        beside = (other->kind == TAC_REMARK_PRESSURE_TENDENCY && other->end - other->start == 4) ||
                 other->kind == TAC_REMARK_PRECIPITATION_GROUP;
    }
    if (!beside)
        return 0;
    r->kind = TAC_REMARK_PRECIPITATION_GROUP;
    tac_remark_detail(r, in->t, 1);
    return 1;
}

static bool scan_tenths(struct tac_scan *s, int32_t *out)
{
    struct tac_scan at = *s;
    int whole, tenth;
    bool below = tac_scan_char(&at, '-');
    if (!tac_scan_number(&at, 1, 2, &whole, NULL) || !tac_scan_char(&at, '.') ||
        !tac_scan_digits(&at, 1, &tenth))
        return false;
    *s = at;
    *out = below ? -(whole * 10 + tenth) : whole * 10 + tenth;
    return true;
}

/* CLIMAT 18.2/6.7/0.0: highest and lowest temperature, and precipitation, whose unit is not told. */
static unsigned climat(const struct tac_remark_input *in, struct tac_remark *r)
{
    if (in->n < 2 || !tac_token_is(in->t, "CLIMAT"))
        return 0;
    struct tac_scan s = tac_scan_start(in->t[1].text);
    int32_t precipitation;
    if (!scan_tenths(&s, &r->value[0]) || !tac_scan_char(&s, '/') || !scan_tenths(&s, &r->value[1]) ||
        !tac_scan_char(&s, '/') || r->value[1] > r->value[0])
        return 0;
    size_t left = tac_scan_left(&s); /* figures: as long in the text as folded */
    if (!scan_tenths(&s, &precipitation) || precipitation < 0 || !tac_scan_done(&s))
        return 0;
    /* "0.4 CM/0.2 MWE": snow, and its water */
    bool snow = in->n > 3 && slice_starts_with(in->t[2].text, SLICE("CM/")) && tac_token_is(&in->t[3], "MWE");
    r->kind = TAC_REMARK_CLIMAT;
    r->detail_start = in->t[1].end - (uint32_t)left;
    r->detail_end = in->t[snow ? 3 : 1].end;
    return snow ? 4 : 2;
}

/* VIA CYQB. */
static unsigned via(const struct tac_remark_input *in, struct tac_remark *r)
{
    if (in->n < 2 || !tac_token_is(in->t, "VIA") || in->t[1].text.len != 4 || in->t[1].text.ptr[0] != 'C')
        return 0;
    r->kind = TAC_REMARK_SENT_THROUGH;
    tac_remark_detail(r, &in->t[1], 1);
    return 2;
}

/* ALTM 2959. */
static unsigned altimeter(const struct tac_remark_input *in, struct tac_remark *r)
{
    int value;
    if (in->n < 2 || !tac_token_is(in->t, "ALTM"))
        return 0;
    struct tac_scan s = tac_scan_start(in->t[1].text);
    if (!tac_scan_digits(&s, 4, &value) || !tac_scan_done(&s) || value < 2500 || value > 3250)
        return 0;
    r->kind = TAC_REMARK_ALTIMETER;
    r->value[0] = value;
    return 2;
}

unsigned tac_remark_canada(const struct tac_remark_input *in, struct tac_remark *r)
{
    static tac_remark_parser *const parsers[] = {tendency, past_hour, amount, climat, via, altimeter};
    unsigned taken = 0;
    if (!is_canadian(in))
        return 0;
    for (size_t i = 0; i < sizeof(parsers) / sizeof(parsers[0]) && taken == 0; i++)
        taken = parsers[i](in, r);
    return taken;
}
