#!/bin/sh
# The operations pages keep what they promise: every runbook of an alert is a heading, and what they name exists.
set -u
pages=$AW_SRCDIR/docs/operations
rules=$AW_SRCDIR/packaging/monitoring/prometheus/rules/aviation-weather.yml
n=0
# outcome LIST WHAT: LIST is what is missing
outcome() {
    n=$((n + 1))
    if [ -z "$1" ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; printf '%s\n' "$1" | sed 's/^/# missing: /'; fi
}
# each COMMAND: of the words on standard input those for which it fails
each() { while read -r word; do "$@" "$word" || echo "$word"; done; }

is_heading() { grep -qx "## $1" "$pages/troubleshooting.md"; }
outcome "$(sed -n 's/^ *runbook: *//p' "$rules" | sort -u | each is_heading)" "every alert has its heading in troubleshooting.md"
is_alert() { grep -q "alert: $1$" "$rules"; }
outcome "$(sed -n 's/^\*\([A-Za-z, ]*\)\.\*.*/\1/p' "$pages/troubleshooting.md" | tr -d ' ' | tr ',' '\n' | each is_alert)" \
    "every alert that a heading names exists"
is_named() { grep -q "^\*.*$1[,.]" "$pages/troubleshooting.md"; }
outcome "$(sed -n 's/^ *- alert: //p' "$rules" | each is_named)" "every alert is named under its heading"

is_command() { "$AW_BUILDDIR/aviation-weather" help | grep -q "^  $1 "; }
outcome "$(grep -ohE '(^|[ `])aviation-weather [a-z][a-z-]*' "$pages"/*.md | sed 's/.* //' | sort -u | each is_command)" \
    "every command of aviation-weather exists"

# Programs, units and pages of the tree by their names; packages and files that those make are let be.
is_there() {
    case $1 in
    aviation-weather-frontend* | aviation-weather-acme | aviation-weather-TIME* | aviation-weather-2* | aviation-weather-) return 0 ;;
    aviation-weather-setup) return 0 ;;
    esac
    for place in src systemd packaging/operations packaging/backup docs/man; do
        for form in "$1" "$1.in" "$1.service.in" "$1.timer" "$1.target" "$1.8"; do
            [ ! -e "$AW_SRCDIR/$place/$form" ] && [ ! -e "$AW_SRCDIR/$place/${form%.service}.in" ] || return 0
        done
    done
    return 1
}
outcome "$(grep -ohE 'aviation-weather-[a-zA-Z0-9-]*(\.(service|timer|target))?' "$pages"/*.md | sort -u | each is_there)" \
    "every program and unit exists"

is_option() {
    cat "$AW_SRCDIR"/packaging/backup/aviation-weather-backup "$AW_SRCDIR"/packaging/operations/* "$AW_SRCDIR"/src/cli/*.c \
        "$AW_SRCDIR"/fcgi-conf/aviation-weather-setup.in 2>/dev/null | grep -qe "$1\|\"${1#--}\""
}
outcome "$(grep -ohE '^    aviation-weather[a-z -]*( --[a-z-]+)+|`aviation-weather[a-z -]*( --[a-z-]+)+' "$pages"/*.md | grep -oE -e '--[a-z-]+' |
    sort -u | each is_option)" "every option exists"

is_metric() { grep -rqE "\"$1" "$AW_SRCDIR/src"; }
outcome "$(grep -oh "grep -E '^([a-z_|().*]*" "$pages/troubleshooting.md" | sed "s/.*'^(//" | tr '|' '\n' | grep -oE '^[a-z_]{4,}' | sort -u |
    each is_metric)" "every metric exists"
is_event() { grep -rqE "\"[a-z_]*$1" "$AW_SRCDIR/src"; }
outcome "$(grep -ohE '(store|poll|reload|provider)_[a-z_]+' "$pages/troubleshooting.md" | sort -u | each is_event)" "every event of the log exists"
is_key() { "$AW_BUILDDIR/aviation-weather" check-config /dev/null 2>/dev/null | grep -q "^$1="; }
outcome "$(grep -ohE '\b(BACKUP|API|MONGODB|REDIS|HISTORY|PRIMARY|CHECKWX|METRICS|CORS|LAYER|EDGE_LOG|STORE_MAP|DATA|RUN)_[A-Z0-9_]+' "$pages"/*.md |
    sed 's/_FILE$//' | grep -v '^DATA_UNAVAILABLE$\|^WEATHER_' | sort -u | each is_key)" "every key of the configuration exists"

is_file() { [ -e "$AW_SRCDIR/$1" ]; }
outcome "$(grep -ohE '(tests|packaging|fcgi-conf)/[a-z_/]+[a-z](\.[a-z]+)+' "$pages"/*.md | sort -u | each is_file)" "every file exists"
is_page() { [ -e "$pages/$1" ]; }
outcome "$(grep -ohE '\]\([a-z-]+\.md\)' "$pages"/*.md | tr -d '])(' | sort -u | each is_page)" "every link leads somewhere"

n=$((n + 1))
guide=$(find "${AW_SHARED:-/nowhere}/seed" -name '*.txt' 2>/dev/null | head -n 1)
if [ -z "$guide" ]; then
    echo "ok $n - every section of the guide is in guide-map.md # SKIP AW_SHARED has no guide"
else
    n=$((n - 1))
    is_mapped() { grep '^|' "$pages/guide-map.md" | cut -d '|' -f 2 | grep -qF "$1"; }
    outcome "$(sed -n 's/^### //p' "$guide" | each is_mapped)" "every section of the guide is in guide-map.md"
fi
echo "1..$n"
