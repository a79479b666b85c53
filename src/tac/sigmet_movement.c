/* Movement and change of intensity of all forms of SIGMET. */
#include "tac/sigmet_parse.h"

/* Tenths of degrees of a compass point; -1. */
static int compass_ddeg(struct slice text)
{
    static const char *const points[] = {"N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE",
                                         "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"};
    for (int i = 0; i < 16; i++)
        if (tac_text_is(text, points[i], strlen(points[i])))
            return i == 0 ? 3600 : i * 225;
    return -1;
}

/* nnKT, nnKMH; "n KT" in two words. Knots; returns the words or 0. */
static unsigned speed(const struct sigmet_reader *r, size_t ahead, int *kt)
{
    if (ahead >= sigmet_left(r))
        return 0;
    struct tac_scan s = tac_scan_start(sigmet_next(r)[ahead].text);
    int value;
    unsigned taken = 1;
    if (!tac_scan_number(&s, 1, 3, &value, NULL))
        return 0;
    if (tac_scan_done(&s) && ahead + 1 < sigmet_left(r)) {
        s = tac_scan_start(sigmet_next(r)[ahead + 1].text);
        taken = 2;
    }
    if (tac_scan_literal(&s, "KMH") || tac_scan_literal(&s, "KPH"))
        *kt = tac_speed_to_kt(value, TAC_SPEED_KMH);
    else if (tac_scan_literal(&s, "KTS") || tac_scan_literal(&s, "KT"))
        *kt = value;
    else
        return 0;
    return tac_scan_done(&s) && *kt <= 150 ? taken : 0;
}

static const char *const stationary_words[] = {"STNR", "STNRY", "STATIONARY", "QSTNRY"};

/* FROM dddff[f]KT: where it comes from. */
static unsigned movement_from(const struct sigmet_reader *r, size_t ahead, struct sigmet_movement *m)
{
    if (!(sigmet_is(r, ahead, "FROM") || sigmet_is(r, ahead, "FM")) || ahead + 1 >= sigmet_left(r))
        return 0;
    struct tac_scan s = tac_scan_start(sigmet_next(r)[ahead + 1].text);
    int from, kt;
    if (!tac_scan_digits(&s, 3, &from) || from > 360 || !tac_scan_number(&s, 2, 3, &kt, NULL) ||
        !tac_scan_literal(&s, "KT") || !tac_scan_done(&s) || kt > 150)
        return 0;
    m->from_deg = (int16_t)from;
    m->speed_kt = (int16_t)kt;
    m->stationary = from == 0 && kt == 0;
    if (!m->stationary)
        m->direction_ddeg = (int16_t)(from > 180 ? (from - 180) * 10 : (from + 180) * 10);
    return (unsigned)ahead + 2;
}

/* A point of one letter at the end of a text that was cut short may have been the first of more. */
static bool may_be_cut(const struct sigmet_reader *r, size_t ahead)
{
    return r->cut_short && ahead + 1 == sigmet_left(r) && sigmet_next(r)[ahead].text.len < 2;
}

/* "W10KT". */
static unsigned glued_movement(const struct sigmet_reader *r, size_t ahead, struct sigmet_movement *m)
{
    struct tac_scan s = tac_scan_start(sigmet_next(r)[ahead].text);
    char point[4];
    int kt;
    if (!tac_scan_compass(&s, point) || !tac_scan_number(&s, 1, 3, &kt, NULL) ||
        !tac_scan_literal(&s, "KT") || !tac_scan_done(&s) || kt > 150)
        return 0;
    m->direction_ddeg = (int16_t)compass_ddeg(slice_from_string(point));
    m->speed_kt = (int16_t)kt;
    return (unsigned)ahead + 1;
}

/* MOV direction [AT] [speed], MOV speed direction. */
static unsigned movement_to(const struct sigmet_reader *r, size_t ahead, struct sigmet_movement *m)
{
    int kt = -1;
    unsigned first = speed(r, ahead, &kt), taken = first;
    if (ahead + first >= sigmet_left(r))
        return 0;
    int ddeg = compass_ddeg(sigmet_next(r)[ahead + first].text);
    if (ddeg < 0 || may_be_cut(r, ahead + first))
        return 0;
    taken++;
    if (first == 0) {
        unsigned at = sigmet_is(r, ahead + 1, "AT") ? 1 : 0;
        unsigned words = speed(r, ahead + 1 + at, &kt);
        taken += words ? words + at : 0;
    }
    m->direction_ddeg = (int16_t)ddeg;
    m->speed_kt = (int16_t)kt;
    return (unsigned)ahead + taken;
}

static unsigned movement(const struct sigmet_reader *r, struct sigmet_movement *m)
{
    static const char *const moves[] = {"MOV", "MOVG", "MVG", "MOVE"};
    unsigned taken;
    if (SIGMET_WORD_IN(sigmet_next(r), stationary_words)) {
        m->stationary = true;
        return 1;
    }
    if (sigmet_left(r) < 2 || !SIGMET_WORD_IN(sigmet_next(r), moves))
        return 0;
    if (SIGMET_WORD_IN(sigmet_next(r) + 1, stationary_words)) {
        m->stationary = true;
        return 2;
    }
    if (sigmet_is(r, 1, "LTL") || sigmet_is(r, 1, "LITTLE")) {
        m->little = true;
        return 2;
    }
    if ((taken = movement_from(r, 1, m)) || (taken = glued_movement(r, 1, m)))
        return taken;
    return movement_to(r, 1, m);
}

bool sigmet_take_movement(struct sigmet_reader *r)
{
    struct sigmet_movement m = {.direction_ddeg = -1, .from_deg = -1, .speed_kt = -1, .present = true};
    unsigned taken = movement(r, &m);
    if (taken == 0 || r->s->movement.present || r->in_forecast)
        return false;
    r->s->movement = m;
    sigmet_take(r, taken, TAC_GROUP_MOVEMENT);
    return true;
}

bool sigmet_take_change(struct sigmet_reader *r)
{
    static const char *const none[] = {"NC"};
    static const char *const weaker[] = {"WKN", "WKNG"};
    static const char *const stronger[] = {"INTSF", "INTSFYG", "INTST"};
    const struct tac_token *t = sigmet_next(r);
    uint8_t change = SIGMET_WORD_IN(t, none)       ? SIGMET_CHANGE_NONE
                     : SIGMET_WORD_IN(t, weaker)   ? SIGMET_CHANGE_WEAKENING
                     : SIGMET_WORD_IN(t, stronger) ? SIGMET_CHANGE_INTENSIFYING
                                                   : SIGMET_CHANGE_NOT_SAID;
    unsigned taken = change != SIGMET_CHANGE_NOT_SAID ? 1 : sigmet_phrase(r, "NO CHANGE");
    if (taken == 0 || r->s->change != SIGMET_CHANGE_NOT_SAID || r->in_forecast)
        return false;
    r->s->change = change != SIGMET_CHANGE_NOT_SAID ? change : SIGMET_CHANGE_NONE;
    sigmet_take(r, taken, TAC_GROUP_INTENSITY_CHANGE);
    return true;
}
