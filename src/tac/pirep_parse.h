/* What the files of the PIREP decoder share; nobody else's. */
#ifndef AW_TAC_PIREP_PARSE_H
#define AW_TAC_PIREP_PARSE_H

#include "tac/pirep.h"
#include "tac/span_parse.h"
#include "tac/time_parse.h"
#include "tac/token.h"

#define PIREP_WORDS_MAX 256
#define PIREP_ATOMS_MAX 96

/* The text element indicators (JO 7110.10, 9-2-15), and what stands before the first of them. */
enum pirep_field {
    PIREP_FIELD_HEAD,
    PIREP_FIELD_OV,
    PIREP_FIELD_TM,
    PIREP_FIELD_FL,
    PIREP_FIELD_TP,
    PIREP_FIELD_SK,
    PIREP_FIELD_WX,
    PIREP_FIELD_TA,
    PIREP_FIELD_WV,
    PIREP_FIELD_TB,
    PIREP_FIELD_IC,
    PIREP_FIELD_RM,
};

struct pirep_words {
    size_t count;
    size_t rest; /* offset from which there was no more room */
    struct tac_token list[PIREP_WORDS_MAX];
    uint8_t field[PIREP_WORDS_MAX]; /* enum pirep_field */
    bool mark[PIREP_WORDS_MAX];     /* the indicator itself */
};

/*
 * Cuts at blanks and at indicators ("0242/FL390/TP" is three words and two marks). With `spoken`, as in
 * AIREPs, indicators are words of their own without a slash, and only those of sky, weather, turbulence,
 * icing and remarks.
 */
void pirep_words_cut(struct slice raw, const struct tac_tokens *tokens, bool spoken, struct pirep_words *out);

/* The words of one field. */
struct pirep_section {
    const struct tac_token *t;
    size_t n;
    struct pirep *p;
};

void pirep_section_span(const struct pirep_section *s, size_t from, size_t n, enum tac_group group,
                        unsigned index);

void pirep_location_decode(const struct pirep_section *s);
/* One word of sky as WX has it too; false when it is none and nothing has changed. */
bool pirep_sky_word(const struct pirep_section *s, size_t at);
void pirep_sky_decode(const struct pirep_section *s);
void pirep_turbulence_decode(const struct pirep_section *s);
void pirep_icing_decode(const struct pirep_section *s);

/* A run of letters, of figures, or one other character, with the word that it stands in. */
struct pirep_atom {
    struct slice text;
    uint16_t word;
};

/* Returns how many; words that found no room have none. */
size_t pirep_atoms_cut(const struct tac_token *t, size_t n, struct pirep_atom out[PIREP_ATOMS_MAX]);
/* Three figures of hundreds of feet; false for anything else, and above FL600. */
bool pirep_atom_feet(const struct pirep_atom *a, int32_t *feet);

#define pirep_atom_is(a, literal) tac_text_is((a)->text, "" literal, sizeof(literal) - 1)

/* Marks that a value is not known ("UNKN", "NA"). */
bool pirep_text_unknown(struct slice s);

#endif
