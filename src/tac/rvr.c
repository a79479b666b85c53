#include "tac/rvr.h"

#include "tac/rvr_parse.h"
#include "tac/wind_shear.h"
#include "tac/wind_shear_parse.h"

/* M or P and four figures (three in Japan and Mexico: 0600FT is meant as written). */
static bool scan_value(struct tac_scan *s, bool *below, bool *above, int32_t *out)
{
    struct tac_scan at = *s;
    int value;
    *below = tac_scan_char(&at, 'M');
    *above = !*below && tac_scan_char(&at, 'P');
    if (!tac_scan_digits(&at, 4, &value))
        return false;
    *s = at;
    *out = value;
    return true;
}

/* The tendency, with or without a slash; "//" where it could not be told. */
static void scan_tendency(struct tac_scan *s, struct tac_rvr *r)
{
    struct tac_scan at = *s;
    tac_scan_char(&at, '/');
    char c = tac_scan_peek(&at);
    if (c == 'U' || c == 'D' || c == 'N') {
        r->tendency = c;
        s->p = at.p + 1;
    } else if (!tac_scan_slashes(s, 2)) {
        tac_scan_slashes(s, 1);
    }
}

static bool scan_measured(struct tac_scan *s, struct tac_rvr *r)
{
    bool below, above, below_to = false, above_to = false;
    if (!scan_value(s, &below, &above, &r->value))
        return false;
    if (tac_scan_char(s, 'V')) {
        /* The lower end can't be "more than", nor the upper one "less than". */
        if (!scan_value(s, &below_to, &above_to, &r->variable_to) || above || below_to)
            return false;
    }
    r->less_than = below;
    r->greater_than = above || above_to;
    r->feet = tac_scan_literal(s, "FT");
    scan_tendency(s, r);
    if (!r->feet)
        r->feet = tac_scan_literal(s, "FT");
    return true;
}

unsigned tac_rvr_decode(const struct tac_token *t, size_t n, struct tac_rvr *out)
{
    struct tac_scan s = tac_scan_start(t->text);
    struct tac_rvr r = {.value = -1, .variable_to = -1};
    if (n == 0 || !tac_scan_char(&s, 'R') || !tac_scan_runway(&s, r.runway) || !tac_scan_char(&s, '/'))
        return 0;
    if (tac_scan_slashes(&s, 4)) {
        r.feet = tac_scan_literal(&s, "FT");
        if (tac_scan_peek(&s) != '/' || tac_scan_left(&s) > 1)
            scan_tendency(&s, &r);
    } else if (!scan_measured(&s, &r)) {
        return 0;
    }
    if (!tac_scan_done(&s))
        return 0;
    *out = r;
    return 1;
}
