# src/tac: decoders of Traditional Alphanumeric Codes; pure
tac_sources = \
  src/tac/cloud.c src/tac/cloud.h src/tac/cloud_parse.h \
  src/tac/conditions.c src/tac/conditions.h src/tac/conditions_parse.h \
  src/tac/coordinate.c src/tac/coordinate.h src/tac/coordinate_parse.h \
  src/tac/error.h \
  src/tac/flight_category.c src/tac/flight_category.h \
  src/tac/heading.c src/tac/heading.h \
  src/tac/metar.c src/tac/metar.h \
  src/tac/notam.c src/tac/notam.h src/tac/notam_parse.h \
  src/tac/notam_active.c src/tac/notam_active.h \
  src/tac/notam_coordinate.c src/tac/notam_coordinate.h \
  src/tac/notam_faa.c src/tac/notam_faa.h \
  src/tac/notam_items.c src/tac/notam_items.h \
  src/tac/notam_qcode.c src/tac/notam_qcode.h \
  src/tac/notam_qline.c src/tac/notam_qline.h \
  src/tac/notam_rank.c src/tac/notam_rank.h \
  src/tac/notam_schedule.c src/tac/notam_schedule.h \
  src/tac/notam_schedule_date.c src/tac/notam_schedule_date.h \
  src/tac/notam_schedule_lex.c src/tac/notam_schedule_lex.h \
  src/tac/notam_snowtam.c src/tac/notam_snowtam.h \
  src/tac/notam_subject.c src/tac/notam_subject.h \
  src/tac/notam_time.c src/tac/notam_time.h \
  src/tac/notam_word.c src/tac/notam_word.h \
  src/tac/pirep.c src/tac/pirep.h src/tac/pirep_parse.h \
  src/tac/pirep_airep.c src/tac/pirep_airep.h \
  src/tac/pirep_hazard.c \
  src/tac/pirep_location.c \
  src/tac/pirep_sky.c \
  src/tac/pirep_words.c \
  src/tac/pressure.c src/tac/pressure.h src/tac/pressure_parse.h \
  src/tac/remark.c src/tac/remark.h src/tac/remark_parse.h \
  src/tac/remark_additive.c \
  src/tac/remark_canada.c \
  src/tac/remark_info.c \
  src/tac/remark_metric.c \
  src/tac/remark_national.c \
  src/tac/remark_other.c \
  src/tac/remark_phrase.c \
  src/tac/remark_place.c \
  src/tac/remark_us.c \
  src/tac/report_kind.c src/tac/report_kind.h \
  src/tac/runway_state.c src/tac/runway_state.h src/tac/runway_state_parse.h \
  src/tac/rvr.c src/tac/rvr.h src/tac/rvr_parse.h \
  src/tac/sigmet.c src/tac/sigmet.h src/tac/sigmet_parse.h \
  src/tac/sigmet_area.c \
  src/tac/sigmet_hazard.c \
  src/tac/sigmet_international.c \
  src/tac/sigmet_levels.c \
  src/tac/sigmet_movement.c \
  src/tac/sigmet_observed.c \
  src/tac/sigmet_us.c \
  src/tac/sigmet_words.c \
  src/tac/span.c src/tac/span.h src/tac/span_parse.h \
  src/tac/sun.c src/tac/sun.h \
  src/tac/taf.c src/tac/taf.h \
  src/tac/taf_at.c src/tac/taf_at.h \
  src/tac/taf_groups.c src/tac/taf_groups.h \
  src/tac/temperature.c src/tac/temperature.h src/tac/temperature_parse.h \
  src/tac/time.c src/tac/time.h src/tac/time_parse.h \
  src/tac/token.c src/tac/token.h \
  src/tac/trend.c src/tac/trend.h src/tac/trend_parse.h \
  src/tac/turbulence.c src/tac/turbulence.h \
  src/tac/visibility.c src/tac/visibility.h src/tac/visibility_parse.h \
  src/tac/weather.c src/tac/weather.h src/tac/weather_parse.h \
  src/tac/wind.c src/tac/wind.h src/tac/wind_parse.h \
  src/tac/wind_shear.c src/tac/wind_shear.h src/tac/wind_shear_parse.h

# One archive for the programs, which stay linked statically, and for users of the library.
libtac_a_SOURCES = $(tac_sources)
if ENABLE_STATIC
lib_LIBRARIES += libtac.a
else
noinst_LIBRARIES += libtac.a
endif

# The shared library. libtac.map is the record of its symbols: what stands there stays, with its meaning. Callers hold its
# structures themselves: once a version is released, a change of one, or of an enum's values, is a new "current" with age 0.
if ENABLE_SHARED
lib_LTLIBRARIES += libtac.la
endif
libtac_la_SOURCES = $(tac_sources)
libtac_la_CFLAGS = $(AM_CFLAGS)
libtac_la_LIBTOOLFLAGS = --tag=disable-static
libtac_la_LDFLAGS = $(AM_LDFLAGS) -version-info 1:0:0 -no-undefined \
  -Wl,-Bsymbolic-functions -Wl,--version-script=$(srcdir)/src/tac/libtac.map
libtac_la_LIBADD = -lm
EXTRA_libtac_la_DEPENDENCIES = src/tac/libtac.map
EXTRA_DIST += src/tac/libtac.map

# Its headers: all that a user may call, and the types of src/base that they need. They lie together below one directory,
# which libtac.pc names, so that their includes read the same there as here.
tacincludedir = $(includedir)/tac/tac
tacinclude_HEADERS = \
  src/tac/cloud.h \
  src/tac/conditions.h \
  src/tac/coordinate.h \
  src/tac/error.h \
  src/tac/flight_category.h \
  src/tac/metar.h \
  src/tac/notam.h \
  src/tac/notam_active.h \
  src/tac/notam_schedule.h \
  src/tac/notam_snowtam.h \
  src/tac/pirep.h \
  src/tac/pressure.h \
  src/tac/remark.h \
  src/tac/report_kind.h \
  src/tac/runway_state.h \
  src/tac/rvr.h \
  src/tac/sigmet.h \
  src/tac/span.h \
  src/tac/taf.h \
  src/tac/taf_at.h \
  src/tac/temperature.h \
  src/tac/time.h \
  src/tac/trend.h \
  src/tac/visibility.h \
  src/tac/weather.h \
  src/tac/wind.h \
  src/tac/wind_shear.h
tacbaseincludedir = $(includedir)/tac/base
tacbaseinclude_HEADERS = src/base/civil.h src/base/result.h src/base/slice.h

pkgconfigdir = $(libdir)/pkgconfig
nodist_pkgconfig_DATA = src/tac/libtac.pc

# The library alone, without the programs and what they read.
install-libtac: install-libLTLIBRARIES install-libLIBRARIES install-tacincludeHEADERS install-tacbaseincludeHEADERS \
  install-nodist_pkgconfigDATA install-libtac-man
.PHONY: install-libtac
