/*
 * A streaming reader of comma-separated values as providers write them: fields may be quoted, "" stands for a
 * quote inside, a quoted field may hold line breaks; CR before LF and empty lines are dropped. A quote inside
 * an unquoted field, and one inside a quoted field that is followed by neither comma nor line end, is text.
 *
 * A record that grows over CSV_RECORD_MAX bytes, CSV_LINES_MAX lines or CSV_FIELDS_MAX fields can't be read:
 * its first line is dropped and counted, and reading goes on with the next line, so that one open quote costs
 * one row.
 */
#ifndef AW_UPSTREAM_CSV_READER_H
#define AW_UPSTREAM_CSV_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/result.h"
#include "base/slice.h"

#define CSV_RECORD_MAX ((size_t)128 * 1024)
#define CSV_LINES_MAX  40
#define CSV_FIELDS_MAX 4096

/* Takes one record; the fields are unquoted and valid during the call. Anything but RESULT_OK ends the
 * reading. */
typedef enum result csv_record_fn(void *context, const struct slice *fields, size_t count);

struct csv_reader {
    csv_record_fn *on_record;
    void *context;
    struct buffer pending; /* what has come and is not read yet */
    struct slice *fields;  /* CSV_FIELDS_MAX of them */
    size_t rejected;       /* records that could not be read */
    bool skipping;         /* inside a line that is dropped */
};

enum result csv_reader_init(struct csv_reader *r, csv_record_fn *on_record, void *context);
void csv_reader_free(struct csv_reader *r);

/* RESULT_OK, RESULT_NO_MEMORY or what on_record returned. */
enum result csv_reader_feed(struct csv_reader *r, struct slice bytes);
/* The end of the input: a last line without a line end is a record. */
enum result csv_reader_finish(struct csv_reader *r);

#endif
