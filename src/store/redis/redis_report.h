/* Reports in Redis, for whoever reads or writes many: the stream and the reconciling. */
#ifndef AW_STORE_REDIS_REDIS_REPORT_H
#define AW_STORE_REDIS_REDIS_REPORT_H

#include "store/redis/redis_tier.h"

/* "<prefix>metar:KJFK". */
struct slice redis_report_key(const struct redis_tier *r, char out[REDIS_KEY_MAX], enum product product,
                              struct slice station);
/* Seconds that a report counts as new, and its station is kept after the last put. */
int64_t redis_report_kept_s(enum product product);

/* Appends the command that puts a report; REDIS_SCRIPT_REPORT_PUT must be ready. `record` is the report
 * encoded. */
enum result redis_report_append(struct redis_tier *r, const struct tier_report *report, struct slice record);
/* Appends the command that asks for a station's newest. */
enum result redis_report_ask(struct redis_tier *r, enum product product, struct slice station);

struct redis_newest {
    struct tier_report reports[TIER_NEWEST_MAX]; /* texts point into the answer */
    size_t count;
    uint64_t corrupt; /* records skipped; adds up over answers */
};
/* The answer to it. Records that don't decode, or are another station's, are skipped. */
enum result redis_report_read(struct redis_tier *r, const redisReply *reply, enum product product,
                              struct slice station, int64_t now, struct redis_newest *out);
/* Logs how many records were skipped, when any were. */
void redis_report_tell_corrupt(enum product product, uint64_t corrupt);

#endif
