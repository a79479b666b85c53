#include "ingest/outage.h"

#include "base/utc.h"

#define HISTORY_MAX_S (15 * UTC_DAY) /* how far back the provider's history goes */

bool outage_hole_extend(struct history_hole *hole, int64_t checked_before, int64_t now)
{
    if (checked_before == UTC_NONE || now - checked_before <= HISTORY_OUTAGE_S)
        return false;
    int64_t from = checked_before;
    if (hole->from != UTC_NONE && hole->from < from)
        from = hole->from;
    if (from < now - HISTORY_MAX_S)
        from = now - HISTORY_MAX_S;
    *hole = (struct history_hole){.from = from, .to = now};
    return true;
}
