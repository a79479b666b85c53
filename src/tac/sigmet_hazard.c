/* Phenomena (Annex 3, table A6-1A and A6-1B; US texts beside them), and the volcano or cyclone that is named.
 */
#include "tac/coordinate_parse.h"
#include "tac/sigmet_parse.h"

static const char *const qualifiers[] = {"OBSC", "EMBD", "FRQ", "SQL", "OCNL",    "ISOL",    "SCT", "SEV",
                                         "MOD",  "HVY",  "BKN", "OVC", "MOD/SEV", "MOD-SEV", "LGT"};

static const struct phenomenon {
    const char *phrase;
    const char *hazard;
    bool hail;
    bool freezing_rain;
} phenomena[] = {
    {"TSGR", "TS", true, false},
    {"TSRA", "TS", false, false},
    {"TS", "TS", false, false},
    {"TSTMS", "TS", false, false},
    {"TSTM", "TS", false, false},
    {"CB", "CB", false, false},
    {"TCU", "TCU", false, false},
    {"TURB", "TURB", false, false},
    {"ICE (FZRA)", "ICE", false, true},
    {"ICE", "ICE", false, false},
    {"ICG", "ICE", false, false},
    {"ICING", "ICE", false, false},
    {"MTW", "MTW", false, false},
    {"DS", "DS", false, false},
    {"SS", "SS", false, false},
    {"RDOACT CLD", "RDOACT_CLD", false, false},
    {"VA CLD", "VA", false, false},
    {"SFC WIND", "SFC_WIND", false, false},
    {"SFC WSPD", "SFC_WIND", false, false},
    {"STG SFC WNDS", "SFC_WIND", false, false},
    {"STG SFC WND", "SFC_WIND", false, false},
    {"SFC VIS", "SFC_VIS", false, false},
    {"MT OBSC", "MTN_OBSCN", false, false},
    {"MTN OBSC", "MTN_OBSCN", false, false},
    {"MTN OBSCN", "MTN_OBSCN", false, false},
    {"MTNS OBSC", "MTN_OBSCN", false, false},
    {"MTS OBSC", "MTN_OBSCN", false, false},
    {"CLD", "CLD", false, false},
    {"LLWS", "LLWS", false, false},
    {"LIFR", "IFR", false, false},
    {"IFR", "IFR", false, false},
};

static const struct phenomenon *find(const struct sigmet_reader *r, size_t ahead, unsigned *taken)
{
    for (size_t i = 0; ahead < sigmet_left(r) && i < sizeof(phenomena) / sizeof(phenomena[0]); i++)
        if ((*taken = tac_phrase_match(sigmet_next(r) + ahead, sigmet_left(r) - ahead, phenomena[i].phrase)))
            return &phenomena[i];
    return NULL;
}

static const char *qualifier_of(const struct tac_token *t)
{
    for (size_t i = 0; i < sizeof(qualifiers) / sizeof(qualifiers[0]); i++)
        if (tac_text_is(t->text, qualifiers[i], strlen(qualifiers[i])))
            return qualifiers[i];
    return NULL;
}

/* Two in a row as US texts have them. */
static const char *pair_of(const char *first, const char *second)
{
    static const char *const pairs[][3] = {
        {"SEV", "EMBD", "SEV EMBD"}, {"ISOL", "SEV", "ISOL SEV"},   {"OCNL", "SEV", "OCNL SEV"},
        {"OCNL", "MOD", "OCNL MOD"}, {"ISOL", "EMBD", "ISOL EMBD"}, {"OCNL", "EMBD", "OCNL EMBD"},
        {"FRQ", "SEV", "FRQ SEV"},   {"SCT", "EMBD", "SCT EMBD"},   {"EMBD", "SEV", "EMBD SEV"},
    };
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        if (strcmp(first, pairs[i][0]) == 0 && strcmp(second, pairs[i][1]) == 0)
            return pairs[i][2];
    return NULL;
}

/* The name ends before PSN or before what else can follow it; 0 when no end is in sight. */
static size_t name_length(const struct sigmet_reader *r, size_t ahead)
{
    static const char *const ends[] = {"PSN",      "OBS", "FCST", "CB",  "VA",
                                       "OBS/FCST", "WI",  "MOV",  "FRQ", "SFC"};
    struct tac_position p;
    for (size_t i = ahead; i < sigmet_left(r) && i < ahead + 6; i++) {
        const struct tac_token *t = sigmet_next(r) + i;
        if (SIGMET_WORD_IN(t, ends) || tac_position_decode(t, sigmet_left(r) - i, &p))
            return i - ahead;
    }
    return 0;
}

/* [PSN] position, after the name. */
static void take_position(struct sigmet_reader *r, enum tac_group group)
{
    struct sigmet_source *source = &r->s->source;
    size_t ahead = sigmet_is(r, 0, "PSN") ? 1 : 0;
    if (ahead == 0 || sigmet_left(r) < 2)
        return;
    unsigned taken = tac_position_decode(sigmet_next(r) + 1, sigmet_left(r) - 1, &source->position);
    if (taken == 0)
        return;
    source->has_position = true;
    source->position_text = sigmet_text(r, r->at + 1, r->at + 1 + taken);
    sigmet_take(r, ahead + taken, group);
}

/* VA [CLD] [ERUPTION] [MT name] [PSN position]. */
static bool take_volcano(struct sigmet_reader *r)
{
    size_t ahead = 1;
    bool cloud = sigmet_is(r, 1, "CLD"),
         named = cloud && (sigmet_is(r, 2, "MT") || sigmet_is(r, 2, "ERUPTION"));
    if (!sigmet_is(r, 0, "VA") || (cloud && !named) || r->s->hazard)
        return false;
    ahead += named ? 1 : 0;
    ahead += sigmet_is(r, ahead, "ERUPTION") ? 1 : 0;
    ahead += sigmet_is(r, ahead, "MT") || sigmet_is(r, ahead, "MOUNT") ? 1 : 0;
    r->s->hazard = "VA";
    size_t len = name_length(r, ahead);
    sigmet_take(r, ahead, TAC_GROUP_HAZARD);
    if (len > 0) {
        r->s->source.name = sigmet_text(r, r->at, r->at + len);
        sigmet_take(r, len, TAC_GROUP_VOLCANO);
    }
    take_position(r, TAC_GROUP_VOLCANO);
    return true;
}

/* TC name [PSN position]; in a forecast TC CENTRE PSN position. */
static bool take_cyclone(struct sigmet_reader *r)
{
    if (!sigmet_is(r, 0, "TC"))
        return false;
    if (sigmet_is(r, 1, "CENTRE") || sigmet_is(r, 1, "CENTER")) {
        size_t words = sigmet_is(r, 2, "PSN") ? 3 : 2;
        sigmet_take(r, words, r->in_forecast ? TAC_GROUP_FORECAST : TAC_GROUP_CYCLONE);
        return true;
    }
    if (r->s->hazard)
        return false;
    r->s->hazard = "TC";
    size_t len = name_length(r, 1);
    sigmet_take(r, 1, TAC_GROUP_HAZARD);
    if (len > 0) {
        r->s->source.name = sigmet_text(r, r->at, r->at + len);
        sigmet_take(r, len, TAC_GROUP_CYCLONE);
    }
    take_position(r, TAC_GROUP_CYCLONE);
    return true;
}

/* What may be said again of the same phenomenon: the cloud of an eruption, the CB of a cyclone. */
static bool repeats(const struct sigmet *s, const struct phenomenon *p)
{
    bool cyclone = strcmp(s->hazard, "TC") == 0;
    return strcmp(s->hazard, p->hazard) == 0 ||
           (cyclone && (strcmp(p->hazard, "CB") == 0 || strcmp(p->hazard, "TS") == 0)) ||
           (strcmp(s->hazard, "TS") == 0 && strcmp(p->hazard, "CB") == 0);
}

bool sigmet_take_phenomenon(struct sigmet_reader *r)
{
    struct sigmet *s = r->s;
    const char *qualifier = qualifier_of(sigmet_next(r)), *second = NULL;
    size_t ahead = qualifier ? 1 : 0;
    if (qualifier && sigmet_left(r) > 1 && (second = qualifier_of(sigmet_next(r) + 1))) {
        qualifier = pair_of(qualifier, second);
        ahead = 2;
        if (!qualifier)
            return false;
    }
    unsigned taken;
    const struct phenomenon *p = find(r, ahead, &taken);
    if (!p || (s->hazard && !repeats(s, p)))
        return false;
    s->hail |= p->hail;
    s->freezing_rain |= p->freezing_rain;
    s->hazard = s->hazard ? s->hazard : p->hazard;
    if (qualifier && !s->qualifier)
        s->qualifier = qualifier;
    sigmet_take(r, ahead + taken, r->in_forecast ? TAC_GROUP_FORECAST : TAC_GROUP_HAZARD);
    return true;
}

bool sigmet_take_hazard(struct sigmet_reader *r)
{
    return take_volcano(r) || take_cyclone(r) || sigmet_take_phenomenon(r);
}
