#!/usr/bin/env bash
# serve.sh CHROOT SOURCE: in namespaces of its own (install.sh), the installed system serves the main job: what the units
# say is started, nginx's site switched on, a report asked for, the workers reloaded. Everything ends with this script.
set -euo pipefail
root=$1 source=$2
# shellcheck source=tests/install/lib.sh
. "$source/tests/install/lib.sh"
provider=21080 site=21081
units=$root/lib/systemd/system
user=aviation-weather:aviation-weather
log=$root/var/log/install-test
mkdir -p "$log"

ip link set lo up
mount -t proc proc "$root/proc"

# What systemd makes before it starts the units: RuntimeDirectory=, StateDirectory=.
id_of() { chroot "$root" id "$1" aviation-weather; }
install -d -m 0750 -o "$(id_of -u)" -g "$(id_of -g)" "$root/run/aviation-weather" "$root/var/lib/aviation-weather"

# start UNIT [KEY=VALUE...]: as its ExecStart= says
start() {
    local unit=$units/$1.service line environment
    mapfile -t environment < <(unit_environment "$unit")
    line=$(expand_line "$(exec_line "$unit")" "${environment[@]}")
    shift
    # shellcheck disable=SC2086
    chroot --userspec="$user" "$root" env -i PATH=/usr/sbin:/usr/bin "${environment[@]}" "$@" sh -c 'umask 0007; exec "$@"' sh $line \
        >>"$log/$(basename "$unit").log" 2>&1 &
}

ask() { curl -fsS --max-time 10 "http://127.0.0.1:$site$1"; }
has_report() { ask /api/weather/current/KJFK | grep -q '"freshness":"fresh"'; }

python3 "$source/tests/upstream/upstream.py" --port $provider --as-provider --airports "$source/data/airports.csv" \
    --stations 300 >"$log/provider.log" 2>&1 &
wait_for 60 "the provider" curl -fsS "http://127.0.0.1:$provider/data/cache/metars.cache.csv.gz" -o /dev/null

say "the units' ExecStart lines"
start aviation-weather-ingestd AWC_BASE_URL=http://127.0.0.1:$provider
wait_for 60 "ingestd's socket" test -S "$root/run/aviation-weather/ondemand.sock"
start aviation-weather-api
pool=$!
wait_for 60 "the pool's socket" test -S "$root/run/aviation-weather/api.sock"

say "aviation-weather-setup --local"
chroot "$root" aviation-weather-setup --local $site
rm -f "$root/etc/nginx/sites-enabled/default"
chroot "$root" nginx
wait_for 60 "a fresh report through nginx" has_report
ask /api/weather/current/KJFK
echo
ask /api/health | grep -q '"status":"ok"' || fail "health"
ask / | grep -qi '<!doctype html' || fail "the page"
ask /api/weather/current/KJFK | grep -q '"simulated"' && fail "an installed service has said that it simulates"
# 3: the METAR is fresh, but hours after most TAFs were issued theirs may be delayed, and rightly.
status=0
said=$(chroot "$root" aviation-weather get KJFK --url "http://127.0.0.1:$site" 2>&1) || status=$?
[ $status = 0 ] || [ $status = 3 ] || fail "aviation-weather get, status $status: $said"
grep -q '^METAR, .* fresh' <<<"$said" || fail "aviation-weather get: $said"
# An installed service can't be made to simulate.
! chroot "$root" env SIMULATION=1 aviation-weather check-config >/dev/null 2>&1 || fail "SIMULATION=1 was taken"

say "an operator's commands"
[ "$(stat -c %a "$root/var/log/nginx/aviation-weather/access.log")" = 640 ] || fail "the log of visitors may be read by all"
chroot "$root" aviation-weather-smoke-test || fail "the smoke test does not find the site, or something wrong with it"
# By root, by hand; then by the units' user, who has to read what root has made.
chroot "$root" aviation-weather backup || fail "a backup by root"
as_service() { chroot --userspec="$user" "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin AVIATION_WEATHER_DISK_PERCENT=101 "$@"; }
as_service /usr/libexec/aviation-weather/aviation-weather-maintenance weekly || fail "the weekly maintenance"
sleep 1 # an archive's name has seconds
said=$(as_service aviation-weather backup --no-upload 2>&1) || fail "$said"
case $said in *"secrets can't be read here"*) ;; *) fail "a backup without secrets does not say so" ;; esac
chroot "$root" aviation-weather-setup --again || fail "--again"

say "ExecReload="
children() { cat "$root/proc/$pool/task/$pool/children"; } # this namespace's processes
before=$(children)
reload=$(expand_line "$(sed -n 's/^ExecReload=//p' "$units/aviation-weather-api.service")" MAINPID="$pool")
reload=${reload//\$MAINPID/$pool}
# shellcheck disable=SC2086
chroot --userspec="$user" "$root" $reload
for worker in $before; do
    case " $(children) " in *" $worker "*) fail "worker $worker was not replaced" ;; esac
done
wait_for 20 "a report after the reload" has_report
say "served"
