/*
 * CSV as data/make-airports writes it (RFC 4180, UTF-8, LF), read whole. Quoted fields are unquoted in place.
 */
#ifndef AW_GEO_COMPILE_CSV_H
#define AW_GEO_COMPILE_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/slice.h"

#define CSV_COLUMNS_MAX 24

struct csv {
    const char *path;
    char *next, *end;
    unsigned line; /* of the row that was read last */
    struct slice names[CSV_COLUMNS_MAX];
    size_t columns;
    struct slice fields[CSV_COLUMNS_MAX];
};

/* Reads the file into `text` (initialised by the caller, who frees it after the last use of a field) and its
 * first line. */
bool csv_open(struct csv *csv, const char *path, struct buffer *text);
/* The next row into csv->fields; false at the end, or, with *error set, for a row that is malformed. */
bool csv_next(struct csv *csv, bool *error);
/* The number of the column; false and a message if there is none. */
bool csv_column(const struct csv *csv, const char *name, size_t *out);
/* Prints "path:line: what: value" and returns false. */
bool csv_complain(const struct csv *csv, const char *what, struct slice value);

#endif
