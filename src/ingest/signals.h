/* Signals as events of the loop: nothing is interrupted, a transaction under way is finished first. */
#ifndef AW_INGEST_SIGNALS_H
#define AW_INGEST_SIGNALS_H

#include <stdbool.h>

#include "ingest/loop.h"

/*
 * Blocks TERM, INT and HUP and ignores PIPE: first thing in main, before any library starts a thread.
 * RESULT_IO.
 */
enum result signals_block(void);

/* TERM and INT set *stop, HUP calls on_hangup(context). RESULT_IO, RESULT_NO_MEMORY. */
enum result signals_watch(struct loop *loop, bool *stop, void (*on_hangup)(void *context), void *context);

#endif
