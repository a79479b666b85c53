#include "store/durable_since.h"

#include "base/civil.h"
#include "store/record.h"

#define SINCE_VERSION 1

struct slice durable_since_write(int64_t since, char out[DURABLE_SINCE_SIZE])
{
    struct buffer b = {.ptr = out, .capacity = DURABLE_SINCE_SIZE, .max = DURABLE_SINCE_SIZE};
    record_put_u8(&b, SINCE_VERSION);
    record_put_i64(&b, since);
    return buffer_slice(&b);
}

enum result durable_since_get(struct store_read *durable, int64_t *since)
{
    struct slice value;
    enum result result = store_read_get(durable, STORE_ABOUT, DURABLE_SINCE_KEY, &value);
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
