#include "store/durable_since.h"

#include "base/civil.h"
#include "store/internal.h"
#include "store/record.h"

#define SINCE_VERSION 1
#define WHOLE_KEY     SLICE("whole")

struct slice durable_since_write(int64_t since, char out[DURABLE_SINCE_SIZE])
{
    struct buffer b = {.ptr = out, .capacity = DURABLE_SINCE_SIZE, .max = DURABLE_SINCE_SIZE};
    record_put_u8(&b, SINCE_VERSION);
    record_put_i64(&b, since);
    return buffer_slice(&b);
}

/* `result` and `value` are those of having got the record. */
static enum result decode(enum result result, struct slice value, int64_t *since)
{
    if (result == RESULT_NOT_FOUND) {
        *since = UTC_NONE;
        return RESULT_OK;
    }
    if (result)
        return result;
    struct record_reader r = record_begin(value, SINCE_VERSION);
    int64_t moment = record_get_i64(&r);
    if (record_end(&r))
        return RESULT_CORRUPT;
    *since = moment;
    return RESULT_OK;
}

static enum result get(struct store_read *durable, struct slice key, int64_t *since)
{
    struct slice value = {NULL, 0};
    enum result result = store_read_get(durable, STORE_ABOUT, key, &value);
    return decode(result, value, since);
}

enum result durable_since_get(struct store_read *durable, int64_t *since)
{
    return get(durable, DURABLE_SINCE_KEY, since);
}

enum result durable_whole_since_get(struct store_read *durable, int64_t *since)
{
    int64_t made, whole;
    enum result result = get(durable, DURABLE_SINCE_KEY, &made);
    if (!result)
        result = get(durable, WHOLE_KEY, &whole);
    if (!result) /* UTC_NONE is the least */
        *since = whole > made ? whole : made;
    return result;
}

enum result durable_whole_since_raise(struct store_write *durable, int64_t since)
{
    int64_t known;
    struct slice value = {NULL, 0};
    enum result result = store_write_get(durable, STORE_ABOUT, WHOLE_KEY, &value);
    result = decode(result, value, &known);
    if (!result && known >= since)
        return RESULT_OK;
    if (result && result != RESULT_CORRUPT)
        return result;
    struct buffer *b = store_write_scratch(durable);
    record_put_u8(b, SINCE_VERSION);
    record_put_i64(b, since);
    result = buffer_result(b);
    return result ? result : store_write_put(durable, STORE_ABOUT, WHOLE_KEY, buffer_slice(b));
}
