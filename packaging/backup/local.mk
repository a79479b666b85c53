# Backup and restore: the script is copied beside the programs, where an uninstalled `aviation-weather` finds it.
EXTRA_DIST += packaging/backup/aviation-weather-backup
nodist_pkglibexec_SCRIPTS += aviation-weather-backup
CLEANFILES += aviation-weather-backup
all-local: aviation-weather-backup
aviation-weather-backup: $(srcdir)/packaging/backup/aviation-weather-backup
	$(AM_V_GEN)cp $(srcdir)/packaging/backup/aviation-weather-backup $@.new && chmod 755 $@.new && mv $@.new $@
