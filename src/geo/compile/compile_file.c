#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "geo/compile/compile.h"

static uint32_t hash_of(struct slice s)
{
    return (uint32_t)crc32(0, (const Bytef *)s.ptr, (uInt)s.len);
}

bool string_pool_init(struct string_pool *pool)
{
    *pool = (struct string_pool){.slot_count = 1u << 20};
    buffer_init(&pool->bytes, AIRPORT_FILE_SIZE_MAX);
    buffer_append_char(&pool->bytes, '\0'); /* offset 0: the absent string */
    pool->slots = calloc(pool->slot_count, sizeof *pool->slots);
    return pool->slots != NULL;
}

void string_pool_free(struct string_pool *pool)
{
    free(pool->slots);
    buffer_free(&pool->bytes);
}

uint32_t string_pool_put(struct string_pool *pool, struct slice s)
{
    uint32_t offset;
    size_t slot;

    if (s.len == 0)
        return 0;
    if (s.len > UINT8_MAX || pool->used + 1 >= pool->slot_count / 2) {
        pool->bytes.failed = RESULT_TOO_LARGE;
        return 0;
    }
    for (slot = hash_of(s) & (pool->slot_count - 1); pool->slots[slot];
         slot = (slot + 1) & (pool->slot_count - 1)) {
        const char *p = pool->bytes.ptr + pool->slots[slot];
        if (slice_equal(slice_make(p + 1, *(const uint8_t *)p), s))
            return pool->slots[slot];
    }
    offset = (uint32_t)pool->bytes.len;
    buffer_append_char(&pool->bytes, (char)(uint8_t)s.len);
    buffer_append_slice(&pool->bytes, s);
    pool->slots[slot] = offset;
    pool->used++;
    return buffer_result(&pool->bytes) == RESULT_OK ? offset : 0;
}

/* Header, table and sections, each at a multiple of four, into `out`. */
static bool file_assemble(const struct compile *c, struct buffer *out)
{
    uint32_t offset = HEADER_SIZE;
    uint32_t crc;

    buffer_append(out, AIRPORT_FILE_MAGIC, 8);
    put_u32(out, AIRPORT_FILE_VERSION);
    put_u32(out, 0); /* CRC and size follow when they are known */
    put_u32(out, 0);
    put_u32(out, SECTIONS);
    for (int i = 0; i < SECTIONS; i++) {
        const struct buffer *s = i == SECTION_STRINGS ? &c->strings.bytes : &c->sections[i];
        put_u32(out, offset);
        put_u32(out, (uint32_t)s->len);
        offset += (uint32_t)(s->len + 3) & ~3u;
    }
    for (int i = 0; i < SECTIONS; i++) {
        buffer_append_slice(out, buffer_slice(i == SECTION_STRINGS ? &c->strings.bytes : &c->sections[i]));
        while (out->len % 4 != 0)
            buffer_append_char(out, '\0');
    }
    if (buffer_result(out) != RESULT_OK)
        return false;
    offset = htole32((uint32_t)out->len);
    memcpy(out->ptr + HEADER_AT_SIZE, &offset, sizeof offset);
    crc = htole32(
        (uint32_t)crc32(0, (const Bytef *)out->ptr + HEADER_AT_SIZE, (uInt)(out->len - HEADER_AT_SIZE)));
    memcpy(out->ptr + HEADER_AT_CRC, &crc, sizeof crc);
    return true;
}

bool compile_file(const char *airports_csv, const char *runways_csv, const char *frequencies_csv,
                  struct buffer *out)
{
    struct compile c = {0};
    struct buffer text;
    bool ok = false;

    buffer_init(&text, AIRPORT_FILE_SIZE_MAX);
    for (int i = 0; i < SECTIONS; i++)
        buffer_init(&c.sections[i], AIRPORT_FILE_SIZE_MAX);
    if (!string_pool_init(&c.strings) || !compile_airports_csv(&c, airports_csv, &text) ||
        !compile_runways_csv(&c, runways_csv) || !compile_frequencies_csv(&c, frequencies_csv))
        goto out;
    ok = compile_airport_records(&c) && compile_code_indexes(&c) && compile_words(&c) && compile_cells(&c) &&
         file_assemble(&c, out);
    if (!ok)
        fprintf(stderr, "compile-airports: out of memory, or too large\n");
out:
    for (int i = 0; i < SECTIONS; i++)
        buffer_free(&c.sections[i]);
    buffer_free(&text);
    string_pool_free(&c.strings);
    free(c.airports);
    return ok;
}
