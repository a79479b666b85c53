#include "ingest/schedule.h"

#define STUCK_MS ((int64_t)10 * 60 * 1000)

void schedule_init(struct schedule *s, int64_t period_s, int64_t retry_s)
{
    *s = (struct schedule){.period_s = period_s, .retry_s = retry_s, .due_at = INT64_MIN};
}

bool schedule_due(const struct schedule *s, int64_t now)
{
    return schedule_wait_s(s, now) == 0;
}

int64_t schedule_wait_s(const struct schedule *s, int64_t now)
{
    if (s->running)
        return INT64_MAX;
    if (now >= s->due_at || s->due_at - now > s->horizon_s)
        return 0;
    return s->due_at - now;
}

void schedule_started(struct schedule *s, int64_t monotonic_ms)
{
    s->running = true;
    s->started_ms = monotonic_ms;
}

static int64_t greater(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

void schedule_ended(struct schedule *s, int64_t now, int64_t monotonic_ms, bool succeeded,
                    int64_t retry_after_s)
{
    int64_t took_s = (monotonic_ms - s->started_ms) / 1000;
    int64_t wait_s = succeeded ? s->period_s - took_s : greater(s->retry_s, retry_after_s);
    schedule_skipped(s, now, wait_s);
}

void schedule_skipped(struct schedule *s, int64_t now, int64_t wait_s)
{
    s->running = false;
    s->horizon_s = greater(wait_s, 1);
    s->due_at = now + s->horizon_s;
}

void schedule_checked(struct schedule *s, int64_t checked_at)
{
    if (s->running)
        return;
    s->horizon_s = s->period_s;
    s->due_at = checked_at + s->period_s;
}

void schedule_now(struct schedule *s, int64_t now)
{
    s->due_at = now;
}

bool schedule_stuck(const struct schedule *s, int64_t monotonic_ms)
{
    return s->running && monotonic_ms - s->started_ms > STUCK_MS;
}
