"""`./bootstrap.sh prove soak [SECONDS]`: load on a whole system while its processes are ended and its time moves on.

Every few seconds something happens: a worker or ingestd is killed, workers are reloaded, the provider fails for a while, the
clock jumps a quarter of an hour. A request for a known station that is not answered 200 ends the soak with status 1; memory,
descriptors and the store's size are printed at the start and each minute.
"""
import itertools
import os
import random
import re
import signal
import sys
import time
from pathlib import Path

from load import Load
from stack import SESSION_COOKIE, Stack

KNOWN = [f"/api/weather/{product}/{station}" for product in ("current", "forecast")
         for station in ("KJFK", "EGLL", "RJTT", "YSSY", "LFPG", "EDDF", "KLAX", "CYYZ")]
PAUSE_S = 3
REPORT_S = 60


def kill_worker(stack):
    os.kill(random.choice(stack.workers()), signal.SIGKILL)


def reload_workers(stack):
    for pid in stack.workers():
        os.kill(pid, signal.SIGTERM)
        stack.wait_for(lambda pid=pid: pid not in stack.workers() and stack.pool_is_whole(), 20, "a whole pool")


def kill_ingestd(stack):
    started = stack.starts("ingestd")
    stack.kill("ingestd")
    stack.wait_for(lambda: stack.starts("ingestd") > started, 30, "ingestd again")


def provider_fails(stack):
    kind = random.choice(("dead", "nonsense", "html", "truncate"))
    stack.control("faults", {"provider": "*", "route": "*", "kind": kind})
    stack.advance_clock(65)
    time.sleep(PAUSE_S)
    stack.control("faults", method="DELETE")


def time_passes(stack):
    """A quarter of an hour; then the next poll is awaited, so that nothing expires however long the soak."""
    stack.advance_clock(900)
    stack.wait_for(stack.has_weather, 60)


EVENTS = (kill_worker, reload_workers, kill_ingestd, provider_fails, time_passes)


def size_kb(pid):
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return int(re.search(r"Private_Dirty:\s+(\d+) kB", text)[1])


def state(stack):
    pids = {"ingestd": [stack.pid("ingestd")], "workers": stack.workers()}
    parts = [f"{name}: {max(map(size_kb, group))} kB dirty, {max(len(os.listdir(f'/proc/{pid}/fd')) for pid in group)} descriptors"
             for name, group in pids.items()]
    store = sum(path.stat().st_blocks * 512 for path in stack.layout.data.rglob("*") if path.is_file())
    return "; ".join([*parts, f"store: {store // 1024} kB"])


def main(argv):
    seconds = int(argv[1]) if len(argv) > 1 else 600
    seed = int(argv[2]) if len(argv) > 2 else random.randrange(1 << 30)
    random.seed(seed)
    print(f"soak of {seconds} s, seed {seed}", flush=True)
    with Stack() as stack:
        end, reported = time.monotonic() + seconds, 0.0
        with Load(stack.port, KNOWN, threads=6, headers={"Cookie": SESSION_COOKIE}) as load:
            for number in itertools.count():
                if time.monotonic() >= end or set(load.outcomes) - {200}:
                    break
                if time.monotonic() - reported >= REPORT_S:
                    reported = time.monotonic()
                    print(f"{number} events, {load.done()} requests; {state(stack)}", flush=True)
                random.choice(EVENTS)(stack)
                load.wait_more(50)
                time.sleep(PAUSE_S)
        print(f"{state(stack)}\n{dict(load.outcomes)} {load.failures[:10]}", flush=True)
        return 1 if set(load.outcomes) - {200} else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
