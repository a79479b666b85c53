/*
 * The configuration file and the file of a secret, as any bytes. Input: a byte that names the kind ('c' a
 * configuration, 's' a secret), then the text. What is refused says why and leaves the output alone; what is
 * taken is printed, and read again from what was printed it is the same.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz_require.h"

#include "base/config.h"

#define PRINTED_MAX ((size_t)256 * 1024)

/* A file without a name that has these bytes; `path` leads to it until it is closed. */
static int open_text(struct slice text, char path[32])
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    REQUIRE(fd >= 0 && (text.len == 0 || write(fd, text.ptr, text.len) == (ssize_t)text.len));
    snprintf(path, 32, "/proc/self/fd/%d", fd);
    return fd;
}

static void require_text(const char *text, size_t size)
{
    REQUIRE(strnlen(text, size) < size);
}

static void require_config(const struct config *c)
{
    const char *const texts[] = {c->data_dir,        c->run_dir,          c->layer_dir,       c->airports,
                                 c->openapi,         c->awc_base_url,     c->checkwx_api_key, c->redis_url,
                                 c->mongodb_uri,     c->checkwx_base_url, c->api_socket,      c->backup_dir,
                                 c->edge_log_socket, c->simulated_clock};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        require_text(texts[i], CONFIG_TEXT_MAX);
    require_text(c->primary_weather_api, sizeof(c->primary_weather_api));
    require_text(c->user_agent, sizeof(c->user_agent));
    require_text(c->metrics_listen, sizeof(c->metrics_listen));
    require_text(c->cors_origin, sizeof(c->cors_origin));
    require_text(c->backup_s3, sizeof(c->backup_s3));
    REQUIRE(c->log_level <= LOG_LEVEL_ERROR);
    REQUIRE(c->pool_size >= 1 && c->pool_size <= 256 && c->store_map_mb >= 16 && c->history_days >= 1);
    REQUIRE(c->redis_timeout_ms >= 10 && c->mongodb_timeout_ms >= 10 && c->worker_requests >= 1);
}

/* False: refused, as it must be refused. */
static bool load(const char *path, struct config *out)
{
    struct config before;
    struct config_error error;
    memset(out, 0x5A, sizeof(*out));
    memset(&before, 0x5A, sizeof(before));
    enum result result = config_load(path, out, &error);
    require_text(error.key, sizeof(error.key));
    require_text(error.message, sizeof(error.message));
    if (result) {
        REQUIRE(error.message[0] && memcmp(out, &before, sizeof(before)) == 0);
        return false;
    }
    require_config(out);
    return true;
}

/* KEY=VALUE of every line that is printed as it was given, as the file has it: KEY="VALUE". */
static void print_again(const struct config *c, struct buffer *out)
{
    struct buffer printed;
    buffer_init(&printed, PRINTED_MAX);
    config_print(c, &printed);
    REQUIRE(buffer_result(&printed) == RESULT_OK);
    struct slice rest = buffer_slice(&printed), line;
    while (slice_next(&rest, '\n', &line)) {
        size_t equals = slice_find(line, '='), end = line.len;
        while (end > equals && !slice_starts_with(slice_sub(line, end, line.len), SLICE("  # ")))
            end--;
        struct slice key = slice_sub(line, 0, equals);
        bool masked = slice_equal(key, SLICE("CHECKWX_API_KEY")) || slice_equal(key, SLICE("REDIS_URL")) ||
                      slice_equal(key, SLICE("MONGODB_URI"));
        if (!line.len || masked)
            continue;
        buffer_append_slice(out, key);
        buffer_append_slice(out, SLICE("=\""));
        buffer_append_slice(out, slice_sub(line, equals + 1, end));
        buffer_append_slice(out, SLICE("\"\n"));
    }
    buffer_free(&printed);
}

static void check_config(struct slice text)
{
    static struct config first, second;
    struct buffer once, twice;
    char path[32];
    int fd = open_text(text, path);
    bool taken = load(path, &first);
    close(fd);
    if (!taken)
        return;
    buffer_init(&once, PRINTED_MAX);
    buffer_init(&twice, PRINTED_MAX);
    print_again(&first, &once);
    fd = open_text(buffer_slice(&once), path);
    REQUIRE(load(path, &second));
    close(fd);
    print_again(&second, &twice);
    REQUIRE(slice_equal(buffer_slice(&once), buffer_slice(&twice)));
    buffer_free(&once);
    buffer_free(&twice);
}

/* A key of CheckWX, in a file that the configuration names: its text without what stands around it. */
static void check_secret(struct slice text)
{
    static struct config c;
    char secret_path[32], path[32], line[64];
    int secret = open_text(text, secret_path);
    int len = snprintf(line, sizeof(line), "CHECKWX_API_KEY_FILE=%s\n", secret_path);
    int fd = open_text(slice_make(line, (size_t)len), path);
    if (load(path, &c))
        REQUIRE(slice_equal(slice_from_string(c.checkwx_api_key), slice_trim(text)));
    close(fd);
    close(secret);
}

/* Files of this machine are not the fuzzer's to read. */
static bool names_a_file(struct slice text)
{
    return text.len && memmem(text.ptr, text.len, "_FILE", 5) && memchr(text.ptr, '/', text.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct slice text = slice_make((const char *)data + 1, size - 1);
    if (data[0] == 'c' && !names_a_file(text))
        check_config(text);
    else if (data[0] == 's')
        check_secret(text);
    return 0;
}
