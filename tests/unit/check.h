/*
 * What every unit test includes: cmocka with its prerequisites, a failure that names the line of a table's
 * case, and a temporary folder.
 */
#ifndef AW_TESTS_UNIT_CHECK_H
#define AW_TESTS_UNIT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/slice.h"

/* Fails at the line of the case, not of the loop that runs the table. */
#define CHECK_AT(line, condition)                                                                            \
    do {                                                                                                     \
        if (!(condition))                                                                                    \
            _fail(__FILE__, (line));                                                                         \
    } while (0)

#define CHECK_SLICE_AT(line, actual, expected)                                                               \
    do {                                                                                                     \
        struct slice actual_ = (actual), expected_ = (expected);                                             \
        if (!slice_equal(actual_, expected_)) {                                                              \
            print_error("got \"%.*s\", want \"%.*s\"\n", (int)actual_.len, actual_.ptr, (int)expected_.len,  \
                        expected_.ptr);                                                                      \
            _fail(__FILE__, (line));                                                                         \
        }                                                                                                    \
    } while (0)

#define CHECK_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A new folder for one test, to be removed by check_remove_dir. */
static inline const char *check_make_dir(void)
{
    static char path[64];
    memcpy(path, "/tmp/aw-unit-XXXXXX", sizeof("/tmp/aw-unit-XXXXXX"));
    if (!mkdtemp(path))
        _fail(__FILE__, __LINE__);
    return path;
}

static inline void check_remove_dir(const char *path)
{
    char command[512];
    snprintf(command, sizeof(command), "rm -rf '%s'", path);
    if (system(command) != 0)
        _fail(__FILE__, __LINE__);
}

#endif
