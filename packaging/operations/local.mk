# What an operator's commands are, and what timers run. docs/operations/ tells when.
operations_sbin = packaging/operations/aviation-weather-secrets packaging/operations/aviation-weather-smoke-test
nodist_sbin_SCRIPTS += $(operations_sbin)
dist_sbin_SCRIPTS = packaging/operations/aviation-weather-security-update
dist_pkglibexec_SCRIPTS += packaging/operations/aviation-weather-maintenance
EXTRA_DIST += $(operations_sbin:=.in) packaging/operations/logrotate.conf
CLEANFILES += $(operations_sbin)

$(operations_sbin): %: %.in Makefile
	$(AM_V_GEN)$(MKDIR_P) packaging/operations && sed -e 's,[@]pkgdatadir[@],$(pkgdatadir),g' \
	  -e 's,[@]sysconfdir[@],$(sysconfdir),g' $(srcdir)/$@.in >$@.new && chmod 755 $@.new && mv $@.new $@

# logrotate reads a folder by the names of its files.
logrotatedir = $(sysconfdir)/logrotate.d
install-data-local: install-logrotate
install-logrotate:
	$(MKDIR_P) '$(DESTDIR)$(logrotatedir)'
	$(INSTALL_DATA) $(srcdir)/packaging/operations/logrotate.conf '$(DESTDIR)$(logrotatedir)/aviation-weather'
uninstall-local: uninstall-logrotate
uninstall-logrotate:
	rm -f '$(DESTDIR)$(logrotatedir)/aviation-weather'
.PHONY: install-logrotate uninstall-logrotate
