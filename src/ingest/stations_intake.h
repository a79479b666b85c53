/*
 * The provider's list of stations, as it gave it or as another host has it: gathered as it arrives, stored
 * when it has come whole. The last good list is kept: one that is obviously cut does not replace it.
 */
#ifndef AW_INGEST_STATIONS_INTAKE_H
#define AW_INGEST_STATIONS_INTAKE_H

#include "base/arena.h"
#include "store/station_store.h"
#include "upstream/upstream.h"

struct stations_intake {
    struct arena *arena;
    struct stored_station *stations;
    size_t count, capacity;
    size_t dropped; /* for want of memory, or no station's identifier */
};

enum result stations_intake_init(struct stations_intake *s); /* RESULT_NO_MEMORY */
void stations_intake_free(struct stations_intake *s);        /* accepts a zeroed one */

void stations_intake_add(struct stations_intake *s, const struct upstream_station *station);
/* By the same rules. */
void stations_intake_relay(struct stations_intake *s, const struct stored_station *station);

struct stations_summary {
    size_t listed, before, delisted;
};

/*
 * Stores the list and the product's state, checked at `checked_at`, in one transaction. RESULT_REFUSED: it
 * has less than four fifths of the stations that were listed before; nothing is changed.
 */
enum result stations_intake_store(struct stations_intake *s, struct store *store, const char *etag,
                                  const char *last_modified, int64_t checked_at,
                                  struct stations_summary *out);

#endif
