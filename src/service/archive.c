#include "service/archive.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/utc.h"
#include "store/durable_since.h"

/* What ingestd said is believed so long; it says it each second. */
#define LINK_FRESH_S 15
/* A row may be pruned between the look at the clock and the read. */
#define MARGIN_S (10 * UTC_MINUTE)

struct archive {
    struct archive_options options;
    struct tier *tier; /* NULL: not opened yet */
    bool refused;      /* it can't be opened: said once */
};

/* The resolver knows none of our time-outs: with dead name servers it takes 10 s, after which a worker ends.
 * Unless the operator has told it something else. */
#define RESOLVER_OPTIONS "timeout:1 attempts:1"

struct archive *archive_create(const struct archive_options *options)
{
    setenv("RES_OPTIONS", RESOLVER_OPTIONS, 0);
    struct archive *a = calloc(1, sizeof(*a));
    if (a)
        a->options = *options;
    return a;
}

void archive_destroy(struct archive *a)
{
    if (!a)
        return;
    tier_close(a->tier);
    free(a);
}

int64_t archive_needed_before(const struct archive *a, struct store_read *durable, int64_t now)
{
    int64_t kept = now - a->options.history_days * UTC_DAY + MARGIN_S, since;
    return durable_whole_since_get(durable, &since) == RESULT_OK && since > kept ? since : kept;
}

static bool known_to_be_away(const struct archive *a, int64_t now)
{
    struct shared_link_state link;
    shared_link_get(a->options.shared, SHARED_LINK_MONGODB, &link);
    int64_t age_s = now - link.seen_at;
    return age_s >= -LINK_FRESH_S && age_s <= LINK_FRESH_S && link.breaker != BREAKER_CLOSED;
}

static enum result open_tier(struct archive *a)
{
    char detail[200] = "";
    struct tier_options options = {.engine = TIER_ENGINE_MONGO,
                                   .url = a->options.url,
                                   .space = a->options.space,
                                   .timeout_ms = ARCHIVE_TIMEOUT_MS};
    enum result r = tier_open(&options, &a->tier, detail);
    if (r != RESULT_OK) {
        a->refused = true;
        log_error("archive_not_opened", LOG_STR("key", "MONGODB_URI"), LOG_STR("detail", detail),
                  LOG_RESULT(r), LOG_END);
    }
    return r;
}

enum result archive_page(struct archive *a, const struct tier_history_question *q, int64_t now,
                         bool (*each)(void *context, const struct history_entry *entry), void *context)
{
    if (a->refused || known_to_be_away(a, now))
        return RESULT_UNAVAILABLE;
    if (!a->tier && open_tier(a) != RESULT_OK)
        return RESULT_UNAVAILABLE;
    return tier_history_page(a->tier, q, each, context);
}
