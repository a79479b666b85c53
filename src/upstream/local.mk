noinst_LIBRARIES += libupstream.a
libupstream_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(EXPAT_CFLAGS) $(JSONC_CFLAGS) $(ZLIB_CFLAGS)
libupstream_a_SOURCES = \
  src/upstream/awc.c \
  src/upstream/awc_api.c src/upstream/awc_api.h \
  src/upstream/awc_bulk_csv.c src/upstream/awc_bulk_csv.h \
  src/upstream/awc_bulk_xml.c src/upstream/awc_bulk_xml.h \
  src/upstream/awc_fields.c src/upstream/awc_fields.h \
  src/upstream/awc_stations.c src/upstream/awc_stations.h \
  src/upstream/checkwx.c src/upstream/checkwx.h \
  src/upstream/clock_skew.c src/upstream/clock_skew.h \
  src/upstream/core.h \
  src/upstream/csv_reader.c src/upstream/csv_reader.h \
  src/upstream/exchange.c src/upstream/exchange.h \
  src/upstream/fetch.c \
  src/upstream/field_census.c src/upstream/field_census.h \
  src/upstream/gate.c src/upstream/gate.h \
  src/upstream/gunzip.c src/upstream/gunzip.h \
  src/upstream/http_client.c src/upstream/http_client.h \
  src/upstream/json_rows.c src/upstream/json_rows.h \
  src/upstream/parser.c src/upstream/parser.h \
  src/upstream/poll.c \
  src/upstream/provider.c src/upstream/provider.h \
  src/upstream/provider_check.c src/upstream/provider_check.h \
  src/upstream/rate_budget.c src/upstream/rate_budget.h \
  src/upstream/report_text.c src/upstream/report_text.h \
  src/upstream/service_get.c src/upstream/service_get.h \
  src/upstream/status.c src/upstream/status.h \
  src/upstream/upstream.c src/upstream/upstream.h \
  src/upstream/utf8_stream.c src/upstream/utf8_stream.h

# Before libbase.a.
UPSTREAM_LIBS = libupstream.a $(CURL_LIBS) $(EXPAT_LIBS) $(JSONC_LIBS) $(ZLIB_LIBS)
