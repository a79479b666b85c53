#!/usr/bin/env bash
# The one entry: ./bootstrap.sh help
set -euo pipefail
umask 022
export LC_ALL=C.UTF-8 TZ=UTC

top=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$top/build
logs=$build/logs
results=$build/results
python=/usr/bin/python3
install=yes

say() { printf '%s\n' "$*"; }
die() { printf 'bootstrap: %s\n' "$*" >&2; exit 1; }

usage() {
    cat <<'USAGE'
Usage: ./bootstrap.sh [--no-install] COMMAND

  run                 build, start everything, print the address (PORT=8080, HOST=127.0.0.1); Ctrl-C ends it
  test                build and run every test; the last line is "N passed, N failed, N skipped"
  build               build into ./build
  package [deb|rpm]   the release tarball, .deb and .rpm files into build/packages
  prove WHAT          what takes longer:
                      install (the packages, in a chroot), fuzz [--afl] [--jobs N] [SECONDS a target] [TARGET...], soak [SECONDS], chaos [SECONDS] [SEED], hitrate [REQUESTS],
                      bench [decoders], lint
  clean               remove ./build and ./run

  --no-install        only say which packages are missing; install nothing
USAGE
}

# --- packages ---------------------------------------------------------------------------------------------------------

# When needed, Debian's name, Fedora's name, what for. "-": not packaged there.
packages() {
    cat <<'TABLE'
build gcc                  gcc                  the compiler
build libc6-dev            glibc-devel          headers of the C library
build make                 make                 the build
build autoconf             autoconf             makes configure
build automake             automake             makes Makefile.in, runs the unit tests
build libtool              libtool              makes the shared library libtac
build pkg-config           pkgconf-pkg-config   finds libraries
build python3              python3              makes openapi.json, runs tests
build python3-yaml         python3-pyyaml       reads docs/openapi.yaml
build libjson-c-dev        json-c-devel         JSON of providers and of POST
build libcurl4-openssl-dev libcurl-devel        asks the weather providers
build libexpat1-dev        expat-devel          XML of the providers
build zlib1g-dev           zlib-devel           gzip, and crc32 of stored values
build libsystemd-dev       systemd-devel        readiness and watchdog
build libmicrohttpd-dev    libmicrohttpd-devel  serves metrics
build liblmdb-dev          lmdb-devel           the local store
build libfcgi-dev          fcgi-devel           FastCGI workers
build libhiredis-dev       hiredis-devel        the shared tier
build libmongoc-dev        mongo-c-driver-devel the durable tier
build libcmocka-dev        libcmocka-devel      unit tests
run   nginx                nginx                the web server (an instance of our own; the system's is not touched)
run   spawn-fcgi           spawn-fcgi           opens the workers' socket
run   multiwatch           -                    keeps the pool of workers whole
run   ca-certificates      ca-certificates      TLS of the providers
run   curl                 curl                 asks whether a provider can be reached
test  g++                  gcc-c++              headers of libtac, from C++
test  python3-pytest       python3-pytest       integration tests
test  nghttp2-client       nghttp2              h2load: many streams of HTTP/2
test  openssl              openssl              certificates and handshakes of the tests
test  python3-pytest-xdist python3-pytest-xdist two files of integration tests at a time: most of them wait
test  python3-jsonschema   python3-jsonschema   checks answers against the API's description
test  prometheus           golang-github-prometheus scrapes the service in a test; promtool
test  prometheus-alertmanager -                 amtool checks its configuration
test  python3-selenium     python3-selenium     tests of the page
test  redis-server         redis                the shared tier, real
test  python3-venv         python3              SecantusDB, which speaks MongoDB's protocol
test  chromium             chromium             tests of the page
test  chromium-driver      chromedriver         tests of the page
bench wrk                  wrk                  load for the benchmarks
install debootstrap        debootstrap          a clean Debian
install iproute2           iproute              a network of its own
package debhelper          -                    Debian packages
package dpkg-dev           -                    Debian packages
package fakeroot           -                    Debian packages
package lintian            -                    checks them
package rpm                rpm-build            RPM packages
package rpmlint            rpmlint              checks them
lint  clang-format         clang-tools-extra    format of the sources
lint  clang-tidy           clang-tools-extra    static analysis
lint  cppcheck             cppcheck             static analysis
lint  mandoc               mandoc               man pages
fuzz  clang                clang                libFuzzer
fuzz  libclang-rt-14-dev   compiler-rt          libFuzzer
afl   afl++                american-fuzzy-lop   the other fuzzer
decoders python3-venv      -                    decoders to compare with
TABLE
}

# "need build run": installs, or only names, what these uses lack.
need() {
    local uses=" $* " missing use debian fedora why
    if ! command -v dpkg-query >/dev/null; then
        need_elsewhere "$uses"
        return
    fi
    # shellcheck disable=SC2046
    missing=$(comm -23 <(packages | awk -v uses="$uses" 'index(uses, " " $1 " ") {print $2}' | sort -u) \
        <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $(packages | awk '{print $2}') 2>/dev/null |
            awk '$1 == "installed" {print $2}' | sort -u))
    [ -n "$missing" ] || return 0
    say "Missing packages:"
    while read -r use debian fedora why; do
        if [[ $uses == *" $use "* ]] && grep -qx -- "$debian" <<<"$missing"; then
            printf '  %-22s %s\n' "$debian" "$why"
        fi
    done < <(packages)
    # shellcheck disable=SC2086
    install_debian $missing
}

install_debian() {
    local root=()
    [ "$install" = yes ] || die "not installed (--no-install): apt-get install $*"
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || die "needs root for: apt-get install $*"
        root=(sudo)
    fi
    mkdir -p "$logs"
    say "Installing them with apt-get (its output: build/logs/apt.log) …"
    { "${root[@]}" apt-get update -q &&
        "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"; } \
        >"$logs/apt.log" 2>&1 || { tail -n 20 "$logs/apt.log" >&2; die "apt-get failed"; }
}

# No Debian: the programs and pkg-config files can't be named for every distribution, Fedora's packages can.
need_elsewhere() {
    local names absent
    names=$(packages | awk -v uses="$1" 'index(uses, " " $1 " ") && $3 != "-" {print $3}' | sort -u | tr '\n' ' ')
    command -v rpm >/dev/null || { say "Not Debian: make sure of (Fedora's names) $names"; return 0; }
    # shellcheck disable=SC2086
    absent=$(rpm -q --qf '' $names | awk '/is not installed/ {print $2}' | tr '\n' ' ')
    [ -z "$absent" ] || die "missing; install with: dnf install $absent"
    command -v multiwatch >/dev/null || [[ $1 != *" run "* ]] ||
        die "missing: multiwatch, which Fedora has not; build it from its source (it needs glib2-devel and libev-devel)"
}

# --- build ------------------------------------------------------------------------------------------------------------

jobs() { getconf _NPROCESSORS_ONLN; }

# "configured DIR OPTION…": a build tree, configured once; make itself sees to later changes.
configured() {
    local dir=$1
    shift
    [ -x "$top/configure" ] || (cd "$top" && autoreconf -i) >"$logs/autoreconf.log" 2>&1 ||
        { cat "$logs/autoreconf.log" >&2; die "autoreconf failed"; }
    mkdir -p "$dir"
    [ -f "$dir/Makefile" ] || (cd "$dir" && "$top/configure" --quiet "$@") >"$logs/configure.log" 2>&1 ||
        { tail -n 20 "$logs/configure.log" >&2; die "configure failed (${dir#"$top"/}/config.log)"; }
}

build() {
    need build
    mkdir -p "$logs"
    configured "$build" --enable-simulation --enable-werror CFLAGS='-O2 -g'
    make -C "$build" --no-print-directory -s -j"$(jobs)" all
}

# --- run --------------------------------------------------------------------------------------------------------------

run() {
    need build run
    build
    exec "$python" "$top/tests/stack/run.py"
}

# --- test -------------------------------------------------------------------------------------------------------------

# "step NAME COMMAND…": one line while it runs, its output in build/logs/NAME.log, its outcome a test of its own.
step() {
    local name=$1 outcome=PASS from=$SECONDS
    shift
    printf '%-22s' "$name"
    "$@" >"$logs/$name.log" 2>&1 </dev/null || outcome=FAIL
    printf '%s %4d s\n' "$outcome" $((SECONDS - from))
    printf ':test-result: %s %s\n' "$outcome" "$name" >"$results/$name.trs"
    cp "$logs/$name.log" "$results/$name.log"
    [ "$outcome" = PASS ]
}

check() { make -C "$build" --no-print-directory -k -j"$(jobs)" check; }

# Only what runs our C code: lint and golden files say nothing new there.
check_sanitized() {
    configured "$build/asan" --enable-simulation --enable-werror --enable-sanitizers CFLAGS='-O1 -g' &&
        ASAN_OPTIONS=detect_leaks=1 make -C "$build/asan" --no-print-directory -k -j"$(jobs)" check
}

# Servers that speak MongoDB's protocol: SecantusDB from PyPI and, where a Go >= 1.24 is, FerretDB; kept in build/tools.
tools() { "$python" "$top/tests/stack/tiers.py" install; }

suite() {
    local name=$1
    shift
    "$python" -m pytest -q -rfEs -p no:cacheprovider --junitxml="$results/$name.xml" "$@"
}

distcheck() { rm -f "$build"/aviation-weather-[0-9]*.tar.gz && make -C "$build" --no-print-directory -j"$(jobs)" distcheck; }

# The Debian packages of the tarball that distcheck has left, and what is in them; "prove install" installs them.
packages_unpacked() {
    rm -rf "$build/packages" &&
        "$top/packaging/make-packages" "$build"/aviation-weather-[0-9]*.tar.gz "$build/packages" deb &&
        "$top/tests/install/unpacked.sh" "$build/packages" "$build"
}

# Whatever the tests did, the tree is as it was.
tree_unchanged() { diff <(printf '%s' "$1") <(tree_status) && say "unchanged"; }
tree_status() { git -C "$top" status --porcelain 2>/dev/null || true; }

# Corpora and samples that are not the project's.
shared() {
    if [ -z "${AW_SHARED:-}" ] && [ -d "$top/../shared" ]; then
        AW_SHARED=$(cd "$top/../shared" && pwd)
        export AW_SHARED
    fi
}

tests() {
    local before
    need build run test package
    before=$(tree_status)
    rm -rf "$results"
    [ ! -d "$build" ] || find "$build" -name '*.trs' -delete # an old outcome must not stand for a test that did not run
    mkdir -p "$logs" "$results"
    export PYTHONDONTWRITEBYTECODE=1 AW_BUILDDIR=$build AW_TOOLS=$build/tools
    shared
    if step build build; then # without programs nothing else is worth its time
        step tools tools || true
        step check check || true
        step check-sanitized check_sanitized || true
        step upstream suite upstream "$top/tests/upstream" || true
        step integration suite integration -n 2 --dist loadfile "$top/tests/integration" || true
        step browser suite browser "$top/tests/browser" || true
        if step distcheck distcheck; then
            step packages packages_unpacked || true
        fi
        step tree-unchanged tree_unchanged "$before" || true
    fi
    "$python" "$top/tests/summary.py" "$top" "$build"
}

# The targets of tests/fuzz, by libFuzzer or AFL++, in a build of its own; see tests/fuzz/README.md.
fuzz() {
    local dir=$build/fuzz compiler=clang
    if [[ " $* " == *" --afl "* ]]; then
        need afl
        dir=$build/afl compiler=afl-clang-fast
        export AFL_QUIET=1
    fi
    mkdir -p "$logs"
    configured "$dir" --enable-simulation --enable-fuzz --enable-sanitizers CC="$compiler" CFLAGS='-O1 -g'
    make -C "$dir" --no-print-directory -s -j"$(jobs)" fuzz-targets
    AW_BUILDDIR=$dir exec "$python" -B "$top/tests/fuzz/fuzz.py" "$@"
}

# "bench": the running system; "bench decoders": our decoders beside others'.
bench() {
    case ${1:-} in
    "") need build run bench && build && exec make -C "$build" --no-print-directory bench ;;
    decoders)
        need build decoders && build && shared
        [ "$install" = yes ] || export BENCH_DECODERS_FLAGS=--no-install
        exec make -C "$build" --no-print-directory bench-decoders
        ;;
    *) die "bench what? nothing (the system) or decoders" ;;
    esac
}

# --- package ----------------------------------------------------------------------------------------------------------

# The tarball, and packages of it, in build/packages: "package [deb|rpm]".
package() {
    need build package
    build
    rm -rf "$build/packages" "$build"/aviation-weather-[0-9]*.tar.gz # one of an older version would be taken for the folder
    make -C "$build" --no-print-directory -s dist >/dev/null
    say "Building packages (output: build/logs/package.log) …"
    "$top/packaging/make-packages" "$build"/aviation-weather-[0-9]*.tar.gz "$build/packages" "$@" >"$logs/package.log" 2>&1 ||
        { tail -n 20 "$logs/package.log" >&2; die "the packages could not be built"; }
    (cd "$build/packages" && ls -1)
}

# The life of the packages in a clean chroot; tests/install/README.md.
install_packages() {
    need build test install package && package deb
    say "Installing them in a chroot …"
    if [ "$(id -u)" = 0 ]; then
        exec "$top/tests/install/install.sh" "$top" "$build/packages" "$build/install"
    fi
    exec sudo "$top/tests/install/install.sh" "$top" "$build/packages" "$build/install"
}

# Two hosts and their tiers, of which everything dies at random: tests/stack/README.md.
chaos() {
    need build run test
    build
    make -C "$build" --no-print-directory -s tests/integration/store_dump
    export AW_BUILDDIR=$build AW_TOOLS=$build/tools
    exec "$python" -B "$top/tests/stack/chaos.py" "$@"
}

# --- prove, clean -----------------------------------------------------------------------------------------------------

prove() {
    local what=${1:-}
    shift || true
    case $what in
    bench) bench "$@" ;;
    lint) need build lint && build && exec make -C "$build" --no-print-directory lint ;;
    fuzz) need build fuzz && fuzz "$@" ;;
    install) install_packages ;;
    soak) need build run && build && AW_BUILDDIR=$build exec "$python" -B "$top/tests/stack/soak.py" "$@" ;;
    chaos) chaos "$@" ;;
    hitrate) need build run && build && AW_BUILDDIR=$build exec "$python" -B "$top/tests/bench/hitrate.py" "$@" ;;
    *) die "prove what? install, fuzz [--afl] [--jobs N] [SECONDS] [TARGET], soak [SECONDS], chaos [SECONDS] [SEED], hitrate [REQUESTS], bench [decoders], lint" ;;
    esac
}

clean() {
    [ ! -d "$build" ] || chmod -R u+w "$build" # distcheck makes its tree read-only
    rm -rf "$build" "$top/run" "$top/autom4te.cache"
}

main() {
    if [ "${1:-}" = --no-install ]; then
        install=no
        shift
    fi
    local command=${1:-help}
    shift || true
    [ "${1:-}" != --no-install ] || { install=no; shift; }
    case $command in
    run) run ;;
    test) tests ;;
    build) build ;;
    package) package "$@" ;;
    prove) prove "$@" ;;
    clean) clean ;;
    help | -h | --help) usage ;;
    *) usage >&2; exit 2 ;;
    esac
}

main "$@"
