/*
 * Turbulence and icing of a PIREP (JO 7110.10, 9-2-15; AIM 7-1-21 and 7-1-22 with tables 7-1-8 and 7-1-9):
 * duration, intensity, type and levels, in the contractions or spelt out, several one after another. A word
 * that is not known leaves what follows it undecoded up to the next intensity, and takes that one along when
 * it stands right before it: "MOSTLY SMOOTH" is not smooth.
 */
#include "tac/pirep_parse.h"

enum { LEVEL_NONE = -1, LEVEL_NEG, LEVEL_TRC, LEVEL_LGT, LEVEL_MOD, LEVEL_SEV, LEVEL_EXTRM };

/* [low][high - low]: what is reported as a range of two neighbours. */
static const char *const intensity_names[][3] = {
    [LEVEL_NEG] = {"NEG", NULL, "NEG-LGT"},   [LEVEL_TRC] = {"TRC", "TRC-LGT", NULL},
    [LEVEL_LGT] = {"LGT", "LGT-MOD", NULL},   [LEVEL_MOD] = {"MOD", "MOD-SEV", NULL},
    [LEVEL_SEV] = {"SEV", "SEV-EXTRM", NULL}, [LEVEL_EXTRM] = {"EXTRM", NULL, NULL},
};

struct word {
    const char *text;
    int8_t level;
};

static const struct word levels[] = {
    {"NEG", LEVEL_NEG},      {"NONE", LEVEL_NEG},    {"NIL", LEVEL_NEG},       {"SMOOTH", LEVEL_NEG},
    {"SMTH", LEVEL_NEG},     {"TRACE", LEVEL_TRC},   {"TRC", LEVEL_TRC},       {"LGT", LEVEL_LGT},
    {"LIGHT", LEVEL_LGT},    {"LT", LEVEL_LGT},      {"LGHT", LEVEL_LGT},      {"MOD", LEVEL_MOD},
    {"MODERATE", LEVEL_MOD}, {"MDT", LEVEL_MOD},     {"SEV", LEVEL_SEV},       {"SEVERE", LEVEL_SEV},
    {"SVR", LEVEL_SEV},      {"EXTRM", LEVEL_EXTRM}, {"EXTREME", LEVEL_EXTRM},
};

struct meaning {
    const char *text;
    const char *code;
};

static const struct meaning frequencies[] = {
    {"OCNL", "OCNL"},   {"OCCNL", "OCNL"},      {"OCCL", "OCNL"},          {"OCC", "OCNL"},
    {"ONCL", "OCNL"},   {"OCCN", "OCNL"},       {"OCL", "OCNL"},           {"OCCASIONAL", "OCNL"},
    {"INTMT", "INTMT"}, {"INT", "INTMT"},       {"INTERMITTENT", "INTMT"}, {"CONS", "CONT"},
    {"CONT", "CONT"},   {"CONTINUOUS", "CONT"}, {"CONST", "CONT"},         {"CONSTANT", "CONT"},
    {"ISOL", "ISOL"},   {"ISOLATED", "ISOL"},
};

static const struct meaning turbulence_types[] = {
    {"CHOP", "CHOP"}, {"CHP", "CHOP"},  {"CHOPS", "CHOP"},  {"CHOPPY", "CHOP"},
    {"CAT", "CAT"},   {"LLWS", "LLWS"}, {"MWAVE", "MWAVE"}, {"MTW", "MWAVE"},
};

static const struct meaning icing_types[] = {
    {"RIME", "RIME"},   {"RIM", "RIME"},  {"CLEAR", "CLEAR"}, {"CLR", "CLEAR"},
    {"MIXED", "MIXED"}, {"MXD", "MIXED"}, {"MX", "MIXED"},
};

static const char *const turbulence_noise[] = {"TURB", "TURBULENCE", "TURBC", "TURBO", "TB"};
static const char *const icing_noise[] = {"IC", "ICE", "ICING", "ICG"};

struct reading {
    const struct pirep_section *s;
    bool icing;
    const struct pirep_atom *a;
    size_t n;
    struct pirep_hazard *list;
    uint8_t *count;
    unsigned max;
    struct pirep_hazard now;
    int low, high;               /* intensity of `now` */
    bool join;                   /* TO or a dash between two intensities */
    bool lost;                   /* after an unknown word */
    bool levels_due;             /* a dash or AND after the first level */
    int8_t bound;                /* BLO -1, ABV 1 */
    bool known[PIREP_WORDS_MAX]; /* of each word: all its atoms are understood */
    uint8_t index[PIREP_WORDS_MAX];
};

static const char *find_meaning(const struct meaning *list, size_t n, const struct pirep_atom *a)
{
    for (size_t i = 0; i < n; i++)
        if (tac_text_is(a->text, list[i].text, strlen(list[i].text)))
            return list[i].code;
    return NULL;
}

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const char *find_frequency(const struct reading *r, const struct pirep_atom *a)
{
    return r->icing ? NULL : find_meaning(frequencies, COUNT(frequencies), a);
}

static const char *find_type(const struct reading *r, const struct pirep_atom *a)
{
    return r->icing ? find_meaning(icing_types, COUNT(icing_types), a)
                    : find_meaning(turbulence_types, COUNT(turbulence_types), a);
}

static int find_level(const struct pirep_atom *a)
{
    for (size_t i = 0; i < COUNT(levels); i++)
        if (tac_text_is(a->text, levels[i].text, strlen(levels[i].text)))
            return levels[i].level;
    return LEVEL_NONE;
}

static bool is_one_of(const struct pirep_atom *a, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (tac_text_is(a->text, list[i], strlen(list[i])))
            return true;
    return false;
}

static void clear_now(struct reading *r)
{
    r->now = (struct pirep_hazard){.base_ft = PIREP_FEET_NONE, .top_ft = PIREP_FEET_NONE};
    r->low = r->high = LEVEL_NONE;
    r->join = r->levels_due = false;
    r->bound = 0;
}

static bool levels_known(const struct reading *r)
{
    return r->now.base_ft != PIREP_FEET_NONE || r->now.top_ft != PIREP_FEET_NONE;
}

/*
 * Stores the entry when it says something; a duration or levels alone say nothing, and "IC CLR" alone may be
 * clear ice or none.
 */
static bool close_entry(struct reading *r)
{
    bool whole = r->low != LEVEL_NONE || (r->now.type && strcmp(r->now.type, "CLEAR") != 0);
    if (whole && *r->count < r->max) {
        if (r->low != LEVEL_NONE)
            r->now.intensity = intensity_names[r->low][r->high - r->low];
        r->list[(*r->count)++] = r->now;
    }
    clear_now(r);
    return whole;
}

/* The second of two intensities, when the two are a range that has a name. */
static bool extend_intensity(struct reading *r, int level)
{
    int step = level - r->low;
    if (r->low == LEVEL_NONE || r->low != r->high || r->now.type || levels_known(r) || step < 1 || step > 2 ||
        !intensity_names[r->low][step])
        return false;
    r->high = level;
    r->join = false;
    return true;
}

static bool take_intensity(struct reading *r, int level)
{
    r->lost = false;
    if (r->low != LEVEL_NONE && extend_intensity(r, level))
        return true;
    /* "SEV-LGT", or a dash from a type to an intensity: two values of which it is not said how they belong.
     */
    if (r->join && r->low != LEVEL_NONE && !r->now.type)
        return false;
    if (r->low != LEVEL_NONE || (r->now.type && r->join))
        (void)close_entry(r);
    r->low = r->high = level;
    r->join = false;
    return true;
}

static bool take_frequency(struct reading *r, size_t i, const char *code)
{
    bool starts = i + 1 < r->n && (find_level(&r->a[i + 1]) != LEVEL_NONE || find_type(r, &r->a[i + 1]));
    if (starts && (r->low != LEVEL_NONE || r->now.type)) {
        (void)close_entry(r);
    } else if (r->now.frequency || r->lost) {
        return false;
    }
    r->lost = false;
    r->now.frequency = code;
    return true;
}

static bool take_type(struct reading *r, const char *code)
{
    if (r->lost)
        return false;
    if (r->now.type)
        return strcmp(r->now.type, code) == 0;
    r->now.type = code;
    r->join = false;
    return true;
}

/* `i` is the level's atom, which may be a word for one. */
static bool take_feet(struct reading *r, size_t i, int32_t feet)
{
    struct pirep_hazard *h = &r->now;
    int32_t before;
    /* "MOD 310 350": both ends, without the dash. */
    bool dash_lost = i > 0 && pirep_atom_feet(&r->a[i - 1], &before) && before < feet;
    if (r->lost)
        return false;
    if (r->bound != 0) {
        int32_t *to = r->bound < 0 ? &h->top_ft : &h->base_ft;
        if (levels_known(r))
            return false;
        *to = feet;
        r->bound = 0;
        return true;
    }
    if ((r->levels_due || dash_lost) && h->base_ft != PIREP_FEET_NONE && h->base_ft == h->top_ft) {
        *(feet < h->base_ft ? &h->base_ft : &h->top_ft) = feet;
        r->levels_due = false;
        return true;
    }
    if (levels_known(r))
        return false;
    h->base_ft = h->top_ft = feet;
    return true;
}

static bool take_bound(struct reading *r, const struct pirep_atom *a)
{
    if (pirep_atom_is(a, "BLO") || pirep_atom_is(a, "BLW") || pirep_atom_is(a, "BELOW"))
        r->bound = -1;
    else if (pirep_atom_is(a, "ABV") || pirep_atom_is(a, "ABOVE"))
        r->bound = 1;
    else
        return false;
    return true;
}

static bool is_feet(const struct reading *r, size_t i)
{
    int32_t feet;
    return i < r->n && (pirep_atom_feet(&r->a[i], &feet) || pirep_atom_is(&r->a[i], "FL") ||
                        pirep_atom_is(&r->a[i], "SFC"));
}

static bool take_connector(struct reading *r, size_t i)
{
    static const char *const signs[] = {",", "&", ".", ";", "AND", "AMP"};
    const struct pirep_atom *a = &r->a[i];
    if (pirep_atom_is(a, "-") || pirep_atom_is(a, "TO") || pirep_atom_is(a, "/")) {
        r->levels_due = is_feet(r, i + 1);
        r->join = !r->levels_due;
        /* It must stand between two things that are known. */
        return !r->lost && (r->low != LEVEL_NONE || r->now.type) && i + 1 < r->n;
    }
    if (pirep_atom_is(a, "AND") && is_feet(r, i + 1)) {
        r->levels_due = true;
        return !r->lost;
    }
    if (is_one_of(a, signs, COUNT(signs)))
        return true;
    /* What only introduces a level. */
    return !r->lost && (pirep_atom_is(a, "FL") || pirep_atom_is(a, "AT") || pirep_atom_is(a, "BTN")) &&
           is_feet(r, i + 1);
}

static bool take_atom(struct reading *r, size_t i)
{
    const struct pirep_atom *a = &r->a[i];
    const char *code;
    int level = find_level(a);
    int32_t feet;
    if (level != LEVEL_NONE)
        return take_intensity(r, level);
    if ((code = find_frequency(r, a)))
        return take_frequency(r, i, code);
    if ((code = find_type(r, a)))
        return take_type(r, code);
    if (r->icing ? is_one_of(a, icing_noise, COUNT(icing_noise))
                 : is_one_of(a, turbulence_noise, COUNT(turbulence_noise)))
        return !r->lost;
    if (pirep_atom_is(a, "SFC"))
        return take_feet(r, i, 0);
    if (pirep_atom_feet(a, &feet))
        return take_feet(r, i, feet);
    return take_bound(r, a) ? !r->lost : take_connector(r, i);
}

static size_t word_end(const struct reading *r, size_t i)
{
    size_t end = i;
    while (end < r->n && r->a[end].word == r->a[i].word)
        end++;
    return end;
}

/* "MTN WAVE", as one type. */
static bool is_mountain_wave(const struct reading *r, size_t i)
{
    return !r->icing && i + 1 < r->n &&
           (pirep_atom_is(&r->a[i], "MTN") || pirep_atom_is(&r->a[i], "MOUNTAIN")) &&
           pirep_atom_is(&r->a[i + 1], "WAVE");
}

/* A word is taken whole or not at all. */
static size_t read_word(struct reading *r, size_t i)
{
    size_t end = word_end(r, i);
    unsigned word = r->a[i].word;
    const struct pirep_hazard now = r->now;
    const int low = r->low, high = r->high;
    const uint8_t count = *r->count;
    if (is_mountain_wave(r, i) && take_type(r, "MWAVE")) {
        unsigned second = r->a[i + 1].word;
        r->known[word] = r->known[second] = true;
        r->index[word] = r->index[second] = *r->count;
        return i + 2;
    }
    bool known = true;
    for (size_t at = i; at < end && known; at++)
        known = take_atom(r, at);
    if (!known) {
        r->now = now;
        r->low = low;
        r->high = high;
        *r->count = count;
        r->join = r->levels_due = false;
        r->bound = 0;
        r->lost = true;
    }
    r->known[word] = known;
    r->index[word] = *r->count;
    return end;
}

/* An unknown word right before an intensity: neither can be relied on. */
static bool spoils_next(const struct reading *r, size_t i)
{
    return r->lost && i > 0 && !r->known[r->a[i - 1].word] && find_level(&r->a[i]) != LEVEL_NONE;
}

static void read_all(struct reading *r)
{
    for (size_t i = 0; i < r->n;) {
        if (spoils_next(r, i)) {
            r->known[r->a[i].word] = false;
            i = word_end(r, i);
        } else {
            i = read_word(r, i);
        }
    }
}

static void decode(const struct pirep_section *s, bool icing)
{
    struct pirep_atom atoms[PIREP_ATOMS_MAX];
    struct pirep *p = s->p;
    struct reading r = {.s = s,
                        .icing = icing,
                        .a = atoms,
                        .list = icing ? p->icing : p->turbulence,
                        .count = icing ? &p->icing_count : &p->turbulence_count,
                        .max = icing ? PIREP_ICING_MAX : PIREP_TURBULENCE_MAX};
    enum tac_group group = icing ? TAC_GROUP_ICING : TAC_GROUP_TURBULENCE;
    if (s->n == 1 && pirep_text_unknown(s->t[0].text)) {
        pirep_section_span(s, 0, 1, TAC_GROUP_MISSING, 0);
        return;
    }
    r.n = pirep_atoms_cut(s->t, s->n, atoms);
    clear_now(&r);
    read_all(&r);
    uint8_t last = *r.count;
    bool whole = close_entry(&r);
    for (size_t i = 0; i < s->n; i++) {
        bool known = r.known[i] && r.index[i] < r.max && (r.index[i] < last || whole);
        pirep_section_span(s, i, 1, known ? group : TAC_GROUP_UNDECODED, known ? r.index[i] : 0);
    }
}

void pirep_turbulence_decode(const struct pirep_section *s)
{
    decode(s, false);
}

void pirep_icing_decode(const struct pirep_section *s)
{
    decode(s, true);
}
