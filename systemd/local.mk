# systemd/: units, users, directories and kernel settings, installed below prefix (packages: /usr)
systemdunitdir = $(prefix)/lib/systemd/system
sysusersdir = $(prefix)/lib/sysusers.d
tmpfilesdir = $(prefix)/lib/tmpfiles.d
sysctldir = $(prefix)/lib/sysctl.d

# Where Debian and Fedora have them; a unit wants absolute paths, and the machine that builds need not have them.
SPAWN_FCGI = /usr/bin/spawn-fcgi
MULTIWATCH = /usr/bin/multiwatch

systemd_units = \
  systemd/aviation-weather-api.service \
  systemd/aviation-weather-backup.service \
  systemd/aviation-weather-ingestd.service \
  systemd/aviation-weather-maintenance.service \
  systemd/aviation-weather-maintenance-monthly.service

dist_systemdunit_DATA = \
  systemd/aviation-weather.target \
  systemd/aviation-weather-backup.timer \
  systemd/aviation-weather-maintenance.timer \
  systemd/aviation-weather-maintenance-monthly.timer
nodist_systemdunit_DATA = $(systemd_units)
dist_sysusers_DATA = systemd/sysusers.d/aviation-weather.conf
dist_tmpfiles_DATA = systemd/tmpfiles.d/aviation-weather.conf
# A number, or it would come after, and win over, what an administrator has in 99-*.conf.
dist_sysctl_DATA = systemd/sysctl.d/50-aviation-weather.conf
dist_pkglibexec_SCRIPTS += systemd/reload-workers
EXTRA_DIST += $(systemd_units:=.in) systemd/sandbox.conf
CLEANFILES += $(systemd_units)

$(systemd_units): %: %.in systemd/sandbox.conf Makefile
	$(AM_V_GEN)$(MKDIR_P) systemd && sed \
	  -e '/^@SANDBOX@$$/{r $(srcdir)/systemd/sandbox.conf' -e 'd}' \
	  -e 's,[@]sbindir[@],$(sbindir),g' -e 's,[@]sysconfdir[@],$(sysconfdir),g' \
	  -e 's,[@]bindir[@],$(bindir),g' -e 's,[@]pkglibexecdir[@],$(pkglibexecdir),g' \
	  -e 's,[@]spawn_fcgi[@],$(SPAWN_FCGI),g' -e 's,[@]multiwatch[@],$(MULTIWATCH),g' \
	  $(srcdir)/$@.in >$@.new && mv $@.new $@
