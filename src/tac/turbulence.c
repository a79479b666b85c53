#include "tac/turbulence.h"

/* FM, TILL, TL or TO with hhmm or ddhhmm, in one group or two: the groups. */
static unsigned limit(const struct tac_token *t, size_t n, bool from)
{
    struct tac_scan s = n ? tac_scan_start(t->text) : (struct tac_scan){NULL, NULL};
    unsigned taken = 1;
    bool word =
        from ? tac_scan_literal(&s, "FM")
             : tac_scan_literal(&s, "TILL") || tac_scan_literal(&s, "TL") || tac_scan_literal(&s, "TO");
    if (!word)
        return 0;
    if (tac_scan_done(&s) && n > 1) {
        s = tac_scan_start(t[1].text);
        taken = 2;
    }
    struct slice figures = tac_scan_rest(&s);
    return tac_text_all_digits(figures) && (figures.len == 4 || figures.len == 6) ? taken : 0;
}

static bool is_intensity(const struct tac_token *t)
{
    return tac_token_is(t, "MOD") || tac_token_is(t, "SEV") || tac_token_is(t, "MOD/SEV") ||
           tac_token_is(t, "FBL");
}

static bool is_height(const struct tac_token *t)
{
    struct tac_scan s = tac_scan_start(t->text);
    int ft;
    return tac_scan_number(&s, 3, 5, &ft, NULL) && tac_scan_literal(&s, "FT") && tac_scan_done(&s);
}

unsigned tac_turbulence_match(const struct tac_token *t, size_t n)
{
    unsigned first = limit(t, n, true);
    const struct tac_token *what = t + first;
    if (first + 4 > n || !is_intensity(what) || !tac_token_is(&what[1], "TURB") ||
        !(tac_token_is(&what[2], "BLW") || tac_token_is(&what[2], "ABV")) || !is_height(&what[3]))
        return 0;
    unsigned taken = first + 4;
    return taken + limit(t + taken, n - taken, false);
}
