"""Tests of the simulated providers, against the running program."""

import csv
import dataclasses
import http.client
import io
import re
import socket
import struct
import threading
import time
import xml.etree.ElementTree as ElementTree
import zlib
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from awc_csv import METAR_COLUMNS
from client import Upstream
from clock import create_clock_file
from metar_decode import decode_metar
from metar_model import MetarModel
from schedule import routine
from stations import load_stations
from taf_decode import decode_taf
from taf_model import TafModel
from weather import WeatherModel

START = 1789560030  # 2026-09-16T12:00:30Z
TOP = Path(__file__).resolve().parents[2]
AIRPORTS = TOP / "data" / "airports.csv"
CSV = "/awc/data/cache/metars.cache.csv.gz"
KEY = {"X_API_Key": "test"}


@pytest.fixture(scope="session")
def clock_file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("clock") / "clock"
    create_clock_file(str(path), START - int(time.time()))
    return path


@pytest.fixture(scope="session")
def program(clock_file):
    with Upstream("--stations", "150", "--clock", str(clock_file), "--airports", str(AIRPORTS)) as upstream:
        yield upstream


@pytest.fixture
def upstream(program, clock_file):
    """The program with no faults, no counts, and its clock at the start."""
    program.control("reset", {"all": True})
    program.control("time", {"at": START})
    yield program


def rows(upstream: Upstream) -> list[dict[str, str]]:
    lines = upstream.ask(CSV).text().splitlines()
    return list(csv.DictReader(io.StringIO("\n".join(lines[5:]))))


def row_of(upstream: Upstream, ident: str) -> dict[str, str] | None:
    return next((row for row in rows(upstream) if row["station_id"] == ident), None)


# Formats.


def test_metar_csv(upstream):
    reply = upstream.ask(CSV)
    assert reply.status == 200
    assert reply.headers["content-type"] == "application/x-gzip"
    assert "content-encoding" not in reply.headers
    assert reply.headers["x-data-simulated"] == "1"
    lines = reply.text().splitlines()
    assert lines[0] == "No errors" and lines[3] == "data source=metars" and lines[5].split(",") == METAR_COLUMNS
    assert int(lines[4].split()[0]) == len(lines) - 6 > 120
    assert all(len(row) == 44 for row in csv.reader(lines[6:]))
    kjfk = row_of(upstream, "KJFK")
    assert re.match(r"(METAR|SPECI) KJFK 1611\d\dZ ", kjfk["raw_text"])
    assert re.fullmatch(r"2026-09-16T11:\d\d:00\.000Z", kjfk["observation_time"])


def test_old_csv(upstream):
    upstream.control("style", {"csv": "old"})
    kjfk = row_of(upstream, "KJFK")
    assert kjfk["raw_text"].startswith("KJFK 16")
    assert re.fullmatch(r"2026-09-16T11:\d\d:00Z", kjfk["observation_time"])
    assert re.fullmatch(r"\d\d\.\d{6}", kjfk["altim_in_hg"])


def test_latin1(upstream):
    upstream.control("style", {"latin1": True})
    body = zlib.decompress(upstream.ask(CSV).body, 31)
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


@pytest.mark.parametrize("name, element", [("metars", "METAR"), ("tafs", "TAF")])
def test_xml(upstream, name, element):
    root = ElementTree.fromstring(upstream.ask(f"/awc/data/cache/{name}.cache.xml.gz").text())
    assert root.tag == "response" and root.find("data_source").get("name") == name
    found = root.findall(f"data/{element}")
    assert len(found) == int(root.find("data").get("num_results")) > 20
    assert all(item.findtext("raw_text") and item.findtext("station_id") for item in found)


def test_taf_csv(upstream):
    lines = upstream.ask("/awc/data/cache/tafs.cache.csv.gz").text().splitlines()
    assert lines[3] == "data source=tafs"
    assert {len(row) for row in csv.reader(lines[5:])} == {10 + 12 * 37}


def test_stations_files(upstream):
    listed = upstream.ask("/awc/data/cache/stations.cache.json.gz").json()
    groups = upstream.control("stations")
    ids = {station["icaoId"] for station in listed}
    assert set(groups["reporting"]) | set(groups["api_only"]) | set(groups["silent"]) <= ids
    assert not ids & set(groups["unlisted"]) and len(groups["api_only"]) >= 200
    root = ElementTree.fromstring(upstream.ask("/awc/data/cache/stations.cache.xml.gz").text())
    assert len(root.findall("data/Station")) == len(listed)


def test_receipt_delay(upstream):
    """What is in the file was received by the file's minute: observed at least a minute before."""
    times = [row["observation_time"] for row in rows(upstream)]
    assert max(times) <= "2026-09-16T11:59:00.000Z" and min(times) > "2026-09-16T10:30"


def test_not_modified(upstream):
    first = upstream.ask(CSV)
    assert upstream.ask(CSV, If_None_Match=first.headers["etag"]).status == 304
    assert upstream.ask(CSV, If_Modified_Since=first.headers["last-modified"]).status == 304
    assert upstream.ask(CSV, If_None_Match='"other"').status == 200
    upstream.control("time", {"advance": 60})
    second = upstream.ask(CSV, If_None_Match=first.headers["etag"])
    assert second.status == 200 and second.headers["etag"] != first.headers["etag"]


def test_groups(upstream):
    groups = upstream.control("stations")
    bulk = {row["station_id"] for row in rows(upstream)}
    hidden, wx, silent = groups["api_only"][0], groups["checkwx_only"][0], groups["silent"][0]
    upstream.control("time", {"at": "2026-09-16T15:30:00Z"})
    assert not bulk & {hidden, wx, silent}
    assert all(upstream.control(f"raw/{ident}")["raw"] for ident in groups["api_only"])
    assert upstream.ask(f"/awc/api/data/metar?ids={hidden}&format=json").json()[0]["icaoId"] == hidden
    for ident in (wx, silent, groups["unlisted"][0]):
        reply = upstream.ask(f"/awc/api/data/metar?ids={ident}&format=json")
        assert (reply.status, reply.body) == (204, b"")
    answers = [upstream.ask(f"/checkwx/v2/metar/{ident}/raw", **KEY).json()["results"] for ident in (hidden, silent)]
    assert answers == [1, 0]


def test_api_metar(upstream):
    (metar,) = upstream.ask("/awc/api/data/metar?ids=KJFK&format=json&taf=true").json()
    assert metar["icaoId"] == "KJFK" and metar["rawOb"].startswith("METAR KJFK") and metar["rawTaf"].startswith("TAF KJFK")
    assert metar["obsTime"] % 60 == 0 and re.fullmatch(r"2026-09-16T12:00:00\.000Z", metar["reportTime"])
    assert {"altim", "clouds", "fltCat", "visib", "wspd", "qcField", "receiptTime"} <= set(metar)
    raw = upstream.ask("/awc/api/data/metar?ids=kjfk,EGLL").text().splitlines()
    assert len(raw) == 2 and raw[0] == metar["rawOb"]


def test_api_history(upstream):
    day = upstream.ask("/awc/api/data/metar?ids=KJFK&hours=24&format=json").json()
    assert len(day) >= 24 and all(a["obsTime"] >= b["obsTime"] for a, b in zip(day, day[1:]))
    past = upstream.ask("/awc/api/data/metar?ids=KJFK&hours=2&date=20260910_1200&format=json").json()
    assert past and all(item["reportTime"].startswith("2026-09-10T1") for item in past)
    assert upstream.ask("/awc/api/data/metar?ids=KJFK&date=20260801_1200").status == 400


def test_api_taf(upstream):
    (taf,) = upstream.ask("/awc/api/data/taf?ids=EGLL&format=json").json()
    assert taf["rawTAF"].startswith("TAF ") and taf["fcsts"][0]["timeFrom"] == taf["validTimeFrom"]
    assert len(upstream.ask("/awc/api/data/taf?ids=EGLL&hours=24&format=json").json()) >= 4


def test_api_bbox(upstream):
    found = upstream.ask("/awc/api/data/metar?bbox=50,-2,53,2&format=json").json()
    assert "EGLL" in {item["icaoId"] for item in found}
    assert all(50 <= item["lat"] <= 53 and -2 <= item["lon"] <= 2 for item in found)


@pytest.mark.parametrize("query", ["", "ids=K*", "bbox=1,2,3", "ids=KJFK&hours=x", "ids=KJFK&date=x", "ids=KJFK&format=y"])
def test_api_errors(upstream, query):
    reply = upstream.ask(f"/awc/api/data/metar?{query}")
    assert reply.status == 400 and reply.json()["status"] == "error" and reply.json()["error"]


def test_api_others(upstream):
    assert upstream.ask("/awc/api/data/pirep?format=json").status == 204
    assert upstream.ask("/awc/api/data/none").status == 404
    (station,) = upstream.ask("/awc/api/data/stationinfo?ids=KJFK&format=json").json()
    assert station["icaoId"] == "KJFK" and station["iataId"] == "JFK" and "TAF" in station["siteType"]


def test_api_gzip(upstream):
    reply = upstream.ask("/awc/api/data/metar?ids=KJFK&hours=12&format=json", Accept_Encoding="gzip")
    assert reply.headers["content-encoding"] == "gzip" and len(reply.json()) >= 12


def test_checkwx(upstream):
    assert upstream.ask("/checkwx/v2/metar/KJFK/raw").status == 401
    for path in ("/checkwx/v2/metar/KJFK,EGLL/raw", "/checkwx/metar/KJFK,EGLL/raw"):
        answer = upstream.ask(path, **KEY).json()
        assert answer["results"] == 2 and answer["data"][0].startswith("METAR KJFK ")
    assert upstream.ask("/checkwx/v2/taf/KJFK/raw", **KEY).json()["data"][0].startswith("TAF KJFK")
    upstream.control("settings", {"checkwx_per_day": 1, "checkwx_key": "secret"})
    assert upstream.ask("/checkwx/v2/metar/KJFK/raw", **KEY).status == 401
    assert upstream.ask("/checkwx/v2/metar/KJFK/raw", X_API_Key="secret").status == 429


# The reports themselves.


@pytest.mark.parametrize("count", [50, 200, 9000])
def test_no_minute_of_the_hour_is_quiet(count):
    """Else the feed of METARs, which 15 min without a new observation delay, would be delayed at some minutes only."""
    stations = load_stations(str(AIRPORTS), count, 1).group("reporting", "extra")
    minutes = sorted({second // 60 for station in stations for second, is_routine in routine(station).slots if is_routine})
    assert max(later - earlier for earlier, later in zip(minutes, [*minutes[1:], minutes[0] + 60], strict=True)) <= 10



def test_text_and_values_agree():
    """What is written beside a text is what a decoder makes of the text."""
    stations = load_stations(str(AIRPORTS), 600, 1)
    model = WeatherModel(1)
    metars, tafs = MetarModel(model), TafModel(model)
    seen = 0
    for station in stations.by_id.values():
        report, _ = metars.latest(station, START)
        if report is not None and report.kind in ("METAR", "SPECI"):
            decoded = decode_metar(report.raw, START)
            for field in dataclasses.fields(report):
                if field.name not in ("place", "received", "memo", "extremes", "tendency"):
                    assert getattr(report, field.name) == getattr(decoded, field.name), (field.name, report.raw)
            seen += 1
        if station.taf:
            forecast, _ = tafs.latest(station, START)
            assert forecast.groups == decode_taf(forecast.raw, START).groups, forecast.raw
    assert seen > 500


def test_same_seed_same_weather():
    """Reports depend on seed and time only, whatever was asked before."""
    stations = load_stations(str(AIRPORTS), 30, 1)
    one, two = MetarModel(WeatherModel(5)), MetarModel(WeatherModel(5))
    for station in stations.group("reporting"):
        list(one.history(station, START - 86400, START, START))
        assert one.latest(station, START)[0] == two.latest(station, START)[0]
    other = load_stations(str(AIRPORTS), 30, 1).by_id["KJFK"]
    report = MetarModel(WeatherModel(6)).latest(other, START)[0]
    assert report.body != one.latest(stations.by_id["KJFK"], START)[0].body


# Clock.


def test_clock(upstream, clock_file):
    assert abs(upstream.control("time")["now"] - START) < 5
    with open(clock_file, "r+b") as file:
        file.seek(8)
        file.write(struct.pack("<q", START + 86400 - int(time.time())))
    assert upstream.control("time")["iso"].startswith("2026-09-17T12:00")
    assert row_of(upstream, "KJFK")["observation_time"].startswith("2026-09-17T11")
    date = parsedate_to_datetime(upstream.ask("/awc/api/data/metar?ids=KJFK").headers["date"]).timestamp()
    assert abs(date - START - 86400) < 5
    upstream.control("time", {"at": START - 86400})
    assert row_of(upstream, "KJFK")["observation_time"].startswith("2026-09-15T11")


# Counts.


def test_counts(upstream):
    upstream.ask("/awc/api/data/metar?ids=KJFK,EGLL&format=json")
    upstream.ask("/awc/api/data/metar?ids=KJFK&format=json")
    upstream.ask("/checkwx/v2/metar/KJFK/raw", **KEY)
    upstream.ask(CSV, If_None_Match=upstream.ask(CSV).headers["etag"])
    counts = upstream.control("counts")
    metar = counts["awc"]["routes"]["/api/data/metar"]
    assert metar["requests"] == 2 and metar["stations"] == {"KJFK": 2, "EGLL": 1} and metar["status"] == {"200": 2}
    assert counts["awc"]["routes"]["/data/cache/metars.cache.csv.gz"]["conditional"] == 1
    assert counts["checkwx"]["routes"]["/v2/metar/{ids}/raw"]["stations"] == {"KJFK": 1}
    log = upstream.control("requests?after=4")["requests"]
    assert [entry["status"] for entry in log] == [304]
    upstream.control("reset", {})
    assert upstream.control("counts") == {}


def test_counts_in_flight(upstream):
    """A delayed request is in flight until its answer begins."""
    fault(upstream, "delay", seconds=0.5)
    threads = [threading.Thread(target=upstream.ask, args=(METAR,)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts = upstream.control("counts")["awc"]
    assert (counts["requests"], counts["in_flight"], counts["most_in_flight"]) == (5, 0, 5)


# Pushed reports.


def test_push(upstream):
    upstream.control("report", {"raw": "SPECI KJFK 161158Z 09099KT 1/4SM FG VV001 20/20 A2950"})
    kjfk = row_of(upstream, "KJFK") if upstream.control("time", {"advance": 60}) else None
    assert kjfk["metar_type"] == "SPECI" and kjfk["wind_speed_kt"] == "99" and kjfk["flight_category"] == "LIFR"
    assert kjfk["observation_time"] == "2026-09-16T11:58:00.000Z"
    upstream.control("report", {"raw": "TAF AMD KJFK 161150Z 1612/1718 CNL"})
    assert upstream.ask("/awc/api/data/taf?ids=KJFK").text().strip() == "TAF AMD KJFK 161150Z 1612/1718 CNL"
    upstream.control("report", method="DELETE")
    assert row_of(upstream, "KJFK")["wind_speed_kt"] != "99"


def test_push_without_hold(upstream):
    late = {"raw": "METAR KJFK 160951Z 09099KT 10SM CLR 20/20 A2950", "hold": False}
    upstream.control("report", late)
    assert upstream.ask("/awc/api/data/metar?ids=KJFK&format=json").json()[0]["wspd"] != 99
    past = upstream.ask("/awc/api/data/metar?ids=KJFK&hours=4&format=json").json()
    assert 99 in [item.get("wspd") for item in past]


def test_push_times(upstream):
    pushed = upstream.control("report", {"raw": "METAR KJFK 151151Z 09010KT 10SM CLR 20/20 A2950", "time": START - 540})
    assert pushed["reports"][0]["time"] == "2026-09-16T11:51:30Z"
    upstream.control("report", {"raw": "METAR EGLL 161158Z NIL", "received": START + 600})
    assert "NIL" not in upstream.control("raw/EGLL")["raw"]
    upstream.control("time", {"advance": 660})
    assert "NIL" in upstream.control("raw/EGLL")["raw"]


def test_push_to_any_group(upstream):
    """A station that is not in the bulk files stays out of them."""
    groups = upstream.control("stations")
    for ident, bulk in ((groups["api_only"][0], False), (groups["silent"][0], True), ("XZZZ", True)):
        report = {"raw": f"METAR {ident} 161155Z 09011KT CAVOK 20/10 Q1012", "received": START - 60, "bulk": bulk}
        upstream.control("report", report)
        assert upstream.ask(f"/awc/api/data/metar?ids={ident}").text().startswith(f"METAR {ident} 161155Z")
        assert upstream.ask(f"/checkwx/v2/metar/{ident}/raw", **KEY).json()["results"] == 1
        assert (row_of(upstream, ident) is not None) == bulk


# Faults.


def fault(upstream: Upstream, kind: str, **params: object) -> None:
    upstream.control("faults", {"provider": "awc", "route": "/api/data/metar", "kind": kind, **params})


METAR = "/awc/api/data/metar?ids=KJFK&format=json"


@pytest.mark.parametrize("code", [429, 500, 503, 403, 401, 410])
def test_fault_status(upstream, code):
    fault(upstream, "status", code=code, retry_after=7, first=1)
    reply = upstream.ask(METAR)
    assert reply.status == code and reply.headers["retry-after"] == "7"
    assert upstream.ask(METAR).status == 200


def test_fault_bodies(upstream):
    for kind, check in (
        ("html", lambda r: r.body.startswith(b"<!DOCTYPE") and r.headers["content-type"].startswith("text/html")),
        ("nonsense", lambda r: len(r.body) == 2000),
        ("empty", lambda r: r.status == 200 and r.body == b""),
        ("not_modified", lambda r: r.status == 304),
        ("redirect", lambda r: r.status == 302 and r.headers["location"] == "/blocked"),
        ("body", lambda r: r.body == b"given"),
    ):
        fault(upstream, kind, first=1, text="given")
        assert check(upstream.ask(METAR)), kind
        assert upstream.ask("/checkwx/v2/metar/KJFK/raw", **KEY).status == 200
    fault(upstream, "redirect", code=308)
    assert upstream.ask(METAR).status == 308


def test_fault_truncate(upstream):
    upstream.control("faults", {"route": "/data/cache/*", "kind": "truncate", "first": 1})
    with pytest.raises(EOFError):
        upstream.ask(CSV).text()
    upstream.control("faults", {"route": "/data/cache/*", "kind": "truncate", "broken": True, "first": 1})
    with pytest.raises(http.client.IncompleteRead):
        upstream.ask(CSV)
    assert upstream.ask(CSV).text()


def test_fault_dead_and_slow(upstream):
    fault(upstream, "dead", first=1)
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        upstream.ask(METAR)
    fault(upstream, "hang")
    with pytest.raises(TimeoutError):
        upstream.ask(METAR, timeout=0.3)
    upstream.control("faults", method="DELETE")
    fault(upstream, "delay", seconds=0.4)
    fault(upstream, "drip", rate=2000)
    start = time.monotonic()
    assert upstream.ask(METAR).status == 200
    assert time.monotonic() - start > 0.5


def test_fault_drift(upstream):
    changes = {"plus": False, "leading_word": False, "nulls": True}
    fault(upstream, "drift", rename={"temp": "temperature"}, drop=["wdir"], first=1, **changes)
    (metar,) = upstream.ask(METAR).json()
    assert "temperature" in metar and "wdir" not in metar and metar["rawOb"].startswith("KJFK") and "wgst" in metar
    changes = {"drop": ["altim_in_hg"], "rename": {"temp_c": "t"}}
    upstream.control("faults", {"route": "/data/cache/*", "kind": "drift", **changes})
    header = upstream.ask(CSV).text().splitlines()[5].split(",")
    assert len(header) == 43 and "t" in header and "altim_in_hg" not in header


def test_fault_reports(upstream):
    usual = upstream.ask(METAR).json()[0]
    fault(upstream, "duplicate", first=1)
    assert len(upstream.ask(METAR).json()) == 2
    fault(upstream, "joined", first=1)
    assert upstream.ask(METAR).json()[0]["rawOb"].count("KJFK") == 2
    fault(upstream, "future", first=1)
    future = upstream.ask(METAR).json()[0]
    assert future["obsTime"] == usual["obsTime"] + 3600 and future["rawOb"] != usual["rawOb"]
    fault(upstream, "mismatch", first=1)
    wrong = upstream.ask(METAR).json()[0]
    assert wrong["obsTime"] == usual["obsTime"] and " 17" in wrong["rawOb"]
    upstream.control("faults", {"route": "/data/cache/*", "kind": "duplicate", "stations": ["KJFK"]})
    assert sum(row["station_id"] == "KJFK" for row in rows(upstream)) == 2
    assert sum(row["station_id"] == "EGLL" for row in rows(upstream)) == 1


def test_fault_stale_and_date(upstream):
    upstream.control("faults", {"route": "/data/cache/*", "kind": "stale"})
    first = upstream.ask(CSV)
    upstream.control("time", {"advance": 7200})
    assert upstream.ask(CSV).body == first.body
    fault(upstream, "date", seconds=-600)
    date = parsedate_to_datetime(upstream.ask(METAR).headers["date"]).timestamp()
    assert abs(date - (START + 6600)) < 10


def test_fault_bomb(upstream):
    upstream.control("faults", {"route": "/data/cache/*", "kind": "bomb", "size": 1 << 26})
    reply = upstream.ask(CSV)
    assert len(reply.body) < 1 << 20 and len(reply.text()) == 1 << 26


def test_fault_choice(upstream):
    fault(upstream, "status", probability=0.5, seed=3)
    codes = [upstream.ask(METAR).status for _ in range(20)]
    assert 3 < codes.count(503) < 17
    upstream.control("faults", method="DELETE")
    fault(upstream, "status", stations=["EGLL"], skip=1)
    asked = ["KJFK", "EGLL", "EGLL"]
    assert [upstream.ask(f"/awc/api/data/metar?ids={ident}").status for ident in asked] == [200, 200, 503]
    assert upstream.control("faults")["faults"][0]["hits"] == 1


@pytest.mark.parametrize("rule", [{"kind": "unheard"}, {"kind": "delay", "seconds": "x"}, {"kind": "stale", "at": "x"},
                                  {"kind": "drift", "rename": 3}, {"kind": "drift", "colour": 1}, {"kind": "dead", "skip": "x"}])
def test_bad_faults(upstream, rule):
    with pytest.raises(ValueError):
        upstream.control("faults", rule)
    assert upstream.control("faults")["faults"] == []


@pytest.mark.parametrize("body", [{"offset": 1e30}, {"at": "x"}, {"advance": -(1 << 62)}, {}, [], 3])
def test_bad_times(upstream, body):
    with pytest.raises(ValueError):
        upstream.control("time", body)
    assert abs(upstream.control("time")["now"] - START) < 10


def test_refuse(upstream):
    upstream.control("refuse", {"seconds": 1})
    time.sleep(0.3)
    with pytest.raises(ConnectionRefusedError):
        upstream.ask(METAR)
    time.sleep(1)
    assert upstream.ask(METAR).status == 200


def test_rate_limit(upstream):
    upstream.control("settings", {"awc_per_minute": 2})
    upstream.control("time", {"advance": 120})
    assert [upstream.ask(METAR).status for _ in range(3)] == [200, 200, 429]


# The program.


def test_keep_alive_and_head(upstream):
    connection = http.client.HTTPConnection(upstream.url[7:], timeout=5)
    for method in ("GET", "HEAD", "GET"):
        connection.request(method, "/awc/api/data/metar?ids=KJFK")
        response = connection.getresponse()
        assert response.status == 200 and (len(response.read()) > 0) == (method == "GET")
    connection.close()


def test_malformed_request(upstream):
    with socket.create_connection(upstream.url[7:].split(":"), timeout=5) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n")
        assert b" 413 " in connection.recv(1000)


def test_replay_and_as_provider(tmp_path):
    corpus = tmp_path / "reports.txt"
    corpus.write_text(
        "METAR KJFK 010051Z 18099KT 10SM CLR 10/08 A3001\nKJFK 010151Z 18098KT 10SM CLR 10/08 A3001\n"
        "XQQQ 280000Z 00000KT CAVOK 10/08 Q1001=\n"
        "TAF KJFK 010530Z 0106/0212 18010KT P6SM SKC FM011200 20010KT P6SM SKC TX10/0124Z\n"
    )
    with Upstream("--stations", "50", "--airports", str(AIRPORTS), "--replay", str(corpus), "--as-provider") as upstream:
        upstream.control("time", {"at": START})
        reply = upstream.ask(METAR)
        assert "x-data-simulated" not in reply.headers
        speeds = {reply.json()[0]["wspd"]}
        assert abs(reply.json()[0]["obsTime"] - START) < 3700
        upstream.control("time", {"advance": 3600})
        speeds.add(upstream.ask(METAR).json()[0]["wspd"])
        assert speeds == {98, 99}
        assert {row["station_id"] for row in rows(upstream)} == {"KJFK", "XQQQ"}
        raw = upstream.ask("/awc/api/data/taf?ids=KJFK&format=json").json()[0]["rawTAF"]
        pattern = r"TAF KJFK 16\d\d30Z 16\d\d/17\d\d 18010KT P6SM SKC FM1\d{3}00 20010KT P6SM SKC TX10/1\d{3}Z"
        assert re.fullmatch(pattern, raw)


def test_start_errors(tmp_path):
    bad = tmp_path / "clock"
    bad.write_bytes(b"no clock at all..")
    with Upstream("--stations", "10", "--airports", str(AIRPORTS), "--clock", str(tmp_path / "new")):
        assert (tmp_path / "new").read_bytes() == b"AWSCLK01" + bytes(8)
    for switches in (("--clock", str(bad)), ("--airports", "/nonexistent"), ("--replay", "/nonexistent")):
        with pytest.raises(RuntimeError, match="upstream: "):
            Upstream("--stations", "10", "--airports", str(AIRPORTS), *switches)


def test_sigterm(tmp_path):
    upstream = Upstream("--stations", "10", "--airports", str(AIRPORTS))
    assert upstream.stop() == 0
