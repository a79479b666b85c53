/*
 * The one enum of errors of the whole program. Functions that can fail return it by value and leave
 * their outputs untouched on failure. http/ alone maps it to a status code.
 */
#ifndef AW_BASE_RESULT_H
#define AW_BASE_RESULT_H

enum result {
    RESULT_OK = 0,
    RESULT_NOT_FOUND,   /* the thing asked for does not exist */
    RESULT_INVALID,     /* the input is malformed; details name the field */
    RESULT_AMBIGUOUS,   /* more than one thing matches */
    RESULT_CONFLICT,    /* the state forbids it (a newer report is there, a stamp differs) */
    RESULT_TOO_LARGE,   /* a stated maximum would be exceeded */
    RESULT_NO_MEMORY,   /* allocation failed or an arena's cap was reached */
    RESULT_IO,          /* a system call failed; errno tells which way */
    RESULT_CORRUPT,     /* stored bytes fail their checks */
    RESULT_TIMEOUT,     /* a deadline passed */
    RESULT_BUSY,        /* a limit (slot, budget, queue) is used up; worth a retry */
    RESULT_UNAVAILABLE, /* the other side can't be reached, or its breaker is open */
    RESULT_REFUSED,     /* the other side answered with a refusal */
    RESULT_UNSUPPORTED, /* known, but not to be had in this build or on this engine */
};

/* A short lower-case text for logs ("not found"); never NULL, static. */
static inline const char *result_text(enum result r)
{
    switch (r) {
    case RESULT_OK:
        return "ok";
    case RESULT_NOT_FOUND:
        return "not found";
    case RESULT_INVALID:
        return "invalid";
    case RESULT_AMBIGUOUS:
        return "ambiguous";
    case RESULT_CONFLICT:
        return "conflict";
    case RESULT_TOO_LARGE:
        return "too large";
    case RESULT_NO_MEMORY:
        return "no memory";
    case RESULT_IO:
        return "input/output error";
    case RESULT_CORRUPT:
        return "corrupt";
    case RESULT_TIMEOUT:
        return "timed out";
    case RESULT_BUSY:
        return "busy";
    case RESULT_UNAVAILABLE:
        return "unavailable";
    case RESULT_REFUSED:
        return "refused";
    case RESULT_UNSUPPORTED:
        return "unsupported";
    }
    return "unknown result";
}

#endif
