/* base: the lines of the log, as a terminal and as journald read them. */
#define _GNU_SOURCE
#include "check.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

/* What one warning looks like, with JOURNAL_STREAM naming standard error, another file (`other`), or nothing.
 */
static void write_warning(bool named, bool other, char line[512])
{
    int ends[2], saved = dup(STDERR_FILENO);
    struct stat st;
    char stream[64];
    assert_int_equal(pipe(ends), 0);
    assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
    assert_int_equal(fstat(STDERR_FILENO, &st), 0);
    snprintf(stream, sizeof(stream), "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino + other);
    if (named)
        setenv("JOURNAL_STREAM", stream, 1);
    else
        unsetenv("JOURNAL_STREAM");
    log_open("test", LOG_LEVEL_INFO);
    log_warning("poll_failed", LOG_STR("station", "KJFK"), LOG_END);
    ssize_t len = read(ends[0], line, 511);
    dup2(saved, STDERR_FILENO);
    close(saved);
    close(ends[0]);
    close(ends[1]);
    assert_true(len > 0);
    line[len] = '\0';
}

static void journald_is_told_the_level(void **state)
{
    static const struct {
        int line;
        bool named, other;
        const char *start;
    } cases[] = {
        {__LINE__, true, false, "<4>{\"time\":\""},
        {__LINE__, true, true, "{\"time\":\""},
        {__LINE__, false, false, "{\"time\":\""},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        char line[512];
        write_warning(cases[i].named, cases[i].other, line);
        CHECK_AT(cases[i].line, strncmp(line, cases[i].start, strlen(cases[i].start)) == 0);
        CHECK_AT(cases[i].line, strstr(line, "\"event\":\"poll_failed\",\"station\":\"KJFK\"}\n") != NULL);
    }
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(journald_is_told_the_level)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
