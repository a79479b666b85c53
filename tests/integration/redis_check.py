"""What tests of Redis' tier share: the driver on a line, a server for it, and constants."""
import os
import subprocess
from pathlib import Path

import pytest
from tiers import RedisServer

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("AW_BUILDDIR") or ROOT / "build")
NOW = 1791979200
TIMEOUT_MS = 250


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
