/* What the files of the SIGMET decoder share; nobody else's. */
#ifndef AW_TAC_SIGMET_PARSE_H
#define AW_TAC_SIGMET_PARSE_H

#include "tac/sigmet.h"
#include "tac/span_parse.h"
#include "tac/time_parse.h"
#include "tac/token.h"
#include "tac/wind.h"

#define SIGMET_WORDS_MAX 640

/*
 * The text in words: cut at blanks, at "...", and at the dash between two positions. Stops, commas and dashes
 * at a word's end are within its bytes but not in its text.
 */
struct sigmet_words {
    size_t count;
    size_t rest;    /* offset from which there was no more room */
    bool cut_short; /* neither "=" nor a full stop ends the text */
    struct tac_token list[SIGMET_WORDS_MAX];
};

void sigmet_words_cut(struct slice raw, const struct tac_tokens *tokens, struct sigmet_words *out);

struct sigmet_reader {
    const struct tac_token *t;
    size_t n;
    size_t at;
    bool cut_short;
    bool in_forecast; /* "FCST AT" of the end of validity was read */
    bool area_lost;   /* its first point could not be read */
    int64_t reference_time;
    struct sigmet *s;
};

static inline size_t sigmet_left(const struct sigmet_reader *r)
{
    return r->n - r->at;
}

static inline const struct tac_token *sigmet_next(const struct sigmet_reader *r)
{
    return r->t + r->at;
}

/* Is the word `ahead` of the next this literal? */
#define sigmet_is(r, ahead, literal)                                                                         \
    ((r)->at + (ahead) < (r)->n && tac_token_is((r)->t + (r)->at + (ahead), literal))
/* The words of a phrase when they come next, else 0. */
#define sigmet_phrase(r, phrase) tac_phrase_match(sigmet_next(r), sigmet_left(r), phrase)

/* Records the next n words as one span and passes them. */
void sigmet_take(struct sigmet_reader *r, size_t n, enum tac_group group);
/* Their bytes in raw, without the punctuation at the end. */
struct slice sigmet_text(const struct sigmet_reader *r, size_t from, size_t to);
bool sigmet_word_in(const struct tac_token *t, const char *const *list, size_t n);
#define SIGMET_WORD_IN(t, list) sigmet_word_in((t), (list), sizeof(list) / sizeof((list)[0]))

/* Each takes what comes next when it is its own and says whether it did. */
bool sigmet_take_area(struct sigmet_reader *r);
bool sigmet_take_levels(struct sigmet_reader *r);
bool sigmet_take_movement(struct sigmet_reader *r);
bool sigmet_take_change(struct sigmet_reader *r);
bool sigmet_take_hazard(struct sigmet_reader *r);
/* Without volcanoes and cyclones: in US texts VA is a State. */
bool sigmet_take_phenomenon(struct sigmet_reader *r);
bool sigmet_take_observed(struct sigmet_reader *r);
bool sigmet_take_moment(struct sigmet_reader *r);

/* A cyclone that is given by its centre alone. */
void sigmet_area_from_centre(struct sigmet *s);
void sigmet_area_clear(struct sigmet_area *a);

/* The rest of a text after its heading. */
void sigmet_decode_international(struct sigmet_reader *r);
void sigmet_decode_convective(struct sigmet_reader *r);
void sigmet_decode_us_text(struct sigmet_reader *r);
void sigmet_decode_cwa(struct sigmet_reader *r);

/* ddhhmm or hhmm with or without Z, the whole word. */
bool sigmet_word_time(const struct tac_token *t, struct tac_day_time *out);
/* "VALID UNTIL ddhhmm" or "hhmmZ": from the bulletin's time. */
bool sigmet_take_until(struct sigmet_reader *r);

#endif
