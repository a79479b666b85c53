#!/bin/sh
# The units as they are installed: systemd's own check of them, and what is left of a process's reach.
set -eu

limit=20 # systemd-analyze counts tenths: 2.0
if ! command -v systemd-analyze >/dev/null; then
    echo "1..0 # SKIP systemd-analyze is not installed"
    exit 0
fi
units=$AW_BUILDDIR/systemd
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
n=0

# report NAME: by the status and the output of the command before it
report() {
    n=$((n + 1))
    if [ "$1" = 0 ]; then
        echo "ok $n - $2"
    else
        echo "not ok $n - $2"
        sed 's/^/# /' "$root/output"
    fi
}

# A tree in which every program that a unit names is there: only systemd's own words count.
install_tree() {
    mkdir -p "$root/lib/systemd/system" "$root/usr/bin" "$root/etc/aviation-weather/secrets"
    cp "$units"/*.service "$AW_SRCDIR"/systemd/*.target "$root/lib/systemd/system/"
    for timer in "$AW_SRCDIR"/systemd/*.timer; do
        [ ! -e "$timer" ] || cp "$timer" "$root/lib/systemd/system/"
    done
    for unit in sysinit basic network network-online multi-user shutdown timers paths sockets slices local-fs; do
        cp "/lib/systemd/system/$unit.target" "$root/lib/systemd/system/" 2>/dev/null || true
    done
    sed -n 's/^Exec[A-Za-z]*=[-+!@]*\([^ ]*\).*/\1/p' "$units"/*.service | sort -u | while read -r program; do
        mkdir -p "$root$(dirname "$program")"
        cp /bin/true "$root$program"
    done
}

install_tree
for unit in "$units"/*.service "$AW_SRCDIR"/systemd/*.target "$AW_SRCDIR"/systemd/*.timer; do
    [ -e "$unit" ] || continue
    name=${unit##*/}
    status=0
    systemd-analyze verify --man=no --recursive-errors=no --root="$root" "$name" >"$root/output" 2>&1 || status=$?
    report "$status" "systemd-analyze verify $name"
done
for unit in "$units"/*.service; do
    name=${unit##*/}
    status=0
    systemd-analyze security --no-pager --offline=true --root="$root" --threshold=$limit "$name" >"$root/output" 2>&1 || status=$?
    report "$status" "systemd-analyze security $name is 2.0 or less: $(sed -n 's/.*Overall exposure level for [^:]*: \([0-9.]*\).*/\1/p' "$root/output")"
done
echo "1..$n"
