#include "geo/compile/csv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define READ_STEP 65536

bool csv_complain(const struct csv *csv, const char *what, struct slice value)
{
    fprintf(stderr, "%s:%u: %s: %.*s\n", csv->path, csv->line, what, (int)value.len,
            value.len ? value.ptr : "");
    return false;
}

static bool read_whole(const char *path, struct buffer *text)
{
    FILE *f = fopen(path, "rb");
    bool ok = false;

    if (!f)
        goto out;
    for (;;) {
        char *room = buffer_reserve(text, READ_STEP);
        size_t n;
        if (!room)
            goto out;
        n = fread(room, 1, READ_STEP, f);
        if (n == 0)
            break;
        buffer_advance(text, n);
    }
    ok = !ferror(f);
out:
    if (!ok)
        fprintf(stderr, "%s: %s\n", path, buffer_result(text) != RESULT_OK ? "too large" : strerror(errno));
    if (f)
        fclose(f);
    return ok;
}

/* Takes one field off the front, unquoting it in place; false if it is malformed. *last: it ended the row. */
static bool field_next(struct csv *csv, struct slice *out, bool *last)
{
    char *p = csv->next, *start = p, *to;

    if (p < csv->end && *p == '"') {
        start = to = ++p;
        for (;; p++) {
            if (p == csv->end)
                return false;
            if (*p == '"' && (p + 1 == csv->end || p[1] != '"'))
                break;
            if (*p == '"')
                p++;
            *to++ = *p;
        }
        p++;
    } else {
        while (p < csv->end && *p != ',' && *p != '\n')
            p++;
        to = p;
    }
    *last = p == csv->end || *p == '\n';
    if (!*last && *p != ',')
        return false;
    csv->next = p == csv->end ? p : p + 1;
    *out = slice_make(start, (size_t)(to - start));
    return true;
}

static bool row_next(struct csv *csv, struct slice out[CSV_COLUMNS_MAX], size_t *count)
{
    bool last = false;

    csv->line++;
    for (*count = 0; !last; (*count)++)
        if (*count == CSV_COLUMNS_MAX || !field_next(csv, &out[*count], &last))
            return csv_complain(csv, "malformed row", slice_make(NULL, 0));
    return true;
}

bool csv_open(struct csv *csv, const char *path, struct buffer *text)
{
    *csv = (struct csv){.path = path};
    if (!read_whole(path, text))
        return false;
    csv->next = text->ptr;
    csv->end = text->ptr + text->len;
    return row_next(csv, csv->names, &csv->columns);
}

bool csv_next(struct csv *csv, bool *error)
{
    size_t count;

    if (csv->next == csv->end)
        return false;
    if (!row_next(csv, csv->fields, &count)) {
        *error = true;
        return false;
    }
    if (count != csv->columns) {
        csv_complain(csv, "wrong number of fields", csv->fields[0]);
        *error = true;
        return false;
    }
    return true;
}

bool csv_column(const struct csv *csv, const char *name, size_t *out)
{
    struct slice wanted = slice_from_string(name);

    for (size_t i = 0; i < csv->columns; i++)
        if (slice_equal(csv->names[i], wanted)) {
            *out = i;
            return true;
        }
    return csv_complain(csv, "no column", wanted);
}
