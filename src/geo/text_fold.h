/*
 * Names made comparable: "São Paulo/Guarulhos–O'Hare" becomes "sao paulo guarulhos ohare". Pure.
 */
#ifndef AW_GEO_TEXT_FOLD_H
#define AW_GEO_TEXT_FOLD_H

#include <stddef.h>

#include "base/slice.h"

/*
 * Writes `text` (UTF-8) in lower case, Latin letters without their marks (ß ss, æ ae, ø o, þ th), apostrophes
 * and combining marks dropped, every run of other punctuation and blanks one blank, none at the ends. Letters
 * of other scripts stay as they are, but for the case of Greek and Cyrillic ones. Invalid UTF-8 is taken as
 * punctuation. Returns the bytes written, at most `size`; what does not fit is cut at a whole character. 2 *
 * text.len bytes always suffice.
 */
size_t text_fold(struct slice text, char *out, size_t size);

#endif
