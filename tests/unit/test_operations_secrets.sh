#!/bin/sh
# aviation-weather-secrets: what it writes, what it refuses, what its check finds.
set -u
program=$AW_BUILDDIR/packaging/operations/aviation-weather-secrets
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
n=0
# outcome STATUS WHAT
outcome() {
    n=$((n + 1))
    if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; printf '%s\n' "${out:-}" | sed 's/^/# /'; fi
}
prefix() { sed -n "s/^$1=\$root//p" "$program" | sed 's/ .*//'; }
secrets=$root$(prefix directory)
template=$root$(prefix redis_template)
run() { AVIATION_WEATHER_ROOT=$root "$program" "$@" 2>&1; }
mkdir -p "$(dirname "$template")" "$root/etc/redis"
cp "$AW_SRCDIR/packaging/redis/redis.conf" "$template"

# ---- set ----
out=$(printf 'a1b2c3d4e5\n' | run set CHECKWX_API_KEY)
[ $? = 0 ] && [ "$(cat "$secrets/CHECKWX_API_KEY")" = a1b2c3d4e5 ] && [ "$(wc -c <"$secrets/CHECKWX_API_KEY")" = 10 ]
outcome $? "set stores the value without its line break"
[ "$(stat -c %a "$secrets")$(stat -c %a "$secrets/CHECKWX_API_KEY")" = 700600 ]
outcome $? "directory 0700, file 0600"
refused() { # KEY VALUE SAYS WHAT
    out=$(printf '%b' "$2" | run set "$1")
    status=$?
    case $status$out in 1*"$3"*) true ;; *) false ;; esac && [ "$(cat "$secrets/CHECKWX_API_KEY")" = a1b2c3d4e5 ]
    outcome $? "set refuses $4"
}
refused CHECKWX_API_KEY '' 'is empty' 'nothing'
refused CHECKWX_API_KEY 'one\ntwo\n' 'more than one line' 'two lines'
refused CHECKWX_API_KEY 'one\ntwo' 'more than one line' 'two lines, the last without its end'
refused CHECKWX_API_KEY 'one two' 'blanks' 'a blank'
refused CHECKWX_API_KEY 'one\r\n' 'control' 'a carriage return'
refused CHECKWX_API_KEY 'your-checkwx-key' 'placeholder' "the guide's placeholder"
refused CHECKWX_API_KEY '${CHECKWX}' 'placeholder' 'a variable that nobody filled in'
refused CHECKWX_API_KEY "$(head -c 1100 /dev/zero | tr '\0' x)" 'longer' 'too much'
refused REDIS_URL 'http://redis' 'no address of Redis' 'another scheme for REDIS_URL'
refused MONGODB_URI 'mongo.internal' 'no address of MongoDB' 'no scheme for MONGODB_URI'
refused SESSION 'abc' 'no secret of this system' 'an unknown key'

# ---- make ----
echo 'appendonly yes' >"$root/etc/redis/redis.conf"
out=$(run make REDIS)
[ $? = 0 ] && password=$(sed -n 's/^requirepass //p' "$root/etc/redis/redis.conf") && [ ${#password} = 64 ] &&
    [ "$(cat "$secrets/REDIS_URL")" = "redis://:$password@127.0.0.1:6379/0" ]
outcome $? "make REDIS writes one password into redis.conf and REDIS_URL"
[ "$(cat "$root/etc/redis/redis.conf.before")" = 'appendonly yes' ]
outcome $? "what somebody else has configured is kept"
case $out in *"$password"*) false ;; *) true ;; esac
outcome $? "and does not print it"
out=$(run make REDIS)
[ $? = 1 ] && [ "$(sed -n 's/^requirepass //p' "$root/etc/redis/redis.conf")" = "$password" ]
outcome $? "a second make REDIS changes nothing"
out=$(REDIS_URL_FILE=$secrets/REDIS_URL AVIATION_WEATHER_CONF=/dev/null "$AW_BUILDDIR/aviation-weather" check-config)
[ $? = 0 ]
outcome $? "the programs take it"

# ---- check ----
out=$(run check)
outcome $? "check likes what was made"
found() { # SAYS WHAT
    out=$(run check)
    status=$?
    case $status$out in 1*"$1"*) true ;; *) false ;; esac
    outcome $? "check finds $2"
}
chmod 644 "$secrets/REDIS_URL"
found 'its mode is 644' 'a file that others may read'
chmod 600 "$secrets/REDIS_URL"
chmod 755 "$secrets"
found 'its mode is 755' 'a directory that others may read'
chmod 700 "$secrets"
printf x >"$secrets/REDIS_PASSWORD"
chmod 600 "$secrets/REDIS_PASSWORD"
found 'no key of this system' 'a name that nothing reads'
rm "$secrets/REDIS_PASSWORD"
printf 'redis://:secret@127.0.0.1' >"$secrets/REDIS_URL"
found 'placeholder' 'a placeholder'
printf 'redis://:%s@127.0.0.1 \n' "$password" >"$secrets/REDIS_URL"
found 'blanks' 'a blank at the end'
rm "$secrets/REDIS_URL"
ln -s /etc/hostname "$secrets/REDIS_URL"
found 'is no file' 'a link'
rm "$secrets/REDIS_URL"
echo 'MONGODB_URI = mongodb://aw:geheim@db/' >"$secrets/../aviation-weather.conf"
chmod 644 "$secrets/../aviation-weather.conf"
found 'password in MONGODB_URI may be read by all' 'a password in the configuration'
echo "1..$n"
