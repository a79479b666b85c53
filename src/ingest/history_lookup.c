#include "ingest/history_lookup.h"

#include "base/utc.h"
#include "ingest/intake_item.h"
#include "service/currency.h"

#define METAR_RECENT_S (8 * UTC_HOUR)
#define TAF_RECENT_S   (48 * UTC_HOUR)
/* Type, AMD, COR, station, time, validity, CNL or NIL all stand within these. */
#define HEADING_WORDS 7

struct search {
    const struct stored_report *report;
    bool found;
    int64_t received_at;
};

static bool compare_entry(void *context, const struct history_entry *entry)
{
    struct search *s = context;
    if (!report_text_same(entry->raw, s->report->raw))
        return true;
    s->found = true;
    s->received_at = entry->received_at;
    return false;
}

enum result history_lookup_report(struct store_read *durable, const struct stored_report *report,
                                  int64_t from, int64_t to, bool *found, int64_t *received_at)
{
    struct search s = {.report = report, .received_at = UTC_NONE};
    enum result r = history_store_each(durable, report->product, slice_from_string(report->station), from, to,
                                       compare_entry, &s);
    if (r != RESULT_OK && r != RESULT_CORRUPT) /* a damaged row is none; damage is dealt with elsewhere */
        return r;
    *found = s.found;
    *received_at = s.received_at;
    return RESULT_OK;
}

static bool is_one_of(struct slice word, const struct slice *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(word, words[i]))
            return true;
    return false;
}

static bool is_routine(enum product product, struct slice raw)
{
    static const struct slice metar_words[] = {{"SPECI", 5}, {"NIL", 3}};
    static const struct slice taf_words[] = {{"AMD", 3}, {"COR", 3}, {"CNL", 3}, {"NIL", 3}};
    struct slice rest = raw, word;
    for (int i = 0; i < HEADING_WORDS && slice_next(&rest, ' ', &word); i++) {
        if (product == PRODUCT_TAF ? is_one_of(word, taf_words, 4) : is_one_of(word, metar_words, 2))
            return false;
    }
    return true;
}

static bool enter_time(void *context, const struct history_entry *entry)
{
    struct stored_report *report = context;
    if (!is_routine(entry->product, entry->raw))
        return true;
    struct stored_report earlier = {.product = entry->product, .observed_at = entry->observed_at};
    currency_recent_enter(report, &earlier);
    return true;
}

enum result history_lookup_recent(struct store_read *durable, struct stored_report *report)
{
    int64_t to = currency_time(report);
    if (to == UTC_NONE)
        return RESULT_OK;
    int64_t from = to - (report->product == PRODUCT_TAF ? TAF_RECENT_S : METAR_RECENT_S);
    enum result r = history_store_each(durable, report->product, slice_from_string(report->station), from, to,
                                       enter_time, report);
    return r == RESULT_CORRUPT ? RESULT_OK : r;
}
