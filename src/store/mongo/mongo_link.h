/*
 * The connection to MongoDB of one tier: the URI as it is used, the client, what a failure means. libmongoc
 * reconnects by itself; a client that has met a failure is thrown away all the same, since it would not look
 * again for five seconds (the breaker decides how long a server is left alone).
 */
#ifndef AW_STORE_MONGO_MONGO_LINK_H
#define AW_STORE_MONGO_MONGO_LINK_H

#include <mongoc/mongoc.h>

#include "store/tier_operations.h"

#define MONGO_DATABASE     "aviation-weather" /* where the URI names none */
#define MONGO_DATABASE_MAX 64                 /* the server's limit, with a NUL */

struct mongo_link {
    mongoc_uri_t *uri;
    mongoc_client_t *client; /* NULL until the first call */
    bool stale;              /* the client has met a failure: the next call makes another */
    char database[MONGO_DATABASE_MAX];
    int64_t timeout_ms;
    int64_t started_ms; /* of the call under way, monotonic */
    char *error;        /* TIER_ERROR_MAX bytes of the owner's: the sentence about the last failure */
};

/* Fills *link from options->url, space and timeout_ms; failures as of tier_open. `error` is borrowed. */
enum result mongo_link_init(const struct tier_options *options, char *error, struct mongo_link *link,
                            char detail[200]);
void mongo_link_free(struct mongo_link *link);

/* The client, made if there is none: RESULT_UNAVAILABLE (the name of mongodb+srv:// can't be resolved),
 * RESULT_NO_MEMORY. */
enum result mongo_link_client(struct mongo_link *link, mongoc_client_t **out);
/* The same for a collection, with the write concern of ours (majority, journaled, unless the URI has one);
 * destroy it. */
enum result mongo_link_collection(struct mongo_link *link, const char *name, mongoc_collection_t **out);
/* A command to the database `name` (NULL: the link's own). `reply` as of mongoc: always initialised. */
enum result mongo_link_command(struct mongo_link *link, const char *name, const bson_t *command,
                               bson_t *reply);

/* What an error of the driver or the server means; writes the sentence. RESULT_CONFLICT: a key is there
 * already; RESULT_BUSY: somebody else is writing the document. */
enum result mongo_link_failed(struct mongo_link *link, const bson_error_t *error);
/* What a server's error code means. */
enum result mongo_code_result(uint32_t code);

#endif
