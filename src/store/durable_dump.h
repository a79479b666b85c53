/*
 * The durable tier (MongoDB) as a folder, and back, in mongodump's own format, so that mongorestore reads
 * what is written here and mongodump's folders are read here:
 *
 *   FOLDER/COLLECTION.bson           documents one after another, each as BSON is on the wire
 *   FOLDER/COLLECTION.metadata.json  {"options": {…}, "indexes": [{…}], "uuid": "…", "collectionName": "…",
 *                                     "type": "collection"} in canonical Extended JSON
 *
 * with bytes of a collection's name other than letters, digits, "_", "-" and "." as %XX. Read are files
 * ending in .gz as well (mongodump --gzip). Views and system collections are left out.
 *
 * A dump is not of one moment (nor is mongodump's without --oplog): documents written meanwhile may be in it
 * or not, each whole. Functions block as long as the server needs: give options->timeout_ms accordingly
 * (DATABASE_COMMAND_MS). Failures as in store/tier.h, with a sentence in detail, without secrets.
 */
#ifndef AW_STORE_DURABLE_DUMP_H
#define AW_STORE_DURABLE_DUMP_H

#include "store/durable_schema.h"

/* Called for each collection when it is done; `without`: what the server would not take ("" all was taken).
 */
typedef void durable_each_collection(void *context, const char *name, uint64_t documents,
                                     const char *without);

/* Writes into FOLDER, which must exist. */
enum result durable_dump_save(const struct tier_options *options, const char *folder,
                              durable_each_collection *each, void *context, char detail[DURABLE_DETAIL_MAX]);

/*
 * Drops each collection that FOLDER has, makes it anew with its options, documents and indexes; collections
 * that it has not are left alone. RESULT_CORRUPT (detail names the file): everything is read before anything
 * is dropped. After a failure later than that some collections are restored and others are not: repeat it.
 */
enum result durable_dump_load(const struct tier_options *options, const char *folder,
                              durable_each_collection *each, void *context, char detail[DURABLE_DETAIL_MAX]);

/* Reads every document of FOLDER, and asks no server. RESULT_NOT_FOUND: no collection is there. */
enum result durable_dump_check(const char *folder, durable_each_collection *each, void *context,
                               char detail[DURABLE_DETAIL_MAX]);

/* The database's name that `options` lead to: mongodump puts its collections into a folder of that name. */
enum result durable_dump_database(const struct tier_options *options, char database[64],
                                  char detail[DURABLE_DETAIL_MAX]);

#endif
