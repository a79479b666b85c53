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

# What rsyslog.conf, and everybody else, finds the lines of the log by.
for name in api ingestd; do
    grep -qx "SyslogIdentifier=aviation-weather-$name" "$units/aviation-weather-$name.service" 2>"$root/output"
    report $? "aviation-weather-$name logs under its own name"
done

# What the pool is started with: two keys of the configuration. Anything else in its environment would outlive a reload.
printf 'LOG_LEVEL=debug\n#API_WORKERS=9\nAPI_WORKERS = 3\nAPI_SOCKET="/run/a b.sock"\nCHECKWX_API_KEY=hush\n' >"$root/conf"
sed -n 's/^ExecStartPre=-//p' "$units/aviation-weather-api.service" |
    sed -e "s,[^ ]*/aviation-weather.conf,$root/conf," -e "s,/run/aviation-weather/pool.env,$root/pool.env," >"$root/pre"
sh "$root/pre" >"$root/output" 2>&1
printf 'API_WORKERS = 3\nAPI_SOCKET="/run/a b.sock"\n' | cmp -s - "$root/pool.env"
report $? "the pool's environment is API_WORKERS and API_SOCKET"
[ "$(sed -n 's/^EnvironmentFile=//p' "$units/aviation-weather-api.service")" = -/run/aviation-weather/pool.env ]
report $? "no other file is in it"
echo "1..$n"
