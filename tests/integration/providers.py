"""The simulated weather providers, and what puts questions to them: upstream_driver, and the programs' environment."""
import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("AW_BUILDDIR", ROOT / "build"))
DRIVER = BUILD / "tests/integration/upstream_driver"
COMMAND = BUILD / "aviation-weather"
SIMULATOR = ROOT / "tests/upstream/upstream.py"
KEY = "sEcReT-of-checkwx"
STATIONS = 600


class Simulator:
    """The simulated providers and their controls."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [sys.executable, "-B", str(SIMULATOR), "--port", "0", "--stations", str(STATIONS), *arguments],
            stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]
        self.awc, self.checkwx = f"{self.url}/awc", f"{self.url}/checkwx"

    def control(self, path, body=None, method=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_control/{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def fault(self, kind, provider="awc", route="*", **parameters):
        self.control("faults", {"provider": provider, "route": route, "kind": kind, **parameters})

    def stations(self, group, limit=1, **more):
        extra = "".join(f"&{name}={value}" for name, value in more.items())
        return self.control(f"stations?group={group}&limit={limit}{extra}")[group]

    def asked(self, text=""):
        """The requests since the reset whose path holds `text`."""
        return [r for r in self.control("requests?after=0")["requests"] if text in r["path"]]

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


def environment(sim, **changes):
    kept = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
    return {**kept, "SIMULATION": "1", "AWC_BASE_URL": sim.awc, "CHECKWX_BASE_URL": sim.checkwx, "CHECKWX_API_KEY": KEY,
            "USER_AGENT": "aviation-weather-test/1.0", "DATA_DIR": "/nonexistent", "RUN_DIR": "/nonexistent",
            "SIMULATED_CLOCK": "", "no_proxy": "*", **changes}


class Driver:
    """upstream_driver, kept running: breakers, budgets and forms live as long as it does."""

    def __init__(self, sim, **changes):
        self.process = subprocess.Popen([str(DRIVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, env=environment(sim, **changes))
        self.reports = []
        self.output = ""

    def send(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def read(self):
        line = self.process.stdout.readline()
        self.output += line
        return json.loads(line)

    def ask(self, line):
        """The outcomes of the line's questions, in the order in which they came; one alone if there was one."""
        self.reports = []
        self.send(line)
        outcomes = []
        while len(outcomes) < line.count(";") + 1:
            message = self.read()
            if "report" in message:
                self.reports.append(message)
            else:
                outcomes.append(message)
        return outcomes if ";" in line else outcomes[0]

    def status(self, provider):
        return self.ask(f"status {provider}")

    def end(self):
        self.process.stdin.close()
        self.output += self.process.stdout.read()
        errors = self.process.stderr.read()
        assert self.process.wait(30) == 0, errors
        assert KEY not in self.output + errors
        return errors
