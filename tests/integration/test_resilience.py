"""What happens when processes die: outcomes are counted, conditions awaited; no speed is asserted."""
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from layout import SOURCE
from load import Load
from stack import SESSION_COOKIE, Stack

STATIONS = ("KJFK", "EGLL", "RJTT", "YSSY", "LFPG", "EDDF", "KLAX", "CYYZ")
KNOWN = [f"/api/weather/current/{station}" for station in STATIONS]
PAST_THE_CACHE = {"Cookie": SESSION_COOKIE}
RELOADS = 60


def load(stack, threads=8):
    """Requests for known stations, each of which a worker answers."""
    return Load(stack.port, KNOWN, threads=threads, headers=PAST_THE_CACHE)


def observed(stack):
    """{station: time of its observation} of what the store holds."""
    answers = [stack.get(path, fresh=True) for path in KNOWN]
    return {answer.json["data"]["station"]: answer.json["data"]["observed_at"] for answer in answers}


def assert_all_answered(running):
    assert set(running.outcomes) == {200}, (running.outcomes, running.failures[:5])


def gone(pid):
    return not Path(f"/proc/{pid}").exists()


def test_killed_workers_fail_no_request(stack):
    with load(stack) as running:
        for _ in range(10):
            running.wait_more(20)
            victim = stack.workers()[0]
            os.kill(victim, signal.SIGKILL)
            stack.wait_for(lambda: victim not in stack.workers() and stack.pool_is_whole(), 10, "a whole pool")
        running.wait_more(50)
    assert_all_answered(running)


def test_killed_ingestd_loses_nothing(stack):
    before = observed(stack)
    with load(stack) as running:
        for kills in range(1, 4):
            running.wait_more(50)
            stack.kill("ingestd")
            stack.wait_for(lambda: stack.starts("ingestd") == kills + 1 and stack.pid("ingestd"), 30, "ingestd again")
            running.wait_more(50)
    assert_all_answered(running)
    after = observed(stack)
    assert all(after[station] >= before[station] for station in before)
    stack.wait_for(lambda: stack.metrics(), 20, "ingestd's metrics")


def test_killed_multiwatch_is_started_again(stack):
    old = stack.workers()
    with load(stack) as running:
        running.wait_more(50)
        stack.kill("pool")
        stack.wait_for(lambda: stack.starts("pool") == 2 and stack.pool_is_whole(), 20, "a whole pool")
        stack.wait_for(lambda: all(gone(pid) for pid in old), 10, "the end of the old workers")
    failed = sum(count for outcome, count in running.outcomes.items() if outcome != 200)
    assert failed < running.done(), running.outcomes
    with load(stack) as again:
        again.wait_more(100)
    assert_all_answered(again)


def test_killed_nginx_is_started_again(stack):
    old = stack.children("nginx")
    with load(stack) as running:
        running.wait_more(50)
        stack.kill("nginx")
        stack.wait_for(lambda: stack.starts("nginx") == 2 and stack.get("/health").status == 200, 20, "nginx")
        stack.wait_for(lambda: all(gone(pid) for pid in old), 10, "the end of nginx's old workers")
    with load(stack) as again:
        again.wait_more(100)
    assert_all_answered(again)


def test_rolling_reloads_fail_no_request(stack):
    """SIGTERM to one worker after another, as `systemctl reload` does it."""
    with load(stack) as running:
        for _ in range(RELOADS):
            victim = stack.workers()[0]
            os.kill(victim, signal.SIGTERM)
            stack.wait_for(lambda: victim not in stack.workers() and stack.pool_is_whole(), 15, "a whole pool")
            running.wait_more(5)
    assert_all_answered(running)


def test_the_units_reload_replaces_every_worker(stack):
    """systemd/reload-workers as ExecReload= runs it, with the pool's main process."""
    before = set(stack.workers())
    with load(stack) as running:
        reload = subprocess.run([SOURCE / "systemd/reload-workers", str(stack.pid("pool"))], timeout=60, check=False,
                                capture_output=True, text=True)
        running.wait_more(20)
    assert reload.returncode == 0, reload.stderr
    stack.wait_for(stack.pool_is_whole, 15, "a whole pool")
    assert not before & set(stack.workers())
    assert_all_answered(running)


def test_the_pool_answers_while_ingestd_stands_still(stack):
    with stack.stopped("ingestd"), load(stack) as running:
        running.wait_more(200)
    assert_all_answered(running)


def test_a_dead_pool_is_told_in_the_envelope(stack):
    """Nothing answers: an address that is not cached gets nginx's own error."""
    with stack.stopped("pool"):
        for pid in stack.workers():
            os.kill(pid, signal.SIGSTOP)
        os.rename(stack.layout.api_socket, f"{stack.layout.api_socket}.away")
        try:
            answer = stack.get(KNOWN[0], fresh=True)
        finally:
            os.rename(f"{stack.layout.api_socket}.away", stack.layout.api_socket)
            for pid in stack.workers():
                os.kill(pid, signal.SIGCONT)
    assert answer.status == 502
    assert answer.json["code"] == "SERVICE_UNAVAILABLE" and answer.json["success"] is False
    assert answer.json["request_id"] == answer.headers["x-request-id"]
    assert answer.headers["retry-after"] == "1"
    stack.wait_for(lambda: stack.get(KNOWN[0], fresh=True).status == 200, 10)


def test_a_cached_answer_bridges_a_dead_pool_for_its_time(stack):
    """stale-if-error of the worker's header, and nothing beyond it."""
    assert "stale-if-error" in stack.get(KNOWN[1]).headers["cache-control"]
    os.rename(stack.layout.api_socket, f"{stack.layout.api_socket}.away")
    try:
        time.sleep(4)  # past max-age and stale-while-revalidate
        assert stack.get(KNOWN[1]).status == 200
        assert stack.get("/api/weather/current/SBGR").status == 502
    finally:
        os.rename(f"{stack.layout.api_socket}.away", stack.layout.api_socket)


def processes_with(text):
    """Process ids whose environment or command line has `text`."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        if int(pid) == os.getpid():
            continue
        try:
            if text in Path(f"/proc/{pid}/environ").read_bytes() or text in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(int(pid))
        except OSError:
            continue
    return found


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL], ids=lambda number: number.name)
def test_nothing_is_left_of_a_system(how):
    with Stack(stations=50, workers=2) as stack:
        mark = str(stack.root).encode()
        assert len(processes_with(mark)) >= 7  # supervisor, simulator, ingestd, multiwatch, workers, nginx and its workers
        stack.supervisor.send_signal(how)
        stack.supervisor.wait(20)
        stack.wait_for(lambda: not processes_with(mark), 15, "the end of every process")


def test_a_store_survives_kills_while_it_is_written(stack):
    """Poll after poll, with ingestd killed at different moments of it; every report stays readable."""
    stations = stack.control("stations?group=reporting")["reporting"]
    for pause in (0.0, 0.02, 0.05, 0.1, 0.2):
        stack.advance_clock(65)
        time.sleep(pause)
        started = stack.starts("ingestd")
        stack.kill("ingestd")
        stack.wait_for(lambda: stack.starts("ingestd") == started + 1, 30, "ingestd again")
    answer = stack.get(f"/api/weather/current?ids={','.join(stations)}", fresh=True)
    assert answer.status == 200, answer
    body = json.loads(answer.body)
    assert body["meta"]["count"] + len(body["meta"].get("missing", [])) == len(stations)
