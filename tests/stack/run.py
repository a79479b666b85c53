"""`./bootstrap.sh run`: the whole system on this machine, until Ctrl-C.

Asks the real provider first; when it can't be reached, says so and starts on the simulated one. Environment: PORT (8080),
HOST (127.0.0.1), API_WORKERS (4), AWC_BASE_URL, and every key of the programs.
"""
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import layout
import ports
from supervisor import Supervisor

PROVIDER = "https://aviationweather.gov"
PROVIDER_TIMEOUT_S = 3
FIRST_STATION = "KJFK"
FIRST_ANSWER_S = 60


def say(text):
    print(text, flush=True)


def provider_answers(base):
    """True when the provider gives a METAR within the time-out, of itself and not of a simulator."""
    url = f"{base}/api/data/metar?ids={FIRST_STATION}&format=json"
    probe = subprocess.run(
        ["curl", "-s", "-f", "-m", str(PROVIDER_TIMEOUT_S), "-A", "aviation-weather", "-D", "-", url],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return probe.returncode == 0 and b"x-data-simulated" not in probe.stdout.lower()


def refuse_taken_port(host, port):
    """Ends with the name of the process that has the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
            return
        except PermissionError:
            sys.exit(f"Port {port} needs root; choose another: PORT=8080 ./bootstrap.sh run")
        except OSError as error:
            if error.errno != 98:  # EADDRINUSE
                sys.exit(f"Can't listen on {host}:{port}: {error.strerror}")
    holder = ports.holder(port) or "a process of another user"
    sys.exit(f"Port {port} is taken by {holder}. End it, or choose another: PORT={port + 1} ./bootstrap.sh run")


def services(root, host, port, simulated, base):
    """The layout and the services of a real or a simulated system."""
    workers = int(os.environ.get("API_WORKERS", "4"))
    metrics_port = 9464 if ports.is_free(9464) else ports.free()
    if not simulated:
        parts = layout.Layout(root / "real", port, base, simulated=False, host=host, workers=workers,
                              metrics_port=metrics_port)
        return parts, [parts.ingestd(), parts.pool(), parts.nginx()]
    provider_port = ports.free()
    parts = layout.Layout(root / "simulation", port, f"http://127.0.0.1:{provider_port}", simulated=True, host=host,
                          workers=workers, metrics_port=metrics_port)
    return parts, [parts.simulator(provider_port), parts.ingestd(), parts.pool(), parts.nginx()]


class FirstAnswer:
    """Asks for the first station until it is there, and says so once."""

    def __init__(self, host, port, logs):
        self.host, self.port, self.logs = layout.connect_host(host), port, logs
        self.started = time.monotonic()
        self.next = 0.0
        self.answered = self.warned = False

    def __call__(self):
        now = time.monotonic()
        if self.answered or now < self.next:
            return
        self.next = now + 0.25
        if self._status() == 200:
            self.answered = True
            address = f"http://{'localhost' if self.host == '127.0.0.1' else self.host}:{self.port}"
            say(f"\n    {address}/\n    curl {address}/api/weather/current/{FIRST_STATION}\n\nCtrl-C ends it.")
        elif now - self.started > FIRST_ANSWER_S and not self.warned:
            self.warned = True
            say(f"No answer for {FIRST_STATION} after {FIRST_ANSWER_S} s; still trying. The logs: {self.logs}")

    def _status(self):
        connection = http.client.HTTPConnection(self.host.strip("[]"), self.port, timeout=3)
        try:
            connection.request("GET", f"/api/weather/current/{FIRST_STATION}")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()


def main():
    host = os.environ.get("HOST", "127.0.0.1")
    port = int(os.environ.get("PORT", "8080"))
    root = Path(layout.SOURCE) / "run"
    refuse_taken_port(host, port)
    base = os.environ.get("AWC_BASE_URL", PROVIDER)
    simulated = not provider_answers(base)
    if simulated:
        say(f"{base} can't be reached: starting on SIMULATED weather. Every answer and the page say so.")
    else:
        say(f"Weather comes from {base}.")
    parts, specs = services(root, host, port, simulated, base)
    supervisor = Supervisor(specs, str(parts.state), say)
    supervisor.stop_on_signals()
    try:
        if supervisor.start():
            supervisor.run(FirstAnswer(host, port, parts.log))
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        supervisor.stop()
        say("Ended.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
