/*
 * Sky of a PIREP (JO 7110.10, 9-2-15; AIM 7-1-20): amount, base and "-TOP" in hundreds of feet MSL. Older and
 * careless forms: base before the amount ("032 OVC 045"), "BASES OVC049 TOPS 055", "TOP046" alone.
 */
#include "tac/pirep_parse.h"

enum role { ROLE_NONE, ROLE_BASE, ROLE_TOP };

struct sky {
    struct pirep *p;
    struct pirep_sky layer;
    bool open;           /* layer holds something */
    bool dash;           /* a dash joins what follows */
    bool bare;           /* the base came before its amount, without a word */
    bool base_due;       /* BASES was said for the next amount */
    uint8_t role;        /* of the next level */
    uint16_t first_span; /* of the open layer */
};

static const struct pirep_sky layer_none = {.base_ft_msl = PIREP_FEET_NONE, .top_ft_msl = PIREP_FEET_NONE};

static void set_undecoded(struct tac_span *span)
{
    span->group = TAC_GROUP_UNDECODED;
    span->index = 0;
}

static void drop_layer(struct sky *k)
{
    k->layer = layer_none;
    k->open = k->dash = k->bare = k->base_due = false;
    k->role = ROLE_NONE;
}

static bool close_layer(struct sky *k)
{
    if (k->open) {
        if (k->p->sky_count == PIREP_SKY_MAX || (k->bare && !k->layer.cover[0]))
            return false;
        k->p->sky[k->p->sky_count++] = k->layer;
    }
    drop_layer(k);
    return true;
}

/* Nothing more comes for the open layer; what cannot stand as one is undecoded after all. */
static void end_layer(struct sky *k)
{
    if (close_layer(k))
        return;
    for (unsigned i = k->first_span; i < k->p->spans.count; i++)
        set_undecoded(&k->p->spans.list[i]);
    drop_layer(k);
}

static bool is_cover(const struct pirep_atom *a)
{
    static const char covers[][4] = {"FEW", "SCT", "BKN", "OVC", "SKC", "CLR", "OVX"};
    for (size_t i = 0; i < sizeof(covers) / sizeof(covers[0]); i++)
        if (tac_text_is(a->text, covers[i], 3))
            return true;
    return false;
}

/* "SCT-BKN": an amount that varies. */
static bool extend_cover(struct sky *k, const struct pirep_atom *a)
{
    if (strlen(k->layer.cover) != 3)
        return false;
    k->layer.cover[3] = '-';
    memcpy(k->layer.cover + 4, a->text.ptr, 3);
    k->layer.cover[7] = '\0';
    k->dash = false;
    return true;
}

static bool take_cover(struct sky *k, const struct pirep_atom *a)
{
    /* "TOPS OVC045": the amount of the layer whose top comes next. */
    bool top_due = k->open && k->role == ROLE_TOP && !k->dash;
    bool joins = k->open && !k->layer.cover[0] && (k->dash || k->bare || top_due);
    if (top_due && slice_equal(a->text, slice_from_string(k->layer.cover)))
        return true; /* "BASES OVC020 TOPS OVC050" */
    if (k->open && k->dash && k->layer.cover[0] && k->layer.base_ft_msl == PIREP_FEET_NONE)
        return extend_cover(k, a);
    if (k->open && k->dash && !joins)
        return false;
    bool base_due = k->base_due;
    if (!joins && !close_layer(k))
        return false;
    slice_copy(a->text, k->layer.cover, sizeof(k->layer.cover));
    k->open = true;
    k->dash = false;
    k->base_due = false;
    k->role = top_due ? ROLE_TOP : base_due ? ROLE_BASE : ROLE_NONE;
    return true;
}

static bool take_feet(struct sky *k, int32_t feet)
{
    struct pirep_sky *l = &k->layer;
    bool clear = strcmp(l->cover, "SKC") == 0 || strcmp(l->cover, "CLR") == 0;
    uint8_t role = k->role;
    if (clear)
        return false;
    if (role == ROLE_NONE) {
        bool base_known = l->base_ft_msl != PIREP_FEET_NONE;
        if (base_known && !k->dash && !(k->bare && l->cover[0]))
            return false;
        role = base_known ? ROLE_TOP : ROLE_BASE;
        k->bare |= !l->cover[0] && !k->open;
    }
    int32_t *to = role == ROLE_TOP ? &l->top_ft_msl : &l->base_ft_msl;
    if (*to != PIREP_FEET_NONE)
        return false;
    *to = feet;
    if (l->base_ft_msl != PIREP_FEET_NONE && l->top_ft_msl != PIREP_FEET_NONE &&
        l->top_ft_msl < l->base_ft_msl)
        return false;
    k->open = true;
    k->dash = k->base_due = false;
    k->role = ROLE_NONE;
    return true;
}

static bool take_top_word(struct sky *k)
{
    bool top_known = k->open && k->layer.top_ft_msl != PIREP_FEET_NONE;
    /* "BKN020-030-TOPS060": it was the base that varies. */
    if (top_known && (k->dash || !close_layer(k)))
        return false;
    k->role = ROLE_TOP;
    k->dash = false;
    k->open = true;
    return true;
}

static bool take_base_word(struct sky *k)
{
    if (k->open && !close_layer(k))
        return false;
    k->role = ROLE_BASE;
    k->base_due = true;
    return true;
}

static bool take_atom(struct sky *k, const struct pirep_atom *a)
{
    const struct pirep_atom clear = {SLICE("CLR"), a->word};
    int32_t feet;
    if (is_cover(a))
        return take_cover(k, a);
    if (pirep_atom_is(a, "CLEAR"))
        return take_cover(k, &clear);
    if (pirep_atom_feet(a, &feet))
        return take_feet(k, feet);
    if (pirep_atom_is(a, "TOP") || pirep_atom_is(a, "TOPS") || (pirep_atom_is(a, "T") && k->open))
        return take_top_word(k);
    if (pirep_atom_is(a, "BASE") || pirep_atom_is(a, "BASES"))
        return take_base_word(k);
    if (pirep_atom_is(a, "B")) /* "B041 OVC": its amount follows */
        return take_base_word(k) && (k->bare = true);
    if (pirep_text_unknown(a->text)) { /* a level or amount that is said to be unknown */
        k->role = ROLE_NONE;
        k->dash = false;
        return true;
    }
    if (pirep_atom_is(a, "FL") || pirep_atom_is(a, "AT"))
        return k->role != ROLE_NONE;
    if (pirep_atom_is(a, "-"))
        return k->dash = true;
    return pirep_atom_is(a, "SK") || pirep_atom_is(a, ",");
}

static bool take_conditions(struct sky *k, const struct tac_token *t)
{
    if (tac_token_is(t, "IMC"))
        k->p->flight_conditions = "IMC";
    else if (tac_token_is(t, "VMC") || tac_token_is(t, "VFR"))
        k->p->flight_conditions = "VMC";
    else
        return false;
    return true;
}

/* Is "CLR BELOW" and the like: clear of a part of the sky only. */
static bool clear_in_part(const struct pirep_section *s, size_t i)
{
    static const char *const words[] = {"BELOW", "BLO", "BLW", "ABOVE", "ABV", "BTN"};
    if (i + 1 >= s->n || (!tac_token_is(&s->t[i], "CLR") && !tac_token_is(&s->t[i], "SKC")))
        return false;
    for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++)
        if (tac_text_is(s->t[i + 1].text, words[w], strlen(words[w])))
            return true;
    return false;
}

/* "TOPUNKN", "OVCUNK": cuts the mark of an unknown level off. */
static bool take_letters(struct sky *k, const struct pirep_atom *a)
{
    for (size_t cut = 3; cut <= 4 && cut < a->text.len; cut++) {
        struct pirep_atom head = {slice_sub(a->text, 0, cut), a->word};
        struct pirep_atom tail = {slice_sub(a->text, cut, a->text.len), a->word};
        if (pirep_text_unknown(tail.text))
            return take_atom(k, &head) && take_atom(k, &tail);
    }
    return take_atom(k, a);
}

/* All atoms of a word, or none: what was half understood may be half wrong. */
static bool take_word(struct sky *k, const struct tac_token *t)
{
    struct pirep_atom atoms[PIREP_ATOMS_MAX];
    size_t n = pirep_atoms_cut(t, 1, atoms);
    struct sky before = *k;
    uint8_t count = k->p->sky_count;
    bool taken = n > 0;
    for (size_t i = 0; i < n && taken; i++) {
        /* "OVC025/TOP040" */
        bool slash = pirep_atom_is(&atoms[i], "/") && i + 1 < n &&
                     (pirep_atom_is(&atoms[i + 1], "TOP") || pirep_atom_is(&atoms[i + 1], "TOPS"));
        taken = slash || take_letters(k, &atoms[i]);
    }
    if (!taken) {
        *k = before;
        k->p->sky_count = count;
    }
    return taken;
}

/* A word that only introduces ("SK" once more) belongs to the layer before it when none follows. */
static void settle_indexes(struct pirep *p, unsigned first)
{
    for (unsigned i = first; i < p->spans.count; i++) {
        struct tac_span *span = &p->spans.list[i];
        if (span->group != TAC_GROUP_SKY || span->index < p->sky_count)
            continue;
        if (p->sky_count > 0)
            span->index = (uint8_t)(p->sky_count - 1);
        else
            set_undecoded(span);
    }
}

void pirep_sky_decode(const struct pirep_section *s)
{
    struct sky k = {.p = s->p, .layer = layer_none};
    unsigned first = s->p->spans.count;
    if (s->n == 1 && pirep_text_unknown(s->t[0].text)) {
        pirep_section_span(s, 0, 1, TAC_GROUP_MISSING, 0);
        return;
    }
    for (size_t i = 0; i < s->n; i++) {
        bool lost = clear_in_part(s, i);
        if (!k.open)
            k.first_span = s->p->spans.count;
        if (!lost && take_conditions(&k, &s->t[i])) {
            pirep_section_span(s, i, 1, TAC_GROUP_FLIGHT_CONDITIONS, 0);
        } else if (!lost && take_word(&k, &s->t[i])) {
            pirep_section_span(s, i, 1, TAC_GROUP_SKY, s->p->sky_count);
        } else {
            end_layer(&k);
            pirep_section_span(s, i, 1, TAC_GROUP_UNDECODED, 0);
        }
    }
    end_layer(&k);
    settle_indexes(s->p, first);
}

bool pirep_sky_word(const struct pirep_section *s, size_t at)
{
    struct sky k = {.p = s->p, .layer = layer_none};
    struct pirep_atom first[PIREP_ATOMS_MAX];
    uint8_t count = s->p->sky_count;
    if (pirep_atoms_cut(&s->t[at], 1, first) == 0 || !is_cover(&first[0]) || !take_word(&k, &s->t[at]) ||
        !close_layer(&k)) {
        s->p->sky_count = count;
        return false;
    }
    pirep_section_span(s, at, 1, TAC_GROUP_SKY, count);
    return true;
}
