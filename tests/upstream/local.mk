# tests/upstream: the simulated providers; ./bootstrap.sh test runs its own tests.
EXTRA_DIST += \
  tests/upstream/README.md \
  tests/upstream/alter.py \
  tests/upstream/answers.py \
  tests/upstream/awc_api.py \
  tests/upstream/awc_bulk.py \
  tests/upstream/awc_csv.py \
  tests/upstream/awc_json.py \
  tests/upstream/awc_xml.py \
  tests/upstream/checkwx.py \
  tests/upstream/client.py \
  tests/upstream/clock.py \
  tests/upstream/conditions.py \
  tests/upstream/control.py \
  tests/upstream/counts.py \
  tests/upstream/faults.py \
  tests/upstream/feed.py \
  tests/upstream/metar_decode.py \
  tests/upstream/metar_model.py \
  tests/upstream/metar_text.py \
  tests/upstream/noise.py \
  tests/upstream/replay.py \
  tests/upstream/reports.py \
  tests/upstream/schedule.py \
  tests/upstream/server.py \
  tests/upstream/simulator.py \
  tests/upstream/stations.py \
  tests/upstream/style.py \
  tests/upstream/taf_decode.py \
  tests/upstream/taf_model.py \
  tests/upstream/taf_text.py \
  tests/upstream/test_upstream.py \
  tests/upstream/upstream.py \
  tests/upstream/weather.py
