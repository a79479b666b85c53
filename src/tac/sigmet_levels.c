/* Levels of all forms of SIGMET (Annex 3, table A6-1A, "Level"), and of US texts. */
#include "tac/sigmet_parse.h"

/* FLnnn, or nnn where `bare`. */
static bool scan_flight_level(struct tac_scan *s, bool bare, int32_t *feet)
{
    struct tac_scan at = *s;
    int hundreds;
    if (tac_scan_literal(&at, "FL"))
        tac_scan_char(&at, '-'); /* "FL-450" */
    else if (!bare)
        return false;
    if (!tac_scan_digits(&at, 3, &hundreds) || tac_is_digit(tac_scan_peek(&at)) || hundreds > 700)
        return false;
    *s = at;
    *feet = hundreds * 100;
    return true;
}

/* nnnnFT, nnnnM. Metres give feet rounded half up (1 ft = 0.3048 m). */
static bool scan_height(struct tac_scan *s, int32_t *feet)
{
    struct tac_scan at = *s;
    int value;
    if (!tac_scan_number(&at, 3, 5, &value, NULL))
        return false;
    if (tac_scan_literal(&at, "FT"))
        *feet = value;
    else if (tac_scan_char(&at, 'M'))
        *feet = (int32_t)(value / 0.3048 + 0.5);
    else
        return false;
    *s = at;
    return true;
}

static bool scan_level(struct tac_scan *s, bool bare, int32_t *feet)
{
    return scan_flight_level(s, bare, feet) || scan_height(s, feet);
}

/* A lower limit in front of "/": nnnn of the nnnn/nnnnFT form too. */
static bool scan_base(struct tac_scan *s, int32_t *feet)
{
    if (tac_scan_literal(s, "SFC") || tac_scan_literal(s, "FLSFC")) {
        *feet = 0;
        return true;
    }
    return scan_level(s, false, feet);
}

/* SFC/FLnnn, FLnnn/nnn, nnnnFT/FLnnn, nnnn/nnnnFT; ABV before the upper limit ("900/ABV3000FT"). FLnnn/ABV is
 * not used. */
static bool decode_range(struct slice text, struct sigmet_levels *out)
{
    struct tac_scan s = tac_scan_start(text);
    struct sigmet_levels l = {0};
    int low;
    bool flight_levels = slice_starts_with(text, SLICE("FL"));
    if (!scan_base(&s, &l.base_ft)) {
        if (!tac_scan_number(&s, 3, 5, &low, NULL))
            return false;
        l.base_ft = low;
        if (!tac_scan_char(&s, '/'))
            return false;
        l.above = tac_scan_literal(&s, "ABV");
        if (!scan_height(&s, &l.top_ft) || text.ptr[text.len - 1] != 'T')
            return false;
    } else {
        bool dash = flight_levels && tac_scan_char(&s, '-'); /* "FL280-FL360" (CWA) */
        if (!dash && !tac_scan_char(&s, '/'))
            return false;
        l.above = tac_scan_literal(&s, "ABV");
        if (!scan_level(&s, flight_levels, &l.top_ft))
            return false;
    }
    if (!tac_scan_done(&s) || l.top_ft < l.base_ft)
        return false;
    *out = l;
    return true;
}

static bool decode_level(const struct tac_token *t, bool bare, int32_t *feet)
{
    struct tac_scan s = tac_scan_start(t->text);
    return scan_level(&s, bare, feet) && tac_scan_done(&s);
}

/* "FL 340". */
static unsigned spaced_level(const struct sigmet_reader *r, size_t ahead, bool bare, int32_t *feet)
{
    if (ahead >= sigmet_left(r))
        return 0;
    if (decode_level(sigmet_next(r) + ahead, bare, feet))
        return 1;
    if (sigmet_is(r, ahead, "FL") && ahead + 1 < sigmet_left(r) &&
        decode_level(sigmet_next(r) + ahead + 1, true, feet))
        return 2;
    return 0;
}

/* [CB] TOP|TOPS [EST] [TO|ABV|BLW] level. US texts write flight levels with FL, lower ones bare. */
static unsigned tops(const struct sigmet_reader *r, struct sigmet_levels *out)
{
    static const char *const words[] = {"TOP", "TOPS"};
    size_t ahead = sigmet_is(r, 0, "CB") ? 1 : 0;
    bool above = false;
    int32_t feet;
    if (ahead >= sigmet_left(r) || !SIGMET_WORD_IN(sigmet_next(r) + ahead, words))
        return 0;
    ahead++;
    if (sigmet_is(r, ahead, "EST"))
        ahead++;
    if (sigmet_is(r, ahead, "ABV") || sigmet_is(r, ahead, "ABOVE")) {
        above = true;
        ahead++;
    } else if (sigmet_is(r, ahead, "TO")) {
        ahead++;
    }
    unsigned taken = spaced_level(r, ahead, true, &feet);
    if (taken == 0)
        return 0;
    out->top_ft = feet;
    out->above = above;
    return (unsigned)ahead + taken;
}

/* "FRZLVL", "FZLVL": a limit that is no number. */
static bool is_freezing_level(const struct sigmet_reader *r, size_t ahead)
{
    return sigmet_is(r, ahead, "FRZLVL") || sigmet_is(r, ahead, "FZLVL");
}

/* BTN level AND level (US texts: bare figures are hundreds of feet MSL). */
static unsigned between(const struct sigmet_reader *r, struct sigmet_levels *out)
{
    struct sigmet_levels l = *out;
    size_t ahead = 1;
    unsigned taken;
    if (!sigmet_is(r, 0, "BTN"))
        return 0;
    l.base_freezing = is_freezing_level(r, ahead);
    if (l.base_freezing)
        taken = 1;
    else
        taken = spaced_level(r, ahead, true, &l.base_ft);
    if (taken == 0 || !sigmet_is(r, ahead + taken, "AND"))
        return 0;
    ahead += taken + 1;
    taken = spaced_level(r, ahead, true, &l.top_ft);
    if (taken == 0)
        return 0;
    *out = l;
    return (unsigned)ahead + taken;
}

/* BTN FLnnn-FLnnn (CWA). */
static unsigned between_joined(const struct sigmet_reader *r, struct sigmet_levels *out)
{
    return sigmet_is(r, 0, "BTN") && sigmet_left(r) > 1 &&
                   slice_find(sigmet_next(r)[1].text, '-') < sigmet_next(r)[1].text.len &&
                   decode_range(sigmet_next(r)[1].text, out)
               ? 2
               : 0;
}

/* ABV and BLW with a level. */
static unsigned bound(const struct sigmet_reader *r, struct sigmet_levels *out)
{
    bool above = sigmet_is(r, 0, "ABV") || sigmet_is(r, 0, "ABOVE");
    bool below = sigmet_is(r, 0, "BLW") || sigmet_is(r, 0, "BLO") || sigmet_is(r, 0, "BELOW");
    int32_t feet;
    static const char *const others[] = {"CIG", "CIGS", "VIS", "VSBY"};
    if (r->at > 0 && SIGMET_WORD_IN(sigmet_next(r) - 1, others))
        return 0; /* a ceiling is no level of the phenomenon */
    unsigned taken = above || below ? spaced_level(r, 1, true, &feet) : 0;
    if (taken == 0)
        return 0;
    *(above ? &out->base_ft : &out->top_ft) = feet;
    return 1 + taken;
}

static unsigned levels(const struct sigmet_reader *r, struct sigmet_levels *out)
{
    unsigned taken;
    int32_t feet;
    if ((taken = tops(r, out)) || (taken = between(r, out)) || (taken = between_joined(r, out)) ||
        (taken = bound(r, out)))
        return taken;
    if (decode_range(sigmet_next(r)->text, out))
        return 1;
    taken = spaced_level(r, 0, false, &feet);
    if (taken && (sigmet_next(r)->text.ptr[0] == 'F' || slice_ends_with(sigmet_next(r)->text, SLICE("FT"))))
        out->base_ft = out->top_ft = feet;
    else
        taken = 0;
    return taken;
}

static bool is_convective(const struct sigmet *s)
{
    static const char *const hazards[] = {"TS", "CB", "TCU", "TC"};
    for (size_t i = 0; s->hazard && i < sizeof(hazards) / sizeof(hazards[0]); i++)
        if (strcmp(s->hazard, hazards[i]) == 0)
            return true;
    return false;
}

bool sigmet_take_levels(struct sigmet_reader *r)
{
    struct sigmet_levels *l = r->in_forecast ? &r->s->forecast.levels : &r->s->levels;
    struct sigmet_levels found = {.base_ft = SIGMET_FEET_NONE, .top_ft = SIGMET_FEET_NONE};
    unsigned taken = levels(r, &found);
    /* "TOP FL140/250": a range after the word for a single level. Of thunderstorms it is the tops that vary.
     */
    if (taken == 0 && sigmet_is(r, 0, "TOP") && sigmet_left(r) > 1 &&
        decode_range(sigmet_next(r)[1].text, &found)) {
        taken = 2;
        if (is_convective(r->s))
            found.base_ft = SIGMET_FEET_NONE;
    }
    if (taken == 0 || l->base_ft != SIGMET_FEET_NONE || l->top_ft != SIGMET_FEET_NONE)
        return false;
    *l = found;
    sigmet_take(r, taken, r->in_forecast ? TAC_GROUP_FORECAST : TAC_GROUP_LEVELS);
    return true;
}
