/*
 * Areas (Annex 3, table A6-1A, "Location"): polygons, corridors along a line, circles, half planes beside
 * lines, parallels and meridians, the entire FIR. A geometry is given only where the text alone gives it:
 * half planes end at the FIR's boundary, which is not in the text.
 */
#include "tac/coordinate_parse.h"
#include "tac/sigmet_parse.h"

enum shape { SHAPE_TEXT, SHAPE_POINT, SHAPE_LINE, SHAPE_RING };

struct finder {
    const struct sigmet_reader *r;
    size_t at; /* of the word to be read next */
    struct sigmet_area *a;
    unsigned elements;
    bool whole; /* every element has a shape of its own */
    uint8_t shape;
};

void sigmet_area_clear(struct sigmet_area *a)
{
    a->text = slice_make(NULL, 0);
    a->geometry = SIGMET_GEOMETRY_NONE;
    a->parts = 0;
    a->count = 0;
    a->radius_nm = a->width_nm = -1;
}

static size_t left(const struct finder *f)
{
    return f->r->n - f->at;
}

static const struct tac_token *word(const struct finder *f)
{
    return f->r->t + f->at;
}

static bool is(const struct finder *f, size_t ahead, const char *literal)
{
    return ahead < left(f) && tac_text_is(word(f)[ahead].text, literal, strlen(literal));
}

/* Positions one after another; false when there is no room for all of them. */
static bool read_points(struct finder *f)
{
    struct tac_position p;
    unsigned taken;
    bool room = true;
    while ((taken = tac_position_decode(word(f), left(f), &p)) > 0) {
        room = room && f->a->count < SIGMET_POINTS_MAX;
        if (room)
            f->a->points[f->a->count++] = p;
        f->at += taken;
    }
    return room;
}

/* "N5075 E00700", "S0101E02960" at a word that is no position: a point whose figures can't be. */
static bool broken_point_begins(const struct finder *f, size_t ahead)
{
    struct tac_position p;
    if (ahead >= left(f) || tac_position_decode(word(f) + ahead, left(f) - ahead, &p) > 0)
        return false;
    struct slice s = word(f)[ahead].text;
    if (s.len < 3 || (s.ptr[0] != 'N' && s.ptr[0] != 'S') || !tac_is_digit(s.ptr[1]) ||
        !tac_is_digit(s.ptr[2]))
        return false;
    size_t east = slice_find(s, 'E'), west = slice_find(s, 'W');
    struct slice rest = east < s.len          ? slice_sub(s, east, s.len)
                        : west < s.len        ? slice_sub(s, west, s.len)
                        : ahead + 1 < left(f) ? word(f)[ahead + 1].text
                                              : slice_make(NULL, 0);
    return rest.len > 1 && (rest.ptr[0] == 'E' || rest.ptr[0] == 'W') && tac_is_digit(rest.ptr[1]);
}

/* Does what follows look like a position that was mutilated? */
static bool broken_point_follows(const struct finder *f)
{
    if (left(f) == 0)
        return false;
    struct slice s = word(f)->text;
    if (s.len == 0 || !(s.ptr[0] == 'N' || s.ptr[0] == 'S' || s.ptr[0] == 'E' || s.ptr[0] == 'W'))
        return s.len > 0 && tac_is_digit(s.ptr[0]) &&
               (s.ptr[s.len - 1] == 'N' || s.ptr[s.len - 1] == 'W' || s.ptr[s.len - 1] == 'S' ||
                s.ptr[s.len - 1] == 'E');
    return s.len == 1 ? left(f) == 1 : tac_is_digit(s.ptr[1]);
}

static bool same_point(const struct tac_position *a, const struct tac_position *b)
{
    return a->latitude_deg == b->latitude_deg && a->longitude_deg == b->longitude_deg;
}

/* Makes points[first..count) a closed ring. An open one is closed, unless the text may have been cut within
 * it. */
static bool close_ring(struct finder *f, size_t first, bool must_be_closed)
{
    struct sigmet_area *a = f->a;
    size_t n = a->count - first;
    bool closed = n >= 4 && same_point(&a->points[first], &a->points[a->count - 1]);
    if (!closed &&
        (must_be_closed || n < 3 || a->count == SIGMET_POINTS_MAX || (left(f) == 0 && f->r->cut_short)))
        return false;
    if (!closed)
        a->points[a->count++] = a->points[first];
    if (a->parts == SIGMET_PARTS_MAX)
        return false;
    a->part_end[a->parts++] = a->count;
    return true;
}

/* "60NM", "100KM", "60 NM", "1.5NM" is not used; in nautical miles. Returns the words, or 0. */
static unsigned distance(const struct finder *f, size_t ahead, double *nm)
{
    if (ahead >= left(f))
        return 0;
    struct tac_scan s = tac_scan_start(word(f)[ahead].text);
    int value;
    bool km;
    if (!tac_scan_number(&s, 1, 4, &value, NULL))
        return 0;
    if (tac_scan_done(&s)) {
        km = is(f, ahead + 1, "KM");
        if (!km && !is(f, ahead + 1, "NM"))
            return 0;
        *nm = km ? value / 1.852 : value;
        return 2;
    }
    km = tac_scan_literal(&s, "KM");
    if ((!km && !tac_scan_literal(&s, "NM")) || !tac_scan_done(&s))
        return 0;
    *nm = km ? value / 1.852 : value;
    return 1;
}

static bool element(struct finder *f, uint8_t shape, bool whole)
{
    f->elements++;
    f->whole = f->whole && whole && (f->elements == 1 || (shape == SHAPE_RING && f->shape == SHAPE_RING));
    f->shape = shape;
    return true;
}

static bool read_line(struct finder *f)
{
    size_t first = f->a->count;
    bool room = read_points(f);
    bool whole =
        room && f->a->count - first >= 2 && !broken_point_follows(f) && !(left(f) == 0 && f->r->cut_short);
    return element(f, SHAPE_LINE, whole);
}

/* [WI] [APRX] nNM WID|WIDE LINE [BTN] points. */
static bool read_corridor(struct finder *f)
{
    size_t ahead = is(f, 0, "WI") ? 1 : 0;
    double width;
    if (is(f, ahead, "APRX"))
        ahead++;
    unsigned words = distance(f, ahead, &width);
    if (words == 0 || !(is(f, ahead + words, "WID") || is(f, ahead + words, "WIDE")) ||
        !is(f, ahead + words + 1, "LINE"))
        return false;
    f->at += ahead + words + 2;
    if (is(f, 0, "BTN"))
        f->at++;
    f->a->width_nm = width;
    return read_line(f);
}

/* WI nNM OF LINE points: as far to each side. */
static bool read_line_sides(struct finder *f)
{
    size_t ahead = is(f, 0, "WI") ? 1 : 0;
    double distance_nm;
    unsigned words = distance(f, ahead, &distance_nm);
    if (words == 0 || !is(f, ahead + words, "OF") || !is(f, ahead + words + 1, "LINE"))
        return false;
    f->at += ahead + words + 2;
    if (is(f, 0, "BTN"))
        f->at++;
    f->a->width_nm = 2 * distance_nm;
    return read_line(f);
}

static bool is_centre(const struct finder *f, size_t ahead)
{
    return is(f, ahead, "CENTRE") || is(f, ahead, "CENTER");
}

/* [WI] nNM OF [TC] CENTRE, or OF a position. */
static bool read_circle(struct finder *f)
{
    size_t ahead = is(f, 0, "WI") ? 1 : 0;
    double radius;
    const struct sigmet *s = f->r->s;
    unsigned words = distance(f, ahead, &radius);
    if (words == 0 || !is(f, ahead + words, "OF"))
        return false;
    ahead += words + 1;
    if (is(f, ahead, "TC"))
        ahead++;
    struct tac_position p;
    bool known;
    if (is_centre(f, ahead)) {
        known = f->r->in_forecast ? s->forecast.has_position : s->source.has_position;
        p = f->r->in_forecast ? s->forecast.position : s->source.position;
        f->at += ahead + 1;
    } else {
        unsigned taken = ahead < left(f) ? tac_position_decode(word(f) + ahead, left(f) - ahead, &p) : 0;
        known = taken > 0;
        if (!known)
            return false;
        f->at += ahead + taken;
    }
    if (known && f->a->count == 0) {
        f->a->points[f->a->count++] = p;
        f->a->radius_nm = radius;
    }
    return element(f, SHAPE_POINT, known);
}

static bool read_polygon(struct finder *f)
{
    struct tac_position p;
    bool within = is(f, 0, "WI") || is(f, 0, "WITHIN");
    if (within && broken_point_begins(f, 1)) {
        f->at++;
        return element(f, SHAPE_TEXT, false);
    }
    if (tac_position_decode(word(f) + within, left(f) - within, &p) == 0)
        return false;
    f->at += within;
    if (is(f, 0, "AREA"))
        f->at++;
    size_t first = f->a->count;
    bool room = read_points(f);
    size_t n = f->a->count - first;
    if (n == 1 && !within && room)
        return element(f, SHAPE_POINT, true);
    return element(f, SHAPE_RING, room && !broken_point_follows(f) && close_ring(f, first, !within));
}

/* n [NM] point navaid, as "80 NM E JOH"; the words it takes, or 0. */
static size_t bearing_length(const struct finder *f, size_t ahead)
{
    struct tac_scan s;
    char point[4];
    int value;
    if (ahead >= left(f))
        return 0;
    s = tac_scan_start(word(f)[ahead].text);
    if (!tac_scan_number(&s, 1, 3, &value, NULL) || (!tac_scan_done(&s) && !tac_scan_literal(&s, "NM")) ||
        !tac_scan_done(&s))
        return 0;
    size_t at = ahead + (is(f, ahead + 1, "NM") ? 2 : 1);
    if (at + 1 >= left(f))
        return 0;
    s = tac_scan_start(word(f)[at].text);
    size_t navaid = word(f)[at + 1].text.len;
    if (!tac_scan_compass(&s, point) || !tac_scan_done(&s) || navaid < 2 || navaid > 5 ||
        !tac_is_letter(word(f)[at + 1].text.ptr[0]))
        return 0;
    return at + 2 - ahead;
}

/* Points by navaids: text, for who knows where those are. */
static bool read_navaids(struct finder *f)
{
    size_t at = is(f, 0, "AREA") ? 1 : 0, len;
    if (!is(f, at, "WI") && !is(f, at, "FROM"))
        return false;
    size_t first = ++at;
    while ((len = bearing_length(f, at)) > 0) {
        at += len;
        if (is(f, at, "TO"))
            at++;
    }
    if (at == first)
        return false;
    f->at += at;
    return element(f, SHAPE_TEXT, false);
}

/* A parallel or a meridian: "N45", "E01030". */
static bool is_bound(const struct tac_token *t)
{
    struct tac_scan s = tac_scan_start(t->text);
    int value;
    return (tac_scan_char(&s, 'N') || tac_scan_char(&s, 'S') || tac_scan_char(&s, 'E') ||
            tac_scan_char(&s, 'W')) &&
           tac_scan_number(&s, 2, 5, &value, NULL) && tac_scan_done(&s);
}

/* "N OF N45", "SW OF LINE N10 E020 - N12 E024". */
static bool read_half_plane(struct finder *f)
{
    char point[4];
    struct tac_scan s = tac_scan_start(word(f)->text);
    if (!tac_scan_compass(&s, point) || !tac_scan_done(&s) || !is(f, 1, "OF"))
        return false;
    struct tac_position p;
    if (is(f, 2, "LINE") && left(f) > 3 &&
        (tac_position_decode(word(f) + 3, left(f) - 3, &p) || broken_point_begins(f, 3))) {
        size_t count = f->a->count;
        f->at += 3;
        (void)read_points(f);
        f->a->count = (uint16_t)count;
        return element(f, SHAPE_TEXT, false);
    }
    if (left(f) < 3 || !is_bound(&word(f)[2]))
        return false;
    f->at += 3;
    return element(f, SHAPE_TEXT, false);
}

static bool read_entire(struct finder *f)
{
    static const char *const units[] = {"FIR", "UIR", "CTA", "FIR/UIR", "FIRUIR"};
    if (!is(f, 0, "ENTIRE") || left(f) < 2)
        return false;
    size_t at = 1;
    while (at < left(f) && at < 3 && !SIGMET_WORD_IN(&word(f)[at], units))
        at++;
    if (at >= left(f) || !SIGMET_WORD_IN(&word(f)[at], units))
        return false;
    f->at += at + 1;
    return element(f, SHAPE_TEXT, false);
}

static bool read_element(struct finder *f)
{
    return left(f) > 0 && (read_entire(f) || read_corridor(f) || read_line_sides(f) || read_circle(f) ||
                           read_polygon(f) || read_half_plane(f) || read_navaids(f));
}

/* AND, or nothing, between the parts of an area. */
static bool read_next(struct finder *f)
{
    size_t before = f->at;
    if (is(f, 0, "AND"))
        f->at++;
    if (read_element(f))
        return true;
    f->at = before;
    return false;
}

/* The text of an area has its mutilated positions too, which are listed as undecoded. */
static size_t fragments_end(const struct finder *f)
{
    struct finder rest = *f;
    while (!f->whole && broken_point_follows(&rest))
        rest.at++;
    return rest.at;
}

static void set_geometry(const struct finder *f)
{
    struct sigmet_area *a = f->a;
    a->geometry = SIGMET_GEOMETRY_NONE;
    if (f->whole && f->shape == SHAPE_RING)
        a->geometry = SIGMET_GEOMETRY_POLYGON;
    else if (f->whole && f->shape == SHAPE_LINE)
        a->geometry = SIGMET_GEOMETRY_LINE;
    else if (f->whole && f->shape == SHAPE_POINT && a->count == 1)
        a->geometry = SIGMET_GEOMETRY_POINT;
    if (a->geometry == SIGMET_GEOMETRY_NONE) {
        a->count = 0;
        a->parts = 0;
    }
}

/* A cyclone's centre stands where other phenomena have their area. */
static bool take_centre(struct sigmet_reader *r)
{
    struct sigmet *s = r->s;
    struct tac_position p;
    unsigned taken = tac_position_decode(sigmet_next(r), sigmet_left(r), &p), again;
    bool cyclone = s->hazard && strcmp(s->hazard, "TC") == 0;
    bool *known = r->in_forecast ? &s->forecast.has_position : &s->source.has_position;
    struct tac_position more;
    if (!cyclone || taken == 0 || *known)
        return false;
    again = tac_position_decode(sigmet_next(r) + taken, sigmet_left(r) - taken, &more);
    if (again > 0)
        return false;
    *known = true;
    if (!r->in_forecast)
        s->source.position_text = sigmet_text(r, r->at, r->at + taken);
    *(r->in_forecast ? &s->forecast.position : &s->source.position) = p;
    sigmet_take(r, taken, r->in_forecast ? TAC_GROUP_FORECAST : TAC_GROUP_CYCLONE);
    return true;
}

void sigmet_area_from_centre(struct sigmet *s)
{
    struct sigmet_area *a = &s->area;
    if (a->text.ptr || !s->source.has_position || !s->source.position_text.ptr)
        return;
    a->points[0] = s->source.position;
    a->count = 1;
    a->geometry = SIGMET_GEOMETRY_POINT;
    a->text = s->source.position_text;
}

bool sigmet_take_area(struct sigmet_reader *r)
{
    struct sigmet_area *a = r->in_forecast ? &r->s->forecast.area : &r->s->area;
    struct finder f = {.r = r, .at = r->at, .a = a, .whole = true};
    if (take_centre(r))
        return true;
    /* Points of an area that began with such a one are not a smaller area. A volcano's or centre's is none.
     */
    bool source = r->at > 0 && tac_token_is(&r->t[r->at - 1], "PSN");
    r->area_lost = r->area_lost || (!source && broken_point_begins(&f, 0));
    if (a->text.ptr || r->area_lost || !read_element(&f))
        return false;
    while (read_next(&f))
        ;
    f.whole = f.whole && !is(&f, 0, "AND"); /* and a part that could not be read */
    set_geometry(&f);
    a->text = sigmet_text(r, r->at, fragments_end(&f));
    sigmet_take(r, f.at - r->at, r->in_forecast ? TAC_GROUP_FORECAST : TAC_GROUP_AREA);
    return true;
}
