#include "tac/cloud.h"

#include "tac/cloud_parse.h"

static const char *const cover_names[] = {
    [TAC_COVER_UNKNOWN] = NULL, [TAC_COVER_FEW] = "FEW", [TAC_COVER_SCT] = "SCT",
    [TAC_COVER_BKN] = "BKN",    [TAC_COVER_OVC] = "OVC", [TAC_COVER_SKC] = "SKC",
    [TAC_COVER_CLR] = "CLR",    [TAC_COVER_NSC] = "NSC", [TAC_COVER_NCD] = "NCD",
};

bool tac_cover_is_clear(enum tac_cover cover)
{
    return cover >= TAC_COVER_SKC;
}

const char *tac_cover_name(enum tac_cover cover)
{
    return cover_names[cover];
}

const char *tac_cloud_type_name(enum tac_cloud_type type)
{
    return type == TAC_CLOUD_CB ? "CB" : type == TAC_CLOUD_TCU ? "TCU" : NULL;
}

bool tac_cloud_is_missing(const struct tac_token *t)
{
    return t->text.len >= 6 && t->text.len <= 9 && tac_text_all_slashes(t->text);
}

static bool scan_cover(struct tac_scan *s, struct tac_cloud *c)
{
    if (tac_scan_slashes(s, 3)) {
        c->cover = TAC_COVER_UNKNOWN;
        return true;
    }
    for (unsigned i = TAC_COVER_FEW; i <= TAC_COVER_NCD; i++) {
        if (tac_scan_text(s, cover_names[i], 3)) {
            c->cover = (uint8_t)i;
            return true;
        }
    }
    return false;
}

/* The other genera, which some add ("FEW015CU", Japan): those of no significance have no type. */
static bool scan_genus(struct tac_scan *s)
{
    static const char genera[][3] = {"CU", "SC", "ST", "AC", "AS", "NS", "CI", "CS", "CC"};
    for (size_t i = 0; i < sizeof(genera) / sizeof(genera[0]); i++)
        if (tac_scan_text(s, genera[i], 2))
            return true;
    return false;
}

/* CB, TCU or /// (type could not be observed). */
static void scan_type(struct tac_scan *s, struct tac_cloud *c)
{
    if (tac_scan_done(s))
        return;
    if (tac_scan_literal(s, "CB"))
        c->type = TAC_CLOUD_CB;
    else if (tac_scan_literal(s, "TCU"))
        c->type = TAC_CLOUD_TCU;
    else if (!tac_scan_slashes(s, 3) && c->base_ft_agl >= 0)
        scan_genus(s);
}

unsigned tac_cloud_decode(const struct tac_token *t, size_t n, struct tac_cloud *out)
{
    struct tac_scan s = tac_scan_start(t->text);
    struct tac_cloud c = {.base_ft_agl = -1};
    int hundreds;
    if (n == 0 || t->text.len < 3 || !scan_cover(&s, &c))
        return 0;
    if (tac_cover_is_clear(c.cover)) {
        if (!tac_scan_done(&s))
            return 0;
        *out = c;
        return 1;
    }
    if (tac_scan_digits(&s, 3, &hundreds))
        c.base_ft_agl = hundreds * 100;
    else
        tac_scan_slashes(&s, 3);
    scan_type(&s, &c);
    /* An amount alone ("BKN 055") is a layer whose base is not known; slashes alone are none. */
    if (!tac_scan_done(&s) || (c.cover == TAC_COVER_UNKNOWN && c.base_ft_agl < 0 && !c.type))
        return 0;
    *out = c;
    return 1;
}

bool tac_text_is_like_ceiling(struct slice s)
{
    for (size_t i = 0; i + 3 <= s.len; i++)
        if (memcmp(s.ptr + i, "BKN", 3) == 0 || memcmp(s.ptr + i, "OVC", 3) == 0 ||
            memcmp(s.ptr + i, "BNK", 3) == 0)
            return true;
    return s.len >= 3 && s.ptr[0] == 'V' && s.ptr[1] == 'V';
}

unsigned tac_vertical_visibility_decode(const struct tac_token *t, size_t n, int32_t *out_ft)
{
    struct tac_scan s = tac_scan_start(t->text);
    int32_t ft = -1;
    int hundreds;
    if (n == 0 || !tac_scan_literal(&s, "VV"))
        return 0;
    if (tac_scan_digits(&s, 3, &hundreds))
        ft = hundreds * 100;
    else if (!tac_scan_slashes(&s, 3))
        return 0;
    /* "VV008TCU": what hides the sky. */
    if (!tac_scan_literal(&s, "TCU"))
        tac_scan_literal(&s, "CB");
    if (!tac_scan_done(&s))
        return 0;
    *out_ft = ft;
    return 1;
}
