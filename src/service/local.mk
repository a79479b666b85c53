# src/service
noinst_LIBRARIES += libservice.a
libservice_a_SOURCES = \
  src/service/currency.c src/service/currency.h \
  src/service/freshness.c src/service/freshness.h \
  src/service/ondemand.h src/service/ondemand_wire.c \
  src/service/service_error.c src/service/service_error.h
