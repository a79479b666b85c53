#define _GNU_SOURCE
#include "base/log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/json_writer.h"

#define LOG_LINE_MAX   4096
#define LOG_VALUE_MAX  1024
#define LOG_FIELDS_MAX 24

static const char *const level_names[] = {"debug", "info", "warning", "error"};
/* sd-daemon(3): journald takes them off a line, and `journalctl -p` goes by them. */
static const char *const journal_prefixes[] = {"<7>", "<6>", "<4>", "<3>"};

static struct {
    const char *program;
    enum log_level least;
    bool journal;
} logging = {"aviation-weather", LOG_LEVEL_INFO, false};

/* systemd names the stream that it has connected; standard error may have been led elsewhere since. */
static bool reader_is_journal(void)
{
    char stream[64];
    struct stat st;
    const char *named = getenv("JOURNAL_STREAM");
    if (!named || fstat(STDERR_FILENO, &st) != 0)
        return false;
    snprintf(stream, sizeof(stream), "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
    return strcmp(stream, named) == 0;
}

void log_open(const char *program, enum log_level least)
{
    logging.program = program;
    logging.least = least;
    logging.journal = reader_is_journal();
}

enum result log_level_parse(struct slice s, enum log_level *out)
{
    for (size_t i = 0; i < sizeof(level_names) / sizeof(level_names[0]); i++) {
        if (slice_equal_nocase(s, slice_from_string(level_names[i]))) {
            *out = (enum log_level)i;
            return RESULT_OK;
        }
    }
    return RESULT_INVALID;
}

static void write_field(struct json_writer *w, const struct log_field *f)
{
    switch (f->kind) {
    case LOG_KIND_SLICE:
        json_member_string(w, f->name, slice_sub(f->text, 0, LOG_VALUE_MAX));
        break;
    case LOG_KIND_INT:
        json_member_int(w, f->name, f->integer);
        break;
    case LOG_KIND_DOUBLE:
        json_member_number(w, f->name, f->real, 3);
        break;
    case LOG_KIND_BOOL:
        json_member_bool(w, f->name, f->integer != 0);
        break;
    case LOG_KIND_END:
        break;
    }
}

/* Standard error gets the line whole or, when the log's reader is gone, not at all: logging never blocks work
 * for long. */
static void put_line(const char *ptr, size_t len)
{
    while (write(STDERR_FILENO, ptr, len) < 0 && errno == EINTR)
        continue;
}

void log_write(enum log_level level, const char *event, ...)
{
    if (level < logging.least)
        return;
    int saved_errno = errno;
    char line[LOG_LINE_MAX];
    /* A buffer over the stack: capacity equals max, so it never reallocates. */
    struct buffer b = {.ptr = line, .capacity = LOG_LINE_MAX - 16, .max = LOG_LINE_MAX - 16};
    struct json_writer w;
    if (logging.journal)
        buffer_append_slice(&b, slice_from_string(journal_prefixes[level]));
    json_writer_init(&w, &b);
    json_object_begin(&w);
    json_member_time(&w, "time", clock_now());
    json_member_string_z(&w, "level", level_names[level]);
    json_member_string_z(&w, "program", logging.program);
    json_member_int(&w, "pid", getpid());
    json_member_string_z(&w, "event", event);
    va_list args;
    va_start(args, event);
    for (int i = 0; i < LOG_FIELDS_MAX; i++) {
        struct log_field f = va_arg(args, struct log_field);
        if (f.kind == LOG_KIND_END)
            break;
        size_t before = b.len;
        write_field(&w, &f);
        if (b.failed) { /* what does not fit is left out, the line stays valid JSON */
            b.len = before;
            b.failed = RESULT_OK;
            w.after_key = false;
            break;
        }
    }
    va_end(args);
    b.capacity = b.max = LOG_LINE_MAX - 1;
    json_object_end(&w);
    line[b.len] = '\n';
    put_line(line, b.len + 1);
    errno = saved_errno;
}

const char *log_errno_text(int error)
{
    const char *text = strerrordesc_np(error);
    return text ? text : "unknown error";
}
