/*
 * How much a NOTAM changes a flight, 1 to 5, and why:
 *   1  a flight can't land, take off or pass: aerodrome or runway closed, airspace prohibited or restricted
 *   2  it is flown otherwise: approach and navigation aids, procedures, runway limits, approach lights, fuel
 *   3  look out: activities in the air, obstacles at an aerodrome, services; and all whose effect is not
 * known 4  on the ground: taxiways, aprons, stands; lights of obstacles 5  nothing to do: cancellations,
 * checklists, charts and notices By the NOTAM code where it says something; else by the subject and condition
 * that were found in the text, else by plain words in it. An unknown effect is never ranked below 3. Pure.
 */
#ifndef AW_TAC_NOTAM_RANK_H
#define AW_TAC_NOTAM_RANK_H

#include "tac/notam.h"

#define NOTAM_RANK_UNKNOWN 3

/* Sets n->rank and n->rank_reason; the rest of *n must be decoded. */
void notam_rank_set(struct notam *n);

#endif
