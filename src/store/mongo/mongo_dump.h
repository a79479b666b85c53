/* What saving and loading a folder of mongodump's format have in common: names of files, and reading them. */
#ifndef AW_STORE_MONGO_MONGO_DUMP_H
#define AW_STORE_MONGO_MONGO_DUMP_H

#include <limits.h>
#include <stdio.h>
#include <zlib.h>

#include "store/durable_dump.h"
#include "store/mongo/mongo_link.h"

#define MONGO_NAME_MAX 256 /* of a collection, with a NUL: the server's limit is 255 with the database */

/* FOLDER/NAME.SUFFIX, escaped. RESULT_TOO_LARGE. */
enum result mongo_dump_path(const char *folder, const char *collection, const char *suffix,
                            char out[PATH_MAX]);
/* The collection of a file's name without its suffix. RESULT_INVALID. */
enum result mongo_dump_name(struct slice file, char out[MONGO_NAME_MAX]);

/* A .bson or .bson.gz file, read one document after another. */
struct mongo_dump_file {
    FILE *plain; /* one of the two, as the name has it */
    gzFile zipped;
    uint8_t *bytes; /* of the last document */
    size_t capacity;
    uint64_t documents;
};

/* RESULT_IO (errno), RESULT_NO_MEMORY. */
enum result mongo_dump_open(const char *path, struct mongo_dump_file *out);
void mongo_dump_close(struct mongo_dump_file *f); /* accepts a zeroed one */
/* The next document, valid until the next call. RESULT_NOT_FOUND: the end. RESULT_CORRUPT: cut off, no BSON
 * or deeper than the server's are, no gzip by the name of one. RESULT_IO, RESULT_NO_MEMORY. */
enum result mongo_dump_next(struct mongo_dump_file *f, bson_t *document);
/* Writes a document behind the others of a .bson file. False: errno. */
bool mongo_dump_put(FILE *file, const bson_t *document);

/* The metadata of a collection, from .json or .json.gz; destroy it. Absent: an empty document.
 * RESULT_CORRUPT. */
enum result mongo_dump_metadata(const char *folder, const char *collection, bson_t **out);

/* Calls `each` with the name of every collection that the folder has, and the path of its documents; ends at
 * its first failure. RESULT_NOT_FOUND: there is none. */
typedef enum result mongo_each_file(void *context, const char *collection, const char *path);
enum result mongo_dump_each(const char *folder, mongo_each_file *each, void *context);

#endif
