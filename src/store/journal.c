#include "store/journal.h"

#include <stdio.h>

#include "base/civil.h"
#include "store/internal.h"
#include "store/record.h"
#include "store/records.h"

/*
 * Keys: the entry's number as 16 hexadecimal digits, so that the order of bytes is that of numbers; and
 * "next", which comes behind them, for what lets the journal be described at once: the number that the next
 * entry gets, and the least observed_at since the journal was last empty.
 */
#define ENTRY_VERSION 1
#define HEAD_VERSION  1
#define DIGITS        16
#define HEAD_KEY      SLICE("next")

/* ---- records ---- */

struct head {
    uint64_t next; /* from 1 */
    int64_t least; /* observed_at; UTC_NONE: the journal is empty */
};

static struct slice number_key(uint64_t number, char out[DIGITS + 1])
{
    snprintf(out, DIGITS + 1, "%016llx", (unsigned long long)number);
    return slice_make(out, DIGITS);
}

static bool parse_number(struct slice key, uint64_t *out)
{
    uint64_t value = 0;
    if (key.len != DIGITS)
        return false;
    for (size_t i = 0; i < DIGITS; i++) {
        size_t digit = slice_find(SLICE("0123456789abcdef"), key.ptr[i]);
        if (digit == 16)
            return false;
        value = value << 4 | digit;
    }
    *out = value;
    return true;
}

enum result journal_record_decode(struct slice value, struct slice *row)
{
    struct history_entry entry;
    uint32_t hash;
    struct record_reader r = record_begin(value, ENTRY_VERSION);
    struct slice key = record_get_slice(&r);
    if (record_end(&r) || history_record_parse_key(key, &entry, &hash))
        return RESULT_CORRUPT;
    *row = key;
    return RESULT_OK;
}

/* `result` and `value` are those of having got the head. */
static enum result decode_head(enum result result, struct slice value, struct head *out)
{
    if (result == RESULT_NOT_FOUND) {
        *out = (struct head){1, UTC_NONE};
        return RESULT_OK;
    }
    if (result)
        return result;
    struct record_reader r = record_begin(value, HEAD_VERSION);
    struct head head = {.next = record_get_u64(&r), .least = record_get_i64(&r)};
    if (record_end(&r) || head.next == 0)
        return RESULT_CORRUPT;
    *out = head;
    return RESULT_OK;
}

static enum result get_head(struct store_write *w, struct head *out)
{
    struct slice value = {NULL, 0};
    enum result result = store_write_get(w, STORE_JOURNAL, HEAD_KEY, &value);
    return decode_head(result, value, out);
}

static enum result put_head(struct store_write *w, const struct head *head)
{
    struct buffer *b = store_write_scratch(w);
    record_put_u8(b, HEAD_VERSION);
    record_put_u64(b, head->next);
    record_put_i64(b, head->least);
    enum result result = buffer_result(b);
    return result ? result : store_write_put(w, STORE_JOURNAL, HEAD_KEY, buffer_slice(b));
}

/* ---- writing ---- */

enum result journal_append(struct store_write *durable, const struct history_entry *entry)
{
    char row_bytes[HISTORY_KEY_MAX], key[DIGITS + 1];
    struct slice row;
    struct head head;
    enum result result = history_record_key(entry, row_bytes, &row);
    if (!result)
        result = get_head(durable, &head);
    if (result)
        return result;
    struct buffer *b = store_write_scratch(durable);
    record_put_u8(b, ENTRY_VERSION);
    record_put_slice(b, row);
    result = buffer_result(b);
    if (!result)
        result = store_write_put(durable, STORE_JOURNAL, number_key(head.next, key), buffer_slice(b));
    if (result)
        return result;
    head.next++;
    if (head.least == UTC_NONE || entry->observed_at < head.least)
        head.least = entry->observed_at;
    return put_head(durable, &head);
}

struct first {
    uint64_t number; /* 0: there is none */
    int64_t observed_at;
    bool corrupt;
};

static bool take_first(void *context, struct slice key, struct slice value)
{
    struct first *first = context;
    struct slice row;
    struct history_entry entry = {0};
    uint32_t hash;
    if (slice_equal(key, HEAD_KEY))
        return false;
    first->corrupt = !parse_number(key, &first->number) || journal_record_decode(value, &row) ||
                     history_record_parse_key(row, &entry, &hash);
    first->observed_at = entry.observed_at;
    return false;
}

static enum result first_result(const struct first *first, enum result result)
{
    return !result && first->corrupt ? RESULT_CORRUPT : result;
}

enum result journal_settle(struct store_write *durable, uint64_t number)
{
    struct first first = {0};
    struct head head;
    struct slice all = {NULL, 0};
    enum result result = get_head(durable, &head);
    if (!result)
        result = first_result(&first, store_write_scan(durable, STORE_JOURNAL, all, all, take_first, &first));
    if (result || first.number == 0)
        return result;
    uint64_t end = number < head.next ? number + 1 : head.next;
    for (uint64_t n = first.number; n < end && !result; n++) {
        char key[DIGITS + 1];
        result = store_write_delete(durable, STORE_JOURNAL, number_key(n, key));
    }
    if (result || end < head.next)
        return result;
    head.least = UTC_NONE;
    return put_head(durable, &head);
}

/* ---- reading ---- */

struct reading {
    struct store_read *durable;
    struct arena *arena;
    struct journal_entry *out;
    size_t max, count;
    enum result result;
};

/* The row that an entry names. A text without room in the arena ends the reading before it. */
static enum result take_row(struct reading *reading, struct slice row, struct journal_entry *out)
{
    struct slice value;
    uint32_t hash;
    enum result result = history_record_parse_key(row, &out->entry, &hash);
    if (result)
        return result;
    result = store_read_get(reading->durable, STORE_HISTORY, row, &value);
    if (!result)
        result = history_record_decode(row, value, &out->entry);
    if (result == RESULT_NOT_FOUND || result == RESULT_CORRUPT) {
        out->lost = true;
        return RESULT_OK;
    }
    if (result)
        return result;
    out->entry.raw = arena_copy(reading->arena, out->entry.raw);
    return out->entry.raw.ptr ? RESULT_OK : RESULT_NO_MEMORY;
}

static bool read_entry(void *context, struct slice key, struct slice value)
{
    struct reading *reading = context;
    struct journal_entry entry = {0};
    struct slice row;
    if (reading->count == reading->max || slice_equal(key, HEAD_KEY))
        return false;
    if (!parse_number(key, &entry.number) || journal_record_decode(value, &row)) {
        reading->result = RESULT_CORRUPT;
        return false;
    }
    reading->result = take_row(reading, row, &entry);
    if (reading->result)
        return false;
    reading->out[reading->count++] = entry;
    return true;
}

enum result journal_read(struct store_read *durable, uint64_t after, struct arena *arena,
                         struct journal_entry *out, size_t max, size_t *count)
{
    char from[DIGITS + 1];
    struct reading reading = {.durable = durable, .arena = arena, .out = out, .max = max};
    if (after == UINT64_MAX) {
        *count = 0;
        return RESULT_OK;
    }
    enum result result = store_read_scan(durable, STORE_JOURNAL, slice_make(NULL, 0),
                                         number_key(after + 1, from), read_entry, &reading);
    if (!result)
        result = reading.result;
    if (result == RESULT_NO_MEMORY && reading.count > 0) /* so many as there was room for */
        result = RESULT_OK;
    if (!result)
        *count = reading.count;
    return result;
}

enum result journal_state(struct store_read *durable, uint64_t *entries, int64_t *oldest_observed_at)
{
    struct first first = {0};
    struct slice value = {NULL, 0}, all = {NULL, 0};
    struct head head;
    enum result result = store_read_get(durable, STORE_JOURNAL, HEAD_KEY, &value);
    result = decode_head(result, value, &head);
    if (!result)
        result = first_result(&first, store_read_scan(durable, STORE_JOURNAL, all, all, take_first, &first));
    if (result)
        return result;
    *entries = first.number && first.number < head.next ? head.next - first.number : 0;
    *oldest_observed_at = first.number ? first.observed_at : UTC_NONE;
    return RESULT_OK;
}

enum result journal_oldest(struct store_write *durable, int64_t *observed_at)
{
    struct head head;
    enum result result = get_head(durable, &head);
    if (!result)
        *observed_at = head.least;
    return result;
}
