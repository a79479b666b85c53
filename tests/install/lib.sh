# shellcheck shell=bash
# For install.sh, serve.sh and unpacked.sh.

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

# wait_for SECONDS WHAT COMMAND...
wait_for() {
    local seconds=$1 what=$2 end
    shift 2
    end=$((SECONDS + seconds))
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || fail "$what: not within $seconds s"
        sleep 0.2
    done
}

# exec_line UNIT: what systemd would execute, names of the environment and all.
exec_line() { sed -n 's/^ExecStart=//p' "$1"; }

# unit_environment UNIT: its Environment= as lines of KEY=VALUE
unit_environment() { sed -n 's/^Environment=//p' "$1" | tr ' ' '\n'; }

# expand_line LINE KEY=VALUE...: ${KEY} replaced, as systemd does
expand_line() {
    local line=$1 pair
    shift
    for pair; do line=${line//\$\{${pair%%=*}\}/${pair#*=}}; done
    printf '%s' "$line"
}
