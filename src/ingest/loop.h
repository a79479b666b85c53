/*
 * The event loop of ingestd: one thread that waits for the providers' transfers and any number of
 * descriptors, and then does what is due. Nothing in it may block for long.
 */
#ifndef AW_INGEST_LOOP_H
#define AW_INGEST_LOOP_H

#include <poll.h>
#include <stdint.h>

#include "base/result.h"
#include "upstream/upstream.h"

/* A turn comes at least this often, so that what watches the clock never lags by more. */
#define LOOP_TURN_MS 500

struct loop;
struct loop_watch;

/* `upstream` is borrowed and must outlive it. NULL without memory. */
struct loop *loop_create(struct upstream *upstream);
void loop_destroy(struct loop *l); /* accepts NULL; closes no descriptor */

/*
 * Calls ready(context, revents) when `fd` has one of `events` (POLLIN, POLLOUT), an error or a hang-up. NULL
 * without memory. The watch is the loop's; the descriptor stays the caller's.
 */
struct loop_watch *loop_watch_add(struct loop *l, int fd, short events,
                                  void (*ready)(void *context, short revents), void *context);
void loop_watch_events(struct loop_watch *w, short events); /* 0: only errors and hang-ups */
/* Before the descriptor is closed. May be called from any callback; the watch is not called again. Accepts
 * NULL. */
void loop_watch_remove(struct loop_watch *w);

/*
 * work(context) is called every turn, in the order of adding, and returns in how many ms it wants to be
 * called next at the latest. RESULT_NO_MEMORY.
 */
enum result loop_work_add(struct loop *l, int64_t (*work)(void *context), void *context);

/* Waits, serves the descriptors, does all work. RESULT_OK: all of it was done. */
enum result loop_turn(struct loop *l);

#endif
