/*
 * The text of a NOTAM with its abbreviations written out (ICAO Doc 8400; FAA Order JO 7340.2, contractions).
 * Only abbreviations that mean one thing in NOTAMs; figures and all else stay as they are; line ends become
 * blanks.
 */
#ifndef AW_RENDER_NOTAM_ABBREVIATION_H
#define AW_RENDER_NOTAM_ABBREVIATION_H

#include "base/buffer.h"

void notam_abbreviation_expand(struct buffer *out, struct slice text);

#endif
