/*
 * How the fields of a record are laid one after the other: integers little-endian, doubles as their 64 bits,
 * texts as a length and their bytes. Every record begins with a byte of its version. Reading is bounded: the
 * first thing that does not fit, or is out of range, sticks, everything after it reads as zero, and
 * record_end() tells.
 */
#ifndef AW_STORE_RECORD_H
#define AW_STORE_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/result.h"
#include "base/slice.h"

void record_put_u8(struct buffer *b, uint8_t value);
void record_put_u32(struct buffer *b, uint32_t value);
void record_put_u64(struct buffer *b, uint64_t value);
void record_put_i64(struct buffer *b, int64_t value);
void record_put_double(struct buffer *b, double value);
void record_put_slice(struct buffer *b, struct slice s); /* the absent one reads back as absent */
/* A terminated text of fewer than 256 bytes that this program made. */
void record_put_text(struct buffer *b, const char *text);

struct record_reader {
    const char *ptr;
    size_t left;
    bool failed;
};

/* Takes the version byte; another version than `version` fails. */
struct record_reader record_begin(struct slice record, uint8_t version);

/* Values from 0 to max. */
uint8_t record_get_u8(struct record_reader *r, uint8_t max);
uint32_t record_get_u32(struct record_reader *r);
uint64_t record_get_u64(struct record_reader *r);
int64_t record_get_i64(struct record_reader *r);
/* NAN, or within min..max. */
double record_get_double(struct record_reader *r, double min, double max);
/* Points into the record. */
struct slice record_get_slice(struct record_reader *r);
/* Copied and terminated; fails when it does not fit `size` or holds a NUL. */
void record_get_text(struct record_reader *r, char *out, size_t size);

/* RESULT_OK when all was well and nothing is left over, else RESULT_CORRUPT. */
enum result record_end(const struct record_reader *r);

#endif
