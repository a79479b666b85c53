/*
 * What the store holds of a product, as changes for other hosts: for publish.c.
 */
#ifndef AW_INGEST_PUBLISH_CURRENT_H
#define AW_INGEST_PUBLISH_CURRENT_H

#include "store/shared_tier.h"

/* The product's last check. RESULT_NOT_FOUND: it was never checked whole. */
enum result publish_current_check(struct store *store, enum product product, struct shared_change *out);

/*
 * Each report that is current, or in force before the current one, and that Redis would keep; false from
 * `each` stops. Slices are valid during the call.
 */
enum result publish_current_each(struct store *store, enum product product, int64_t now,
                                 bool (*each)(void *context, const struct shared_change *change),
                                 void *context);

struct upstream_report;
/* A report as it is shared; `given` NULL: as far as the record tells. */
struct shared_change publish_current_change(const struct stored_report *record,
                                            const struct upstream_report *given);

#endif
