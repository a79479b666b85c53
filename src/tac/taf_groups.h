/*
 * Groups that only TAFs have, as group decoders in the shape of token.h; and the mending of glued ones.
 */
#ifndef AW_TAC_TAF_GROUPS_H
#define AW_TAC_TAF_GROUPS_H

#include "tac/taf.h"
#include "tac/token.h"

/* A period as written: ddhh/ddhh, or the old ddhhhh and hhhh (days 0 then, where there are none). */
struct taf_period {
    struct tac_day_time from;
    struct tac_day_time to;
};

/* ddhh/ddhh. */
unsigned taf_period_decode(const struct tac_token *t, size_t n, struct taf_period *out);
/* ddhhhh or hhhh. */
unsigned taf_period_decode_old(const struct tac_token *t, size_t n, struct taf_period *out);

/* The head of a change group as written. */
struct taf_head {
    uint8_t type; /* enum taf_change_type */
    uint8_t probability;
    bool has_period;                /* BECMG, TEMPO, INTER, PROB */
    struct tac_day_time start;      /* FM; day -1: the text has a time that can't be */
    struct tac_day_time start_ddhh; /* FM with four figures, as day and hour; day 0: they can't be */
    struct taf_period period;
};

/* `old_style`: the validity was written without days of its end, and so may periods be (hhhh). */
unsigned taf_head_decode(const struct tac_token *t, size_t n, bool old_style, struct taf_head *out);

enum taf_temperature_kind { TAF_TEMPERATURE_MAX, TAF_TEMPERATURE_MIN, TAF_TEMPERATURE_AT };

/* TX25/1012Z, TNM03/1106Z, T30/1219Z; the time as written (day 0 in the old form TX25/12Z). */
unsigned taf_temperature_decode(const struct tac_token *t, size_t n, enum taf_temperature_kind *kind,
                                int16_t *celsius, struct tac_day_time *at);

/* 6IchhhT and 5BhhhT; `icing` tells which. */
unsigned taf_layer_decode(const struct tac_token *t, size_t n, bool *icing, struct taf_layer *out);

/* A fixed phrase of plain language; its meaning is static. */
unsigned taf_phrase_decode(const struct tac_token *t, size_t n, const char **meaning);

/* The highest day number that the groups name, 0 when they name none. */
int taf_days_find(const struct tac_token *t, size_t n);

/* Parts groups that were sent without a blank ("BECMG0503/0504", "24010KTFM101200"). */
void taf_tokens_mend(struct tac_tokens *tokens);

#endif
