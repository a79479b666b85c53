# Unit tests: one program a module, cmocka, TAP. A block a folder of src.
if HAVE_CMOCKA
EXTRA_DIST += tests/unit/check.h
unit_cppflags = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) -I$(top_srcdir)/tests/unit
unit_tests =

# base
unit_tests += tests/unit/test_base_text tests/unit/test_base_utc tests/unit/test_base_config tests/unit/test_base_shared
base_test_libs = libbase.a $(CMOCKA_LIBS) -lm
tests_unit_test_base_text_CPPFLAGS = $(unit_cppflags)
tests_unit_test_base_text_LDADD = $(base_test_libs)
tests_unit_test_base_utc_CPPFLAGS = $(unit_cppflags)
tests_unit_test_base_utc_LDADD = $(base_test_libs)
tests_unit_test_base_config_CPPFLAGS = $(unit_cppflags)
tests_unit_test_base_config_LDADD = $(base_test_libs)
tests_unit_test_base_shared_CPPFLAGS = $(unit_cppflags)
tests_unit_test_base_shared_LDADD = $(base_test_libs)

check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
endif
