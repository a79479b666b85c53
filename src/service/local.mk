# src/service
noinst_LIBRARIES += libservice.a
libservice_a_SOURCES = \
  src/service/service_error.c src/service/service_error.h
