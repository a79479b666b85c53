/* Groups for the tests of src/tac: a text cut once, kept until the next call. */
#ifndef AW_TESTS_UNIT_TAC_CHECK_H
#define AW_TESTS_UNIT_TAC_CHECK_H

#include "check.h"

#include "base/utc.h"
#include "tac/token.h"

static inline struct tac_tokens *tac_check_split(const char *text)
{
    static struct tac_tokens tokens;
    tac_tokens_split(slice_from_string(text), &tokens);
    return &tokens;
}

/* "2026-10-15T00:00:00Z" as seconds. */
static inline int64_t tac_check_time(const char *iso)
{
    int64_t t = UTC_NONE;
    assert_int_equal(utc_parse_iso(slice_from_string(iso), &t), RESULT_OK);
    return t;
}

#endif
