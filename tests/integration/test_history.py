"""GET /api/weather/history: what ingestd has received, by pages, and what an outage has left."""
import calendar
import csv
import io
import json
import time

import pytest
from contract import Contract
from stack import Stack
from test_api import WEATHER_CACHE, Client


@pytest.fixture(scope="module", name="contract")
def fixture_contract():
    return Contract()


def iso(moment):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))


def metar(station, moment, words="18010KT 10SM CLR 12/08 A2992"):
    return f"METAR {station} {time.strftime('%d%H%MZ', time.gmtime(moment))} {words}"


def poll(api, station):
    """Moves the clock so that a poll is due, and waits for it."""
    before = history(api, station)["meta"]["checked_at"]
    api.stack.advance_clock(61)
    api.stack.wait_for(lambda: history(api, station)["meta"]["checked_at"] > before, 30, "the next poll")


def push(api, station, moment, words):
    """A report that the provider has from now on, taken in by the next poll. Returns its text."""
    raw = metar(station, moment, words)
    api.stack.control("report", {"raw": raw, "type": "metar", "bulk": True, "hold": True})
    poll(api, station)
    return raw


def history(api, station, query=""):
    return api.get(f"/api/weather/history/{station}?{query}").json


def raws(answer):
    return [item["raw"] for item in answer["data"]]


@pytest.fixture(name="api")
def fixture_api(shared_stack, contract):
    return Client(shared_stack, contract)


def test_reports_as_issued(api):
    answer = api.get("/api/weather/history/KJFK")
    current = api.get("/api/weather/current/KJFK").json["data"]
    last = answer.json["data"][-1]
    assert (last["raw"], last["observed_at"], last["source"]) == (current["raw"], current["observed_at"], "simulated")
    assert last["decoded"] == current["decoded"] and last["simulated"] is True
    meta = answer.json["meta"]
    assert (meta["station"], meta["type"], meta["next"], meta["gaps"], meta["feed"]) == ("KJFK", "metar", None, [], "ok")
    assert meta["complete"] is True and meta["count"] == len(answer.json["data"])
    assert meta["from"] < last["observed_at"] < meta["to"]
    assert answer.headers["cache-control"] == WEATHER_CACHE and answer.headers["x-cache"] == "local"
    again = api.get("/api/weather/history/KJFK", 304, headers={"If-None-Match": answer.headers["etag"]})
    assert again.headers["etag"] == answer.headers["etag"]


def test_forecasts(api):
    data = history(api, "KJFK", "type=taf")["data"]
    current = api.get("/api/weather/forecast/KJFK").json["data"]
    same = next(item for item in data if item["raw"] == current["raw"])
    assert [same[name] for name in ("issued_at", "valid_from", "valid_to")] == \
        [current[name] for name in ("issued_at", "valid_from", "valid_to")]
    assert same["decoded"] == current["decoded"]


def test_codes(api):
    meta = history(api, "LHR")["meta"]
    assert (meta["station"], meta["resolved_from"]) == ("EGLL", "LHR") and "Heathrow" in meta["name"]
    api.fails("/api/weather/history/QQQQ", 404, "AIRPORT_NOT_FOUND", "icao")
    api.fails("/api/weather/history/K", 400, "INVALID_REQUEST", "icao")
    silent = api.stack.control("stations?group=silent")["silent"][0]
    answer = history(api, silent)  # listed, and never heard
    assert answer["data"] == [] and (answer["meta"]["count"], answer["meta"]["next"]) == (0, None)


def test_a_range_without_reports(api):
    answer = history(api, "KJFK", "from=2001-01-01T00:00:00Z&to=2001-01-02T00:00Z")
    assert answer["data"] == [] and answer["meta"]["count"] == 0 and answer["meta"]["next"] is None
    assert answer["meta"]["from"] == "2001-01-01T00:00:00Z"


@pytest.mark.parametrize("query,field", [
    ("from=yesterday", "from"), ("to=soon", "to"), ("from=2026-01-02T00:00Z&to=2026-01-01T00:00Z", "from"),
    ("from=now", "from"), ("from=2026-01-01T00:00Z&to=2026-01-01T00:00Z", "from"), ("type=pirep", "type"), ("type=", "type"),
    ("limit=0", "limit"), ("limit=501", "limit"), ("limit=x", "limit"), ("cursor=", "cursor"), ("cursor=KJFK", "cursor"),
    ("cursor=1-2-3", "cursor"), ("format=raw", "format"), ("units=metric", "units"),
])
def test_wrong_questions(api, query, field):
    api.fails(f"/api/weather/history/KJFK?{query}", 400, "INVALID_REQUEST", field)


def test_lines_of_json_have_room_for_the_mark_and_csv_has_not(api):
    api.fails("/api/weather/history/KJFK?format=csv", 503, "SERVICE_UNAVAILABLE", "format")
    answer = api.get("/api/weather/history/KJFK?format=ndjson")
    lines = [json.loads(line) for line in answer.body.splitlines()]
    assert answer.headers["content-type"] == "application/x-ndjson" and answer.headers["x-data-complete"] == "true"
    assert lines and all(line["simulated"] is True for line in lines)
    assert [line["raw"] for line in lines] == raws(history(api, "KJFK"))


def test_pages_while_a_report_is_added(stack, contract):
    api = Client(stack, contract)
    station = stack.control("stations?group=silent")["silent"][0]
    start = stack.now() - 3000
    given = [push(api, station, start + 600 * n, f"180{10 + n}KT 10SM CLR 12/08 A2992") for n in range(4)]
    first = history(api, station, "limit=2")
    assert raws(first) == given[:2] and first["meta"]["next"]
    added = push(api, station, start + 2400, "18020G35KT 1/2SM FG VV002 12/12 A2992")
    found, cursor = raws(first), first["meta"]["next"]
    while cursor:
        page = history(api, station, f"limit=1&cursor={cursor}")
        found += raws(page)
        cursor = page["meta"]["next"]
    whole = history(api, station)
    assert found == raws(whole) == [*given, added]
    assert whole["data"][-1]["decoded"]["flight_category"] == "LIFR"
    assert whole["data"][-1]["received_at"] > whole["data"][0]["received_at"]
    answer = api.get(f"/api/weather/history/{station}?format=ndjson&limit=1")
    assert answer.headers["x-next-cursor"] == history(api, station, "limit=1")["meta"]["next"]
    assert raws(history(api, station, f"from={iso(start + 600 - 60)}&to={iso(start + 1200 - 60)}")) == given[1:2]


def test_an_outage_is_a_gap_until_it_is_filled(stack, contract):
    api = Client(stack, contract)
    station = "KJFK"
    before = history(api, station)["meta"]
    assert before["gaps"] == []
    stack.control("faults", {"provider": "*", "route": "*", "kind": "status", "status": 500})
    stack.advance_clock(4 * 3600)
    going_on = history(api, station)["meta"]
    assert going_on["complete"] is False and going_on["feed"] == "down"
    assert [gap["to"] for gap in going_on["gaps"]] == [None]
    assert history(api, station, f"to={iso(stack.now() - 5 * 3600)}")["meta"]["gaps"] == []
    stack.control("faults", method="DELETE")
    stack.advance_clock(300)  # the breaker lets a poll through
    left = stack.wait_for(lambda: [gap for gap in history(api, station)["meta"]["gaps"] if gap["to"]], 30, "the hole")
    assert left[0]["from"] == going_on["gaps"][0]["from"] and left[0]["to"] > left[0]["from"]
    given = {report["raw"] for report in stack.control(f"raw/{station}?type=metar&hours=4")["history"]}
    assert len(given) >= 3 and not given <= set(raws(history(api, station)))
    stack.advance_clock(130)  # first things first: then it is filled
    stack.wait_for(lambda: not history(api, station)["meta"]["gaps"], 90, "the hole filled")
    assert given <= set(raws(history(api, station)))


def test_csv_where_it_is_let_through(contract):
    with Stack(workers=2, stations=200, environment={"SIMULATED_COMPAT": "1"}) as compat:
        api = Client(compat, contract)
        for kind, moment in (("metar", "observed_at"), ("taf", "issued_at")):
            answer = api.get(f"/api/weather/history/KJFK?format=csv&type={kind}")
            rows = list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))
            same = history(api, "KJFK", f"type={kind}")["data"]
            assert [(row["raw"], row[moment]) for row in rows] == [(item["raw"], item[moment]) for item in same]
            assert rows and all(None not in row and row["station"] == "KJFK" for row in rows)


# --- statistics ---

# What tests/unit/test_service_category_hours.c has reckoned by hand: five hours across the end of a month.
MONTHS_END = [(-50, "18010KT 2SM BR OVC008 12/11 A2992"), (20, "18010KT 10SM CLR 12/08 A2992"),
              (80, "18010KT 1/4SM FG VV001 12/12 A2992"), (140, "18010KT 4SM BR SCT020 12/11 A2992"),
              (270, "18010KT 2SM BR OVC008 12/11 A2992")]


def hours(total):
    return {name: round(value * 60) for name, value in total["category_hours"].items()}


def test_statistics_across_the_end_of_a_month(stack, contract):
    api = Client(stack, contract)
    station = stack.control("stations?group=silent")["silent"][0]
    now = time.gmtime(stack.now())
    midnight = calendar.timegm((now.tm_year + now.tm_mon // 12, now.tm_mon % 12 + 1, 1, 0, 0, 0))
    start = midnight - 7200
    stack.advance_clock(int(midnight + 3 * 3600 + 600 - stack.now()))
    poll(api, station)
    for minutes, words in MONTHS_END:
        push(api, station, start + 60 * minutes, words)
    path = f"/api/weather/history/{station}/statistics?from={iso(start)}&to={iso(start + 5 * 3600)}"
    answer = api.get(path)
    data = answer.json["data"]
    assert hours(data) == {"VFR": 60, "MVFR": 90, "IFR": 50, "LIFR": 60, "UNKNOWN": 0, "missing": 40}
    assert (data["hours"], data["observations"], data["coverage"]) == (5, 4, 0.8667)
    last, first = data["months"]
    assert last["month"] == time.strftime("%Y-%m", time.gmtime(start)) < first["month"]
    assert hours(last) == {"VFR": 60, "MVFR": 0, "IFR": 20, "LIFR": 40, "UNKNOWN": 0, "missing": 0}
    assert hours(first) == {"VFR": 0, "MVFR": 90, "IFR": 30, "LIFR": 20, "UNKNOWN": 0, "missing": 40}
    by_hour, last_by_hour, first_by_hour = ({item["hour"]: hours(item) for item in part["hours_of_day"] if item["hours"]}
                                            for part in (data, last, first))
    assert set(by_hour) == {22, 23, 0, 1, 2}
    assert by_hour == {**last_by_hour, **first_by_hour} and set(last_by_hour) == {22, 23}
    assert by_hour[0] == {"VFR": 0, "MVFR": 40, "IFR": 0, "LIFR": 20, "UNKNOWN": 0, "missing": 0}
    assert answer.headers["cache-control"] == "public, max-age=60" and answer.json["meta"]["station"] == station
    assert api.get(path, 304, headers={"If-None-Match": answer.headers["etag"]}).headers["etag"] == answer.headers["etag"]


@pytest.mark.parametrize("query,field", [
    ("from=yesterday", "from"), ("to=soon", "to"), ("from=2025-01-01T00:00Z&to=2026-01-02T00:00:01Z", "from"),
    ("from=2026-01-02T00:00Z&to=2026-01-01T00:00Z", "from"), ("type=taf", "type"), ("limit=3", "limit"),
])
def test_wrong_questions_for_statistics(api, query, field):
    api.fails(f"/api/weather/history/KJFK/statistics?{query}", 400, "INVALID_REQUEST", field)


def test_statistics_of_a_station_without_reports(api):
    silent = api.stack.control("stations?group=silent")["silent"][1]
    data = api.get(f"/api/weather/history/{silent}/statistics?from=2001-01-01T00:00Z&to=2002-01-01T00:00Z").json["data"]
    assert (data["hours"], data["coverage"], len(data["months"])) == (8760, 0, 12)
    assert data["category_hours"]["missing"] == 8760
    api.fails("/api/weather/history/QQQQ/statistics", 404, "AIRPORT_NOT_FOUND", "icao")
