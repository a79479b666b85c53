# src/http
noinst_LIBRARIES += libhttp.a
libhttp_a_SOURCES = \
  src/http/envelope.c src/http/envelope.h \
  src/http/error.c src/http/error.h \
  src/http/etag.c src/http/etag.h \
  src/http/fastcgi.c src/http/fastcgi.h \
  src/http/percent.c src/http/percent.h \
  src/http/request.c src/http/request.h \
  src/http/request_id.c src/http/request_id.h \
  src/http/response.c src/http/response.h \
  src/http/route_metrics.c src/http/route_metrics.h \
  src/http/router.c src/http/router.h \
  src/http/server.c src/http/server.h
