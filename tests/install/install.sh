#!/usr/bin/env bash
# install.sh SOURCE PACKAGES WORK: the life of the Debian packages in a clean chroot below WORK. See README.md.
set -euo pipefail
source=$1 packages=$2 work=$3
# shellcheck source=tests/install/lib.sh
. "$source/tests/install/lib.sh"
[ "$(id -u)" = 0 ] || fail "a chroot needs root"
root=$work/chroot
version=$(basename "$packages"/aviation-weather_*_*.deb | cut -d_ -f2)

# In a mount namespace of our own, whatever is mounted here is gone when this script ends.
if [ "${AW_INSTALL_NAMESPACE:-}" != 1 ]; then
    exec env AW_INSTALL_NAMESPACE=1 unshare --mount --propagation private bash "$0" "$@"
fi

make_chroot() {
    local release
    release=$(. /etc/os-release && echo "$VERSION_CODENAME")
    rm -rf "$root"
    mkdir -p "$work"
    debootstrap --variant=minbase --include=ca-certificates "$release" "$root" ${AW_MIRROR:+"$AW_MIRROR"} >"$work/debootstrap.log" 2>&1 ||
        { tail -n 20 "$work/debootstrap.log" >&2; fail "debootstrap"; }
    # The package sources of this machine, and what it needs to reach them.
    cp -R /etc/apt/sources.list.d /etc/apt/apt.conf.d "$root/etc/apt/"
    [ ! -f /etc/apt/sources.list ] || cp /etc/apt/sources.list "$root/etc/apt/"
    rm -rf "$root/etc/ssl/certs" && cp -RL /etc/ssl/certs "$root/etc/ssl/certs"
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    mount -t proc proc "$root/proc"
    mkdir -p "$root/dev/shm"
    mount -t tmpfs tmpfs "$root/dev/shm"
}

inside() { chroot "$root" env DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }

# The same packages under another version: what apt has to do for it is the same.
repacked() {
    local to=$1 deb
    mkdir -p "$root/packages-$to"
    for deb in "$packages"/*.deb; do
        case $deb in *-dbgsym_*) continue ;; esac
        rm -rf "$work/repack"
        dpkg-deb -R "$deb" "$work/repack"
        sed -i "s/$version/$to/g" "$work/repack/DEBIAN/control"
        dpkg-deb --root-owner-group -b "$work/repack" "$root/packages-$to/$(basename "$deb" | sed "s/$version/$to/")" >/dev/null
    done
}

installed_version() { inside dpkg-query -W -f '${Version}' aviation-weather; }

say "a clean chroot"
make_chroot
mkdir "$root/packages"
cp "$packages"/*.deb "$root/packages/"
inside apt-get update -q >"$work/apt.log" 2>&1 || fail "apt-get update: $work/apt.log"

say "apt-get install"
inside sh -c 'apt-get install -y -q /packages/aviation-weather_*.deb /packages/aviation-weather-frontend_*.deb /packages/libtac1_*.deb \
    /packages/libtac-dev_*.deb curl' >>"$work/apt.log" 2>&1 || { tail -n 30 "$work/apt.log" >&2; fail "apt-get install"; }
inside id aviation-weather
[ "$(stat -c %a "$root/etc/aviation-weather/secrets")" = 700 ] || fail "secrets are open"
[ ! -e "$root/etc/nginx/sites-enabled/aviation-weather" ] || fail "the site is on without having been asked for"
[ -L "$root/etc/systemd/system/multi-user.target.wants/aviation-weather.target" ] || fail "the target is not enabled"
inside aviation-weather version
# What root sets, the commands that root runs by hand have; nobody else does.
printf 'mongodb://aw:geheim@db.invalid/aw' | inside aviation-weather-secrets set MONGODB_URI
inside aviation-weather check-config | grep -q '^MONGODB_URI=mongodb://aw:\*\*\*@' || fail "root's commands don't find the secrets"
chroot --userspec=aviation-weather:aviation-weather "$root" /usr/bin/aviation-weather check-config 2>/dev/null | grep -q '^MONGODB_URI=mongodb' &&
    fail "the secrets are there for others"
inside rm /etc/aviation-weather/secrets/MONGODB_URI
inside aviation-weather-secrets check
echo 'METAR KJFK 241151Z 28016KT 10SM FEW250 04/M07 A3012' | inside aviation-weather decode >/dev/null || fail "decode"

say "it serves"
serve() { unshare --net --pid --mount --fork --kill-child bash "$source/tests/install/serve.sh" "$root" "$source"; }
serve

say "an upgrade keeps the configuration and the data"
echo '# mine' >>"$root/etc/aviation-weather/aviation-weather.conf"
repacked 99.0-1
inside sh -c 'apt-get install -y -q /packages-99.0-1/aviation-weather_*.deb /packages-99.0-1/aviation-weather-frontend_*.deb' \
    >>"$work/apt.log" 2>&1 || fail "upgrade: $work/apt.log"
[ "$(installed_version)" = 99.0-1 ] || fail "the version is $(installed_version)"
grep -q '^# mine' "$root/etc/aviation-weather/aviation-weather.conf" || fail "the configuration was overwritten"
[ -e "$root/var/lib/aviation-weather/durable.mdb" ] || fail "the data are gone"
[ -L "$root/etc/nginx/sites-enabled/aviation-weather" ] || fail "the upgrade has switched the site off"
serve

say "and so does going back"
inside sh -c 'apt-get install -y -q --allow-downgrades /packages/aviation-weather_*.deb /packages/aviation-weather-frontend_*.deb' \
    >>"$work/apt.log" 2>&1 || fail "downgrade: $work/apt.log"
[ "$(installed_version)" = "$version" ] || fail "the version is $(installed_version)"
serve

say "removing keeps data and configuration"
inside apt-get remove -y -q aviation-weather aviation-weather-frontend >>"$work/apt.log" 2>&1 || fail "remove: $work/apt.log"
[ ! -e "$root/usr/sbin/aviation-weather-api" ] || fail "programs are left"
[ ! -e "$root/etc/nginx/sites-enabled/aviation-weather" ] || fail "the site is still on"
[ -e "$root/var/lib/aviation-weather/durable.mdb" ] || fail "the data are gone"
[ -e "$root/etc/aviation-weather/aviation-weather.conf" ] || fail "the configuration is gone"
inside nginx -t -q || fail "nginx does not start without the package"

say "purging leaves nothing"
inside apt-get purge -y -q aviation-weather aviation-weather-frontend >>"$work/apt.log" 2>&1 || fail "purge: $work/apt.log"
left=$(find "$root/etc" "$root/var/lib" "$root/usr" "$root/run" "$root/lib/systemd" -path '*aviation-weather*' -not -path '*/dpkg/*' \
    -not -path '*/deb-systemd-helper-*' | head)
[ -z "$left" ] || fail "left: $left"
umount "$root/proc" "$root/dev/shm"
rm -rf "$root"
say "passed"
