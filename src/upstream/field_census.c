#include "upstream/field_census.h"

#include <assert.h>
#include <stdio.h>

#include "base/number.h"
#include "base/utc.h"

void field_census_init(struct field_census *c)
{
    memset(c, 0, sizeof(*c));
}

void field_census_begin(struct field_census *c, const struct field_table *table)
{
    assert(table->count <= FIELD_CENSUS_MAX);
    field_census_init(c);
    c->table = table;
}

void field_census_row(struct field_census *c)
{
    c->rows++;
}

static void note_unknown(struct field_census *c, struct slice name)
{
    char text[FIELD_NAME_LEN_MAX + 1];
    size_t length = name.len < FIELD_NAME_LEN_MAX ? name.len : FIELD_NAME_LEN_MAX;
    for (size_t i = 0; i < length; i++)
        text[i] = name.ptr[i] > ' ' && name.ptr[i] < 0x7F ? name.ptr[i] : '?';
    text[length] = '\0';
    for (size_t i = 0; i < c->unknown_count; i++)
        if (slice_equal(slice_from_string(c->unknown[i]), slice_make(text, length)))
            return;
    if (c->unknown_count < FIELD_UNKNOWN_MAX)
        memcpy(c->unknown[c->unknown_count++], text, length + 1);
}

void field_census_field(struct field_census *c, struct slice name, unsigned kind)
{
    if (!c->table)
        return;
    for (size_t i = 0; i < c->table->count; i++) {
        const struct field_known *known = &c->table->fields[i];
        if (!slice_equal(slice_from_string(known->name), name))
            continue;
        c->seen[i]++;
        if (kind && !(kind & known->kinds))
            c->other_kind[i] = true;
        return;
    }
    note_unknown(c, name);
}

/* Adds a name to a list of words; returns its new length. */
static size_t add_name(char *out, size_t size, size_t at, const char *name)
{
    int n = snprintf(out + at, size - at, "%s%s", at ? " " : "", name);
    return n < 0 || (size_t)n >= size - at ? size - 1 : at + (size_t)n;
}

size_t field_census_missing(const struct field_census *c, char *out, size_t size)
{
    size_t count = 0, at = 0;
    out[0] = '\0';
    for (size_t i = 0; c->table && i < c->table->count; i++)
        if (c->table->fields[i].required && c->seen[i] < c->rows) {
            at = add_name(out, size, at, c->table->fields[i].name);
            count++;
        }
    return count;
}

size_t field_census_gone(const struct field_census *c, char *out, size_t size)
{
    size_t count = 0, at = 0;
    out[0] = '\0';
    for (size_t i = 0; c->table && c->table->complete && c->rows && i < c->table->count; i++)
        if (!c->table->fields[i].required && !c->seen[i]) {
            at = add_name(out, size, at, c->table->fields[i].name);
            count++;
        }
    return count;
}

size_t field_census_unknown(const struct field_census *c, char *out, size_t size)
{
    size_t at = 0;
    out[0] = '\0';
    for (size_t i = 0; i < c->unknown_count; i++)
        at = add_name(out, size, at, c->unknown[i]);
    return c->unknown_count;
}

size_t field_census_changed(const struct field_census *c, char *out, size_t size)
{
    size_t count = 0, at = 0;
    out[0] = '\0';
    for (size_t i = 0; c->table && i < c->table->count; i++)
        if (c->other_kind[i]) {
            at = add_name(out, size, at, c->table->fields[i].name);
            count++;
        }
    return count;
}

unsigned field_kind_of_text(struct slice value)
{
    double number;
    int64_t time;
    value = slice_trim(value);
    if (!value.len)
        return 0;
    if (number_parse_double(value, -1e15, 1e15, &number) == RESULT_OK)
        return FIELD_NUMBER | FIELD_TEXT;
    if (utc_parse_iso(value, &time) == RESULT_OK)
        return FIELD_TIME | FIELD_TEXT;
    if (slice_equal_nocase(value, SLICE("TRUE")) || slice_equal_nocase(value, SLICE("FALSE")))
        return FIELD_BOOL | FIELD_TEXT;
    return FIELD_TEXT;
}
