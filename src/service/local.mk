# src/service
noinst_LIBRARIES += libservice.a
libservice_a_SOURCES = \
  src/service/currency.c src/service/currency.h \
  src/service/freshness.c src/service/freshness.h \
  src/service/listed.c src/service/listed.h \
  src/service/map_layer.c src/service/map_layer.h \
  src/service/ondemand.h src/service/ondemand_wire.c \
  src/service/service_error.c src/service/service_error.h
libservice_a_SOURCES += \
  src/service/archive.c src/service/archive.h \
  src/service/category_hours.c src/service/category_hours.h \
  src/service/decode.c src/service/decode.h \
  src/service/health.c src/service/health.h \
  src/service/health_tier.c src/service/health_tier.h \
  src/service/history.c src/service/history.h src/service/history_json.c \
  src/service/history_question.c src/service/history_question.h \
  src/service/history_rows.c src/service/history_rows.h \
  src/service/history_statistics.c src/service/history_statistics.h \
  src/service/ondemand_client.c \
  src/service/weather.c src/service/weather.h \
  src/service/weather_absent.c src/service/weather_absent.h \
  src/service/weather_area.c src/service/weather_area.h \
  src/service/weather_csv.c src/service/weather_csv.h \
  src/service/weather_json.c src/service/weather_json.h \
  src/service/weather_list.c src/service/weather_list.h \
  src/service/weather_read.c src/service/weather_read.h \
  src/service/weather_wind.c

# airports
libservice_a_SOURCES += \
  src/service/airports.c src/service/airports.h \
  src/service/airports_json.c src/service/airports_json.h
