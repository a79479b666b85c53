/*
 * What answers about history have in common, and no other caller sees: which station is meant, what is
 * missing, and how a failure is told.
 */
#ifndef AW_SERVICE_HISTORY_QUESTION_H
#define AW_SERVICE_HISTORY_QUESTION_H

#include "service/history.h"
#include "service/weather_read.h"

/*
 * Finds the station of q->code, the product's feed, and the gaps that touch [q->from, q->to). No read of the
 * store is open afterwards, whatever the result. Fails as history_read with *error filled.
 *
 * Gaps before reports: a hole that is filled in between is told of for nothing, never the other way.
 */
enum result history_question_begin(struct weather *w, const struct history_question *q,
                                   struct history_station *station, struct history_state *state,
                                   struct service_error *error);

/* Takes what reading has shown into the state: the gap, what could not be read, who has answered. */
void history_state_add(struct history_state *state, const struct history_rows *rows);

/* *error filled for a failure of history_rows_read. */
enum result history_rows_failed(struct service_error *error, enum result r);

/* RESULT_UNAVAILABLE, *error filled, where nothing of the product was ever received: an empty answer would
 * say more than is known. */
enum result history_require_received(const struct history_state *state, struct service_error *error);

#endif
