"""Every tier dies in every way, under load: known stations answer, what was acknowledged is there afterwards, and health and
metrics say meanwhile what is wrong. How long requests take is compared with the same load just before, and reported.

What becomes of MongoDB's journal is in test_durable_faults.py, who polls and publishes without Redis in test_two_hosts.py.
"""
import os
import resource
import time

import acknowledged
import pytest
from load import Load
from stack import SESSION_COOKIE, Stack
from tiers import Proxy, RedisServer, SecantusServer, Unavailable

PAST_THE_CACHE = {"Cookie": SESSION_COOKIE}
STATIONS = ("KJFK", "EGLL", "RJTT", "YSSY", "LFPG", "EDDF", "KLAX", "CYYZ")
CURRENT = [f"/api/weather/{product}/{station}" for product in ("current", "forecast") for station in STATIONS]
HISTORY = [f"/api/weather/history/{station}" for station in STATIONS]
FAULT_S = 4
LONGEST_S = 5  # of any request, on any machine: nothing waits for a tier that hangs
BACK_S = 60  # a breaker stays open for up to 30 s
PASSWORD = "first"
ROOM_BYTES = 64 * 1024  # of a full disk, in each file


class Tiers:
    """Context manager: `stack` and, behind `proxies`, its `servers`: {"redis", "mongodb"}."""

    def __init__(self):
        self.servers = {"redis": RedisServer(password=PASSWORD), "mongodb": SecantusServer()}
        self.proxies, self._parts = {}, []

    def __enter__(self):
        try:
            return self._start()
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def _start(self):
        for name, server in self.servers.items():
            self.proxies[name] = self._enter(Proxy(self._enter(server)))
        environment = {"SIMULATED_TIERS": "1", "LOG_LEVEL": "debug", "REDIS_URL": self.proxies["redis"].url,
                       "MONGODB_URI": self.proxies["mongodb"].url}
        self.stack = Stack(workers=4, stations=200, environment=environment)
        ingestd = next(service for service in self.stack.services if service["name"] == "ingestd")
        ingestd["argv"] = ["/usr/bin/env", "--ignore-signal=XFSZ", *ingestd["argv"]]  # a file that may not grow is an error
        self._enter(self.stack)
        return self

    def _enter(self, part):
        part.__enter__()
        self._parts.append(part)
        return part

    def __exit__(self, *why):
        for part in reversed(self._parts):
            part.__exit__(*why)

    def tier(self, name):
        return self.stack.get("/api/health?ready=1", fresh=True).json["data"]["tiers"][name]

    def is_well(self):
        tiers = self.stack.get("/api/health?ready=1", fresh=True).json["data"]["tiers"]
        return all(tier["status"] == "ok" for tier in tiers.values()) and tiers["mongodb"]["journal_entries"] == 0 and all(
            tier["breaker"] == "closed" and tier["queue_length"] == 0 for name, tier in tiers.items() if name != "local")

    def new_reports(self, seconds=900):
        """So much later: a poll brings new reports, which are committed here."""
        before = len(acknowledged.committed(self.stack))
        self.stack.advance_clock(seconds)
        self.stack.wait_for(lambda: len(acknowledged.committed(self.stack)) > before, 30, "new reports")

    def redis_has_all(self):
        """Whether the known stations' METARs are there."""
        held = self.servers["redis"].ask("--scan", "--pattern", "*:metar:*").split()
        return set(STATIONS) <= {key.rsplit(":", 1)[1] for key in held}


@pytest.fixture(scope="module", name="tiers")
def fixture_tiers():
    try:
        with Tiers() as running:
            running.stack.wait_for(running.is_well, BACK_S, "all tiers")
            yield running
    except Unavailable as reason:
        pytest.skip(str(reason))


# ---- faults: what breaks it, what mends it ----

def kill(tiers, name):
    tiers.servers[name].kill()


def start(tiers, name):
    tiers.servers[name].start()


def start_empty(tiers, name):
    tiers.servers[name].start(empty=True)


def freeze(tiers, name):
    tiers.servers[name].freeze()


def thaw(tiers, name):
    tiers.servers[name].thaw()


def slow(tiers, name):
    tiers.proxies[name].set(delay_ms=2000)


def refuse(tiers, name):
    tiers.proxies[name].set(mode="refuse")


def pass_on(tiers, name):
    tiers.proxies[name].set(mode="pass", delay_ms=0)


def fill(tiers, name):
    tiers.servers[name].ask("CONFIG", "SET", "maxmemory", "1")


def make_room(tiers, name):
    tiers.servers[name].ask("CONFIG", "SET", "maxmemory", "0")


def set_password(server, password):
    """Who is logged in stays so: connections are cut."""
    server.ask("CONFIG", "SET", "requirepass", password)
    server.password = password
    server.ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")


def refuse_logins(tiers, name):
    set_password(tiers.servers[name], "another")


def take_logins(tiers, name):
    set_password(tiers.servers[name], PASSWORD)


FAULTS = {
    "redis killed": (kill, start),
    "redis frozen": (freeze, thaw),
    "redis slow": (slow, pass_on),
    "redis refusing connections": (refuse, pass_on),
    "redis full": (fill, make_room),
    "redis refusing logins": (refuse_logins, take_logins),
    "redis restarted empty": (kill, start_empty),
    "mongodb frozen": (freeze, thaw),
    "mongodb slow": (slow, pass_on),
}


def loaded(tiers, meanwhile):
    """Asks for known stations, past the cache, while something happens. (current and forecasts, history)"""
    with Load(tiers.stack.port, CURRENT, threads=3, headers=PAST_THE_CACHE) as current, \
            Load(tiers.stack.port, HISTORY, threads=1, headers=PAST_THE_CACHE) as history:
        meanwhile()
        current.wait_more(200)
        history.wait_more(20)
    return current, history


def compare(record_property, before, during):
    """Every request was answered, and none took long; the times are reported."""
    for kind, calm, load in zip(("current", "history"), before, during):
        for share, what in ((0.5, "median"), (0.99, "99 of 100"), (1, "longest")):
            milliseconds = calm.milliseconds(share), load.milliseconds(share)
            record_property(f"{kind}, {what}, ms before and during", milliseconds)
            print(f"{kind}, {what}: {milliseconds[0]} ms before, {milliseconds[1]} ms during ({load.done()} requests)")
        assert set(load.outcomes) == set(calm.outcomes) == {200}, (load.outcomes, load.failures[:10])
        assert load.milliseconds(1) < LONGEST_S * 1000


def expect_told(tiers, name):
    """Health and metrics say what is wrong."""
    told = tiers.stack.wait_for(lambda: (tier := tiers.tier(name))["status"] == "down" and tier, 30, "a health that says it")
    assert told["breaker"] in ("open", "half_open") and told["last_error"] and told["last_error_at"]
    assert tiers.stack.metric("tier_breaker_state", tier=name) > 0
    assert tiers.stack.metric("tier_breaker_state") == tiers.stack.metric("tier_breaker_state", tier=name)
    if name == "mongodb":
        assert told["journal_entries"] > 0 and tiers.stack.metric("journal_entries") > 0


@pytest.mark.parametrize("fault", FAULTS)
def test_a_tier_away(tiers, fault, record_property):
    name = fault.split()[0]
    break_it, mend_it = FAULTS[fault]
    since = len(acknowledged.committed(tiers.stack))
    before = loaded(tiers, tiers.new_reports)
    tiers.stack.wait_for(tiers.is_well, BACK_S, "all tiers")

    def happens():
        break_it(tiers, name)
        tiers.new_reports()
        time.sleep(FAULT_S)
        tiers.new_reports()
        expect_told(tiers, name)
    try:
        during = loaded(tiers, happens)
    finally:
        mend_it(tiers, name)
    tiers.stack.wait_for(tiers.is_well, BACK_S, "all tiers")
    compare(record_property, before, during)
    expect_written(tiers, acknowledged.committed(tiers.stack)[since:])
    tiers.stack.wait_for(tiers.redis_has_all, BACK_S, "the reports in Redis")


def expect_written(tiers, names):
    assert names
    assert acknowledged.missing(names, acknowledged.in_history(tiers.stack, names)) == {}
    tiers.stack.wait_for(lambda: not acknowledged.missing(names, acknowledged.in_mongodb(tiers.servers["mongodb"])), BACK_S,
                         "all reports in MongoDB")
    assert tiers.stack.metric("journal_lost_total") == 0


def test_a_full_disk(tiers, record_property):
    """Hardly a page may be written: nothing new is taken in, and what is there is served; afterwards the next poll brings all.

    Not at the file's own size: it has pages that settled journals have left, room for hours.
    """
    before = loaded(tiers, tiers.new_reports)
    pid = tiers.stack.pid("ingestd")
    os.truncate(tiers.stack.layout.log / "ingestd.log", 0)  # the limit is on every file
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)

    def happens():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (ROOM_BYTES, hard))
        for _ in range(60):
            tiers.stack.advance_clock(61)
            time.sleep(0.5)
            if any(acknowledged.logged(tiers.stack, "history_not_written")):
                return
        raise AssertionError("the disk was never full")
    try:
        during = loaded(tiers, happens)
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))
    tiers.new_reports(61)
    tiers.stack.wait_for(tiers.is_well, BACK_S, "all tiers")
    compare(record_property, before, during)
    assert tiers.stack.pid("ingestd") == pid
    expect_written(tiers, acknowledged.committed(tiers.stack))
