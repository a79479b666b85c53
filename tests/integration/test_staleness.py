"""Reports age by the simulation's clock while no provider answers."""
import pytest

CURRENT = "/api/weather/current/KJFK"
FORECAST = "/api/weather/forecast/KJFK"


def envelope(stack, path):
    answer = stack.get(path, fresh=True)
    assert answer.status == 200, answer
    return answer.json["data"]


@pytest.fixture(name="cut_off")
def fixture_cut_off(stack):
    """A system with fresh reports whose provider has just died."""
    stack.wait_for(lambda: envelope(stack, CURRENT)["feed"] == "ok", 30, "a feed that is ok")
    stack.control("faults", {"provider": "*", "route": "*", "kind": "dead"})
    return stack


def test_a_report_turns_stale_then_expires(cut_off):
    assert envelope(cut_off, CURRENT)["feed"] == "ok"
    cut_off.advance_clock(6 * 60)  # no complete poll for more than 5 min
    stale = envelope(cut_off, CURRENT)
    assert (stale["feed"], stale["freshness"]) == ("down", "stale")
    assert stale["decoded"]["flight_category"] is not None
    assert envelope(cut_off, FORECAST)["freshness"] == "stale"

    cut_off.advance_clock(4 * 3600)  # more than 3 h after the observation
    answer = cut_off.get(CURRENT, fresh=True)
    assert answer.status == 503, answer
    last = answer.json["last_report"]
    assert last["freshness"] == "expired" and last["raw"] == stale["raw"]
    assert last["decoded"]["flight_category"] is None


def test_a_report_is_fresh_again_when_the_provider_is_back(cut_off):
    cut_off.advance_clock(10 * 60)
    assert envelope(cut_off, CURRENT)["freshness"] == "stale"
    cut_off.control("faults", method="DELETE")
    cut_off.advance_clock(10 * 60)  # past the pause of a breaker
    cut_off.wait_for(lambda: envelope(cut_off, CURRENT)["feed"] == "ok", 60, "a feed that is ok again")


@pytest.mark.parametrize("fault", [
    {"kind": "nonsense"}, {"kind": "status", "code": 500}, {"kind": "truncate", "broken": True}, {"kind": "html"},
    {"kind": "empty"},
], ids=lambda fault: fault["kind"])
def test_nonsense_never_replaces_a_report(stack, fault):
    before = envelope(stack, CURRENT)
    polls = stack.provider_requests("/data/cache/metars.cache.csv.gz") + stack.provider_requests("/data/cache/metars.cache.xml.gz")
    stack.control("faults", {"provider": "*", "route": "*", **fault})
    stack.advance_clock(120)
    stack.wait_for(lambda: stack.provider_requests("/data/cache/metars.cache.csv.gz")
                   + stack.provider_requests("/data/cache/metars.cache.xml.gz") > polls, 90, "another poll")
    after = envelope(stack, CURRENT)
    assert after["raw"] == before["raw"]
    assert after["checked_at"] == before["checked_at"]
