#include "upstream/csv_reader.h"

#include <stdlib.h>
#include <string.h>

/* Where a record that starts at text[0] ends. */
enum record_end {
    RECORD_ENDS,    /* *length bytes, the line end left out; *next is where the next one starts */
    RECORD_GOES_ON, /* more bytes are needed */
    RECORD_ENDLESS, /* a limit is passed */
};

enum result csv_reader_init(struct csv_reader *r, csv_record_fn *on_record, void *context)
{
    struct slice *fields = calloc(CSV_FIELDS_MAX, sizeof(*fields));
    if (!fields)
        return RESULT_NO_MEMORY;
    *r = (struct csv_reader){.on_record = on_record, .context = context, .fields = fields};
    buffer_init(&r->pending, (size_t)16 * 1024 * 1024);
    return RESULT_OK;
}

void csv_reader_free(struct csv_reader *r)
{
    buffer_free(&r->pending);
    free(r->fields);
    r->fields = NULL;
}

/* The offset after a quoted field that opens at text[at], or text.len when it does not close; counts its
 * lines. */
static size_t skip_quoted(struct slice text, size_t at, size_t *lines)
{
    for (at++; at < text.len && *lines <= CSV_LINES_MAX; at++) {
        if (text.ptr[at] == '\n')
            ++*lines;
        if (text.ptr[at] != '"')
            continue;
        if (at + 1 == text.len)
            return text.len; /* may be the first half of "" */
        char after = text.ptr[at + 1];
        if (after == ',' || after == '\n' || after == '\r')
            return at + 1;
        if (after == '"')
            at++;
    }
    return text.len;
}

static enum record_end find_record_end(struct slice text, size_t *length, size_t *next)
{
    const char *newline = text.len ? memchr(text.ptr, '\n', text.len) : NULL;
    size_t line = newline ? (size_t)(newline - text.ptr) : text.len;
    size_t end = line;
    if (line && memchr(text.ptr, '"', line)) {
        size_t lines = 0;
        size_t at = 0;
        bool field_start = true;
        while (at < text.len && text.ptr[at] != '\n') {
            if (field_start && text.ptr[at] == '"') {
                at = skip_quoted(text, at, &lines);
                field_start = false;
                continue;
            }
            field_start = text.ptr[at++] == ',';
        }
        if (lines > CSV_LINES_MAX)
            return RECORD_ENDLESS;
        end = at;
    }
    if (end > CSV_RECORD_MAX)
        return RECORD_ENDLESS;
    if (end >= text.len)
        return RECORD_GOES_ON;
    *length = end;
    *next = end + 1;
    return RECORD_ENDS;
}

/* Unquotes in place from text[at]; returns the offset of the comma that ends the field, or text.len. */
static size_t take_field(char *text, size_t len, size_t at, struct slice *field)
{
    if (at == len || text[at] != '"') {
        const char *comma = at < len ? memchr(text + at, ',', len - at) : NULL;
        size_t end = comma ? (size_t)(comma - text) : len;
        *field = slice_make(text + at, end - at);
        return end;
    }
    size_t from = ++at;
    size_t to = from;
    while (at < len) {
        if (text[at] == '"' && (at + 1 == len || text[at + 1] == ',')) {
            at++;
            break;
        }
        if (text[at] == '"' && text[at + 1] == '"')
            at++;
        text[to++] = text[at++];
    }
    *field = slice_make(text + from, to - from);
    return at;
}

static enum result read_record(struct csv_reader *r, char *text, size_t len)
{
    while (len && text[len - 1] == '\r')
        len--;
    if (!len)
        return RESULT_OK;
    size_t count = 0;
    for (size_t at = 0;; at++) {
        if (count == CSV_FIELDS_MAX) {
            r->rejected++;
            return RESULT_OK;
        }
        at = take_field(text, len, at, &r->fields[count++]);
        if (at >= len)
            break;
    }
    return r->on_record(r->context, r->fields, count);
}

/* Drops the first line of what is pending; the rest of it may still have to come. Returns how many bytes
 * went. */
static size_t drop_line(struct csv_reader *r, struct slice text)
{
    size_t end = slice_find(text, '\n');
    r->skipping = end == text.len;
    return r->skipping ? end : end + 1;
}

static enum result read_pending(struct csv_reader *r, bool at_end)
{
    size_t done = 0;
    enum result result = RESULT_OK;
    while (result == RESULT_OK && done < r->pending.len) {
        struct slice text = slice_make(r->pending.ptr + done, r->pending.len - done);
        if (r->skipping) {
            done += drop_line(r, text);
            continue;
        }
        size_t length, next;
        enum record_end end = find_record_end(text, &length, &next);
        if (end == RECORD_ENDS) {
            result = read_record(r, r->pending.ptr + done, length);
            done += next;
        } else if (end == RECORD_ENDLESS || at_end) {
            /* At the end of the input the last line needs no line end; what is more than a line has an open
             * quote. */
            if (end == RECORD_GOES_ON && slice_find(text, '\n') == text.len) {
                result = read_record(r, r->pending.ptr + done, text.len);
                done += text.len;
                continue;
            }
            r->rejected++;
            done += drop_line(r, text);
        } else {
            break;
        }
    }
    memmove(r->pending.ptr, r->pending.ptr + done, r->pending.len - done);
    r->pending.len -= done;
    return result;
}

enum result csv_reader_feed(struct csv_reader *r, struct slice bytes)
{
    buffer_append_slice(&r->pending, bytes);
    enum result result = buffer_result(&r->pending);
    if (result != RESULT_OK || !r->pending.len)
        return result;
    return read_pending(r, false);
}

enum result csv_reader_finish(struct csv_reader *r)
{
    return r->pending.len ? read_pending(r, true) : RESULT_OK;
}
