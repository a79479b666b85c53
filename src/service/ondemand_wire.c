#include "service/ondemand.h"

#include "base/buffer.h"
#include "base/number.h"

#define DEADLINE_MAX_MS ((int64_t)60 * 1000)
#define RETRY_MAX_S     ((int64_t)24 * 60 * 60)

static const struct slice verbs[] = {
    [ONDEMAND_FETCH] = {"fetch", 5},
    [ONDEMAND_HINT] = {"hint", 4},
};

static const struct verdict_form {
    struct slice word;
    bool has_retry;
} verdicts[] = {
    [ONDEMAND_FOUND] = {{"found", 5}, false},       [ONDEMAND_NONE] = {{"none", 4}, false},
    [ONDEMAND_UNLISTED] = {{"unlisted", 8}, false}, [ONDEMAND_FAILED] = {{"failed", 6}, true},
    [ONDEMAND_BUSY] = {{"busy", 4}, true},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct buffer packet_buffer(char out[ONDEMAND_PACKET_MAX])
{
    return (struct buffer){.ptr = out, .capacity = ONDEMAND_PACKET_MAX, .max = ONDEMAND_PACKET_MAX};
}

static int64_t clamp(int64_t value, int64_t least, int64_t most)
{
    return value < least ? least : value > most ? most : value;
}

size_t ondemand_question_write(const struct ondemand_question *q, char out[ONDEMAND_PACKET_MAX])
{
    struct buffer b = packet_buffer(out);
    buffer_append_slice(&b, verbs[q->verb]);
    buffer_append_char(&b, ' ');
    buffer_append_slice(&b, slice_from_string(product_name(q->product)));
    buffer_append_char(&b, ' ');
    buffer_append_slice(&b, slice_from_string(q->station));
    if (q->verb == ONDEMAND_FETCH) {
        buffer_append_char(&b, ' ');
        buffer_append_int(&b, clamp(q->deadline_ms, 0, DEADLINE_MAX_MS));
    }
    return b.len;
}

size_t ondemand_answer_write(const struct ondemand_answer *a, char out[ONDEMAND_PACKET_MAX])
{
    struct buffer b = packet_buffer(out);
    buffer_append_slice(&b, verdicts[a->verdict].word);
    if (verdicts[a->verdict].has_retry) {
        buffer_append_char(&b, ' ');
        buffer_append_int(&b, clamp(a->retry_after_s, 1, RETRY_MAX_S));
    }
    return b.len;
}

/* Only products that are asked for by station. */
static bool parse_product(struct slice s, enum product *out)
{
    if (slice_equal(s, slice_from_string(product_name(PRODUCT_METAR))))
        *out = PRODUCT_METAR;
    else if (slice_equal(s, slice_from_string(product_name(PRODUCT_TAF))))
        *out = PRODUCT_TAF;
    else
        return false;
    return true;
}

/* Upper-case letters and digits, at least three. */
static bool parse_station(struct slice s, char out[STATION_MAX])
{
    if (s.len < 3)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (!((s.ptr[i] >= 'A' && s.ptr[i] <= 'Z') || (s.ptr[i] >= '0' && s.ptr[i] <= '9')))
            return false;
    return slice_copy(s, out, STATION_MAX);
}

static bool parse_word(struct slice *rest, struct slice word)
{
    struct slice part;
    return slice_next(rest, ' ', &part) && slice_equal(part, word);
}

enum result ondemand_question_parse(struct slice packet, struct ondemand_question *out)
{
    struct slice rest = packet, word, product, station;
    struct ondemand_question q = {.verb = ONDEMAND_FETCH};
    if (packet.len > ONDEMAND_PACKET_MAX || !slice_next(&rest, ' ', &word) ||
        !slice_next(&rest, ' ', &product) || !slice_next(&rest, ' ', &station))
        return RESULT_INVALID;
    if (slice_equal(word, verbs[ONDEMAND_HINT]))
        q.verb = ONDEMAND_HINT;
    else if (!slice_equal(word, verbs[ONDEMAND_FETCH]))
        return RESULT_INVALID;
    if (!parse_product(product, &q.product) || !parse_station(station, q.station))
        return RESULT_INVALID;
    if (q.verb == ONDEMAND_FETCH) {
        struct slice deadline;
        if (!slice_next(&rest, ' ', &deadline) ||
            number_parse_int(deadline, 0, DEADLINE_MAX_MS, &q.deadline_ms) != RESULT_OK)
            return RESULT_INVALID;
    }
    if (rest.ptr)
        return RESULT_INVALID;
    *out = q;
    return RESULT_OK;
}

enum result ondemand_answer_parse(struct slice packet, struct ondemand_answer *out)
{
    if (packet.len > ONDEMAND_PACKET_MAX)
        return RESULT_INVALID;
    for (size_t i = 0; i < COUNT(verdicts); i++) {
        struct slice rest = packet, retry;
        struct ondemand_answer a = {.verdict = (enum ondemand_verdict)i};
        if (!parse_word(&rest, verdicts[i].word))
            continue;
        if (verdicts[i].has_retry && (!slice_next(&rest, ' ', &retry) ||
                                      number_parse_int(retry, 1, RETRY_MAX_S, &a.retry_after_s) != RESULT_OK))
            return RESULT_INVALID;
        if (rest.ptr)
            return RESULT_INVALID;
        *out = a;
        return RESULT_OK;
    }
    return RESULT_INVALID;
}
