/* For fuzz targets: a condition that must hold, whatever the bytes are. */
#ifndef AW_TESTS_FUZZ_REQUIRE_H
#define AW_TESTS_FUZZ_REQUIRE_H

#include <stdint.h>
#include <stdlib.h>

#include "base/slice.h"

#define REQUIRE(condition)                                                                                   \
    do {                                                                                                     \
        if (!(condition))                                                                                    \
            abort();                                                                                         \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An absent slice lies within everything. */
static inline void require_within(struct slice inner, struct slice outer)
{
    REQUIRE(!inner.ptr || (inner.ptr >= outer.ptr && inner.len <= outer.len &&
                           inner.ptr + inner.len <= outer.ptr + outer.len));
}

#endif
