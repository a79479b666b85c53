"""Every tier does the same: the conformance suite on the local store, Redis and two servers of MongoDB's protocol."""
import os
import re
import subprocess
from pathlib import Path

import pytest
import tier_tools
import tiers

PROGRAM = Path(os.environ.get("AW_BUILDDIR", Path(__file__).resolve().parents[2] / "build")) / (
    "tests/conformance/conformance")
TIME_LIMIT_S = 240
RESULT = re.compile(r"^(ok|not ok) (\d+) - (.*) # (?:\d+ ms|SKIP (.*))$", re.MULTILINE)
PLAN = re.compile(r"^1\.\.(\d+)$", re.MULTILINE)


def conforms(engine, place, left_out=()):
    """Runs the suite, wants every planned case to have passed but those left out, and returns how many passed."""
    run = subprocess.run([PROGRAM, engine, place], capture_output=True, text=True, timeout=TIME_LIMIT_S, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    plan = PLAN.search(run.stdout)
    results = RESULT.findall(run.stdout)
    assert plan and len(results) == int(plan[1]) and {ok for ok, *_ in results} == {"ok"}, run.stdout
    assert [name for _, _, name, reason in results if reason] == [*left_out], run.stdout
    return len(results) - len(left_out)


def test_local(tmp_path):
    assert conforms("local", tmp_path / "data") >= 40


def test_redis():
    with tiers.RedisServer() as server:
        assert conforms("redis", server.url) >= 35


def test_redis_by_its_socket_with_a_password():
    with tiers.RedisServer(password="a:b@c") as server:
        assert conforms("redis", f"redis+unix://:a%3Ab%40c@{server.socket}") >= 35


def test_mongodb_on_secantus():
    with tiers.SecantusServer() as server:
        assert conforms("mongodb", server.url) >= 40


def test_mongodb_on_ferret():
    try:
        server = tiers.FerretServer()
    except tier_tools.Unavailable as reason:
        pytest.skip(str(reason))
    with server:
        # It loses concurrent updates that it has acknowledged, whoever sends them.
        left_out = ["additions of four processes all count"]
        assert conforms("ferretdb", server.url, left_out) >= 40
