/*
 * What a provider gave, looked at before anything is stored: decoded, rendered, its times checked.
 */
#ifndef AW_INGEST_EXAMINE_H
#define AW_INGEST_EXAMINE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "ingest/quarantine.h"
#include "store/report_store.h"
#include "upstream/upstream.h"

enum examine_verdict {
    EXAMINE_GOOD,        /* record is complete but for next_expected_at, recent and checked_at */
    EXAMINE_UNDECODABLE, /* for history only: record has station, observed_at, received_at, source, raw */
    EXAMINE_QUARANTINED, /* reason says why; record as for undecodable */
    EXAMINE_REFUSED,     /* no station, no text, no product of ours: counted, nothing else */
};

struct examined {
    enum examine_verdict verdict;
    enum quarantine_reason reason;
    const char *error; /* undecodable: why; static */
    struct stored_report record;
};

/*
 * The reference time of the decoder is the provider's time, or the receipt where it gave none. record.raw is
 * given->raw, record.decoded lies in the arena. `scratch` is reset. RESULT_NO_MEMORY; all that is wrong with
 * a report is a verdict.
 */
enum result examine_report(const struct upstream_report *given, int64_t received_at, struct arena *arena,
                           struct buffer *scratch, struct examined *out);

#endif
