/*
 * Each worker of the pool holds one byte of RUN_DIR/workers.lock (fcntl locks are freed by the kernel however
 * their owner ends) and leaves a note in it when it ends on purpose. A byte without that note belonged to one
 * that was killed or crashed: so crashes are counted by the successor. One slot a process.
 */
#ifndef AW_API_WORKER_SLOT_H
#define AW_API_WORKER_SLOT_H

#include <stdbool.h>

#include "base/result.h"

/* Takes a slot; sets the gauge of workers and counts starts and crashes. RESULT_IO, RESULT_BUSY (all are
 * taken). */
enum result worker_slot_take(const char *run_dir);

/* This worker ends on purpose. Safe in a signal handler. */
void worker_slot_leave(void);

/* Gives the slot back and sets the gauge of workers to those that remain. The last call of a worker. */
void worker_slot_count(void);

#endif
