# fcgi-conf: templates and snippets of nginx's configuration; README.md tells what is filled in.
nginxconfdir = $(pkgdatadir)/fcgi-conf
dist_nginxconf_DATA = \
  fcgi-conf/README.md \
  fcgi-conf/cache.conf \
  fcgi-conf/errors.conf \
  fcgi-conf/fastcgi.conf \
  fcgi-conf/headers.conf \
  fcgi-conf/http.conf.in \
  fcgi-conf/site.conf.in
