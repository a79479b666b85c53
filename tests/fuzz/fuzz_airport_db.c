/*
 * airport_db_open_memory on hostile files. An input that begins with the file's magic is a whole file; any
 * other is a list of patches (offset and value, 32 bits each, little-endian) onto a small valid file. The CRC
 * is made right in both, since without that nothing past it would be reached. What opens is walked through.
 */
#include "small_airports.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The small valid file, made once. */
static const struct buffer *base_file(void)
{
    static struct buffer base;

    if (base.len == 0) {
        buffer_init(&base, AIRPORT_FILE_SIZE_MAX);
        if (!small_airports_compile(small_airports_csv, &base))
            abort();
    }
    return &base;
}

static void patch(struct buffer *file, const uint8_t *data, size_t size)
{
    for (; size >= 8; data += 8, size -= 8)
        memcpy(file->ptr + file_u32(data) % (file->len - 4), data + 4, 4);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer file;
    struct airport_db *db;
    bool whole = size >= HEADER_SIZE && memcmp(data, AIRPORT_FILE_MAGIC, 8) == 0;

    buffer_init(&file, AIRPORT_FILE_SIZE_MAX);
    if (whole)
        buffer_append(&file, data, size);
    else
        buffer_append_slice(&file, buffer_slice(base_file()));
    if (buffer_result(&file) != RESULT_OK)
        return 0;
    if (!whole)
        patch(&file, data, size);
    small_airports_reseal(&file);
    if (airport_db_open_memory(buffer_slice(&file), &db) == RESULT_OK) {
        (void)airports_walk(db);
        airport_db_close(db);
    }
    buffer_free(&file);
    return 0;
}
