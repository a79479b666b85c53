#include "tac/notam_subject.h"

#include <stddef.h>

#include "tac/notam_word.h"

struct phrase {
    const char *phrase;
    const char *words;
};

enum keyword_use {
    USE_PARTS,    /* the text may be about a part of it, and says a state */
    USE_STATE,    /* the text says its state */
    USE_NAME_ONLY /* prose: a state in it is of something else */
};

static const struct {
    const char *word;
    const char *subject;
    enum keyword_use use;
} keywords[] = {
    {"RWY", "runway", USE_PARTS},
    {"TWY", "taxiway", USE_PARTS},
    {"APRON", "apron", USE_PARTS},
    {"AD", "aerodrome", USE_PARTS},
    {"OBST", "obstacle", USE_PARTS},
    {"NAV", "navigation aid", USE_PARTS},
    {"COM", "communications", USE_STATE},
    {"SVC", "service", USE_PARTS},
    {"AIRSPACE", "airspace", USE_PARTS},
    {"ODP", "obstacle departure procedure", USE_NAME_ONLY},
    {"SID", "standard instrument departure", USE_NAME_ONLY},
    {"STAR", "standard instrument arrival", USE_NAME_ONLY},
    {"IAP", "instrument approach procedure", USE_NAME_ONLY},
    {"VFP", "visual flight procedure", USE_NAME_ONLY},
    {"CHART", "chart", USE_NAME_ONLY},
    {"DATA", "data", USE_NAME_ONLY},
    {"ROUTE", "ATS route", USE_NAME_ONLY},
    {"SPECIAL", "special notice", USE_NAME_ONLY},
    {"SECURITY", "security", USE_NAME_ONLY},
};

/* Parts, longest first where one begins like another. */
static const struct phrase parts[] = {
    {"PAPI", "precision approach path indicator"},
    {"VASI", "visual approach slope indicator system"},
    {"RWY END ID LGT", "runway end identifier lights"},
    {"REIL", "runway end identifier lights"},
    {"MALSR", "approach lighting system"},
    {"ALSF-2", "approach lighting system"},
    {"ALS", "approach lighting system"},
    {"TDZ LGT", "runway touchdown zone lights"},
    {"EDGE LGT", "edge lights"},
    {"CL LGT", "centre line lights"},
    {"TOWER LGT", "obstacle lights"},
    {"STACK LGT", "obstacle lights"},
    {"POWER LINE LGT", "obstacle lights"},
    {"LGT", "lights"},
    {"MARKINGS", "markings"},
    {"MARKING", "markings"},
    {"SIGN", "sign"},
    {"SIGNS", "signs"},
    {"SAFETY AREA", "safety area"},
    {"FICON", "surface condition"},
    {"WINDCONE", "wind direction indicator"},
    {"ABN", "aerodrome beacon"},
    {"BCN", "aerodrome beacon"},
    {"RDO ALTIMETER", "radio altimeter"},
    {"ILS", "instrument landing system"},
    {"LOC", "localizer"},
    {"VORTAC", "VORTAC"},
    {"VOR/DME", "VOR/DME"},
    {"VOR", "VOR"},
    {"TACAN", "TACAN"},
    {"NDB", "non-directional radio beacon"},
    {"DME", "distance measuring equipment"},
    {"GPS", "GNSS"},
    {"WAAS", "GNSS"},
    {"FUEL", "fuel availability"},
    {"TWR", "aerodrome control tower"},
    {"ARFF", "fire fighting and rescue"},
    {"AIRPORT SURVEILLANCE RADAR", "terminal area surveillance radar"},
    {"TAR", "terminal area surveillance radar"},
    {"SSR", "secondary surveillance radar"},
    {"MOA", "military operating area"},
    {"TEMPORARY FLIGHT RESTRICTIONS", "temporary flight restriction"},
    {"PJE", "parachute jumping"},
    {"AEROBATIC ACFT", "aerobatics"},
    {"UAS", "unmanned aircraft"},
};

static const struct phrase conditions[] = {
    {"CLSD TO", "closed to some"},
    {"CLSD EXC", "closed, with exceptions"},
    {"CLSD", "closed"},
    {"U/S", "unserviceable"},
    {"UNUSBL", "unusable"},
    {"OUT OF SERVICE", "unserviceable"},
    {"NOT AVBL", "not available"},
    {"NOT MNT", "not monitored"},
    {"UNREL", "unreliable"},
    {"NOT LGTD", "not lighted"},
    {"NOT STD", "not standard"},
    {"NON STD", "not standard"},
    {"OBSC", "obscured"},
    {"FADED", "faded"},
    {"MISSING", "missing"},
    {"ERECTED", "erected"},
    {"WIP", "work in progress"},
    {"ACT", "activated"},
};

/* "CA..AZ..AIRSPACE", "RWY.": what stands behind the last two dots, without a full stop. */
static struct slice bare(struct slice word)
{
    while (word.len > 0 && (word.ptr[word.len - 1] == '.' || word.ptr[word.len - 1] == ','))
        word.len--;
    for (size_t i = word.len; i >= 2; i--)
        if (word.ptr[i - 1] == '.' && word.ptr[i - 2] == '.')
            return slice_sub(word, i, word.len);
    return word;
}

/* The first of the list that stands in the text, and where. */
static const struct phrase *find_phrase(struct slice text, const struct phrase *list, size_t count,
                                        size_t *at)
{
    size_t end;
    for (size_t i = 0; i < count; i++)
        if ((*at = notam_phrase_find(text, list[i].phrase, &end)) < text.len)
            return &list[i];
    return NULL;
}

static const char *find_first(struct slice text, const struct phrase *list, size_t count)
{
    size_t at;
    const struct phrase *found = find_phrase(text, list, count, &at);
    return found ? found->words : NULL;
}

/* "RWY 13L/31R NOT CLSD" says no more than that. */
static const char *find_condition(struct slice text)
{
    size_t at;
    const struct phrase *found =
        find_phrase(text, conditions, sizeof(conditions) / sizeof(conditions[0]), &at);
    return found && !slice_ends_with(slice_sub(text, 0, at), SLICE("NOT ")) ? found->words : NULL;
}

/* "R5403B", "P-49A": the area's designator after AIRSPACE (FAA Order JO 7400.10). */
static const char *area_of(struct slice text)
{
    static const struct {
        char letter;
        const char *subject;
    } areas[] = {
        {'R', "restricted area"}, {'P', "prohibited area"}, {'W', "warning area"}, {'A', "alert area"}};
    struct slice word;
    bool found = notam_word_next(&text, &word) && notam_word_next(&text, &word) && word.len >= 3;
    size_t digit = found && word.ptr[1] == '-' ? 2 : 1;
    for (size_t i = 0; found && i < sizeof(areas) / sizeof(areas[0]); i++)
        if (word.ptr[0] == areas[i].letter && word.ptr[digit] >= '0' && word.ptr[digit] <= '9')
            return areas[i].subject;
    return NULL;
}

/* The keyword's index: the first word, or that after "PART 1 OF 4" or "(U)". */
static size_t find_keyword(struct slice text)
{
    struct slice word;
    size_t count = sizeof(keywords) / sizeof(keywords[0]);
    for (unsigned words = 0; words < 6 && notam_word_next(&text, &word); words++) {
        struct slice name = bare(word);
        for (size_t i = 0; i < count; i++)
            if (slice_equal(name, slice_from_string(keywords[i].word)))
                return i;
    }
    return count;
}

void notam_subject_find(struct slice text, const char **subject, const char **condition)
{
    size_t i = find_keyword(text);
    if (i == sizeof(keywords) / sizeof(keywords[0]))
        return;
    *subject = keywords[i].subject;
    if (keywords[i].use == USE_NAME_ONLY)
        return;
    if (keywords[i].use == USE_PARTS) {
        const char *part = NULL;
        if (slice_equal(slice_from_string(keywords[i].word), SLICE("AIRSPACE")))
            part = area_of(text);
        if (!part)
            part = find_first(text, parts, sizeof(parts) / sizeof(parts[0]));
        *subject = part ? part : *subject;
    }
    *condition = find_condition(text);
}
