#include "store/frame.h"

#include <zlib.h>

#include "store/table.h"

#define FRAME_VERSION 1

static bool key_char_valid(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == ':' ||
           c == '.' || c == '_' || c == '-';
}

bool frame_key_valid(struct slice key)
{
    if (key.len == 0 || key.len > STORE_KEY_MAX)
        return false;
    for (size_t i = 0; i < key.len; i++) {
        if (!key_char_valid((unsigned char)key.ptr[i]))
            return false;
    }
    return true;
}

static uint32_t checksum(const char head[4], struct slice key, struct slice value)
{
    uLong sum = crc32(0, (const Bytef *)head, 4);
    sum = crc32(sum, (const Bytef *)key.ptr, (uInt)key.len);
    return (uint32_t)crc32(sum, (const Bytef *)value.ptr, (uInt)value.len);
}

static void head_begin(enum store_table table, char head[4])
{
    head[0] = FRAME_VERSION;
    head[1] = (char)table;
    head[2] = head[3] = 0;
}

void frame_seal(enum store_table table, struct slice key, struct slice value, char head[FRAME_SIZE])
{
    head_begin(table, head);
    uint32_t sum = checksum(head, key, value);
    for (int i = 0; i < 4; i++)
        head[4 + i] = (char)(sum >> (8 * i));
}

enum result frame_open(enum store_table table, struct slice key, struct slice stored, struct slice *value)
{
    if (stored.len <= FRAME_SIZE || stored.len > FRAME_SIZE + store_table_value_max(table))
        return RESULT_CORRUPT;
    struct slice inner = slice_make(stored.ptr + FRAME_SIZE, stored.len - FRAME_SIZE);
    char head[FRAME_SIZE];
    frame_seal(table, key, inner, head);
    if (memcmp(head, stored.ptr, FRAME_SIZE) != 0)
        return RESULT_CORRUPT;
    *value = inner;
    return RESULT_OK;
}

uint32_t frame_crc32(struct slice s)
{
    return s.len ? (uint32_t)crc32(0, (const Bytef *)s.ptr, (uInt)s.len) : 0;
}
