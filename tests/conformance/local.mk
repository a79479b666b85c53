# The conformance suite of the tiers: run on each engine by tests/integration/test_conformance.py.
check_PROGRAMS += tests/conformance/conformance
tests_conformance_conformance_SOURCES = \
  tests/conformance/cases_counter.c \
  tests/conformance/cases_history.c \
  tests/conformance/cases_item.c \
  tests/conformance/cases_page.c \
  tests/conformance/cases_process.c \
  tests/conformance/cases_report.c \
  tests/conformance/conformance.c tests/conformance/conformance.h
tests_conformance_conformance_LDADD = $(TIER_LIBS) libbase.a -lm
