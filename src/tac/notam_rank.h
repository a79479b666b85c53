/*
 * How much a NOTAM changes a flight (notam.h says what the ranks mean), and why: by the NOTAM code where it
 * says something; else by the subject and condition that were found in the text, else by plain words in it.
 * Pure.
 */
#ifndef AW_TAC_NOTAM_RANK_H
#define AW_TAC_NOTAM_RANK_H

#include "tac/notam.h"

#define NOTAM_RANK_UNKNOWN 3

/* Sets n->rank and n->rank_reason; the rest of *n must be decoded. */
void notam_rank_set(struct notam *n);

#endif
