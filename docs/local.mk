# docs
EXTRA_DIST += docs/openapi.yaml docs/openapi-json
docs/openapi.json: $(top_srcdir)/docs/openapi.yaml $(top_srcdir)/docs/openapi-json
	$(AM_V_GEN)$(MKDIR_P) docs && $(PYTHON3) $(top_srcdir)/docs/openapi-json $(VERSION) $(top_srcdir)/docs/openapi.yaml $@.tmp && mv $@.tmp $@
nodist_pkgdata_DATA += docs/openapi.json
CLEANFILES += docs/openapi.json
dist_man_MANS = docs/man/aviation-weather.1 docs/man/aviation-weather-api.8 \
  docs/man/aviation-weather-ingestd.8 docs/man/aviation-weather-setup.8
