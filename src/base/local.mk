noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
  src/base/arena.c src/base/arena.h \
  src/base/breaker.c src/base/breaker.h \
  src/base/buffer.c src/base/buffer.h \
  src/base/civil.h \
  src/base/clock.c src/base/clock.h \
  src/base/config.c src/base/config.h \
  src/base/file.c src/base/file.h \
  src/base/fnv.h \
  src/base/json_writer.c src/base/json_writer.h \
  src/base/log.c src/base/log.h \
  src/base/metrics.c src/base/metrics.h \
  src/base/number.c src/base/number.h \
  src/base/result.h \
  src/base/shared.c src/base/shared.h \
  src/base/slice.h \
  src/base/utc.c src/base/utc.h
