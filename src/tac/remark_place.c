#include "tac/remark_parse.h"

bool tac_remark_is_direction(const struct tac_token *t)
{
    struct tac_scan s = tac_scan_start(t->text);
    char point[4];
    do {
        if (!tac_scan_compass(&s, point))
            return false;
    } while (tac_scan_char(&s, '-'));
    return tac_scan_done(&s);
}

static bool is_word(const struct tac_token *t, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (words[i][0] == t->text.ptr[0] && tac_text_is(t->text, words[i], strlen(words[i])))
            return true;
    return false;
}

#define IS_WORD(t, words) is_word((t), (words), sizeof(words) / sizeof((words)[0]))

/* "SW-NW", "OHD-ALQDS", "VC-W", "N/NE", "E," ...: places joined by - / or a comma. */
static bool is_place(struct slice text)
{
    static const char *const places[] = {"ALQDS", "ALQD", "ALQS",  "OHD",  "OVHD", "VCNTY",
                                         "VCY",   "VC",   "DSNT",  "DSTN", "DIST", "DNST",
                                         "DST",   "ARND", "OMTNS", "OMTN", "OMTS", "OHDS"};
    struct tac_scan s = tac_scan_start(text);
    char point[4];
    do {
        bool found = tac_scan_compass(&s, point);
        for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && !found; i++)
            found = tac_scan_text(&s, places[i], strlen(places[i]));
        if (!found)
            return false;
        if (tac_scan_done(&s))
            return true;
    } while ((tac_scan_char(&s, '-') || tac_scan_char(&s, '/') || tac_scan_char(&s, ',')) &&
             !tac_scan_done(&s));
    /* "SE/ S/": the next place is the next group. "DIST." */
    return tac_scan_done(&s) || tac_text_is(tac_scan_rest(&s), ".", 1);
}

/* "10KM", "5NM", "20SM": a distance, or the figures and the unit as two groups. */
static unsigned distance(const struct tac_token *t, size_t n)
{
    static const char *const units[] = {"KM", "NM", "SM", "MI"};
    struct tac_scan s = tac_scan_start(t->text);
    int value;
    if (!tac_scan_number(&s, 1, 3, &value, NULL))
        return 0;
    if (tac_scan_done(&s))
        return n > 1 && IS_WORD(&t[1], units) ? 2 : 0;
    struct tac_token rest = {.text = tac_scan_rest(&s)};
    if (IS_WORD(&rest, units))
        return 1;
    /* "15KMNE" */
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        if (tac_scan_text(&s, units[i], 2))
            return is_place(tac_scan_rest(&s)) ? 1 : 0;
    return 0;
}

static unsigned all_quadrants(const struct tac_token *t, size_t n)
{
    static const char *const phrases[] = {
        "ALL QUADS", "ALL QUAD",   "ALL QUADRANTS", "IN ALL QUADS",   "VC STN",   "AT STN",
        "OVR STN",   "OVR MTNS",   "OVR MTN",       "OVR RDGS",       "ARND STN", "VC ARPT",
        "OVR WTR",   "OBSCG MTNS", "OBSCG MTN",     "OBSCG MTN TOPS", "OVER AD",  "OBS TO VERT"};
    unsigned words = 0;
    for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]) && words == 0; i++)
        words = tac_phrase_match(t, n, phrases[i]);
    return words;
}

/* "1 2 AND 4 QUAD", "2ND AND 3RD QUADS", "1ER QUAD": quadrants by number, clockwise from north (Mexico). */
static unsigned numbered_quadrants(const struct tac_token *t, size_t n)
{
    static const char *const ordinals[] = {"1",   "2",   "3",   "4",   "1ST", "2ND",
                                           "3RD", "4TH", "1ER", "2DO", "3ER", "4TO"};
    static const char *const ends[] = {"QUAD", "QUADS", "QUADRANT", "QUADRANTS", "CUAD", "QDS"};
    static const char *const joins[] = {"AND", "Y", "&"};
    unsigned taken = 0, numbers = 0;
    while (taken < n && (IS_WORD(&t[taken], ordinals) || (numbers > 0 && IS_WORD(&t[taken], joins)))) {
        numbers += IS_WORD(&t[taken], ordinals);
        taken++;
    }
    return numbers > 0 && taken < n && IS_WORD(&t[taken], ends) ? taken + 1 : 0;
}

/* FM 20KM TO 40KM (Japan). */
static unsigned distance_range(const struct tac_token *t, size_t n)
{
    unsigned first = n > 3 && tac_token_is(t, "FM") ? distance(t + 1, n - 1) : 0;
    if (first == 0 || first + 2 >= n || !tac_token_is(&t[1 + first], "TO"))
        return 0;
    unsigned second = distance(t + first + 2, n - first - 2);
    return second ? first + second + 2 : 0;
}

/* MOV NE, MOV UNKNOWN, MOVG E, STNRY. */
static unsigned movement(const struct tac_token *t, size_t n)
{
    static const char *const unmoved[] = {"UNKNOWN", "UNKN", "LTL", "LITTLE", "STNRY", "STNR", "OHD"};
    static const char *const still[] = {"STNRY", "STNR"};
    if (IS_WORD(t, still))
        return 1;
    if (!tac_token_is(t, "MOV") && !tac_token_is(t, "MOVG") && !tac_token_is(t, "MOVD"))
        return 0;
    if (n > 1 && (is_place(t[1].text) || IS_WORD(&t[1], unmoved)))
        return 2;
    return 0;
}

unsigned tac_remark_place(const struct tac_token *t, size_t n)
{
    static const char *const joins[] = {"AND", "THRU", "TO", "&", "-", "/"};
    /* "CB TO SE S AND SW" */
    unsigned taken = n > 1 && tac_token_is(t, "TO") && is_place(t[1].text) ? 1 : 0, whole = 0;
    if (n > 2 && tac_phrase_match(t, n, "OBS TO") && is_place(t[2].text))
        taken = 2; /* Argentina */
    while (taken < n) {
        unsigned more = movement(t + taken, n - taken);
        if (more == 0)
            more = distance(t + taken, n - taken);
        if (more == 0)
            more = all_quadrants(t + taken, n - taken);
        if (more == 0 && (tac_is_digit(t[taken].text.ptr[0]) || t[taken].text.ptr[0] == 'F'))
            more = numbered_quadrants(t + taken, n - taken) + distance_range(t + taken, n - taken);
        if (more == 0 && is_place(t[taken].text))
            more = 1;
        if (more) {
            taken += more;
            whole = taken;
        } else if (taken > 0 && IS_WORD(&t[taken], joins)) {
            taken++; /* counts only when a place follows */
        } else {
            break;
        }
    }
    return whole;
}

static const char *frequency_word(const struct tac_token *t)
{
    static const char *const words[][2] = {{"OCNL", "occasional (less than 1 flash a minute)"},
                                           {"ONCL", "occasional (less than 1 flash a minute)"},
                                           {"FRQ", "frequent (1 to 6 flashes a minute)"},
                                           {"CONS", "continuous (more than 6 flashes a minute)"},
                                           {"CNTS", "continuous (more than 6 flashes a minute)"}};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (tac_text_is(t->text, words[i][0], strlen(words[i][0])))
            return words[i][1];
    return NULL;
}

/* LTG, LTGICCG... Types are IC, CC, CG, CA in any order, or cut short ("LTGICCCCG"). */
static bool is_lightning(struct slice text)
{
    struct tac_scan s = tac_scan_start(text);
    if (!tac_scan_literal(&s, "LTNG") && !tac_scan_literal(&s, "LTG"))
        return false;
    while (tac_scan_literal(&s, "IC") || tac_scan_literal(&s, "CC") || tac_scan_literal(&s, "CG") ||
           tac_scan_literal(&s, "CA") || tac_scan_literal(&s, "CW"))
        ;
    /* "LTGICCCC", "LTGICCCG": the last one cut short */
    tac_scan_char(&s, 'C');
    tac_scan_char(&s, 'G');
    return tac_scan_done(&s);
}

/* [frequency] LTG[type] [place]: FMH-1 12.7.1.j. */
unsigned tac_remark_lightning(const struct tac_remark_input *in, struct tac_remark *r)
{
    const struct tac_token *t = in->t;
    unsigned taken = 0;
    r->note = frequency_word(t);
    if (r->note)
        taken = 1;
    if (taken >= in->n || !is_lightning(t[taken].text))
        return 0;
    taken++;
    /* What detectors tell (Canada). */
    taken += tac_phrase_match(t + taken, in->n - taken, "DTCTRS REP STRIKES");
    unsigned place = taken < in->n ? tac_remark_place(t + taken, in->n - taken) : 0;
    if (place)
        tac_remark_detail(r, t + taken, place);
    r->kind = TAC_REMARK_LIGHTNING;
    return taken + place;
}

/* A place, also as "6 NE": statute miles without a unit. */
static unsigned place_or_miles(const struct tac_token *t, size_t n)
{
    unsigned place = n > 0 ? tac_remark_place(t, n) : 0;
    if (place == 0 && n > 1 && tac_text_all_digits(t->text) && t->text.len <= 2 && is_place(t[1].text))
        place = 1 + tac_remark_place(t + 1, n - 1);
    return place;
}

static const struct tornadic {
    const char *text;
    const char *meaning;
    const char *code; /* FMH-1 table 8-5 */
} tornadics[] = {
    {"FUNNEL CLOUDS", "funnel clouds", "FC"},
    {"FUNNEL CLOUD", "funnel cloud", "FC"},
    {"TORNADO", "tornado", "+FC"},
    {"TORNADOES", "tornadoes", "+FC"},
    {"WATERSPOUT", "waterspout", "+FC"},
    {"WATERSPOUTS", "waterspouts", "+FC"},
};

/* B13, E24, B00E20: the group, or 0. `at` is when it began. */
static unsigned tornadic_times(const struct tac_remark_input *in, const struct tac_token *t, const char *code,
                               struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(t->text);
    struct tac_remarks *out = in->remarks;
    struct tac_remark_event e;
    unsigned first = out->events_count;
    while (out->events_count < TAC_REMARK_EVENTS_MAX && tac_remark_scan_event(&s, in->context->time, &e)) {
        memcpy(e.weather, code, strlen(code) + 1);
        if (e.begin && r->at == UTC_NONE)
            r->at = e.at;
        out->events[out->events_count++] = e;
    }
    if (!tac_scan_done(&s) || out->events_count == first) {
        out->events_count = (uint8_t)first;
        r->at = UTC_NONE;
        return 0;
    }
    r->events_first = (uint8_t)first;
    r->events_count = (uint8_t)(out->events_count - first);
    return 1;
}

/* TORNADO B13 6 NE: 12.7.1.b. FC stands for a funnel cloud in weather codes only, never as the start of a
 * word (FCST). */
unsigned tac_remark_tornadic(const struct tac_remark_input *in, struct tac_remark *r)
{
    const struct tac_token *t = in->t;
    const struct tornadic *found = NULL;
    unsigned taken = 0;
    for (size_t i = 0; i < sizeof(tornadics) / sizeof(tornadics[0]) && taken == 0; i++) {
        taken = tac_phrase_match(t, in->n, tornadics[i].text);
        found = &tornadics[i];
    }
    if (taken == 0)
        return 0;
    r->kind = TAC_REMARK_TORNADIC;
    r->note = found->meaning;
    if (taken < in->n)
        taken += tornadic_times(in, &t[taken], found->code, r);
    unsigned place = place_or_miles(t + taken, in->n - taken);
    if (place)
        tac_remark_detail(r, t + taken, place);
    return taken + place;
}

static const struct phenomenon {
    const char *text;
    const char *meaning;
} phenomena[] = {
    {"TS", "thunderstorm"},
    {"CB", "cumulonimbus"},
    {"CBS", "cumulonimbus"},
    {"CBMAM", "cumulonimbus mammatus"},
    {"TCU", "towering cumulus"},
    {"ACC", "altocumulus castellanus"},
    {"ACSL", "standing lenticular altocumulus"},
    {"SCSL", "standing lenticular stratocumulus"},
    {"CCSL", "standing lenticular cirrocumulus"},
    {"ROTOR CLD", "rotor cloud"},
    {"VIRGA", "virga"},
    {"SHRA", "rain showers"},
    {"SHSN", "snow showers"},
    {"SHWR", "showers"},
    {"SH", "showers"},
    {"RA", "rain"},
    {"SN", "snow"},
    {"GR", "hail"},
    {"FG", "fog"},
    {"BR", "mist"},
    {"HZ", "haze"},
    {"FU", "smoke"},
    {"SMOKE", "smoke"},
    {"BLDU", "blowing dust"},
    {"BLSN", "blowing snow"},
    {"BCFG", "patches of fog"},
    {"MIFG", "shallow fog"},
    {"PCPN", "precipitation"},
    {"FG BANK", "fog bank"},
    {"CU", "cumulus"},
    {"SC", "stratocumulus"},
    {"ST", "stratus"},
    {"CI", "cirrus"},
    {"AC", "altocumulus"},
    {"VCSH", "showers in the vicinity"},
    {"VCTS", "thunderstorm in the vicinity"},
    {"VCFG", "fog in the vicinity"},
    {"MT OBSC", "mountains obscured"},
    {"MTN OBSC", "mountains obscured"},
    {"MTNS OBSC", "mountains obscured"},
    {"MTN TOPS OBSC", "mountain tops obscured"},
    {"MTNS OBSCD", "mountains obscured"},
    {"MOUNTAINS OBSCURED", "mountains obscured"},
    {"DZ", "drizzle"},
    {"TSRA", "thunderstorm with rain"},
    {"CC", "cirrocumulus"},
    {"VOLCANIC ASH CLOUD", "volcanic ash cloud"},
    {"CLD", "clouds"},
    {"CLDS", "clouds"},
    {"RN", "rain"},
    {"SHRASN", "showers of rain and snow"},
    {"SHSNRA", "showers of snow and rain"},
    {"-RA", "light rain"},
    {"-SN", "light snow"},
    {"-DZ", "light drizzle"},
    {"-SHRA", "light rain showers"},
    {"-SHSN", "light snow showers"},
    {"+SHRA", "heavy rain showers"},
    {"+SHSN", "heavy snow showers"},
    {"+TSRA", "thunderstorm with heavy rain"},
    {"-TSRA", "thunderstorm with light rain"},
    {"FZFG", "freezing fog"},
    {"FZRA", "freezing rain"},
    {"FZDZ", "freezing drizzle"},
    {"PRFG", "fog in part"},
    {"BR PATCHES", "patches of mist"},
    {"FG PATCHES", "patches of fog"},
    {"FU PLUME", "plume of smoke"},
    {"VIS LWR", "lower visibility"},
    {"VIS HIER", "higher visibility"},
    {"VIS HIR", "higher visibility"},
    {"VIS HYR", "higher visibility"},
    {"CIG LWR", "lower ceiling"},
    {"CIG HIER", "higher ceiling"},
    {"MTN TOPS OBSCD", "mountain tops obscured"},
    {"ASH FALL", "fall of volcanic ash"},
};

static const struct phenomenon *phenomenon_find(const struct tac_token *t, size_t n, unsigned *words)
{
    const struct phenomenon *best = NULL;
    *words = 0;
    for (size_t i = 0; i < sizeof(phenomena) / sizeof(phenomena[0]); i++) {
        unsigned count = tac_phrase_match(t, n, phenomena[i].text);
        if (count > *words) {
            *words = count;
            best = &phenomena[i];
        }
    }
    return best;
}

/* "CB/N/NE": the place glued on; also ':' and '-' in its stead. */
static const struct phenomenon *glued(struct slice text, size_t *place_at)
{
    size_t i = 0;
    while (i < text.len && tac_is_letter(text.ptr[i]))
        i++;
    if (i == 0 || i + 1 >= text.len || (text.ptr[i] != '/' && text.ptr[i] != ':' && text.ptr[i] != '-'))
        return NULL;
    struct tac_token word = {.text = slice_make(text.ptr, i)};
    unsigned words;
    const struct phenomenon *p = phenomenon_find(&word, 1, &words);
    if (!p || !is_place(slice_sub(text, i + 1, text.len)))
        return NULL;
    *place_at = i + 1;
    return p;
}

/* Thunderstorm location, significant clouds, virga, obscured places: 12.7.1.l, o, w. */
unsigned tac_remark_located_weather(const struct tac_remark_input *in, struct tac_remark *r)
{
    static const char *const amounts[] = {"ISOL", "ISOLD", "OCNL", "FEW",  "SCT",   "FRQ", "INTMT", "EMBD",
                                          "LGT",  "MDT",   "AND",  "DSNT", "APRNT", "FBL", "MOD",   "HVY"};
    const struct tac_token *t = in->t;
    unsigned words, skip = in->n > 1 && IS_WORD(t, amounts) ? 1 : 0;
    size_t place_at;
    const struct phenomenon *p = glued(t[skip].text, &place_at);
    r->kind = TAC_REMARK_LOCATED_WEATHER;
    if (p) {
        unsigned more = skip + 1 < in->n ? tac_remark_place(t + skip + 1, in->n - skip - 1) : 0;
        r->note = p->meaning;
        r->detail_start = t[skip].start + (uint32_t)place_at;
        r->detail_end = t[skip + more].end;
        return skip + 1 + more;
    }
    p = phenomenon_find(t + skip, in->n - skip, &words);
    if (!p)
        return 0;
    words += skip;
    unsigned place = place_or_miles(t + words, in->n - words);
    r->note = p->meaning;
    if (place)
        tac_remark_detail(r, t + words, place);
    return words + place;
}
