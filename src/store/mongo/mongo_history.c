#include "store/mongo/mongo_tier.h"

#include "store/mongo/mongo_document.h"
#include "store/mongo/mongo_find.h"

struct page {
    bool (*each)(void *context, const struct history_entry *entry);
    void *context;
};

static enum result give_entry(void *context, const bson_t *document)
{
    struct page *page = context;
    struct tier_report report;
    enum result result = mongo_report_decode(document, &report);
    if (result)
        return result;
    return page->each(page->context, &report.entry) ? RESULT_OK : RESULT_NOT_FOUND;
}

/* Behind a place: of its own second those with a greater hash, and all later ones. */
static void append_after(bson_t *filter, const struct history_place *after)
{
    bson_t either, one, part;
    BSON_APPEND_ARRAY_BEGIN(filter, "$or", &either);
    BSON_APPEND_DOCUMENT_BEGIN(&either, "0", &one);
    BSON_APPEND_DOCUMENT_BEGIN(&one, "timestamp", &part);
    mongo_append_time(&part, "$gt", after->observed_at);
    bson_append_document_end(&one, &part);
    bson_append_document_end(&either, &one);
    BSON_APPEND_DOCUMENT_BEGIN(&either, "1", &one);
    BSON_APPEND_DOCUMENT_BEGIN(&one, "hash", &part);
    BSON_APPEND_INT64(&part, "$gt", after->hash);
    bson_append_document_end(&one, &part);
    bson_append_document_end(&either, &one);
    bson_append_array_end(filter, &either);
}

static void page_filter(const struct tier_history_question *q, bson_t *filter)
{
    bson_t part;
    bool behind = q->after && q->after->observed_at >= q->from;
    bson_init(filter);
    mongo_append_slice(filter, "icao_code", q->station);
    BSON_APPEND_UTF8(filter, "product", product_name(q->product));
    BSON_APPEND_DOCUMENT_BEGIN(filter, "timestamp", &part);
    mongo_append_bound(&part, "$gte", behind ? q->after->observed_at : q->from);
    mongo_append_bound(&part, "$lt", q->to);
    bson_append_document_end(filter, &part);
    if (behind)
        append_after(filter, q->after);
}

enum result mongo_history_page(void *engine, const struct tier_history_question *q,
                               bool (*each)(void *context, const struct history_entry *entry), void *context)
{
    struct mongo_tier *m = engine;
    struct page page = {each, context};
    bson_t filter, sort;
    page_filter(q, &filter);
    bson_init(&sort);
    BSON_APPEND_INT32(&sort, "timestamp", 1);
    BSON_APPEND_INT32(&sort, "hash", 1);
    struct mongo_find find = {
        .collection = MONGO_HISTORY, .filter = &filter, .sort = &sort, .omit = "decoded", .limit = q->limit};
    enum result result = mongo_find_each(&m->link, &find, give_entry, &page);
    bson_destroy(&sort);
    bson_destroy(&filter);
    return result;
}

enum result mongo_history_prune(void *engine, int64_t before, size_t limit, size_t *deleted)
{
    struct mongo_tier *m = engine;
    bson_t filter, part;
    size_t gone = 0;
    bson_init(&filter);
    BSON_APPEND_DOCUMENT_BEGIN(&filter, "timestamp", &part);
    mongo_append_bound(&part, "$lt", before);
    bson_append_document_end(&filter, &part);
    enum result result = mongo_delete_some(&m->link, MONGO_HISTORY, &filter, limit, &gone);
    bson_destroy(&filter);
    if (!result)
        *deleted = gone;
    return result;
}
