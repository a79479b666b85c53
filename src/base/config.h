/*
 * Configuration: KEY=VALUE from an optional file, overridden by the environment. One table in config.c
 * declares every key with its type, default and range; a key outside the table in the file is an error that
 * names it. Read once at start; owned by the caller; texts live in the struct.
 */
#ifndef AW_BASE_CONFIG_H
#define AW_BASE_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/log.h"
#include "base/result.h"

#define CONFIG_TEXT_MAX 1024
#define CONFIG_KEYS_MAX 48

struct config {
    char data_dir[CONFIG_TEXT_MAX];  /* DATA_DIR: the store; /var/lib/aviation-weather */
    char run_dir[CONFIG_TEXT_MAX];   /* RUN_DIR: sockets, shared memory, slots; /run/aviation-weather */
    char layer_dir[CONFIG_TEXT_MAX]; /* LAYER_DIR: static map layers for nginx;
                                        /var/lib/aviation-weather/layers */
    char airports[CONFIG_TEXT_MAX];  /* AIRPORTS_FILE: airports.bin */
    char openapi[CONFIG_TEXT_MAX];   /* OPENAPI_FILE: openapi.json */

    char awc_base_url[CONFIG_TEXT_MAX];     /* AWC_BASE_URL: https://aviationweather.gov; paths /api/data,
                                               /data/cache */
    char checkwx_base_url[CONFIG_TEXT_MAX]; /* CHECKWX_BASE_URL: https://api.checkwx.com */
    char checkwx_api_key[CONFIG_TEXT_MAX];  /* CHECKWX_API_KEY; empty: CheckWX is not asked. Secret */
    char primary_weather_api[16];           /* PRIMARY_WEATHER_API: awc or checkwx */
    char user_agent[256];                   /* USER_AGENT, which AWC asks to be one's own */
    char redis_url[CONFIG_TEXT_MAX];        /* REDIS_URL; empty: none. Secret */
    char mongodb_uri[CONFIG_TEXT_MAX];      /* MONGODB_URI; empty: none. Secret */

    char api_socket[CONFIG_TEXT_MAX]; /* API_SOCKET, of the pool, for its unit and nginx; RUN_DIR/api.sock */
    char metrics_listen[64];          /* METRICS_LISTEN: address:port of ingestd's metrics; empty: none */
    char edge_log_socket[CONFIG_TEXT_MAX]; /* EDGE_LOG_SOCKET: where nginx's access log arrives;
                                              RUN_DIR/edge-log.sock */
    char cors_origin[256];                 /* CORS_ORIGIN, for nginx's templates; shown by check-config */
    char backup_dir[CONFIG_TEXT_MAX];      /* BACKUP_DIR: archives; /var/backups/aviation-weather */
    char backup_s3[256];                   /* BACKUP_S3: s3://BUCKET[/PREFIX] for a copy; empty: none */
    enum log_level log_level;              /* LOG_LEVEL */

    int64_t pool_size;            /* API_WORKERS: workers in the pool, for the waiting slots; 4 */
    int64_t store_map_mb;         /* STORE_MAP_MB: LMDB map of each environment; 4096 */
    int64_t history_days;         /* HISTORY_DAYS: local history kept; 15 */
    int64_t redis_timeout_ms;     /* REDIS_TIMEOUT_MS: of connecting and of each call; 250 */
    int64_t mongodb_timeout_ms;   /* MONGODB_TIMEOUT_MS: the same, of ingestd and the command line; 2000 */
    int64_t mongodb_history_days; /* MONGODB_HISTORY_DAYS: weather_history kept; 0: without end */
    int64_t backup_days;          /* BACKUP_DAYS: archives kept; 30 */
    int64_t worker_requests;      /* WORKER_REQUESTS: a worker ends itself after so many; 100000 */

    bool simulated;        /* SIMULATION=1; an error in a build without --enable-simulation */
    bool simulated_compat; /* SIMULATED_COMPAT=1: formats without room for the mark answer all the same */
    bool simulated_tiers;  /* SIMULATED_TIERS=1: REDIS_URL and MONGODB_URI are taken in a simulation */
    char simulated_clock[CONFIG_TEXT_MAX]; /* SIMULATED_CLOCK: the clock file; RUN_DIR/simulated-clock */

    uint8_t
        origin[CONFIG_KEYS_MAX]; /* by row of the table: where the value came from (config_print says it) */
};

struct config_error {
    char key[64]; /* the field, or "" when the file itself is meant */
    char message[256];
};

/*
 * Reads `path` (NULL: AVIATION_WEATHER_CONF or SYSCONFDIR/aviation-weather/aviation-weather.conf, which may
 * be absent; a path given must exist), then systemd's credentials (CREDENTIALS_DIRECTORY/secrets_KEY; where
 * there are none, and neither another file nor a simulation is asked for,
 * SYSCONFDIR/aviation-weather/secrets/KEY as far as it can be read), then the environment. A secret may be
 * given as KEY_FILE, the path of a file that holds it. Prints nothing.
 */
enum result config_load(const char *path, struct config *out, struct config_error *error);

/* The addresses of the tiers as they are used: "" also in a simulation without SIMULATED_TIERS. */
const char *config_redis_url(const struct config *c);
const char *config_mongodb_uri(const struct config *c);
/* What every key and the database's name begin with there (store/tier.h): a simulation keeps to itself. */
const char *config_tier_space(const struct config *c);

/* Each key, its effective value (secrets masked: "set"/"not set", passwords in URLs as ***) and where it came
 * from. */
void config_print(const struct config *c, struct buffer *out);

#endif
