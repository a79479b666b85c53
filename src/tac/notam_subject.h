/*
 * Subject and condition of a domestic NOTAM of the USA: its keyword (FAA Order JO 7930.2, 4-2-1), the part of
 * it that the text names (PAPI, markings, safety area), and a contraction for its state. NULL where the text
 * does not say it in these words. Pure.
 */
#ifndef AW_TAC_NOTAM_SUBJECT_H
#define AW_TAC_NOTAM_SUBJECT_H

#include "base/slice.h"

void notam_subject_find(struct slice text, const char **subject, const char **condition);

#endif
