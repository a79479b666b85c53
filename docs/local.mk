# docs
operations_docs = \
  docs/operations/configure.md docs/operations/deploy.md docs/operations/guide-map.md docs/operations/incidents.md docs/operations/install.md \
  docs/operations/restore.md docs/operations/tiers.md docs/operations/troubleshooting.md docs/operations/upgrade.md
EXTRA_DIST += docs/openapi.yaml docs/openapi-json $(operations_docs)
docs/openapi.json: $(top_srcdir)/docs/openapi.yaml $(top_srcdir)/docs/openapi-json
	$(AM_V_GEN)$(MKDIR_P) docs && $(PYTHON3) $(top_srcdir)/docs/openapi-json $(VERSION) $(top_srcdir)/docs/openapi.yaml $@.tmp && mv $@.tmp $@
nodist_pkgdata_DATA += docs/openapi.json
CLEANFILES += docs/openapi.json
dist_man_MANS = docs/man/aviation-weather.1 docs/man/aviation-weather-api.8 \
  docs/man/aviation-weather-ingestd.8 docs/man/aviation-weather-secrets.8 docs/man/aviation-weather-security-update.8 \
  docs/man/aviation-weather-setup.8 docs/man/aviation-weather-smoke-test.8

# libtac. A function whose page is another's is a link to it.
libtac_man3 = docs/man/tac.3 docs/man/notam_active_at.3 docs/man/taf_at_find.3 docs/man/tac_names.3
libtac_man5 = docs/man/metar.5 docs/man/notam.5 docs/man/pirep.5 docs/man/sigmet.5 docs/man/taf.5
dist_man_MANS += $(libtac_man3) $(libtac_man5)
libtac_man3_links = metar_decode notam_decode pirep_decode sigmet_decode taf_decode tac_report_kind_guess

libtac-man-links:
	@$(MKDIR_P) '$(DESTDIR)$(man3dir)'
	$(AM_V_at)for name in $(libtac_man3_links); do ln -sf tac.3 "$(DESTDIR)$(man3dir)/$$name.3" || exit 1; done
	$(AM_V_at)ln -sf tac_names.3 '$(DESTDIR)$(man3dir)/tac_remark_info.3'
install-data-hook: libtac-man-links
uninstall-hook:
	$(AM_V_at)for name in $(libtac_man3_links) tac_remark_info; do rm -f "$(DESTDIR)$(man3dir)/$$name.3" || exit 1; done

install-libtac-man: libtac-man-links
	@$(MKDIR_P) '$(DESTDIR)$(man3dir)' '$(DESTDIR)$(man5dir)'
	$(AM_V_at)for page in $(libtac_man3); do $(INSTALL_DATA) "$(srcdir)/$$page" '$(DESTDIR)$(man3dir)' || exit 1; done
	$(AM_V_at)for page in $(libtac_man5); do $(INSTALL_DATA) "$(srcdir)/$$page" '$(DESTDIR)$(man5dir)' || exit 1; done
.PHONY: libtac-man-links install-libtac-man
