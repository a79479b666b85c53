/*
 * What systemd is told (sd_notify): ready, what is going on, stopping; and the watchdog, which is fed by
 * progress and by nothing else: a turn of the loop that has done all its due work, with no poll stuck.
 * Without systemd all of it does nothing. The only user of libsystemd.
 */
#ifndef AW_INGEST_WATCHDOG_H
#define AW_INGEST_WATCHDOG_H

#include <stdint.h>

void watchdog_ready(void);
void watchdog_stopping(void);
/* One line for `systemctl status`. */
void watchdog_status(const char *text);
/* Something of unknown length begins or has ended that makes its own progress (a repair): for so long at most
 * no other is expected. 0: as before. */
void watchdog_allow_s(int64_t seconds);
/* Called at progress, as often as it is made; tells systemd at most once a second. */
void watchdog_feed(void);

#endif
