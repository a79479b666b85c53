#!/bin/sh
# aviation-weather-security-update with stand-ins for the package managers, systemd and the programs that it calls.
set -u
program=$AW_SRCDIR/packaging/operations/aviation-weather-security-update
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
n=0
outcome() {
    n=$((n + 1))
    if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; sed 's/^/# /' "$root/calls"; printf '%s\n' "$out" | sed 's/^/# /'; fi
}
# stand_in NAME: reads its script; every call is written down
stand_in() {
    { printf '#!/bin/sh\necho "%s $*" >>"%s/calls"\n' "$1" "$root"; cat; } >"$root/bin/$1"
    chmod +x "$root/bin/$1"
}
mkdir -p "$root/bin" "$root/proc/77" "$root/proc/78" "$root/sys/fs/cgroup/ingestd" "$root/sys/fs/cgroup/api"
for tool in sh sed awk grep sort cat id printf; do ln -s "$(command -v $tool)" "$root/bin/$tool"; done
stand_in apt-get <<'T'
case "$*" in *-s*upgrade) cat <<'U'
Inst libssl3 [3.0.11-1] (3.0.13-1 Debian-Security:12/stable-security [amd64])
Inst libapache2-mod-security2 [2.9.7-1] (2.9.7-2 Debian:12.8/stable [amd64])
Inst tzdata [2024a-0] (2024b-0 Debian:12.8/stable [all])
Inst nginx [1.22.1-9] (1.22.1-9+deb12u1 Debian-Security:12/oldstable-security [amd64]) []
U
esac
T
stand_in systemctl <<'T'
case "$*" in
is-active*nginx*) exit 3 ;;
show*ingestd*) echo /ingestd ;;
show*api*) echo /api ;;
esac
T
stand_in aviation-weather </dev/null
stand_in aviation-weather-smoke-test </dev/null
echo 77 >"$root/sys/fs/cgroup/ingestd/cgroup.procs"
echo 78 >"$root/sys/fs/cgroup/api/cgroup.procs"
echo '7f00-7f01 r-xp 0 08:01 1 /usr/lib/x86_64-linux-gnu/libssl.so.3 (deleted)' | tee "$root/proc/77/maps" >"$root/proc/78/maps"
run() {
    : >"$root/calls"
    out=$(PATH=$root/bin AVIATION_WEATHER_ROOT=$root sh "$program" "$@" 2>&1)
    status=$?
}
called() { grep -q "$1" "$root/calls"; }

run --dry-run
[ $status = 0 ] && [ "$out" = "Security updates:
  libssl3
  nginx" ]
outcome $? "the security updates are listed, and only they"
! called 'apt-get.*install' && ! called 'aviation-weather backup'
outcome $? "a dry run changes nothing"

run
[ $status = 0 ] && called 'apt-get .*install --only-upgrade libssl3 nginx$'
outcome $? "they are applied"
[ "$(grep -nE '^aviation-weather backup|install' "$root/calls" | head -1 | cut -d: -f2)" = "aviation-weather backup" ]
outcome $? "after a backup"
called 'systemctl restart aviation-weather-ingestd' && called 'systemctl reload aviation-weather-api' && ! called 'restart nginx'
outcome $? "what runs on replaced files is restarted or reloaded"
called '^aviation-weather-smoke-test'
outcome $? "the site is tested"

echo '7f00-7f01 r-xp 0 08:01 1 /usr/lib/x86_64-linux-gnu/libssl.so.3' | tee "$root/proc/77/maps" >"$root/proc/78/maps"
run
[ $status = 0 ] && ! called 'systemctl re'
outcome $? "what does not is left alone"

stand_in aviation-weather <<'T'
exit 1
T
run
[ $status = 1 ] && ! called install
outcome $? "without a backup nothing is updated"
run --no-backup
[ $status = 0 ] && called install
outcome $? "unless it is told so"

for step in update upgrade; do
    stand_in apt-get <<T
case "\$*" in *$step) exit 100 ;; esac
T
    run --dry-run
    [ $status = 1 ] && case $out in *"could not be listed"*) true ;; *) false ;; esac
    outcome $? "apt-get $step that fails is not \"none\""
done

stand_in apt-get </dev/null
run
[ $status = 0 ] && [ "$out" = "No security updates." ] && ! called 'install'
outcome $? "there may be none"

rm "$root/bin/apt-get"
stand_in dnf <<'T'
case "$*" in *list*) echo "FEDORA-2026-1 Important/Sec. openssl-libs-3.2.1-2.fc40.x86_64" ;; esac
T
run --no-backup
[ $status = 0 ] && called 'dnf -y upgrade --security' && case $out in *openssl-libs*) true ;; *) false ;; esac
outcome $? "dnf as well"
echo "1..$n"
