"""Redis' tier against servers that are away, slow, full, closed, replicas; by Sentinel and TLS; and the redis.conf we ship."""
import contextlib
import re
import shutil
import socket
import subprocess
import time

import ports
import pytest
from redis_check import NOW, ROOT, TIMEOUT_MS, Driver, driver, redis  # noqa: F401  (fixtures)
from tiers import Proxy, RedisServer, Server

SLACK_MS = 50


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


def keeps_its_connection(server, driver):
    """Each look of redis-cli is a connection, too."""
    def connections():
        return int(re.search(r"total_connections_received:(\d+)", server.ask("info", "stats"))[1])
    before = connections()
    for _ in range(5):
        driver.ok("ping")
        driver.ok("lease poll a 1000")
    return connections() == before + 1


def test_a_connection_is_kept(redis, driver):
    driver.ok("ping")
    assert keeps_its_connection(redis, driver)


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


# ---- TLS ----

def make_certificate(folder, host):
    """A certificate of its own authority for this address."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-days", "2", "-subj", "/CN=test",
                    "-addext", f"subjectAltName=IP:{host}"], check=True, capture_output=True)


def test_tls_or_what_to_do_instead(tmp_path, monkeypatch):
    """hiredis has TLS, or a sentence says what does it (Debian 12)."""
    with Driver("rediss://:hunter2@127.0.0.1:1/0") as driver:
        result, _, sentence = driver.opened
        if result == "unsupported":
            assert "stunnel" in sentence and "docs/operations/tiers.md" in sentence and "hunter2" not in sentence
            return
    make_certificate(tmp_path, "127.0.0.1")
    port = ports.free()
    settings = {"appendonly": "no", "tls-port": port, "tls-cert-file": tmp_path / "cert.pem",
                "tls-key-file": tmp_path / "key.pem", "tls-auth-clients": "no"}
    with RedisServer(settings=settings) as server:
        with Driver(f"rediss://127.0.0.1:{port}") as driver:
            assert driver.ask("ping")[0] == "unavailable"  # an authority that nobody trusts
            assert driver.error().startswith(f"no TLS with Redis at 127.0.0.1:{port}: ")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        with Driver(f"rediss://localhost:{port}") as driver:
            assert driver.ask("ping")[0] == "unavailable"  # another's name
        with Driver(f"rediss://127.0.0.1:{port}") as driver:
            driver.ok("ping")
            driver.ok(f"append a metar 0 2000 {NOW} METAR")
            assert driver.read(limit=2000)[1:3] == (2000, False)
            assert keeps_its_connection(server, driver)
            server.freeze()
            result, milliseconds, _ = driver.ask("ping")
            assert result == "timed out" and milliseconds <= TIMEOUT_MS + SLACK_MS
            result, milliseconds, _ = driver.ask("ping")  # the handshake
            assert result == "timed out" and milliseconds <= TIMEOUT_MS + SLACK_MS
            server.thaw()
