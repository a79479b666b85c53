/*
 * Structured log: one JSON object a line on standard error, written with one write(2), never longer than 4 KB
 * (longer values are cut). Fields: time, level, program, pid, event, then what the caller gives. Where
 * journald reads it, the level stands before the line too, as <6>, for `journalctl -p`.
 *
 *   log_info("poll_done", LOG_STR("product", "metar"), LOG_INT("reports", n), LOG_END);
 *
 * Log once, where the context is known. Secrets are the caller's care: pass masked values.
 */
#ifndef AW_BASE_LOG_H
#define AW_BASE_LOG_H

#include <stdint.h>

#include "base/result.h"
#include "base/slice.h"

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR };

enum log_kind { LOG_KIND_END, LOG_KIND_SLICE, LOG_KIND_INT, LOG_KIND_DOUBLE, LOG_KIND_BOOL };

struct log_field {
    enum log_kind kind;
    const char *name;
    struct slice text;
    int64_t integer;
    double real;
};

#define LOG_STR(name, string) ((struct log_field){LOG_KIND_SLICE, (name), slice_from_string(string), 0, 0})
#define LOG_SLICE(name, s)    ((struct log_field){LOG_KIND_SLICE, (name), (s), 0, 0})
#define LOG_INT(name, i)      ((struct log_field){LOG_KIND_INT, (name), {NULL, 0}, (int64_t)(i), 0})
#define LOG_DOUBLE(name, d)   ((struct log_field){LOG_KIND_DOUBLE, (name), {NULL, 0}, 0, (d)})
#define LOG_BOOL(name, b)     ((struct log_field){LOG_KIND_BOOL, (name), {NULL, 0}, (b), 0})
#define LOG_RESULT(r)         LOG_STR("result", result_text(r))
#define LOG_ERRNO(e)          LOG_STR("errno", log_errno_text(e))
#define LOG_END               ((struct log_field){LOG_KIND_END, NULL, {NULL, 0}, 0, 0})

/* Name in each line, and the least level that is written. `program` must outlive the process's logging. */
void log_open(const char *program, enum log_level least);
/* debug, info, warning or error. */
enum result log_level_parse(struct slice s, enum log_level *out);

/* `first` and the following are struct log_field, ended by LOG_END. */
void log_write(enum log_level level, const char *event, ...);
#define log_debug(...)   log_write(LOG_LEVEL_DEBUG, __VA_ARGS__)
#define log_info(...)    log_write(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_warning(...) log_write(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_error(...)   log_write(LOG_LEVEL_ERROR, __VA_ARGS__)

/* strerror without its races; static text. */
const char *log_errno_text(int error);

#endif
