# src/geo
noinst_LIBRARIES += libgeo.a
libgeo_a_SOURCES = \
  src/geo/airport.c src/geo/airport.h \
  src/geo/airport_db.c src/geo/airport_db.h \
  src/geo/airport_file.h src/geo/airport_file_check.c \
  src/geo/airport_search.c src/geo/airport_search.h \
  src/geo/code_resolve.c src/geo/code_resolve.h \
  src/geo/great_circle.c src/geo/great_circle.h \
  src/geo/nearest.c src/geo/nearest.h \
  src/geo/runway.c src/geo/runway.h \
  src/geo/text_fold.c src/geo/text_fold.h
libgeo_a_CPPFLAGS = $(AM_CPPFLAGS) $(ZLIB_CFLAGS)

# Made first, and run by the build: it turns the CSV files of data/ into the file that workers map.
noinst_LIBRARIES += libgeocompile.a
libgeocompile_a_SOURCES = \
  src/geo/compile/compile.h \
  src/geo/compile/compile_file.c \
  src/geo/compile/compile_index.c \
  src/geo/compile/compile_rows.c \
  src/geo/compile/csv.c src/geo/compile/csv.h
libgeocompile_a_CPPFLAGS = $(AM_CPPFLAGS) $(ZLIB_CFLAGS)
noinst_PROGRAMS += src/geo/compile-airports
src_geo_compile_airports_SOURCES = src/geo/compile/compile_airports.c
src_geo_compile_airports_LDADD = libgeocompile.a libgeo.a libbase.a $(ZLIB_LIBS) -lm

airports_csv = \
  $(top_srcdir)/data/airports.csv \
  $(top_srcdir)/data/runways.csv \
  $(top_srcdir)/data/frequencies.csv
data/airports.bin: $(airports_csv) src/geo/compile-airports$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) data && src/geo/compile-airports$(EXEEXT) $(airports_csv) $@
nodist_pkgdata_DATA += data/airports.bin
CLEANFILES += data/airports.bin
