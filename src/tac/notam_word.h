/*
 * Words of a NOTAM. Apart from token.h because NOTAMs are prose: they need no folding, have no greatest
 * length and may write a line end as the two characters "\n".
 */
#ifndef AW_TAC_NOTAM_WORD_H
#define AW_TAC_NOTAM_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

/* Length of the separator at s.ptr[at]: 0 (none), 1, or 2 for a written-out "\n", "\r" or "\t". */
size_t notam_separator_at(struct slice s, size_t at);

/* Is s.ptr[at] the first character of a word? */
bool notam_word_starts(struct slice s, size_t at);

/* Takes the next word off *rest; false, and *rest emptied, when there is none. Offsets: word->ptr - raw.ptr.
 */
bool notam_word_next(struct slice *rest, struct slice *word);

/* s without separators at both ends. */
struct slice notam_trim(struct slice s);

/* Exactly this word? */
#define notam_word_is(word, literal) slice_equal((word), SLICE(literal))

/* The place where `phrase`, words with single blanks, stands in s with any separators between its words, as
 * whole words; its end in *end. s.len when it is not there. */
size_t notam_phrase_find(struct slice s, const char *phrase, size_t *end);

/* All of s decimal digits, and their value (at most 9 of them). */
bool notam_digits(struct slice s, size_t count, int *value);

#endif
