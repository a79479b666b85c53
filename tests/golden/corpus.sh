#!/bin/sh
# The development corpus through the decoder, judged by its oracle; and broken input, which must crash nothing.
if [ -z "$AW_SHARED" ] || [ ! -r "$AW_SHARED/tools/compare.py" ]; then
  echo "1..0 # SKIP no corpus: AW_SHARED is not set"
  exit 0
fi
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
corpus=$AW_SHARED/corpus
number=0
failed=0

report() # status name
{
  number=$((number + 1))
  if [ "$1" -eq 0 ]; then echo "ok $number - $2"; else echo "not ok $number - $2"; failed=1; fi
}

decode() # kind file
{
  "$AW_BUILDDIR/aviation-weather" decode --type "$1" --jsonl --provenance --at 2026-10-15T06:00:00Z \
    --reference-time 2026-10-15T00:00:00Z < "$2"
}

judge() # kind least percentage
{
  decode "$1" "$corpus/$1.txt" > "$work/$1.jsonl"
  said=$("$AW_PYTHON" "$AW_SHARED/tools/compare.py" "$1" "$corpus/$1.expect.jsonl" "$work/$1.jsonl" "$2")
  report $? "$said"
  said=$("$AW_PYTHON" "$AW_SRCDIR/tests/golden/understood.py" "$1" "$work/$1.jsonl")
  report $? "$said"
}

judge metar 99.75
judge taf 99.8
for kind in metar taf; do
  decode $kind "$corpus/bad.txt" > "$work/bad.jsonl" &&
    [ "$(wc -l < "$work/bad.jsonl")" -eq "$(wc -l < "$corpus/bad.txt")" ]
  report $? "broken input as $kind: an answer a line"
done
echo "1..$number"
exit $failed
