#include "tac/sigmet.h"

#include "tac/sigmet_parse.h"
#include "tac/span_parse.h"
#include "tac/time_parse.h"

/* Which of the forms a text has, and where its own part begins. */
enum form { FORM_NONE, FORM_INTERNATIONAL, FORM_CONVECTIVE, FORM_OUTLOOK, FORM_US_TEXT, FORM_CWA };

static bool is_letters_and_figures(struct slice s, size_t letters, size_t figures)
{
    if (s.len != letters + figures)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (i < letters ? !tac_is_letter(s.ptr[i]) : !tac_is_digit(s.ptr[i]))
            return false;
    return true;
}

/* TTAAii CCCC YYGGgg (WMO No. 386). */
static bool take_bulletin(struct sigmet_reader *r)
{
    struct tac_day_time d;
    if (sigmet_left(r) < 3 || !is_letters_and_figures(sigmet_next(r)->text, 4, 2) ||
        sigmet_next(r)[1].text.len != 4 || !sigmet_word_time(sigmet_next(r) + 2, &d) || d.day == 0)
        return false;
    slice_copy(sigmet_next(r)[1].text, r->s->office, sizeof(r->s->office));
    r->s->issued_at = tac_time_nearest(d, r->reference_time, 0);
    sigmet_take(r, 3, TAC_GROUP_HEADING);
    return true;
}

static size_t find_word(const struct sigmet_reader *r, size_t from, size_t most, const char *word)
{
    for (size_t i = from; i < r->n && i < from + most; i++)
        if (tac_text_is(r->t[i].text, word, strlen(word)))
            return i;
    return r->n;
}

/* The place of the word that names the kind, and the form. */
static enum form find_form(const struct sigmet_reader *r, size_t *at)
{
    size_t sigmet = find_word(r, 0, 14, "SIGMET"), airmet = find_word(r, 0, 14, "AIRMET");
    size_t cwa = find_word(r, 0, 10, "CWA"), outlook = find_word(r, 0, 6, "OUTLOOK");
    size_t first = sigmet < airmet ? sigmet : airmet;
    if (outlook < r->n && outlook < first && outlook < cwa) {
        *at = outlook;
        return FORM_OUTLOOK;
    }
    if (cwa < first && cwa > 0) {
        *at = cwa;
        return FORM_CWA;
    }
    *at = first;
    if (first == r->n)
        return FORM_NONE;
    if (first > 0 && tac_token_is(&r->t[first - 1], "CONVECTIVE"))
        return FORM_CONVECTIVE;
    size_t valid = find_word(r, first, 16, "VALID");
    if (valid >= r->n)
        return FORM_NONE;
    return valid + 1 < r->n && tac_token_is(&r->t[valid + 1], "UNTIL") ? FORM_US_TEXT : FORM_INTERNATIONAL;
}

/* "WS 290935" and the like after a bulletin's heading are of its time too; the identifiers carry nothing. */
static void take_identifiers(struct sigmet_reader *r, size_t end)
{
    while (r->at < end) {
        if (sigmet_is(r, 0, "AMD") || sigmet_is(r, 0, "COR")) {
            r->s->corrected = true;
            sigmet_take(r, 1, TAC_GROUP_CORRECTED);
        } else {
            sigmet_take(r, 1, sigmet_next(r)->text.len <= 8 ? TAC_GROUP_HEADING : TAC_GROUP_UNDECODED);
        }
    }
}

static bool is_unit(const struct tac_token *t)
{
    return is_letters_and_figures(t->text, 4, 0);
}

/* The indicator before SIGMET is the unit's that serves the FIR; two of them are two FIRs. */
static void take_unit(struct sigmet_reader *r, size_t kind)
{
    bool one = kind > r->at && is_unit(&r->t[kind - 1]);
    bool two = one && kind - 1 > r->at && is_unit(&r->t[kind - 2]) && r->at > 0;
    take_identifiers(r, one ? kind - 1 : kind);
    if (!one)
        return;
    if (!two)
        slice_copy(sigmet_next(r)->text, r->s->fir, sizeof(r->s->fir));
    sigmet_take(r, 1, TAC_GROUP_FIR);
}

static void decode_form(struct sigmet_reader *r, enum form form, size_t at)
{
    struct sigmet *s = r->s;
    switch (form) {
    case FORM_INTERNATIONAL:
        s->kind = tac_token_is(&r->t[at], "AIRMET") ? SIGMET_KIND_AIRMET : SIGMET_KIND_SIGMET;
        take_unit(r, at);
        sigmet_take(r, 1, TAC_GROUP_TYPE);
        sigmet_decode_international(r);
        break;
    case FORM_US_TEXT:
        s->kind = tac_token_is(&r->t[at], "AIRMET") ? SIGMET_KIND_AIRMET : SIGMET_KIND_SIGMET;
        take_identifiers(r, at);
        sigmet_take(r, 1, TAC_GROUP_TYPE);
        sigmet_decode_us_text(r);
        break;
    case FORM_CONVECTIVE:
        s->kind = SIGMET_KIND_CONVECTIVE;
        take_identifiers(r, at - 1);
        sigmet_take(r, 2, TAC_GROUP_TYPE);
        sigmet_decode_convective(r);
        break;
    case FORM_OUTLOOK:
        s->kind = SIGMET_KIND_OUTLOOK;
        take_identifiers(r, at);
        sigmet_decode_convective(r);
        s->valid_from = s->outlook_from;
        s->valid_to = s->outlook_to;
        break;
    case FORM_CWA:
        s->kind = SIGMET_KIND_CWA;
        take_identifiers(r, at - 1);
        sigmet_decode_cwa(r);
        break;
    case FORM_NONE:
        break;
    }
}

static void clear(struct sigmet *s, struct slice raw)
{
    const struct slice absent = {NULL, 0};
    const struct sigmet_levels no_levels = {.base_ft = SIGMET_FEET_NONE, .top_ft = SIGMET_FEET_NONE};
    s->raw = raw;
    s->kind = SIGMET_KIND_SIGMET;
    s->test = s->none = s->corrected = s->hail = s->freezing_rain = s->cancelled = false;
    s->office[0] = s->fir[0] = '\0';
    s->fir_name = s->sequence = s->cancels = s->outlook = s->details = absent;
    s->issued_at = s->valid_from = s->valid_to = s->cancels_from = s->cancels_to = UTC_NONE;
    s->outlook_from = s->outlook_to = s->at = UTC_NONE;
    s->hazard = s->qualifier = NULL;
    s->observed = SIGMET_OBSERVED_NOT_SAID;
    s->change = SIGMET_CHANGE_NOT_SAID;
    sigmet_area_clear(&s->area);
    s->levels = no_levels;
    s->movement = (struct sigmet_movement){.direction_ddeg = -1, .from_deg = -1, .speed_kt = -1};
    s->source = (struct sigmet_source){.name = absent, .position_text = absent};
    s->forecast.present = s->forecast.none_expected = s->forecast.has_position = false;
    s->forecast.at = UTC_NONE;
    s->forecast.levels = no_levels;
    sigmet_area_clear(&s->forecast.area);
    s->spans.count = 0;
}

static enum result fail(struct tac_error *error, const char *text, size_t offset)
{
    if (error)
        *error = (struct tac_error){text, offset};
    return RESULT_INVALID;
}

enum result sigmet_decode(struct slice raw, int64_t reference_time, struct sigmet *out,
                          struct tac_error *error)
{
    struct tac_tokens tokens;
    struct sigmet_words words;
    size_t at;
    if (raw.len > TAC_REPORT_MAX)
        return fail(error, "longer than a report can be", TAC_REPORT_MAX);
    tac_tokens_split(raw, &tokens);
    sigmet_words_cut(raw, &tokens, &words);
    clear(out, raw);
    struct sigmet_reader r = {.t = words.list,
                              .n = words.count,
                              .cut_short = words.cut_short,
                              .reference_time = reference_time,
                              .s = out};
    enum form form = find_form(&r, &at);
    if (form == FORM_NONE)
        return fail(error, at < r.n ? "no validity" : "neither SIGMET, AIRMET, CWA nor OUTLOOK",
                    at < r.n ? r.t[at].start : 0);
    take_bulletin(&r);
    decode_form(&r, form, at);
    if (words.rest < raw.len)
        tac_spans_add_range(&out->spans, (uint32_t)words.rest, (uint32_t)raw.len, TAC_GROUP_UNDECODED, 0, 0);
    return RESULT_OK;
}

const char *sigmet_kind_name(enum sigmet_kind kind)
{
    static const char *const names[] = {"SIGMET", "CONVECTIVE_SIGMET", "AIRMET", "CWA", "OUTLOOK"};
    return names[kind];
}

const char *sigmet_observed_name(enum sigmet_observed observed)
{
    static const char *const names[] = {NULL, "OBS", "FCST", "OBS_AND_FCST"};
    return names[observed];
}

const char *sigmet_change_name(enum sigmet_change change)
{
    static const char *const names[] = {NULL, "none", "weakening", "intensifying"};
    return names[change];
}
