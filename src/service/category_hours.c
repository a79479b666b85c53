#include "service/category_hours.h"

#include "base/utc.h"
#include "tac/metar.h"

const char *category_column_name(enum category_column c)
{
    static const char *const names[CATEGORY_COLUMNS] = {"VFR", "MVFR", "IFR", "LIFR", "UNKNOWN", "missing"};
    return names[c];
}

/* ---- the calendar ---- */

static struct category_month *month_of(struct category_hours *h, int64_t t)
{
    size_t i = h->months_count - 1;
    while (i > 0 && h->months[i].begins_at > t)
        i--;
    return &h->months[i];
}

static size_t hour_of(int64_t t)
{
    int64_t second = t % UTC_DAY;
    return (size_t)((second < 0 ? second + UTC_DAY : second) / UTC_HOUR);
}

#define SUMS 4

/* Every sum that the time belongs to. */
static void sums_of(struct category_hours *h, int64_t t, struct category_sum *sums[SUMS])
{
    struct category_month *month = month_of(h, t);
    size_t hour = hour_of(t);
    sums[0] = &h->whole;
    sums[1] = &month->sum;
    sums[2] = &h->hours[hour];
    sums[3] = &month->hours[hour];
}

/* The end of the hour that t is in: never across a month's. */
static int64_t hour_end(int64_t t)
{
    int64_t into = t % UTC_HOUR;
    return t - (into < 0 ? into + UTC_HOUR : into) + UTC_HOUR;
}

static void list_months(struct category_hours *h)
{
    struct utc_civil c;
    utc_to_civil(h->from, &c);
    c.day = 1;
    c.hour = c.minute = c.second = 0;
    while (h->months_count < CATEGORY_MONTHS_MAX && utc_from_civil(&c) < h->to) {
        h->months[h->months_count++] =
            (struct category_month){.year = c.year, .month = c.month, .begins_at = utc_from_civil(&c)};
        c.year += c.month == 12;
        c.month = c.month % 12 + 1;
    }
}

/* ---- counting ---- */

/* CATEGORY_COLUMNS: the length of the range itself. */
static void count(struct category_hours *h, int64_t begin, int64_t end, enum category_column column)
{
    while (begin < end) {
        int64_t part_end = hour_end(begin) < end ? hour_end(begin) : end;
        struct category_sum *sums[SUMS];
        sums_of(h, begin, sums);
        for (size_t i = 0; i < SUMS; i++) {
            if (column == CATEGORY_COLUMNS)
                sums[i]->length_s += part_end - begin;
            else
                sums[i]->seconds[column] += part_end - begin;
        }
        begin = part_end;
    }
}

static void count_observation(struct category_hours *h, int64_t t)
{
    if (t < h->from || t >= h->to)
        return;
    struct category_sum *sums[SUMS];
    sums_of(h, t, sums);
    for (size_t i = 0; i < SUMS; i++)
        sums[i]->observations++;
}

static void end_last(struct category_hours *h, int64_t next)
{
    int64_t begin = h->last.observed_at, end;
    if (begin == UTC_NONE)
        return;
    end = begin + CATEGORY_HOLDS_S < next ? begin + CATEGORY_HOLDS_S : next;
    count(h, begin > h->from ? begin : h->from, end < h->until ? end : h->until, h->last.column);
    h->last.observed_at = UTC_NONE;
}

void category_hours_begin(struct category_hours *h, int64_t from, int64_t to, int64_t now)
{
    *h = (struct category_hours){.from = from, .to = to, .until = to < now ? to : now};
    h->last.observed_at = UTC_NONE;
    list_months(h);
    count(h, from, to, CATEGORY_COLUMNS);
}

/* ---- reports ---- */

enum { RANK_NIL, RANK_UNDECODABLE, RANK_ORIGINAL, RANK_CORRECTION };

static int look_at(const struct history_entry *entry, enum category_column *column)
{
    static const enum category_column columns[] = {
        [TAC_CATEGORY_LIFR] = CATEGORY_LIFR, [TAC_CATEGORY_UNKNOWN] = CATEGORY_UNKNOWN,
        [TAC_CATEGORY_IFR] = CATEGORY_IFR,   [TAC_CATEGORY_MVFR] = CATEGORY_MVFR,
        [TAC_CATEGORY_VFR] = CATEGORY_VFR,
    };
    struct metar m;
    *column = CATEGORY_UNKNOWN;
    if (metar_decode(entry->raw, entry->observed_at, &m, NULL) != RESULT_OK)
        return RANK_UNDECODABLE;
    if (m.nil)
        return RANK_NIL;
    *column = columns[m.category.category];
    return m.corrected ? RANK_CORRECTION : RANK_ORIGINAL;
}

void category_hours_add(struct category_hours *h, const struct history_entry *metar)
{
    enum category_column column;
    int rank = look_at(metar, &column);
    if (rank == RANK_NIL)
        return;
    if (h->last.observed_at != metar->observed_at) {
        end_last(h, metar->observed_at);
        count_observation(h, metar->observed_at);
    } else if (rank < h->last.rank || (rank == h->last.rank && metar->received_at < h->last.received_at)) {
        return;
    }
    h->last.observed_at = metar->observed_at;
    h->last.received_at = metar->received_at;
    h->last.rank = rank;
    h->last.column = column;
}

static void add_missing(struct category_sum *sum)
{
    sum->seconds[CATEGORY_MISSING] = sum->length_s;
    for (int i = 0; i < CATEGORY_MISSING; i++)
        sum->seconds[CATEGORY_MISSING] -= sum->seconds[i];
}

void category_hours_end(struct category_hours *h)
{
    end_last(h, INT64_MAX);
    add_missing(&h->whole);
    for (size_t m = 0; m < h->months_count; m++) {
        add_missing(&h->months[m].sum);
        for (size_t i = 0; i < CATEGORY_HOURS; i++)
            add_missing(&h->months[m].hours[i]);
    }
    for (size_t i = 0; i < CATEGORY_HOURS; i++)
        add_missing(&h->hours[i]);
}

double category_coverage(const struct category_sum *sum)
{
    return sum->length_s > 0 ? 1 - (double)sum->seconds[CATEGORY_MISSING] / (double)sum->length_s : 0;
}
