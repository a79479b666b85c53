#include "service/currency.h"

#include <string.h>

#include "base/utc.h"

#define METAR_RECENT_S (8 * UTC_HOUR)
/* The median of the last four intervals needs five issues. */
#define TAF_RECENT_MAX 5

int64_t currency_time(const struct stored_report *report)
{
    return report->observed_at != UTC_NONE ? report->observed_at : report->valid_from;
}

/* Negative, 0, positive: a is earlier, at the same time, later. As report_store_put orders them. */
static int compare_times(const struct stored_report *a, const struct stored_report *b)
{
    bool issued = a->observed_at != UTC_NONE && b->observed_at != UTC_NONE;
    int64_t x = issued ? a->observed_at : a->valid_from, y = issued ? b->observed_at : b->valid_from;
    return (x > y) - (x < y);
}

/* Of two reports for one time: a NIL is the least, what changes an original the most. */
static int rank(const struct stored_report *r)
{
    if (r->nil)
        return 0;
    return r->corrected || r->amended || r->cancelled ? 2 : 1;
}

enum currency currency_decide(const struct stored_report *current, const struct stored_report *candidate)
{
    if (candidate->nil && candidate->product == PRODUCT_METAR)
        return CURRENCY_HISTORY;
    if (!current)
        return CURRENCY_REPLACES;
    int order = compare_times(candidate, current);
    if (order != 0)
        return order > 0 ? CURRENCY_REPLACES : CURRENCY_HISTORY;
    if (rank(candidate) != rank(current))
        return rank(candidate) > rank(current) ? CURRENCY_REPLACES : CURRENCY_HISTORY;
    return candidate->received_at > current->received_at ? CURRENCY_REPLACES : CURRENCY_HISTORY;
}

enum currency_previous currency_previous_slot(const struct stored_report *current,
                                              const struct stored_report *candidate, int64_t now)
{
    if (candidate->product != PRODUCT_TAF)
        return PREVIOUS_KEEP;
    if (candidate->valid_from == UTC_NONE || candidate->valid_from <= now)
        return PREVIOUS_DROP;
    /* What is replaced before it came into force was never in force: the one before it still is. */
    if (!current || current->valid_from == UTC_NONE || current->valid_from > now)
        return PREVIOUS_KEEP;
    return PREVIOUS_CURRENT;
}

bool currency_is_in_force_before(const struct stored_report *current, const struct stored_report *previous,
                                 const struct stored_report *candidate, int64_t now)
{
    if (candidate->product != PRODUCT_TAF || candidate->nil || candidate->valid_from == UTC_NONE ||
        candidate->valid_to == UTC_NONE || current->valid_from == UTC_NONE)
        return false;
    if (current->valid_from <= now || candidate->valid_from > now || candidate->valid_to <= now)
        return false;
    return currency_decide(previous, candidate) == CURRENCY_REPLACES;
}

static bool counts(const struct stored_report *r)
{
    if (r->observed_at == UTC_NONE || r->nil)
        return false;
    if (r->product == PRODUCT_TAF)
        return !r->amended && !r->corrected && !r->cancelled;
    return !r->speci;
}

/* Drops the first n. */
static void drop_oldest(struct stored_report *holder, unsigned n)
{
    holder->recent_count = (uint8_t)(holder->recent_count - n);
    memmove(holder->recent, holder->recent + n, holder->recent_count * sizeof(holder->recent[0]));
}

static void drop_too_old(struct stored_report *holder)
{
    unsigned n = 0;
    if (holder->product == PRODUCT_TAF) {
        n = holder->recent_count > TAF_RECENT_MAX ? holder->recent_count - TAF_RECENT_MAX : 0;
    } else if (holder->recent_count > 0) {
        int64_t newest = holder->recent[holder->recent_count - 1];
        while (holder->recent[n] <= newest - METAR_RECENT_S)
            n++;
    }
    drop_oldest(holder, n);
}

bool currency_recent_enter(struct stored_report *holder, const struct stored_report *report)
{
    if (!counts(report))
        return false;
    int64_t time = report->observed_at;
    unsigned at = holder->recent_count;
    while (at > 0 && holder->recent[at - 1] > time)
        at--;
    if (at > 0 && holder->recent[at - 1] == time)
        return false;
    if (holder->recent_count == REPORT_RECENT_MAX) {
        if (at == 0)
            return false;
        drop_oldest(holder, 1);
        at--;
    }
    memmove(holder->recent + at + 1, holder->recent + at,
            (holder->recent_count - at) * sizeof(holder->recent[0]));
    holder->recent[at] = time;
    holder->recent_count++;
    unsigned before = holder->recent_count;
    drop_too_old(holder);
    /* Was it the new one itself that was too old? Then nothing has changed. */
    return !(at == 0 && holder->recent_count == before - 1);
}
