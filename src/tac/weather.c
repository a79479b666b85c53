#include "tac/weather.h"

#include "tac/weather_parse.h"

enum kind { DESCRIPTOR, PRECIPITATION, OTHER };

static const struct code {
    char text[3];
    uint8_t kind;
    const char *word;
} codes[] = {
    {"RA", PRECIPITATION, "rain"},
    {"SN", PRECIPITATION, "snow"},
    {"SH", DESCRIPTOR, "showers"},
    {"TS", DESCRIPTOR, "thunderstorm"},
    {"DZ", PRECIPITATION, "drizzle"},
    {"FZ", DESCRIPTOR, "freezing"},
    {"BR", OTHER, "mist"},
    {"FG", OTHER, "fog"},
    {"HZ", OTHER, "haze"},
    {"MI", DESCRIPTOR, "shallow"},
    {"BC", DESCRIPTOR, "patches of"},
    {"PR", DESCRIPTOR, "partial"},
    {"DR", DESCRIPTOR, "low drifting"},
    {"BL", DESCRIPTOR, "blowing"},
    {"SG", PRECIPITATION, "snow grains"},
    {"IC", PRECIPITATION, "ice crystals"},
    {"PL", PRECIPITATION, "ice pellets"},
    {"PE", PRECIPITATION, "ice pellets"}, /* until 1998 */
    {"GR", PRECIPITATION, "hail"},
    {"GS", PRECIPITATION, "small hail or snow pellets"},
    {"UP", PRECIPITATION, "unknown precipitation"},
    {"FU", OTHER, "smoke"},
    {"VA", OTHER, "volcanic ash"},
    {"DU", OTHER, "widespread dust"},
    {"SA", OTHER, "sand"},
    {"PY", OTHER, "spray"},
    {"PO", OTHER, "dust or sand whirls"},
    {"SQ", OTHER, "squalls"},
    {"FC", OTHER, "funnel cloud"},
    {"SS", OTHER, "sandstorm"},
    {"DS", OTHER, "duststorm"},
};

static const struct code *code_find(const char *p)
{
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        if (codes[i].text[0] == p[0] && codes[i].text[1] == p[1])
            return &codes[i];
    return NULL;
}

const char *tac_weather_word(const char code[3])
{
    const struct code *c = code[0] ? code_find(code) : NULL;
    return c ? c->word : NULL;
}

/* "DSTS": a thunderstorm at the end, in the wrong place for a descriptor. */
static bool ends_with_thunderstorm(const struct tac_scan *at, const struct code *c)
{
    return tac_scan_left(at) == 2 && memcmp(c->text, "TS", 2) == 0;
}

/* Descriptor (at most one) and phenomena at the scan's position; true if there was any. */
static bool scan_codes(struct tac_scan *s, struct tac_weather *w, bool *precipitation)
{
    struct tac_scan at = *s;
    while (tac_scan_left(&at) >= 2) {
        const struct code *c = code_find(at.p);
        if (!c)
            break;
        if (c->kind == DESCRIPTOR) {
            if (w->descriptor[0] || (w->phenomena_count && !ends_with_thunderstorm(&at, c)))
                break;
            memcpy(w->descriptor, c->text, 3);
        } else {
            if (w->phenomena_count == TAC_PHENOMENA_MAX)
                break;
            memcpy(w->phenomena[w->phenomena_count++], c->text, 3);
            *precipitation |= c->kind == PRECIPITATION;
        }
        at.p += 2;
    }
    if (at.p == s->p)
        return false;
    *s = at;
    return true;
}

bool tac_text_is_like_weather(struct slice text)
{
    size_t at = 0, pairs = 0;
    while (at < text.len) {
        char c = text.ptr[at];
        if (c == '/' || c == '+' || c == '-' || c == '?') {
            at++;
            continue;
        }
        const char *p = text.ptr + at;
        if (text.len - at < 2 || (memcmp(p, "VC", 2) != 0 && !code_find(p)))
            return false;
        at += 2;
        pairs++;
    }
    return pairs > 0;
}

/* What a descriptor needs beside it: TS and SH may stand alone, the others describe something. */
static bool complete(const struct tac_weather *w)
{
    return w->phenomena_count > 0 || strcmp(w->descriptor, "TS") == 0 || strcmp(w->descriptor, "SH") == 0;
}

/* Drifting and blowing snow does not fall: without a sign it has no intensity. */
static bool is_lifted(const struct tac_weather *w)
{
    return strcmp(w->descriptor, "DR") == 0 || strcmp(w->descriptor, "BL") == 0;
}

static void copy_code(struct tac_weather *w, const char *p, size_t len)
{
    len = len < sizeof(w->code) ? len : sizeof(w->code) - 1;
    memcpy(w->code, p, len);
    w->code[len] = '\0';
}

/* One group. */
static bool decode_group(struct slice text, struct tac_weather *out)
{
    struct tac_scan s = tac_scan_start(text);
    struct tac_weather w = {0};
    bool precipitation = false;
    if (text.len < 2 || text.len >= sizeof(w.code))
        return false;
    bool light = tac_scan_char(&s, '-');
    bool heavy = !light && tac_scan_char(&s, '+');
    w.vicinity = tac_scan_literal(&s, "VC");
    w.recent = !light && !heavy && !w.vicinity && tac_scan_literal(&s, "RE");
    if (!scan_codes(&s, &w, &precipitation) || !tac_scan_done(&s) || !complete(&w))
        return false;
    if (light || heavy)
        w.intensity = light ? TAC_INTENSITY_LIGHT : TAC_INTENSITY_HEAVY;
    else if (precipitation && !w.recent && !w.vicinity && !is_lifted(&w))
        w.intensity = TAC_INTENSITY_MODERATE;
    copy_code(&w, text.ptr, text.len);
    *out = w;
    return true;
}

static bool is_prefix(const struct tac_token *t)
{
    return tac_token_is(t, "RE") || tac_token_is(t, "VC") || tac_token_is(t, "-") || tac_token_is(t, "+");
}

unsigned tac_weather_decode(const struct tac_token *t, size_t n, struct tac_weather *out)
{
    char joined[sizeof(out->code)];
    if (n == 0)
        return 0;
    if (decode_group(t->text, out))
        return 1;
    if (n < 2 || !is_prefix(t) || t[0].text.len + t[1].text.len >= sizeof(joined))
        return 0;
    memcpy(joined, t[0].text.ptr, t[0].text.len);
    memcpy(joined + t[0].text.len, t[1].text.ptr, t[1].text.len);
    return decode_group(slice_make(joined, t[0].text.len + t[1].text.len), out) ? 2 : 0;
}

bool tac_scan_weather(struct tac_scan *s, struct tac_weather *out)
{
    struct tac_weather w = {0};
    struct tac_scan at = *s;
    bool precipitation = false;
    if (!scan_codes(&at, &w, &precipitation))
        return false;
    copy_code(&w, s->p, (size_t)(at.p - s->p));
    *s = at;
    *out = w;
    return true;
}
