#include "store/mongo/mongo_link.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"

#define APP_NAME "aviation-weather"

/* A host that has not answered by then is not there, however long its answers may take. */
#define CONNECT_MAX_MS ((int64_t)5000)

/* Codes of the server that mean more than "refused" (its error_codes.yml). */
enum {
    CODE_NAMESPACE_NOT_FOUND = 26,
    CODE_INDEX_NOT_FOUND = 27,
    CODE_MAX_TIME_EXPIRED = 50,
    CODE_COMMAND_NOT_FOUND = 59,
    CODE_WRITE_CONCERN_FAILED = 64,
    CODE_NOT_PRIMARY_ANY_MORE = 189,
    CODE_SHUTDOWN_IN_PROGRESS = 91,
    CODE_WRITE_CONFLICT = 112,
    CODE_INVALID_DOCUMENT = 121,
    CODE_NOT_IMPLEMENTED = 238,
    CODE_NOT_PRIMARY = 10107,
    CODE_TOO_LARGE = 10334,
    CODE_DUPLICATE_KEY = 11000,
    CODE_INTERRUPTED_AT_SHUTDOWN = 11600,
    CODE_INTERRUPTED_BY_STEP_DOWN = 11602,
    CODE_NOT_PRIMARY_NO_SECONDARY = 13435,
    CODE_NOT_PRIMARY_OR_SECONDARY = 13436,
    CODE_UPDATE_TOO_LARGE = 17419,
    CODE_UPSERT_TOO_LARGE = 17420,
};

/* ---- the driver ---- */

/* What the driver has to say is for who looks for a fault of the driver: failures of calls say what matters.
 */
static void driver_log(mongoc_log_level_t level, const char *domain, const char *message, void *context)
{
    if (level != MONGOC_LOG_LEVEL_TRACE)
        log_debug("mongoc", LOG_STR("domain", domain), LOG_STR("message", message), LOG_END);
}

static void driver_start(void)
{
    mongoc_log_set_handler(driver_log, NULL);
    mongoc_init();
}

/* Once a process; there is no end of it: a thread may still be in it when main returns. */
static void driver_init(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, driver_start);
}

/* ---- the URI ---- */

/*
 * The driver's words are repeated only where the URI has no place for a password: they may quote any part of
 * it.
 */
static enum result uri_parse(const char *url, mongoc_uri_t **out, char detail[200])
{
    bson_error_t error = {0};
    struct slice text = slice_from_string(url);
    if (!slice_starts_with(text, SLICE("mongodb://")) && !slice_starts_with(text, SLICE("mongodb+srv://"))) {
        snprintf(detail, 200, "MONGODB_URI: begins with mongodb:// or mongodb+srv://");
        return RESULT_INVALID;
    }
    mongoc_uri_t *uri = mongoc_uri_new_with_error(url, &error);
    if (!uri) {
        bool quotable = slice_find(text, '@') == text.len && error.message[0] != '\0';
        snprintf(detail, 200, "MONGODB_URI: %.180s",
                 quotable ? error.message
                          : "not mongodb://[user:password@]host[:port]/[database][?options], with special "
                            "characters of user and password written as %XX");
        return RESULT_INVALID;
    }
    *out = uri;
    return RESULT_OK;
}

static enum result database_name(struct mongo_link *link, const char *space, char detail[200])
{
    const char *name = mongoc_uri_get_database(link->uri);
    if (!name || !*name)
        name = MONGO_DATABASE;
    int len = snprintf(link->database, sizeof(link->database), "%s%s", space, name);
    if (len < 0 || (size_t)len >= sizeof(link->database) || strpbrk(link->database, "/\\. '\"$*<>:|?")) {
        snprintf(detail, 200,
                 "MONGODB_URI: a database's name has at most 63 bytes and none of /\\. '\"$*<>:|?");
        return RESULT_INVALID;
    }
    return RESULT_OK;
}

static void cap_option(mongoc_uri_t *uri, const char *name, int64_t value)
{
    int32_t given = mongoc_uri_get_option_as_int32(uri, name, 0);
    if (given <= 0 || given > value)
        mongoc_uri_set_option_as_int32(uri, name, (int32_t)value);
}

/*
 * Half the tier's time for finding a server, half for its answer: together they stay within the whole. Reads
 * are not repeated by the driver (mongo_find.c does it where there is time); a write that failed is, once,
 * and may so take half as long again: none but ingestd's thread waits for it. serverSelectionTimeoutMS alone
 * would wait 10 s on a server that takes connections and says nothing.
 */
static void set_timeouts(struct mongo_link *link)
{
    int64_t half = link->timeout_ms > 1 ? link->timeout_ms / 2 : 1;
    int64_t connecting = half < CONNECT_MAX_MS ? half : CONNECT_MAX_MS;
    cap_option(link->uri, MONGOC_URI_CONNECTTIMEOUTMS, connecting);
    cap_option(link->uri, MONGOC_URI_SERVERSELECTIONTIMEOUTMS, connecting);
    cap_option(link->uri, MONGOC_URI_SOCKETTIMEOUTMS, half);
    mongoc_uri_set_option_as_bool(link->uri, MONGOC_URI_SERVERSELECTIONTRYONCE, true);
    mongoc_uri_set_option_as_bool(link->uri, MONGOC_URI_RETRYREADS, false);
}

/* What was acknowledged is there after any single failure, of a disk's power too. Writes that nobody
 * acknowledges (w=0) would be taken for written. */
static enum result set_write_concern(struct mongo_link *link, char detail[200])
{
    const mongoc_write_concern_t *given = mongoc_uri_get_write_concern(link->uri);
    if (given && !mongoc_write_concern_is_acknowledged(given)) {
        snprintf(detail, 200, "MONGODB_URI: w=0 acknowledges no write; leave w out, or say w=majority");
        return RESULT_INVALID;
    }
    if (given && !mongoc_write_concern_is_default(given))
        return RESULT_OK;
    mongoc_write_concern_t *ours = mongoc_write_concern_new();
    if (!ours)
        return RESULT_NO_MEMORY;
    mongoc_write_concern_set_wmajority(ours, (int32_t)link->timeout_ms);
    mongoc_write_concern_set_journal(ours, true);
    mongoc_uri_set_write_concern(link->uri, ours);
    mongoc_write_concern_destroy(ours);
    return RESULT_OK;
}

enum result mongo_link_init(const struct tier_options *options, char *error, struct mongo_link *link,
                            char detail[200])
{
    struct mongo_link made = {.timeout_ms = options->timeout_ms, .error = error};
    driver_init();
    enum result result = uri_parse(options->url, &made.uri, detail);
    if (!result)
        result = database_name(&made, options->space, detail);
    if (!result)
        result = set_write_concern(&made, detail);
    if (result) {
        mongo_link_free(&made);
        return result;
    }
    set_timeouts(&made);
    if (!mongoc_uri_get_appname(made.uri))
        mongoc_uri_set_appname(made.uri, APP_NAME);
    *link = made;
    return RESULT_OK;
}

static void drop_client(struct mongo_link *link)
{
    if (link->client)
        mongoc_client_destroy(link->client);
    link->client = NULL;
    link->stale = false;
}

void mongo_link_free(struct mongo_link *link)
{
    drop_client(link);
    mongoc_uri_destroy(link->uri);
    link->uri = NULL;
}

/* ---- calls ---- */

enum result mongo_link_client(struct mongo_link *link, mongoc_client_t **out)
{
    bson_error_t error = {0};
    link->started_ms = clock_monotonic_ms();
    if (link->stale)
        drop_client(link);
    if (!link->client) {
        link->client = mongoc_client_new_from_uri_with_error(link->uri, &error);
        if (!link->client) {
            snprintf(link->error, TIER_ERROR_MAX, "%.190s", error.message);
            return RESULT_UNAVAILABLE;
        }
        mongoc_client_set_error_api(link->client, MONGOC_ERROR_API_VERSION_2);
    }
    *out = link->client;
    return RESULT_OK;
}

enum result mongo_link_collection(struct mongo_link *link, const char *name, mongoc_collection_t **out)
{
    mongoc_client_t *client;
    enum result result = mongo_link_client(link, &client);
    if (!result)
        *out = mongoc_client_get_collection(client, link->database, name);
    return result;
}

enum result mongo_link_command(struct mongo_link *link, const char *name, const bson_t *command,
                               bson_t *reply)
{
    mongoc_client_t *client;
    bson_error_t error = {0};
    enum result result = mongo_link_client(link, &client);
    if (result) {
        bson_init(reply);
        return result;
    }
    if (mongoc_client_command_simple(client, name ? name : link->database, command, NULL, reply, &error))
        return RESULT_OK;
    return mongo_link_failed(link, &error);
}

enum result mongo_code_result(uint32_t code)
{
    switch (code) {
    case CODE_NAMESPACE_NOT_FOUND:
    case CODE_INDEX_NOT_FOUND:
        return RESULT_NOT_FOUND;
    case CODE_DUPLICATE_KEY:
        return RESULT_CONFLICT;
    case CODE_WRITE_CONFLICT:
        return RESULT_BUSY;
    case CODE_INVALID_DOCUMENT:
        return RESULT_INVALID;
    case CODE_TOO_LARGE:
    case CODE_UPDATE_TOO_LARGE:
    case CODE_UPSERT_TOO_LARGE:
        return RESULT_TOO_LARGE;
    case CODE_NOT_IMPLEMENTED:
    case CODE_COMMAND_NOT_FOUND:
        return RESULT_UNSUPPORTED;
    case CODE_MAX_TIME_EXPIRED:
    case CODE_WRITE_CONCERN_FAILED:
        return RESULT_TIMEOUT;
    case CODE_NOT_PRIMARY:
    case CODE_NOT_PRIMARY_ANY_MORE:
    case CODE_NOT_PRIMARY_NO_SECONDARY:
    case CODE_NOT_PRIMARY_OR_SECONDARY:
    case CODE_SHUTDOWN_IN_PROGRESS:
    case CODE_INTERRUPTED_AT_SHUTDOWN:
    case CODE_INTERRUPTED_BY_STEP_DOWN:
        return RESULT_UNAVAILABLE;
    default:
        return RESULT_REFUSED;
    }
}

static enum result error_result(const struct mongo_link *link, const bson_error_t *error)
{
    /* Its clock is not ours: what took nearly the half that an answer is given has timed out. */
    bool late = clock_monotonic_ms() - link->started_ms >= link->timeout_ms * 2 / 5;
    switch (error->domain) {
    case MONGOC_ERROR_SERVER:
    case MONGOC_ERROR_WRITE_CONCERN:
        return mongo_code_result(error->code);
    case MONGOC_ERROR_CLIENT:
        return error->code == MONGOC_ERROR_CLIENT_AUTHENTICATE ? RESULT_REFUSED : RESULT_IO;
    case MONGOC_ERROR_SERVER_SELECTION:
        return RESULT_UNAVAILABLE;
    case MONGOC_ERROR_STREAM: /* the driver tells no time-out from a broken connection */
        return late ? RESULT_TIMEOUT : RESULT_IO;
    case MONGOC_ERROR_BSON:
        return RESULT_TOO_LARGE;
    default:
        return RESULT_IO;
    }
}

enum result mongo_link_failed(struct mongo_link *link, const bson_error_t *error)
{
    enum result result = error_result(link, error);
    snprintf(link->error, TIER_ERROR_MAX, "%.190s", error->message);
    if (result == RESULT_TIMEOUT || result == RESULT_IO || result == RESULT_UNAVAILABLE)
        link->stale = true; /* a cursor or collection of it may be in use still */
    return result;
}
