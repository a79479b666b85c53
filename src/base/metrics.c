#include "base/metrics.h"

#include <assert.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "base/fnv.h"
#include "base/slice.h"

#define METRICS_MAGIC       0x3130544d57415741ull /* "AWAWMT01" */
#define METRIC_LABELS_MAX   4
#define METRIC_KEY_MAX      176
#define METRIC_BUCKETS_MAX  18
#define METRIC_VALUES       (METRIC_BUCKETS_MAX + 2) /* buckets, +Inf, sum */
#define METRIC_SUM_PER_UNIT 1e6

enum metric_kind { COUNTER, GAUGE, HISTOGRAM };

struct metric_family {
    const char *name;
    enum metric_kind kind;
    const char *help;
    const char *labels[METRIC_LABELS_MAX + 1]; /* NULL-terminated */
    const double *buckets;
    int bucket_count;
};

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* The guide's buckets, with finer ones below 0.1 s. */
static const double request_buckets[] = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                         0.3,    0.5,   0.7,    1,     3,    5,     7,    10};
static const double work_buckets[] = {0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};

/* All families, in the order they are printed. */
static const struct metric_family families[] = {
    {"http_request_duration_seconds",
     HISTOGRAM,
     "Time a worker took to answer.",
     {"method", "route", "status_code"},
     request_buckets,
     COUNT(request_buckets)},
    {"http_requests_total",
     COUNTER,
     "Requests answered by workers.",
     {"method", "route", "status_code"},
     NULL,
     0},
    {"edge_responses_total",
     COUNTER,
     "Answers that nginx gave, its own and cached ones included.",
     {"status"},
     NULL,
     0},
    {"weather_api_calls_total",
     COUNTER,
     "Requests sent to weather providers.",
     {"provider", "status"},
     NULL,
     0},
    {"cache_requests_total", COUNTER, "Look-ups in a tier.", {"cache_type"}, NULL, 0},
    {"cache_hits_total", COUNTER, "Look-ups in a tier that found a report.", {"cache_type"}, NULL, 0},
    {"db_operation_duration_seconds",
     HISTOGRAM,
     "Time a tier took to answer a call.",
     {"engine", "operation"},
     request_buckets,
     COUNT(request_buckets)},
    {"db_operations_total",
     COUNTER,
     "Calls of a tier, by how they ended (skipped: its breaker was open).",
     {"engine", "operation", "result"},
     NULL,
     0},
    {"db_connections", GAUGE, "Connections of ingestd to an engine that work.", {"engine"}, NULL, 0},
    {"tier_breaker_state", GAUGE, "0 closed, 1 half open, 2 open.", {"tier"}, NULL, 0},
    {"workers", GAUGE, "Workers running.", {NULL}, NULL, 0},
    {"worker_starts_total", COUNTER, "Workers started.", {NULL}, NULL, 0},
    {"worker_timeouts_total",
     COUNTER,
     "Workers that ended because a request took more than 10 s.",
     {NULL},
     NULL,
     0},
    {"worker_crashes_total", COUNTER, "Workers that ended by a fatal signal.", {NULL}, NULL, 0},
    {"ondemand_questions_total", COUNTER, "Questions handed to ingestd.", {"verb", "verdict"}, NULL, 0},
    {"ondemand_queue_length", GAUGE, "Questions that wait in ingestd.", {NULL}, NULL, 0},
    {"ingest_polls_total", COUNTER, "Polls of bulk files.", {"product", "verdict"}, NULL, 0},
    {"ingest_reports_total",
     COUNTER,
     "Reports received, by what became of them.",
     {"product", "outcome"},
     NULL,
     0},
    {"ingest_batch_duration_seconds",
     HISTOGRAM,
     "From the end of a download to its commit.",
     {"product"},
     work_buckets,
     COUNT(work_buckets)},
    {"ingest_checked_timestamp_seconds", GAUGE, "Last complete poll.", {"product"}, NULL, 0},
    {"ingest_newest_report_timestamp_seconds", GAUGE, "Newest observation or issue.", {"product"}, NULL, 0},
    {"ingest_history_rows_total", COUNTER, "Rows written to the local history.", {NULL}, NULL, 0},
    {"journal_entries", GAUGE, "Reports owed to the durable tier.", {NULL}, NULL, 0},
    {"journal_oldest_age_seconds",
     GAUGE,
     "How long the oldest report owed to the durable tier has waited.",
     {NULL},
     NULL,
     0},
    {"journal_lost_total",
     COUNTER,
     "Reports owed that the durable tier will never have: row_gone or not_taken.",
     {"reason"},
     NULL,
     0},
    {"queue_length",
     GAUGE,
     "What waits for a tier's thread or is under way: calls, or changes to be published.",
     {"queue"},
     NULL,
     0},
    {"ingest_loop_turns_total",
     COUNTER,
     "Turns of the event loop that finished their due work.",
     {NULL},
     NULL,
     0},
    {"polling_lease_held", GAUGE, "1 while this host polls for all that share its Redis.", {NULL}, NULL, 0},
    {"shared_changes_total",
     COUNTER,
     "Changes sent to the other hosts, and received from them.",
     {"kind", "direction"},
     NULL,
     0},
    {"shared_stream_gaps_total",
     COUNTER,
     "Times that changes of other hosts were lost and everything was read anew.",
     {NULL},
     NULL,
     0},
    {"ingest_clock_skew_seconds", GAUGE, "The providers' clock less ours.", {NULL}, NULL, 0},
    {"provider_breaker_state", GAUGE, "0 closed, 1 half open, 2 open.", {"provider"}, NULL, 0},
    {"provider_budget_left", GAUGE, "On-demand requests left in this minute.", {"provider"}, NULL, 0},
    {"store_repairs_total",
     COUNTER,
     "Repairs of an environment, by their outcome.",
     {"environment", "outcome"},
     NULL,
     0},
    {"store_used_bytes", GAUGE, "Bytes in use in an environment.", {"environment"}, NULL, 0},
    {"process_start_timestamp_seconds", GAUGE, "When ingestd started.", {NULL}, NULL, 0},
    {"metrics_dropped_total", COUNTER, "Series that found no room in the table.", {NULL}, NULL, 0},
};

enum series_state { SERIES_FREE = 0, SERIES_BEING_MADE = 1, SERIES_READY = 2 };

struct metric {
    uint32_t state;
    uint16_t family;
    uint16_t key_len;
    char key[METRIC_KEY_MAX]; /* label values, each ended by a NUL */
    uint64_t values[METRIC_VALUES];
};

struct metrics_table {
    uint64_t magic;
    uint64_t layout; /* sizes and families of the build: another layout starts at zero */
    uint64_t capacity;
    uint64_t pad;
    struct metric series[];
};

static struct metrics_table *table;
static struct metric nowhere; /* what is counted before metrics_open, or when the table is full */

static uint64_t layout_of_build(void)
{
    const uint64_t size = sizeof(struct metric);
    uint64_t h = fnv1a_add(FNV1A_START, &size, sizeof(size));
    for (int i = 0; i < COUNT(families); i++)
        h = fnv1a_add(h, families[i].name, strlen(families[i].name) + 1);
    return h;
}

void metrics_open(void *region, size_t size)
{
    struct metrics_table *t = region;
    assert(size > sizeof(*t) + sizeof(struct metric));
    uint64_t layout = layout_of_build();
    if (t->magic != METRICS_MAGIC || t->layout != layout) {
        memset(region, 0, size);
        t->layout = layout;
        t->capacity = (size - sizeof(*t)) / sizeof(struct metric);
        __atomic_store_n(&t->magic, METRICS_MAGIC, __ATOMIC_RELEASE);
    }
    table = t;
}

static int family_index(const char *name)
{
    for (int i = 0; i < COUNT(families); i++)
        if (strcmp(families[i].name, name) == 0)
            return i;
    return -1;
}

/* A maker that died leaves the state at BEING_MADE; after a while its place is passed over. */
static bool wait_ready(const struct metric *m)
{
    for (int i = 0; i < 1000; i++) {
        if (__atomic_load_n(&m->state, __ATOMIC_ACQUIRE) == SERIES_READY)
            return true;
        sched_yield();
    }
    return false;
}

static bool make_series(struct metric *m, int family, const char *key, size_t len)
{
    uint32_t expected = SERIES_FREE;
    if (!__atomic_compare_exchange_n(&m->state, &expected, SERIES_BEING_MADE, false, __ATOMIC_ACQUIRE,
                                     __ATOMIC_RELAXED))
        return false;
    m->family = (uint16_t)family;
    m->key_len = (uint16_t)len;
    if (len > 0) /* a series without labels has no key */
        memcpy(m->key, key, len);
    __atomic_store_n(&m->state, SERIES_READY, __ATOMIC_RELEASE);
    return true;
}

static bool same_series(const struct metric *m, int family, const char *key, size_t len)
{
    return m->family == family && m->key_len == len && (len == 0 || memcmp(m->key, key, len) == 0);
}

static struct metric *find_or_make(int family, const char *key, size_t len)
{
    uint64_t h = fnv1a_add(fnv1a_add(FNV1A_START, &family, sizeof(family)), key, len);
    uint64_t capacity = table->capacity;
    for (uint64_t step = 0; step < capacity; step++) {
        struct metric *m = &table->series[(h + step) % capacity];
        if (__atomic_load_n(&m->state, __ATOMIC_ACQUIRE) == SERIES_FREE && make_series(m, family, key, len))
            return m;
        if (wait_ready(m) && same_series(m, family, key, len))
            return m;
    }
    return NULL;
}

/* Label values in declared order into key; a value that is too long is cut. */
static size_t collect_key(const struct metric_family *f, va_list args, char key[METRIC_KEY_MAX])
{
    size_t len = 0;
    for (int i = 0; f->labels[i]; i++) {
        const char *value = va_arg(args, const char *);
        assert(value);
        size_t room = (METRIC_KEY_MAX - len) / (size_t)(METRIC_LABELS_MAX - i) - 1;
        size_t n = strnlen(value, room);
        memcpy(key + len, value, n);
        key[len + n] = '\0';
        len += n + 1;
    }
    assert(va_arg(args, const char *) == NULL);
    return len;
}

struct metric *metrics_series(const char *name, ...)
{
    char key[METRIC_KEY_MAX];
    int family = family_index(name);
    assert(family >= 0);
    va_list args;
    va_start(args, name);
    size_t len = collect_key(&families[family], args, key);
    va_end(args);
    if (!table)
        return &nowhere;
    struct metric *m = find_or_make(family, key, len);
    if (m)
        return m;
    metric_add(find_or_make(family_index("metrics_dropped_total"), "", 0), 1);
    return &nowhere;
}

void metric_add(struct metric *m, uint64_t n)
{
    if (m)
        __atomic_fetch_add(&m->values[0], n, __ATOMIC_RELAXED);
}

void metric_set(struct metric *m, int64_t value)
{
    __atomic_store_n(&m->values[0], (uint64_t)value, __ATOMIC_RELAXED);
}

void metric_observe(struct metric *m, double seconds)
{
    if (m == &nowhere || !(seconds >= 0))
        return;
    const struct metric_family *f = &families[m->family];
    int i = 0;
    while (i < f->bucket_count && seconds > f->buckets[i])
        i++;
    __atomic_fetch_add(&m->values[i], 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&m->values[METRIC_VALUES - 1], (uint64_t)(seconds * METRIC_SUM_PER_UNIT),
                       __ATOMIC_RELAXED);
}

static uint64_t value_at(const struct metric *m, int i)
{
    return __atomic_load_n(&m->values[i], __ATOMIC_RELAXED);
}

uint64_t metric_value(const struct metric *m)
{
    if (m == &nowhere || families[m->family].kind != HISTOGRAM)
        return value_at(m, 0);
    uint64_t count = 0;
    for (int i = 0; i <= families[m->family].bucket_count; i++)
        count += value_at(m, i);
    return count;
}

static void print_label_value(const char *value, struct buffer *out)
{
    for (; *value; value++) {
        if (*value == '\n') {
            buffer_append(out, "\\n", 2);
            continue;
        }
        if (*value == '"' || *value == '\\')
            buffer_append_char(out, '\\');
        buffer_append_char(out, *value);
    }
}

/* {a="x",b="y"} with, for a bucket, le="…"; nothing without labels. */
static void print_labels(const struct metric *m, const char *le, struct buffer *out)
{
    const struct metric_family *f = &families[m->family];
    const char *value = m->key;
    char before = '{';
    for (int i = 0; f->labels[i]; i++) {
        buffer_append_char(out, before);
        buffer_append_format(out, "%s=\"", f->labels[i]);
        print_label_value(value, out);
        buffer_append_char(out, '"');
        value += strlen(value) + 1;
        before = ',';
    }
    if (le)
        buffer_append_format(out, "%cle=\"%s\"", before, le);
    if (le || before == ',')
        buffer_append_char(out, '}');
}

static void print_histogram(const struct metric *m, struct buffer *out)
{
    const struct metric_family *f = &families[m->family];
    uint64_t count = 0;
    for (int i = 0; i <= f->bucket_count; i++) {
        char le[32] = "+Inf";
        struct buffer text = {.ptr = le, .capacity = sizeof(le), .max = sizeof(le)};
        if (i < f->bucket_count)
            buffer_append_format(&text, "%g", f->buckets[i]);
        count += value_at(m, i);
        buffer_append_format(out, "%s_bucket", f->name);
        print_labels(m, le, out);
        buffer_append_format(out, " %llu\n", (unsigned long long)count);
    }
    buffer_append_format(out, "%s_sum", f->name);
    print_labels(m, NULL, out);
    buffer_append_format(out, " %.6f\n", (double)value_at(m, METRIC_VALUES - 1) / METRIC_SUM_PER_UNIT);
    buffer_append_format(out, "%s_count", f->name);
    print_labels(m, NULL, out);
    buffer_append_format(out, " %llu\n", (unsigned long long)count);
}

static void print_series(const struct metric *m, struct buffer *out)
{
    const struct metric_family *f = &families[m->family];
    if (f->kind == HISTOGRAM) {
        print_histogram(m, out);
        return;
    }
    buffer_append_format(out, "%s", f->name);
    print_labels(m, NULL, out);
    buffer_append_format(out, " %lld\n", (long long)value_at(m, 0));
}

static void print_family(int family, struct buffer *out)
{
    static const char *const kinds[] = {"counter", "gauge", "histogram"};
    const struct metric_family *f = &families[family];
    bool first = true;
    for (uint64_t i = 0; i < table->capacity; i++) {
        const struct metric *m = &table->series[i];
        if (__atomic_load_n(&m->state, __ATOMIC_ACQUIRE) != SERIES_READY || m->family != family ||
            m->key_len > METRIC_KEY_MAX)
            continue;
        if (first)
            buffer_append_format(out, "# HELP %s %s\n# TYPE %s %s\n", f->name, f->help, f->name,
                                 kinds[f->kind]);
        first = false;
        print_series(m, out);
    }
}

void metrics_print(struct buffer *out)
{
    if (!table)
        return;
    for (int i = 0; i < COUNT(families); i++)
        print_family(i, out);
}
