# tests/bench

# geo
check_PROGRAMS += tests/bench/bench_geo
tests_bench_bench_geo_LDADD = libgeo.a libbase.a $(ZLIB_LIBS) -lm
