/*
 * The conformance suite: one table of cases, run through store/tier.h against an engine. What the header
 * promises holds on each; what an engine cannot do is RESULT_UNSUPPORTED exactly where the header says so.
 *
 * A case works on keys and stations of its own in a space of the run's own, so that a server may have other
 * contents. Times are near the real clock, for engines with an expiry of their own go by that.
 */
#ifndef AW_TESTS_CONFORMANCE_CONFORMANCE_H
#define AW_TESTS_CONFORMANCE_CONFORMANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/civil.h"
#include "base/slice.h"
#include "store/tier.h"

/* Which engines a case is for. */
#define ON_LOCAL   1u
#define ON_REDIS   2u
#define ON_MONGODB 4u
#define ON_EVERY   (ON_LOCAL | ON_REDIS | ON_MONGODB)
#define ON_HISTORY (ON_LOCAL | ON_MONGODB) /* engines that keep history */
#define ON_SHARED  (ON_REDIS | ON_MONGODB) /* servers: many processes write at a time */

struct conformance {
    const char *program; /* to be started again as a child */
    const char *engine_word;
    enum tier_engine engine;
    const char *place; /* URL, or DATA_DIR */
    const char *seed;
    bool ferretdb; /* FerretDB: MongoDB's protocol on SQLite */
    bool sweeps;   /* the engine has no expiry of its own */
    int64_t now;   /* when the run began */
    struct tier *tier;
    struct store *store; /* of the local tier; else NULL */
    struct arena *arena; /* reset before each case */
    char failure[600];   /* of the case that runs; "" while it is well */
};

struct conformance_case {
    const char *name;
    unsigned engines;
    void (*run)(struct conformance *c);
    /* Why FerretDB, the second opinion on MongoDB's protocol, cannot pass; NULL: it can, as every engine
     * must. For what the server itself gets wrong, seen without our code. */
    const char *beyond_ferretdb;
};

/* Tables of cases, ended by one without a name. */
extern const struct conformance_case item_cases[];
extern const struct conformance_case page_cases[];
extern const struct conformance_case counter_cases[];
extern const struct conformance_case report_cases[];
extern const struct conformance_case history_cases[];
extern const struct conformance_case process_cases[];

/* Ends the case with the line of what is wrong. */
#define REQUIRE(c, condition)                                                                                \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            conformance_fail(c, __FILE__, __LINE__, #condition);                                             \
            return;                                                                                          \
        }                                                                                                    \
    } while (0)
#define REQUIRE_RESULT(c, expression, expected)                                                              \
    do {                                                                                                     \
        enum result got_ = (expression);                                                                     \
        if (got_ != (expected)) {                                                                            \
            conformance_fail_result(c, __FILE__, __LINE__, #expression, got_);                               \
            return;                                                                                          \
        }                                                                                                    \
    } while (0)
/* After a helper that may have failed. */
#define REQUIRE_WELL(c)                                                                                      \
    do {                                                                                                     \
        if ((c)->failure[0])                                                                                 \
            return;                                                                                          \
    } while (0)

void conformance_fail(struct conformance *c, const char *file, int line, const char *condition);
void conformance_fail_result(struct conformance *c, const char *file, int line, const char *expression,
                             enum result got);

/* Opens and closes a tier of the run's space, or of another. The local one waits until no other writer is. */
enum result conformance_open(struct conformance *c, const char *space, struct tier **out);
enum result conformance_reopen(struct conformance *c);
void conformance_close(struct conformance *c);

/* Runs this program as a child that plays a part; its exit status 0 is success. -1: none was started. */
int conformance_start(struct conformance *c, const char *part, int number);
bool conformance_wait(int child);
/* The part of a child (cases_process.c); the exit status. */
int conformance_play(struct conformance *c, const char *part, int number);

/* Bytes that differ from place to place, NULs among them; the same for one `salt`. In the arena. */
struct slice conformance_bytes(struct conformance *c, size_t len, unsigned salt);

/* One item; wants exactly this value. */
void conformance_put(struct conformance *c, const char *key, const char *value, int64_t expires_at);
void conformance_expect(struct conformance *c, struct slice key, struct slice value, int64_t now);

/* A METAR as an airport sends it; raw is borrowed. */
struct tier_report conformance_report(const struct conformance *c, enum product product, const char *station,
                                      int64_t observed_at, const char *raw);

#endif
