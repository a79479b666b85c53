/* Which day a date of item D) is, which has no year and often no month. Part of notam_schedule. */
#ifndef AW_TAC_NOTAM_SCHEDULE_DATE_H
#define AW_TAC_NOTAM_SCHEDULE_DATE_H

#include <stdbool.h>
#include <stdint.h>

/* What is known while reading from left to right. */
struct notam_date_context {
    int32_t valid_first; /* days since 1970 of the validity */
    int32_t valid_last;
    bool begun; /* a date has been read */
    bool open;  /* the validity has no known start or no end: dates cannot be placed */
    int month;  /* the last one stated; 0: none yet */
    int year;   /* of it */
};

void notam_date_context_init(struct notam_date_context *c, int64_t valid_from, int64_t valid_to);

/* A day and, where the text states it, a month (else 0). False where no or no single day fits. */
bool notam_date_resolve(struct notam_date_context *c, int day, int month, int32_t *out);

/* The end of a range that begins on `first`: the first such day not before it. */
bool notam_date_resolve_end(struct notam_date_context *c, int32_t first, int day, int month, int32_t *out);

#endif
