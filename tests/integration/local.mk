# tests/integration

# upstream
check_PROGRAMS += tests/integration/upstream_driver
tests_integration_upstream_driver_LDADD = $(UPSTREAM_LIBS) libbase.a -lm
