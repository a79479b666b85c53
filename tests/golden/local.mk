# tests/golden: reports and what must be decoded of them
golden_tests = tests/golden/decode.sh tests/golden/golden.sh tests/golden/corpus.sh tests/golden/hazards.sh tests/golden/notam.sh
dist_check_SCRIPTS += $(golden_tests)
TESTS += $(golden_tests)
EXTRA_DIST += \
  tests/golden/golden.py \
  tests/golden/metar.jsonl \
  tests/golden/taf.jsonl \
  tests/golden/pirep.jsonl \
  tests/golden/sigmet.jsonl \
  tests/golden/main_fields.py \
  tests/golden/notam.jsonl \
  tests/golden/notam-labels.jsonl \
  tests/golden/notam_fields.py \
  tests/golden/notam_labels.py \
  tests/golden/provider.py \
  tests/golden/understood.py
tests/golden/decode.log tests/golden/golden.log tests/golden/corpus.log tests/golden/hazards.log tests/golden/notam.log: aviation-weather$(EXEEXT)
