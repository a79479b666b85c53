# tests/lint: rules of the sources. Quick ones are part of `make check`; `make lint` runs the analysers too.
lint_tests = tests/lint/layering.sh tests/lint/banned.sh tests/lint/lengths.sh
dist_check_SCRIPTS += $(lint_tests)
TESTS += $(lint_tests)
EXTRA_DIST += \
  tests/lint/banned.py \
  tests/lint/layering.py \
  tests/lint/lengths.py \
  tests/lint/lengths.txt \
  tests/lint/lint \
  tests/lint/sources.py \
  tests/lint/tap.py

lint: $(BUILT_SOURCES)
	$(AM_V_at)$(srcdir)/tests/lint/lint $(srcdir) $(builddir)
.PHONY: lint
