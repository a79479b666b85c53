# src/cli: aviation-weather, the command line
bin_PROGRAMS += aviation-weather
aviation_weather_SOURCES = \
  src/cli/airports.c src/cli/airports.h \
  src/cli/airports_text.c src/cli/airports_text.h \
  src/cli/backup.c src/cli/backup.h \
  src/cli/check_config.c src/cli/check_config.h \
  src/cli/check_providers.c src/cli/check_providers.h \
  src/cli/command.h \
  src/cli/database.c src/cli/database.h \
  src/cli/decode.c src/cli/decode.h \
  src/cli/decode_notam.c src/cli/decode_notam.h \
  src/cli/get.c src/cli/get.h \
  src/cli/get_answer.c src/cli/get_answer.h \
  src/cli/main.c
aviation_weather_CPPFLAGS = $(AM_CPPFLAGS) $(JSONC_CFLAGS) -DPKGLIBEXECDIR='"$(pkglibexecdir)"'
aviation_weather_LDADD = libservice.a librender.a libtac.a libgeo.a $(UPSTREAM_LIBS) libbase.a $(ZLIB_LIBS) -lm

# What needs the MongoDB driver, see database.h.
pkglibexec_PROGRAMS += aviation-weather-database
aviation_weather_database_SOURCES = \
  src/cli/backup_part.c src/cli/backup_part.h \
  src/cli/command.h \
  src/cli/database_main.c \
  src/cli/database_options.c src/cli/database_options.h \
  src/cli/init_db.c src/cli/init_db.h \
  src/cli/setup_sharding.c src/cli/setup_sharding.h
aviation_weather_database_LDADD = $(TIER_LIBS) libbase.a -lm
