/* Documents of a collection in an order, up to a number of good ones. */
#ifndef AW_STORE_MONGO_MONGO_FIND_H
#define AW_STORE_MONGO_MONGO_FIND_H

#include "store/mongo/mongo_link.h"

struct mongo_find {
    const char *collection;
    const bson_t *filter;
    const bson_t *sort; /* NULL: any order */
    const char *omit;   /* a field that is not sent; NULL: none */
    const char *only;   /* the one field that is sent beside _id, or NULL: all */
    size_t limit;       /* at least 1 */
};

/*
 * What `each` says of a document. RESULT_OK: taken. RESULT_CORRUPT: not ours; passed over and not counted, so
 * that one bad document hides no good one (their number is logged; some thousands of them end it with
 * RESULT_CORRUPT). RESULT_NOT_FOUND: enough. Others end it, and are returned.
 */
typedef enum result mongo_each_document(void *context, const bson_t *document);
enum result mongo_find_each(struct mongo_link *link, const struct mongo_find *find, mongo_each_document *each,
                            void *context);

/* Deletes up to `limit` of the documents that the filter has, by their _ids and the filter, which names no
 * _id; adds to *deleted. */
enum result mongo_delete_some(struct mongo_link *link, const char *collection, const bson_t *filter,
                              size_t limit, size_t *deleted);

#endif
