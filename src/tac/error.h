/* Why nothing could be made of a report, and where in it. */
#ifndef AW_TAC_ERROR_H
#define AW_TAC_ERROR_H

#include <stddef.h>

struct tac_error {
    const char *text; /* a sentence without a full stop; static */
    size_t offset;    /* byte offset into the report as given */
};

#endif
