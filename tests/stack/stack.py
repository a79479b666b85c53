"""A whole running system for a test: simulated provider, ingestd, pool of workers, nginx. README.md shows its use."""
import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import layout
import ports

CLOCK_MAGIC = b"AWSCLK01"
SESSION_COOKIE = "aw_session=bypass"  # nginx takes nothing from its cache for who has one
START_S = 60
STOP_S = 20
KEPT_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "ASAN_OPTIONS", "UBSAN_OPTIONS", "AW_BUILDDIR")


class Response:
    """An answer: status, headers (names in lower case; of a repeated one, values joined with ", "), body."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = {}
        for name, value in headers:
            name = name.lower()
            self.headers[name] = f"{self.headers[name]}, {value}" if name in self.headers else value
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"<{self.status} {self.headers.get('content-type')} {self.body[:300]!r}>"


class Stack:
    """Context manager. Everything lives in one new directory below /tmp (short: it holds unix sockets), kept on failure.

    `beside`: another Stack, whose provider and clock this one uses: a second host.
    """

    def __init__(self, *, workers=4, stations=None, simulator=(), environment=None, nginx=None, wait=True, keep=False,
                 beside=None):
        self.root = Path(tempfile.mkdtemp(prefix="aw-"))
        self.provider_port = beside.provider_port if beside else ports.free()
        self.metrics_port = ports.free()
        self.port = ports.free()
        self.wait, self.keep = wait, keep
        self.layout = layout.Layout(
            self.root, self.port, f"http://127.0.0.1:{self.provider_port}", simulated=True, workers=workers,
            metrics_port=self.metrics_port, environment=environment, nginx=nginx,
            clock=beside.layout.clock if beside else None)
        arguments = [*simulator, *(["--stations", str(stations)] if stations is not None else [])]
        self.services = [self.layout.ingestd(), self.layout.pool(), self.layout.nginx()]
        if not beside:
            self.services.insert(0, self.layout.simulator(self.provider_port, arguments))
        self.supervisor = None

    # --- life ---

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, _value, _trace):
        self.stop()
        if kind is None and not self.keep:
            shutil.rmtree(self.root, ignore_errors=True)
        else:
            print(f"\nthe system's files are kept in {self.root}\n{self.logs()}", file=sys.stderr)

    def start(self):
        spec = self.root / "services.json"
        spec.write_text(json.dumps({"state": str(self.layout.state), "services": self.services}), encoding="utf-8")
        environment = {key: os.environ[key] for key in KEPT_ENVIRONMENT if key in os.environ}
        with open(self.layout.log / "supervisor.log", "ab") as log:
            self.supervisor = subprocess.Popen(
                ["/usr/bin/python3", str(Path(__file__).with_name("supervisor.py")), str(spec)],
                env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            self.wait_for(lambda: self._state().get("ready"), START_S, "the processes")
            if self.wait:
                self.wait_for(self.has_weather, START_S, "a first report in the store")
        except BaseException:
            self.stop()
            print(self.logs(), file=sys.stderr)
            raise

    def stop(self):
        if self.supervisor is None:
            return
        self.supervisor.send_signal(signal.SIGTERM)
        try:
            self.supervisor.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.supervisor.kill()
            self.supervisor.wait()
        self.supervisor = None

    def has_weather(self):
        """True once ingestd has stored its first METARs, TAFs and stations, and workers see them."""
        health = self.get("/api/health?ready=1", fresh=True).json
        products = (health.get("data") or {})["products"]
        return all(products[name]["checked_at"] for name in ("metar", "taf", "stations"))

    @staticmethod
    def wait_for(condition, seconds=20, what="the condition"):
        """The first true value of `condition`; AssertionError after `seconds`. A refused connection counts as not yet."""
        deadline = time.monotonic() + seconds
        last = None
        while time.monotonic() < deadline:
            try:
                value = condition()
                if value:
                    return value
                last = value
            except (OSError, http.client.HTTPException, ValueError) as error:
                last = error
            time.sleep(0.05)
        raise AssertionError(f"{what}: not within {seconds} s (last: {last!r})")

    # --- asking ---

    def get(self, path, *, method="GET", headers=None, body=None, fresh=False, timeout=20, port=None):
        """One request on a connection of its own. `fresh`: past nginx's cache."""
        headers = dict(headers or {})
        if fresh:
            headers.setdefault("Cookie", SESSION_COOKIE)
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=timeout)
        try:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            return Response(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    def post(self, path, body, content_type="application/json", **options):
        body = json.dumps(body) if isinstance(body, (dict, list)) else body
        return self.get(path, method="POST", body=body, headers={"Content-Type": content_type}, **options)

    def control(self, path, body=None, method=None):
        """The simulator's control: GET, or POST with a JSON body. Returns the decoded answer."""
        answer = self.get(f"/_control/{path}", port=self.provider_port, method=method or ("POST" if body is not None else "GET"),
                          body=json.dumps(body) if body is not None else None,
                          headers={"Content-Type": "application/json"})
        if answer.status >= 300:
            raise AssertionError(f"_control/{path}: {answer}")
        return answer.json if answer.body else None

    def provider_requests(self, route="/api/data/metar", provider="awc"):
        """How many requests the provider has had for a route since the last reset of its counts; bulk files have their own."""
        return self.control("counts").get(provider, {}).get("routes", {}).get(route, {}).get("requests", 0)

    def metrics(self):
        """{name{labels}: value} of ingestd's metrics, which count for all processes."""
        text = self.get("/metrics", port=self.metrics_port).body.decode()
        return {match[1]: float(match[2])
                for match in re.finditer(r"^([a-z_]+(?:\{.*\})?) (\S+)$", text, re.MULTILINE)}

    def metric(self, name, **labels):
        """Sum of the series of `name` that have these labels."""
        wanted = [f'{key}="{value}"' for key, value in labels.items()]
        return sum(value for series, value in self.metrics().items()
                   if series.split("{")[0] == name and all(label in series for label in wanted))

    def access(self, request_id, seconds=5):
        """The fields of nginx's access log line of one request: {"time", "worker", "cache", "id"} and "status"."""
        def line():
            text = (self.layout.log / "access.log").read_text(encoding="utf-8", errors="replace")
            return next((line for line in text.splitlines() if line.endswith(f"id={request_id}")), None)
        found = self.wait_for(line, seconds, f"a line of the access log for {request_id}")
        fields = dict(re.findall(r" (time|worker|cache|id)=(\S+)", found))
        return {**fields, "status": int(re.search(r'" (\d{3}) ', found)[1])}

    # --- time ---

    def clock_offset(self):
        with open(self.layout.clock, "rb") as f:
            magic, offset = struct.unpack("<8sq", f.read(16))
        assert magic == CLOCK_MAGIC
        return offset

    def advance_clock(self, seconds):
        """Moves the time of every process forward; written in place, for they have the file mapped."""
        offset = self.clock_offset() + int(seconds)
        with open(self.layout.clock, "r+b") as f:
            f.seek(8)
            f.write(struct.pack("<q", offset))

    def now(self):
        return time.time() + self.clock_offset()

    # --- processes ---

    def _state(self):
        return json.loads(self.layout.state.read_text(encoding="utf-8"))

    def pid(self, name):
        """Process id of a service: simulator, ingestd, pool (multiwatch), nginx (its master). None while it is down."""
        return self._state()["services"][name]["pid"]

    def starts(self, name):
        return self._state()["services"][name]["starts"]

    def children(self, name):
        """Process ids of the pool's workers, or of nginx's."""
        pid = self.pid(name)
        try:
            text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        except OSError:
            return []
        return [int(child) for child in text.split() if _is_alive(int(child))]

    def workers(self):
        """Process ids of the pool's workers, without those that multiwatch has forked and that are not yet our program:
        such a one still has multiwatch's handlers, and loses a signal.
        """
        program = str(layout.BUILD / "aviation-weather-api")
        return [pid for pid in self.children("pool") if _program(pid) == program]

    def kill(self, name, number=signal.SIGKILL):
        """Signals a service's main process (its supervisor starts it again). Returns its process id."""
        pid = self.pid(name)
        os.kill(pid, number)
        return pid

    def pool_is_whole(self):
        return len(self.workers()) == self.layout.workers

    @contextlib.contextmanager
    def stopped(self, name):
        """The service stands still (SIGSTOP) inside the block."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGSTOP)
        try:
            yield pid
        finally:
            os.kill(pid, signal.SIGCONT)

    def logs(self, lines=15):
        """The ends of all logs."""
        parts = []
        for path in sorted(self.layout.log.glob("*.log")):
            if path.name != "access.log" and path.stat().st_size:
                tail = path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
                parts.append(f"--- {path.name}\n" + "\n".join(tail))
        return "\n".join(parts)

    def raw(self, data, timeout=5):
        """Sends bytes as they are and returns what comes until the connection ends."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as connection:
            connection.sendall(data)
            received = b""
            with contextlib.suppress(TimeoutError):
                while chunk := connection.recv(65536):
                    received += chunk
            return received


def _program(pid):
    try:
        return os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return None


def _is_alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
