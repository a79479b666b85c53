/* aviation-weather-ingestd as a whole: its parts opened in order, the loop, and the end. */
#ifndef AW_INGEST_DAEMON_H
#define AW_INGEST_DAEMON_H

#include "base/config.h"

/* Runs until TERM or INT; the process's exit status. Logs what went wrong. */
int daemon_run(const struct config *config);

#endif
