/* Publishes the map layer (service/map_layer.h) as LAYER_DIR/metar.geojson and, beside it, metar.geojson.gz
 * for nginx's gzip_static. */
#ifndef AW_INGEST_LAYER_H
#define AW_INGEST_LAYER_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

struct layer_publisher;

/* `dir` is made when it is not there. RESULT_IO (errno), RESULT_TOO_LARGE, RESULT_NO_MEMORY. */
enum result layer_publisher_create(struct store *store, const char *dir, bool simulated,
                                   struct layer_publisher **out);
void layer_publisher_destroy(struct layer_publisher *l); /* accepts NULL */

/* The layer's METARs, or their checked_at, have changed. */
void layer_publisher_note(struct layer_publisher *l);

/*
 * Work of the loop: writes the layer anew when something was noted or the feed's state is another one now.
 * Both files are written under other names and renamed, so that none is ever seen in part.
 */
int64_t layer_publisher_work(void *layer_publisher);

#endif
