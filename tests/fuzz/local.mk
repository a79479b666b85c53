# Fuzz targets, one a program. With --enable-fuzz (CC=clang) they are fuzzers; else they replay their corpus in `make check`.
EXTRA_DIST += tests/fuzz/README.md tests/fuzz/fuzz.py
fuzz_targets =
if ENABLE_FUZZ
fuzz_main =
fuzz_ldflags = $(AM_LDFLAGS) -fsanitize=fuzzer
else
fuzz_main = tests/fuzz/replay.c
fuzz_ldflags = $(AM_LDFLAGS)
endif

# api
fuzz_targets += tests/fuzz/fuzz_api_request
tests_fuzz_fuzz_api_request_SOURCES = tests/fuzz/fuzz_api_request.c tests/fuzz/fuzz_require.h $(fuzz_main)
tests_fuzz_fuzz_api_request_CPPFLAGS = $(AM_CPPFLAGS) $(JSONC_CFLAGS) $(ZLIB_CFLAGS) -I$(top_srcdir)/tests/unit
tests_fuzz_fuzz_api_request_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_api_request_LDADD = libgeocompile.a $(API_LIBS)
EXTRA_DIST += tests/fuzz/corpus/fuzz_api_request

# base
fuzz_targets += tests/fuzz/fuzz_base_text tests/fuzz/fuzz_config
tests_fuzz_fuzz_base_text_SOURCES = tests/fuzz/fuzz_base_text.c tests/fuzz/fuzz_require.h $(fuzz_main)
tests_fuzz_fuzz_base_text_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_base_text_LDADD = libbase.a -lm
tests_fuzz_fuzz_config_SOURCES = tests/fuzz/fuzz_config.c tests/fuzz/fuzz_require.h $(fuzz_main)
tests_fuzz_fuzz_config_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_config_LDADD = libbase.a -lm
EXTRA_DIST += tests/fuzz/corpus/fuzz_base_text tests/fuzz/corpus/fuzz_config

# cli
fuzz_targets += tests/fuzz/fuzz_cli_answer
tests_fuzz_fuzz_cli_answer_SOURCES = tests/fuzz/fuzz_cli_answer.c tests/fuzz/fuzz_require.h src/cli/get_answer.c $(fuzz_main)
tests_fuzz_fuzz_cli_answer_CPPFLAGS = $(AM_CPPFLAGS) $(JSONC_CFLAGS)
tests_fuzz_fuzz_cli_answer_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_cli_answer_LDADD = libbase.a $(JSONC_LIBS) -lm
EXTRA_DIST += tests/fuzz/corpus/fuzz_cli_answer

# geo
fuzz_targets += tests/fuzz/fuzz_airport_db
tests_fuzz_fuzz_airport_db_SOURCES = tests/fuzz/fuzz_airport_db.c $(fuzz_main)
tests_fuzz_fuzz_airport_db_CPPFLAGS = $(AM_CPPFLAGS) $(ZLIB_CFLAGS) -I$(top_srcdir)/tests/unit
tests_fuzz_fuzz_airport_db_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_airport_db_LDADD = libgeocompile.a libgeo.a libbase.a $(ZLIB_LIBS) -lm
EXTRA_DIST += tests/fuzz/corpus/fuzz_airport_db

# http
fuzz_targets += tests/fuzz/fuzz_http_request
tests_fuzz_fuzz_http_request_SOURCES = tests/fuzz/fuzz_http_request.c $(fuzz_main)
tests_fuzz_fuzz_http_request_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_http_request_LDADD = libhttp.a libbase.a $(FCGI_LIBS) -lm
EXTRA_DIST += tests/fuzz/corpus/fuzz_http_request

# ingest
fuzz_targets += tests/fuzz/fuzz_ingest_text
tests_fuzz_fuzz_ingest_text_SOURCES = tests/fuzz/fuzz_ingest_text.c $(fuzz_main)
tests_fuzz_fuzz_ingest_text_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_ingest_text_LDADD = $(INGEST_LIBS)
EXTRA_DIST += tests/fuzz/corpus/fuzz_ingest_text

# store
fuzz_targets += tests/fuzz/fuzz_store_record
tests_fuzz_fuzz_store_record_SOURCES = tests/fuzz/fuzz_store_record.c tests/fuzz/fuzz_require.h $(fuzz_main)
tests_fuzz_fuzz_store_record_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_store_record_LDADD = $(STORE_LIBS) libbase.a -lm
EXTRA_DIST += tests/fuzz/corpus/fuzz_store_record

# store: the shared list of stations
fuzz_targets += tests/fuzz/fuzz_station_list
tests_fuzz_fuzz_station_list_SOURCES = tests/fuzz/fuzz_station_list.c tests/fuzz/fuzz_require.h $(fuzz_main)
tests_fuzz_fuzz_station_list_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_station_list_LDADD = $(STORE_LIBS) libbase.a -lm
EXTRA_DIST += tests/fuzz/corpus/fuzz_station_list

# store: Redis
fuzz_targets += tests/fuzz/fuzz_redis_record
tests_fuzz_fuzz_redis_record_SOURCES = tests/fuzz/fuzz_redis_record.c tests/fuzz/fuzz_require.h $(fuzz_main)
tests_fuzz_fuzz_redis_record_CPPFLAGS = $(AM_CPPFLAGS) $(HIREDIS_CFLAGS)
tests_fuzz_fuzz_redis_record_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_redis_record_LDADD = $(TIER_LIBS) libbase.a -lm
EXTRA_DIST += tests/fuzz/corpus/fuzz_redis_record
fuzz_targets += tests/fuzz/fuzz_redis_reply
tests_fuzz_fuzz_redis_reply_SOURCES = tests/fuzz/fuzz_redis_reply.c tests/fuzz/fuzz_require.h $(fuzz_main)
tests_fuzz_fuzz_redis_reply_CPPFLAGS = $(AM_CPPFLAGS) $(HIREDIS_CFLAGS)
tests_fuzz_fuzz_redis_reply_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_redis_reply_LDADD = $(TIER_LIBS) libbase.a -lm
EXTRA_DIST += tests/fuzz/corpus/fuzz_redis_reply

# store: MongoDB
fuzz_targets += tests/fuzz/fuzz_mongo_document
tests_fuzz_fuzz_mongo_document_SOURCES = tests/fuzz/fuzz_mongo_document.c $(fuzz_main)
tests_fuzz_fuzz_mongo_document_CPPFLAGS = $(AM_CPPFLAGS) $(MONGOC_CFLAGS)
tests_fuzz_fuzz_mongo_document_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_mongo_document_LDADD = $(TIER_LIBS) libbase.a -lm
EXTRA_DIST += tests/fuzz/corpus/fuzz_mongo_document

fuzz_targets += tests/fuzz/fuzz_mongo_dump
tests_fuzz_fuzz_mongo_dump_SOURCES = tests/fuzz/fuzz_mongo_dump.c tests/fuzz/fuzz_require.h $(fuzz_main)
tests_fuzz_fuzz_mongo_dump_CPPFLAGS = $(AM_CPPFLAGS) $(MONGOC_CFLAGS) $(ZLIB_CFLAGS)
tests_fuzz_fuzz_mongo_dump_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_mongo_dump_LDADD = $(TIER_LIBS) libbase.a -lm
EXTRA_DIST += tests/fuzz/corpus/fuzz_mongo_dump

# tac
report_fuzz_libs = librender.a libtac.a libbase.a -lm
fuzz_targets += tests/fuzz/fuzz_metar tests/fuzz/fuzz_taf
tests_fuzz_fuzz_metar_SOURCES = tests/fuzz/fuzz_metar.c $(fuzz_main)
tests_fuzz_fuzz_metar_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_fuzz_fuzz_metar_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_metar_LDADD = $(report_fuzz_libs)
tests_fuzz_fuzz_taf_SOURCES = tests/fuzz/fuzz_taf.c $(fuzz_main)
tests_fuzz_fuzz_taf_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_fuzz_fuzz_taf_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_taf_LDADD = $(report_fuzz_libs)
EXTRA_DIST += tests/unit/report_check.h tests/fuzz/corpus/fuzz_metar tests/fuzz/corpus/fuzz_taf

# tac: PIREP
fuzz_targets += tests/fuzz/fuzz_pirep
tests_fuzz_fuzz_pirep_SOURCES = tests/fuzz/fuzz_pirep.c $(fuzz_main)
tests_fuzz_fuzz_pirep_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_fuzz_fuzz_pirep_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_pirep_LDADD = $(report_fuzz_libs)
EXTRA_DIST += tests/fuzz/corpus/fuzz_pirep

# tac: NOTAM
fuzz_targets += tests/fuzz/fuzz_notam
tests_fuzz_fuzz_notam_SOURCES = tests/fuzz/fuzz_notam.c $(fuzz_main)
tests_fuzz_fuzz_notam_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_fuzz_fuzz_notam_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_notam_LDADD = $(report_fuzz_libs)
EXTRA_DIST += tests/fuzz/corpus/fuzz_notam

# tac: SIGMET
fuzz_targets += tests/fuzz/fuzz_sigmet
tests_fuzz_fuzz_sigmet_SOURCES = tests/fuzz/fuzz_sigmet.c $(fuzz_main)
tests_fuzz_fuzz_sigmet_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_fuzz_fuzz_sigmet_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_sigmet_LDADD = $(report_fuzz_libs)
EXTRA_DIST += tests/fuzz/corpus/fuzz_sigmet

# upstream
fuzz_targets += \
  tests/fuzz/fuzz_awc_csv tests/fuzz/fuzz_awc_json tests/fuzz/fuzz_awc_xml tests/fuzz/fuzz_checkwx tests/fuzz/fuzz_gunzip
EXTRA_DIST += tests/fuzz/fuzz_parser.h
upstream_fuzz_libs = $(UPSTREAM_LIBS) libbase.a -lm
tests_fuzz_fuzz_awc_csv_SOURCES = tests/fuzz/fuzz_awc_csv.c $(fuzz_main)
tests_fuzz_fuzz_awc_csv_CPPFLAGS = $(AM_CPPFLAGS) $(JSONC_CFLAGS) $(ZLIB_CFLAGS)
tests_fuzz_fuzz_awc_csv_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_awc_csv_LDADD = $(upstream_fuzz_libs)
tests_fuzz_fuzz_awc_json_SOURCES = tests/fuzz/fuzz_awc_json.c $(fuzz_main)
tests_fuzz_fuzz_awc_json_CPPFLAGS = $(AM_CPPFLAGS) $(JSONC_CFLAGS) $(ZLIB_CFLAGS)
tests_fuzz_fuzz_awc_json_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_awc_json_LDADD = $(upstream_fuzz_libs)
tests_fuzz_fuzz_awc_xml_SOURCES = tests/fuzz/fuzz_awc_xml.c $(fuzz_main)
tests_fuzz_fuzz_awc_xml_CPPFLAGS = $(AM_CPPFLAGS) $(JSONC_CFLAGS) $(ZLIB_CFLAGS)
tests_fuzz_fuzz_awc_xml_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_awc_xml_LDADD = $(upstream_fuzz_libs)
tests_fuzz_fuzz_checkwx_SOURCES = tests/fuzz/fuzz_checkwx.c $(fuzz_main)
tests_fuzz_fuzz_checkwx_CPPFLAGS = $(AM_CPPFLAGS) $(JSONC_CFLAGS) $(ZLIB_CFLAGS)
tests_fuzz_fuzz_checkwx_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_checkwx_LDADD = $(upstream_fuzz_libs)
tests_fuzz_fuzz_gunzip_SOURCES = tests/fuzz/fuzz_gunzip.c $(fuzz_main)
tests_fuzz_fuzz_gunzip_CPPFLAGS = $(AM_CPPFLAGS) $(JSONC_CFLAGS) $(ZLIB_CFLAGS)
tests_fuzz_fuzz_gunzip_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_gunzip_LDADD = $(upstream_fuzz_libs)
EXTRA_DIST += tests/fuzz/corpus/fuzz_awc_csv \
  tests/fuzz/corpus/fuzz_awc_json \
  tests/fuzz/corpus/fuzz_awc_xml \
  tests/fuzz/corpus/fuzz_checkwx \
  tests/fuzz/corpus/fuzz_gunzip

check_PROGRAMS += $(fuzz_targets)
if !ENABLE_FUZZ
TESTS += $(fuzz_targets)
endif

fuzz-targets: $(fuzz_targets)
.PHONY: fuzz-targets
