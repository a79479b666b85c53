"""Stations that are not in the store: asked of the providers once, within budgets, and never at the cost of known ones."""
import itertools
import string

import pytest
from load import Load, together
from stack import Stack

KNOWN = [f"/api/weather/current/{station}" for station in ("KJFK", "EGLL", "RJTT", "YSSY")]
REPEAT_S = 5


def current(station):
    return f"/api/weather/current/{station}"


@pytest.fixture(name="listed")
def fixture_listed(stack):
    """Stations of the providers' list that are in no bulk file, once ingestd has that list."""
    stack.wait_for(lambda: stack.provider_requests("/data/cache/stations.cache.json.gz")
                   or stack.provider_requests("/data/cache/stations.cache.xml.gz"), 30, "the list of stations")
    return stack.control("stations?group=api_only")["api_only"]


def assert_failure(answer, status, *codes):
    assert answer.status == status, answer
    assert answer.json["success"] is False
    assert answer.json["code"] in codes, answer


def test_64_at_once_for_one_station_are_one_question(stack, listed):
    stack.control("reset", {})
    answers = together(stack.port, [current(listed[0])] * 64)
    assert [status for status, _, _ in answers] == [200] * 64
    assert stack.provider_requests() == 1


def test_64_at_once_past_the_cache_are_one_question(stack, listed):
    """Without nginx's lock the pool's slots and ingestd's single flight do it: who gets no slot is told to come again."""
    stack.control("reset", {})
    answers = together(stack.port, [current(listed[1])] * 64, headers={"Cookie": "aw_session=bypass"})
    assert {status for status, _, _ in answers} <= {200, 503}
    assert all(int(headers["Retry-After"]) >= 1 for status, headers, _ in answers if status == 503)
    stack.wait_for(lambda: stack.get(current(listed[1]), fresh=True).status == 200, REPEAT_S)
    assert stack.provider_requests() == 1


def test_64_different_stations_at_once(stack, listed):
    paths = [current(station) for station in listed[2:66]]
    with Load(stack.port, KNOWN, threads=4, headers={"Cookie": "aw_session=bypass"}) as known:
        known.wait_more(50)
        answers = together(stack.port, paths)
        known.wait_more(50)
        for status, headers, body in answers:
            assert status == 200 or (status == 503 and int(headers["Retry-After"]) >= 1), (status, headers, body)

        def repeated():
            return all(status == 200 for status, _, _ in together(stack.port, paths))
        stack.wait_for(repeated, REPEAT_S, "200 for every station")
    assert set(known.outcomes) == {200}, known.failures[:5]


def test_ten_thousand_unlisted_codes_reach_no_provider(stack, listed):
    groups = stack.control("stations")
    taken = {station for group in groups.values() if isinstance(group, list) for station in group}
    unlisted = itertools.islice((code for code in map("".join, itertools.product(string.ascii_uppercase, repeat=4))
                                 if code[0] in "QXZ" and code not in taken), 10000)
    stack.control("reset", {})
    paths = [current(code) for code in unlisted]
    with Load(stack.port, KNOWN, threads=2, headers={"Cookie": "aw_session=bypass"}) as known, \
            Load(stack.port, paths, threads=8) as unknown:
        unknown.wait_more(len(paths), 300)
        known.wait_more(100)
    assert set(known.outcomes) == {200}, known.failures[:5]
    assert set(unknown.outcomes) == {404}, unknown.outcomes
    counts = stack.control("counts")
    asked = {route for provider in counts.values() for route in provider["routes"]}
    assert not {route for route in asked if not route.startswith("/data/cache/")}, asked


def test_airports_without_reports_reach_no_provider(stack, listed):
    """Once the providers' list is there, an airport with an ICAO code that is not in it is not asked for."""
    stack.control("reset", {})
    for station in stack.control("stations?group=unlisted&limit=20")["unlisted"]:
        assert_failure(stack.get(current(station)), 404, "STATION_NOT_REPORTING", "AIRPORT_NOT_FOUND")
    assert stack.provider_requests() == 0
    assert stack.provider_requests("/v2/metar/{ids}/raw", "checkwx") == 0


def test_the_second_provider_is_asked_when_the_first_has_nothing(stack, listed):
    station = stack.control("stations?group=checkwx_only&limit=1")["checkwx_only"][0]

    def answer():
        found = stack.get(current(station), fresh=True)
        return found if found.status == 200 else None
    assert stack.wait_for(answer, 10).json["data"]["source"] in ("checkwx", "simulated")


def test_a_silent_station_is_remembered(stack, listed):
    station = stack.control("stations?group=silent&limit=1")["silent"][0]
    stack.wait_for(lambda: stack.get(current(station), fresh=True).status == 404, 10)
    asked = stack.provider_requests()
    assert asked >= 1
    for _ in range(5):
        assert stack.get(current(station), fresh=True).status == 404
    assert stack.provider_requests() == asked


@pytest.mark.parametrize("fault", [
    {"kind": "dead"}, {"kind": "nonsense"}, {"kind": "status", "code": 500}, {"kind": "html"},
], ids=lambda fault: fault["kind"])
def test_a_failing_provider_is_503_and_not_remembered(stack, listed, fault):
    stack.control("faults", {"provider": "*", "route": "*", **fault})
    answer = stack.get(current(listed[0]), fresh=True)
    assert_failure(answer, 503, "WEATHER_DATA_UNAVAILABLE", "SERVICE_UNAVAILABLE")
    assert int(answer.headers["retry-after"]) >= 1
    assert stack.get(KNOWN[0], fresh=True).status == 200
    stack.control("faults", method="DELETE")
    stack.advance_clock(600)  # past every breaker's pause
    stack.wait_for(lambda: stack.get(current(listed[0]), fresh=True).status == 200, 30)


def test_a_slow_provider_holds_no_worker(stack, listed):
    stack.control("faults", {"provider": "*", "route": "*", "kind": "delay", "seconds": 10})
    with Load(stack.port, KNOWN, threads=4, headers={"Cookie": "aw_session=bypass"}) as known:
        known.wait_more(50)
        answers = together(stack.port, [current(station) for station in listed[:16]])
        known.wait_more(50)
    assert set(known.outcomes) == {200}, known.failures[:5]
    for status, headers, body in answers:
        assert status == 503 and int(headers["Retry-After"]) >= 1, (status, headers, body)


def test_a_store_that_has_nothing_yet():
    """From the first second with every provider dead: 503 for listed stations, never an empty answer."""
    with Stack(stations=50, wait=False) as stack:
        stack.control("faults", {"provider": "*", "route": "*", "kind": "dead"})
        stack.wait_for(stack.pool_is_whole, 10)
        answer = stack.get("/api/weather/current/KJFK", fresh=True)
        assert answer.status in (200, 503)  # ingestd may have been quicker than the fault
        if answer.status == 503:
            assert int(answer.headers["retry-after"]) >= 1
