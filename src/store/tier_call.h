/*
 * What stands around every call of an engine: the breaker asked before, told after; the call counted and
 * measured. For store/tier.h's functions and those of store/shared_tier.h, so that both are under one
 * breaker:
 *
 *   struct tier_call call;
 *   enum result result = tier_call_begin(t, "lease_take", &call);
 *   if (!result)
 *       result = tier_call_end(&call, ...);
 */
#ifndef AW_STORE_TIER_CALL_H
#define AW_STORE_TIER_CALL_H

#include "store/tier_operations.h"

struct tier_call {
    struct tier *tier;
    const char *operation;
    int64_t started_us;
    bool had_error; /* last_error was not empty; begin has emptied it */
    char first;     /* its first byte, put back when the call ends well */
};

/*
 * `operation` is a label of metrics: static, one of a small set. RESULT_UNAVAILABLE: the breaker is open;
 * nothing may be asked, and there is no end. LMDB's never opens: a look at what is there costs nothing.
 */
enum result tier_call_begin(struct tier *t, const char *operation, struct tier_call *call);
/*
 * Returns `result`. RESULT_UNAVAILABLE, TIMEOUT, IO and REFUSED are failures of the tier; RESULT_OK,
 * NOT_FOUND and CORRUPT are answers of it; the others (INVALID, UNSUPPORTED, TOO_LARGE, NO_MEMORY) say
 * nothing of it. Where the engine left no sentence about a failure, there is one after this.
 */
enum result tier_call_end(const struct tier_call *call, enum result result);

/* Sets the gauges of a published tier when breaker or connection have changed; takes them back. tier.c's. */
void tier_publish(struct tier *t, bool connected);
void tier_unpublish(struct tier *t);

/* A key of an item, a counter or a lease: 1 to 255 bytes of [A-Za-z0-9:._-]. */
bool tier_key_valid(struct slice key);
/* METAR or TAF, a station's identifier, a time, and 1 byte to TIER_RAW_MAX of text. */
bool tier_report_valid(const struct tier_report *report);

#endif
