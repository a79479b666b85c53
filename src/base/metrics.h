/*
 * Counters, gauges and histograms in shared memory: all processes of a host add to the same numbers, which
 * outlive each of them; ingestd and any worker print them in Prometheus' text format. A series is a name and
 * its labels; it is found or made once by its user, who keeps the pointer. A full table gives a series that
 * is counted nowhere (and metrics_dropped_total), never an error.
 *
 * Names, types, help texts and buckets of all families stand in one table in metrics.c; a name that is not
 * there is a programmer's error (asserted).
 */
#ifndef AW_BASE_METRICS_H
#define AW_BASE_METRICS_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/result.h"

struct metric; /* one series; never NULL once obtained */

/* Uses the region; formats it when it is not of this version. Before it is called every series counts
 * nowhere. */
void metrics_open(void *region, size_t size);

/*
 * The series of `name` with labels in the order the family declares, each a NULL-terminated list of values:
 * metrics_series("http_requests_total", "GET", "/api/weather/current/:icao", "200", NULL).
 */
struct metric *metrics_series(const char *name, ...) __attribute__((sentinel));

void metric_add(struct metric *m, uint64_t n);         /* counter */
void metric_set(struct metric *m, int64_t value);      /* gauge */
void metric_observe(struct metric *m, double seconds); /* histogram */
uint64_t metric_value(const struct metric *m);         /* counter or gauge as stored; histogram: its count */

/* Prometheus text format 0.0.4 of the whole table. */
void metrics_print(struct buffer *out);

#endif
