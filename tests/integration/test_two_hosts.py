"""Two hosts, each with its own processes, DATA_DIR and nginx, that share one Redis: the providers are asked once between
them, what one receives the other serves, and each goes on alone when Redis does not answer.
"""
import json
import re
import signal
import statistics
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from layout import BUILD
from redis_check import Driver
from stack import Stack
from tiers import RedisServer, SecantusServer, Unavailable

STATIONS = 200
MINUTE = 60
DAY = 86400
NOON = DAY / 2  # shortly after most TAFs were issued: at other times their feed may be delayed, and rightly
SOON_S = 30  # for what takes a second or less
OVERDUE_S = 7  # a poll that is overdue is made after 5 s, in case that the clock has jumped
LEASE_S = 60  # the lease runs for 10 s; a breaker may stay open for 30
BULK = {"metar": "/data/cache/metars.", "taf": "/data/cache/tafs."}
FILES = {**BULK, "stations": "/data/cache/stations."}


class Hosts:
    """Two stacks, a Redis, and what is asked of both."""

    def __init__(self, redis, first, second):
        self.redis, self.first, self.second = redis, first, second
        self.both = (first, second)

    def holder(self):
        """(the host that polls, the other one)"""
        def found():
            held = [host.metric("polling_lease_held") for host in self.both]
            return sum(held) == 1 and (self.both if held[0] else self.both[::-1])
        return self.first.wait_for(found, LEASE_S, "one holder of the polling lease")

    def bulk_requests(self, product):
        routes = self.first.control("counts").get("awc", {}).get("routes", {})
        return sum(counts["requests"] for route, counts in routes.items() if route.startswith(FILES[product]))

    def wait_checked(self, hosts=None, seconds=SOON_S):
        """Until each of the hosts has METARs and TAFs as of now."""
        since = self.first.now() - 5

        def checked():
            return all(host.metric("ingest_checked_timestamp_seconds", product=product) >= since
                       for host in hosts or self.both for product in BULK)
        self.first.wait_for(checked, seconds, "a check of every product")

    def minute(self, hosts=None, seconds=SOON_S):
        """A minute goes by, and every host learns of its polls."""
        self.first.advance_clock(MINUTE)
        self.wait_checked(hosts, seconds)

    def wait_together(self):
        """Until both have found Redis again, and one polls for both: a breaker stays open for up to 30 s."""
        def well():
            return all(host.get("/api/health?ready=1", fresh=True).json["data"]["tiers"]["redis"]["status"] == "ok"
                       for host in self.both)
        self.first.wait_for(well, LEASE_S, "Redis at both hosts")
        self.holder()

        def one_polls():
            self.first.control("reset", {})
            self.minute()
            return all(self.bulk_requests(product) == 1 for product in BULK)
        self.first.wait_for(one_polls, 2 * LEASE_S, "one poll a minute")

    def feeds(self):
        return [feed_of(host) for host in self.both]

    def reports(self, host):
        """{station: raw} of every station in the bulk files."""
        ids = self.first.control(f"stations?group=reporting&limit={STATIONS}")["reporting"]
        found = {}
        for at in range(0, len(ids), 100):
            answer = host.get(f"/api/weather/current?ids={','.join(ids[at:at + 100])}", fresh=True).json
            found.update({report["station"]: report["raw"] for report in answer["data"]})
        return found

    def wait_same(self):
        def same():
            first, second = (self.reports(host) for host in self.both)
            return len(first) > STATIONS / 2 and first == second
        self.first.wait_for(same, SOON_S, "the same reports at both hosts")


def feed_of(host):
    products = host.get("/api/health?ready=1", fresh=True).json["data"]["products"]
    return {product: products[product]["feed"] for product in BULK}


def log_of(host):
    return (host.layout.log / "ingestd.log").read_text(encoding="utf-8")


OK = {"metar": "ok", "taf": "ok"}


@pytest.fixture(name="redis")
def fixture_redis():
    try:
        server = RedisServer()
    except Unavailable as reason:
        pytest.skip(str(reason))
    with server:
        yield server


def sharing(redis):
    return {"REDIS_URL": redis.url, "SIMULATED_TIERS": "1", "LOG_LEVEL": "debug"}


def pair(environment):
    """Two stacks that share provider and clock."""
    first = Stack(workers=2, stations=STATIONS, environment=environment)
    first.advance_clock((NOON - time.time()) % DAY)
    return first, Stack(workers=2, environment=environment, beside=first)


@pytest.fixture(name="hosts")
def fixture_hosts(redis):
    first, second = pair(sharing(redis))
    with first, second:
        hosts = Hosts(redis, first, second)
        hosts.holder()
        yield hosts


def test_each_bulk_file_once_a_minute(hosts):
    hosts.minute()
    hosts.first.control("reset", {})
    for _ in range(5):
        hosts.minute()
    assert {product: hosts.bulk_requests(product) for product in BULK} == {"metar": 5, "taf": 5}
    assert hosts.feeds() == [OK, OK]
    hosts.wait_same()


def raw_at(host, station):
    answer = host.get(f"/api/weather/current/{station}", fresh=True)
    return answer.json["data"]["raw"] if answer.status == 200 else None


def first_seen(host, station, text, seen):
    """Notes the moment at which the host serves the text."""
    host.wait_for(lambda: text in (raw_at(host, station) or ""), SOON_S, f"{text} at a host")
    seen[host] = time.monotonic()


def test_what_one_receives_the_other_serves(hosts, record_property):
    holder, other = hosts.holder()
    station = hosts.first.control("stations?group=reporting&limit=1")["reporting"][0]
    delays = []
    for turn in range(5):
        now = time.gmtime(hosts.first.now())
        text = f"{now.tm_mday:02}{now.tm_hour:02}{now.tm_min:02}Z 27{turn:03}KT"
        hosts.first.control("report", {"raw": f"METAR {station} {text[:7]} 270{turn + 1:02}KT 9999 FEW030 1{turn}/05 Q1015",
                                       "hold": True})
        seen = {}
        watchers = [threading.Thread(target=first_seen, args=(host, station, f"270{turn + 1:02}KT", seen))
                    for host in hosts.both]
        for watcher in watchers:
            watcher.start()
        hosts.minute()
        for watcher in watchers:
            watcher.join()
        assert len(seen) == 2, f"turn {turn}: {seen}"
        delays.append(seen[other] - seen[holder])
    record_property("median_ms", round(statistics.median(delays) * 1000))
    print(f"served by the other host after {[round(delay * 1000) for delay in delays]} ms")


def test_an_outage_leaves_its_hole_at_both_hosts(hosts):
    """Only one of them polls again, but neither has what came meanwhile."""
    hosts.minute()
    hosts.first.advance_clock(20 * MINUTE)
    hosts.wait_checked()
    for host in hosts.both:
        hosts.first.wait_for(lambda at=host: all(f'"outage_ended","product":"{product}"' in log_of(at) for product in BULK),
                             SOON_S, "the outage's end in the log of both")
    hosts.minute()
    assert hosts.feeds() == [OK, OK]


def test_a_missing_station_is_asked_for_once(hosts):
    stations = hosts.first.control("stations?group=api_only&limit=12")["api_only"]
    silent = hosts.first.control("stations?group=silent&limit=2")["silent"]
    hosts.first.control("reset", {})
    asked = [(host, station) for station in stations[:6] + silent for host in hosts.both]
    with ThreadPoolExecutor(len(asked)) as pool:
        list(pool.map(lambda pair: pair[0].get(f"/api/weather/current/{pair[1]}", fresh=True), asked))
    for host in hosts.both:
        for station in stations[:6]:
            hosts.first.wait_for(lambda h=host, s=station: raw_at(h, s), SOON_S, f"{station} at each host")
        for station in silent:
            hosts.first.wait_for(
                lambda h=host, s=station: h.get(f"/api/weather/current/{s}", fresh=True).status == 404, SOON_S,
                f"{station}: nothing, at each host")
    # One after the other: the second finds what the first was given.
    for host in hosts.both:
        for station in stations[6:]:
            hosts.first.wait_for(lambda h=host, s=station: raw_at(h, s), SOON_S, f"{station} at each host")
    counts = hosts.first.control("counts")["awc"]["routes"]["/api/data/metar"]["stations"]
    assert sum(host.metric("cache_requests_total", cache_type="redis") for host in hosts.both) >= len(stations)
    assert counts == {station: 1 for station in stations + silent}


def test_a_missing_station_is_found_in_mongodb():
    """Without Redis the second host finds in the durable tier what the first has been given."""
    try:
        server = SecantusServer()
    except Unavailable as reason:
        pytest.skip(str(reason))
    with server:
        first, second = pair({"MONGODB_URI": server.url, "SIMULATED_TIERS": "1"})
        with first, second, server.client() as client:
            station = first.control("stations?group=api_only&limit=1")["api_only"][0]
            first.control("reset", {})
            first.wait_for(lambda: raw_at(first, station), SOON_S, "the station at the first host")
            data = client["simulated-aviation-weather"].weather_data
            first.wait_for(lambda: data.count_documents({"icao_code": station}), LEASE_S, "its report in MongoDB")
            second.wait_for(lambda: raw_at(second, station), SOON_S, "the station at the second host")
            assert first.control("counts")["awc"]["routes"]["/api/data/metar"]["stations"] == {station: 1}
            assert second.metric("cache_hits_total", cache_type="mongodb") == 1


def test_not_modified_for_ten_minutes(hosts):
    station = hosts.first.control("stations?group=reporting&limit=1")["reporting"][0]
    now = time.strftime("%d%H%MZ", time.gmtime(hosts.first.now()))
    hosts.first.control("report", {"raw": f"METAR {station} {now} 27010KT 9999 FEW030 15/05 Q1015", "hold": True})
    hosts.minute()
    hosts.minute()  # the newest report is new: for the next 12 min the feed is not delayed by its age
    for product in BULK.values():
        hosts.first.control("faults", {"provider": "awc", "route": f"{product}*", "kind": "not_modified"})
    hosts.first.control("reset", {})
    for _ in range(10):
        hosts.minute()
        assert hosts.feeds() == [OK, OK]
    assert {product: hosts.bulk_requests(product) for product in BULK} == {"metar": 10, "taf": 10}


def test_a_holder_that_stands_still_is_replaced(hosts):
    holder, other = hosts.holder()
    with holder.stopped("ingestd"):
        hosts.first.wait_for(lambda: other.metric("polling_lease_held") == 1, LEASE_S, "the lease at the other host")
        for _ in range(3):
            hosts.minute([other])
        assert feed_of(other) == OK
    # It comes back as one who follows, with nothing missing.
    hosts.minute()
    assert hosts.holder()[0] is other
    hosts.wait_same()
    assert hosts.feeds() == [OK, OK]


def test_a_holder_that_dies_or_is_stopped(hosts):
    """Both start again at once, as another owner: the lease of a dead one runs out, that of a stopped one is given back."""
    holder, _ = hosts.holder()
    holder.kill("ingestd")
    hosts.minute(seconds=LEASE_S)
    holder, _ = hosts.holder()
    hosts.minute()
    holder.kill("ingestd", signal.SIGTERM)
    hosts.first.wait_for(lambda: '"polling_lease_released"' in log_of(holder), SOON_S, "the lease given back")
    hosts.minute()
    hosts.holder()
    hosts.wait_same()
    assert hosts.feeds() == [OK, OK]


def test_a_holder_that_does_not_poll(hosts):
    """Somebody else holds the lease and is never heard of: whoever has seen no poll for 2 min makes one."""
    lease = next(key for key in keys(hosts.redis, "*simulated-*poll"))
    hosts.redis.ask("SET", lease, "nobody", "PX", 3600000)
    for _ in range(6):
        hosts.first.advance_clock(MINUTE)
        time.sleep(OVERDUE_S)
    assert sum(host.metric("polling_lease_held") for host in hosts.both) == 0
    hosts.first.wait_for(lambda: hosts.feeds() == [OK, OK], SOON_S, "both feeds")


FAULTS = {
    "frozen": (lambda redis: redis.freeze(), lambda redis: redis.thaw()),
    "killed": (lambda redis: redis.kill(), lambda redis: redis.start()),
    "killed and emptied": (lambda redis: redis.kill(), lambda redis: redis.start(empty=True)),
    "full": (lambda redis: redis.ask("CONFIG", "SET", "maxmemory", "1"),
             lambda redis: redis.ask("CONFIG", "SET", "maxmemory", "0")),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_without_redis_each_goes_on_alone(hosts, fault):
    hosts.minute()
    break_it, mend_it = FAULTS[fault]
    break_it(hosts.redis)
    for _ in range(4):
        hosts.minute()
        assert hosts.feeds() == [OK, OK]
    missing = hosts.first.control("stations?group=api_only&limit=1")["api_only"][0]
    assert hosts.first.wait_for(lambda: raw_at(hosts.first, missing), SOON_S, "a missing station")
    mend_it(hosts.redis)
    hosts.wait_together()
    hosts.first.control("reset", {})
    hosts.minute()
    hosts.minute()
    assert {product: hosts.bulk_requests(product) for product in BULK} == {"metar": 2, "taf": 2}
    hosts.wait_same()
    assert hosts.feeds() == [OK, OK]
    # What was asked for meanwhile is there for the other one too.
    hosts.first.wait_for(lambda: raw_at(hosts.second, missing), SOON_S, "the missing station at the other host")
    assert hosts.first.control("counts")["awc"]["routes"].get("/api/data/metar", {}).get("requests", 0) == 0


def keys(redis, pattern):
    return redis.ask("--scan", "--pattern", pattern).split()


def test_what_redis_forgets_is_published_anew(hosts):
    def held():
        return {product: len(keys(hosts.redis, f"*simulated-*:{product}:*")) for product in BULK}
    before = held()
    assert all(before.values()), before
    hosts.redis.ask("FLUSHALL")
    # Reports of many hours ago may be left out.
    hosts.first.wait_for(lambda: all(count >= before[product] * 0.8 for product, count in held().items()), LEASE_S,
                         f"everything current in Redis ({before} before)")
    hosts.minute()
    hosts.wait_same()
    assert hosts.feeds() == [OK, OK]


def newest_in_redis(hosts, product, stations):
    """{station: raw} of the newest that Redis has."""
    space = keys(hosts.redis, "*simulated-*changes")[0].split(":")[1]
    found = {}
    with Driver(hosts.redis.url, space=space) as driver:
        for station in stations:
            result, _, rest = driver.ask(f"newest {product} {station} {int(hosts.first.now())}")
            if result == "ok":
                found[station] = re.match(r"-?\d+:-?\d+:(.*?)(?: -?\d+:-?\d+:|$)", rest)[1]
    return found


def test_a_redis_with_an_older_file_gets_what_it_lost():
    """What a host that begins then finds in it is what the others have."""
    try:
        server = RedisServer(settings={"appendonly": "no"})
    except Unavailable as reason:
        pytest.skip(str(reason))
    with server:
        shared = {"REDIS_URL": server.url, "SIMULATED_TIERS": "1", "LOG_LEVEL": "debug"}
        first, second = pair(shared)
        with first, second:
            hosts = Hosts(server, first, second)
            hosts.holder()
            hosts.minute()
            hosts.wait_same()
            server.ask("SAVE")
            saved = hosts.reports(first)
            for _ in range(2):
                first.advance_clock(14 * MINUTE)
                hosts.minute()
            hosts.wait_same()
            server.kill()
            server.start()
            now = hosts.reports(first)
            changed = [station for station, raw in now.items() if station in saved and saved[station] != raw]
            assert changed

            def is_whole():
                held = newest_in_redis(hosts, "metar", changed)
                return held == {station: now[station] for station in changed}
            first.wait_for(is_whole, 2 * LEASE_S, f"{len(changed)} newer reports in Redis")
            with Stack(workers=2, environment=shared, beside=first) as third:
                first.wait_for(lambda: hosts.reports(third) == hosts.reports(first), SOON_S, "the same at a third host")
            hosts.wait_same()
            hosts.minute()
            assert hosts.feeds() == [OK, OK]


def health_of_redis(host):
    return host.get("/api/health?ready=1", fresh=True).json["data"]["tiers"]["redis"]


# One that publishing needs, and one that following does: the lease is held without either.
@pytest.mark.parametrize("command", ["xadd", "xread"])
def test_health_shows_a_command_that_redis_refuses(command):
    try:
        server = RedisServer(users={"aw": "secret"})
    except Unavailable as reason:
        pytest.skip(str(reason))
    with server, Stack(workers=2, stations=STATIONS, environment={"REDIS_URL": server.url, "SIMULATED_TIERS": "1"}) as host:
        host.wait_for(lambda: health_of_redis(host)["status"] == "ok" and keys(server, "*changes"), SOON_S, "Redis")
        server.ask("ACL", "SETUSER", "aw", f"-{command}")
        host.advance_clock(MINUTE)
        host.wait_for(lambda: health_of_redis(host)["status"] == "down", SOON_S, "a health that says it")
        assert host.metric("tier_breaker_state", tier="redis") > 0
        assert host.metric("polling_lease_held") == 1
        # It stays so: that Redis answers other commands says nothing.
        for _ in range(10):
            time.sleep(1)
            assert health_of_redis(host)["status"] == "down"
        assert health_of_redis(host)["last_error"]
        server.ask("ACL", "SETUSER", "aw", f"+{command}")
        host.wait_for(lambda: health_of_redis(host)["status"] == "ok", LEASE_S, "Redis again")
        host.wait_for(lambda: host.metric("tier_breaker_state", tier="redis") == 0, SOON_S, "its breaker closed")
        checks = host.metric("shared_changes_total", kind="checked", direction="sent")
        host.advance_clock(MINUTE)
        host.wait_for(lambda: host.metric("shared_changes_total", kind="checked", direction="sent") > checks, SOON_S,
                      "checks passed on again")


@pytest.mark.parametrize("evicted", [False, True])
def test_a_gap_in_the_stream_is_made_good(hosts, evicted):
    """The other host misses changes that are gone when it comes back; with `evicted`, reports are as well."""
    hosts.minute()
    holder, other = hosts.holder()
    polls_before = other.metric("ingest_polls_total", product="metar")
    with other.stopped("ingestd"):
        for _ in range(3):
            hosts.minute([holder])
        for stream in keys(hosts.redis, "*simulated-*changes"):
            hosts.redis.ask("XTRIM", stream, "MAXLEN", "0")
        if evicted:
            for key in keys(hosts.redis, "*simulated-*:metar:*")[:20]:
                hosts.redis.ask("DEL", key)
    hosts.first.wait_for(lambda: other.metric("shared_stream_gaps_total") >= 1, SOON_S, "the gap")
    hosts.wait_same()
    # Only what Redis had no more is asked of the provider, once and whole.
    if evicted:
        hosts.first.wait_for(lambda: '"shared_reports_incomplete"' in log_of(other), SOON_S, "too few reports noticed")
        hosts.first.wait_for(lambda: other.metric("ingest_polls_total", product="metar") > polls_before, SOON_S, "a poll")
    hosts.minute()
    # One more where 5 s passed on a slow machine before it had caught up.
    assert evicted <= other.metric("ingest_polls_total", product="metar") - polls_before <= evicted + 1
    assert hosts.feeds() == [OK, OK]


def dumped(host, what):
    """What the host's local store holds of the list of stations; "" while it can't be read."""
    done = subprocess.run([BUILD / "tests/integration/store_dump", host.layout.data, what, "stations"], capture_output=True,
                          check=False, text=True, timeout=60)
    return done.stdout if done.returncode == 0 else ""


def wait_listed(hosts, since, seconds=SOON_S):
    """Until each of the hosts has the provider's whole list, checked since then."""
    counts = hosts[0].control("stations?limit=1")["counts"]
    whole = sum(counts[group] for group in ("reporting", "api_only", "checkwx_only", "silent"))
    since_text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(since))

    def listed():
        lists = [dumped(host, "listed") for host in hosts]
        return all(len(one.splitlines()) == whole and one == lists[0] for one in lists) and all(
            json.loads(dumped(host, "state"))["checked_at"] >= since_text for host in hosts)
    hosts[0].wait_for(listed, seconds, f"{whole} stations at each host")


def test_the_list_of_stations_is_asked_for_once(hosts):
    wait_listed(hosts.both, 0)
    time.sleep(OVERDUE_S)
    assert hosts.bulk_requests("stations") == 1
    _, other = hosts.holder()
    silent = hosts.first.control("stations?group=silent&limit=1")["silent"][0]
    other.wait_for(lambda: other.get(f"/api/weather/current/{silent}", fresh=True).json.get("code") == "STATION_NOT_REPORTING",
                   SOON_S, "a station that is known by the list alone")
    # The check, too, is the other's: neither asks before a day is over, then one does.
    hosts.first.advance_clock(DAY - 5 * MINUTE)
    hosts.wait_checked()
    time.sleep(OVERDUE_S)
    assert hosts.bulk_requests("stations") == 1
    hosts.first.control("reset", {})
    hosts.first.advance_clock(6 * MINUTE)
    wait_listed(hosts.both, hosts.first.now() - MINUTE)
    time.sleep(OVERDUE_S)
    assert hosts.bulk_requests("stations") == 1


def test_a_list_that_redis_forgets_is_published_anew(hosts):
    wait_listed(hosts.both, 0)
    hosts.redis.ask("FLUSHALL")
    hosts.first.wait_for(lambda: keys(hosts.redis, "*simulated-*item:stations"), LEASE_S, "the list in Redis")
    with Stack(workers=2, environment=sharing(hosts.redis), beside=hosts.first) as third:
        all_three = [third, *hosts.both]
        wait_listed(all_three, 0)
        assert hosts.bulk_requests("stations") == 1
        # Started again within the day, none asks for it, whoever holds the lease then.
        for host in all_three:
            host.kill("ingestd")
        hosts.minute(all_three, LEASE_S)
        time.sleep(OVERDUE_S)
        assert hosts.bulk_requests("stations") == 1


@pytest.mark.parametrize("fault", ["not there", "not ours"])
def test_a_list_that_redis_does_not_have_is_polled(redis, fault):
    """Without Redis by each host; where Redis has what is none, by one of them, which mends it."""
    first, second = pair(sharing(redis))
    if fault == "not there":
        redis.kill()
    else:
        redis.ask("SET", "aw:simulated-:item:stations", "nonsense")
    with first, second:
        hosts = Hosts(redis, first, second)
        wait_listed(hosts.both, 0, LEASE_S)
        assert hosts.bulk_requests("stations") == (2 if fault == "not there" else 1)
