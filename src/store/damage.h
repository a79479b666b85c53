/*
 * Damaged files: LMDB dies by a signal on many damaged pages. A mark is an empty file in DATA_DIR that says
 * "look at this environment"; it is left by a fatal signal (SIGSEGV, SIGBUS, SIGABRT, SIGFPE) that arrives
 * inside a store call, or by a value that fails its check, and removed by the writer once it has looked.
 */
#ifndef AW_STORE_DAMAGE_H
#define AW_STORE_DAMAGE_H

#include <stdbool.h>

#include "base/result.h"

/*
 * Handles the fatal signals from now on, for the life of the process; called again, it takes its place before
 * whatever handler has been set since. What handled a signal before gets it after the mark is made. The
 * calling thread gets an alternative signal stack if it has none.
 */
enum result damage_watch(void);

/*
 * From enter to leave this thread is inside the environment whose mark is `path`, which must live until
 * leave. Not nested.
 */
void damage_enter(const char *path);
void damage_leave(void);

/* Leaves a mark (kept if there); logs. */
void damage_mark(const char *path);
bool damage_marked(const char *path);
enum result damage_clear(const char *path);

/*
 * Runs check(context, progress) in a child process, which is killed after DAMAGE_STALL_S without a call of
 * progress, so that a crash there is a verdict. RESULT_OK: the check returned RESULT_OK; RESULT_CORRUPT: it
 * returned anything else, died or stalled; RESULT_IO, RESULT_NO_MEMORY: there was no child.
 */
#define DAMAGE_STALL_S 30
enum result damage_check_in_child(enum result (*check)(void *context, void (*progress)(void)), void *context);

#endif
