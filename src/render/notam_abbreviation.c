#include "render/notam_abbreviation.h"

#include <stddef.h>
#include <string.h>

#include "tac/notam_word.h"

static const struct {
    const char *abbreviation;
    const char *words;
} list[] = {
    {"ACFT", "aircraft"},
    {"ACT", "active"},
    {"AD", "aerodrome"},
    {"ADJ", "adjacent"},
    {"AGL", "above ground level"},
    {"ALS", "approach lighting system"},
    {"ALT", "altitude"},
    {"AMD", "amended"},
    {"AMDT", "amendment"},
    {"AMSL", "above mean sea level"},
    {"APCH", "approach"},
    {"APN", "apron"},
    {"APRX", "approximately"},
    {"ARFF", "aircraft rescue and fire fighting"},
    {"ARP", "aerodrome reference point"},
    {"ARR", "arrival"},
    {"AUTH", "authorized"},
    {"AVBL", "available"},
    {"AWY", "airway"},
    {"BDRY", "boundary"},
    {"BLW", "below"},
    {"BRG", "bearing"},
    {"BTN", "between"},
    {"CLSD", "closed"},
    {"CNL", "cancelled"},
    {"CONST", "construction"},
    {"COORD", "coordinate"},
    {"CTC", "contact"},
    {"DEP", "departure"},
    {"DIST", "distance"},
    {"DLY", "daily"},
    {"DRG", "during"},
    {"DTHR", "displaced threshold"},
    {"ELEV", "elevation"},
    {"EQPT", "equipment"},
    {"ESTAB", "established"},
    {"EXC", "except"},
    {"FLT", "flight"},
    {"FLTS", "flights"},
    {"FLW", "following"},
    {"FM", "from"},
    {"FREQ", "frequency"},
    {"FRI", "Friday"},
    {"FRNG", "firing"},
    {"GND", "ground"},
    {"HEL", "helicopter"},
    {"HGT", "height"},
    {"HLDG", "holding"},
    {"IAP", "instrument approach procedure"},
    {"INFO", "information"},
    {"INTL", "international"},
    {"LDG", "landing"},
    {"LGT", "light"},
    {"LGTD", "lighted"},
    {"LGTS", "lights"},
    {"MAINT", "maintenance"},
    {"MAX", "maximum"},
    {"MIL", "military"},
    {"MNT", "monitored"},
    {"MON", "Monday"},
    {"NAV", "navigation"},
    {"OBSC", "obscured"},
    {"OBST", "obstacle"},
    {"OPR", "operate"},
    {"OPS", "operations"},
    {"PERS", "personnel"},
    {"PJE", "parachute jumping exercise"},
    {"PPR", "prior permission required"},
    {"PRKG", "parking"},
    {"PROC", "procedure"},
    {"PSN", "position"},
    {"RDO", "radio"},
    {"REQ", "required"},
    {"RQMNTS", "requirements"},
    {"RTE", "route"},
    {"RTES", "routes"},
    {"RWY", "runway"},
    {"RWYS", "runways"},
    {"SAT", "Saturday"},
    {"SFC", "surface"},
    {"STD", "standard"},
    {"SVC", "service"},
    {"TEMPO", "temporarily"},
    {"TFC", "traffic"},
    {"THR", "threshold"},
    {"THU", "Thursday"},
    {"TKOF", "take-off"},
    {"TUE", "Tuesday"},
    {"TWR", "tower"},
    {"TWY", "taxiway"},
    {"TWYS", "taxiways"},
    {"U/S", "unserviceable"},
    {"UAS", "unmanned aircraft system"},
    {"UFN", "until further notice"},
    {"UNL", "unlimited"},
    {"UNREL", "unreliable"},
    {"UNUSBL", "unusable"},
    {"VIC", "vicinity"},
    {"VIS", "visibility"},
    {"WED", "Wednesday"},
    {"WEF", "with effect from"},
    {"WI", "within"},
    {"WIE", "with immediate effect"},
    {"WIP", "work in progress"},
    {"WX", "weather"},
};

static const char *find(struct slice word)
{
    for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
        if (slice_equal(word, slice_from_string(list[i].abbreviation)))
            return list[i].words;
    return NULL;
}

static bool is_mark(char c)
{
    return c == '.' || c == ',' || c == ':' || c == ';' || c == '(' || c == ')';
}

void notam_abbreviation_expand(struct buffer *out, struct slice text)
{
    struct slice word;
    bool first = true;
    while (notam_word_next(&text, &word)) {
        size_t start = 0, end = word.len;
        while (start < end && is_mark(word.ptr[start]))
            start++;
        while (end > start && is_mark(word.ptr[end - 1]))
            end--;
        const char *words = find(slice_sub(word, start, end));
        if (!first)
            buffer_append_char(out, ' ');
        first = false;
        if (!words) {
            buffer_append_slice(out, word);
            continue;
        }
        buffer_append_slice(out, slice_sub(word, 0, start));
        buffer_append(out, words, strlen(words));
        buffer_append_slice(out, slice_sub(word, end, word.len));
    }
}
