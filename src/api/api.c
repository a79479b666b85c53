#include "api/api.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

#define OPENAPI_MAX    ((off_t)4 * 1024 * 1024)
#define STORE_RETRY_MS 1000

static enum result read_all(int fd, char *to, size_t size)
{
    size_t done = 0;
    while (done < size) {
        ssize_t n = read(fd, to + done, size - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return RESULT_IO;
        done += (size_t)n;
    }
    return RESULT_OK;
}

static enum result read_file(const char *path, struct slice *out)
{
    struct stat st;
    char *bytes = NULL;
    enum result r = RESULT_IO;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return RESULT_IO;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
        goto out;
    if (st.st_size > OPENAPI_MAX) {
        r = RESULT_TOO_LARGE;
        goto out;
    }
    bytes = malloc((size_t)st.st_size);
    r = bytes ? read_all(fd, bytes, (size_t)st.st_size) : RESULT_NO_MEMORY;
    if (r == RESULT_OK) {
        *out = slice_make(bytes, (size_t)st.st_size);
        bytes = NULL;
    }
out:
    free(bytes);
    close(fd);
    return r;
}

static void load_openapi(struct api *api)
{
    struct etag_hash hash;
    enum result r = read_file(api->config->openapi, &api->openapi);
    if (r) {
        log_warning("openapi_not_read", LOG_STR("path", api->config->openapi), LOG_RESULT(r), LOG_END);
        return;
    }
    etag_hash_begin(&hash);
    etag_hash_bytes(&hash, api->openapi);
    api->openapi_etag = etag_hash_end(&hash);
}

static enum result open_store(struct api *api)
{
    struct store_options options = {.data_dir = api->config->data_dir,
                                    .role = STORE_READER,
                                    .map_mb = api->config->store_map_mb,
                                    .shared = api->shared,
                                    .simulated = api->config->simulated};
    enum result r = store_open(&options, &api->store);
    api->store_try_ms = clock_monotonic_ms() + STORE_RETRY_MS;
    if (r)
        log_warning("store_not_opened", LOG_STR("data_dir", options.data_dir), LOG_RESULT(r), LOG_END);
    return r;
}

void api_store_retry(struct api *api)
{
    if (api->store || clock_monotonic_ms() < api->store_try_ms)
        return;
    if (open_store(api) == RESULT_OK)
        weather_use_store(api->weather, api->store);
}

static enum result create_archive(struct api *api)
{
    struct archive_options options = {.shared = api->shared,
                                      .url = config_mongodb_uri(api->config),
                                      .space = config_tier_space(api->config),
                                      .history_days = api->config->history_days};
    if (!options.url[0])
        return RESULT_OK;
    api->archive = archive_create(&options);
    return api->archive ? RESULT_OK : RESULT_NO_MEMORY;
}

enum result api_open(const struct config *config, struct shared *shared, struct api **out)
{
    struct api *api = calloc(1, sizeof(*api));
    if (!api)
        return RESULT_NO_MEMORY;
    api->config = config;
    api->shared = shared;
    enum result r = airport_db_open(config->airports, &api->airports);
    if (r)
        log_error("airports_not_opened", LOG_STR("path", config->airports), LOG_RESULT(r), LOG_END);
    load_openapi(api);
    r = open_store(api);
    if (r == RESULT_CONFLICT)
        goto out;
    api->ondemand = ondemand_client_create(config->run_dir, config->pool_size);
    struct weather_options options = {api->store, shared, api->airports, api->ondemand, config->simulated};
    api->weather = api->ondemand ? weather_create(&options) : NULL;
    r = api->weather ? RESULT_OK : RESULT_NO_MEMORY;
    if (r == RESULT_OK)
        r = create_archive(api);
    if (r == RESULT_OK) {
        *out = api;
        api = NULL;
    }
out:
    api_close(api);
    return r;
}

void api_close(struct api *api)
{
    if (!api)
        return;
    archive_destroy(api->archive);
    weather_destroy(api->weather);
    ondemand_client_destroy(api->ondemand);
    store_close(api->store);
    airport_db_close(api->airports);
    free((char *)api->openapi.ptr);
    free(api);
}
