#include "tac/remark_parse.h"
#include "tac/time.h"
#include "tac/turbulence.h"
#include "tac/time_parse.h"
#include "tac/wind_shear.h"
#include "tac/wind_shear_parse.h"

/*
 * MON and VAL [directions] state (Italy, AIP GEN 3.5): how the mountains and the valleys look from the
 * station. Longer states first where one begins another.
 */
static unsigned italian_terrain(const struct tac_remark_input *in, struct tac_remark *r)
{
    static const struct {
        const char *place;
        const char *text;
        const char *meaning;
    } states[] = {
        {"MON", "LIB", "mountains free of clouds"},
        {"MON", "CLD SCT", "mountains in scattered clouds"},
        {"MON", "CLD CIME", "clouds above the mountain tops"},
        {"MON", "VERS INC", "mountain slopes in clouds"},
        {"MON", "CNS POST", "mountains on this side seen, those behind hidden"},
        {"MON", "CIME INC", "mountain tops in clouds"},
        {"MON", "GEN INC", "most mountains in clouds"},
        {"MON", "INC", "mountains in clouds"},
        {"MON", "INVIS", "mountains not visible"},
        {"VAL", "NIL", "no cloud in the valleys"},
        {"VAL", "FOSCHIA SKC SUP", "mist in the valleys, clear above"},
        {"VAL", "FOSCHIA", "mist in the valleys"},
        {"VAL", "NEBBIA SCT", "scattered fog in the valleys"},
        {"VAL", "NEBBIA", "fog in the valleys"},
        {"VAL", "CLD SCT NEBBIA INF", "scattered clouds in the valleys, fog below"},
        {"VAL", "CLD SCT", "scattered clouds in the valleys"},
        {"VAL", "MAR CLD", "sea of clouds in the valleys"},
        {"VAL", "INVIS", "valleys not visible"},
    };
    unsigned places = 1;
    if (in->n < 2 || (!tac_token_is(in->t, "MON") && !tac_token_is(in->t, "VAL")))
        return 0;
    while (places < in->n && tac_remark_is_direction(&in->t[places]))
        places++;
    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
        unsigned words = tac_text_is(in->t->text, states[i].place, 3)
                             ? tac_phrase_match(in->t + places, in->n - places, states[i].text)
                             : 0;
        if (words == 0)
            continue;
        r->kind = TAC_REMARK_TERRAIN;
        r->note = states[i].meaning;
        if (places > 1)
            tac_remark_detail(r, &in->t[1], places - 1);
        return places + words;
    }
    return 0;
}

static bool is_any(const struct tac_token *t, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tac_text_is(t->text, words[i], strlen(words[i])))
            return true;
    return false;
}

#define IS_ANY(t, words)   is_any((t), (words), sizeof(words) / sizeof((words)[0]))
#define AIRCRAFT_WORDS_MAX 20

/* MOD TURB OBS AT 1011Z PLUTO BTN 9000FT AND 13000FT IN CMB BY B738 (Japan): up to the type after BY, or IN
 * DES and the type. */
static unsigned aircraft_report(const struct tac_remark_input *in, struct tac_remark *r)
{
    static const char *const intensities[] = {"FBL", "LGT", "MOD", "SEV", "LGT-MOD", "MOD-SEV"};
    static const char *const hazards[] = {"TURB", "ICE", "ICG"};
    static const char *const observed[] = {"OBS", "REP"};
    static const char *const phases[] = {"CMB", "DES", "CLB", "APCH", "FNA", "CRZ"};
    const struct tac_token *t = in->t;
    struct tac_day_time when;
    if (in->n < 6 || !IS_ANY(t, intensities) || !IS_ANY(&t[1], hazards) || !IS_ANY(&t[2], observed) ||
        !tac_token_is(&t[3], "AT"))
        return 0;
    struct tac_scan s = tac_scan_start(t[4].text);
    if (!tac_scan_hhmm(&s, &when) || !tac_scan_char(&s, 'Z') || !tac_scan_done(&s))
        return 0;
    unsigned last = 0;
    for (unsigned i = 5; i + 1 < in->n && i < AIRCRAFT_WORDS_MAX && last == 0; i++) {
        if (tac_token_is(&t[i], "BY"))
            last = i + 1;
        else if (tac_token_is(&t[i], "IN") && IS_ANY(&t[i + 1], phases) && i + 2 < in->n)
            last = tac_token_is(&t[i + 2], "BY") && i + 3 < in->n ? i + 3 : i + 2;
    }
    if (last == 0)
        return 0;
    r->kind = TAC_REMARK_AIRCRAFT_REPORT;
    tac_remark_detail(r, t, last + 1);
    r->at = tac_remark_past_time(slice_sub(t[4].text, 0, 4), in->context->time);
    return last + 1;
}

static unsigned turbulence(const struct tac_remark_input *in, struct tac_remark *r)
{
    unsigned taken = tac_turbulence_match(in->t, in->n);
    if (taken) {
        r->kind = TAC_REMARK_TURBULENCE;
        tac_remark_detail(r, in->t, taken);
    }
    return taken;
}

/* RWY09 or RWY 09 or RWY 09/27: the groups. */
static unsigned runway(const struct tac_token *t, size_t n)
{
    struct tac_scan s = tac_scan_start(t->text);
    char name[4];
    unsigned taken = 1;
    if (n == 0 || !tac_scan_literal(&s, "RWY"))
        return 0;
    if (tac_scan_done(&s) && n > 1) {
        s = tac_scan_start(t[1].text);
        taken = 2;
    }
    return tac_scan_runway(&s, name) && tac_scan_done(&s) ? taken : 0;
}

/* RWY09 IN USE; RWY32 right after the letter of the information ("INFO M RWY32", "INFO H / RWY 01":
 * Thailand). */
static unsigned runway_in_use(const struct tac_remark_input *in, struct tac_remark *r)
{
    const struct tac_remarks *before = in->remarks;
    bool after_atis = before->count > 0 && before->list[before->count - 1].kind == TAC_REMARK_ATIS;
    unsigned skip = after_atis && in->n > 1 && tac_token_is(in->t, "/") ? 1 : 0;
    unsigned groups = runway(in->t + skip, in->n - skip);
    if (groups == 0)
        return 0;
    unsigned words = skip + groups;
    unsigned in_use = tac_phrase_match(in->t + words, in->n - words, "IN USE");
    if (!in_use && !after_atis)
        return 0;
    r->kind = TAC_REMARK_RUNWAY_IN_USE;
    tac_remark_detail(r, in->t + skip, groups);
    return words + in_use;
}

/* REG QNH 1019 (Czechia), QFF 1018 and QFF1018 (Chile). */
static unsigned other_pressure(const struct tac_remark_input *in, struct tac_remark *r)
{
    unsigned words = tac_phrase_match(in->t, in->n, "REG QNH");
    struct tac_scan s = tac_scan_start(in->t->text);
    int hpa;
    r->kind = TAC_REMARK_REGIONAL_QNH;
    if (words == 0) {
        r->kind = TAC_REMARK_QFF;
        if (!tac_scan_literal(&s, "QFF"))
            return 0;
        words = tac_scan_done(&s) ? 1 : 0;
    }
    if (words >= in->n)
        return 0;
    if (words)
        s = tac_scan_start(in->t[words].text);
    if (!tac_scan_number(&s, 3, 4, &hpa, NULL) || !tac_scan_done(&s) || hpa < 850 || hpa > 1100)
        return 0;
    r->value[0] = hpa * 10;
    return words + 1;
}

/* 1500N, 4000N-NE (Japan): the visibility in a direction, in metres. */
static unsigned directional_visibility(const struct tac_remark_input *in, struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(in->t->text);
    int meters;
    if (!in->context->station || in->context->station[0] != 'R' || !tac_scan_digits(&s, 4, &meters) ||
        meters == 9999)
        return 0;
    struct tac_token direction = {.text = tac_scan_rest(&s)};
    if (tac_scan_done(&s) || !tac_remark_is_direction(&direction))
        return 0;
    r->kind = TAC_REMARK_METRIC_VISIBILITY;
    r->value[0] = meters;
    r->detail_start = in->t->start + 4;
    r->detail_end = in->t->end;
    return 1;
}

unsigned tac_remark_national(const struct tac_remark_input *in, struct tac_remark *r)
{
    static tac_remark_parser *const parsers[] = {italian_terrain, aircraft_report, turbulence,
                                                 runway_in_use,   other_pressure,  directional_visibility};
    unsigned taken = 0;
    for (size_t i = 0; i < sizeof(parsers) / sizeof(parsers[0]) && taken == 0; i++)
        taken = parsers[i](in, r);
    return taken;
}
