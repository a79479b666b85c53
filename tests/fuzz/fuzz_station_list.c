/*
 * The shared list of stations as any bytes. Input: a byte that names the kind, then 'p' the value; 's' the
 * value, whose sum is put right, so that a fuzzer comes past it; 'b' the number of stations (a byte) and
 * their bytes before they are packed.
 */
#include <math.h>
#include <string.h>

#include "fuzz_require.h"

#include "store/frame.h"
#include "store/records.h"
#include "store/station_list.h"

#define SUM_OFFSET 1
#define SUM_END    5

struct visit {
    const struct station_list *list;
    uint32_t count;
    char before[STATION_MAX];
};

static bool require_station(void *context, const struct stored_station *station)
{
    struct visit *v = context;
    struct slice id = slice_make(station->id, strnlen(station->id, STATION_MAX));
    REQUIRE(station_id_valid(id) && strcmp(station->id, v->before) > 0 && station->listed);
    REQUIRE(slice_copy(id, v->before, sizeof(v->before)));
    require_within(station->name, buffer_slice(&v->list->stations));
    REQUIRE(strnlen(station->iata, sizeof(station->iata)) < sizeof(station->iata));
    REQUIRE(strnlen(station->faa, sizeof(station->faa)) < sizeof(station->faa));
    REQUIRE(strnlen(station->country, sizeof(station->country)) < sizeof(station->country));
    REQUIRE(isnan(station->latitude_deg) || fabs(station->latitude_deg) <= 90);
    REQUIRE(isnan(station->longitude_deg) || fabs(station->longitude_deg) <= 180);
    v->count++;
    return true;
}

/* What was unpacked, packed again, is the same list. */
static void require_same_again(const struct station_list *l)
{
    struct station_list again;
    struct buffer packed;
    buffer_init(&packed, 2 * STATION_LIST_BYTES_MAX);
    station_list_init(&again);
    REQUIRE(station_list_pack(l, &packed) == RESULT_OK);
    REQUIRE(station_list_unpack(buffer_slice(&packed), &again) == RESULT_OK);
    REQUIRE(again.simulated == l->simulated && again.checked_at == l->checked_at && again.count == l->count);
    REQUIRE(strcmp(again.etag, l->etag) == 0 && strcmp(again.last_modified, l->last_modified) == 0);
    REQUIRE(slice_equal(buffer_slice(&again.stations), buffer_slice(&l->stations)));
    station_list_free(&again);
    buffer_free(&packed);
}

static void unpack(struct slice packed)
{
    struct station_list list;
    station_list_init(&list);
    enum result result = station_list_unpack(packed, &list);
    REQUIRE(result == RESULT_OK || result == RESULT_CORRUPT);
    struct visit v = {.list = &list};
    station_list_each(&list, require_station, &v);
    REQUIRE(v.count == list.count && (list.count > 0) == (result == RESULT_OK));
    REQUIRE(list.stations.len <= STATION_LIST_BYTES_MAX);
    if (!result)
        require_same_again(&list);
    station_list_free(&list);
}

static void with_sum(struct slice value)
{
    if (value.len < SUM_END)
        return;
    char *bytes = malloc(value.len);
    REQUIRE(bytes);
    memcpy(bytes, value.ptr, value.len);
    uint32_t sum = frame_crc32(slice_sub(value, SUM_END, value.len));
    for (int i = 0; i < 4; i++)
        bytes[SUM_OFFSET + i] = (char)(sum >> (8 * i));
    unpack(slice_make(bytes, value.len));
    free(bytes);
}

static void packed_anew(struct slice input)
{
    struct station_list list;
    struct buffer packed;
    if (input.len < 2)
        return;
    station_list_init(&list);
    buffer_init(&packed, 2 * STATION_LIST_BYTES_MAX);
    list.count = (unsigned char)input.ptr[0];
    buffer_append_slice(&list.stations, slice_sub(input, 1, input.len));
    if (station_list_pack(&list, &packed) == RESULT_OK)
        unpack(buffer_slice(&packed));
    station_list_free(&list);
    buffer_free(&packed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct slice rest = slice_make((const char *)data + 1, size - 1);
    if (data[0] == 'p')
        unpack(rest);
    else if (data[0] == 's')
        with_sum(rest);
    else if (data[0] == 'b')
        packed_anew(rest);
    return 0;
}
