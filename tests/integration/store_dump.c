/*
 * What is in a store, for tests: JSON lines. Opens it as a worker does.
 *
 *   store_dump DATA_DIR reports PRODUCT     current and previous reports
 *   store_dump DATA_DIR history PRODUCT     every row of history of the stations that have a report
 *   store_dump DATA_DIR history PRODUCT STATION…                           of these stations
 *   store_dump DATA_DIR state PRODUCT       the product's state
 *   store_dump DATA_DIR listed stations     every station of the provider's list
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_writer.h"
#include "base/log.h"
#include "store/history_store.h"
#include "store/product_state.h"
#include "store/station_store.h"

#define LINE_MAX_BYTES ((size_t)1 << 20)

static void print_line(struct buffer *b)
{
    if (buffer_result(b) != RESULT_OK)
        exit(3);
    fwrite(b->ptr, 1, b->len, stdout);
    putchar('\n');
    buffer_reset(b);
}

struct dump {
    struct buffer line;
    struct store_read *durable;
    enum product product;
    enum report_slot slot;
    bool history;
};

static bool print_entry(void *context, const struct history_entry *entry)
{
    struct dump *d = context;
    struct json_writer w;
    json_writer_init(&w, &d->line);
    json_object_begin(&w);
    json_member_string_z(&w, "station", entry->station);
    json_member_time(&w, "observed_at", entry->observed_at);
    json_member_time(&w, "received_at", entry->received_at);
    json_member_string_z(&w, "source", report_source_name(entry->source));
    json_member_string(&w, "raw", entry->raw);
    json_object_end(&w);
    print_line(&d->line);
    return true;
}

static bool print_report(void *context, const struct stored_report *r)
{
    struct dump *d = context;
    if (d->history) {
        history_store_each(d->durable, d->product, slice_from_string(r->station), 0, INT64_MAX, print_entry,
                           d);
        return true;
    }
    struct json_writer w;
    json_writer_init(&w, &d->line);
    json_object_begin(&w);
    json_member_string_z(&w, "station", r->station);
    json_member_string_z(&w, "slot", d->slot == SLOT_CURRENT ? "current" : "previous");
    json_member_time(&w, "observed_at", r->observed_at);
    json_member_time(&w, "valid_from", r->valid_from);
    json_member_time(&w, "valid_to", r->valid_to);
    json_member_time(&w, "received_at", r->received_at);
    json_member_time(&w, "next_expected_at", r->next_expected_at);
    json_member_time(&w, "checked_at", r->checked_at);
    json_member_string_z(&w, "source", report_source_name(r->source));
    json_member_bool(&w, "cancelled", r->cancelled);
    json_member_string(&w, "raw", r->raw);
    json_member_raw(&w, "decoded", r->decoded);
    json_object_end(&w);
    print_line(&d->line);
    return true;
}

static bool print_listed(void *context, const struct stored_station *s)
{
    struct dump *d = context;
    struct json_writer w;
    if (!s->listed)
        return true;
    json_writer_init(&w, &d->line);
    json_object_begin(&w);
    json_member_string_z(&w, "station", s->id);
    json_member_string_z(&w, "iata", s->iata);
    json_member_string_z(&w, "faa", s->faa);
    json_member_string_z(&w, "country", s->country);
    json_member_string(&w, "name", s->name);
    json_member_number(&w, "latitude_deg", s->latitude_deg, 4);
    json_member_number(&w, "longitude_deg", s->longitude_deg, 4);
    json_member_number(&w, "elevation_m", s->elevation_m, 1);
    json_member_bool(&w, "has_metar", s->has_metar);
    json_member_bool(&w, "has_taf", s->has_taf);
    json_object_end(&w);
    print_line(&d->line);
    return true;
}

static enum result print_histories(struct dump *d, char **stations, int count)
{
    enum result r = RESULT_OK;
    for (int n = 0; r == RESULT_OK && n < count; n++)
        r = history_store_each(d->durable, d->product, slice_from_string(stations[n]), 0, INT64_MAX,
                               print_entry, d);
    return r;
}

static enum result print_state(struct dump *d, struct store_read *hot)
{
    struct product_state s;
    enum result r = product_state_get(hot, d->product, &s);
    if (r != RESULT_OK)
        return r;
    struct json_writer w;
    json_writer_init(&w, &d->line);
    json_object_begin(&w);
    json_member_time(&w, "checked_at", s.checked_at);
    json_member_time(&w, "received_at", s.received_at);
    json_member_time(&w, "newest_at", s.newest_at);
    json_member_int(&w, "quarantined", (int64_t)s.quarantined);
    json_member_string_z(&w, "etag", s.etag);
    json_object_end(&w);
    print_line(&d->line);
    return RESULT_OK;
}

static enum result dump(struct dump *d, const char *what, char **stations, int count, struct store *store)
{
    struct store_read *hot;
    enum result r = store_read_begin(store, STORE_HOT, &hot);
    if (r != RESULT_OK)
        return r;
    r = store_read_begin(store, STORE_DURABLE, &d->durable);
    if (r == RESULT_OK && strcmp(what, "state") == 0)
        r = print_state(d, hot);
    else if (r == RESULT_OK && strcmp(what, "listed") == 0)
        r = station_store_each(hot, print_listed, d);
    else if (r == RESULT_OK && d->history && count > 0)
        r = print_histories(d, stations, count);
    else if (r == RESULT_OK)
        r = report_store_each(hot, d->product, SLOT_CURRENT, print_report, d);
    if (r == RESULT_OK && strcmp(what, "reports") == 0) {
        d->slot = SLOT_PREVIOUS;
        r = report_store_each(hot, d->product, SLOT_PREVIOUS, print_report, d);
    }
    store_read_end(d->durable);
    store_read_end(hot);
    return r;
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    log_open("store_dump", LOG_LEVEL_ERROR);
    struct store_options options = {
        .data_dir = argv[1], .role = STORE_READER, .map_mb = 4096, .simulated = true};
    struct store *store;
    enum result r = store_open(&options, &store);
    if (r != RESULT_OK) {
        fprintf(stderr, "store_open: %s\n", result_text(r));
        return 1;
    }
    struct dump d = {.history = strcmp(argv[2], "history") == 0};
    buffer_init(&d.line, LINE_MAX_BYTES);
    for (int p = 0; p < PRODUCT_COUNT; p++)
        if (strcmp(argv[3], product_name((enum product)p)) == 0)
            d.product = (enum product)p;
    r = dump(&d, argv[2], argv + 4, argc - 4, store);
    buffer_free(&d.line);
    store_close(store);
    if (r != RESULT_OK)
        fprintf(stderr, "%s: %s\n", argv[2], result_text(r));
    return r == RESULT_OK ? 0 : 1;
}
