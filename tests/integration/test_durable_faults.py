"""MongoDB dies in every way: known stations answer meanwhile, and what was committed is there afterwards, once and in order."""
import random
import time

import pytest
from durable_tier import DATABASE, DurableTier
from load import Load
from stack import SESSION_COOKIE
from tier_tools import Unavailable

KNOWN = [f"/api/weather/{product}/{station}" for product in ("current", "forecast")
         for station in ("KJFK", "EGLL", "RJTT", "YSSY")] + ["/api/weather/history/KJFK"]
FAULT_S = 4  # long enough for the breaker to open
AUTHENTICATION_FAILED, OUT_OF_DISK_SPACE = 18, 14031


@pytest.fixture(scope="module", name="tier")
def fixture_tier():
    try:
        with DurableTier(test_commands=True) as running:
            running.wait_settled()
            yield running
    except Unavailable as reason:
        pytest.skip(str(reason))


def kill(tier):
    tier.mongo.kill()


def start(tier):
    tier.mongo.start()


def start_empty(tier):
    """What it had acknowledged is gone with it; what it had not is owed."""
    tier.since = tier.before
    tier.mongo.start(empty=True)


def freeze(tier):
    tier.mongo.freeze()


def thaw(tier):
    tier.mongo.thaw()


def slow(tier):
    tier.proxy.set(delay_ms=1500)


def stall(tier):
    tier.proxy.set(mode="stall")


def refuse(tier):
    tier.proxy.set(mode="refuse")


def pass_on(tier):
    tier.proxy.set(mode="pass", delay_ms=0)


def refuse_logins(tier):
    tier.fail(AUTHENTICATION_FAILED)


def fill_disk(tier):
    tier.fail(OUT_OF_DISK_SPACE, ("update", "insert"))


def heal(tier):
    tier.heal()


FAULTS = {
    "killed": (kill, start),
    "frozen": (freeze, thaw),
    "slow": (slow, pass_on),
    "stalled": (stall, pass_on),
    "refusing connections": (refuse, pass_on),
    "refusing logins": (refuse_logins, heal),
    "without room": (fill_disk, heal),
    "restarted empty": (kill, start_empty),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault(tier, name):
    begin, end = FAULTS[name]
    tier.new_reports()
    tier.wait_settled()
    tier.before = len(tier.committed())
    with Load(tier.stack.port, KNOWN, threads=4, headers={"Cookie": SESSION_COOKIE}) as load:
        begin(tier)
        try:
            tier.new_reports()
            time.sleep(FAULT_S)
            tier.new_reports()
            tier.stack.wait_for(lambda: tier.tier()["status"] == "down", 30, "a health that says it")
            health = tier.health()
            assert health["status"] == "degraded"
            assert health["tiers"]["mongodb"]["journal_entries"] > 0
            assert health["tiers"]["mongodb"]["last_error"]
            load.wait_more(200)
        finally:
            end(tier)
        tier.stack.wait_for(lambda: tier.tier()["status"] == "ok" and tier.owed() == 0, 60, "an empty journal")
        load.wait_more(50)
    assert set(load.outcomes) == {200}, load.failures[:10]
    assert len(tier.committed()) > tier.before
    assert tier.missing() == []
    numbers = tier.acknowledged_numbers()
    assert numbers == sorted(set(numbers))
    assert tier.stack.metric("journal_lost_total") == 0


def test_ingestd_killed_between_a_write_and_its_settling(tier):
    """The server has it, and ingestd never hears of it."""
    seed = random.randrange(1 << 30)
    print(f"seed {seed}")
    random.seed(seed)
    tier.new_reports()
    tier.wait_settled()
    before = len(tier.committed())
    for _ in range(4):
        tier.proxy.set(delay_ms=150)
        tier.new_reports()
        time.sleep(random.random() * 0.8)
        started = tier.stack.starts("ingestd")
        tier.stack.kill("ingestd")
        tier.proxy.set(delay_ms=0)
        tier.stack.wait_for(lambda: tier.stack.starts("ingestd") > started, 30, "ingestd again")
        tier.stack.wait_for(lambda: tier.stack.metrics() and tier.stack.has_weather(), 30, "weather")
    tier.new_reports()
    tier.wait_settled()
    assert len(tier.committed()) > before
    assert tier.missing() == []


def restart_ingestd(tier):
    started = tier.stack.starts("ingestd")
    tier.stack.kill("ingestd")
    tier.stack.wait_for(lambda: tier.stack.starts("ingestd") > started, 30, "ingestd again")


def test_whether_init_db_was_run_is_looked_at(tier):
    """Nobody has: it works, and says so. What a newer program made is left to it, and health shows it."""
    tier.stack.wait_for(lambda: list(tier.events("mongodb_not_prepared")), 30, "a word about init-db")
    assert {event["version"] for event in tier.events("mongodb_not_prepared")} == {0}
    with tier.mongo.client() as client:
        client[DATABASE].schema.insert_one({"_id": "version", "version": 99})
    try:
        restart_ingestd(tier)
        tier.stack.wait_for(lambda: tier.tier()["last_error"] == "conflict", 30, "a health that says it")
    finally:
        with tier.mongo.client() as client:
            client[DATABASE].drop_collection("schema")
    restart_ingestd(tier)
    tier.wait_settled()


def validate(tier, validator):
    with tier.mongo.client() as client:
        client[DATABASE].command("collMod", "weather_history", validator=validator)


def test_a_validator_that_refuses_everything(tier):
    """It costs a few reports, which are said to be lost; the rest waits. The last test here: those few are not there."""
    tier.new_reports()
    tier.wait_settled()
    tier.since = len(tier.committed())
    validate(tier, {"never": {"$exists": True}})
    try:
        tier.new_reports(3600)
        tier.stack.wait_for(lambda: len(tier.committed()) - tier.since > 20, 30, "more reports than may be lost")
        tier.stack.wait_for(lambda: tier.tier()["last_error"] == "invalid", 30, "a health that says it")
        time.sleep(FAULT_S)
    finally:
        validate(tier, {})
    tier.stack.wait_for(lambda: tier.owed() == 0, 60, "an empty journal")
    lost = tier.stack.metric("journal_lost_total")
    assert 0 < lost <= 8 and len(tier.missing()) == lost == len(list(tier.events("owed_report_not_taken")))
