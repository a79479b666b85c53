/*
 * Every route of a worker, asked anything, over a store with a few reports. Lines of the input: method, URI,
 * If-None-Match, Content-Type; the rest is the body. Whatever is asked: an answer that no failure of ours is
 * the reason of, its head whole, its body of the stated length, and JSON where it says so.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz_require.h"
#include "small_airports.h"

#include "api/api.h"
#include "base/clock.h"
#include "base/metrics.h"
#include "base/utc.h"
#include "http/server.h"
#include "render/metar_json.h"
#include "render/taf_json.h"
#include "store/history_store.h"
#include "store/product_state.h"
#include "store/station_store.h"
#include "tac/metar.h"
#include "tac/taf.h"

#define STORE_MAP_MB 16
#define TEXT_MAX     ((size_t)1 << 16)
#define HISTORY      ((int64_t)6)

static char folder[] = "/tmp/aw-fuzz-api-XXXXXX";
static struct config config;
static struct api *api;

/* ---- a worker's surroundings ---- */

static void remove_folder(void)
{
    struct dirent **entries;
    char path[512];
    api_close(api);
    int n = scandir(folder, &entries, NULL, NULL);
    for (int i = 0; i < n; i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
        (void)unlink(path);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    (void)rmdir(folder);
}

static void name_file(char out[CONFIG_TEXT_MAX], const char *name)
{
    snprintf(out, CONFIG_TEXT_MAX, "%s/%s", folder, name);
}

static void write_file(const char *path, struct slice bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    REQUIRE(fd >= 0 && write(fd, bytes.ptr, bytes.len) == (ssize_t)bytes.len);
    close(fd);
}

static void make_config(void)
{
    struct buffer airports;
    config = (struct config){.store_map_mb = STORE_MAP_MB, .history_days = 15, .pool_size = 4};
    REQUIRE(mkdtemp(folder) && atexit(remove_folder) == 0);
    slice_copy(slice_from_string(folder), config.data_dir, sizeof(config.data_dir));
    slice_copy(slice_from_string(folder), config.run_dir, sizeof(config.run_dir));
    name_file(config.airports, "airports.bin");
    name_file(config.openapi, "openapi.json");
    buffer_init(&airports, AIRPORT_FILE_SIZE_MAX);
    REQUIRE(small_airports_compile(small_airports_csv, &airports));
    write_file(config.airports, buffer_slice(&airports));
    write_file(config.openapi, SLICE("{}"));
    buffer_free(&airports);
}

/* ---- its store ---- */

static void put_station(struct store_write *w, const char *id, double longitude_deg)
{
    struct stored_station s = {.name = SLICE("A station"),
                               .latitude_deg = 40,
                               .longitude_deg = longitude_deg,
                               .elevation_m = 4,
                               .listed = true,
                               .has_metar = true,
                               .has_taf = true};
    slice_copy(slice_from_string(id), s.id, sizeof(s.id));
    REQUIRE(!station_store_put(w, &s) && !station_cell_put(w, &s));
}

static void put_report(struct store_write *w, struct stored_report *r, const struct buffer *decoded)
{
    r->decoded = buffer_slice(decoded);
    REQUIRE(!buffer_result(decoded) && !report_store_put(w, SLOT_CURRENT, r));
}

/* A METAR and a TAF of now. */
static void put_reports(struct store_write *w, const char *id, int64_t now)
{
    struct stored_report r = {.observed_at = now,
                              .valid_from = UTC_NONE,
                              .valid_to = UTC_NONE,
                              .received_at = now,
                              .next_expected_at = now + UTC_HOUR,
                              .checked_at = UTC_NONE};
    char raw[128];
    struct utc_civil c;
    struct metar m;
    struct taf t;
    struct json_writer json;
    struct buffer decoded;
    buffer_init(&decoded, TEXT_MAX);
    slice_copy(slice_from_string(id), r.station, sizeof(r.station));
    utc_to_civil(now, &c);

    snprintf(raw, sizeof(raw), "%s %02d%02d%02dZ 18010G20KT 3SM -RA BKN008 20/10 A3000", id, c.day, c.hour,
             c.minute);
    r.raw = slice_from_string(raw);
    REQUIRE(!metar_decode(r.raw, now, &m, NULL));
    json_writer_init(&json, &decoded);
    metar_json_write(&json, &m, NULL);
    put_report(w, &r, &decoded);

    snprintf(raw, sizeof(raw), "TAF %s %02d%02d%02dZ %02d%02d/%02d24 18010KT P6SM BKN010", id, c.day, c.hour,
             c.minute, c.day, c.hour, c.day);
    r.raw = slice_from_string(raw);
    REQUIRE(!taf_decode(r.raw, now, &t, NULL));
    r.product = PRODUCT_TAF;
    r.valid_from = t.valid_from;
    r.valid_to = t.valid_to;
    buffer_reset(&decoded);
    json_writer_init(&json, &decoded);
    taf_json_write(&json, &t, NULL);
    put_report(w, &r, &decoded);
    buffer_free(&decoded);
}

static void put_hot(struct store *store, int64_t now)
{
    struct product_state state = {.checked_at = now, .received_at = now, .newest_at = now};
    struct store_write *w;
    REQUIRE(!store_write_begin(store, STORE_HOT, &w));
    for (int p = 0; p < PRODUCT_COUNT; p++)
        REQUIRE(!product_state_put(w, (enum product)p, &state));
    put_station(w, "AAAA", -73);
    put_station(w, "BBBB", 179.5);
    put_reports(w, "AAAA", now);
    put_reports(w, "BBBB", now);
    REQUIRE(!store_write_commit(w));
}

static void put_history(struct store *store, int64_t now)
{
    struct store_write *w;
    REQUIRE(!store_write_begin(store, STORE_DURABLE, &w));
    for (int64_t i = 0; i < HISTORY; i++) {
        struct history_entry entry = {.product = PRODUCT_METAR,
                                      .station = "AAAA",
                                      .observed_at = now - i / 2 * UTC_HOUR,
                                      .received_at = now,
                                      .raw = i % 2 ? SLICE("AAAA 151200Z 18010KT CAVOK 20/10 Q1013")
                                                   : SLICE("AAAA 151200Z COR //// // \"x\"\\ Q1013")};
        REQUIRE(!history_store_put(w, &entry));
    }
    REQUIRE(!store_write_commit(w));
}

static struct http_server *start_worker(void)
{
    struct store_options options = {
        .data_dir = config.data_dir, .role = STORE_WRITER, .map_mb = STORE_MAP_MB};
    struct http_server_options serving = {.simulated = false};
    struct http_server *server;
    struct shared *shared;
    struct store *store;
    size_t size;
    int64_t now = clock_now();
    REQUIRE(!store_open(&options, &store));
    put_hot(store, now);
    put_history(store, now);
    store_close(store);
    REQUIRE(!shared_open(config.run_dir, &shared));
    void *region = shared_metrics_region(shared, &size);
    metrics_open(region, size);
    REQUIRE(!api_open(&config, shared, &api));
    REQUIRE(api->store && api->airports && api->openapi.ptr);
    serving.routes = api_routes(&serving.count);
    serving.context = api;
    REQUIRE(!http_server_create(&serving, &server));
    return server;
}

/* ---- its answers ---- */

static bool has_line(struct slice head, const char *line)
{
    return memmem(head.ptr, head.len, line, strnlen(line, 64)) != NULL;
}

static void require_json(struct slice body)
{
    struct json_tokener *tokener = json_tokener_new();
    REQUIRE(tokener);
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    struct json_object *root = json_tokener_parse_ex(tokener, body.ptr, (int)body.len);
    REQUIRE(root && json_tokener_get_error(tokener) == json_tokener_success);
    REQUIRE(json_tokener_get_parse_end(tokener) == body.len);
    json_object_put(root);
    json_tokener_free(tokener);
}

static void require_answer(struct slice head, struct slice body)
{
    char length[64];
    REQUIRE(slice_starts_with(head, SLICE("Status: ")) && slice_ends_with(head, SLICE("\r\n\r\n")));
    REQUIRE(!slice_starts_with(head, SLICE("Status: 500")));
    for (size_t i = 0; i + 4 < head.len; i++) {
        REQUIRE(head.ptr[i] && memcmp(head.ptr + i, "\r\n\r\n", 4) != 0);
        REQUIRE(head.ptr[i] != '\n' || head.ptr[i - 1] == '\r');
    }
    if (!body.len)
        return;
    snprintf(length, sizeof(length), "\r\nContent-Length: %zu\r\n", body.len);
    REQUIRE(has_line(head, length));
    if (has_line(head, "\r\nContent-Type: application/json") ||
        has_line(head, "\r\nContent-Type: application/geo+json"))
        require_json(body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct http_server *server;
    struct slice rest = slice_make((const char *)data, size), head, body;
    struct http_input in = {.request_id = SLICE("fuzz-0001")};
    struct slice *const lines[] = {&in.method, &in.uri, &in.if_none_match, &in.content_type};
    if (!server) {
        make_config();
        server = start_worker();
    }
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        (void)slice_next(&rest, '\n', lines[i]);
    in.body = rest;
    http_server_begin(server);
    http_server_answer(server, &in, &head, &body);
    require_answer(head, body);
    return 0;
}
