#!/bin/sh
# The command itself: where reports come from, what it answers, how it ends.
program=$AW_BUILDDIR/aviation-weather
number=0
failed=0
metar='METAR EGXY 141220Z 24012KT 9999 FEW025 12/07 Q1009'
taf='TAF EGXY 141105Z 1412/1512 24012KT CAVOK'
at=2026-10-15T00:00:00Z
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

check() # name, then a command that must succeed
{
  number=$((number + 1))
  name=$1
  shift
  if "$@"; then echo "ok $number - $name"; else echo "not ok $number - $name"; failed=1; fi
}

ends() # status command...
{
  want=$1
  shift
  "$@" > /dev/null 2>&1
  [ $? -eq "$want" ]
}

says() # pattern, then a command
{
  pattern=$1
  shift
  "$@" 2>&1 | grep -q -- "$pattern"
}

piped() # text, then arguments
{
  text=$1
  shift
  printf '%s\n' "$text" | "$program" decode --reference-time "$at" "$@"
}

printf '%s\n%s\r\n\n' "$metar" "$taf" > "$work/reports"
lines_of() { [ "$("$program" decode --jsonl "$work/reports" | wc -l)" -eq 3 ]; }

# Each option and type that the usage names is taken, and stands in the manual page; the README has the types.
documented()
{
  usage=$("$program" decode --help)
  page=$AW_SRCDIR/docs/man/aviation-weather.1
  types=$(echo "$usage" | sed -n 's/^Types: \(.*\) (the default)\.$/\1/p' | tr -d ,)
  [ "$(echo "$types" | wc -w)" -ge 8 ] || return 1
  for option in $(echo "$usage" | grep -o -e '--[a-z-]*' | sort -u); do
    grep -q -e " -${option#--}\b" "$page" || { echo "# $option is not in the manual page"; return 1; }
  done
  for type in $types; do
    grep -q "\b$type\b" "$page" || { echo "# $type is not in the manual page"; return 1; }
    "$program" decode --type "$type" --jsonl < /dev/null || return 1
  done
  grep -q -e "--type $(echo "$types" | tr ' ' '|')" "$AW_SRCDIR/README.md"
}

check "a report as argument" says '"station":"EGXY"' "$program" decode --jsonl "$metar"
check "from standard input" says '"time":"2026-10-14T12:20:00Z"' piped "$metar" --jsonl
check "a file, a line a report, blank lines too" lines_of
check "types are told apart" says '"valid_from":' piped "$taf" --jsonl
check "plain text is the default" says 'Visibility: 10 km or more' piped "$metar"
check "--at with a TAF" says '"at":{"prevailing":' piped "$taf" --jsonl --at 2026-10-14T13:00:00Z
check "--at outside validity" says '"at":null' piped "$taf" --jsonl --at 2026-10-20T13:00:00Z
check "--provenance" says '"spans":\[{"group":"type","start":0,"end":5' piped "$metar" --jsonl --provenance
check "an error has its raw text" says '{"raw":"nonsense","error":"' piped nonsense --jsonl --type metar
check "a report that can't be decoded is an answer" ends 0 "$program" decode --jsonl --type metar nonsense
check "help" ends 0 "$program" decode --help
check "an unknown option" ends 2 "$program" decode --nonsense
check "an unknown type" ends 2 "$program" decode --type weather
check "a time that is none" ends 2 "$program" decode --reference-time yesterday
check "its usage, its manual page and the README agree" documented
check "an unknown command" ends 2 "$program" nonsense
echo "1..$number"
exit $failed
