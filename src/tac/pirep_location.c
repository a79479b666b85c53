#include "tac/coordinate_parse.h"
#include "tac/pirep_parse.h"

static const struct pirep_point point_none = {.radial_deg = -1, .distance_nm = -1};

/* Words that stand where a reference could, and are none. */
static bool is_no_reference(struct slice s)
{
    static const char *const words[] = {"FINAL", "DURD", "DURC", "DURGD", "DURGC", "UNKN", "UNK", "RWY",
                                        "ILS",   "OVER", "NEAR", "DEP",   "ARR",   "SM",   "NM",  "OF"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (tac_text_is(s, words[i], strlen(words[i])))
            return true;
    return false;
}

/* Two to five letters. */
static bool scan_reference(struct tac_scan *s, char out[6])
{
    size_t len = 0;
    while (len < tac_scan_left(s) && tac_is_letter(s->p[len]))
        len++;
    if (len < 2 || len > 5 || is_no_reference(slice_make(s->p, len)))
        return false;
    memcpy(out, s->p, len);
    out[len] = '\0';
    s->p += len;
    return true;
}

/*
 * rrrddd; careless: rrrdd, and rrr0ddd where the figure too many is a nought. Anything else could be cut in
 * more ways than one.
 */
static bool scan_radial_distance(struct tac_scan *s, struct pirep_point *p)
{
    struct tac_scan at = *s;
    int radial, distance;
    unsigned digits;
    if (!tac_scan_digits(&at, 3, &radial) || radial > 360)
        return false;
    tac_scan_char(&at, '/');
    if (!tac_scan_number(&at, 2, 4, &distance, &digits) || (digits == 4 && distance > 999))
        return false;
    *s = at;
    p->radial_deg = radial;
    p->distance_nm = (int16_t)distance;
    return true;
}

/* "360R/15DME" after the reference. */
static bool scan_radial_dme(struct tac_scan *s, struct pirep_point *p)
{
    struct tac_scan at = *s;
    int radial, distance;
    if (!tac_scan_digits(&at, 3, &radial) || radial > 360 || !tac_scan_literal(&at, "R") ||
        !tac_scan_char(&at, '/') || !tac_scan_number(&at, 1, 3, &distance, NULL) ||
        !tac_scan_literal(&at, "DME"))
        return false;
    *s = at;
    p->radial_deg = radial;
    p->distance_nm = (int16_t)distance;
    return true;
}

static bool scan_point(struct tac_scan *s, struct pirep_point *out)
{
    struct pirep_point p = point_none;
    struct tac_scan at = *s;
    bool reference = scan_reference(&at, p.reference);
    bool polar = scan_radial_dme(&at, &p) || scan_radial_distance(&at, &p);
    if ((!reference && !polar) || (!tac_scan_done(&at) && tac_scan_peek(&at) != '-'))
        return false;
    *s = at;
    *out = p;
    return true;
}

/* "8NM", "117 NM", "8": a distance; the words it takes or 0. Statute miles are said rarely and are not it. */
static unsigned distance_decode(const struct tac_token *t, size_t n, int *out)
{
    if (n == 0)
        return 0;
    struct tac_scan s = tac_scan_start(t->text);
    int distance;
    if (!tac_scan_number(&s, 1, 3, &distance, NULL))
        return 0;
    bool unit = tac_scan_literal(&s, "NM");
    if (!tac_scan_done(&s))
        return 0;
    *out = distance;
    return !unit && n > 1 && tac_token_is(&t[1], "NM") ? 2 : 1;
}

static bool compass_decode(const struct tac_token *t, struct pirep_point *p)
{
    static const struct {
        const char *word;
        const char *point;
    } words[] = {{"NORTH", "N"},      {"EAST", "E"},       {"SOUTH", "S"},      {"WEST", "W"},
                 {"NORTHEAST", "NE"}, {"SOUTHEAST", "SE"}, {"SOUTHWEST", "SW"}, {"NORTHWEST", "NW"}};
    static const char *const points[] = {"N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE",
                                         "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"};
    struct slice text = t->text;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (tac_text_is(text, words[i].word, strlen(words[i].word)))
            text = slice_from_string(words[i].point);
    for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
        if (!tac_text_is(text, points[i], strlen(points[i])))
            continue;
        memcpy(p->direction, points[i], strlen(points[i]) + 1);
        p->radial_deg = i == 0 ? 360 : (double)i * 22.5;
        return true;
    }
    return false;
}

/* "10SE HNL", "12NW OGG": splits the figure from the compass point; the words it takes or 0. */
static unsigned glued_compass(const struct tac_token *t, int *distance, struct pirep_point *p)
{
    struct tac_scan s = tac_scan_start(t->text);
    if (!tac_scan_number(&s, 1, 3, distance, NULL))
        return 0;
    tac_scan_literal(&s, "NM");
    struct tac_token rest = *t;
    rest.text = tac_scan_rest(&s);
    return rest.text.len > 0 && compass_decode(&rest, p) ? 1 : 0;
}

/* "12 NW OF OGG", "3 NM SE HNL", "5SE HNL". */
static unsigned bearing_before(const struct tac_token *t, size_t n, struct pirep_point *out)
{
    struct pirep_point p = point_none;
    int distance;
    unsigned at = glued_compass(t, &distance, &p);
    if (at == 0) {
        at = distance_decode(t, n, &distance);
        if (at == 0 || at >= n || !compass_decode(&t[at], &p))
            return 0;
        at++;
    }
    if (at < n && tac_token_is(&t[at], "OF"))
        at++;
    if (at >= n)
        return 0;
    struct tac_scan s = tac_scan_start(t[at].text);
    if (!scan_reference(&s, p.reference) || !tac_scan_done(&s))
        return 0;
    p.distance_nm = (int16_t)distance;
    *out = p;
    return at + 1;
}

/* "HNL 090 8NM", "CKH019 117NM", "TED 255009". */
static unsigned spaced_polar(const struct tac_token *t, size_t n, struct pirep_point *out)
{
    struct pirep_point p = point_none;
    struct tac_scan s = tac_scan_start(t->text);
    unsigned at = 1;
    int radial, distance;
    if (n < 2 || !scan_reference(&s, p.reference))
        return 0;
    if (tac_scan_done(&s)) {
        s = tac_scan_start(t[1].text);
        at = 2;
        if (scan_radial_distance(&s, &p) && tac_scan_done(&s)) {
            *out = p;
            return at;
        }
    }
    if (!tac_scan_digits(&s, 3, &radial) || radial > 360 || !tac_scan_done(&s) || at >= n)
        return 0;
    struct tac_scan unit = tac_scan_start(t[at].text);
    if (!tac_scan_number(&unit, 1, 3, &distance, NULL) || !tac_scan_literal(&unit, "NM") ||
        !tac_scan_done(&unit))
        return 0;
    p.radial_deg = radial;
    p.distance_nm = (int16_t)distance;
    *out = p;
    return at + 1;
}

static unsigned position_point(const struct tac_token *t, size_t n, struct pirep_point *out)
{
    struct pirep_point p = point_none;
    unsigned taken = tac_position_decode(t, n, &p.position);
    p.has_position = taken > 0;
    if (taken)
        *out = p;
    return taken;
}

/* Points in one group joined by dashes: the first and the last are kept, the text has all. */
static bool scan_route(const struct tac_token *t, struct pirep_location *l)
{
    struct tac_scan s = tac_scan_start(t->text);
    struct pirep_point first, last;
    bool more = false;
    if (!scan_point(&s, &first))
        return false;
    while (tac_scan_char(&s, '-')) {
        if (!scan_point(&s, &last))
            return false;
        more = true;
    }
    if (!tac_scan_done(&s))
        return false;
    l->at = first;
    if (more)
        l->to = last;
    l->has_to = more;
    return true;
}

/* "SGJ-5N OMN": the second point's bearing is glued to the first. */
static unsigned segment_to_bearing(const struct tac_token *t, size_t n, struct pirep_location *l)
{
    size_t dash = slice_find(t->text, '-');
    if (dash == t->text.len || n < 2 || n > 4)
        return 0;
    struct tac_token tail[4];
    struct tac_scan s = tac_scan_start(slice_sub(t->text, 0, dash));
    memcpy(tail, t, n * sizeof(*t));
    tail[0].text = slice_sub(t->text, dash + 1, t->text.len);
    if (tail[0].text.len == 0 || !scan_point(&s, &l->at) || !tac_scan_done(&s))
        return 0;
    unsigned taken = bearing_before(tail, n, &l->to);
    l->has_to = taken > 0;
    return taken;
}

static unsigned place_decode(const struct tac_token *t, size_t n, struct pirep_location *l)
{
    unsigned taken;
    if ((taken = position_point(t, n, &l->at)) || (taken = bearing_before(t, n, &l->at)) ||
        (taken = spaced_polar(t, n, &l->at)) || (taken = segment_to_bearing(t, n, l)))
        return taken;
    return scan_route(t, l) ? 1 : 0;
}

static void clear_points(struct pirep_location *l)
{
    l->at = l->to = point_none;
    l->has_to = false;
}

void pirep_location_decode(const struct pirep_section *s)
{
    struct pirep_location *l = &s->p->location;
    if (l->text.ptr) { /* once more */
        for (size_t i = 0; i < s->n; i++)
            pirep_section_span(s, i, 1, TAC_GROUP_UNDECODED, 0);
        return;
    }
    clear_points(l);
    if (s->n == 0)
        return;
    l->text = slice_sub(s->p->raw, s->t[0].start, s->t[s->n - 1].end);
    unsigned taken = place_decode(s->t, s->n, l);
    /* A word more may turn it into another place ("LAO POINT"): only a runway's leaves the place what it is.
     */
    bool runway = taken > 0 && taken < s->n && tac_token_is(&s->t[taken], "RWY");
    if (taken < s->n && (!runway || tac_token_is(&s->t[0], "FNL"))) { /* "FNL RWY 27": the final approach */
        clear_points(l);
        taken = 0;
    }
    if (taken)
        pirep_section_span(s, 0, taken, TAC_GROUP_LOCATION, 0);
    for (size_t i = taken; i < s->n; i++)
        pirep_section_span(s, i, 1, TAC_GROUP_UNDECODED, 0);
}
