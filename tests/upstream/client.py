"""Starts a simulator and talks to it: for this folder's tests and for those that need providers."""

import gzip
import http.client
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
PROGRAM = HERE / "upstream.py"


@dataclass(slots=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self):
        return json.loads(self.text())

    def text(self) -> str:
        """The body, unpacked if it is gzip."""
        body = gzip.decompress(self.body) if self.body[:2] == b"\x1f\x8b" else self.body
        return body.decode("latin-1" if b"\xc9" in body else "utf-8")


class Upstream:
    """A running simulator; use it in a with statement."""

    def __init__(self, *switches: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(PROGRAM), "--port", "0", *switches],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        line = self._process.stdout.readline()
        if not line.startswith("listening on "):
            self._process.wait()
            raise RuntimeError(f"the simulator did not start: {self._process.stderr.read()}")
        self.url = line.split()[-1]

    def __enter__(self) -> "Upstream":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> int:
        """End it with SIGTERM; returns its exit status."""
        self._process.terminate()
        status = self._process.wait(timeout=10)
        self._process.stdout.close()
        self._process.stderr.close()
        return status

    def ask(self, path: str, method: str = "GET", body: object = None, timeout: float = 20, **headers: str) -> Reply:
        """One request on a connection of its own; header names are given with underscores."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=timeout)
        try:
            data = None if body is None else json.dumps(body)
            connection.request(method, path, data, {name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return Reply(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
        finally:
            connection.close()

    def control(self, name: str, body: object = None, method: str = "") -> dict:
        """A control request: GET without a body, else POST. ValueError if it is refused."""
        reply = self.ask(f"/_control/{name}", method or ("GET" if body is None else "POST"), body)
        if reply.status != 200:
            raise ValueError(reply.text())
        return reply.json()
