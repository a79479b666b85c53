/*
 * Fingerprints of reports that were taken in already, so that a row that comes again with every poll costs a
 * look-up and nothing else. Lossy: a fingerprint may be forgotten (its report is then looked at anew, which
 * is idempotent), never invented.
 */
#ifndef AW_INGEST_SEEN_H
#define AW_INGEST_SEEN_H

#include <stdbool.h>
#include <stdint.h>

#include "upstream/upstream.h"

struct seen;

/* `slots` a power of two. NULL without memory. */
struct seen *seen_create(uint32_t slots);
void seen_destroy(struct seen *s); /* accepts NULL */

/* 64 bits over product, station, provider's time and text. */
uint64_t seen_fingerprint(const struct upstream_report *report);

bool seen_has(const struct seen *s, uint64_t fingerprint);
void seen_add(struct seen *s, uint64_t fingerprint);
void seen_clear(struct seen *s);

#endif
