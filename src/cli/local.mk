# src/cli: aviation-weather, the command line
bin_PROGRAMS += aviation-weather
aviation_weather_SOURCES = \
  src/cli/airports.c src/cli/airports.h \
  src/cli/airports_text.c src/cli/airports_text.h \
  src/cli/check_config.c src/cli/check_config.h \
  src/cli/check_providers.c src/cli/check_providers.h \
  src/cli/command.h \
  src/cli/decode.c src/cli/decode.h \
  src/cli/decode_notam.c src/cli/decode_notam.h \
  src/cli/get.c src/cli/get.h \
  src/cli/get_answer.c src/cli/get_answer.h \
  src/cli/main.c
aviation_weather_CPPFLAGS = $(AM_CPPFLAGS) $(JSONC_CFLAGS)
aviation_weather_LDADD = libservice.a librender.a libtac.a libgeo.a $(UPSTREAM_LIBS) libbase.a $(ZLIB_LIBS) -lm
