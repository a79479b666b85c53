/*
 * A Redis that answers anything. Input: a byte that names the question, then all the answers there will be,
 * in Redis' protocol; of its bytes 1 to 6 each stands for a record of ours as a bulk string, sums and all.
 * What is given is ours and what was asked for, and the tier can be closed and asked again whatever came.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "fuzz_require.h"

#include "base/log.h"
#include "base/utc.h"
#include "store/records.h"
#include "store/redis/redis_record.h"
#include "store/redis/redis_stream.h"
#include "store/redis/redis_tier.h"
#include "store/shared_tier.h"

#define NOW         ((int64_t)1792065600) /* 2026-10-15T12:00:00Z */
#define ANSWERS_MAX ((size_t)1 << 20)
#define LIMIT       ((size_t)3)

/* ---- records, and answers with them ---- */

static const struct tier_report metar = {.entry = {.product = PRODUCT_METAR,
                                                   .station = "AAAA",
                                                   .observed_at = NOW - 600,
                                                   .received_at = NOW,
                                                   .raw = {"AAAA 151150Z 18010KT", 20}},
                                         .reported_at = UTC_NONE,
                                         .checked_at = UTC_NONE,
                                         .latitude_deg = 40};

/* Record 1 a METAR, 2 a TAF of another station, 3 an item under "k", 4 to 6 the kinds of changes. */
static void put_record(char which, struct buffer *out)
{
    struct tier_report taf = metar;
    struct shared_change change = {.kind = (enum shared_change_kind)(which - 4),
                                   .owner = SLICE("host"),
                                   .product = PRODUCT_METAR,
                                   .report = metar,
                                   .checked_at = NOW,
                                   .newest_at = NOW,
                                   .stations = 2};
    struct buffer record;
    buffer_init(&record, ANSWERS_MAX);
    taf.entry.product = PRODUCT_TAF;
    memcpy(taf.entry.station, "BBBB", sizeof("BBBB"));
    if (which == 3)
        redis_item_encode(SLICE("k"), SLICE("value"), UTC_NONE, &record);
    else if (which < 3)
        REQUIRE(!redis_report_encode(which == 1 ? &metar : &taf, &record));
    else
        REQUIRE(!redis_change_encode(&change, &record));
    buffer_append_char(out, '$');
    buffer_append_int(out, (int64_t)record.len);
    buffer_append_slice(out, SLICE("\r\n"));
    buffer_append_slice(out, buffer_slice(&record));
    buffer_append_slice(out, SLICE("\r\n"));
    buffer_free(&record);
}

static bool put_answers(struct slice text, struct buffer *out)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c >= 1 && c <= 6)
            put_record(c, out);
        else
            buffer_append_char(out, c);
    }
    return buffer_result(out) == RESULT_OK;
}

/* ---- the tier, connected ---- */

/* Nothing comes from the socket: who waits for more than there is meets a time-out at once. */
static int connect_tier(struct tier *t, struct slice answers)
{
    struct redis_link *l = &redis_tier_of(t)->link;
    int ends[2];
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0);
    l->context = redisConnectFd(ends[0]);
    REQUIRE(l->context);
    l->context->flags |= REDIS_BLOCK;
    redis_link_bound(l);
    REQUIRE(!answers.len || redisReaderFeed(l->context->reader, answers.ptr, answers.len) == REDIS_OK);
    memcpy(l->run_tag, "12345", sizeof("12345"));
    return ends[1];
}

static struct tier *open_tier(const char *url)
{
    struct tier_options options = {.engine = TIER_ENGINE_REDIS, .url = url, .space = "", .timeout_ms = 10000};
    struct tier *t;
    char detail[200];
    REQUIRE(!tier_open(&options, &t, detail));
    return t;
}

/* ---- the first words of a connection ---- */

static char folder[] = "/tmp/aw-fuzz-redis-XXXXXX";
static char socket_path[64];

static void remove_folder(void)
{
    (void)unlink(socket_path);
    (void)rmdir(folder);
}

struct server {
    int listener;
    struct slice answers;
};

/* One connection gets all answers, whatever it asks; a second one finds no server. */
static void *serve(void *context)
{
    const struct server *s = context;
    char asked[4096];
    int fd = accept(s->listener, NULL, NULL);
    REQUIRE(fd >= 0 && unlink(socket_path) == 0);
    (void)send(fd, s->answers.ptr ? s->answers.ptr : "", s->answers.len, MSG_NOSIGNAL);
    shutdown(fd, SHUT_WR);
    while (read(fd, asked, sizeof(asked)) > 0)
        ;
    close(fd);
    return NULL;
}

static void check_introduction(struct slice answers)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct server s = {.answers = answers};
    pthread_t thread;
    char url[128];
    if (!socket_path[0]) {
        REQUIRE(mkdtemp(folder) && atexit(remove_folder) == 0);
        snprintf(socket_path, sizeof(socket_path), "%s/s", folder);
    }
    snprintf(url, sizeof(url), "redis+unix://user:password@%s?db=1", socket_path);
    slice_copy(slice_from_string(socket_path), address.sun_path, sizeof(address.sun_path));
    s.listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(s.listener >= 0 && !bind(s.listener, (struct sockaddr *)&address, sizeof(address)));
    REQUIRE(listen(s.listener, 1) == 0 && pthread_create(&thread, NULL, serve, &s) == 0);
    struct tier *t = open_tier(url);
    enum result result = tier_ping(t);
    REQUIRE(result == RESULT_OK || tier_last_error(t)[0]);
    REQUIRE(strnlen(redis_tier_of(t)->link.run_tag, REDIS_RUN_TAG + 1) <= REDIS_RUN_TAG);
    tier_close(t);
    REQUIRE(pthread_join(thread, NULL) == 0);
    close(s.listener);
}

/* ---- questions ---- */

static void require_item(struct slice key, struct slice value)
{
    REQUIRE(frame_key_valid(key) && value.len > 0 && value.len <= STORE_VALUE_MAX);
}

static enum result ask_item(struct tier *t)
{
    struct buffer value;
    int64_t expires_at;
    buffer_init(&value, STORE_VALUE_MAX);
    enum result result = tier_item_get(t, SLICE("k"), NOW, &value, &expires_at);
    if (!result)
        require_item(SLICE("k"), buffer_slice(&value));
    REQUIRE(result || expires_at == UTC_NONE || expires_at > NOW);
    buffer_free(&value);
    return result;
}

static bool count_item(void *context, struct slice key, struct slice value, int64_t expires_at)
{
    require_item(key, value);
    REQUIRE(expires_at == UTC_NONE || expires_at > NOW);
    REQUIRE(++*(size_t *)context <= LIMIT);
    return true;
}

static enum result ask_page(struct tier *t)
{
    size_t count = 0;
    return tier_item_page(t, SLICE("k"), slice_make(NULL, 0), LIMIT, NOW, count_item, &count);
}

static void require_report(const struct tier_report *report, enum product product)
{
    const struct history_entry *entry = &report->entry;
    REQUIRE(entry->product == product && entry->observed_at >= NOW - TIER_METAR_NEWEST_S);
    REQUIRE((unsigned)entry->source < SOURCE_COUNT && entry->raw.ptr && entry->raw.len > 0);
    REQUIRE(station_id_valid(slice_make(entry->station, strnlen(entry->station, STATION_MAX))));
}

static enum result ask_newest(struct tier *t)
{
    struct tier_report found[TIER_NEWEST_MAX];
    size_t count = 0;
    struct arena *arena = arena_create(ANSWERS_MAX);
    REQUIRE(arena);
    enum result result =
        tier_report_newest(t, PRODUCT_METAR, SLICE("AAAA"), NOW, arena, found, LIMIT, &count);
    REQUIRE(result ? count == 0 : count > 0 && count <= LIMIT);
    for (size_t i = 0; i < count; i++) {
        require_report(&found[i], PRODUCT_METAR);
        REQUIRE(slice_equal(slice_from_string(found[i].entry.station), SLICE("AAAA")));
    }
    arena_destroy(arena);
    return result;
}

static bool see_report(void *context, const struct tier_report *report)
{
    (void)context;
    require_report(report, PRODUCT_METAR);
    return true;
}

static enum result ask_reports(struct tier *t)
{
    uint64_t stations = 0;
    return shared_reports_each(t, PRODUCT_METAR, NOW, see_report, NULL, &stations);
}

static bool see_change(void *context, const struct shared_change *change)
{
    REQUIRE((unsigned)change->kind <= SHARED_NOTHING && (unsigned)change->product < PRODUCT_COUNT);
    REQUIRE(change->owner.len > 0 && change->owner.len <= REDIS_OWNER_MAX);
    REQUIRE(change->kind == SHARED_CHECKED ||
            station_id_valid(slice_from_string(change->report.entry.station)));
    ++*(size_t *)context;
    return true;
}

static enum result read_stream(struct tier *t, const char *place)
{
    char id[SHARED_STREAM_ID_MAX] = "";
    struct slice part, tag;
    size_t count = 0;
    bool gap = false;
    slice_copy(slice_from_string(place), id, sizeof(id));
    enum result result = shared_stream_read(t, id, LIMIT, 0, see_change, &count, &gap);
    REQUIRE(redis_stream_place_split(id, &part, &tag));
    REQUIRE(!gap || count == 0);
    return result;
}

static enum result ask_checked(struct tier *t)
{
    struct shared_change change;
    enum result result = shared_checked_get(t, PRODUCT_METAR, &change);
    REQUIRE(result || (change.kind == SHARED_CHECKED && change.product == PRODUCT_METAR));
    REQUIRE(result || (change.owner.len > 0 && change.owner.len <= REDIS_OWNER_MAX));
    return result;
}

static enum result append_changes(struct tier *t)
{
    struct shared_change changes[] = {
        {.kind = SHARED_REPORT, .owner = SLICE("host"), .report = metar},
        {.kind = SHARED_CHECKED, .owner = SLICE("host"), .checked_at = NOW, .newest_at = NOW},
    };
    return shared_stream_append(t, changes, sizeof(changes) / sizeof(changes[0]));
}

static enum result ask(struct tier *t, char question)
{
    size_t deleted;
    int64_t value;
    bool mine;
    switch (question) {
    case 'g':
        return ask_item(t);
    case 'i':
        return ask_page(t);
    case 'w':
        return tier_item_sweep(t, NOW, LIMIT, &deleted);
    case 'u':
        return tier_item_put(t, SLICE("k"), SLICE("value"), NOW + 60, NOW);
    case 'c':
        return tier_counter_add(t, SLICE("k"), 1, 60, NOW, &value);
    case 'n':
        return ask_newest(t);
    case 'r':
        return ask_reports(t);
    case 's':
        return read_stream(t, "1-1@12345");
    case 'b':
        return read_stream(t, "");
    case 'k':
        return ask_checked(t);
    case 'l':
        return shared_lease_take(t, SLICE("polling"), SLICE("host"), 1000, &mine);
    case 'a':
        return append_changes(t);
    default:
        return tier_ping(t);
    }
}

static void check_question(char question, struct slice answers)
{
    struct tier *t = open_tier("unix:///nowhere/redis.sock");
    int other_end = connect_tier(t, answers);
    enum result result = ask(t, question);
    REQUIRE(result != RESULT_INVALID && result != RESULT_UNSUPPORTED);
    REQUIRE(result == RESULT_OK || result == RESULT_NOT_FOUND || tier_last_error(t)[0]);
    (void)tier_ping(t);
    tier_close(t);
    close(other_end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer answers;
    if (size == 0)
        return 0;
    log_open("fuzz_redis_reply", LOG_LEVEL_ERROR);
    buffer_init(&answers, ANSWERS_MAX);
    bool whole = put_answers(slice_make((const char *)data + 1, size - 1), &answers);
    if (whole && data[0] == 'h')
        check_introduction(buffer_slice(&answers));
    else if (whole)
        check_question((char)data[0], buffer_slice(&answers));
    buffer_free(&answers);
    return 0;
}
