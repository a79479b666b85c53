# fcgi-conf: templates and snippets of nginx's configuration; README.md tells what is filled in.
nginxconfdir = $(pkgdatadir)/fcgi-conf
dist_nginxconf_DATA = \
  fcgi-conf/README.md \
  fcgi-conf/cache.conf \
  fcgi-conf/errors.conf \
  fcgi-conf/fastcgi.conf \
  fcgi-conf/headers.conf \
  fcgi-conf/http.conf.in \
  fcgi-conf/local.conf.in \
  fcgi-conf/production.conf.in \
  fcgi-conf/site.conf.in \
  fcgi-conf/tls.conf

dist_pkglibexec_SCRIPTS += fcgi-conf/certificate-deployed
nodist_sbin_SCRIPTS += fcgi-conf/aviation-weather-setup
EXTRA_DIST += fcgi-conf/aviation-weather-setup.in
CLEANFILES += fcgi-conf/aviation-weather-setup

fcgi-conf/aviation-weather-setup: fcgi-conf/aviation-weather-setup.in Makefile
	$(AM_V_GEN)$(MKDIR_P) fcgi-conf && sed -e 's,[@]pkgdatadir[@],$(pkgdatadir),g' \
	  -e 's,[@]sysconfdir[@],$(sysconfdir),g' \
	  -e 's,[@]pkglibexecdir[@],$(pkglibexecdir),g' $(srcdir)/$@.in >$@.new && \
	  chmod +x $@.new && mv $@.new $@
