/* aviation-weather-ingestd as a whole: its parts opened in order, the loop, and the end. */
#ifndef AW_INGEST_DAEMON_H
#define AW_INGEST_DAEMON_H

#include "base/config.h"

/* Runs until TERM or INT; the process's exit status. Logs what went wrong. At HUP the configuration is read
 * again from config_path (as config_load takes it), and PRIMARY_WEATHER_API taken from it. */
int daemon_run(const struct config *config, const char *config_path);

#endif
