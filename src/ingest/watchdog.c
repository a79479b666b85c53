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

void watchdog_allow_s(int64_t seconds)
{
    static uint64_t configured_us;
    char text[STATUS_MAX];
    if (configured_us == 0 && sd_watchdog_enabled(0, &configured_us) <= 0)
        configured_us = 0;
    uint64_t allowed_us = seconds > 0 ? (uint64_t)seconds * 1000000 : configured_us;
    if (configured_us > 0) {
        snprintf(text, sizeof(text), "WATCHDOG_USEC=%llu\nWATCHDOG=1", (unsigned long long)allowed_us);
        sd_notify(0, text);
    }
    if (seconds > 0) { /* counts while starting, when there is no watchdog yet */
        snprintf(text, sizeof(text), "EXTEND_TIMEOUT_USEC=%llu", (unsigned long long)allowed_us);
        sd_notify(0, text);
    }
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
