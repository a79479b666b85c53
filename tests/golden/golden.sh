#!/bin/sh
# Reports of our own with what must be decoded of them.
dir=$AW_SRCDIR/tests/golden
{
  "$AW_PYTHON" "$dir/golden.py" "$AW_BUILDDIR/aviation-weather" "$dir/metar.jsonl" metar
  "$AW_PYTHON" "$dir/golden.py" "$AW_BUILDDIR/aviation-weather" "$dir/taf.jsonl" taf
  "$AW_PYTHON" "$dir/golden.py" "$AW_BUILDDIR/aviation-weather" "$dir/pirep.jsonl" pirep
  "$AW_PYTHON" "$dir/golden.py" "$AW_BUILDDIR/aviation-weather" "$dir/sigmet.jsonl" sigmet
  "$AW_PYTHON" "$dir/golden.py" "$AW_BUILDDIR/aviation-weather" "$dir/notam.jsonl" notam
} | awk '/^1\.\./ { next } /^(not )?ok / { n++; sub(/ok [0-9]+/, "ok " n) } { print } END { print "1.." n }'
