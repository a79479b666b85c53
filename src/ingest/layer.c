#define _GNU_SOURCE
#include "ingest/layer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/log.h"
#include "ingest/directory.h"
#include "ingest/loop.h"
#include "service/map_layer.h"

#define LAYER_NAME     "metar.geojson"
#define GZIP_LEVEL     6
#define GZIP_WINDOW    (15 + 16) /* a gzip header around it */
#define GZIP_MEMORY    8
#define LOOK_EVERY_MS  1000
#define RETRY_AFTER_MS 5000

struct layer_publisher {
    struct store *store;
    char plain[PATH_MAX], packed[PATH_MAX];
    bool simulated;
    bool dirty;
    enum feed feed; /* as last published */
    int64_t next_look_ms;
    struct buffer text, gzip;
};

enum result layer_publisher_create(struct store *store, const char *dir, bool simulated,
                                   struct layer_publisher **out)
{
    enum result r = directory_make(dir, 0755);
    if (r != RESULT_OK)
        return r;
    struct layer_publisher *l = calloc(1, sizeof(*l));
    if (!l)
        return RESULT_NO_MEMORY;
    l->store = store;
    l->simulated = simulated;
    l->dirty = true; /* what stands there may be another run's */
    buffer_init(&l->text, MAP_LAYER_BYTES_MAX);
    buffer_init(&l->gzip, MAP_LAYER_BYTES_MAX);
    int n = snprintf(l->plain, sizeof(l->plain), "%s/" LAYER_NAME, dir);
    int m = snprintf(l->packed, sizeof(l->packed), "%s/" LAYER_NAME ".gz", dir);
    if (n < 0 || m < 0 || (size_t)m >= sizeof(l->packed)) {
        layer_publisher_destroy(l);
        return RESULT_TOO_LARGE;
    }
    *out = l;
    return RESULT_OK;
}

void layer_publisher_destroy(struct layer_publisher *l)
{
    if (!l)
        return;
    buffer_free(&l->text);
    buffer_free(&l->gzip);
    free(l);
}

void layer_publisher_note(struct layer_publisher *l)
{
    l->dirty = true;
}

static enum result pack(const struct buffer *text, struct buffer *out)
{
    z_stream z = {.next_in = (unsigned char *)text->ptr, .avail_in = (unsigned)text->len};
    buffer_reset(out);
    if (deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        return RESULT_NO_MEMORY;
    uLong bound = deflateBound(&z, (uLong)text->len);
    char *room = buffer_reserve(out, bound);
    enum result r = RESULT_NO_MEMORY;
    if (room) {
        z.next_out = (unsigned char *)room;
        z.avail_out = (unsigned)bound;
        if (deflate(&z, Z_FINISH) == Z_STREAM_END) {
            buffer_advance(out, z.total_out);
            r = RESULT_OK;
        }
    }
    deflateEnd(&z);
    return r;
}

static enum result write_all(int fd, struct slice bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.ptr, bytes.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return RESULT_IO;
        bytes = slice_sub(bytes, (size_t)n, bytes.len);
    }
    return RESULT_OK;
}

/* Not synced: a layer is made anew each minute, and at every start. */
static enum result write_beside(const char *path, struct slice bytes, char temporary[PATH_MAX])
{
    int n = snprintf(temporary, PATH_MAX, "%s.new", path);
    if (n < 0 || n >= PATH_MAX)
        return RESULT_TOO_LARGE;
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        return RESULT_IO;
    enum result r = write_all(fd, bytes);
    if (close(fd) != 0)
        r = RESULT_IO;
    if (r != RESULT_OK)
        unlink(temporary);
    return r;
}

static enum result publish_files(const struct layer_publisher *l)
{
    char plain[PATH_MAX], packed[PATH_MAX];
    enum result r = write_beside(l->plain, buffer_slice(&l->text), plain);
    if (r != RESULT_OK)
        return r;
    r = write_beside(l->packed, buffer_slice(&l->gzip), packed);
    if (r != RESULT_OK) {
        unlink(plain);
        return r;
    }
    return rename(packed, l->packed) == 0 && rename(plain, l->plain) == 0 ? RESULT_OK : RESULT_IO;
}

static enum result publish(struct layer_publisher *l, struct store_read *hot, int64_t now)
{
    int64_t began_ms = clock_monotonic_ms();
    size_t features = 0;
    buffer_reset(&l->text);
    enum result r = map_layer_write(hot, l->simulated, now, &l->text, &features);
    if (r == RESULT_OK)
        r = pack(&l->text, &l->gzip);
    if (r == RESULT_OK)
        r = publish_files(l);
    if (r == RESULT_OK)
        log_debug("layer_published", LOG_INT("features", features), LOG_INT("bytes", l->text.len),
                  LOG_INT("gzip_bytes", l->gzip.len), LOG_INT("ms", clock_monotonic_ms() - began_ms),
                  LOG_END);
    return r;
}

static enum feed feed_now(struct store_read *hot, int64_t now)
{
    struct product_state state;
    bool known = product_state_get(hot, PRODUCT_METAR, &state) == RESULT_OK;
    return feed_of(PRODUCT_METAR, known ? &state : NULL, now);
}

int64_t layer_publisher_work(void *layer_publisher)
{
    struct layer_publisher *l = layer_publisher;
    int64_t now_ms = clock_monotonic_ms(), now = clock_now();
    if (now_ms < l->next_look_ms)
        return LOOP_TURN_MS;
    l->next_look_ms = now_ms + LOOK_EVERY_MS;
    struct store_read *hot;
    if (store_read_begin(l->store, STORE_HOT, &hot) != RESULT_OK)
        return LOOP_TURN_MS;
    enum feed feed = feed_now(hot, now);
    enum result r = l->dirty || feed != l->feed ? publish(l, hot, now) : RESULT_NOT_FOUND;
    store_read_end(hot);
    if (r == RESULT_OK) {
        l->dirty = false;
        l->feed = feed;
    } else if (r != RESULT_NOT_FOUND) {
        log_error("layer_not_published", LOG_STR("path", l->plain), LOG_RESULT(r), LOG_ERRNO(errno), LOG_END);
        l->next_look_ms = now_ms + RETRY_AFTER_MS;
    }
    return LOOP_TURN_MS;
}
