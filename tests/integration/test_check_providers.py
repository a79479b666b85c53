"""aviation-weather check-providers against the simulated providers."""
import json
import subprocess

import pytest

from providers import COMMAND, KEY, Simulator, environment

METAR_CSV = "/data/cache/metars.cache.csv.gz"


@pytest.fixture(scope="module")
def clock(tmp_path_factory):
    return str(tmp_path_factory.mktemp("clock") / "clock")


@pytest.fixture(scope="module")
def simulator(clock):
    running = Simulator("--clock", clock)
    running.control("time", {"at": "2026-10-15T00:05:00Z"})  # soon after an hour's METARs and the TAFs of the day
    yield running
    running.stop()


@pytest.fixture
def sim(simulator):
    simulator.control("reset", {"all": True})
    return simulator


def check_providers(sim, *arguments, **changes):
    done = subprocess.run([str(COMMAND), "check-providers", *arguments], capture_output=True, text=True, timeout=60,
                          env=environment(sim, **changes))
    assert KEY not in done.stdout + done.stderr
    return done


def test_check_providers_finds_all_right(sim, clock):
    done = check_providers(sim, SIMULATED_CLOCK=clock)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("ok    ") == 5 and "WRONG" not in done.stdout


def test_check_providers_in_json(sim, clock):
    sim.fault(kind="drift", rename={"temp_c": "temperature", "obsTime": "observed"})
    done = check_providers(sim, "--json", SIMULATED_CLOCK=clock)
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    checks = {(c["provider"], c["endpoint"].split("?")[0]): c for c in answer["checks"]}
    assert len(checks) == 5 and not answer["ok"]
    csv = checks["awc", METAR_CSV]
    assert csv["ok"] and csv["gone_fields"] == "temp_c" and csv["new_fields"] == "temperature"
    api = checks["awc", "/api/data/metar"]
    assert not api["ok"] and api["missing_fields"] == "obsTime"


@pytest.mark.parametrize("fault, problem", [
    (dict(kind="html"), "HTML in place of"),
    (dict(kind="dead"), "wrong: "),
    (dict(kind="date", seconds=600), "its clock differs from ours by 600 s"),
    (dict(kind="status", code=429), "HTTP 429"),
    (dict(kind="future", seconds=7200), "in the future"),
])
def test_check_providers_says_what_is_wrong(sim, clock, fault, problem):
    sim.fault(**fault)
    done = check_providers(sim, SIMULATED_CLOCK=clock)
    assert done.returncode == 1 and "WRONG awc" in done.stdout and problem in done.stdout, done.stdout


def test_check_providers_usage(sim, clock):
    assert check_providers(sim, "--bogus").returncode == 2
    assert check_providers(sim, "--station", "nowhere at all", SIMULATED_CLOCK=clock).returncode == 2
    assert "not configured" in check_providers(sim, CHECKWX_API_KEY="", SIMULATED_CLOCK=clock).stdout
