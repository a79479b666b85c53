# src/cli: aviation-weather, the command line
bin_PROGRAMS += aviation-weather
aviation_weather_SOURCES = \
  src/cli/command.h \
  src/cli/decode.c src/cli/decode.h \
  src/cli/main.c
aviation_weather_LDADD = librender.a libtac.a libbase.a -lm
