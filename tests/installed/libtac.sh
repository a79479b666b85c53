#!/bin/sh
# libtac as somebody else sees it: installed elsewhere, found by pkg-config, used from C and C++, shared and static.
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
here=$AW_SRCDIR/tests/installed
warnings='-Wall -Wextra -pedantic -Werror'
number=0
failed=0
case $AW_CC in
*clang*) cxx=${CXX:-clang++} ;;
*) cxx=${CXX:-g++} ;;
esac

check() # name, then a command that must succeed
{
  number=$((number + 1))
  name=$1
  shift
  if "$@" > "$work/out" 2>&1; then
    echo "ok $number - $name"
  else
    echo "not ok $number - $name"
    sed 's/^/# /' "$work/out"
    failed=1
  fi
}

built() # SHARED or STATIC: was it asked for?
{
  grep -qF "S[\"ENABLE_$1_TRUE\"]=\"\"" "$AW_BUILDDIR/config.status"
}

config() { PKG_CONFIG_SYSROOT_DIR=$work/root PKG_CONFIG_LIBDIR=$libdir/pkgconfig PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 \
  PKG_CONFIG_ALLOW_SYSTEM_LIBS=1 pkg-config "$@" libtac; }

headers_alone()
{
  for header in "$include"/*/*.h; do
    printf '#include "%s"\n' "${header#"$include"/}" > "$work/alone.c"
    cp "$work/alone.c" "$work/alone.cc"
    $AW_CC -std=c11 $warnings $(config --cflags) -fsyntax-only "$work/alone.c" || return 1
    "$cxx" -std=c++11 $warnings $(config --cflags) -fsyntax-only "$work/alone.cc" || return 1
  done
}

shared_program() # compiler and options, source
{
  "$@" $warnings $(config --cflags) -o "$work/program" $(config --libs) $AW_SANITIZE && LD_LIBRARY_PATH=$libdir "$work/program"
}

static_program()
{
  "$@" $warnings $(config --cflags) -o "$work/program" "$libdir/libtac.a" -lm $AW_SANITIZE && "$work/program"
}

example_says() # what the manual says that it prints
{
  shared_program $AW_CC -std=c11 "$work/example.c" > "$work/said" || { cat "$work/said"; return 1; }
  awk -v n=2 -f "$here/example.awk" "$AW_SRCDIR/docs/man/tac.3" | diff - "$work/said"
}

env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make -C "$AW_BUILDDIR" install-libtac DESTDIR="$work/root" > "$work/install" 2>&1 || {
  sed 's/^/# /' "$work/install"
  echo "Bail out! make install-libtac"
  exit 1
}
libdir=$(dirname "$(dirname "$(find "$work/root" -name libtac.pc)")")
include=$(dirname "$(dirname "$(find "$work/root" -name metar.h)")")
awk -v n=1 -f "$here/example.awk" "$AW_SRCDIR/docs/man/tac.3" > "$work/example.c"
cp "$here/consumer.c" "$work/consumer.cc"
libraries=

check "pkg-config has its version" [ -n "$(config --modversion)" ]
check "each header compiles alone, as C and as C++" headers_alone
if built SHARED; then
  libraries=$libdir/libtac.so.1
  check "C, shared" shared_program $AW_CC -std=c11 "$here/consumer.c"
  check "C++, shared" shared_program "$cxx" -std=c++11 "$work/consumer.cc"
  check "the example of tac(3), shared" example_says
fi
if built STATIC; then
  libraries="$libraries $libdir/libtac.a"
  check "C, static" static_program $AW_CC -std=c11 "$here/consumer.c"
  check "C++, static" static_program "$cxx" -std=c++11 "$work/consumer.cc"
fi
# shellcheck disable=SC2086
check "symbols, headers and manual agree" "$AW_PYTHON" "$here/symbols.py" "$include" "$AW_SRCDIR/docs/man" $libraries
echo "1..$number"
exit $failed
