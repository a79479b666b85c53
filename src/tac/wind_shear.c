#include "tac/wind_shear.h"

#include "tac/wind_shear_parse.h"

bool tac_scan_runway(struct tac_scan *s, char out[4])
{
    struct tac_scan at = *s;
    int number;
    if (!tac_scan_digits(&at, 2, &number) || number > 36 || number == 0)
        return false;
    if (slice_starts_with(tac_scan_rest(&at), SLICE("CLRD")))
        ; /* "15CLRD95": the C is not the runway's */
    else if (tac_scan_peek(&at) == 'L' || tac_scan_peek(&at) == 'C' || tac_scan_peek(&at) == 'R')
        at.p++;
    size_t len = (size_t)(at.p - s->p);
    memcpy(out, s->p, len);
    out[len] = '\0';
    *s = at;
    return true;
}

/* R24L, RWY24L, or RWY and the number as two groups. Returns the groups taken. */
static unsigned runway_groups(const struct tac_token *t, size_t n, char out[4])
{
    if (n == 0)
        return 0;
    struct tac_scan s = tac_scan_start(t[0].text);
    unsigned taken = 1;
    if (tac_scan_literal(&s, "RWY") || tac_scan_literal(&s, "RW") || tac_scan_char(&s, 'R')) {
        if (tac_scan_done(&s) && n > 1) {
            s = tac_scan_start(t[1].text);
            taken = 2;
        }
        if (tac_scan_runway(&s, out) && tac_scan_done(&s))
            return taken;
    }
    return 0;
}

/* WShhh/dddff(f)KT. */
static bool low_level(const struct tac_token *t, struct tac_wind_shear *w)
{
    struct tac_scan s = tac_scan_start(t->text);
    int height, direction, speed;
    if (!tac_scan_literal(&s, "WS") || !tac_scan_digits(&s, 3, &height) || !tac_scan_char(&s, '/') ||
        !tac_scan_digits(&s, 3, &direction) || !tac_scan_number(&s, 2, 3, &speed, NULL) ||
        !tac_scan_literal(&s, "KT"))
        return false;
    if (!tac_scan_done(&s) || direction > 360 || speed > 250)
        return false;
    w->height_ft = height * 100;
    w->direction_deg = (int16_t)direction;
    w->speed_kt = (int16_t)speed;
    return true;
}

unsigned tac_wind_shear_decode(const struct tac_token *t, size_t n, struct tac_wind_shear *out)
{
    struct tac_wind_shear w = {.height_ft = -1, .direction_deg = -1, .speed_kt = -1};
    unsigned taken = 1;
    if (n == 0 || t->text.len < 2 || t->text.ptr[0] != 'W' || t->text.ptr[1] != 'S')
        return 0;
    if (!low_level(t, &w)) {
        if (!tac_token_is(t, "WS"))
            return 0;
        unsigned words = tac_phrase_match(t + 1, n - 1, "ALL RWY");
        if (words == 0)
            words = tac_phrase_match(t + 1, n - 1, "ALL RWYS");
        if (words) {
            w.all_runways = true;
        } else {
            w.take_off = n > 1 && tac_token_is(&t[1], "TKOF");
            w.landing = n > 1 && tac_token_is(&t[1], "LDG");
            unsigned skip = w.take_off || w.landing ? 1 : 0;
            /* As aerodrome warnings say it: Annex 3, appendix 6, table A6-3. */
            if (tac_phrase_match(t + 1, n - 1, "IN APCH")) {
                w.landing = true;
                skip = 2;
            }
            words = runway_groups(t + 1 + skip, n - 1 - skip, w.runway);
            if (words == 0)
                return 0;
            words += skip;
        }
        taken += words;
    }
    *out = w;
    return taken;
}
