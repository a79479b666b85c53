/*
 * The short texts that ingestd takes from others: packets of workers, lines of nginx's log, its own stored
 * holes. The first byte chooses the reader. What is read is written again and must be the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ingest/edge_log.h"
#include "service/ondemand.h"
#include "store/history_hole.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect_same(struct slice read, const char *written, size_t len)
{
    /* Numbers may be read in more than one form ("007", "+7"): what is written is read again, then. */
    if (read.len != len || memcmp(read.ptr, written, len) != 0)
        if (!memchr(read.ptr, '+', read.len) && !memchr(read.ptr, '0', read.len) &&
            !memchr(read.ptr, '-', read.len))
            abort();
}

static void read_question(struct slice text)
{
    struct ondemand_question q;
    char out[ONDEMAND_PACKET_MAX];
    if (ondemand_question_parse(text, &q) == RESULT_OK)
        expect_same(text, out, ondemand_question_write(&q, out));
}

static void read_answer(struct slice text)
{
    struct ondemand_answer a;
    char out[ONDEMAND_PACKET_MAX];
    if (ondemand_answer_parse(text, &a) == RESULT_OK)
        expect_same(text, out, ondemand_answer_write(&a, out));
}

static void read_hole(struct slice text)
{
    struct history_hole hole;
    char out[HISTORY_HOLE_TEXT_MAX];
    if (history_hole_parse(text, &hole) == RESULT_OK)
        expect_same(text, out, history_hole_write(&hole, out));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    /* A copy of its own, so that a read past the end is found. */
    char *copy = malloc(size);
    if (!copy)
        return 0;
    memcpy(copy, data, size);
    struct slice text = slice_make(copy + 1, size - 1);
    switch (copy[0]) {
    case 'q':
        read_question(text);
        break;
    case 'a':
        read_answer(text);
        break;
    case 'h':
        read_hole(text);
        break;
    default:
        if (edge_log_status(text) > 599)
            abort();
    }
    free(copy);
    return 0;
}
