#include "service/history_statistics.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/utc.h"
#include "service/history_question.h"

#define PAGE_ROWS 1000
#define PAGE_MAX  ((size_t)4 << 20)

/* One pass through the pages. */
struct pass {
    struct history_source source;
    struct history_range range;
    struct history_place place;
    struct arena *arena; /* of one page */
    int64_t ask_until_ms;
    size_t reports;
    struct history_statistics *out;
};

/* The tier that did not answer once, or takes too long, is not asked for the pages that follow. */
static void judge_archive(struct pass *p, const struct history_rows *rows)
{
    if (!p->source.archive)
        return;
    if (rows->gap_from != UTC_NONE) {
        p->source.archive = NULL;
    } else if (rows->more && clock_monotonic_ms() >= p->ask_until_ms &&
               p->place.observed_at < rows->boundary) {
        struct history_rows rest = {.gap_from = p->place.observed_at, .gap_to = rows->boundary};
        history_state_add(&p->out->state, &rest);
        p->source.archive = NULL;
    }
}

static enum result take_page(struct pass *p, bool *more)
{
    struct history_rows rows;
    arena_reset(p->arena);
    enum result r = history_rows_read(&p->source, &p->range, p->arena, &rows);
    if (r)
        return r;
    for (size_t i = 0; i < rows.count; i++)
        category_hours_add(&p->out->hours, &rows.entries[i]);
    p->reports += rows.count;
    if (p->reports > HISTORY_STATISTICS_REPORTS_MAX)
        return RESULT_TOO_LARGE;
    history_state_add(&p->out->state, &rows);
    *more = rows.more;
    if (rows.more) {
        p->place = history_place_of(&rows.entries[rows.count - 1]);
        p->range.after = &p->place;
    }
    judge_archive(p, &rows);
    return RESULT_OK;
}

static enum result take_pages(struct weather *w, struct archive *archive, const struct history_question *q,
                              struct history_statistics *out)
{
    struct pass p = {.source = {w->options.store, archive},
                     .range = {.product = PRODUCT_METAR,
                               .station = slice_from_string(out->station.id),
                               .from = q->from - CATEGORY_HOLDS_S,
                               .to = q->to,
                               .limit = PAGE_ROWS,
                               .now = q->now},
                     .arena = arena_create(PAGE_MAX),
                     .ask_until_ms = clock_monotonic_ms() + HISTORY_STATISTICS_MS,
                     .out = out};
    bool more = true;
    enum result r = p.arena ? RESULT_OK : RESULT_NO_MEMORY;
    category_hours_begin(&out->hours, q->from, q->to, q->now);
    while (!r && more)
        r = take_page(&p, &more);
    category_hours_end(&out->hours);
    arena_destroy(p.arena);
    return r;
}

enum result history_statistics_read(struct weather *w, struct archive *archive,
                                    const struct history_question *q, struct history_statistics *out,
                                    struct service_error *error)
{
    struct history_statistics s = {.state = {.complete = false}};
    enum result r = history_question_begin(w, q, &s.station, &s.state, error);
    if (r)
        return r;
    r = take_pages(w, archive, q, &s);
    if (r == RESULT_TOO_LARGE)
        return service_error_set(error, RESULT_INVALID, CODE_INVALID_REQUEST, "from",
                                 "The station has more than %d reports in this time: ask for less of it.",
                                 HISTORY_STATISTICS_REPORTS_MAX);
    if (r)
        return history_rows_failed(error, r);
    if (s.hours.whole.observations == 0)
        r = history_require_received(&s.state, error);
    if (!r)
        *out = s;
    return r;
}

/* ---- as JSON ---- */

#define HOURS_DECIMALS 4 /* a third of a second */

static void write_hours(struct json_writer *json, const char *key, int64_t seconds)
{
    json_member_number(json, key, (double)seconds / UTC_HOUR, HOURS_DECIMALS);
}

static void write_sum(struct json_writer *json, const struct category_sum *sum)
{
    write_hours(json, "hours", sum->length_s);
    json_member_int(json, "observations", (int64_t)sum->observations);
    json_member_number(json, "coverage", category_coverage(sum), 4);
    json_key(json, "category_hours");
    json_object_begin(json);
    for (int i = 0; i < CATEGORY_COLUMNS; i++)
        write_hours(json, category_column_name((enum category_column)i), sum->seconds[i]);
    json_object_end(json);
}

static void write_hours_of_day(struct json_writer *json, const struct category_sum hours[CATEGORY_HOURS])
{
    json_key(json, "hours_of_day");
    json_array_begin(json);
    for (int i = 0; i < CATEGORY_HOURS; i++) {
        json_object_begin(json);
        json_member_int(json, "hour", i);
        write_sum(json, &hours[i]);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_month(struct json_writer *json, const struct category_month *month)
{
    char name[16];
    snprintf(name, sizeof(name), "%04d-%02d", month->year, month->month);
    json_object_begin(json);
    json_member_string_z(json, "month", name);
    write_sum(json, &month->sum);
    write_hours_of_day(json, month->hours);
    json_object_end(json);
}

void history_statistics_write(struct json_writer *json, const struct history_statistics *s)
{
    json_object_begin(json);
    json_member_string_z(json, "station", s->station.id);
    json_member_time(json, "from", s->hours.from);
    json_member_time(json, "to", s->hours.to);
    write_sum(json, &s->hours.whole);
    json_key(json, "months");
    json_array_begin(json);
    for (size_t i = 0; i < s->hours.months_count; i++)
        write_month(json, &s->hours.months[i]);
    json_array_end(json);
    write_hours_of_day(json, s->hours.hours);
    json_object_end(json);
}
