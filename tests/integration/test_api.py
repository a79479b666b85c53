"""The interface through nginx, on a real system; every answer is judged by docs/openapi.yaml."""
import csv
import io
import itertools
import json
import os
import signal
import time

import pytest
from contract import Contract
from stack import Stack

WEATHER_CACHE = "public, max-age=1, stale-while-revalidate=2, stale-if-error=60"


@pytest.fixture(scope="module", name="contract")
def fixture_contract():
    return Contract()


class Client:
    def __init__(self, stack, contract):
        self.stack, self.contract = stack, contract

    def get(self, url, status=200, method="GET", **options):
        answer = self.stack.get(url, method=method, fresh=True, **options)
        assert answer.status == status, (url, answer)
        self.contract.check(method, url, answer)
        assert answer.headers["x-data-simulated"] == "1"
        if status != 413:  # which nginx answers itself
            assert answer.headers["x-simulated-clock-offset"] == str(self.stack.clock_offset())
        return answer

    def post(self, url, body, content_type="application/json", status=200):
        body = json.dumps(body) if isinstance(body, (dict, list)) else body
        return self.get(url, status, method="POST", body=body, headers={"Content-Type": content_type})

    def fails(self, url, status, code, field=None, **options):
        answer = self.get(url, status, **options)
        assert answer.json["code"] == code, answer
        assert field is None or answer.json["field"] == field, answer
        return answer


@pytest.fixture(name="api")
def fixture_api(shared_stack, contract):
    return Client(shared_stack, contract)


# --- one station ---

def test_current_report(api):
    answer = api.get("/api/weather/current/KJFK")
    data = answer.json["data"]
    assert answer.json["simulated"] is True and data["simulated"] is True
    assert (data["station"], data["freshness"], data["feed"], data["source"]) == ("KJFK", "fresh", "ok", "simulated")
    assert data["decoded"]["station"] == "KJFK" and "KJFK" in data["raw"]
    assert answer.headers["cache-control"] == WEATHER_CACHE
    assert answer.headers["x-data-source"] == "simulated"
    assert answer.headers["x-cache"] == "local" and answer.headers["x-data-freshness"] == "fresh"
    assert "resolved_from" not in data and "taf" not in data


@pytest.mark.parametrize("code", ["kjfk", "KjFk", "%4bJFK", "KJFK/"])
def test_the_same_station_written_otherwise(api, code):
    assert api.get(f"/api/weather/current/{code}").json["data"]["station"] == "KJFK"


def test_another_code_of_its_airport(api):
    data = api.get("/api/weather/current/LHR").json["data"]
    assert (data["station"], data["resolved_from"]) == ("EGLL", "LHR")
    assert "Heathrow" in data["name"]


def test_with_its_taf(api):
    data = api.get("/api/weather/current/KJFK?taf=1").json["data"]
    assert data["taf"]["station"] == "KJFK" and data["taf"]["decoded"]["base"] is not None
    assert "taf_absent" not in data


def test_without_a_taf(api):
    stations = api.stack.control("stations?group=reporting&limit=9000")["reporting"]
    with_taf = set(api.stack.control("stations?group=reporting&limit=9000&taf=1")["reporting"])
    for station in [s for s in stations if s not in with_taf][:30]:
        answer = api.stack.get(f"/api/weather/current/{station}?taf=1", fresh=True)
        if answer.status == 200 and answer.json["data"]["taf"] is None:
            assert answer.json["data"]["taf_absent"] == "not_issued"
            api.contract.check("GET", f"/api/weather/current/{station}?taf=1", answer)
            return
    pytest.fail("no station without a TAF was found")


@pytest.mark.parametrize("units,member", [("metric", "wind_speed_mps"), ("imperial", "wind_speed_mph"),
                                          ("aviation", "wind_speed_kt")])
def test_units(api, units, member):
    assert member in api.get(f"/api/weather/current/EGLL?units={units}").json["data"]["decoded"]["converted"]


def test_provenance_covers_the_text(api):
    data = api.get("/api/weather/current/KJFK?provenance=1").json["data"]
    raw = data["raw"].encode()
    spans = [(s["start"], s["end"]) for s in data["spans"]]
    spans += [(s["start"], s["end"]) for s in data["decoded"]["undecoded"]]
    covered = sorted(spans)
    for (_, end), (start, _) in itertools.pairwise(covered):
        assert end <= start, "spans overlap"
    rest = bytes(c for i, c in enumerate(raw) if not any(a <= i < b for a, b in covered))
    assert rest.strip(b" =") == b""


def test_geojson(api):
    answer = api.get("/api/weather/current/KJFK?format=geojson")
    assert answer.headers["content-type"].startswith("application/geo+json")
    feature = answer.json
    assert feature["simulated"] is True
    longitude, latitude = feature["geometry"]["coordinates"]
    assert abs(longitude + 73.8) < 0.2 and abs(latitude - 40.6) < 0.2


@pytest.mark.parametrize("form", ["raw", "csv"])
def test_formats_without_room_for_the_mark(api, form):
    api.fails(f"/api/weather/current/KJFK?format={form}", 503, "SERVICE_UNAVAILABLE", "format")


def test_etag(api):
    first = api.get("/api/weather/current/EGLL")
    tag = first.headers["etag"]
    second = api.get("/api/weather/current/EGLL", 304, headers={"If-None-Match": f'"x", {tag}'})
    assert second.headers["etag"] == tag and "x-checked-at" in second.headers
    api.get("/api/weather/current/EGLL", 200, headers={"If-None-Match": '"x"'})
    assert api.get("/api/weather/current/KJFK").headers["etag"] != tag


def test_unknown_and_silent_stations(api):
    answer = api.fails("/api/weather/current/QQQQ", 404, "AIRPORT_NOT_FOUND", "icao")
    assert answer.headers["cache-control"] == "public, max-age=1"
    silent = api.stack.control("stations?group=silent")["silent"]
    answer = api.fails(f"/api/weather/current/{silent[0]}", 404, "STATION_NOT_REPORTING", "icao")
    assert "nearest" in answer.json
    unlisted = api.stack.control("stations?group=unlisted&limit=9000")["unlisted"]
    answer = api.fails(f"/api/weather/current/{unlisted[0]}", 404, "STATION_NOT_REPORTING", "icao")
    assert "nearest" in answer.json
    for code in ("K", "KJFKKJFK", "K%20JF", "KJ%C3%A9K"):
        api.fails(f"/api/weather/current/{code}", 400, "INVALID_REQUEST", "icao")


def test_fetched_from_the_provider(api):
    station = api.stack.control("stations?group=api_only")["api_only"][-1]
    answer = api.get(f"/api/weather/current/{station}")
    assert answer.headers["x-cache"] == "origin" and answer.json["data"]["tier"] == "origin"
    answer = api.get(f"/api/weather/current/{station}")
    assert answer.headers["x-cache"] == "local" and answer.json["data"]["freshness"] == "fresh"


# --- many stations ---

def test_list_by_codes(api):
    answer = api.get("/api/weather/current?ids=KJFK,lhr,%20KBOS%20,QQQQ,KJFK,JFK&taf=1")
    assert [item["station"] for item in answer.json["data"]] == ["KJFK", "EGLL", "KBOS"]
    meta = answer.json["meta"]
    assert meta["missing"] == [{"id": "QQQQ", "code": "AIRPORT_NOT_FOUND"}]
    assert (meta["count"], meta["next"], meta["feed"], meta["complete"]) == (3, None, "ok", True)
    assert answer.headers["cache-control"] == WEATHER_CACHE


def test_400_codes_and_no_more(api):
    codes = ["".join(c) for c in itertools.islice(itertools.product("XZ", "0123456789", "ABCDEFGHIJ", "XYZ"), 401)]
    answer = api.get("/api/weather/current?ids=" + ",".join(codes[:400]))
    assert len(answer.json["meta"]["missing"]) + answer.json["meta"]["count"] == 400
    api.fails("/api/weather/current?ids=" + ",".join(codes), 400, "INVALID_REQUEST", "ids")
    api.fails("/api/weather/current?ids=", 400, "INVALID_REQUEST", "ids")


def pages(api, url):
    cursor, found = None, []
    for _ in range(1000):
        answer = api.get(url + (f"&cursor={cursor}" if cursor else "")).json
        assert answer["meta"]["count"] == len(answer["data"])
        found += answer["data"]
        cursor = answer["meta"]["next"]
        if cursor is None:
            return found
    raise AssertionError("endless pages")


def test_box_by_pages(api):
    whole = [item["station"] for item in pages(api, "/api/weather/current?bbox=40,-80,45,-70")]
    assert "KJFK" in whole and whole == sorted(whole) and len(whole) > 10
    assert [item["station"] for item in pages(api, "/api/weather/current?bbox=40,-80,45,-70&limit=7")] == whole


def test_whole_world_has_500_a_page(api):
    answer = api.get("/api/weather/current?bbox=-90,-180,90,180").json
    assert answer["meta"]["count"] == 500 and answer["meta"]["next"]


def test_box_across_the_date_line(api):
    features = api.get("/api/weather/current?bbox=-50,170,70,-170&format=geojson").json["features"]
    assert features
    assert all(abs(f["geometry"]["coordinates"][0]) >= 170 for f in features)


def test_near_is_in_order_of_distance(api):
    whole = [item["station"] for item in pages(api, "/api/weather/current?near=40.64,-73.78,60")]
    assert whole[0] == "KJFK" and len(whole) > 3
    assert [item["station"] for item in pages(api, "/api/weather/current?near=40.64,-73.78,60&limit=2")] == whole


@pytest.mark.parametrize("query,field", [
    ("", "ids"), ("ids=KJFK&bbox=1,2,3,4", "ids"), ("bbox=1,2,3", "bbox"), ("bbox=50,0,40,1", "bbox"),
    ("bbox=0,0,91,1", "bbox"), ("bbox=a,b,c,d", "bbox"), ("near=1,2", "near"), ("near=1,2,0", "near"),
    ("near=1,2,99999", "near"), ("near=1,2,3&limit=501", "limit"), ("near=1,2,3&limit=0", "limit"),
    ("bbox=0,0,1,1&cursor=%25", "cursor"), ("near=0,0,1&cursor=x-KJFK", "cursor"), ("ids=KJFK&cursor=KJFK", "cursor"),
    ("ids=KJFK&limit=5", "limit"), ("ids=KJFK&format=xml", "format"), ("ids=KJFK&units=stone", "units"),
    ("ids=KJFK&taf=2", "taf"), ("ids=KJFK&nothing=1", "nothing"), ("ids=KJFK&ids=KBOS", "ids"),
])
def test_wrong_list_questions(api, query, field):
    if query == "bbox=0,0,1,1&cursor=%25":
        query = "bbox=0,0,1,1&cursor=TOOLONGFORASTATION"
    api.fails(f"/api/weather/current?{query}", 400, "INVALID_REQUEST", field)


# --- forecasts ---

def test_forecast(api):
    data = api.get("/api/weather/forecast/KJFK").json["data"]
    assert data["decoded"]["base"] and data["valid_from"] < data["valid_to"] and "at" not in data


def test_forecast_at_a_moment(api):
    data = api.get("/api/weather/forecast/KJFK?at=now").json["data"]
    begin = data["valid_from"]
    # A TAF is issued up to an hour before it holds; of the one before a system that has just started knows nothing.
    if data["at"] is not None or time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()) >= begin:
        assert data["at"]["prevailing"]["flight_category"]
    at = api.get(f"/api/weather/forecast/KJFK?at={begin}&units=metric&provenance=1").json["data"]["at"]
    assert at["prevailing"]["flight_category"] and "worst_flight_category" in at
    assert api.get("/api/weather/forecast/KJFK?at=2001-01-01T00:00:00Z").json["data"]["at"] is None
    api.fails("/api/weather/forecast/KJFK?at=tomorrow", 400, "INVALID_REQUEST", "at")
    api.fails("/api/weather/forecast/KJFK?format=csv", 400, "INVALID_REQUEST", "format")
    assert api.get("/api/weather/forecast/KJFK?format=geojson").json["type"] == "Feature"


@pytest.mark.parametrize("cursor", ["A", "EGA", "KD", "RJ", "YA"])
def test_reports_of_all_parts_of_the_world_fit_their_description(api, cursor):
    url = f"/api/weather/current?bbox=-90,-180,90,180&taf=1&limit=200&units=metric&provenance=1&cursor={cursor}"
    data = api.get(url).json["data"]
    assert len(data) == 200 and all(item["spans"] and item["station"] > cursor for item in data)


# --- history: more in test_history.py ---

def test_history_statistics(api):
    hours = api.get("/api/weather/history/KJFK/statistics").json["data"]
    assert hours["station"] == "KJFK"


def test_history(api):
    answer = api.get("/api/weather/history/kjfk")
    latest = api.get("/api/weather/current/KJFK").json["data"]
    assert latest["raw"] in [item["raw"] for item in answer.json["data"]]
    assert answer.headers["cache-control"] == WEATHER_CACHE


def test_debug(api):
    data = api.get("/api/weather/debug/taf/KJFK").json["data"]
    assert [t["tier"] for t in data["tiers"]] == ["local", "redis", "mongodb", "origin"]
    assert data["validation"]["decodes"] and data["validation"]["station_matches"]
    answer = api.get("/api/weather/debug/taf/JFK")
    assert answer.headers["cache-control"] == "private, no-store"
    silent = api.stack.control("stations?group=silent")["silent"]
    assert api.get(f"/api/weather/debug/taf/{silent[1]}").json["data"]["failure"]["code"] == "STATION_NOT_REPORTING"
    api.fails("/api/weather/debug/taf/QQQQ", 404, "AIRPORT_NOT_FOUND")


# --- decoding what is sent ---

METAR = "METAR EGLL 150650Z 24015G27KT 9999 -RA BKN012 12/10 Q1009"
TAF = "TAF EGLL 150500Z 1506/1612 24012KT 9999 SCT030 TEMPO 1510/1514 4000 RA BKN008"
PIREP = "ABC UUA /OV ABC090064-XYZ270020/TM 0640/FL080/TP C172/SK SCT090-TOP120/WX FV02SM RA/TB SEV/IC LGT RIME 080-100/RM IN CLOUD"
AIREP = "ARP XYZ12 5230N 03015W 0658 F370 M56 303/109 5400N 03000W 0735"
SOMEWHERE = "VALID 150600/151000 ABCE- ABCD SOMEWHERE FIR"
SIGMET = f"ABCD SIGMET A02 {SOMEWHERE} EMBD TS OBS AT 0550Z WI N10 E020 - N10 E022 - N08 E022 - N10 E020 TOP FL390 MOV ENE 20KT WKN="
TWO_AREAS = (f"ABCD SIGMET 3 {SOMEWHERE} SEV TURB FCST WI N10 E020 - N10 E022 - N08 E022 - N10 E020 "
             "AND WI N20 E020 - N20 E022 - N18 E022 - N20 E020 FL250/290 STNR NC=")
CORRIDOR = f"ABCD SIGMET 3 {SOMEWHERE} FRQ TS OBS WI 60NM WID LINE BTN N5823 W10752 - N5527 W10905 TOP FL440 MOV NE 15KT NC="
CYCLONE = (f"ABCD SIGMET 3 {SOMEWHERE} TC GLORIA PSN N2706 W07306 CB OBS AT 0600Z WI 180NM OF TC CENTRE TOP ABV FL500 NC "
           "FCST AT 1000Z TC CENTRE PSN N2740 W07345=")
CANCELLED = f"ABCD SIGMET 4 {SOMEWHERE} CNL SIGMET 3 150600/151000="
AIRMET = f"ABCD AIRMET 1 {SOMEWHERE} MT OBSC FCST N OF N50 STNR NC="
CONVECTIVE = ("WSUS32 KKCI 150655 SIGC CONVECTIVE SIGMET 8C VALID UNTIL 0855Z IL MO FROM 10SW ABC-20ESE DEF-10SW ABC AREA SEV TS "
              "MOV FROM 33025KT. TOPS ABV FL450. OUTLOOK VALID 150855-151255 FROM ABC-DEF WST ISSUANCES POSS.")
CWA = ("FAUS21 KZKC 150640 ZKC1 CWA 150640 ZKC CWA 101 VALID UNTIL 150900 FROM 30SSW ABC-25ENE ABC AREA TS 30NM WIDE "
       "MOV FROM 22060KT. TOPS TO FL350. KS MO =")


def test_decode_json(api):
    answer = api.post("/api/weather/metar?units=metric",
                      {"reports": [METAR, "nonsense"], "reference_time": "2026-10-15T07:00:00Z"})
    good, bad = answer.json["data"]
    assert good["decoded"]["time"] == "2026-10-15T06:50:00Z" and good["decoded"]["flight_category"] == "MVFR"
    assert good["raw"] == METAR and bad["error"] and "decoded" not in bad
    assert answer.json["meta"] == {"count": 2, "failed": 1, "reference_time": "2026-10-15T07:00:00Z"}
    assert answer.headers["cache-control"] == "private, no-store"


def test_decode_text(api):
    url = "/api/weather/taf?reference_time=2026-10-15T07:00:00Z&at=2026-10-15T12:00:00Z&provenance=1"
    item, = api.post(url, f"\r\n{TAF}\r\n\r\n", "text/plain; charset=utf-8").json["data"]
    assert item["decoded"]["changes"][0]["type"] == "TEMPO"
    assert item["at"]["temporary"][0]["merged"]["flight_category"] == "IFR" and item["spans"]


def every_byte_has_its_span(item):
    """Every byte of raw lies in one span or is a separator."""
    raw, at = item["raw"].encode(), 0
    spans = item["spans"] + [{"start": len(raw), "end": len(raw)}]
    for span in spans:
        assert not raw[at:span["start"]].strip(b" =/\r\n"), item
        assert at <= span["start"] <= span["end"], item
        at = span["end"]
    return True


def test_decode_pireps(api):
    url = "/api/weather/pirep?reference_time=2026-10-15T07:00:00Z&provenance=1"
    answer = api.post(url, f"{PIREP}\r\n{AIREP}\r\n{METAR}\r\n", "text/plain; charset=utf-8")
    pirep, airep, other = answer.json["data"]
    assert pirep["raw"] == PIREP and pirep["decoded"]["kind"] == "UUA"
    assert pirep["decoded"]["time"] == "2026-10-15T06:40:00Z" and pirep["decoded"]["visibility"]["statute_miles"] == 2
    assert (pirep["decoded"]["location"]["reference"], pirep["decoded"]["location"]["to"]["reference"]) == ("ABC", "XYZ")
    assert pirep["decoded"]["turbulence"][0]["intensity"] == "SEV" and pirep["decoded"]["icing"][0]["type"] == "RIME"
    assert airep["decoded"]["location"]["lat"] == 52.5 and airep["decoded"]["wind"]["speed_kt"] == 109
    assert every_byte_has_its_span(pirep) and every_byte_has_its_span(airep)
    assert other["error"] and "decoded" not in other and answer.json["meta"]["failed"] == 1
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("raw,member,value", [
    (SIGMET, "kind", "SIGMET"), (SIGMET, "top_ft", 39000), (SIGMET, "valid_to", "2026-10-15T10:00:00Z"),
    (TWO_AREAS, "area", {"type": "MultiPolygon", "coordinates": [
        [[[20, 10], [22, 10], [22, 8], [20, 10]]], [[[20, 20], [22, 20], [22, 18], [20, 20]]]]}),
    (CORRIDOR, "area", {"type": "LineString", "coordinates": [[-107.8667, 58.3833], [-109.0833, 55.45]]}),
    (CYCLONE, "cyclone", {"name": "GLORIA", "lat": 27.1, "lon": -73.1}), (CYCLONE, "area_radius_nm", 180),
    (CANCELLED, "cancels", "3"), (AIRMET, "kind", "AIRMET"), (AIRMET, "area", None), (CONVECTIVE, "kind", "CONVECTIVE_SIGMET"),
    (CWA, "kind", "CWA"), (CWA, "observed_or_forecast", None)])
def test_decode_sigmets(api, raw, member, value):
    answer = api.post("/api/weather/sigmet?provenance=1", {"reports": [raw, PIREP], "reference_time": "2026-10-15T07:00:00Z"})
    item, other = answer.json["data"]
    assert item["raw"] == raw and item["decoded"][member] == value and every_byte_has_its_span(item)
    assert other["error"] and "decoded" not in other
    assert answer.json["meta"] == {"count": 2, "failed": 1, "reference_time": "2026-10-15T07:00:00Z"}


@pytest.mark.parametrize("kind", ["pirep", "sigmet"])
def test_there_are_no_units_or_moments_of_pireps_and_sigmets(api, kind):
    for parameter in "units", "at":
        answer = api.post(f"/api/weather/{kind}?{parameter}=metric", {"reports": [PIREP]}, status=400)
        assert (answer.json["code"], answer.json["field"]) == ("INVALID_REQUEST", parameter)
    assert "GET" not in api.fails(f"/api/weather/{kind}", 405, "METHOD_NOT_ALLOWED").headers["allow"]


@pytest.mark.parametrize("body,content_type,status,code,field", [
    (b"x", "application/xml", 415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type"),
    (b"", "text/plain", 400, "INVALID_REQUEST", "reports"),
    (b"\n \n", "text/plain", 400, "INVALID_REQUEST", "reports"),
    (b"KJFK 150000Z NIL\n" * 401, "text/plain", 400, "INVALID_REQUEST", "reports"),
    (b"{", "application/json", 400, "INVALID_REQUEST", None),
    (b"[]", "application/json", 400, "INVALID_REQUEST", None),
    (b"{}", "application/json", 400, "INVALID_REQUEST", "reports"),
    (b'{"reports":[]}', "application/json", 400, "INVALID_REQUEST", "reports"),
    (b'{"reports":[1]}', "application/json", 400, "INVALID_REQUEST", "reports"),
    (b'{"reports":"x"}', "application/json", 400, "INVALID_REQUEST", "reports"),
    (b'{"reports":["x"],"other":1}', "application/json", 400, "INVALID_REQUEST", "other"),
    (b'{"reports":["x"],"reference_time":"soon"}', "application/json", 400, "INVALID_REQUEST", "reference_time"),
    (b'{"reports":["x"]} trailing', "application/json", 400, "INVALID_REQUEST", None),
    (b'{"reports":["\xff"]}', "application/json", 400, "INVALID_REQUEST", None),
    (b"[" * 100000, "application/json", 400, "INVALID_REQUEST", None),
])
def test_wrong_bodies(api, body, content_type, status, code, field):
    answer = api.post("/api/weather/metar", body, content_type, status)
    assert answer.json["code"] == code and (field is None or answer.json["field"] == field), answer


def test_a_body_has_a_limit(api):
    line = b"METAR EGLL 150650Z 24015KT 9999 " + b"A" * 2000 + b"\n"
    api.post("/api/weather/metar", line * 400, "text/plain")
    answer = api.post("/api/weather/metar", line * 600, "text/plain", 413)
    assert answer.json["code"] == "PAYLOAD_TOO_LARGE"


# --- airports ---

def test_airports(api):
    data = api.get("/api/airports/lookup/JFK").json["data"]
    assert (data["icao"], data["reports"], data["station"]) == ("KJFK", True, "KJFK")
    assert api.get("/api/airports/coordinates/egll").json["data"]["icao"] == "EGLL"
    distance = api.get("/api/airports/distance/JFK/LHR").json["data"]
    assert 2980 < distance["distance_nm"] < 3000
    found = api.get("/api/airports/search?q=kennedy&limit=3").json
    assert found["data"][0]["icao"] == "KJFK" and found["meta"]["count"] <= 3
    near = api.get("/api/airports/nearby?lat=40.64&lon=-73.78&radius=30&limit=5&reporting=1").json["data"]
    assert near[0]["icao"] == "KJFK" and all(a["reports"] for a in near)
    assert "Open Database License" in api.get("/api/airports/stats").json["data"]["source"]["attribution"]
    route = api.post("/api/airports/route-coordinates", {"airports": ["JFK", "BOS", "EGLL"]}).json["data"]
    assert [p["icao"] for p in route["points"]] == ["KJFK", "KBOS", "EGLL"] and len(route["legs"]) == 2


def test_airport_info_has_the_wind_on_each_runway(api):
    answer = api.get("/api/airports/info/KJFK").json
    assert answer["meta"]["wind_of"]["station"] == "KJFK"
    assert answer["data"]["runways"] and answer["data"]["wind"]["speed_kt"] is not None


@pytest.mark.parametrize("url,status,code,field", [
    ("/api/airports/lookup/QQQQ", 404, "AIRPORT_NOT_FOUND", "code"),
    ("/api/airports/lookup/%2A", 400, "INVALID_REQUEST", "code"),
    ("/api/airports/distance/KJFK/QQQQ", 404, "AIRPORT_NOT_FOUND", "to"),
    ("/api/airports/search", 400, "INVALID_REQUEST", "q"),
    ("/api/airports/search?q=x", 400, "INVALID_REQUEST", "q"),
    ("/api/airports/search?q=new&limit=51", 400, "INVALID_REQUEST", "limit"),
    ("/api/airports/nearby?lat=1", 400, "INVALID_REQUEST", "lat"),
    ("/api/airports/nearby?lat=91&lon=0", 400, "INVALID_REQUEST", "lat"),
    ("/api/airports/nearby?lat=1&lon=2&radius=501", 400, "INVALID_REQUEST", "radius"),
    ("/api/airports/nearby?lat=nan&lon=2", 400, "INVALID_REQUEST", "lat"),
])
def test_wrong_airport_questions(api, url, status, code, field):
    api.fails(url, status, code, field)


def test_wrong_routes(api):
    for body in ({"airports": []}, {"airports": ["KJFK"] * 21}, {"codes": ["KJFK"]}):
        assert api.post("/api/airports/route-coordinates", body, status=400).json["code"] == "INVALID_REQUEST"
    api.post("/api/airports/route-coordinates", {"airports": ["QQQQ"]}, status=404)
    api.post("/api/airports/route-coordinates", "KJFK", "text/plain", 415)


# --- the system ---

def test_health(api):
    assert api.get("/api/health").json["data"]["status"] == "ok"
    data = api.get("/api/health?ready=1").json["data"]
    assert data["status"] == "ok", data
    assert data["providers"]["awc"] == {"configured": True, "breaker": "closed",
                                        "budget_left": data["providers"]["awc"]["budget_left"]}
    assert data["products"]["metar"]["feed"] == "ok"


def test_metrics(api):
    api.get("/api/weather/current/KJFK")
    text = api.get("/api/metrics").body.decode()
    assert 'http_requests_total{method="GET",route="/api/weather/current/:icao",status_code="200"}' in text
    assert 'http_request_duration_seconds_bucket{method="GET",route="/api/weather/current/:icao",status_code="200",le="0.1"}' in text
    assert f"\nworkers {api.stack.layout.workers}\n" in text
    assert 'cache_requests_total{cache_type="local"}' in text and 'cache_hits_total{cache_type="local"}' in text


def test_openapi(api):
    answer = api.get("/api/openapi.json")
    served = answer.json
    assert served["info"].pop("version") != "@VERSION@"
    described = {**api.contract.document, "info": {k: v for k, v in api.contract.document["info"].items() if k != "version"}}
    assert served == described
    api.get("/api/openapi.json", 304, headers={"If-None-Match": answer.headers["etag"]})


def test_methods(api):
    answer = api.get("/api/weather/current/KJFK", 204, method="OPTIONS")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    head = api.get("/api/weather/current/KJFK", method="HEAD")
    assert head.body == b"" and head.headers["etag"] == api.get("/api/weather/current/KJFK").headers["etag"]
    answer = api.fails("/api/weather/current/KJFK", 405, "METHOD_NOT_ALLOWED", method="DELETE")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    answer = api.fails("/api/weather/metar", 405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == "POST, OPTIONS"


def test_wrong_addresses(api):
    api.fails("/api/nothing", 404, "NOT_FOUND")
    api.fails("/api/weather/current/KJFK/more", 404, "NOT_FOUND")
    api.fails("/api//weather/current/KJFK", 404, "NOT_FOUND")
    api.fails("/api/weather/current/K%0aJ", 400, "INVALID_REQUEST", "url")
    api.fails("/api/health?ready=maybe", 400, "INVALID_REQUEST", "ready")
    api.fails("/api/weather/current?ids=" + "K" * 4200, 400, "INVALID_REQUEST", "url")


def test_request_ids(api):
    answer = api.get("/api/nothing", 404)
    assert answer.json["request_id"] == answer.headers["x-request-id"]


# --- time passes ---

def test_expired_reports(stack, contract):
    api = Client(stack, contract)
    before = api.get("/api/weather/current/KJFK?taf=1").json["data"]
    stack.control("faults", {"provider": "*", "route": "*", "kind": "status", "status": 500})
    stack.advance_clock(4 * 3600)
    answer = api.fails("/api/weather/current/KJFK", 503, "WEATHER_DATA_UNAVAILABLE")
    last = answer.json["last_report"]
    assert last["raw"] == before["raw"] and last["freshness"] == "expired"
    assert last["decoded"]["flight_category"] is None and last["decoded"]["wind"] == before["decoded"]["wind"]
    assert answer.headers["cache-control"] == "public, max-age=1"
    listed = api.get("/api/weather/current?ids=KJFK,EGLL&taf=1").json
    assert listed["meta"]["complete"] is False and listed["meta"]["feed"] == "down"
    assert {item["freshness"] for item in listed["data"]} == {"expired"}
    assert {item["decoded"]["flight_category"] for item in listed["data"]} == {None}
    assert api.get("/api/weather/forecast/KJFK").json["data"]["freshness"] == "stale"
    stack.advance_clock(40 * 3600)
    last = api.fails("/api/weather/forecast/KJFK", 503, "WEATHER_DATA_UNAVAILABLE").json["last_report"]
    assert last["decoded"]["base"]["flight_category"] is None
    assert api.get("/api/health?ready=1").json["data"]["status"] == "degraded"
    info = api.get("/api/airports/info/KJFK").json
    assert info["meta"]["wind_of"] is None and info["data"]["wind"] is None


@pytest.mark.parametrize("word,member", [("CNL", "cancelled"), ("NIL", "nil")])
def test_a_forecast_that_was_cancelled_or_is_nil(stack, contract, word, member):
    api = Client(stack, contract)
    station = stack.control("stations?group=silent")["silent"][0]
    issued = time.gmtime(stack.now() - 600)
    validity = time.strftime("%d%H/", time.gmtime(stack.now())) + time.strftime("%d%H", time.gmtime(stack.now() + 86400))
    text = f"TAF {station} {time.strftime('%d%H%MZ', issued)} " + (f"{validity} CNL" if word == "CNL" else "NIL")
    stack.control("report", {"raw": text, "type": "taf", "hold": True})
    data = api.get(f"/api/weather/forecast/{station}?at=now").json["data"]
    assert data["decoded"][member] is True and data["decoded"]["base"] is None
    assert data["decoded"]["changes"] == [] and data["at"] is None


def test_a_killed_worker_is_counted_and_replaced(stack):
    killed = stack.workers()[0]
    os.kill(killed, signal.SIGKILL)
    stack.wait_for(lambda: stack.pool_is_whole() and killed not in stack.workers(), 10, "a whole pool")
    stack.wait_for(lambda: stack.metric("worker_crashes_total") == 1, 10, "the count")
    assert stack.metric("workers") == stack.layout.workers and stack.metric("worker_timeouts_total") == 0


def test_raw_text_and_csv_where_they_are_let_through(contract):
    with Stack(workers=2, stations=200, environment={"SIMULATED_COMPAT": "1"}) as compat:
        api = Client(compat, contract)
        raw = api.get("/api/weather/current/KJFK?format=raw&taf=1").body.decode().splitlines()
        assert len(raw) == 2 and all("KJFK" in line for line in raw)
        assert "KJFK" in api.get("/api/weather/forecast/KJFK?format=raw").body.decode()
        answer = api.get("/api/weather/current?bbox=40,-80,45,-70&limit=2&format=csv")
        rows = list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))
        assert len(rows) == 2 and answer.headers["x-next-cursor"] == rows[1]["station"]
        assert all(row["raw"].split()[1] == row["station"] and None not in row for row in rows)
        row, = csv.DictReader(io.StringIO(api.get("/api/weather/current/EGLL?format=csv").body.decode(), newline=""))
        decoded = api.get("/api/weather/current/EGLL").json["data"]["decoded"]
        assert row["flight_category"] == decoded["flight_category"]
        assert row["temperature_c"] == str(decoded["temperature_c"]) and row["wind_speed_kt"] == str(decoded["wind"]["speed_kt"])


def test_every_described_answer_was_seen(contract):
    """What the description promises with 200 has been judged above."""
    if len(contract.checked) < 20:
        pytest.skip("only with the tests above")
    for path, operations in contract.document["paths"].items():
        for method, operation in operations.items():
            assert "200" in operation["responses"]
            assert (method.upper(), path, 200) in contract.checked, (method, path)
