# src/ingest: aviation-weather-ingestd. microhttpd and libsystemd are included by metrics_listen.c and watchdog.c only.
noinst_LIBRARIES += libingest.a
libingest_a_CPPFLAGS = $(AM_CPPFLAGS) $(MICROHTTPD_CFLAGS) $(SYSTEMD_CFLAGS) $(ZLIB_CFLAGS)
libingest_a_SOURCES = \
  src/ingest/cluster.c src/ingest/cluster.h \
  src/ingest/current_report.c src/ingest/intake_item.h \
  src/ingest/daemon.c src/ingest/daemon.h \
  src/ingest/directory.c src/ingest/directory.h \
  src/ingest/durable.c src/ingest/durable.h \
  src/ingest/durable_batch.c src/ingest/durable_batch.h \
  src/ingest/durable_report.c src/ingest/durable_report.h \
  src/ingest/durable_upkeep.c src/ingest/durable_upkeep.h \
  src/ingest/edge_log.c src/ingest/edge_log.h \
  src/ingest/examine.c src/ingest/examine.h \
  src/ingest/follow.c src/ingest/follow.h \
  src/ingest/follow_read.c src/ingest/follow_read.h \
  src/ingest/flights.c src/ingest/flights.h \
  src/ingest/history_end.c src/ingest/history_end.h \
  src/ingest/history_lookup.c src/ingest/history_lookup.h \
  src/ingest/housekeeping.c src/ingest/housekeeping.h \
  src/ingest/intake.c src/ingest/intake.h \
  src/ingest/layer.c src/ingest/layer.h \
  src/ingest/loop.c src/ingest/loop.h \
  src/ingest/metrics_listen.c src/ingest/metrics_listen.h \
  src/ingest/ondemand.c src/ingest/ondemand.h \
  src/ingest/outage.c src/ingest/outage.h src/ingest/outage_hole.c \
  src/ingest/polling_lease.c src/ingest/polling_lease.h \
  src/ingest/polls.c src/ingest/polls.h \
  src/ingest/publish.c src/ingest/publish.h \
  src/ingest/publish_batch.c src/ingest/publish_batch.h \
  src/ingest/publish_current.c src/ingest/publish_current.h \
  src/ingest/quarantine.c src/ingest/quarantine.h \
  src/ingest/recall.c src/ingest/recall.h \
  src/ingest/relay.c src/ingest/relay.h \
  src/ingest/report_batch.c src/ingest/report_batch.h \
  src/ingest/schedule.c src/ingest/schedule.h \
  src/ingest/seen.c src/ingest/seen.h \
  src/ingest/shared_stations.c src/ingest/shared_stations.h \
  src/ingest/shared_window.h \
  src/ingest/signals.c src/ingest/signals.h \
  src/ingest/stations_intake.c src/ingest/stations_intake.h \
  src/ingest/tier_search.c src/ingest/tier_search.h \
  src/ingest/tier_thread.c src/ingest/tier_thread.h \
  src/ingest/unix_socket.c src/ingest/unix_socket.h \
  src/ingest/watchdog.c src/ingest/watchdog.h

INGEST_LIBS = libingest.a libservice.a $(TIER_LIBS) $(UPSTREAM_LIBS) librender.a libgeo.a libtac.a libbase.a \
  $(ZLIB_LIBS) $(MICROHTTPD_LIBS) $(SYSTEMD_LIBS) -lm

sbin_PROGRAMS += aviation-weather-ingestd
aviation_weather_ingestd_SOURCES = src/ingest/main.c
aviation_weather_ingestd_LDADD = $(INGEST_LIBS)
