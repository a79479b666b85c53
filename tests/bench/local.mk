# tests/bench

# geo
check_PROGRAMS += tests/bench/bench_geo
tests_bench_bench_geo_LDADD = libgeo.a libbase.a $(ZLIB_LIBS) -lm

# store: ratios to bare LMDB
check_PROGRAMS += tests/bench/bench_store
tests_bench_bench_store_LDADD = $(STORE_LIBS) libbase.a -lm

# tac: reports a second and allocations of one decoder
check_PROGRAMS += tests/bench/bench_decoders
tests_bench_bench_decoders_SOURCES = \
  tests/bench/bench_decoders.c tests/unit/allocation_count.c tests/unit/allocation_count.h
tests_bench_bench_decoders_CPPFLAGS = $(AM_CPPFLAGS) $(JSONC_CFLAGS) -I$(top_srcdir)/tests/unit
tests_bench_bench_decoders_LDADD = libtac.a libbase.a $(JSONC_LIBS) -lm

# our decoders beside others': `make bench-decoders` (BENCH_DECODERS_FLAGS=--no-install: installs none of them)
EXTRA_DIST += tests/bench/README.md tests/bench/decoders.py tests/bench/decoders/package.json tests/bench/decoders/peer.mjs \
  tests/bench/decoders/peer.py tests/bench/decoders/requirements.txt

bench-decoders: aviation-weather$(EXEEXT) tests/bench/bench_decoders$(EXEEXT)
	AW_BUILDDIR='$(abs_top_builddir)' $(PYTHON3) -B $(srcdir)/tests/bench/decoders.py $(BENCH_DECODERS_FLAGS) bench-decoders.json
.PHONY: bench-decoders

# the whole system, against bounds measured beside it: `make bench` (needs spawn-fcgi, multiwatch, nginx, wrk)
check_PROGRAMS += tests/bench/bare_fcgi
tests_bench_bare_fcgi_SOURCES = tests/bench/bare_fcgi.c
tests_bench_bare_fcgi_LDADD = $(FCGI_LIBS)
EXTRA_DIST += tests/bench/bench.py tests/bench/hitrate.py tests/bench/nginx.conf.in

bench: all tests/bench/bare_fcgi$(EXEEXT) tests/bench/bench_geo$(EXEEXT)
	AW_BUILDDIR='$(abs_top_builddir)' $(PYTHON3) -B $(srcdir)/tests/bench/bench.py bench.json
	tests/bench/bench_geo data/airports.bin
.PHONY: bench
