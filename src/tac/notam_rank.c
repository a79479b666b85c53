#include "tac/notam_rank.h"

#include <string.h>

#include "tac/notam_subject.h"
#include "tac/notam_word.h"

struct rule {
    const char *subject;    /* letters two and three of the code, or the first of them */
    const char *conditions; /* pairs of letters four and five; NULL: any */
    uint8_t rank;
    const char *reason;
};

#define OUT_OF_USE "AS AU AW AC CT LC LD"

/* The first that fits. */
static const struct rule rules[] = {
    {"FA", "LC AU AW LD", 1, "the aerodrome is closed"},
    {"FA", "LI LN LV LP LT", 2, "the aerodrome is limited"},
    {"FA", "AH AP AR", 2, "the aerodrome's hours or permissions are limited"},
    {"FP", "LC AU AW", 1, "the heliport is closed"},
    {"MR", "LC AU AW LD AS", 1, "a runway is closed"},
    {"MA", "LC AU LD", 1, "the movement area is closed"},
    {"RP", "CD CN CC", 5, "a prohibited area is not active"},
    {"RP", NULL, 1, "airspace is prohibited"},
    {"RR", "CD CN CC", 5, "a restricted area is not active"},
    {"RR", NULL, 1, "airspace is restricted"},
    {"RT", "CD CN CC", 5, "a temporary restricted area is not active"},
    {"RT", NULL, 1, "airspace is temporarily restricted"},
    {"R", "CD CN CC", 5, "an area is not active"},
    {"R", NULL, 2, "an area to avoid or to be cleared through"},
    {"MR", NULL, 2, "a runway is limited or changed"},
    {"MT", NULL, 2, "a threshold is changed"},
    {"MD", NULL, 2, "declared distances are changed"},
    {"MB", NULL, 2, "the bearing strength is changed"},
    {"MS", NULL, 2, "a stopway is changed"},
    {"MC", NULL, 2, "a clearway is changed"},
    {"MH", NULL, 4, "a runway arresting gear"},
    {"M", NULL, 4, "movement on the ground"},
    {"I", NULL, 2, "an instrument landing aid"},
    {"N", NULL, 2, "a navigation aid"},
    {"G", NULL, 2, "satellite navigation"},
    {"LX", NULL, 4, "taxiway lights"},
    {"LY", NULL, 4, "taxiway lights"},
    {"LB", NULL, 4, "the aerodrome beacon"},
    {"LW", NULL, 4, "heliport lights"},
    {"L", NULL, 2, "approach or runway lights"},
    {"PF", NULL, 2, "flow control"},
    {"P", "TT", 5, "an amendment of the AIP takes effect"},
    {"P", NULL, 2, "a procedure is changed"},
    {"A", "LC AU AW LP", 2, "a route or airspace is closed"},
    {"A", NULL, 3, "the structure of airspace is changed"},
    {"FU", NULL, 2, "fuel is limited"},
    {"FF", NULL, 2, "fire fighting and rescue is limited"},
    {"FM", NULL, 3, "the meteorological service is limited"},
    {"FA", "TT", 5, "an amendment of the AIP takes effect"},
    {"FA", NULL, 3, "a notice about the aerodrome"},
    {"F", NULL, 4, "a service on the ground"},
    {"ST", OUT_OF_USE " AH", 2, "the tower's hours or service are limited"},
    {"SP", OUT_OF_USE " AH", 2, "approach control is limited"},
    {"S", NULL, 3, "an air traffic service"},
    {"C", OUT_OF_USE, 3, "communications or surveillance are limited"},
    {"C", NULL, 3, "communications or surveillance"},
    {"WM", NULL, 2, "firing into the air"},
    {"WW", NULL, 2, "volcanic activity"},
    {"W", NULL, 3, "an activity to look out for"},
    {"OB", NULL, 3, "an obstacle"},
    {"OL", NULL, 4, "lights of an obstacle"},
    {"OA", NULL, 5, "a notice about the information service"},
    {"O", NULL, 3, "a rule for entry or rescue"},
    {"KK", NULL, 5, "a checklist of NOTAMs"},
};

static bool has_pair(const char *list, const char *pair)
{
    for (; list && *list; list += list[2] ? 3 : 2)
        if (memcmp(list, pair, 2) == 0)
            return true;
    return list == NULL;
}

static const struct rule *rule_of_code(const char code[6])
{
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
        if (memcmp(code + 1, rules[i].subject, strlen(rules[i].subject)) == 0 &&
            has_pair(rules[i].conditions, code + 3))
            return &rules[i];
    return NULL;
}

struct words {
    const char *subject;   /* as notam_subject.h has it */
    const char *condition; /* NULL: any */
    uint8_t rank;
    const char *reason;
};

static const struct words of_words[] = {
    {"aerodrome", "closed", 1, "the aerodrome is closed"},
    {"runway", "closed", 1, "a runway is closed"},
    {"aerodrome", NULL, 3, "a notice about the aerodrome"},
    {"runway", NULL, 2, "a runway is limited or changed"},
    {"surface condition", NULL, 2, "the condition of a surface"},
    {"runway surface condition", NULL, 2, "the condition of runways"},
    {"precision approach path indicator", NULL, 2, "approach or runway lights"},
    {"visual approach slope indicator system", NULL, 2, "approach or runway lights"},
    {"approach lighting system", NULL, 2, "approach or runway lights"},
    {"runway end identifier lights", NULL, 2, "approach or runway lights"},
    {"runway touchdown zone lights", NULL, 2, "approach or runway lights"},
    {"instrument landing system", NULL, 2, "an instrument landing aid"},
    {"localizer", NULL, 2, "an instrument landing aid"},
    {"VORTAC", NULL, 2, "a navigation aid"},
    {"VOR/DME", NULL, 2, "a navigation aid"},
    {"VOR", NULL, 2, "a navigation aid"},
    {"TACAN", NULL, 2, "a navigation aid"},
    {"non-directional radio beacon", NULL, 2, "a navigation aid"},
    {"distance measuring equipment", NULL, 2, "a navigation aid"},
    {"navigation aid", NULL, 2, "a navigation aid"},
    {"GNSS", NULL, 2, "satellite navigation"},
    {"radio altimeter", NULL, 2, "radio altimeters are unreliable"},
    {"fuel availability", NULL, 2, "fuel is limited"},
    {"aerodrome control tower", NULL, 2, "the tower's hours or service are limited"},
    {"fire fighting and rescue", NULL, 2, "fire fighting and rescue is limited"},
    {"instrument approach procedure", NULL, 2, "a procedure is changed"},
    {"obstacle departure procedure", NULL, 2, "a procedure is changed"},
    {"standard instrument departure", NULL, 2, "a procedure is changed"},
    {"standard instrument arrival", NULL, 2, "a procedure is changed"},
    {"visual flight procedure", NULL, 2, "a procedure is changed"},
    {"ATS route", NULL, 2, "a route is changed"},
    {"unmanned aircraft", NULL, 3, "an activity to look out for"},
    {"parachute jumping", NULL, 3, "an activity to look out for"},
    {"obstacle", NULL, 3, "an obstacle"},
    {"obstacle lights", NULL, 4, "lights of an obstacle"},
    {"taxiway", NULL, 4, "movement on the ground"},
    {"apron", NULL, 4, "movement on the ground"},
    {"restricted area", "activated", 1, "airspace is restricted"},
    {"prohibited area", NULL, 1, "airspace is prohibited"},
    {"temporary flight restriction", NULL, 1, "airspace is temporarily restricted"},
    {"military operating area", NULL, 2, "an area to avoid or to be cleared through"},
    {"warning area", NULL, 2, "an area to avoid or to be cleared through"},
    {"aerobatics", NULL, 3, "an activity to look out for"},
    {"terminal area surveillance radar", NULL, 3, "communications or surveillance are limited"},
    {"secondary surveillance radar", NULL, 3, "communications or surveillance are limited"},
    {"communications", NULL, 3, "communications or surveillance are limited"},
    {"safety area", NULL, 3, "the surroundings of a runway"},
    {"markings", NULL, 3, "markings on the ground"},
    {"sign", NULL, 4, "signs on the ground"},
    {"signs", NULL, 4, "signs on the ground"},
    {"chart", NULL, 5, "a correction of a chart"},
};

/* Plain words, for texts whose code says that only they say it. Conservative: the whole phrase must be there.
 */
static const struct {
    const char *phrase;
    uint8_t rank;
    const char *reason;
} of_text[] = {
    {"TEMPORARY FLIGHT RESTRICTIONS", 1, "airspace is temporarily restricted"},
    {"TFR.", 1, "airspace is temporarily restricted"},
    {"AD CLSD", 1, "the aerodrome is closed"},
    {"AERODROME CLSD", 1, "the aerodrome is closed"},
    {"AERODROME CLOSED", 1, "the aerodrome is closed"},
    {"AIRFIELD CLOSED", 1, "the aerodrome is closed"},
};

static bool set(struct notam *n, uint8_t rank, const char *reason)
{
    n->rank = rank;
    n->rank_reason = reason;
    return true;
}

static bool rank_by_text(struct notam *n)
{
    size_t end;
    for (size_t i = 0; i < sizeof(of_text) / sizeof(of_text[0]) && n->text.ptr; i++)
        if (notam_phrase_find(n->text, of_text[i].phrase, &end) < n->text.len)
            return set(n, of_text[i].rank, of_text[i].reason);
    return false;
}

/* By subject and condition in words: the domestic form's own, or those that the text of a code XX begins
 * with. */
static bool rank_by_words(struct notam *n)
{
    const char *subject = n->subject, *condition = n->condition;
    if (!subject)
        notam_subject_find(n->text, &subject, &condition);
    for (size_t i = 0; i < sizeof(of_words) / sizeof(of_words[0]) && subject; i++) {
        const struct words *w = &of_words[i];
        if (strcmp(w->subject, subject) == 0 &&
            (!w->condition || (condition && strcmp(w->condition, condition) == 0)))
            return set(n, w->rank, w->reason);
    }
    return false;
}

void notam_rank_set(struct notam *n)
{
    const struct rule *rule = n->q.code[0] ? rule_of_code(n->q.code) : NULL;
    if (n->kind == NOTAM_KIND_CANCEL)
        set(n, 5, "it cancels another NOTAM");
    else if (rule)
        set(n, rule->rank, rule->reason);
    else if (!rank_by_text(n) && !rank_by_words(n))
        set(n, NOTAM_RANK_UNKNOWN, "its effect is not known: read the text");
}
