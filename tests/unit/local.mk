# Unit tests: one program a module, cmocka, TAP. A block a folder of src.
if HAVE_CMOCKA
EXTRA_DIST += tests/unit/check.h
unit_cppflags = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) -I$(top_srcdir)/tests/unit
unit_tests =

# base
unit_tests += tests/unit/test_base_text tests/unit/test_base_utc tests/unit/test_base_config tests/unit/test_base_shared
base_test_libs = libbase.a $(CMOCKA_LIBS) -lm
tests_unit_test_base_text_CPPFLAGS = $(unit_cppflags)
tests_unit_test_base_text_LDADD = $(base_test_libs)
tests_unit_test_base_utc_CPPFLAGS = $(unit_cppflags)
tests_unit_test_base_utc_LDADD = $(base_test_libs)
tests_unit_test_base_config_CPPFLAGS = $(unit_cppflags)
tests_unit_test_base_config_LDADD = $(base_test_libs)
unit_tests += tests/unit/test_base_log
tests_unit_test_base_log_CPPFLAGS = $(unit_cppflags)
tests_unit_test_base_log_LDADD = $(base_test_libs)
tests_unit_test_base_shared_CPPFLAGS = $(unit_cppflags)
tests_unit_test_base_shared_LDADD = $(base_test_libs)

# service: currency, freshness, wire of the on-demand socket
unit_tests += tests/unit/test_service_currency tests/unit/test_service_freshness tests/unit/test_service_ondemand_wire
service_pure_libs = libservice.a libstore.a libbase.a $(LMDB_LIBS) $(ZLIB_LIBS) $(CMOCKA_LIBS) -lm
tests_unit_test_service_currency_CPPFLAGS = $(unit_cppflags)
tests_unit_test_service_currency_LDADD = $(service_pure_libs)
tests_unit_test_service_freshness_CPPFLAGS = $(unit_cppflags)
tests_unit_test_service_freshness_LDADD = $(service_pure_libs)
tests_unit_test_service_ondemand_wire_CPPFLAGS = $(unit_cppflags)
tests_unit_test_service_ondemand_wire_LDADD = $(service_pure_libs)

# geo
EXTRA_DIST += tests/unit/airports.h tests/unit/small_airports.h
unit_tests += \
  tests/unit/test_geo_airport_db tests/unit/test_geo_airport_search tests/unit/test_geo_code_resolve \
  tests/unit/test_geo_great_circle tests/unit/test_geo_nearest
geo_test_libs = libgeocompile.a libgeo.a libbase.a $(ZLIB_LIBS) $(CMOCKA_LIBS) -lm
tests_unit_test_geo_airport_db_CPPFLAGS = $(unit_cppflags)
tests_unit_test_geo_airport_db_LDADD = $(geo_test_libs)
tests_unit_test_geo_airport_search_CPPFLAGS = $(unit_cppflags)
tests_unit_test_geo_airport_search_LDADD = $(geo_test_libs)
tests_unit_test_geo_code_resolve_CPPFLAGS = $(unit_cppflags)
tests_unit_test_geo_code_resolve_LDADD = $(geo_test_libs)
tests_unit_test_geo_great_circle_CPPFLAGS = $(unit_cppflags)
tests_unit_test_geo_great_circle_LDADD = $(geo_test_libs)
tests_unit_test_geo_nearest_CPPFLAGS = $(unit_cppflags)
tests_unit_test_geo_nearest_LDADD = $(geo_test_libs)

# store
EXTRA_DIST += tests/unit/store_check.h tests/unit/store_contents.h
unit_tests += tests/unit/test_store_basics tests/unit/test_store_records tests/unit/test_store_damage
unit_tests += tests/unit/test_store_faults tests/unit/test_store_pages
unit_tests += tests/unit/test_store_journal tests/unit/test_store_tier
unit_tests += tests/unit/test_store_station_list
store_test_libs = $(STORE_LIBS) libbase.a $(CMOCKA_LIBS) -lm
tests_unit_test_store_basics_CPPFLAGS = $(unit_cppflags)
tests_unit_test_store_basics_LDADD = $(store_test_libs)
tests_unit_test_store_records_CPPFLAGS = $(unit_cppflags)
tests_unit_test_store_records_LDADD = $(store_test_libs)
tests_unit_test_store_damage_CPPFLAGS = $(unit_cppflags)
tests_unit_test_store_damage_LDADD = $(store_test_libs)
tests_unit_test_store_faults_CPPFLAGS = $(unit_cppflags)
tests_unit_test_store_faults_LDADD = $(store_test_libs)
tests_unit_test_store_pages_CPPFLAGS = $(unit_cppflags)
tests_unit_test_store_pages_LDADD = $(store_test_libs)
tests_unit_test_store_journal_CPPFLAGS = $(unit_cppflags)
tests_unit_test_store_journal_LDADD = $(store_test_libs)
tests_unit_test_store_station_list_CPPFLAGS = $(unit_cppflags)
tests_unit_test_store_station_list_LDADD = $(store_test_libs)
tests_unit_test_store_tier_CPPFLAGS = $(unit_cppflags)
tests_unit_test_store_tier_LDADD = $(TIER_LIBS) libbase.a $(CMOCKA_LIBS) -lm

# store: Redis
unit_tests += tests/unit/test_store_redis
tests_unit_test_store_redis_CPPFLAGS = $(unit_cppflags) $(HIREDIS_CFLAGS)
tests_unit_test_store_redis_LDADD = $(TIER_LIBS) libbase.a $(CMOCKA_LIBS) -lm

# store: MongoDB
unit_tests += tests/unit/test_store_mongo_dump
tests_unit_test_store_mongo_dump_CPPFLAGS = $(unit_cppflags) $(MONGOC_CFLAGS) $(ZLIB_CFLAGS)
tests_unit_test_store_mongo_dump_LDADD = $(TIER_LIBS) libbase.a $(CMOCKA_LIBS) -lm

# service: airports
unit_tests += tests/unit/test_service_airports
tests_unit_test_service_airports_CPPFLAGS = $(unit_cppflags) $(JSONC_CFLAGS)
tests_unit_test_service_airports_LDADD = libservice.a libgeo.a libbase.a $(JSONC_LIBS) $(ZLIB_LIBS) $(CMOCKA_LIBS) -lm

# service: decoding what is sent
unit_tests += tests/unit/test_service_decode
tests_unit_test_service_decode_CPPFLAGS = $(unit_cppflags) $(JSONC_CFLAGS)
tests_unit_test_service_decode_LDADD = libservice.a librender.a libtac.a libbase.a $(JSONC_LIBS) $(CMOCKA_LIBS) -lm

# http
unit_tests += \
  tests/unit/test_http_request tests/unit/test_http_etag tests/unit/test_http_server tests/unit/test_http_fastcgi
http_test_libs = libhttp.a libbase.a $(FCGI_LIBS) $(CMOCKA_LIBS) -lm
tests_unit_test_http_request_CPPFLAGS = $(unit_cppflags)
tests_unit_test_http_request_LDADD = $(http_test_libs)
tests_unit_test_http_etag_CPPFLAGS = $(unit_cppflags)
tests_unit_test_http_etag_LDADD = $(http_test_libs)
tests_unit_test_http_server_CPPFLAGS = $(unit_cppflags) $(JSONC_CFLAGS)
tests_unit_test_http_server_LDADD = $(http_test_libs) $(JSONC_LIBS)
tests_unit_test_http_fastcgi_CPPFLAGS = $(unit_cppflags)
tests_unit_test_http_fastcgi_LDADD = $(http_test_libs)

# api
unit_tests += tests/unit/test_api_worker_slot
tests_unit_test_api_worker_slot_SOURCES = tests/unit/test_api_worker_slot.c src/api/worker_slot.c
tests_unit_test_api_worker_slot_CPPFLAGS = $(unit_cppflags)
tests_unit_test_api_worker_slot_LDADD = libbase.a $(CMOCKA_LIBS) -lm

# upstream
EXTRA_DIST += tests/unit/upstream_check.h
unit_tests += \
  tests/unit/test_upstream_csv tests/unit/test_upstream_gunzip tests/unit/test_upstream_json \
  tests/unit/test_upstream_limits tests/unit/test_upstream_report_text tests/unit/test_upstream_samples \
  tests/unit/test_upstream_status tests/unit/test_upstream_xml
upstream_test_cppflags = $(unit_cppflags) $(JSONC_CFLAGS) $(ZLIB_CFLAGS)
upstream_test_libs = $(UPSTREAM_LIBS) libbase.a $(CMOCKA_LIBS) -lm
tests_unit_test_upstream_csv_CPPFLAGS = $(upstream_test_cppflags)
tests_unit_test_upstream_csv_LDADD = $(upstream_test_libs)
tests_unit_test_upstream_gunzip_CPPFLAGS = $(upstream_test_cppflags)
tests_unit_test_upstream_gunzip_LDADD = $(upstream_test_libs)
tests_unit_test_upstream_json_CPPFLAGS = $(upstream_test_cppflags)
tests_unit_test_upstream_json_LDADD = $(upstream_test_libs)
tests_unit_test_upstream_limits_CPPFLAGS = $(upstream_test_cppflags)
tests_unit_test_upstream_limits_LDADD = $(upstream_test_libs)
tests_unit_test_upstream_report_text_CPPFLAGS = $(upstream_test_cppflags)
tests_unit_test_upstream_report_text_LDADD = $(upstream_test_libs)
tests_unit_test_upstream_samples_CPPFLAGS = $(upstream_test_cppflags)
tests_unit_test_upstream_samples_LDADD = $(upstream_test_libs)
tests_unit_test_upstream_status_CPPFLAGS = $(upstream_test_cppflags)
tests_unit_test_upstream_status_LDADD = $(upstream_test_libs)
tests_unit_test_upstream_xml_CPPFLAGS = $(upstream_test_cppflags)
tests_unit_test_upstream_xml_LDADD = $(upstream_test_libs)

# ingest
unit_tests += tests/unit/test_ingest_parts tests/unit/test_ingest_intake tests/unit/test_ingest_history_owed \
  tests/unit/test_ingest_relay tests/unit/test_ingest_follow \
  tests/unit/test_ingest_tier_thread
ingest_test_libs = $(INGEST_LIBS) $(CMOCKA_LIBS)
tests_unit_test_ingest_parts_CPPFLAGS = $(unit_cppflags)
tests_unit_test_ingest_parts_LDADD = $(ingest_test_libs)
tests_unit_test_ingest_intake_CPPFLAGS = $(unit_cppflags)
tests_unit_test_ingest_intake_LDADD = $(ingest_test_libs)
tests_unit_test_ingest_intake_SOURCES = tests/unit/test_ingest_intake.c tests/unit/intake_check.h
tests_unit_test_ingest_history_owed_SOURCES = tests/unit/test_ingest_history_owed.c tests/unit/intake_check.h
tests_unit_test_ingest_history_owed_CPPFLAGS = $(unit_cppflags)
tests_unit_test_ingest_history_owed_LDADD = $(ingest_test_libs)
tests_unit_test_ingest_relay_CPPFLAGS = $(unit_cppflags)
tests_unit_test_ingest_relay_LDADD = $(ingest_test_libs)
unit_tests += tests/unit/test_ingest_shared_stations
tests_unit_test_ingest_shared_stations_CPPFLAGS = $(unit_cppflags)
tests_unit_test_ingest_shared_stations_LDADD = $(ingest_test_libs)
tests_unit_test_ingest_follow_SOURCES = tests/unit/test_ingest_follow.c tests/unit/fake_redis.h
tests_unit_test_ingest_follow_CPPFLAGS = $(unit_cppflags)
tests_unit_test_ingest_follow_LDADD = $(ingest_test_libs)
tests_unit_test_ingest_tier_thread_CPPFLAGS = $(unit_cppflags)
tests_unit_test_ingest_tier_thread_LDADD = $(ingest_test_libs)

# tac
unit_tests += tests/unit/test_tac_token tests/unit/test_tac_time tests/unit/test_tac_groups \
  tests/unit/test_tac_runway tests/unit/test_tac_category tests/unit/test_tac_remark tests/unit/test_tac_report
EXTRA_DIST += tests/unit/tac_check.h
tac_test_libs = libtac.a libbase.a $(CMOCKA_LIBS) -lm
tests_unit_test_tac_token_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tac_token_LDADD = $(tac_test_libs)
tests_unit_test_tac_time_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tac_time_LDADD = $(tac_test_libs)
tests_unit_test_tac_groups_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tac_groups_LDADD = $(tac_test_libs)
tests_unit_test_tac_runway_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tac_runway_LDADD = $(tac_test_libs)
tests_unit_test_tac_category_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tac_category_LDADD = $(tac_test_libs)
tests_unit_test_tac_remark_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tac_remark_LDADD = $(tac_test_libs)
tests_unit_test_tac_report_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tac_report_LDADD = librender.a $(tac_test_libs)

# tac: no allocation
EXTRA_DIST += tests/unit/decode_any.h
unit_tests += tests/unit/test_tac_allocation
tests_unit_test_tac_allocation_SOURCES = \
  tests/unit/test_tac_allocation.c tests/unit/allocation_count.c tests/unit/allocation_count.h
tests_unit_test_tac_allocation_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tac_allocation_LDADD = $(tac_test_libs)

# tac: NOTAM
EXTRA_DIST += tests/unit/notam_check.h
unit_tests += tests/unit/test_tac_notam
tests_unit_test_tac_notam_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tac_notam_LDADD = librender.a $(tac_test_libs)

# tac: PIREP
EXTRA_DIST += tests/unit/piece_check.h tests/unit/pirep_check.h
unit_tests += tests/unit/test_tac_pirep
tests_unit_test_tac_pirep_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tac_pirep_LDADD = librender.a $(tac_test_libs)

# tac: SIGMET
EXTRA_DIST += tests/unit/sigmet_check.h
unit_tests += tests/unit/test_tac_sigmet
tests_unit_test_tac_sigmet_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tac_sigmet_LDADD = librender.a $(tac_test_libs)

# render
unit_tests += tests/unit/test_render_reports
tests_unit_test_render_reports_CPPFLAGS = $(unit_cppflags)
tests_unit_test_render_reports_LDADD = librender.a $(tac_test_libs)

# service: weather of one station and of many, the worker's side of the on-demand socket
EXTRA_DIST += tests/unit/weather_check.h tests/unit/service_check.h
unit_tests += tests/unit/test_service_history tests/unit/test_service_ondemand_client tests/unit/test_service_weather
service_weather_libs = \
  libservice.a $(TIER_LIBS) librender.a libgeo.a libtac.a libbase.a $(ZLIB_LIBS) $(CMOCKA_LIBS) -lm
tests_unit_test_service_history_CPPFLAGS = $(unit_cppflags)
tests_unit_test_service_history_LDADD = $(service_weather_libs)
tests_unit_test_service_ondemand_client_CPPFLAGS = $(unit_cppflags)
tests_unit_test_service_ondemand_client_LDADD = $(service_weather_libs)
tests_unit_test_service_weather_CPPFLAGS = $(unit_cppflags)
tests_unit_test_service_weather_LDADD = $(service_weather_libs)

# service: statistics
unit_tests += tests/unit/test_service_category_hours
tests_unit_test_service_category_hours_CPPFLAGS = $(unit_cppflags)
tests_unit_test_service_category_hours_LDADD = $(service_weather_libs)

# the durable tier, played by the test
EXTRA_DIST += tests/unit/fake_tier.h
unit_tests += tests/unit/test_ingest_durable tests/unit/test_service_history_rows
tests_unit_test_ingest_durable_CPPFLAGS = $(unit_cppflags)
tests_unit_test_ingest_durable_LDADD = $(ingest_test_libs)
tests_unit_test_service_history_rows_CPPFLAGS = $(unit_cppflags)
tests_unit_test_service_history_rows_LDADD = $(service_weather_libs)

check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
endif

# cli: airports
dist_check_SCRIPTS += tests/unit/test_cli_airports.sh
TESTS += tests/unit/test_cli_airports.sh
dist_check_SCRIPTS += tests/unit/test_cli_check_config.sh
TESTS += tests/unit/test_cli_check_config.sh

# systemd: the units as they are installed
dist_check_SCRIPTS += tests/unit/test_systemd_units.sh
TESTS += tests/unit/test_systemd_units.sh

# operations
dist_check_SCRIPTS += tests/unit/test_operations_secrets.sh tests/unit/test_operations_security_update.sh tests/unit/test_operations_docs.sh
TESTS += tests/unit/test_operations_secrets.sh tests/unit/test_operations_security_update.sh tests/unit/test_operations_docs.sh
