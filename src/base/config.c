#define _GNU_SOURCE
#include "base/config.h"

#include "build_config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/number.h"

#define CONFIG_FILE_MAX   ((size_t)64 * 1024)
#define SECRET_FILE_MAX   ((size_t)CONFIG_TEXT_MAX + 2)
#define FILE_SUFFIX       "_FILE"
#define SECRETS_DIRECTORY SYSCONFDIR "/aviation-weather/secrets"

enum config_kind {
    KIND_TEXT,
    KIND_SECRET,     /* printed as set / not set */
    KIND_SECRET_URL, /* printed with its password masked */
    KIND_PROVIDER,   /* awc or checkwx */
    KIND_INT,
    KIND_BOOL,
    KIND_LEVEL,
    KIND_SIMULATION_BOOL, /* only in a build that may simulate */
    KIND_SIMULATION_TEXT,
};

enum config_origin { ORIGIN_DEFAULT, ORIGIN_FILE, ORIGIN_CREDENTIAL, ORIGIN_ENVIRONMENT };

struct config_key {
    const char *name;
    enum config_kind kind;
    size_t offset;
    size_t size; /* of a text */
    const char
        *fallback;    /* the default; texts that begin with '@' stand for RUN_DIR or DATA_DIR, see below */
    int64_t min, max; /* of an integer */
};

#define TEXT(name, kind, field, fallback)                                                                    \
    {                                                                                                        \
        name, kind, offsetof(struct config, field), sizeof(((struct config *)0)->field), fallback, 0, 0      \
    }
#define INTEGER(name, field, fallback, min, max)                                                             \
    {                                                                                                        \
        name, KIND_INT, offsetof(struct config, field), 0, fallback, min, max                                \
    }
#define FLAG(name, kind, field)                                                                              \
    {                                                                                                        \
        name, kind, offsetof(struct config, field), 0, "0", 0, 1                                             \
    }

/* "@run/x" and "@data/x" in a default are completed with the effective RUN_DIR and DATA_DIR. */
static const struct config_key keys[] = {
    TEXT("DATA_DIR", KIND_TEXT, data_dir, "/var/lib/aviation-weather"),
    TEXT("RUN_DIR", KIND_TEXT, run_dir, "/run/aviation-weather"),
    TEXT("LAYER_DIR", KIND_TEXT, layer_dir, "@data/layers"),
    TEXT("AIRPORTS_FILE", KIND_TEXT, airports, PKGDATADIR "/airports.bin"),
    TEXT("OPENAPI_FILE", KIND_TEXT, openapi, PKGDATADIR "/openapi.json"),
    TEXT("AWC_BASE_URL", KIND_TEXT, awc_base_url, "https://aviationweather.gov"),
    TEXT("CHECKWX_BASE_URL", KIND_TEXT, checkwx_base_url, "https://api.checkwx.com"),
    TEXT("CHECKWX_API_KEY", KIND_SECRET, checkwx_api_key, ""),
    TEXT("PRIMARY_WEATHER_API", KIND_PROVIDER, primary_weather_api, "awc"),
    TEXT("USER_AGENT", KIND_TEXT, user_agent, "aviation-weather/" PACKAGE_VERSION),
    TEXT("REDIS_URL", KIND_SECRET_URL, redis_url, ""),
    TEXT("MONGODB_URI", KIND_SECRET_URL, mongodb_uri, ""),
    TEXT("API_SOCKET", KIND_TEXT, api_socket, "@run/api.sock"),
    TEXT("METRICS_LISTEN", KIND_TEXT, metrics_listen, "127.0.0.1:9464"),
    TEXT("EDGE_LOG_SOCKET", KIND_TEXT, edge_log_socket, "@run/edge-log.sock"),
    TEXT("CORS_ORIGIN", KIND_TEXT, cors_origin, ""),
    TEXT("BACKUP_DIR", KIND_TEXT, backup_dir, "/var/backups/aviation-weather"),
    TEXT("BACKUP_S3", KIND_TEXT, backup_s3, ""),
    {"LOG_LEVEL", KIND_LEVEL, offsetof(struct config, log_level), 0, "info", 0, 0},
    INTEGER("API_WORKERS", pool_size, "4", 1, 256),
    INTEGER("STORE_MAP_MB", store_map_mb, "4096", 16, 1048576),
    INTEGER("HISTORY_DAYS", history_days, "15", 1, 3660),
    INTEGER("REDIS_TIMEOUT_MS", redis_timeout_ms, "250", 10, 10000),
    INTEGER("MONGODB_TIMEOUT_MS", mongodb_timeout_ms, "2000", 10, 60000),
    INTEGER("MONGODB_HISTORY_DAYS", mongodb_history_days, "0", 0, 36600),
    INTEGER("BACKUP_DAYS", backup_days, "30", 1, 3660),
    INTEGER("WORKER_REQUESTS", worker_requests, "100000", 1, 1000000000),
    FLAG("SIMULATION", KIND_SIMULATION_BOOL, simulated),
    FLAG("SIMULATED_COMPAT", KIND_SIMULATION_BOOL, simulated_compat),
    FLAG("SIMULATED_TIERS", KIND_SIMULATION_BOOL, simulated_tiers),
    TEXT("SIMULATED_CLOCK", KIND_SIMULATION_TEXT, simulated_clock, "@run/simulated-clock"),
};

#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))
_Static_assert(KEY_COUNT <= CONFIG_KEYS_MAX, "config.h reserves too few origins");

static enum result fail(struct config_error *error, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static enum result fail(struct config_error *error, const char *key, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    slice_copy(slice_from_string(key), error->key, sizeof(error->key));
    vsnprintf(error->message, sizeof(error->message), format, args);
    va_end(args);
    return RESULT_INVALID;
}

static bool may_simulate(void)
{
#ifdef ENABLE_SIMULATION
    return true;
#else
    return false;
#endif
}

static bool is_simulation_key(const struct config_key *k)
{
    return k->kind == KIND_SIMULATION_BOOL || k->kind == KIND_SIMULATION_TEXT;
}

static void *field_of(struct config *c, const struct config_key *k)
{
    return (char *)c + k->offset;
}

static const void *const_field_of(const struct config *c, const struct config_key *k)
{
    return (const char *)c + k->offset;
}

static enum result set_text(struct config *c, const struct config_key *k, struct slice value,
                            struct config_error *error)
{
    if ((value.len && memchr(value.ptr, '\0', value.len)) || value.len >= k->size)
        return fail(error, k->name, "is longer than %zu bytes", k->size - 1);
    slice_copy(value, field_of(c, k), k->size);
    return RESULT_OK;
}

static enum result set_int(struct config *c, const struct config_key *k, struct slice value,
                           struct config_error *error)
{
    enum result r = number_parse_int(value, k->min, k->max, field_of(c, k));
    if (r != RESULT_OK)
        return fail(error, k->name, "must be a whole number from %lld to %lld", (long long)k->min,
                    (long long)k->max);
    return RESULT_OK;
}

static enum result set_bool(struct config *c, const struct config_key *k, struct slice value,
                            struct config_error *error)
{
    bool on = slice_equal(value, SLICE("1"));
    if (!on && value.len && !slice_equal(value, SLICE("0")))
        return fail(error, k->name, "must be 0 or 1");
    memcpy(field_of(c, k), &on, sizeof(on));
    return RESULT_OK;
}

static enum result set_value(struct config *c, const struct config_key *k, struct slice value,
                             struct config_error *error)
{
    switch (k->kind) {
    case KIND_TEXT:
    case KIND_SECRET:
    case KIND_SECRET_URL:
    case KIND_SIMULATION_TEXT:
        return set_text(c, k, value, error);
    case KIND_PROVIDER:
        if (!slice_equal(value, SLICE("awc")) && !slice_equal(value, SLICE("checkwx")))
            return fail(error, k->name, "must be awc or checkwx");
        return set_text(c, k, value, error);
    case KIND_INT:
        return set_int(c, k, value, error);
    case KIND_BOOL:
    case KIND_SIMULATION_BOOL:
        return set_bool(c, k, value, error);
    case KIND_LEVEL:
        if (log_level_parse(value, field_of(c, k)) != RESULT_OK)
            return fail(error, k->name, "must be debug, info, warning or error");
        return RESULT_OK;
    }
    return RESULT_INVALID;
}

static enum result set_from(struct config *c, size_t row, struct slice value, enum config_origin origin,
                            struct config_error *error)
{
    const struct config_key *k = &keys[row];
    if (is_simulation_key(k) && !may_simulate())
        return fail(error, k->name, "this build serves real data only and cannot simulate");
    enum result r = set_value(c, k, value, error);
    if (r == RESULT_OK)
        c->origin[row] = (uint8_t)origin;
    return r;
}

static enum result set_defaults(struct config *c, struct config_error *error)
{
    memset(c, 0, sizeof(*c));
    for (size_t i = 0; i < KEY_COUNT; i++) {
        enum result r = set_value(c, &keys[i], slice_from_string(keys[i].fallback), error);
        if (r != RESULT_OK)
            return r;
    }
    return RESULT_OK;
}

static bool find_key(struct slice name, size_t *row)
{
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (slice_equal(name, slice_from_string(keys[i].name))) {
            *row = i;
            return true;
        }
    }
    return false;
}

/* "value", 'value' or value, as systemd's EnvironmentFile writes it; no escapes. */
static struct slice unquote(struct slice s)
{
    if (s.len >= 2 && (s.ptr[0] == '"' || s.ptr[0] == '\'') && s.ptr[s.len - 1] == s.ptr[0])
        return slice_sub(s, 1, s.len - 1);
    return s;
}

static bool is_secret(const struct config_key *k)
{
    return k->kind == KIND_SECRET || k->kind == KIND_SECRET_URL;
}

/* The value is the file's text without its last line break. */
static enum result set_from_file(struct config *c, size_t row, const char *path, enum config_origin origin,
                                 struct config_error *error)
{
    struct buffer text;
    buffer_init(&text, SECRET_FILE_MAX);
    enum result r = file_read(path, &text);
    if (r == RESULT_OK)
        r = set_from(c, row, slice_trim(buffer_slice(&text)), origin, error);
    else
        fail(error, keys[row].name, "%s can't be read: %s", path,
             r == RESULT_IO ? log_errno_text(errno) : result_text(r));
    if (text.ptr)
        explicit_bzero(text.ptr, text.capacity);
    buffer_free(&text);
    return r;
}

/* KEY_FILE of a secret. */
static bool find_secret_file(struct slice name, size_t *row)
{
    struct slice suffix = SLICE(FILE_SUFFIX);
    if (name.len <= suffix.len || !slice_equal(slice_sub(name, name.len - suffix.len, name.len), suffix))
        return false;
    return find_key(slice_sub(name, 0, name.len - suffix.len), row) && is_secret(&keys[*row]);
}

static enum result read_secret_line(struct config *c, size_t row, struct slice value,
                                    struct config_error *error)
{
    char path[CONFIG_TEXT_MAX];
    if (value.len >= sizeof(path))
        return fail(error, keys[row].name, "its file's name is longer than %zu bytes", sizeof(path) - 1);
    slice_copy(value, path, sizeof(path));
    return set_from_file(c, row, path, ORIGIN_FILE, error);
}

static enum result read_line(struct config *c, struct slice line, int number, struct config_error *error)
{
    char name[64];
    size_t row;
    line = slice_trim(line);
    if (line.len == 0 || line.ptr[0] == '#' || line.ptr[0] == ';')
        return RESULT_OK;
    size_t equals = slice_find(line, '=');
    if (equals == line.len)
        return fail(error, "", "line %d is not KEY=VALUE", number);
    struct slice key = slice_trim(slice_sub(line, 0, equals));
    struct slice value = unquote(slice_trim(slice_sub(line, equals + 1, line.len)));
    if (find_secret_file(key, &row))
        return read_secret_line(c, row, value, error);
    if (!find_key(key, &row)) {
        slice_copy(slice_sub(key, 0, sizeof(name) - 1), name, sizeof(name));
        return fail(error, name, "is not a key of this program (line %d)", number);
    }
    return set_from(c, row, value, ORIGIN_FILE, error);
}

static enum result read_lines(struct config *c, struct slice text, struct config_error *error)
{
    struct slice line;
    for (int number = 1; slice_next(&text, '\n', &line); number++) {
        enum result r = read_line(c, line, number, error);
        if (r != RESULT_OK)
            return r;
    }
    return RESULT_OK;
}

static enum result read_file(struct config *c, const char *path, bool must_exist, struct config_error *error)
{
    struct buffer text;
    buffer_init(&text, CONFIG_FILE_MAX);
    enum result r = file_read(path, &text);
    if (r == RESULT_OK)
        r = read_lines(c, buffer_slice(&text), error);
    else if (r == RESULT_IO && errno == ENOENT && !must_exist)
        r = RESULT_OK;
    else
        fail(error, "", "%s can't be read: %s", path,
             r == RESULT_IO ? log_errno_text(errno) : result_text(r));
    buffer_free(&text);
    return r;
}

/* systemd's LoadCredential=secrets:DIRECTORY gives each file of it as CREDENTIALS_DIRECTORY/secrets_NAME.
 * Where no unit hands them over, root's commands find what the units have: a backup without MongoDB would be
 * none. */
static enum result read_credentials(struct config *c, bool installed, struct config_error *error)
{
    const char *given = getenv("CREDENTIALS_DIRECTORY");
    const char *start = given ? given : SECRETS_DIRECTORY, *prefix = given ? "secrets_" : "";
    for (size_t i = 0; (given || installed) && i < KEY_COUNT; i++) {
        char path[CONFIG_TEXT_MAX];
        int n = snprintf(path, sizeof(path), "%s/%s%s", start, prefix, keys[i].name);
        if (!is_secret(&keys[i]) || n < 0 || (size_t)n >= sizeof(path) ||
            access(path, given ? F_OK : R_OK) != 0)
            continue;
        enum result r = set_from_file(c, i, path, ORIGIN_CREDENTIAL, error);
        if (r != RESULT_OK)
            return r;
    }
    return RESULT_OK;
}

static enum result read_environment(struct config *c, struct config_error *error)
{
    for (size_t i = 0; i < KEY_COUNT; i++) {
        char name_of_file[80];
        snprintf(name_of_file, sizeof(name_of_file), "%s" FILE_SUFFIX, keys[i].name);
        const char *value = getenv(keys[i].name), *path = is_secret(&keys[i]) ? getenv(name_of_file) : NULL;
        if (value && path)
            return fail(error, keys[i].name, "is given twice: %s and %s", keys[i].name, name_of_file);
        enum result r = RESULT_OK;
        if (value)
            r = set_from(c, i, slice_from_string(value), ORIGIN_ENVIRONMENT, error);
        else if (path)
            r = set_from_file(c, i, path, ORIGIN_ENVIRONMENT, error);
        if (r != RESULT_OK)
            return r;
    }
    return RESULT_OK;
}

static enum result complete_paths(struct config *c, struct config_error *error)
{
    for (size_t i = 0; i < KEY_COUNT; i++) {
        const struct config_key *k = &keys[i];
        if (c->origin[i] != ORIGIN_DEFAULT || k->fallback[0] != '@')
            continue;
        bool run = strncmp(k->fallback, "@run", 4) == 0;
        const char *tail = strchr(k->fallback, '/');
        char path[CONFIG_TEXT_MAX * 2];
        int n = snprintf(path, sizeof(path), "%s%s", run ? c->run_dir : c->data_dir, tail);
        enum result r = set_text(c, k, slice_make(path, (size_t)n), error);
        if (r != RESULT_OK)
            return r;
    }
    return RESULT_OK;
}

enum result config_load(const char *path, struct config *out, struct config_error *error)
{
    struct config *c = malloc(sizeof(*c));
    if (!c)
        return RESULT_NO_MEMORY;
    *error = (struct config_error){{0}, {0}};
    const char *named = path ? path : getenv("AVIATION_WEATHER_CONF");
    enum result r = set_defaults(c, error);
    if (r == RESULT_OK)
        r = read_file(c, named ? named : SYSCONFDIR "/aviation-weather/aviation-weather.conf", named != NULL,
                      error);
    if (r == RESULT_OK)
        r = read_credentials(c, !named && !getenv("SIMULATION"), error);
    if (r == RESULT_OK)
        r = read_environment(c, error);
    if (r == RESULT_OK)
        r = complete_paths(c, error);
    if (r == RESULT_OK)
        *out = *c;
    free(c);
    return r;
}

static bool uses_tiers(const struct config *c)
{
    return !c->simulated || c->simulated_tiers;
}

const char *config_redis_url(const struct config *c)
{
    return uses_tiers(c) ? c->redis_url : "";
}

const char *config_mongodb_uri(const struct config *c)
{
    return uses_tiers(c) ? c->mongodb_uri : "";
}

const char *config_tier_space(const struct config *c)
{
    return c->simulated ? "simulated-" : "";
}

/* scheme://user:***@host… ; a URL without a password is printed as it is. */
static void print_masked_url(const char *url, struct buffer *out)
{
    struct slice s = slice_from_string(url);
    const char *scheme = strstr(url, "://");
    const char *at = scheme ? strrchr(scheme + 3, '@') : NULL;
    const char *colon = at ? memchr(scheme + 3, ':', (size_t)(at - scheme - 3)) : NULL;
    if (!colon) {
        buffer_append_slice(out, s);
        return;
    }
    buffer_append(out, url, (size_t)(colon - url) + 1);
    buffer_append_slice(out, SLICE("***"));
    buffer_append_slice(out, slice_from_string(at));
}

static void print_value(const struct config *c, const struct config_key *k, struct buffer *out)
{
    static const char *const levels[] = {"debug", "info", "warning", "error"};
    const void *field = const_field_of(c, k);
    switch (k->kind) {
    case KIND_TEXT:
    case KIND_PROVIDER:
    case KIND_SIMULATION_TEXT:
        buffer_append_slice(out, slice_from_string(field));
        break;
    case KIND_SECRET:
        buffer_append_slice(out, *(const char *)field ? SLICE("(set)") : SLICE("(not set)"));
        break;
    case KIND_SECRET_URL:
        print_masked_url(field, out);
        break;
    case KIND_INT:
        buffer_append_int(out, *(const int64_t *)field);
        break;
    case KIND_BOOL:
    case KIND_SIMULATION_BOOL:
        buffer_append_char(out, *(const bool *)field ? '1' : '0');
        break;
    case KIND_LEVEL:
        buffer_append_slice(out, slice_from_string(levels[c->log_level]));
        break;
    }
}

void config_print(const struct config *c, struct buffer *out)
{
    static const char *const origins[] = {"default", "file", "credential", "environment"};
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (is_simulation_key(&keys[i]) && !may_simulate())
            continue;
        buffer_append_format(out, "%s=", keys[i].name);
        print_value(c, &keys[i], out);
        buffer_append_format(out, "  # %s\n", origins[c->origin[i]]);
    }
}
