#include "tac/pirep.h"

#include "tac/pirep_airep.h"
#include "tac/pirep_parse.h"
#include "tac/span_parse.h"
#include "tac/time_parse.h"
#include "tac/visibility_parse.h"
#include "tac/weather_parse.h"
#include "tac/wind_parse.h"

#define undecoded(s, i) pirep_section_span((s), (i), 1, TAC_GROUP_UNDECODED, 0)

static bool is_alphanumeric(struct slice s, size_t min, size_t max)
{
    for (size_t i = 0; i < s.len; i++)
        if (!tac_is_letter(s.ptr[i]) && !tac_is_digit(s.ptr[i]))
            return false;
    return s.len >= min && s.len <= max;
}

static void decode_time(const struct pirep_section *s, int64_t reference_time)
{
    for (size_t i = 0; i < s->n; i++) {
        struct tac_scan scan = tac_scan_start(s->t[i].text);
        struct tac_day_time d;
        bool good = s->p->time == UTC_NONE && tac_scan_hhmm(&scan, &d);
        if (good)
            tac_scan_char(&scan, 'Z');
        if (!good || !tac_scan_done(&scan)) {
            undecoded(s, i);
            continue;
        }
        s->p->time = tac_time_nearest(d, reference_time, 0);
        pirep_section_span(s, i, 1, TAC_GROUP_TIME, 0);
    }
}

/* DURC, DURGC, DURD, DURGD; "DURG C" and "DURG D" come as one group in FL. */
static uint8_t phase_of(struct slice s)
{
    static const struct {
        const char *word;
        uint8_t kind;
    } words[] = {{"DURC", PIREP_ALTITUDE_CLIMB},    {"DURGC", PIREP_ALTITUDE_CLIMB},
                 {"DURGCLB", PIREP_ALTITUDE_CLIMB}, {"DURD", PIREP_ALTITUDE_DESCENT},
                 {"DURGD", PIREP_ALTITUDE_DESCENT}, {"DURGDES", PIREP_ALTITUDE_DESCENT}};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (tac_text_is(s, words[i].word, strlen(words[i].word)))
            return words[i].kind;
    return PIREP_ALTITUDE_UNKNOWN;
}

bool pirep_level_decode(struct slice s, int32_t *feet)
{
    struct tac_scan scan = tac_scan_start(s);
    int hundreds;
    if (tac_scan_char(&scan, 'F'))
        tac_scan_char(&scan, 'L');
    if (!tac_scan_digits(&scan, 3, &hundreds) || !tac_scan_done(&scan) || hundreds > 600)
        return false;
    *feet = hundreds * 100;
    return true;
}

/* Three figures are hundreds of feet (9-2-15 d). Two or four could be feet, hundreds or a slip. */
static void decode_level(const struct pirep_section *s)
{
    for (size_t i = 0; i < s->n; i++) {
        struct slice text = s->t[i].text;
        uint8_t phase = phase_of(text);
        if (s->p->altitude_ft == PIREP_FEET_NONE && pirep_level_decode(text, &s->p->altitude_ft)) {
            if (s->p->altitude_kind == PIREP_ALTITUDE_UNKNOWN)
                s->p->altitude_kind = PIREP_ALTITUDE_AT;
        } else if (phase != PIREP_ALTITUDE_UNKNOWN) {
            s->p->altitude_kind = phase;
        } else if (!pirep_text_unknown(text) && !tac_text_is(text, "SFC", 3)) {
            undecoded(s, i);
            continue;
        }
        pirep_section_span(s, i, 1, TAC_GROUP_ALTITUDE, 0);
    }
}

/* A designator (ICAO Doc 8643), or the name of a type as people write it ("B737-800"). */
static bool is_type(struct slice s)
{
    size_t dash = slice_find(s, '-');
    struct slice head = slice_sub(s, 0, dash), tail = slice_sub(s, dash + 1, s.len);
    return s.len < sizeof(((struct pirep *)0)->aircraft_type) && is_alphanumeric(head, 2, s.len) &&
           (dash == s.len || is_alphanumeric(tail, 1, s.len));
}

static void decode_type(const struct pirep_section *s)
{
    for (size_t i = 0; i < s->n; i++) {
        struct slice text = s->t[i].text;
        bool sky = text.len == 3 && (tac_text_is(text, "SKC", 3) || tac_text_is(text, "CLR", 3));
        if (i == 0 && pirep_text_unknown(text)) {
            pirep_section_span(s, i, 1, TAC_GROUP_MISSING, 0);
        } else if (i > 0 || sky || s->p->aircraft_type[0] || !is_type(text)) {
            undecoded(s, i);
        } else {
            slice_copy(text, s->p->aircraft_type, sizeof(s->p->aircraft_type));
            pirep_section_span(s, i, 1, TAC_GROUP_AIRCRAFT, 0);
        }
    }
}

/* FVnnSM, FVnn, nnSM: flight visibility; FV99SM is unrestricted (AIM 7-1-20 b). */
static bool take_visibility(struct pirep *p, const struct tac_token *t)
{
    struct tac_scan s = tac_scan_start(t->text);
    int miles;
    bool flight = tac_scan_literal(&s, "FV");
    if (p->visibility.present || p->visibility_unrestricted || !tac_scan_number(&s, 1, 2, &miles, NULL) ||
        (!tac_scan_literal(&s, "SM") && !flight) || !tac_scan_done(&s))
        return false;
    if (flight && miles == 99) {
        p->visibility_unrestricted = true;
        return true;
    }
    p->visibility.present = true;
    p->visibility.unit = TAC_DISTANCE_SM;
    p->visibility.statute_miles = miles;
    p->visibility.meters = miles * 1609.344;
    return true;
}

static bool take_conditions(struct pirep *p, const struct tac_token *t)
{
    if (tac_token_is(t, "IMC"))
        p->flight_conditions = "IMC";
    else if (tac_token_is(t, "VMC"))
        p->flight_conditions = "VMC";
    else
        return false;
    return true;
}

static void decode_weather(const struct pirep_section *s)
{
    struct pirep *p = s->p;
    for (size_t i = 0; i < s->n; i++) {
        struct tac_weather weather;
        if (p->weather_count < TAC_WEATHER_MAX && tac_weather_decode(&s->t[i], 1, &weather)) {
            pirep_section_span(s, i, 1, TAC_GROUP_WEATHER, p->weather_count);
            p->weather[p->weather_count++] = weather;
        } else if (take_visibility(p, &s->t[i])) {
            pirep_section_span(s, i, 1, TAC_GROUP_VISIBILITY, 0);
        } else if (take_conditions(p, &s->t[i])) {
            pirep_section_span(s, i, 1, TAC_GROUP_FLIGHT_CONDITIONS, 0);
        } else if (!pirep_sky_word(s, i)) {
            undecoded(s, i);
        }
    }
}

bool pirep_temperature_decode(struct slice s, int16_t *celsius)
{
    struct tac_scan scan = tac_scan_start(s);
    int value;
    bool below = tac_scan_char(&scan, 'M') || tac_scan_char(&scan, '-');
    if (!below && !tac_scan_char(&scan, '+'))
        tac_scan_char(&scan, 'P');
    if (s.len > 0 && s.ptr[0] != '-' && s.ptr[0] != '+')
        tac_scan_char(&scan, 'S'); /* MS, PS: minus, plus */
    if (!tac_scan_number(&scan, 1, 2, &value, NULL))
        return false;
    tac_scan_char(&scan, 'C');
    if (!tac_scan_done(&scan) || value > (below ? 90 : 60))
        return false;
    *celsius = (int16_t)(below ? -value : value);
    return true;
}

static void decode_temperature(const struct pirep_section *s)
{
    struct pirep *p = s->p;
    for (size_t i = 0; i < s->n; i++) {
        if (p->temperature_c == TAC_TEMPERATURE_NONE &&
            pirep_temperature_decode(s->t[i].text, &p->temperature_c))
            pirep_section_span(s, i, 1, TAC_GROUP_TEMPERATURE, 0);
        else if (pirep_text_unknown(s->t[i].text))
            pirep_section_span(s, i, 1, TAC_GROUP_MISSING, 0);
        else
            undecoded(s, i);
    }
}

/* dddff[Gff][KT], dddfff, ddd/ff[f]: knots (9-2-15 i); at height faster than any wind at the ground. */
bool pirep_wind_decode(struct slice s, struct tac_wind *out)
{
    struct tac_wind w = tac_wind_none;
    struct tac_scan scan = tac_scan_start(s);
    int direction, speed, gust = -1;
    if (!tac_scan_digits(&scan, 3, &direction) || direction > 360)
        return false;
    tac_scan_char(&scan, '/');
    if (!tac_scan_number(&scan, 2, 3, &speed, NULL) ||
        (tac_scan_char(&scan, 'G') && !tac_scan_number(&scan, 2, 3, &gust, NULL)))
        return false;
    if (!tac_scan_literal(&scan, "KTS"))
        tac_scan_literal(&scan, "KT");
    if (!tac_scan_done(&scan) || speed > 300 || gust > 300)
        return false;
    w.present = true;
    w.unit = TAC_SPEED_KT;
    w.direction_deg = (int16_t)direction;
    w.speed = (int16_t)speed;
    w.gust = (int16_t)gust;
    w.calm = direction == 0 && speed == 0 && gust < 0;
    *out = w;
    return true;
}

static void decode_wind(const struct pirep_section *s)
{
    for (size_t i = 0; i < s->n; i++) {
        if (!s->p->wind.present && pirep_wind_decode(s->t[i].text, &s->p->wind))
            pirep_section_span(s, i, 1, TAC_GROUP_WIND, 0);
        else
            undecoded(s, i);
    }
}

/* The text is kept whole; only the words for climb and descent mean something for the level. */
static void decode_remarks(const struct pirep_section *s)
{
    struct pirep *p = s->p;
    bool climb = false, descent = false;
    if (s->n == 0)
        return;
    uint32_t start = s->t[0].start, end = s->t[s->n - 1].end;
    for (size_t i = 0; i < s->n; i++) {
        uint8_t phase = phase_of(s->t[i].text);
        climb |= phase == PIREP_ALTITUDE_CLIMB;
        descent |= phase == PIREP_ALTITUDE_DESCENT;
    }
    if ((climb || descent) && p->altitude_kind <= PIREP_ALTITUDE_AT)
        p->altitude_kind = climb && descent ? PIREP_ALTITUDE_UNKNOWN
                           : climb          ? PIREP_ALTITUDE_CLIMB
                                            : PIREP_ALTITUDE_DESCENT;
    if (!p->remarks.ptr)
        p->remarks = slice_sub(p->raw, start, end);
    tac_spans_add_range(&p->spans, start, end, TAC_GROUP_REMARKS, 0, 0);
}

static void field_decode(enum pirep_field field, const struct pirep_section *s, int64_t reference_time)
{
    switch (field) {
    case PIREP_FIELD_OV:
        pirep_location_decode(s);
        break;
    case PIREP_FIELD_TM:
        decode_time(s, reference_time);
        break;
    case PIREP_FIELD_FL:
        decode_level(s);
        break;
    case PIREP_FIELD_TP:
        decode_type(s);
        break;
    case PIREP_FIELD_SK:
        pirep_sky_decode(s);
        break;
    case PIREP_FIELD_WX:
        decode_weather(s);
        break;
    case PIREP_FIELD_TA:
        decode_temperature(s);
        break;
    case PIREP_FIELD_WV:
        decode_wind(s);
        break;
    case PIREP_FIELD_TB:
        pirep_turbulence_decode(s);
        break;
    case PIREP_FIELD_IC:
        pirep_icing_decode(s);
        break;
    case PIREP_FIELD_RM:
        decode_remarks(s);
        break;
    case PIREP_FIELD_HEAD:
        break;
    }
}

static bool is_heading(const struct tac_token *t, size_t n)
{
    return n >= 3 && t[0].text.len == 6 && tac_is_letter(t[0].text.ptr[0]) &&
           tac_is_digit(t[0].text.ptr[5]) && is_alphanumeric(t[1].text, 4, 4) && t[2].text.len == 6 &&
           tac_text_all_digits(t[2].text);
}

/*
 * [TTAAii CCCC YYGGgg] [station] UA|UUA. The heading's day tells which day the report's hour belongs to.
 * False when neither UA nor UUA is there.
 */
static bool decode_head(const struct pirep_section *s, int64_t *reference_time)
{
    struct pirep *p = s->p;
    size_t at = 0, kind = 0;
    while (kind < s->n && !tac_token_is(&s->t[kind], "UA") && !tac_token_is(&s->t[kind], "UUA"))
        kind++;
    if (kind == s->n)
        return false;
    p->kind = tac_token_is(&s->t[kind], "UUA") ? PIREP_KIND_UUA : PIREP_KIND_UA;
    if (is_heading(s->t, kind)) {
        struct tac_scan scan = tac_scan_start(s->t[2].text);
        struct tac_day_time d;
        int64_t issued = tac_scan_ddhhmm(&scan, &d) ? tac_time_nearest(d, *reference_time, 0) : UTC_NONE;
        *reference_time = issued == UTC_NONE ? *reference_time : issued;
        pirep_section_span(s, 0, 3, TAC_GROUP_HEADING, 0);
        at = 3;
    }
    for (; at + 1 < kind; at++)
        undecoded(s, at);
    if (at < kind && is_alphanumeric(s->t[at].text, 2, 4)) {
        slice_copy(s->t[at].text, p->station, sizeof(p->station));
        pirep_section_span(s, at, 1, TAC_GROUP_STATION, 0);
    } else if (at < kind) {
        undecoded(s, at);
    }
    pirep_section_span(s, kind, 1, TAC_GROUP_TYPE, 0);
    for (at = kind + 1; at < s->n; at++)
        undecoded(s, at);
    return true;
}

static void clear(struct pirep *p, struct slice raw)
{
    static const struct pirep_point point_none = {.radial_deg = -1, .distance_nm = -1};
    p->raw = raw;
    p->kind = PIREP_KIND_UA;
    p->station[0] = p->aircraft[0] = p->aircraft_type[0] = '\0';
    p->time = UTC_NONE;
    p->location = (struct pirep_location){.at = point_none, .to = point_none};
    p->altitude_ft = PIREP_FEET_NONE;
    p->altitude_kind = PIREP_ALTITUDE_UNKNOWN;
    p->flight_conditions = NULL;
    p->sky_count = p->weather_count = p->turbulence_count = p->icing_count = 0;
    p->visibility = tac_visibility_none;
    p->visibility_unrestricted = false;
    p->temperature_c = TAC_TEMPERATURE_NONE;
    p->wind = tac_wind_none;
    p->route = p->remarks = slice_make(NULL, 0);
    p->spans.count = 0;
}

static enum result fail(struct tac_error *error, const char *text, size_t offset)
{
    if (error)
        *error = (struct tac_error){text, offset};
    return RESULT_INVALID;
}

/* Field by field, in the order of the text. */
static void decode_fields(const struct pirep_words *w, size_t from, int64_t reference_time, struct pirep *out)
{
    while (from < w->count) {
        struct pirep_section s = {.p = out};
        size_t to = from + 1;
        while (to < w->count && !w->mark[to])
            to++;
        tac_spans_add(&out->spans, &w->list[from], 1, TAC_GROUP_FIELD_MARK, 0, 0);
        s.t = &w->list[from + 1];
        s.n = to - from - 1;
        field_decode((enum pirep_field)w->field[from], &s, reference_time);
        from = to;
    }
}

enum result pirep_decode(struct slice raw, int64_t reference_time, struct pirep *out, struct tac_error *error)
{
    struct tac_tokens tokens;
    struct pirep_words words;
    if (raw.len > TAC_REPORT_MAX)
        return fail(error, "longer than a report can be", TAC_REPORT_MAX);
    tac_tokens_split(raw, &tokens);
    clear(out, raw);
    bool airep = pirep_airep_recognise(tokens.list, tokens.count);
    pirep_words_cut(raw, &tokens, airep, &words);
    size_t head = 0;
    while (head < words.count && !words.mark[head])
        head++;
    struct pirep_section s = {words.list, head, out};
    if (airep)
        pirep_airep_decode(&s, reference_time);
    else if (!decode_head(&s, &reference_time))
        return fail(error, "neither UA, UUA nor ARP", head < words.count ? words.list[head].start : 0);
    decode_fields(&words, head, reference_time, out);
    if (words.rest < raw.len)
        tac_spans_add_range(&out->spans, (uint32_t)words.rest, (uint32_t)raw.len, TAC_GROUP_UNDECODED, 0, 0);
    return RESULT_OK;
}

const char *pirep_kind_name(enum pirep_kind kind)
{
    static const char *const names[] = {"UA", "UUA", "AIREP"};
    return names[kind];
}

const char *pirep_altitude_kind_name(enum pirep_altitude_kind kind)
{
    static const char *const names[] = {"unknown", "at", "climb", "descent"};
    return names[kind];
}
