# Tests in Python, run by ./bootstrap.sh test: whole folders, so that a new test is in the tarball too.
EXTRA_DIST += \
  bootstrap.sh \
  tests/browser \
  tests/install \
  tests/stack \
  tests/summary.py \
  tests/upstream

# By name only: the folder has objects too, where it is built.
dist-hook:
	$(MKDIR_P) '$(distdir)/tests/integration'
	cp -p $(srcdir)/tests/integration/*.py '$(distdir)/tests/integration'
	find '$(distdir)/tests' -name __pycache__ -prune -exec rm -rf {} +

# upstream
check_PROGRAMS += tests/integration/upstream_driver
tests_integration_upstream_driver_LDADD = $(UPSTREAM_LIBS) libbase.a -lm

# ingest
check_PROGRAMS += tests/integration/store_dump
tests_integration_store_dump_LDADD = $(STORE_LIBS) libbase.a -lm

# store: Redis
check_PROGRAMS += tests/integration/redis_driver
tests_integration_redis_driver_LDADD = $(TIER_LIBS) libbase.a -lm
