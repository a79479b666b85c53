#include "ingest/watchdog.h"

#include <stdint.h>
#include <stdio.h>
#include <systemd/sd-daemon.h>

#include "base/clock.h"

#define FEED_EVERY_MS 1000
#define STATUS_MAX    256

void watchdog_ready(void)
{
    sd_notify(0, "READY=1");
}

void watchdog_stopping(void)
{
    sd_notify(0, "STOPPING=1");
}

void watchdog_status(const char *text)
{
    char line[STATUS_MAX];
    snprintf(line, sizeof(line), "STATUS=%s", text);
    sd_notify(0, line);
}

void watchdog_feed(void)
{
    static int64_t fed_ms;
    int64_t now_ms = clock_monotonic_ms();
    if (fed_ms != 0 && now_ms - fed_ms < FEED_EVERY_MS)
        return;
    fed_ms = now_ms;
    sd_notify(0, "WATCHDOG=1");
}
