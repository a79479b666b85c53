#!/bin/sh
# aviation-weather check-config: effective values, masked secrets, errors that name the key.
set -u
aw=$AW_BUILDDIR/aviation-weather
file=$(mktemp)
trap 'rm -f "$file"' EXIT
number=0
outcome() {
    number=$((number + 1))
    if [ "$1" = 0 ]; then echo "ok $number - $2"; else echo "not ok $number - $2"; fi
}
echo 1..4

printf 'CHECKWX_API_KEY=s3cret\nAPI_WORKERS=6\n' >"$file"
out=$(env -i "$aw" check-config "$file" 2>&1)
outcome $? "a good file is accepted"
case $out in *s3cret*) bad=1 ;; *"CHECKWX_API_KEY=(set)"*"API_WORKERS=6  # file"*) bad=0 ;; *) bad=1 ;; esac
outcome $bad "values are shown with their origin and the secret is not"

out=$(env -i API_WORKERS=none "$aw" check-config "$file" 2>&1)
status=$?
case $status$out in 1*API_WORKERS*) bad=0 ;; *) bad=1 ;; esac
outcome $bad "an error names the key"

env -i "$aw" check-config --help >/dev/null 2>&1
[ $? = 2 ]
outcome $? "an unknown option is a usage error"
