#include "tac/remark_parse.h"
#include "tac/runway_state.h"
#include "tac/temperature.h"
#include "tac/temperature_parse.h"
#include "tac/time_parse.h"
#include "tac/trend.h"
#include "tac/wind.h"
#include "tac/wind_parse.h"
#include "tac/wind_shear.h"
#include "tac/wind_shear_parse.h"

static const char *const genera[] = {"TCU", "ACC", "CB", "CF", "CU", "SF", "ST",   "SC",
                                     "NS",  "AS",  "AC", "CI", "CS", "CC", "FG",   "SN",
                                     "FU",  "RA",  "IC", "PL", "HZ", "DZ", "BLSN", "BLDU"};

static bool scan_genus(struct tac_scan *s)
{
    for (size_t i = 0; i < sizeof(genera) / sizeof(genera[0]); i++)
        if (tac_scan_text(s, genera[i], strlen(genera[i])))
            return true;
    return false;
}

/* SC5AC1CI2 (MANOBS 10.2.19): type and eighths in turn; "SC TR": a trace; "CU ASOCTD": with the others. */
static unsigned canadian_layers(const struct tac_remark_input *in, struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(in->t->text);
    unsigned layers = 0;
    int oktas;
    bool trace = in->n > 1 && (tac_token_is(&in->t[1], "TR") || tac_token_is(&in->t[1], "ASOCTD"));
    if (trace && scan_genus(&s) && tac_scan_done(&s)) {
        r->kind = TAC_REMARK_CLOUD_LAYERS;
        tac_remark_detail(r, in->t, 2);
        return 2;
    }
    s = tac_scan_start(in->t->text);
    while (scan_genus(&s) && tac_scan_digits(&s, 1, &oktas) && oktas <= 8)
        layers++;
    if (layers == 0 || !tac_scan_done(&s))
        return 0;
    r->kind = TAC_REMARK_CLOUD_LAYERS;
    tac_remark_detail(r, in->t, 1);
    return 1;
}

/* 1CU040 (Japan): eighths, type, base in hundreds of feet. */
static unsigned japanese_layer(const struct tac_remark_input *in, struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(in->t->text);
    int oktas, hundreds;
    if (!tac_scan_digits(&s, 1, &oktas) || oktas > 8)
        return 0;
    const char *type = s.p;
    if (!scan_genus(&s))
        return 0;
    const char *type_end = s.p;
    if (!tac_scan_digits(&s, 3, &hundreds) || !tac_scan_done(&s))
        return 0;
    r->kind = TAC_REMARK_CLOUD_LAYER;
    r->value[0] = oktas;
    r->value[1] = hundreds * 100;
    r->detail_start = in->t->start + (uint32_t)(type - in->t->text.ptr);
    r->detail_end = in->t->start + (uint32_t)(type_end - in->t->text.ptr);
    return 1;
}

unsigned tac_remark_cloud_layers(const struct tac_remark_input *in, struct tac_remark *r)
{
    unsigned taken = canadian_layers(in, r);
    return taken ? taken : japanese_layer(in, r);
}

static void set_wind(struct tac_remark *r, const struct tac_wind *w)
{
    r->kind = TAC_REMARK_WIND_AT_SITE;
    if (w->direction_deg >= 0)
        r->value[0] = w->direction_deg;
    if (w->speed >= 0)
        r->value[1] = tac_speed_to_kt(w->speed, (enum tac_speed_unit)w->unit);
    if (w->gust >= 0)
        r->value[2] = tac_speed_to_kt(w->gust, (enum tac_speed_unit)w->unit);
}

/* "R09/24003KT", "ARP/25003KT", "24010KT/R09", "RS32006KT": wind and place in one group. */
static unsigned wind_in_one_group(const struct tac_remark_input *in, struct tac_remark *r)
{
    struct slice text = in->t->text;
    size_t slash = slice_find(text, '/');
    struct tac_wind w;
    if (slash == 0 || slash >= text.len)
        return 0;
    struct tac_token first = {.text = slice_sub(text, 0, slash)};
    struct tac_token second = {.text = slice_sub(text, slash + 1, text.len)};
    bool place_first = tac_wind_decode(&second, 1, &w) == 1;
    if (!place_first && !tac_wind_decode(&first, 1, &w))
        return 0;
    struct tac_scan s = tac_scan_start(place_first ? first.text : second.text);
    char runway[4];
    bool runway_named =
        tac_scan_char(&s, 'R') && (tac_scan_literal(&s, "WY") || true) && tac_scan_runway(&s, runway);
    if (!(runway_named && tac_scan_done(&s)) && !tac_text_is(first.text, "ARP", 3))
        return 0;
    set_wind(r, &w);
    r->detail_start = place_first ? in->t->start : in->t->start + (uint32_t)slash + 1;
    r->detail_end = place_first ? in->t->start + (uint32_t)slash : in->t->end;
    return 1;
}

/* The height of "WIND 2090FT 26009KT". */
static bool height(struct slice text, int32_t *out)
{
    struct tac_scan s = tac_scan_start(text);
    int value;
    if (!tac_scan_number(&s, 2, 5, &value, NULL) || !tac_scan_literal(&s, "FT") || !tac_scan_done(&s))
        return false;
    *out = value;
    return true;
}

/* HARBOR WND 16004KT (Ketchikan), CLN AIR 08010KT (South Pole), KAUKAU 15012KT (Queenstown). */
static unsigned site_before_wind(const struct tac_remark_input *in, struct tac_remark *r)
{
    static const char *const sites[] = {"HARBOR WND", "HARBOUR WND", "MIDFLD WND", "CLN AIR", "KAUKAU"};
    struct tac_wind w;
    unsigned words = 0;
    for (size_t i = 0; i < sizeof(sites) / sizeof(sites[0]) && words == 0; i++)
        words = tac_phrase_match(in->t, in->n, sites[i]);
    unsigned groups = words && words < in->n ? tac_wind_decode(in->t + words, in->n - words, &w) : 0;
    if (groups == 0)
        return 0;
    set_wind(r, &w);
    tac_remark_detail(r, in->t, tac_token_is(&in->t[words - 1], "WND") ? words - 1 : words);
    return words + groups;
}

/* WIND or W/V or WND, a place of one or two words (runway, height, name), a wind group. */
unsigned tac_remark_site_wind(const struct tac_remark_input *in, struct tac_remark *r)
{
    const struct tac_token *t = in->t;
    struct tac_wind w;
    unsigned taken = wind_in_one_group(in, r);
    if (taken)
        return taken;
    w = tac_wind_none;
    if (tac_wind_variation_decode(t, in->n, &w)) {
        r->kind = TAC_REMARK_WIND_VARIATION;
        r->value[0] = w.variable_from_deg;
        r->value[1] = w.variable_to_deg;
        return 1;
    }
    taken = site_before_wind(in, r);
    if (taken)
        return taken;
    bool named = tac_token_is(t, "WIND") || tac_token_is(t, "W/V") || tac_token_is(t, "WND");
    bool place_only = slice_starts_with(t->text, SLICE("RWY")) || slice_starts_with(t->text, SLICE("THR"));
    if (!named && !place_only)
        return 0;
    unsigned first = named ? 1 : 0;
    for (unsigned words = 0; words <= 2 && first + words < in->n; words++) {
        unsigned groups = tac_wind_decode(t + first + words, in->n - first - words, &w);
        if (groups == 0 && words > 0 && tac_token_is(&t[first + words], "/////")) {
            w = tac_wind_none;
            groups = 1;
        }
        if (groups == 0)
            continue;
        set_wind(r, &w);
        if (words && !height(t[first].text, &r->value[3]))
            tac_remark_detail(r, t + first, words);
        return first + words + groups;
    }
    return 0;
}

/* PA3416, DA5145 (US forces). */
static unsigned altitude_glued(const struct tac_token *t, struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(t->text);
    int value;
    bool density = tac_scan_literal(&s, "DA");
    if (!density && !tac_scan_literal(&s, "PA"))
        return 0;
    bool below = tac_scan_char(&s, '-');
    if (!tac_scan_number(&s, 3, 5, &value, NULL) || !tac_scan_done(&s))
        return 0;
    r->kind = density ? TAC_REMARK_DENSITY_ALTITUDE : TAC_REMARK_PRESSURE_ALTITUDE;
    r->value[0] = below ? -value : value;
    return 1;
}

/* DENSITY ALT 2600FT, DA 1200FT, PA 300FT. */
unsigned tac_remark_altitude(const struct tac_remark_input *in, struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(in->t->text);
    unsigned words = tac_phrase_match(in->t, in->n, "DENSITY ALT");
    int value;
    r->kind = TAC_REMARK_DENSITY_ALTITUDE;
    if (words == 0)
        words = tac_phrase_match(in->t, in->n, "DENSITY ALTITUDE");
    if (words == 0 && (tac_token_is(in->t, "DA") || tac_token_is(in->t, "PA"))) {
        words = 1;
        if (in->t->text.ptr[0] == 'P')
            r->kind = TAC_REMARK_PRESSURE_ALTITUDE;
    }
    if (words == 0)
        return altitude_glued(in->t, r);
    if (words >= in->n)
        return 0;
    if (tac_token_is(&in->t[words], "MISG"))
        return words + 1;
    s = tac_scan_start(in->t[words].text);
    bool below = tac_scan_char(&s, '-') || tac_scan_char(&s, 'M');
    if (!below)
        tac_scan_char(&s, '+');
    if (!tac_scan_number(&s, 1, 5, &value, NULL))
        return 0;
    words++;
    if (tac_scan_done(&s))
        words += words < in->n && tac_token_is(&in->t[words], "FT") ? 1 : 0;
    else if (!tac_scan_literal(&s, "FT") || !tac_scan_done(&s))
        return 0;
    r->value[0] = below ? -value : value;
    return words;
}

/* LAST [STFD] OBS/NXT 201200Z and its spellings (Canada). */
unsigned tac_remark_next_observation(const struct tac_remark_input *in, struct tac_remark *r)
{
    static const char *const heads[] = {"LAST STFD OBS/NXT",
                                        "LAST STFD OBS/NEXT",
                                        "LAST OBS/NXT",
                                        "LAST OBS/NEXT",
                                        "LAST OBS /NEXT",
                                        "LAST STFD OBS/ NEXT",
                                        "LAST OBS/ NEXT",
                                        "LAST OBS NEXT",
                                        "LAST STAFFED OBS/NEXT",
                                        "LAST STFD OBS NXT",
                                        "LAST STFD OBS NEXT",
                                        "LAST STFD OBS /NEXT",
                                        "NEXT",
                                        "NXT"};
    unsigned words = 0;
    if (tac_token_is(in->t, "COR") && in->n > 1) {
        struct slice digits = in->t[1].text;
        r->kind = TAC_REMARK_CORRECTED_AT;
        if (digits.len == 5 && digits.ptr[4] == 'Z')
            digits.len = 4;
        struct tac_scan s = tac_scan_start(digits);
        struct tac_day_time d;
        if (!tac_scan_hhmm(&s, &d) || !tac_scan_done(&s))
            return 0;
        /* A correction is made after the observation. */
        if (in->context->time != UTC_NONE)
            r->at = tac_time_nearest(d, in->context->time, 0);
        return 2;
    }
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]) && words == 0; i++)
        words = tac_phrase_match(in->t, in->n, heads[i]);
    if (words == 0 || words >= in->n)
        return 0;
    struct tac_scan s = tac_scan_start(in->t[words].text);
    struct tac_day_time d;
    if (!tac_scan_ddhhmm(&s, &d) && !tac_scan_hhmm(&s, &d))
        return 0;
    bool zone = tac_scan_char(&s, 'Z') || tac_scan_literal(&s, "UTC");
    tac_scan_slashes(&s, 1); /* parts it from the next remark */
    if (!tac_scan_done(&s))
        return 0;
    words++;
    if (!zone && words < in->n && (tac_token_is(&in->t[words], "UTC") || tac_token_is(&in->t[words], "Z")))
        words++;
    r->kind = TAC_REMARK_NEXT_OBSERVATION;
    r->at = tac_time_not_before(d, in->context->time);
    return words;
}

/* INFO H, ATIS J. */
static unsigned atis(const struct tac_remark_input *in, struct tac_remark *r)
{
    bool named = tac_token_is(in->t, "INFO") || tac_token_is(in->t, "INFO:") || tac_token_is(in->t, "ATIS");
    if (!named || in->n < 2 || in->t[1].text.len != 1 || !tac_is_letter(in->t[1].text.ptr[0]))
        return 0;
    r->kind = TAC_REMARK_ATIS;
    tac_remark_detail(r, &in->t[1], 1);
    return 2;
}

/* BIRD HAZARD RWY 04/22 (Peru). */
static unsigned bird_hazard(const struct tac_remark_input *in, struct tac_remark *r)
{
    unsigned words = tac_phrase_match(in->t, in->n, "BIRD HAZARD");
    if (words == 0)
        return 0;
    r->kind = TAC_REMARK_BIRD_HAZARD;
    if (words + 1 < in->n && tac_token_is(&in->t[words], "RWY")) {
        struct tac_scan s = tac_scan_start(in->t[words + 1].text);
        char runway[4];
        if (tac_scan_runway(&s, runway)) {
            tac_remark_detail(r, &in->t[words + 1], 1);
            return words + 2;
        }
    }
    return words;
}

unsigned tac_remark_service(const struct tac_remark_input *in, struct tac_remark *r)
{
    unsigned taken = atis(in, r);
    return taken ? taken : bird_hazard(in, r);
}

static const char *sea_state_word(int code)
{
    static const char *const words[] = {"calm (glassy)", "calm (rippled)", "smooth",     "slight",
                                        "moderate",      "rough",          "very rough", "high",
                                        "very high",     "phenomenal"};
    return code >= 0 && code <= 9 ? words[code] : NULL;
}

/* W15/S4, W///S3, W12/H10 (15.13.5, code table 3700; H in decimetres). */
static unsigned sea_surface(struct tac_scan s, struct tac_remark *r)
{
    int temperature, value;
    if (!tac_scan_char(&s, 'W'))
        return 0;
    if (tac_scan_left(&s) == 5 && tac_text_all_slashes(tac_scan_rest(&s))) {
        r->kind = TAC_REMARK_SEA;
        return 1;
    }
    if (tac_scan_temperature(&s, &temperature))
        r->value[0] = temperature;
    else if (!tac_scan_slashes(&s, 2))
        return 0;
    if (!tac_scan_char(&s, '/'))
        return 0;
    r->kind = TAC_REMARK_SEA;
    if (tac_scan_char(&s, 'S')) {
        if (tac_scan_digits(&s, 1, &value)) {
            r->value[2] = value;
            r->note = sea_state_word(value);
        } else if (!tac_scan_slashes(&s, 1)) {
            return 0;
        }
    } else if (tac_scan_char(&s, 'H')) {
        if (tac_scan_number(&s, 1, 3, &value, NULL))
            r->value[1] = value;
        else if (!tac_scan_slashes(&s, 3))
            return 0;
    } else {
        return 0;
    }
    return tac_scan_done(&s) ? 1 : 0;
}

/* QUK n, QUL n [direction]: state of the sea and swell by the Q code (Italy). */
static unsigned q_code_sea(const struct tac_remark_input *in, struct tac_remark *r)
{
    int value;
    char point[4];
    if (in->n < 2 || (!tac_token_is(in->t, "QUK") && !tac_token_is(in->t, "QUL")))
        return 0;
    struct tac_scan s = tac_scan_start(in->t[1].text);
    if (tac_scan_digits(&s, 1, &value))
        r->value[0] = value;
    else if (!tac_scan_slashes(&s, 1))
        return 0;
    if (!tac_scan_done(&s))
        return 0;
    r->kind = TAC_REMARK_SEA_STATE;
    r->note = tac_token_is(in->t, "QUK") ? "sea" : "swell";
    if (in->n > 2) {
        s = tac_scan_start(in->t[2].text);
        if (tac_scan_compass(&s, point) && tac_scan_done(&s)) {
            tac_remark_detail(r, &in->t[2], 1);
            return 3;
        }
    }
    return 2;
}

unsigned tac_remark_sea(const struct tac_remark_input *in, struct tac_remark *r)
{
    unsigned taken = sea_surface(tac_scan_start(in->t->text), r);
    return taken ? taken : q_code_sea(in, r);
}
