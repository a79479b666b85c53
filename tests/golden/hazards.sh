#!/bin/sh
# Pilot reports and hazards: the development corpus must be decoded with its main fields, and what AWC's own decoder made
# of its samples must agree with ours.
if [ -z "$AW_SHARED" ] || [ ! -r "$AW_SHARED/corpus/pirep.txt" ]; then
  echo "1..0 # SKIP no corpus: AW_SHARED is not set"
  exit 0
fi
dir=$AW_SRCDIR/tests/golden
program=$AW_BUILDDIR/aviation-weather
samples=$AW_SHARED/upstream-samples/awc-json
number=0
failed=0

report() # status name
{
  number=$((number + 1))
  if [ "$1" -eq 0 ]; then echo "ok $number - $2"; else echo "not ok $number - $2"; failed=1; fi
}

whole() # kind
{
  said=$("$AW_PYTHON" "$dir/main_fields.py" "$program" "$1" "$AW_SHARED/corpus/$1.txt")
  report $? "$said"
}

agrees() # kind file
{
  said=$("$AW_PYTHON" "$dir/provider.py" "$program" "$1" "$samples/$2")
  report $? "$said"
}

survives() # kind
{
  lines=$("$program" decode --type "$1" --jsonl < "$AW_SHARED/corpus/bad.txt" | wc -l)
  [ "$lines" -eq "$(wc -l < "$AW_SHARED/corpus/bad.txt")" ]
  report $? "broken input as $1: an answer a line"
}

whole pirep
survives pirep
agrees pirep pirep.json
agrees pirep pirep-3.json
for kind in sigmet airmet cwa; do
  whole $kind
  survives $kind
done
agrees isigmet sigmet-2.json
agrees airsigmet airsigmet.json
echo "1..$number"
exit $failed
