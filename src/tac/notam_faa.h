/*
 * The domestic NOTAMs of the USA (FAA Order JO 7930.2): "!accountability number location KEYWORD text
 * yymmddhhmm-yymmddhhmm[EST]" or "…-PERM", FDC NOTAMs among them, and the text of the FAA's pages about
 * flight restrictions. A schedule stands before the validity. Pure. Part of notam.
 */
#ifndef AW_TAC_NOTAM_FAA_H
#define AW_TAC_NOTAM_FAA_H

#include "tac/notam.h"

/* False when it is not that form; n->spans is then as it was. `body` is n->raw without its trailer. */
bool notam_faa_decode(struct notam *n, struct slice body);

/* "FDC 6/6748 AIRSPACE …" as the FAA's pages give it. */
bool notam_faa_page_decode(struct notam *n, struct slice body);

#endif
