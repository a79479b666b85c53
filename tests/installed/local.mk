# tests/installed: libtac as its users have it, from a temporary DESTDIR
dist_check_SCRIPTS += tests/installed/libtac.sh
TESTS += tests/installed/libtac.sh
EXTRA_DIST += tests/installed/consumer.c tests/installed/example.awk tests/installed/symbols.py
