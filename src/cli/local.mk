# src/cli: aviation-weather, the command line
bin_PROGRAMS += aviation-weather
aviation_weather_SOURCES = \
  src/cli/airports.c src/cli/airports.h \
  src/cli/airports_text.c src/cli/airports_text.h \
  src/cli/command.h \
  src/cli/decode.c src/cli/decode.h \
  src/cli/main.c
aviation_weather_LDADD = librender.a libtac.a libservice.a libgeo.a libbase.a $(ZLIB_LIBS) -lm
