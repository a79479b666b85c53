#!/bin/sh
# NOTAMs of the development corpus: main fields and bytes of all of them, and those that were labelled by reading them.
corpus=$AW_SHARED/corpus/notam.json
if [ -z "$AW_SHARED" ] || [ ! -r "$corpus" ]; then
  echo "1..0 # SKIP no corpus: AW_SHARED is not set"
  exit 0
fi
dir=$AW_SRCDIR/tests/golden
program=$AW_BUILDDIR/aviation-weather
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
"$program" decode --type notam --jsonl --provenance --at 2026-04-15T12:00:00Z \
  --reference-time 2026-04-15T00:00:00Z < "$corpus" > "$work/notam.jsonl" || exit 99
{
  "$AW_PYTHON" "$dir/notam_fields.py" "$work/notam.jsonl"
  "$AW_PYTHON" "$dir/notam_labels.py" "$program" "$dir/notam-labels.jsonl" "$corpus"
} | awk '/^1\.\./ { next } /^(not )?ok / { n++; sub(/ok [0-9]+/, "ok " n) } { print } END { print "1.." n }'
