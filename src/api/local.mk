# src/api
noinst_LIBRARIES += libapi.a
libapi_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSONC_CFLAGS)
libapi_a_SOURCES = \
  src/api/api.c src/api/api.h \
  src/api/decode_body.c src/api/decode_body.h \
  src/api/respond.c src/api/respond.h \
  src/api/routes.c \
  src/api/routes_airports.c src/api/routes_airports.h \
  src/api/routes_debug.c src/api/routes_debug.h \
  src/api/routes_decode.c src/api/routes_decode.h \
  src/api/routes_history.c src/api/routes_history.h \
  src/api/routes_system.c src/api/routes_system.h \
  src/api/routes_weather.c src/api/routes_weather.h \
  src/api/routes_weather_list.c src/api/routes_weather_list.h \
  src/api/text_list.c src/api/text_list.h \
  src/api/worker_slot.c src/api/worker_slot.h

API_LIBS = libapi.a libhttp.a libservice.a $(TIER_LIBS) librender.a libgeo.a libtac.a libbase.a \
  $(ZLIB_LIBS) $(JSONC_LIBS) $(FCGI_LIBS) -lm

sbin_PROGRAMS += aviation-weather-api
aviation_weather_api_SOURCES = src/api/main.c
aviation_weather_api_LDADD = $(API_LIBS)
