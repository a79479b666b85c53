"""The client of the weather providers (src/upstream) against the simulated ones, one fault after another.

upstream_driver puts the questions; the simulator counts what it was asked.
"""
import socket
import threading
import time

import pytest

from providers import KEY, Driver, Simulator

METAR_CSV = "/data/cache/metars.cache.csv.gz"
METAR_XML = "/data/cache/metars.cache.xml.gz"


@pytest.fixture(scope="module")
def simulator():
    running = Simulator()
    yield running
    running.stop()


@pytest.fixture
def sim(simulator):
    simulator.control("reset", {"all": True})
    return simulator


@pytest.fixture
def driver(sim):
    running = Driver(sim)
    running.send("reports on")
    yield running
    running.end()


@pytest.fixture
def make_driver(sim):
    made = []

    def make(**changes):
        made.append(Driver(sim, **changes))
        made[-1].send("reports on")
        return made[-1]

    yield make
    for running in made:
        running.end()


# Files.

@pytest.mark.parametrize("product", ["metar", "taf", "stations"])
def test_files_are_polled_conditionally(sim, driver, product):
    first = driver.ask(f"poll {product}")
    assert (first["verdict"], first["status"], first["detail"]) == ("whole", 200, "")
    assert first["reports"] > 100 and first["rejected"] == 0
    again = driver.ask(f"poll {product} {first['etag']}")
    if again["verdict"] == "whole":  # a new file was made between the two
        again = driver.ask(f"poll {product} {again['etag']}")
    assert (again["verdict"], again["status"], again["reports"]) == ("not_modified", 304, 0)
    since = again["last_modified"].replace(" ", "\\s")
    assert driver.ask(f"poll {product} - {since}")["verdict"] in ("not_modified", "whole")
    assert len(sim.asked("/api/")) == 0


def test_reports_of_a_file_are_marked_and_whole(driver):
    done = driver.ask("poll metar")
    assert done["simulated"] == done["reports"] == len(driver.reports)
    report = next(r for r in driver.reports if r["report"] == "KJFK")
    assert report["raw"].startswith("METAR KJFK ") or report["raw"].startswith("SPECI KJFK ")
    assert report["reported_at"] and abs(report["latitude"] - 40.64) < 0.1
    tactical = [r for r in driver.reports if r["report"].startswith("KQF")]
    assert tactical and all(r["latitude"] is None and r["elevation"] is None for r in tactical)


@pytest.mark.parametrize("fault, detail, some_reports", [
    (dict(kind="html"), "HTML in place of gzip: Service Temporarily Unavailable", False),
    (dict(kind="html", code=503), "HTTP 503: Service Temporarily Unavailable", False),
    (dict(kind="nonsense"), "in place of gzip", False),
    (dict(kind="empty"), "an empty file", False),
    (dict(kind="truncate"), "the gzip is cut short", True),
    (dict(kind="truncate", fraction=0.001), "the gzip is cut short", False),
    (dict(kind="truncate", broken=True), "closed", True),
    (dict(kind="redirect", code=308, location="http://127.0.0.2:9/x"), "308 redirect to 127.0.0.2: Call Blocked", False),
    (dict(kind="redirect", code=302, location="https://127.0.0.1/x"), "302 redirect to 127.0.0.1", False),
    (dict(kind="redirect", code=302, location=METAR_CSV), "302 redirect to 127.0.0.1", False),  # to itself
    (dict(kind="not_modified"), "HTTP 304 to an unconditional request", False),
    (dict(kind="status", code=204), "HTTP 204", False),
    (dict(kind="status", code=500), "HTTP 500: error 500", False),
    (dict(kind="status", code=403), "HTTP 403: error 403", False),
    (dict(kind="status", code=400), "HTTP 400: error 400", False),
    (dict(kind="bomb", size=1 << 28), "too large", False),
    (dict(kind="dead"), "", False),
    (dict(kind="body", encoding="latin-1", text="\x1f\x8b broken"), "the gzip is damaged", False),
])
def test_a_file_that_is_wrong_fails(sim, driver, fault, detail, some_reports):
    sim.fault(route="/data/cache/metars.*", **fault)
    done = driver.ask("poll metar")
    assert done["verdict"] == "failed" and detail in done["detail"], done
    assert done["retry_after_s"] >= 1 and done["etag"] == ""
    assert bool(done["reports"]) == some_reports
    assert driver.ask("poll taf")["verdict"] in ("whole", "skipped")  # skipped: we were refused as a whole


@pytest.mark.parametrize("fault", [
    dict(kind="status", code=404),
    dict(kind="status", code=410),
    dict(kind="drift", rename={"raw_text": "rawText"}),
    dict(kind="drift", rename={"station_id": "icao"}),
    dict(kind="drift", drop=["observation_time"]),
    dict(kind="body", text="Query must be constrained by time\n"),
])
def test_the_other_form_serves_when_one_is_gone_or_has_drifted(sim, driver, fault):
    sim.fault(route=METAR_CSV, **fault)
    first = driver.ask("poll metar")
    assert first["verdict"] == "whole" and first["reports"] > 100, first
    assert first["etag"].startswith("other:") and "other form" in first["detail"]
    assert [r["path"] for r in sim.asked("/data/cache/")] == [METAR_CSV, METAR_XML]
    # It is kept to for a while, conditionally.
    again = driver.ask(f"poll metar {first['etag']}")
    assert again["verdict"] in ("not_modified", "whole")
    assert len(sim.asked(METAR_CSV)) == 1 and len(sim.asked(METAR_XML)) == 2


def test_validators_of_the_other_form_mean_nothing_to_the_first(sim, driver):
    sim.fault(route=METAR_CSV, kind="status", code=404, first=1)
    etag = driver.ask("poll metar")["etag"]
    fresh = Driver(sim)
    assert fresh.ask(f"poll metar {etag}")["status"] == 200
    fresh.end()


def test_both_forms_gone(sim, driver):
    sim.fault(route="/data/cache/metars.*", kind="status", code=404)
    done = driver.ask("poll metar")
    assert (done["verdict"], done["status"]) == ("failed", 404)
    assert len(sim.asked("/data/cache/metars")) == 2


@pytest.mark.parametrize("product, route", [("taf", "/data/cache/tafs.cache.xml*"), ("stations", "/data/cache/stations.cache.json*")])
def test_other_forms_of_the_other_products(sim, driver, product, route):
    preferred = driver.ask(f"poll {product}")
    sim.fault(route=route, kind="status", code=404)
    other = driver.ask(f"poll {product}")
    assert other["verdict"] == "whole" and "other form" in other["detail"]
    assert abs(other["reports"] - preferred["reports"]) <= preferred["reports"] / 100


def test_same_host_redirect_is_followed(sim, driver):
    sim.fault(route=METAR_CSV, kind="redirect", code=301, location="/awc/data/cache/metars.cache.csv.gz?moved=1", first=1)
    done = driver.ask("poll metar")
    assert done["verdict"] == "whole" and done["reports"] > 100


def test_a_key_does_not_travel_with_a_redirect(sim, driver):
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(1)
        sim.fault(provider="checkwx", kind="redirect", code=307, location=f"http://127.0.0.1:{elsewhere.getsockname()[1]}/x")
        done = driver.ask(f"fetch metar {sim.stations('checkwx_only')[0]} 3000")
        assert done["verdict"] == "whole" and not done["every_provider_answered"]  # AWC has answered
        with pytest.raises(TimeoutError):
            elsewhere.accept()


def test_clock_difference(sim, driver):
    sim.fault(kind="date", seconds=-300)
    assert abs(driver.ask("poll metar")["skew_s"] + 300) <= 1


def test_two_reports_in_one_text(sim, driver):
    """KJFK's row holds the next station's report as well: that one comes twice, once without a time of its own."""
    sim.fault(route=METAR_CSV, kind="joined", stations=["KJFK"])
    driver.ask("poll metar")
    twice = {r["report"] for r in driver.reports if r["reported_at"] is None}
    assert len(twice) == 1 and len([r for r in driver.reports if r["report"] in twice]) == 2
    assert [r["raw"].count("KJFK") for r in driver.reports if r["report"] == "KJFK"] == [1]


def test_latin1(sim, driver):
    sim.control("style", {"latin1": True})
    done = driver.ask("poll metar")
    assert (done["verdict"], done["rejected"]) == ("whole", 0)


@pytest.mark.parametrize("style", [{"csv": "old"}, {"leading_word": False}, {"nulls": True, "spaced_times": True}])
def test_older_forms(sim, driver, style):
    sim.control("style", style)
    done = driver.ask("poll metar")
    assert (done["verdict"], done["rejected"]) == ("whole", 0) and done["reports"] > 100
    one = driver.ask("fetch metar KJFK 3000")
    assert one["verdict"] == "whole" and driver.reports[0]["reported_at"]
    forecast = driver.ask("fetch taf KJFK 3000")
    assert forecast["verdict"] == "whole" and driver.reports[0]["reported_at"]


def test_429_holds_the_whole_provider(sim, driver):
    sim.fault(route=METAR_CSV, kind="status", code=429, retry_after=90)
    assert driver.ask("poll metar")["retry_after_s"] == 90
    sim.control("faults", method="DELETE")
    before = len(sim.asked("/data/")) + len(sim.asked("/api/"))
    assert driver.ask("poll taf")["verdict"] == "skipped"
    done = driver.ask("fetch metar KJFK 3000")
    assert (done["verdict"], done["provider"]) == ("whole", "checkwx")
    assert len(sim.asked("/data/")) + len(sim.asked("/api/")) == before
    assert driver.status("awc")["breaker"] == 2


def test_polls_at_once(sim, driver):
    outcomes = driver.ask("poll metar; poll taf; poll stations; fetch metar KJFK,KLAX 5000; history metar KJFK 24")
    assert [o["verdict"] for o in outcomes] == ["whole"] * 5


# Single stations.

def test_fetch_from_the_primary(sim, driver):
    station = sim.stations("api_only")[0]
    done = driver.ask(f"fetch metar {station} 3000")
    assert (done["verdict"], done["provider"], done["every_provider_answered"]) == ("whole", "awc", True)
    assert {r["report"] for r in driver.reports} <= {station}
    assert len(sim.asked("/v2/")) == (0 if driver.reports else 1)


def test_fetch_from_the_second_what_the_first_lacks(sim, driver):
    lacking = sim.stations("checkwx_only", 3)
    done = driver.ask(f"fetch metar KJFK,{','.join(lacking)} 3000")
    assert (done["verdict"], done["provider"], done["every_provider_answered"]) == ("whole", "checkwx", True)
    by_station = {r["report"]: r["provider"] for r in driver.reports}
    assert by_station["KJFK"] == "awc" and all(by_station.get(s, "checkwx") == "checkwx" for s in lacking)
    asked = sim.asked("/v2/metar/")
    assert len(asked) == 1 and "KJFK" not in asked[0]["path"]


def test_a_station_asked_twice(sim, driver):
    done = driver.ask("fetch metar KJFK,KJFK 3000")
    assert (done["verdict"], done["provider"]) == ("whole", "awc")


def test_fetch_of_what_nobody_has(sim, driver):
    done = driver.ask(f"fetch metar {sim.stations('silent')[0]} 3000")
    assert (done["verdict"], done["reports"], done["every_provider_answered"]) == ("whole", 0, True)


def test_primary_swapped(sim, make_driver):
    driver = make_driver(PRIMARY_WEATHER_API="checkwx")
    done = driver.ask("fetch metar KJFK 3000")
    assert (done["verdict"], done["provider"]) == ("whole", "checkwx")
    assert len(sim.asked("/api/")) == 0


def test_without_a_key_checkwx_is_not_asked(sim, make_driver):
    driver = make_driver(CHECKWX_API_KEY="")
    done = driver.ask(f"fetch metar {sim.stations('silent')[0]} 3000")
    assert (done["verdict"], done["provider"], done["every_provider_answered"]) == ("whole", "awc", True)
    assert not driver.status("checkwx")["configured"]


@pytest.mark.parametrize("fault", [
    dict(kind="html"), dict(kind="html", code=502), dict(kind="nonsense"), dict(kind="dead"), dict(kind="status", code=500),
    dict(kind="status", code=403), dict(kind="body", text='{"status":"error","error":"sorry"}'), dict(kind="truncate"),
    dict(kind="redirect", code=308, location="https://blocked.invalid/"), dict(kind="bomb", size=1 << 28),
])
def test_fetch_goes_on_to_the_second_when_the_first_fails(sim, driver, fault):
    sim.fault(route="/api/*", **fault)
    done = driver.ask("fetch metar KJFK 4000")
    assert (done["verdict"], done["provider"]) == ("whole", "checkwx"), done
    assert driver.reports[-1]["report"] == "KJFK" and driver.reports[-1]["provider"] == "checkwx"
    assert driver.status("awc")["last_error"]


def test_a_failure_is_no_answer(sim, driver):
    sim.fault(route="/api/*", kind="html")
    done = driver.ask(f"fetch metar {sim.stations('silent')[0]} 4000")
    assert (done["verdict"], done["every_provider_answered"]) == ("whole", False)
    sim.fault(provider="checkwx", kind="html")
    done = driver.ask(f"fetch metar {sim.stations('silent')[0]} 4000")
    assert (done["verdict"], done["every_provider_answered"]) == ("failed", False)
    assert "HTML in place of JSON" in done["detail"]


def test_no_data_by_an_empty_body(sim, driver):
    sim.fault(route="/api/*", kind="empty")
    sim.fault(provider="checkwx", kind="empty")
    done = driver.ask("fetch metar KJFK 3000")
    assert (done["verdict"], done["reports"], done["every_provider_answered"]) == ("whole", 0, True)


@pytest.mark.parametrize("fault, times", [
    (dict(kind="status", code=503), 2), (dict(kind="dead"), 2), (dict(kind="truncate", broken=True), 2),
    (dict(kind="status", code=400), 1), (dict(kind="status", code=404), 1), (dict(kind="html"), 1),
])
def test_one_more_try_only_where_it_may_help(sim, make_driver, fault, times):
    driver = make_driver(CHECKWX_API_KEY="")
    sim.fault(route="/api/*", **fault)
    assert driver.ask("fetch metar KJFK 4000")["verdict"] == "failed"
    assert len(sim.asked("/api/data/metar")) == times


def test_the_second_try_succeeds(sim, driver):
    sim.fault(route="/api/*", kind="status", code=503, first=1)
    done = driver.ask("fetch metar KJFK 4000")
    assert (done["verdict"], done["provider"]) == ("whole", "awc")


def test_deadline(sim, make_driver):
    driver = make_driver(CHECKWX_API_KEY="")
    sim.fault(route="/api/*", kind="delay", seconds=10)
    start = time.monotonic()
    done = driver.ask("fetch metar KJFK 1500")
    assert done["verdict"] == "failed" and 1.4 < time.monotonic() - start < 2.5
    assert done["retry_after_s"] >= 1


def test_a_slow_primary_leaves_time_for_the_second(sim, driver):
    sim.fault(route="/api/*", kind="delay", seconds=10)
    start = time.monotonic()
    done = driver.ask("fetch metar KJFK 1500")
    assert (done["verdict"], done["provider"]) == ("whole", "checkwx") and time.monotonic() - start < 1.5


def test_deadline_of_a_drip(sim, make_driver):
    driver = make_driver(CHECKWX_API_KEY="")
    sim.fault(route="/api/*", kind="drip", rate=20)
    start = time.monotonic()
    assert driver.ask("fetch metar KJFK 1500")["verdict"] == "failed"
    assert time.monotonic() - start < 2.5


def test_breaker(sim, make_driver):
    driver = make_driver(CHECKWX_API_KEY="")
    sim.fault(route="/api/*", kind="html")
    verdicts = [driver.ask("fetch metar KJFK 3000")["verdict"] for _ in range(6)]
    assert verdicts == ["failed"] * 3 + ["skipped"] * 3
    assert len(sim.asked("/api/")) == 3
    assert driver.status("awc")["breaker"] == 2
    assert driver.ask("poll metar")["verdict"] == "whole"  # files have a breaker of their own
    sim.control("faults", method="DELETE")
    end = time.monotonic() + 10
    while driver.ask("fetch metar KJFK 3000")["verdict"] == "skipped" and time.monotonic() < end:
        time.sleep(0.2)
    assert driver.status("awc")["breaker"] == 0


def test_budget(sim, make_driver):
    driver = make_driver(CHECKWX_API_KEY="")
    outcomes = driver.ask("; ".join(["fetch metar KJFK 20000"] * 64))
    verdicts = [o["verdict"] for o in outcomes]
    assert verdicts.count("whole") == 60 and verdicts.count("skipped") == 4
    assert all(1 <= o["retry_after_s"] <= 60 for o in outcomes if o["verdict"] == "skipped")
    assert len(sim.asked("/api/")) == 60
    assert driver.status("awc")["budget_left"] == 0
    assert driver.ask("poll metar")["verdict"] == "whole"


def test_checkwx_quota_and_key(sim, driver):
    station = sim.stations("checkwx_only")[0]
    sim.control("settings", {"checkwx_key": "another"})
    done = driver.ask(f"fetch metar {station} 3000")
    assert done["status"] == 401 and not done["every_provider_answered"] and done["retry_after_s"] >= 60
    assert driver.status("checkwx")["breaker"] == 2
    before = len(sim.asked("/v2/"))
    driver.ask(f"fetch metar {station} 3000")
    assert len(sim.asked("/v2/")) == before


def test_an_echoed_key_is_masked(sim, driver):
    sim.fault(provider="checkwx", kind="status", code=401, text=f'{{"errors":[{{"message":"key {KEY} is bad"}}]}}')
    done = driver.ask(f"fetch metar {sim.stations('checkwx_only')[0]} 3000")
    assert done["detail"] == f"HTTP 401: key {'*' * len(KEY)} is bad"


def test_400_stations(sim, driver):
    stations = sim.stations("reporting", 400)
    done = driver.ask(f"fetch metar {','.join(stations)} 30000")
    assert done["verdict"] == "whole" and len({r["report"] for r in driver.reports}) > 380
    assert all(r["report"] in stations for r in driver.reports)


def test_only_what_was_asked_is_taken(sim, driver):
    sim.fault(route="/api/*", kind="body", content_type="application/json",
              text='[{"icaoId":"KLGA","obsTime":1785333180,"rawOb":"KLGA 291353Z 0KT"}]')
    sim.fault(provider="checkwx", kind="empty")
    done = driver.ask("fetch metar KJFK 3000")
    assert (done["reports"], done["rejected"]) == (0, 1) and driver.reports == []


@pytest.mark.parametrize("line", ["fetch metar kjfk 3000", "fetch metar K/FK 3000", "fetch metar  3000", "fetch stations KJFK 3000",
                                  "history metar KJFK 0", "history metar KJFK 361"])
def test_questions_that_are_none(driver, line):
    assert driver.ask(line) == {"error": "invalid"}


# History.

def test_history_of_metars(sim, driver):
    done = driver.ask("history metar KJFK 24")
    assert done["verdict"] == "whole" and len(driver.reports) >= 24
    assert len(sim.asked("/api/data/metar")) == 1


def test_history_longer_than_an_answer(sim, driver):
    done = driver.ask("history metar EGLL 360")  # two an hour: 720 and more
    assert done["verdict"] == "whole"
    times = {r["reported_at"] for r in driver.reports}
    assert len(times) > 650
    assert 2 < len(sim.asked("/api/data/metar")) <= 20


def test_history_of_tafs(sim, driver):
    done = driver.ask("history taf KJFK 24")
    assert done["verdict"] == "whole" and len({r["raw"] for r in driver.reports}) >= 4


def test_history_is_not_asked_of_checkwx(sim, driver):
    sim.fault(route="/api/*", kind="html")
    assert driver.ask("history metar KJFK 24")["verdict"] == "failed"
    assert len(sim.asked("/v2/")) == 0


# As a whole.

def test_a_real_service_refuses_simulated_answers(sim, make_driver):
    driver = make_driver(SIMULATION="0")
    for line in ("poll metar", "poll taf", "fetch metar KJFK 3000"):
        done = driver.ask(line)
        assert (done["verdict"], done["reports"]) == ("failed", 0)
        assert "simulated" in done["detail"]


def test_nobody_there(make_driver):
    driver = make_driver(AWC_BASE_URL="http://127.0.0.1:1", CHECKWX_BASE_URL="http://127.0.0.1:1")
    start = time.monotonic()
    assert driver.ask("poll metar")["verdict"] == "failed"
    done = driver.ask("fetch metar KJFK 3000")
    assert (done["verdict"], done["status"]) == ("failed", 0)
    assert time.monotonic() - start < 4


def test_destroyed_with_questions_under_way(sim):
    driver = Driver(sim)
    sim.fault(kind="hang")
    driver.send("poll metar; poll taf; fetch metar KJFK 30000; history taf KJFK 24; quit")
    outcomes = [driver.read() for _ in range(4)]
    assert all(o["verdict"] in ("failed", "skipped") for o in outcomes)
    driver.end()


def test_who_asks(sim, driver):
    """AWC wants a User-Agent of one's own; only CheckWX is given the key."""
    seen = {}

    def serve(server):
        for _ in range(2):
            connection, _ = server.accept()
            with connection:
                head = b""
                while b"\r\n\r\n" not in head:
                    head += connection.recv(65536)
                seen["awc" if b"/api/" in head else "checkwx"] = head.decode()
                connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server:
        base = f"http://127.0.0.1:{server.getsockname()[1]}"
        thread = threading.Thread(target=serve, args=(server,), daemon=True)
        thread.start()
        other = Driver(sim, AWC_BASE_URL=base + "/", CHECKWX_BASE_URL=base)
        assert other.ask("fetch metar KJFK 3000")["every_provider_answered"]
        other.end()
        thread.join(10)
    assert "GET /api/data/metar?format=json&ids=KJFK" in seen["awc"] and KEY not in seen["awc"]
    assert "GET /v2/metar/KJFK/raw" in seen["checkwx"] and f"X-API-Key: {KEY}" in seen["checkwx"]
    assert all("User-Agent: aviation-weather-test/1.0" in head for head in seen.values())
