#!/usr/bin/env bash
# unpacked.sh PACKAGES WORK: the Debian packages unpacked, not installed: what is in them, and that their programs start.
set -euo pipefail
packages=$1 work=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/install/lib.sh
. "$here/lib.sh"
root=$work/unpacked
rm -rf "$root"
mkdir -p "$root"
for deb in "$packages"/*.deb; do
    case $deb in *-dbgsym_*) continue ;; esac
    dpkg-deb -x "$deb" "$root"
done

say "every program that a unit names is in the packages, or in one that they depend on"
for unit in "$root"/lib/systemd/system/*.service; do
    for program in $(exec_line "$unit" | tr ' ' '\n' | grep '^/' | grep -v '^/run/'); do
        [ -x "$root$program" ] || [ -x "$program" ] || fail "$(basename "$unit"): $program is nowhere"
    done
done
say "systemd's check of each unit"
for unit in "$root"/lib/systemd/system/aviation-weather*; do
    # Programs are looked for on this machine, where they are not installed.
    words=$(systemd-analyze verify --man=no "$unit" 2>&1 | grep -v 'is not executable: No such file' | grep "$(basename "$unit")" || true)
    [ -z "$words" ] || fail "$words"
done
say "conffiles"
dpkg-deb --info "$packages"/aviation-weather_*.deb conffiles | grep -qx /etc/aviation-weather/aviation-weather.conf || fail "no conffile"
say "programs"
"$root/usr/bin/aviation-weather" --version
echo 'METAR KJFK 241151Z 28016KT 10SM FEW250 04/M07 A3012' | "$root/usr/bin/aviation-weather" decode >/dev/null
! SIMULATION=1 "$root/usr/bin/aviation-weather" check-config >/dev/null 2>&1 || fail "SIMULATION=1 was taken"
"$root/usr/bin/aviation-weather" check-config | grep -q '^DATA_DIR=/var/lib/aviation-weather ' || fail "check-config"
rm -rf "$root"
say "passed"
