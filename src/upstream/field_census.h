/*
 * Which fields an answer has, against those known: the drift of a format before it hurts. Used by
 * check-providers; a service asks without one.
 */
#ifndef AW_UPSTREAM_FIELD_CENSUS_H
#define AW_UPSTREAM_FIELD_CENSUS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

/* Kinds of values, as bits. */
enum field_kind {
    FIELD_TEXT = 1,
    FIELD_NUMBER = 2,
    FIELD_TIME = 4, /* as parser_time takes it */
    FIELD_LIST = 8, /* or an object */
    FIELD_BOOL = 16,
    FIELD_ANY = 31,
};

struct field_known {
    const char *name;
    bool required;  /* in every row; others may be left out */
    unsigned kinds; /* bits of enum field_kind; a field may always be null or empty */
};

/* The fields of one format of one product. */
struct field_table {
    const struct field_known *fields;
    size_t count;
    bool complete; /* every row has every field, empty or not (CSV) */
};

#define FIELD_CENSUS_MAX   80
#define FIELD_NAMES_MAX    512
#define FIELD_UNKNOWN_MAX  16
#define FIELD_NAME_LEN_MAX 40

struct field_census {
    const struct field_table *table; /* static; NULL: none set yet */
    size_t rows;
    size_t seen[FIELD_CENSUS_MAX];     /* rows that have the field */
    bool other_kind[FIELD_CENSUS_MAX]; /* a value of another kind was seen */
    char unknown[FIELD_UNKNOWN_MAX][FIELD_NAME_LEN_MAX + 1];
    size_t unknown_count;
};

void field_census_init(struct field_census *c);
/* The format that the answer is in; all counts start again. `table` is static. */
void field_census_begin(struct field_census *c, const struct field_table *table);
void field_census_row(struct field_census *c);
/* A field of the row, empty or not; kind 0: it is null or empty. */
void field_census_field(struct field_census *c, struct slice name, unsigned kind);

/* Names, separated by a blank, into a terminated text (cut to fit). Returns how many there are. */
size_t field_census_missing(const struct field_census *c, char *out,
                            size_t size); /* required, but not in every row */
/* Not required, but of a complete table, and in no row. */
size_t field_census_gone(const struct field_census *c, char *out, size_t size);
size_t field_census_unknown(const struct field_census *c, char *out, size_t size);
size_t field_census_changed(const struct field_census *c, char *out,
                            size_t size); /* of another kind than known */

/* The kind of a value that came as text (CSV, XML). */
unsigned field_kind_of_text(struct slice value);

#endif
