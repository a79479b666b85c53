/* What a worker's handlers share: opened once at its start, owned by main. */
#ifndef AW_API_API_H
#define AW_API_API_H

#include "base/config.h"
#include "base/result.h"
#include "base/shared.h"
#include "base/slice.h"
#include "geo/airport_db.h"
#include "http/etag.h"
#include "http/router.h"
#include "service/archive.h"
#include "service/ondemand.h"
#include "service/weather.h"
#include "store/store.h"

struct api {
    const struct config *config;
    struct shared *shared;
    struct store *store;         /* NULL while it can't be opened */
    int64_t store_try_ms;        /* monotonic: when opening it may be tried again */
    struct airport_db *airports; /* NULL: the file is missing or damaged */
    struct ondemand_client *ondemand;
    struct weather *weather;
    struct archive *archive; /* NULL: MONGODB_URI is not set */
    struct slice openapi;    /* the whole file; absent: it could not be read. Owned */
    struct etag openapi_etag;
};

/* After metrics_open. What is missing of the airports, of openapi.json or of the store is logged and does
 * without. RESULT_CONFLICT: the store's simulation stamp is not that of the configuration. RESULT_NO_MEMORY.
 */
enum result api_open(const struct config *config, struct shared *shared, struct api **out);
void api_close(struct api *api); /* accepts NULL */

/* Tries again, at most once a second, to open a store that could not be opened. */
void api_store_retry(struct api *api);

/* The table of all routes; static. */
const struct http_route *api_routes(size_t *count);

#endif
