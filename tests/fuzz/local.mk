# Fuzz targets, one a program. With --enable-fuzz (CC=clang) they are fuzzers; else they replay their corpus in `make check`.
fuzz_targets =
if ENABLE_FUZZ
fuzz_main =
fuzz_ldflags = $(AM_LDFLAGS) -fsanitize=fuzzer
else
fuzz_main = tests/fuzz/replay.c
fuzz_ldflags = $(AM_LDFLAGS)
endif

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

check_PROGRAMS += $(fuzz_targets)
if !ENABLE_FUZZ
TESTS += $(fuzz_targets)
endif

fuzz-targets: $(fuzz_targets)
.PHONY: fuzz-targets
