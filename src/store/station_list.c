#include "store/station_list.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/utc.h"
#include "store/frame.h"
#include "store/record.h"
#include "store/records.h"

#define LIST_VERSION 1
#define SUM_OFFSET   1
#define SUM_SIZE     4

void station_list_init(struct station_list *l)
{
    *l = (struct station_list){.checked_at = UTC_NONE};
    buffer_init(&l->stations, STATION_LIST_BYTES_MAX);
    buffer_init(&l->record, STORE_VALUE_MAX);
}

void station_list_free(struct station_list *l)
{
    buffer_free(&l->stations);
    buffer_free(&l->record);
}

/* ---- packing ---- */

enum result station_list_add(struct station_list *l, const struct stored_station *station)
{
    if (!station->listed)
        return RESULT_INVALID;
    buffer_reset(&l->record);
    station_record_encode(station, &l->record);
    enum result result = buffer_result(&l->record);
    if (result)
        return result;
    record_put_text(&l->stations, station->id);
    record_put_slice(&l->stations, buffer_slice(&l->record));
    result = buffer_result(&l->stations);
    if (!result)
        l->count++;
    return result;
}

static enum result append_deflated(struct slice bytes, struct buffer *out)
{
    uLongf size = compressBound(bytes.len);
    Bytef *packed = malloc(size);
    if (!packed)
        return RESULT_NO_MEMORY;
    int status = compress2(packed, &size, (const Bytef *)bytes.ptr, bytes.len, Z_DEFAULT_COMPRESSION);
    if (status == Z_OK)
        buffer_append(out, packed, size);
    free(packed);
    return status == Z_OK ? buffer_result(out) : RESULT_NO_MEMORY;
}

static void put_sum(struct buffer *out, size_t start)
{
    size_t summed = start + SUM_OFFSET + SUM_SIZE;
    uint32_t sum = frame_crc32(slice_make(out->ptr + summed, out->len - summed));
    for (size_t i = 0; i < SUM_SIZE; i++)
        out->ptr[start + SUM_OFFSET + i] = (char)(sum >> (8 * i));
}

enum result station_list_pack(const struct station_list *l, struct buffer *out)
{
    size_t start = out->len;
    if (l->count == 0)
        return RESULT_INVALID;
    record_put_u8(out, LIST_VERSION);
    record_put_u32(out, 0);
    record_put_u8(out, l->simulated);
    record_put_i64(out, l->checked_at);
    record_put_text(out, l->etag);
    record_put_text(out, l->last_modified);
    record_put_u32(out, l->count);
    record_put_u32(out, (uint32_t)l->stations.len);
    enum result result = append_deflated(buffer_slice(&l->stations), out);
    if (!result)
        put_sum(out, start);
    return result;
}

/* ---- unpacking ---- */

/* What goes into a request's header again. */
static bool is_printable(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || (unsigned char)*text >= 0x7F)
            return false;
    return true;
}

/* Exactly `size` bytes, from all of `packed`. */
static enum result inflate_whole(struct slice packed, size_t size, struct buffer *out)
{
    buffer_reset(out);
    char *room = buffer_reserve(out, size);
    if (!room)
        return RESULT_NO_MEMORY;
    uLongf given = size;
    uLong taken = packed.len;
    int status = uncompress2((Bytef *)room, &given, (const Bytef *)packed.ptr, &taken);
    if (status == Z_MEM_ERROR)
        return RESULT_NO_MEMORY;
    if (status != Z_OK || given != size || taken != packed.len)
        return RESULT_CORRUPT;
    buffer_advance(out, size);
    return RESULT_OK;
}

static enum result walk(const struct station_list *l,
                        bool (*each)(void *context, const struct stored_station *station), void *context)
{
    struct record_reader r = {l->stations.ptr, l->stations.len, false};
    char before[STATION_MAX] = "", id[STATION_MAX] = "";
    for (uint32_t i = 0; i < l->count; i++) {
        struct stored_station station;
        record_get_text(&r, id, sizeof(id));
        struct slice record = record_get_slice(&r);
        if (r.failed || strcmp(id, before) <= 0 ||
            station_record_decode(slice_from_string(id), record, &station) || !station.listed)
            return RESULT_CORRUPT;
        memcpy(before, id, sizeof(before));
        if (each && !each(context, &station))
            return RESULT_OK;
    }
    return record_end(&r);
}

enum result station_list_unpack(struct slice packed, struct station_list *l)
{
    struct station_list head = *l;
    struct record_reader r = record_begin(packed, LIST_VERSION);
    uint32_t sum = record_get_u32(&r);
    if (r.failed || sum != frame_crc32(slice_make(r.ptr, r.left)))
        return RESULT_CORRUPT;
    head.simulated = record_get_u8(&r, 1);
    head.checked_at = record_get_i64(&r);
    record_get_text(&r, head.etag, sizeof(head.etag));
    record_get_text(&r, head.last_modified, sizeof(head.last_modified));
    head.count = record_get_u32(&r);
    size_t size = record_get_u32(&r);
    if (r.failed || head.count == 0 || size == 0 || size > STATION_LIST_BYTES_MAX ||
        !is_printable(head.etag) || !is_printable(head.last_modified))
        return RESULT_CORRUPT;
    enum result result = inflate_whole(slice_make(r.ptr, r.left), size, &head.stations);
    l->stations = head.stations; /* its memory may have moved */
    if (!result)
        result = walk(&head, NULL, NULL);
    if (!result)
        *l = head;
    return result;
}

void station_list_each(const struct station_list *l,
                       bool (*each)(void *context, const struct stored_station *station), void *context)
{
    (void)walk(l, each, context);
}
