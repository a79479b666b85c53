# packaging: what packages are made of; packaging/README.md
pkgsysconfdir = $(sysconfdir)/aviation-weather
dist_pkgsysconf_DATA = packaging/aviation-weather.conf
EXTRA_DIST += \
  packaging/README.md \
  packaging/make-packages \
  packaging/debian/aviation-weather-frontend.install \
  packaging/debian/aviation-weather-frontend.lintian-overrides \
  packaging/debian/aviation-weather.lintian-overrides \
  packaging/debian/libtac-dev.lintian-overrides \
  packaging/debian/libtac1.lintian-overrides \
  packaging/debian/aviation-weather.dirs \
  packaging/debian/aviation-weather.docs \
  packaging/debian/aviation-weather.install \
  packaging/debian/aviation-weather.postinst \
  packaging/debian/aviation-weather.postrm \
  packaging/debian/aviation-weather.prerm \
  packaging/debian/changelog.in \
  packaging/debian/control \
  packaging/debian/copyright \
  packaging/debian/libtac-dev.install \
  packaging/debian/libtac1.install \
  packaging/debian/libtac1.symbols \
  packaging/debian/rules \
  packaging/debian/source/format \
  packaging/rpm/aviation-weather.spec.in \
  packaging/rpm/rpmlintrc.toml

# Monitoring: examples that an operator copies.
monitoringdir = $(pkgdatadir)/monitoring
EXTRA_DIST += \
  packaging/monitoring/README.md \
  packaging/monitoring/alertmanager/alertmanager.yml \
  packaging/monitoring/grafana/dashboards/aviation-weather.json \
  packaging/monitoring/grafana/provisioning/dashboards/aviation-weather.yml \
  packaging/monitoring/grafana/provisioning/datasources/aviation-weather.yml \
  packaging/monitoring/logs/filebeat.yml \
  packaging/monitoring/logs/journald-ecs.py \
  packaging/monitoring/logs/logstash.conf \
  packaging/monitoring/logs/rsyslog.conf \
  packaging/monitoring/prometheus/prometheus.yml \
  packaging/monitoring/prometheus/rules/aviation-weather.yml \
  packaging/monitoring/prometheus/tests/alerts.yml \
  packaging/monitoring/prometheus/tests/days.yml

install-data-local: install-monitoring
install-monitoring:
	cd $(srcdir)/packaging/monitoring && find . -type f | while read -r file; do \
	  $(MKDIR_P) "$(DESTDIR)$(monitoringdir)/$$(dirname "$$file")" && \
	  $(INSTALL_DATA) "$$file" "$(DESTDIR)$(monitoringdir)/$$file" || exit 1; done
uninstall-local: uninstall-monitoring
uninstall-monitoring:
	rm -rf "$(DESTDIR)$(monitoringdir)"
.PHONY: install-monitoring uninstall-monitoring
