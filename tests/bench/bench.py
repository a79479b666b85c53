"""`make bench`: ratios to a limit measured in the same run, the memory of a worker, the time from download to answer.

Each comparison alternates its two sides ROUNDS times and compares the medians. Nothing is asserted: the figures and their
limits are printed, and kept in BUILD/bench.json. Environment: BENCH_SECONDS (3) a measurement, BENCH_CONNECTIONS (32).
"""
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "stack"))

import layout  # noqa: E402  (the path comes first)
import ports  # noqa: E402
from load import Load  # noqa: E402
from stack import SESSION_COOKIE, Stack  # noqa: E402

ROUNDS = 5
SECONDS = os.environ.get("BENCH_SECONDS", "3")
CONNECTIONS = os.environ.get("BENCH_CONNECTIONS", "32")
PATH = "/api/weather/current/KJFK"
WORKER_REQUESTS = 10000
GROUPED = ",".join(("KJFK", "EGLL", "RJTT", "YSSY", "LFPG", "EDDF", "KLAX", "CYYZ", "QQQQ"))
MIXED = [
    PATH, "/api/weather/current/EGLL?taf=1", "/api/weather/forecast/KJFK", "/api/weather/current/JFK",
    f"/api/weather/current?ids={GROUPED}", "/api/weather/current?bbox=40,-80,45,-70", "/api/weather/current?near=51.5,-0.4,100",
    "/api/weather/current/QQQQ", "/api/airports/info/KJFK", "/api/airports/search?q=london&limit=20",
    "/api/airports/nearby?lat=50&lon=8&radius=100", "/api/airports/distance/KJFK/EGLL", "/api/health", "/api/metrics",
    "/api/openapi.json", "/api/nothing",
]


class Bench:
    """A running system with a pool of bare responders beside the workers, and one nginx in front of all."""

    def __init__(self):
        self.shm = Path(tempfile.mkdtemp(prefix="aw-bench-", dir="/dev/shm"))
        self.ports = {name: ports.free() for name in ("WORKER", "BARE", "STATIC")}
        self.body = self.shm / "static" / PATH.lstrip("/")
        self.bare_socket = self.shm / "bare.sock"
        self.stack = Stack(nginx={
            "MAIN_CONF": str(Path(__file__).with_name("nginx.conf.in")), "CACHE_DIR": str(self.shm / "cache"), "STATIC_DIR": str(self.shm / "static"), "BARE_SOCKET": str(self.bare_socket),
            **{f"{name}_PORT": str(port) for name, port in self.ports.items()}})
        self.bare = None

    def __enter__(self):
        self.stack.__enter__()
        self.body.parent.mkdir(parents=True)
        self.body.write_bytes(self.stack.get(PATH).body)
        multiwatch = [layout.find("multiwatch"), "-f", str(self.stack.layout.workers), "-r", "1000000", "-t", "1000",
                      "--", str(layout.BUILD / "tests/bench/bare_fcgi")]
        self.bare = subprocess.Popen(
            [layout.find("spawn-fcgi"), "-n", "-s", str(self.bare_socket), "-M", "0660", "-b", "4096", "--", *multiwatch],
            env={**os.environ, "BARE_BODY": str(self.body)}, stdin=subprocess.DEVNULL)
        self.stack.wait_for(lambda: self.stack.get(PATH, port=self.ports["BARE"]).status == 200)
        return self

    def __exit__(self, *exception):
        self.bare.terminate()
        self.bare.wait()
        self.stack.__exit__(*exception)
        shutil.rmtree(self.shm, ignore_errors=True)

    def rate(self, port, *headers):
        """Requests a second of one wrk run; a failed request is an error."""
        argv = ["wrk", "-t", "1", "-c", CONNECTIONS, "-d", f"{SECONDS}s"]
        for header in headers:
            argv += ["-H", header]
        output = subprocess.run([*argv, f"http://127.0.0.1:{port}{PATH}"], stdout=subprocess.PIPE, text=True, check=True).stdout
        if "Non-2xx" in output or "Socket errors" in output:
            raise RuntimeError(output)
        return float(re.search(r"Requests/sec:\s*([\d.]+)", output)[1])

    def compare(self, ours, limit, *headers):
        """Medians of ours and the limit, and the median of the rounds' ratios."""
        rounds = [(self.rate(ours, *headers), self.rate(limit, *headers)) for _ in range(ROUNDS)]
        return {"ours": round(statistics.median(a for a, _ in rounds)), "limit": round(statistics.median(b for _, b in rounds)),
                "ratio": round(statistics.median(a for a, _ in rounds) / statistics.median(b for _, b in rounds), 3),
                "ratios": [round(a / b, 3) for a, b in rounds]}


def private_dirty_kb(pid):
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return int(re.search(r"Private_Dirty:\s+(\d+) kB", text)[1])


def memory():
    """Private_Dirty (kB) of the only worker of a pool before and after mixed requests, and what these were answered."""
    with Stack(workers=1) as stack:
        (pid,) = stack.workers()
        before = private_dirty_kb(pid)
        with Load(stack.port, MIXED, threads=4, headers={"Cookie": SESSION_COOKIE}) as load:
            load.wait_more(WORKER_REQUESTS, 300)
        if stack.workers() != [pid]:
            raise RuntimeError("the worker has been replaced")
        return {"before_kb": before, "after_kb": private_dirty_kb(pid), "limit_kb": 20 * 1024,
                "outcomes": {str(outcome): count for outcome, count in load.outcomes.items()}}


def download_to_answer():
    """Seconds from the end of the first bulk download (9,000 METARs, empty store) until stations all over it are answered."""
    with Stack(wait=False) as stack:
        downloaded = None
        samples = stack.control("stations?group=reporting")["reporting"][::100]
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if downloaded is None and any(entry["status"] == 200 and "metars.cache" in entry["route"]
                                          for entry in stack.control("requests")["requests"]):
                downloaded = time.monotonic()
            listed = stack.get(f"/api/weather/current?ids={','.join(samples)}", fresh=True)
            if listed.status == 200 and listed.json["meta"]["count"] >= 0.9 * len(samples):  # some are silent at night
                return {"seconds": round(time.monotonic() - (downloaded or time.monotonic()), 3), "limit_seconds": 1.0}
            time.sleep(0.005)
    raise RuntimeError("the first reports did not arrive in 60 s")


def report(name, text):
    print(f"{name}: {text}", flush=True)


def compared(result, aim):
    return f"{result['ours']}/s to {result['limit']}/s = {result['ratio']} ({aim}); rounds {result['ratios']}"


def rates():
    """The three comparisons of rates."""
    results = {}
    with Bench() as bench:
        results["body_bytes"] = bench.body.stat().st_size
        report("body", f"{results['body_bytes']} bytes; {CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS} s, alternated")
        for name, ours, limit, headers, aim in (
                ("worker_to_bare_responder", "WORKER", "BARE", (), ">= 0.9"),
                ("cached_to_static_file", None, "STATIC", (), ">= 0.9"),
                ("cached_to_static_file_gzip", None, "STATIC", ("Accept-Encoding: gzip",), "no limit")):
            results[name] = bench.compare(bench.ports.get(ours, bench.stack.port), bench.ports[limit], *headers)
            report(name, compared(results[name], aim))
    return results


def main(argv):
    results = rates()
    results["memory_of_a_worker"] = m = memory()
    report("memory_of_a_worker", f"Private_Dirty {m['before_kb']} kB, after {WORKER_REQUESTS} mixed requests {m['after_kb']} kB "
           f"(< {m['limit_kb']}); {m['outcomes']}")
    results["download_to_answer"] = d = download_to_answer()
    report("download_to_answer", f"{d['seconds']} s (< {d['limit_seconds']})")
    if len(argv) > 1:
        Path(argv[1]).write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
