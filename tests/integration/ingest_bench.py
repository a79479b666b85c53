"""ingestd alone with simulated providers: what it asks, what it stores, what it answers to workers."""
import calendar
import contextlib
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
import urllib.request
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("stack", "upstream")]

import layout  # noqa: E402  (the path comes first)
import ports  # noqa: E402
from client import Upstream  # noqa: E402

METARS = "/data/cache/metars.cache.csv.gz"
ISO = "%Y-%m-%dT%H:%M:%SZ"


def iso(seconds):
    return time.strftime(ISO, time.gmtime(seconds))


def from_iso(text):
    return calendar.timegm(time.strptime(text, ISO))


class Bench:
    """Context manager. `environment` overrides ingestd's."""

    def __init__(self, stations=60, environment=None, notify=False):
        self.root = Path(tempfile.mkdtemp(prefix="ingest-"))
        self.metrics_port = ports.free()
        self.layout = layout.Layout(self.root, ports.free(), "http://127.0.0.1:1", simulated=True,
                                    metrics_port=self.metrics_port, environment=environment)
        self.process = self.notify = None
        self.upstream = Upstream("--stations", str(stations), "--clock", str(self.layout.clock))
        self.environment = {**self.layout.environment, "AWC_BASE_URL": f"{self.upstream.url}/awc",
                            "CHECKWX_BASE_URL": f"{self.upstream.url}/checkwx", "LOG_LEVEL": "debug",
                            **(environment or {})}
        if notify:
            self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            self.notify.bind(str(self.root / "notify"))
            self.notify.settimeout(10)
            self.environment["NOTIFY_SOCKET"] = str(self.root / "notify")

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.end()
            print(self.log()[-6000:], file=sys.stderr)
            raise
        return self

    def end(self):
        """Nothing that was started is left."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.upstream.stop()
        if self.notify:
            self.notify.close()

    def __exit__(self, kind, _value, _trace):
        self.end()
        if kind is None and "AW_KEEP" not in os.environ:
            shutil.rmtree(self.root, ignore_errors=True)
        else:
            print(f"\nfiles are kept in {self.root}\n{self.log()[-6000:]}", file=sys.stderr)

    # --- the process ---

    def spawn(self):
        keep = {key: os.environ[key] for key in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS") if key in os.environ}
        with open(self.root / "ingestd.log", "ab") as log:
            self.process = subprocess.Popen([str(layout.BUILD / "aviation-weather-ingestd")],
                                            env={**keep, **self.environment}, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def start(self):
        self.spawn()
        self.wait_for(lambda: self.state("metar") and self.state("taf") and self.state("stations"), 60, "first polls")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)

    def log(self):
        return (self.root / "ingestd.log").read_text(encoding="utf-8", errors="replace")

    def events(self, name):
        return [event for line in self.log().splitlines() if line.startswith("{")
                for event in [json.loads(line)] if event["event"] == name]

    @staticmethod
    def wait_for(condition, seconds=20, what="the condition"):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            value = condition()
            if value:
                return value
            time.sleep(0.05)
        raise AssertionError(f"{what}: not within {seconds} s")

    # --- time ---

    def offset(self):
        return struct.unpack("<8sq", self.layout.clock.read_bytes()[:16])[1]

    def advance(self, seconds):
        with open(self.layout.clock, "r+b") as f:
            offset = self.offset() + int(seconds)
            f.seek(8)
            f.write(struct.pack("<q", offset))

    def now(self):
        return time.time() + self.offset()

    def poll(self, seconds=61):
        """Moves the clock so that polls are due, and waits for those of METAR and TAF."""
        before = {product: self.state(product)["checked_at"] for product in ("metar", "taf")}
        self.advance(seconds)
        self.wait_for(lambda: all(self.state(p)["checked_at"] > t for p, t in before.items()), 30, "the next polls")

    # --- the store ---

    def dump(self, what, product):
        done = subprocess.run([str(layout.BUILD / "tests/integration/store_dump"), str(self.layout.data), what, product],
                              capture_output=True, check=False, timeout=60)
        return [json.loads(line) for line in done.stdout.splitlines()] if done.returncode == 0 else []

    def state(self, product):
        return next(iter(self.dump("state", product)), None)

    def report(self, product, station, slot="current"):
        return next((r for r in self.dump("reports", product) if r["station"] == station and r["slot"] == slot), None)

    def history(self, product, station=None):
        return [row for row in self.dump("history", product) if station in (None, row["station"])]

    def stations(self, product="metar"):
        return [r["station"] for r in self.dump("reports", product) if r["slot"] == "current"]

    # --- asking ---

    def ask(self, packet, seconds=5):
        """One question on a connection of its own, as a worker asks; None for no answer."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as s:
            s.settimeout(seconds)
            s.connect(str(self.layout.ondemand_socket))
            s.send(packet.encode())
            try:
                return s.recv(200).decode() or None
            except TimeoutError:
                return None

    def hint(self, packet):
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as s:
            s.connect(str(self.layout.ondemand_socket))
            s.send(packet.encode())

    def control(self, name, body=None, method=""):
        return self.upstream.control(name, body, method)

    def push(self, raw, **fields):
        return self.control("report", {"raw": raw, **fields})

    def requests(self, pattern):
        """Requests that the providers have had, to routes that match."""
        counts = self.control("counts")
        return sum(route["requests"] for provider in counts.values() if isinstance(provider, dict)
                   for name, route in provider.get("routes", {}).items() if re.fullmatch(pattern, name))

    def metrics(self):
        with contextlib.closing(urllib.request.urlopen(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=10)) as a:
            text = a.read().decode()
        return {m[1]: float(m[2]) for m in re.finditer(r"^([a-z_]+(?:\{.*\})?) (\S+)$", text, re.MULTILINE)}
