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
