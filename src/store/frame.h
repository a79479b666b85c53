/*
 * How a value is stored, whatever the engine: 8 bytes before it, by which damage is seen.
 *
 *   0  format version (1)
 *   1  table
 *   2  zero (2 bytes)
 *   4  CRC-32 (zlib's), little-endian, of bytes 0 to 3, the key and the value
 *
 * Table and key are in the sum so that a value which a damaged page shows under another key is seen as well.
 */
#ifndef AW_STORE_FRAME_H
#define AW_STORE_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/result.h"
#include "base/slice.h"
#include "store/store.h"

#define FRAME_SIZE      8
#define STORE_KEY_MAX   255
#define STORE_VALUE_MAX ((size_t)1024 * 1024)

/* 1 to STORE_KEY_MAX bytes of [A-Za-z0-9:._-]. */
bool frame_key_valid(struct slice key);

/* Writes the 8 bytes that go before `value`. */
void frame_seal(enum store_table table, struct slice key, struct slice value, char head[FRAME_SIZE]);

/* The value inside `stored`, or RESULT_CORRUPT: too short, too long, of another version, or its sum is wrong.
 */
enum result frame_open(enum store_table table, struct slice key, struct slice stored, struct slice *value);

/* zlib's CRC-32 of some bytes, 0 for none. */
uint32_t frame_crc32(struct slice s);

#endif
