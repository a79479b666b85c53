"""Redis' tier against real servers: what it keeps, what it says when Redis is away, full, closed or emptied."""
import contextlib
import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
from tiers import Proxy, RedisServer, Server

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("AW_BUILDDIR") or ROOT / "build")
NOW = 1791979200
TIMEOUT_MS = 250
SLACK_MS = 50


class Driver:
    """redis_driver.c on a line; ask() gives (result, milliseconds, rest)."""

    def __init__(self, url, space="", timeout_ms=TIMEOUT_MS):
        self.process = subprocess.Popen(
            [BUILD / "tests/integration/redis_driver", url, space, str(timeout_ms)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.opened = self.ask("open")

    def __enter__(self):
        return self

    def __exit__(self, failure, *_):
        self.process.stdin.close()
        status = self.process.wait(10)
        self.process.stdout.close()
        assert failure or status == 0, status  # a sanitizer speaks by its status

    def ask(self, command):
        self.begin(command)
        return self.end()

    def begin(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def end(self):
        result, milliseconds, rest = self.process.stdout.readline().rstrip("\n").split("|", 2)
        return result, int(milliseconds), rest.strip()

    def ok(self, command):
        """The rest of an answer that must be "ok"."""
        result, _, rest = self.ask(command)
        assert result == "ok", (command, result, rest, self.error())
        return rest

    def error(self):
        return self.ask("error")[2]

    def read(self, limit=1000, block_ms=0):
        """(changes shown, how many were given, gap, place) of a read of the stream."""
        *changes, given, gap, place = self.ok(f"read {limit} {block_ms}").split()
        return changes, int(given[6:]), gap == "gap=1", place[6:]


@pytest.fixture
def redis():
    with RedisServer(settings={"appendonly": "no"}) as server:
        yield server


@pytest.fixture
def driver(redis):
    with Driver(redis.url) as one:
        yield one


# ---- leases ----

def test_a_lease_has_one_owner(redis, driver):
    with Driver(redis.url) as other:
        assert driver.ok("lease poll a 60000") == "mine=1"
        assert other.ok("lease poll b 60000") == "mine=0"
        assert driver.ok("lease poll a 90000") == "mine=1"
        assert 60000 < int(redis.ask("pttl", "aw::lease:poll")) <= 90000
        other.ok("release poll b")
        assert other.ok("lease poll b 60000") == "mine=0"
        driver.ok("release poll a")
        assert other.ok("lease poll b 60000") == "mine=1"


def test_a_lease_ends_by_itself(driver):
    assert driver.ok("lease poll a 100") == "mine=1"
    time.sleep(0.15)
    assert driver.ok("lease poll b 100") == "mine=1"


def test_what_is_no_lease_is_refused(driver):
    for command in ("lease po?l a 100", "lease poll a 0", "release po?l a"):
        assert driver.ask(command)[0] == "invalid", command


def test_scripts_that_redis_forgot_are_loaded_again(redis, driver):
    driver.ok("lease poll a 60000")
    driver.ok(f"put metar 0 3 {NOW} METAR")
    redis.ask("script", "flush")
    assert driver.ok("lease poll a 60000") == "mine=1"
    redis.ask("script", "flush")
    driver.ok(f"put metar 0 700 {NOW} METAR")
    redis.ask("script", "flush")
    driver.ok(f"append a metar 0 700 {NOW} METAR")
    assert driver.error() == ""


# ---- reports ----

def test_a_known_report_is_left_as_it_is(redis, driver):
    with Driver(redis.url) as other:
        driver.ok(f"put metar 0 1 {NOW} METAR")
        redis.ask("expire", "aw::metar:T000000", 10)
        other.ok(f"put metar 0 1 {NOW} METAR")
        assert int(redis.ask("ttl", "aw::metar:T000000")) > 86000
    assert redis.ask("zcard", "aw::metar:T000000") == "1"
    assert driver.ok(f"newest metar T000000 {NOW}") == f"{NOW}:{NOW + 60}:METAR"


def test_the_newest_are_kept(redis, driver):
    for hour in (3, 1, 5, 2, 4, 0):
        driver.ok(f"put taf 0 1 {NOW + 3600 * hour} TAF{hour}")
    assert re.findall(r"TAF\d", driver.ok(f"newest taf T000000 {NOW + 5 * 3600}")) == ["TAF5", "TAF4", "TAF3", "TAF2"]
    assert redis.ask("zcard", "aw::taf:T000000") == "4"
    assert re.findall(r"TAF\d", driver.ok(f"newest taf T000000 {NOW + 40 * 3600}")) == ["TAF5", "TAF4"]
    assert driver.ask(f"newest taf T000000 {NOW + 42 * 3600}")[0] == "not found"
    assert driver.ask(f"newest metar T000000 {NOW}")[0] == "not found"


def test_what_is_not_ours_is_skipped(redis, driver):
    driver.ok(f"put metar 0 2 {NOW} METAR")
    redis.ask("zadd", "aw::metar:T000000", NOW + 60, "rubbish")
    redis.ask("copy", "aw::metar:T000001", "aw::metar:T000002")  # another station's record
    redis.ask("set", "aw::item:k", "rubbish")
    assert driver.ok(f"newest metar T000000 {NOW}") == f"{NOW}:{NOW + 60}:METAR"
    assert driver.ask(f"newest metar T000002 {NOW}")[0] == "not found"
    assert driver.ok(f"each metar {NOW}") == "stations=2 reports=2"
    assert driver.ask(f"get k {NOW}")[0] == "corrupt"
    redis.ask("set", "aw::metar:T000003", "a string")
    assert driver.ask(f"newest metar T000003 {NOW}")[0] == "corrupt"
    redis.ask("xadd", "aw::changes", "*", "c", "rubbish")
    redis.ask("xadd", "aw::changes", "*", "a", "1", "b", "2")
    driver.ok(f"nothing a metar KABC {NOW}")
    assert driver.read()[:3] == (["n:a:metar:KABC"], 1, False)


def test_all_reports_are_read(redis, driver):
    driver.ok(f"put metar 0 2345 {NOW} METAR")
    driver.ok(f"put metar 0 1000 {NOW + 60} METAR")
    driver.ok(f"put taf 0 7 {NOW} TAF")
    redis.ask("del", "aw::metar:T000005")  # evicted
    with Driver(redis.url, space="sim") as apart:
        apart.ok(f"put metar 0 3 {NOW} METAR")
        assert apart.ok(f"each metar {NOW}") == "stations=3 reports=3"
    assert driver.ok(f"each metar {NOW}") == "stations=2344 reports=3343"
    assert driver.ok(f"each taf {NOW}") == "stations=7 reports=7"
    assert driver.ok(f"each metar {NOW + 30 * 3600}") == "stations=0 reports=0"


# ---- the stream ----

def test_a_host_resumes_after_the_last_it_has_seen(redis, driver):
    assert driver.read() == ([], 0, False, "-")
    driver.ok(f"append a metar 0 5 {NOW} METAR")
    driver.ok(f"checked a metar {NOW} {NOW} 5")
    changes, given, gap, _ = driver.read(limit=4)
    assert (changes, given, gap) == ([f"r:a:metar:T00000{i}" for i in range(4)], 4, False)
    _, _, _, place = driver.read(limit=1)
    with Driver(redis.url) as again:
        again.ok(f"place {place}")
        assert again.read()[:3] == (["c:a:metar:"], 1, False)
        assert again.read()[1:3] == (0, False)
    assert driver.ok("last metar") == f"a {NOW} {NOW} 5"
    assert driver.ask("last taf")[0] == "not found"
    assert driver.ok(f"newest metar T000003 {NOW}") == f"{NOW}:{NOW + 60}:METAR"


def test_a_read_waits_for_the_first(redis, driver):
    driver.ok(f"nothing a metar KABC {NOW}")
    driver.read()
    start = time.monotonic()
    assert driver.read(block_ms=400)[1] == 0  # longer than the time-out
    assert 0.35 < time.monotonic() - start < 0.4 + TIMEOUT_MS / 1000
    with Driver(redis.url) as other:
        driver.begin("read 10 5000")
        time.sleep(0.1)
        other.ok(f"nothing b metar KDEF {NOW}")
    result, milliseconds, rest = driver.end()
    assert result == "ok" and "n:b:metar:KDEF" in rest and milliseconds < 2000


def a_gap_is_seen_once(driver):
    changes, given, gap, _ = driver.read()
    assert (changes, given, gap) == ([], 0, True)
    assert driver.read()[1:3] == (0, False)
    driver.ok(f"nothing b metar KXYZ {NOW}")
    assert driver.read()[:3] == (["n:b:metar:KXYZ"], 1, False)


def test_a_trimmed_stream_has_a_gap(redis, driver):
    driver.ok(f"append a metar 0 300 {NOW} METAR")
    assert driver.read(limit=10)[1:3] == (10, False)
    redis.ask("xtrim", "aw::changes", "MAXLEN", 290)
    assert driver.read(limit=10)[1:3] == (0, True)  # the entry itself is gone: nobody knows what else
    driver.ok(f"append a metar 0 300 {NOW} METAR")
    assert driver.read(limit=10)[1:3] == (10, False)
    redis.ask("xtrim", "aw::changes", "MAXLEN", 100)
    a_gap_is_seen_once(driver)
    with Driver(redis.url) as new:  # from a beginning that is not there any more
        a_gap_is_seen_once(new)


def test_an_emptied_stream_has_a_gap_only_for_who_missed_some(redis, driver):
    driver.ok(f"append a metar 0 3 {NOW} METAR")
    driver.read()
    redis.ask("xtrim", "aw::changes", "MAXLEN", 0)
    assert driver.read()[1:3] == (0, False)
    driver.ok(f"append a metar 0 3 {NOW} METAR")
    redis.ask("xtrim", "aw::changes", "MAXLEN", 0)
    assert driver.read()[1:3] == (0, True)


def test_the_stream_stays_short(redis, driver):
    driver.ok(f"append a metar 0 21000 {NOW} METAR")
    assert 20000 <= int(redis.ask("xlen", "aw::changes")) < 20200


def test_flushall_is_a_gap(redis, driver):
    driver.ok(f"append a metar 0 3 {NOW} METAR")
    driver.read()
    redis.ask("flushall")
    a_gap_is_seen_once(driver)


def test_flushed_and_filled_is_a_gap(redis, driver):
    driver.ok(f"append a metar 0 3 {NOW} METAR")
    driver.read()
    redis.ask("flushall")
    driver.ok(f"append a metar 0 3 {NOW} METAR")
    a_gap_is_seen_once(driver)


def test_restarted_empty_is_a_gap(redis, driver):
    driver.ok(f"append a metar 0 3 {NOW} METAR")
    driver.ok(f"checked a metar {NOW} {NOW} 5")
    driver.read()
    redis.kill()
    assert driver.ask("ping")[0] == "unavailable"
    redis.start(empty=True)
    assert driver.ok("ping") == ""
    assert driver.ask("last metar")[0] == "not found"
    a_gap_is_seen_once(driver)


def test_restarted_with_an_older_file_is_a_gap(redis, driver):
    """Its stream has the last entry seen, and not the one after it: only the run tells."""
    driver.ok(f"append a metar 0 3 {NOW} METAR")
    driver.read()
    redis.ask("save")
    driver.ok(f"append b metar 0 1 {NOW + 60} METAR")
    redis.kill()
    redis.start()
    assert redis.ask("xlen", "aw::changes") == "3"
    a_gap_is_seen_once(driver)


def test_a_place_that_is_none_is_refused(driver):
    driver.ok("place 1-1")
    assert driver.ask("read 10 0")[0] == "invalid"


# ---- items ----

def test_pages_are_in_byte_order(redis, driver):
    for key in ("b", "a:1", "a:10", "a:2", "aZ", "A", "a.b"):
        driver.ok(f"item {key} {NOW + 60} {NOW} 5")
    assert driver.ok(f"page - - 100 {NOW}").split() == sorted(["b", "a:1", "a:10", "a:2", "aZ", "A", "a.b"])
    assert driver.ok(f"page a: - 100 {NOW}").split() == ["a:1", "a:10", "a:2"]
    assert driver.ok(f"page a: a:1 1 {NOW}").split() == ["a:10"]
    assert driver.ok(f"page a: A 1 {NOW}").split() == ["a:1"]
    assert driver.ok(f"page a: b 100 {NOW}") == ""


def test_names_of_items_that_are_gone_go(redis, driver):
    for i in range(100):
        driver.ok(f"item k{i:03} {NOW + 60} {NOW} 5")
    redis.ask("del", *[f"aw::item:k{i:03}" for i in range(0, 90)])
    assert driver.ok(f"page k - 5 {NOW}").split() == [f"k{i:03}" for i in range(90, 95)]
    assert int(redis.ask("zcard", "aw::items")) <= 14
    redis.ask("del", *[f"aw::item:k{i:03}" for i in range(90, 100)])
    for _ in range(3):
        driver.ok(f"sweep {NOW}")
    assert redis.ask("zcard", "aw::items") == "0"


def test_what_has_expired_by_the_callers_clock_is_not_given(redis, driver):
    driver.ok(f"item k {NOW + 60} {NOW} 1048576")
    assert 58000 < int(redis.ask("pttl", "aw::item:k")) <= 60000
    assert driver.ok(f"get k {NOW + 59}") == f"bytes=1048576 expires={NOW + 60}"
    assert driver.ask(f"get k {NOW + 60}")[0] == "not found"
    assert driver.ok(f"page - - 10 {NOW + 60}") == ""
    driver.ok(f"item k {NOW} {NOW} 5")  # expired when it is put: the last put wins
    assert driver.ask(f"get k {NOW - 5}")[0] == "not found"


def test_a_counter_begins_anew(driver):
    assert [driver.ok(f"count c {d} 60 {NOW + t}") for d, t in ((1, 0), (5, 59), (-2, 59), (1, 60))] == \
        ["1", "6", "4", "1"]
    assert driver.ok(f"count big {2**62} 60 {NOW}") == str(2**62)
    assert driver.ok(f"count big 1 60 {NOW}") == str(2**62 + 1)
    assert driver.ask(f"count big {2**62} 60 {NOW}")[0] == "too large"


# ---- a Redis that is away ----

def test_a_frozen_redis_costs_its_time_out(redis, driver):
    driver.ok("ping")
    redis.freeze()
    for _ in range(3):  # a connection that was there, then new ones
        result, milliseconds, _ = driver.ask("ping")
        assert result == "timed out" and milliseconds <= TIMEOUT_MS + SLACK_MS
    assert driver.ask("breaker")[2] == "open"
    assert driver.ask("ping")[:2] == ("unavailable", 0)
    redis.thaw()
    with Driver(redis.url) as fresh:
        fresh.ok("ping")
        redis.freeze()
        result, milliseconds, _ = fresh.ask(f"put metar 0 9000 {NOW} METAR")
        assert result == "timed out" and milliseconds <= TIMEOUT_MS + SLACK_MS
        redis.thaw()


def test_a_slow_redis_costs_its_time_out(redis):
    with Proxy(redis, delay_ms=100) as proxy, Driver(proxy.url) as slow:
        result, milliseconds, _ = slow.ask("ping")
        assert result == "timed out" and milliseconds <= TIMEOUT_MS + SLACK_MS


def test_an_answer_that_never_ends_costs_its_time_out():
    with socket.create_server(("127.0.0.1", 0)) as listener, \
            Driver(f"redis://127.0.0.1:{listener.getsockname()[1]}") as driver:
        driver.begin("ping")
        client, _ = listener.accept()
        with client, contextlib.suppress(OSError):
            client.sendall(b"$100\r\n")
            for _ in range(50):
                client.sendall(b"x")
                time.sleep(0.02)
        result, milliseconds, _ = driver.end()
        assert result == "timed out" and milliseconds <= TIMEOUT_MS + SLACK_MS


def test_what_is_no_redis_is_said():
    with socket.create_server(("127.0.0.1", 0)) as listener, \
            Driver(f"redis://127.0.0.1:{listener.getsockname()[1]}") as driver:
        driver.begin("ping")
        client, _ = listener.accept()
        with client:
            client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            assert driver.end()[0] == "corrupt"
        assert "does not speak Redis' protocol" in driver.error()


def test_idle_connections_that_redis_closed_cost_nothing(redis, driver):
    driver.ok("ping")
    redis.ask("client", "kill", "type", "normal", "skipme", "yes")
    driver.ok("ping")
    redis.kill()
    redis.start()
    driver.ok("ping")


def test_nobody_listens(redis, driver):
    redis.kill()
    assert driver.ask("ping")[0] == "unavailable"
    assert driver.error().startswith(f"can't connect to Redis at 127.0.0.1:{redis.port}: ")


# ---- a Redis that refuses ----

def test_logins():
    with RedisServer(password="se/cr@t%") as server:
        address = f"127.0.0.1:{server.port}"
        with Driver(f"redis://:se%2Fcr%40t%25@{address}") as driver:
            driver.ok("ping")
        with Driver(f"redis://default:se%2Fcr%40t%25@{address}/3") as driver:
            driver.ok("item k 9 5 1")
            assert server.ask("-n", 3, "exists", "aw::item:k") == "1"
        with Driver(f"redis://:hunter2@{address}") as driver:
            assert driver.ask("ping")[0] == "refused"
            assert driver.error() == "Redis refuses the user or the password of REDIS_URL"
        with Driver(f"redis://{address}") as driver:
            assert driver.ask("ping")[0] == "refused"
            assert driver.error() == "Redis wants a password and REDIS_URL has none"
        with Driver(f"redis://:se%2Fcr%40t%25@{address}/99") as driver:
            assert driver.ask("ping")[0] == "refused"
            assert driver.error() == "Redis has no database of REDIS_URL's number"
        with Driver(f"unix://:se%2Fcr%40t%25@{server.socket}?db=2") as driver:
            driver.ok("ping")


def test_a_user_without_rights_is_refused():
    with RedisServer(users={"aw": "secret"}) as server:
        with Driver(server.url) as driver:
            driver.ok("ping")
            server.ask("acl", "setuser", "aw", "-zrevrange")
            assert driver.ask(f"newest metar KJFK {NOW}")[0] == "refused"
            assert "NOPERM" in driver.error()


def test_a_full_redis_refuses_writes_and_reads_on():
    with RedisServer(maxmemory="2mb", settings={"maxmemory-policy": "noeviction"}) as server, \
            Driver(server.url) as driver:
        driver.ok(f"put metar 0 10 {NOW} METAR")
        result = ""
        for i in range(10):
            result, _, _ = driver.ask(f"item big{i} {NOW + 60} {NOW} 400000")
            if result != "ok":
                break
        assert result == "refused" and "maxmemory" in driver.error()
        assert driver.ask(f"put metar 10 10 {NOW} METAR")[0] == "refused"
        assert "maxmemory" in driver.error()
        assert driver.ok(f"newest metar T000009 {NOW}") != ""


# ---- which Redis ----

def make_replica(server, master):
    server.ask("replicaof", "127.0.0.1", master.port)
    deadline = time.monotonic() + 20
    while "master_link_status:up" not in server.ask("info", "replication"):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def pair():
    """(replica, master)"""
    settings = {"appendonly": "no", "repl-diskless-sync-delay": 0}
    with RedisServer(settings=settings) as replica, RedisServer(settings=settings) as master:
        make_replica(replica, master)
        yield replica, master


def test_a_replica_in_the_list_is_skipped(pair):
    replica, master = pair
    with Driver(f"redis://127.0.0.1:{replica.port},127.0.0.1:{master.port}/0") as driver:
        driver.ok("item k 9 5 1")
        assert driver.error() == ""
        assert master.ask("exists", "aw::item:k") == "1"
        master.kill()
        assert driver.ask("item k2 9 5 1")[0] in ("unavailable", "io error")
        replica.ask("replicaof", "no", "one")
        driver.ok("item k2 9 5 1")
        assert replica.ask("exists", "aw::item:k2") == "1"
    with Driver(f"redis://127.0.0.1:1,127.0.0.1:{replica.port}") as driver:
        driver.ok("ping")


def test_a_master_that_became_a_replica_is_left(pair):
    replica, master = pair
    with Driver(f"redis://127.0.0.1:{master.port},127.0.0.1:{replica.port}") as driver:
        driver.ok("item k 9 5 1")
        replica.ask("replicaof", "no", "one")
        master.ask("replicaof", "127.0.0.1", replica.port)
        results = [driver.ask("item k2 9 5 1")[0] for _ in range(2)]
        assert results in (["unavailable", "ok"], ["ok", "ok"])  # READONLY, or its connection was closed
        assert replica.ask("exists", "aw::item:k2") == "1"


def test_only_replicas_is_said(pair):
    replica, _ = pair
    with Driver(f"redis://127.0.0.1:{replica.port}") as driver:
        assert driver.ask("ping")[0] == "unavailable"
        assert "is a replica" in driver.error()


def test_a_frozen_host_leaves_time_for_the_next(pair):
    replica, master = pair
    with Driver(f"redis://127.0.0.1:{replica.port},127.0.0.1:{master.port}") as driver:
        replica.freeze()
        result, milliseconds, _ = driver.ask("ping")
        assert result == "ok" and milliseconds <= TIMEOUT_MS
        replica.thaw()


class Sentinel(Server):
    """A real redis-sentinel that watches one master as "weather"."""

    name = "sentinel"

    def __init__(self, master, password=None):
        super().__init__()
        self.master, self.password = master, password

    def _argv(self):
        lines = [f"port {self.port}", "bind 127.0.0.1", f"dir {self.data}",
                 f"sentinel monitor weather 127.0.0.1 {self.master.port} 1",
                 "sentinel down-after-milliseconds weather 500", "sentinel failover-timeout weather 2000"]
        if self.password:
            lines.append(f"requirepass {self.password}")
        (self.root / "sentinel.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return ["redis-server", self.root / "sentinel.conf", "--sentinel"]

    def _answers(self):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False


def test_sentinels_name_the_master(pair):
    replica, master = pair
    with Sentinel(master) as sentinel:
        hosts = f"127.0.0.1:1,127.0.0.1:{sentinel.port}"
        with Driver(f"redis+sentinel://{hosts}/weather/1", timeout_ms=1000) as driver:
            driver.ok("item k 9 5 1")
            assert master.ask("-n", 1, "exists", "aw::item:k") == "1"
        with Driver(f"redis+sentinel://{hosts}/climate", timeout_ms=1000) as driver:
            assert driver.ask("ping")[0] == "unavailable"
            assert 'no master "climate"' in driver.error()


def test_a_failover_by_sentinel_is_followed(pair):
    replica, master = pair
    with Sentinel(master) as sentinel:
        with Driver(f"redis+sentinel://127.0.0.1:{sentinel.port}/weather", timeout_ms=1000) as driver:
            driver.ok("item k 9 5 1")
            time.sleep(1)  # the Sentinel learns of the replica by asking the master each second while it is new
            master.kill()
            deadline = time.monotonic() + 30
            while driver.ask("item k2 9 5 1")[0] != "ok":
                assert time.monotonic() < deadline, driver.error()
                time.sleep(0.2)
            assert replica.ask("exists", "aw::item:k2") == "1"


def test_a_sentinel_that_wants_a_login_gets_it():
    with RedisServer(password="secret") as master, Sentinel(master, password="secret") as sentinel:
        with Driver(f"redis+sentinel://:secret@127.0.0.1:{sentinel.port}/weather", timeout_ms=1000) as driver:
            driver.ok("ping")


# ---- redis.conf ----

CONF = ROOT / "packaging/redis/redis.conf"


class Production(RedisServer):
    """The configuration that is shipped, with the password put in as its text says; own port and folders."""

    def _argv(self):
        done = subprocess.run(["sed", f"s/^requirepass .*/requirepass {self.password}/", CONF], check=True,
                              stdout=subprocess.PIPE)
        (self.root / "redis.conf").write_bytes(done.stdout)
        return ["redis-server", self.root / "redis.conf", "--port", self.port, "--dir", self.data, "--logfile", self.log]


def test_the_shipped_configuration_loads():
    wanted = {"maxmemory": str(2 << 30), "maxmemory-policy": "allkeys-lru", "save": "900 1 300 10 60 10000",
              "tcp-keepalive": "60", "timeout": "300", "loglevel": "notice", "bind": "127.0.0.1 -::1",
              "protected-mode": "yes", "stop-writes-on-bgsave-error": "no"}
    with Production(password="0123456789abcdef") as server:
        got = {name: server.ask("config", "get", name).split("\n")[1] for name in wanted}
        assert got == wanted
        with Driver(server.url) as driver:
            driver.ok("ping")
        with Driver(f"redis://127.0.0.1:{server.port}") as driver:
            assert driver.ask("ping")[0] == "refused"


def test_the_shipped_configuration_wants_a_password_first(tmp_path):
    shutil.copy(CONF, tmp_path / "redis.conf")
    done = subprocess.run(["redis-server", tmp_path / "redis.conf", "--port", "0", "--dir", tmp_path, "--logfile", ""],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=10, check=False)
    assert done.returncode != 0 and "requirepass" in done.stdout


def test_the_documented_user_may_do_all_that_is_needed():
    text = (ROOT / "docs/operations/tiers.md").read_text(encoding="utf-8")
    rules = re.search(r"ACL SETUSER aw on >PASSWORD (.*)", text)[1].split()
    with RedisServer(users={"root": "secret"}) as server:
        server.ask("acl", "setuser", "aw", "on", ">pw", *rules)
        with Driver(f"redis://aw:pw@127.0.0.1:{server.port}/1") as driver:
            for command in ("ping", "lease poll a 60000", "release poll a", f"append a metar 0 2 {NOW} METAR",
                            f"checked a metar {NOW} {NOW} 2", "read 10 0", "last metar", f"newest metar T000000 {NOW}",
                            f"each metar {NOW}", f"item k {NOW + 9} {NOW} 5", f"get k {NOW}", f"page - - 10 {NOW}",
                            f"count c 1 60 {NOW}", f"item k {NOW - 9} {NOW} 5"):
                driver.ok(command)
            driver.ok(f"item gone {NOW + 9} {NOW} 5")
            server.ask("-n", 1, "del", "aw::item:gone")
            driver.ok(f"page - - 10 {NOW}")
            assert server.ask("-n", 1, "zcard", "aw::items") == "0"
            assert driver.error() == ""
