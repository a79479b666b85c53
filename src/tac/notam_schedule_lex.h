/* Words, numbers and marks of item D). Part of notam_schedule. */
#ifndef AW_TAC_NOTAM_SCHEDULE_LEX_H
#define AW_TAC_NOTAM_SCHEDULE_LEX_H

#include <stdint.h>

#include "base/slice.h"

enum notam_lexeme_kind {
    NOTAM_LEX_END,
    NOTAM_LEX_UNKNOWN,
    NOTAM_LEX_DASH,    /* - / TO, UNTIL */
    NOTAM_LEX_COMMA,   /* , ; and the . of a sentence */
    NOTAM_LEX_DAY,     /* one or two digits: value */
    NOTAM_LEX_CLOCK,   /* four digits, a possible time: value in minutes */
    NOTAM_LEX_MOMENT,  /* ten digits: moment */
    NOTAM_LEX_WEEKDAY, /* value 0 = Sunday */
    NOTAM_LEX_MONTH,   /* value 1..12 */
    NOTAM_LEX_DAILY,
    NOTAM_LEX_SUNRISE, /* value: offset in minutes */
    NOTAM_LEX_SUNSET,
    NOTAM_LEX_DAYTIME,   /* HJ */
    NOTAM_LEX_NIGHT,     /* HN */
    NOTAM_LEX_ALL_HOURS, /* H24 */
    NOTAM_LEX_EXCEPT,
    NOTAM_LEX_HOLIDAYS,
    NOTAM_LEX_HOUR_EARLIER /* 1HR EARLIER HDS */
};

struct notam_lexeme {
    enum notam_lexeme_kind kind;
    int value;
    int64_t moment;
};

/* Takes the next one off *rest; words that change nothing (EV, AND, BTN, UTC) are passed over. */
struct notam_lexeme notam_lex_next(struct slice *rest);

#endif
