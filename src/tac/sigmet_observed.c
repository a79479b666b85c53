/* OBS, FCST and their times; the forecast for the end of validity. */
#include "tac/sigmet_parse.h"
#include "tac/time_parse.h"

/* [AT] hhmmZ, ddhhmmZ, dd/hhmmZ, and AThhmmZ. */
static unsigned moment(const struct sigmet_reader *r, size_t ahead, struct tac_day_time *out)
{
    size_t at = sigmet_is(r, ahead, "AT") ? 1 : 0;
    if (ahead + at >= sigmet_left(r))
        return 0;
    struct slice text = sigmet_next(r)[ahead + at].text;
    struct tac_token t = {.text = text};
    int day; /* of dd/, or the hour of hhZ */
    if (at == 0 && text.len > 2 && text.ptr[0] == 'A' && text.ptr[1] == 'T')
        t.text = slice_sub(text, 2, text.len);
    struct tac_scan s = tac_scan_start(t.text);
    if (tac_scan_digits(&s, 2, &day) && tac_scan_char(&s, '/')) {
        t.text = tac_scan_rest(&s);
        if (!sigmet_word_time(&t, out) || out->day || day < 1 || day > 31)
            return 0;
        out->day = (int8_t)day;
        return (unsigned)at + 1;
    }
    s = tac_scan_start(t.text);
    if (at == 1 && t.text.len == 3 && tac_scan_digits(&s, 2, &day) && tac_scan_char(&s, 'Z') && day < 24) {
        *out = (struct tac_day_time){0, (int8_t)day, 0};
        return 2;
    }
    /* Without AT and Z, four figures could be anything. */
    if (!sigmet_word_time(&t, out) || (at == 0 && t.text.ptr[t.text.len - 1] != 'Z'))
        return 0;
    return (unsigned)at + 1;
}

static unsigned observed_words(const struct sigmet_reader *r, uint8_t *observed)
{
    unsigned taken;
    if ((taken = sigmet_phrase(r, "OBS AND FCST")) || (taken = sigmet_phrase(r, "OBS & FCST")) ||
        (taken = sigmet_phrase(r, "OBS/FCST")))
        *observed = SIGMET_OBSERVED_AND_FORECAST;
    else if ((taken = sigmet_phrase(r, "OBS")))
        *observed = SIGMET_OBSERVED;
    else if ((taken = sigmet_phrase(r, "FCST")))
        *observed = SIGMET_FORECAST;
    return taken;
}

/* A second FCST, after all else, is the position at the end of validity. */
static bool take_forecast(struct sigmet_reader *r, unsigned taken)
{
    struct sigmet_forecast *f = &r->s->forecast;
    struct tac_day_time d;
    if (f->present)
        return false;
    unsigned words = moment(r, taken, &d);
    if (words)
        f->at = tac_time_not_before(d, r->s->valid_from);
    f->present = true;
    r->in_forecast = true;
    r->area_lost = false;
    sigmet_take(r, taken + words, TAC_GROUP_FORECAST);
    return true;
}

/* "AT hhmmZ" that stands after the position of a cyclone; in a forecast without AT too. */
bool sigmet_take_moment(struct sigmet_reader *r)
{
    struct sigmet *s = r->s;
    struct tac_day_time d;
    int64_t *at = r->in_forecast ? &s->forecast.at : &s->at;
    unsigned taken = moment(r, 0, &d);
    if (taken == 0 || *at != UTC_NONE || s->observed == SIGMET_OBSERVED_NOT_SAID)
        return false;
    if (r->in_forecast)
        *at = tac_time_not_before(d, s->valid_from);
    else
        *at = tac_time_nearest(d, s->valid_from == UTC_NONE ? r->reference_time : s->valid_from, 0);
    sigmet_take(r, taken, r->in_forecast ? TAC_GROUP_FORECAST : TAC_GROUP_OBSERVED);
    return true;
}

bool sigmet_take_observed(struct sigmet_reader *r)
{
    struct sigmet *s = r->s;
    uint8_t observed = SIGMET_OBSERVED_NOT_SAID;
    struct tac_day_time d;
    unsigned taken = observed_words(r, &observed);
    if (taken == 0)
        return false;
    if (s->observed != SIGMET_OBSERVED_NOT_SAID || s->area.text.ptr)
        return observed == SIGMET_FORECAST && take_forecast(r, taken);
    unsigned words = moment(r, taken, &d);
    if (words)
        s->at = tac_time_nearest(d, s->valid_from == UTC_NONE ? r->reference_time : s->valid_from, 0);
    taken += words;
    if (observed == SIGMET_OBSERVED && words &&
        (words = sigmet_is(r, taken, "AND") && sigmet_is(r, taken + 1, "FCST") ? 2 : 0)) {
        observed = SIGMET_OBSERVED_AND_FORECAST;
        taken += words;
    }
    s->observed = observed;
    sigmet_take(r, taken, TAC_GROUP_OBSERVED);
    return true;
}
