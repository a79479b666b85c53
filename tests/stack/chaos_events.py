"""What may happen to hosts that share their tiers, at random: processes die or stand still, connections break, time jumps.

Each event draws from a random number generator of its own, so that a seed names the same events in the same order, whatever
the system makes of them; one that can't happen (its victim is dead or broken already) is skipped.
"""
import contextlib
import heapq
import http.client
import itertools
import os
import random
import signal
import threading
import time

import acknowledged

MEAN_PAUSE_S = 0.6
BACK_S = 60
LOOK_S = 2  # who does not answer by then is not asked
OLDEST_POLL_S = 4500  # a known station's METAR lives 3 h, and is an hour old before the next
KINDS_OF_FAULT = ("dead", "html", "nonsense", "empty", "truncate", "status", "hang", "not_modified", "drip")


class Skip(Exception):
    """It can't happen now."""


class World:
    """`hosts`: stacks; `proxies`: of each host {"redis": Proxy, "mongodb": Proxy}; `servers`: {"redis", "mongodb"}."""

    def __init__(self, hosts, proxies, servers, clock, observer):
        self.hosts, self.proxies, self.servers = hosts, proxies, servers
        self.clock, self.observer = clock, observer
        self._undo, self._numbers = [], itertools.count()  # a heap of (moment, number, key, function)
        self._broken = set()
        self._waiting = []

    def broken(self, key, seconds, undo):
        """For so long `key` is broken; undo mends it."""
        heapq.heappush(self._undo, (time.monotonic() + seconds, next(self._numbers), key, undo))
        self._broken.add(key)

    def must_be_whole(self, key):
        if key in self._broken:
            raise Skip(key)

    def mend(self, all_=False):
        """Mends what is due. Returns the moment at which the next is."""
        while self._undo and (all_ or self._undo[0][0] <= time.monotonic()):
            _, _, key, undo = heapq.heappop(self._undo)
            self._broken.discard(key)
            undo()
        return self._undo[0][0] if self._undo else float("inf")

    @contextlib.contextmanager
    def cut(self, host, answers):
        """What holds a host's connections is killed in the block; requests are counted apart until `answers` is true."""
        cut = self.observer.cut(host)

        def wait():
            self.hosts[host].wait_for(answers, BACK_S, f"host {host} to answer again")
            self.observer.mended(cut)
        try:
            yield
        finally:
            self._waiting.append(threading.Thread(target=wait, daemon=True))
            self._waiting[-1].start()

    def join(self):
        """Everything that was cut off answers again."""
        for thread in self._waiting:
            thread.join(BACK_S)


def _signal(pid, number):
    if pid is None:
        raise Skip("not running")
    try:
        os.kill(pid, number)
    except ProcessLookupError as error:
        raise Skip("not running") from error


def _freeze(world, key, pid, seconds):
    world.must_be_whole(key)
    _signal(pid, signal.SIGSTOP)

    def thaw():
        with contextlib.suppress(Skip):
            _signal(pid, signal.SIGCONT)
    world.broken(key, seconds, thaw)
    return f"{' '.join(map(str, key))} stands still for {seconds:.1f} s"


def _any_host(world, rng):
    return rng.randrange(len(world.hosts))


def _one_of(rng, pids):
    share = rng.random()
    return pids[int(share * len(pids))] if pids else None


# ---- processes of a host ----

def kill_worker(world, rng):
    host = _any_host(world, rng)
    _signal(_one_of(rng, world.hosts[host].workers()), signal.SIGKILL)
    return f"{host} a worker killed"


def end_worker(world, rng):
    host = _any_host(world, rng)
    _signal(_one_of(rng, world.hosts[host].workers()), signal.SIGTERM)
    return f"{host} a worker ended"


def freeze_worker(world, rng):
    host, seconds = _any_host(world, rng), rng.uniform(0.2, 5)
    return _freeze(world, (host, "worker"), _one_of(rng, world.hosts[host].workers()), seconds)


def kill_pool(world, rng):
    """multiwatch, and by that its workers."""
    host = _any_host(world, rng)
    stack, before = world.hosts[host], world.hosts[host].starts("pool")

    def answers():
        return stack.starts("pool") > before and stack.get("/api/health", fresh=True, timeout=5).status == 200
    with world.cut(host, answers):
        _signal(stack.pid("pool"), signal.SIGKILL)
    return f"{host} multiwatch killed"


def freeze_pool(world, rng):
    host, seconds = _any_host(world, rng), rng.uniform(0.2, 4)
    return _freeze(world, (host, "multiwatch"), world.hosts[host].pid("pool"), seconds)


def kill_ingestd(world, rng):
    host = _any_host(world, rng)
    _signal(world.hosts[host].pid("ingestd"), signal.SIGKILL)
    return f"{host} ingestd killed"


def end_ingestd(world, rng):
    host = _any_host(world, rng)
    _signal(world.hosts[host].pid("ingestd"), signal.SIGTERM)
    return f"{host} ingestd ended"


def freeze_ingestd(world, rng):
    host, seconds = _any_host(world, rng), rng.uniform(0.5, 12)
    return _freeze(world, (host, "ingestd"), world.hosts[host].pid("ingestd"), seconds)


def kill_nginx(world, rng):
    """Its master; the supervisor ends the others of its group and starts it anew."""
    host = _any_host(world, rng)
    stack, before = world.hosts[host], world.hosts[host].starts("nginx")

    def answers():
        return stack.starts("nginx") > before and stack.get("/health", timeout=5).status == 200
    with world.cut(host, answers):
        _signal(stack.pid("nginx"), signal.SIGKILL)
    return f"{host} nginx killed"


def _nginx_workers(stack):
    """Without nginx's cache manager and loader, who hold no connection."""
    found = []
    for pid in stack.children("nginx"):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/cmdline", "rb") as f:
            if b"worker process" in f.read():
                found.append(pid)
    return found


def kill_nginx_worker(world, rng):
    host = _any_host(world, rng)
    stack = world.hosts[host]
    victim = _one_of(rng, _nginx_workers(stack))

    def answers():
        return victim not in stack.children("nginx") and stack.get("/health", timeout=5).status == 200
    with world.cut(host, answers):
        _signal(victim, signal.SIGKILL)
    return f"{host} a worker of nginx killed"


def freeze_nginx(world, rng):
    """One of its workers, or its master."""
    host, seconds, master = _any_host(world, rng), rng.uniform(0.2, 2), rng.random() < 0.3
    stack = world.hosts[host]
    return _freeze(world, (host, "nginx"), stack.pid("nginx") if master else _one_of(rng, _nginx_workers(stack)), seconds)


# ---- tiers ----

def _any_tier(world, rng):
    return rng.choice(sorted(world.servers))


def kill_tier(world, rng):
    name, seconds = _any_tier(world, rng), rng.uniform(0.5, 10)
    world.must_be_whole(name)
    world.servers[name].kill()
    world.broken(name, seconds, world.servers[name].start)
    return f"{name} killed for {seconds:.1f} s"


def freeze_tier(world, rng):
    name, seconds = _any_tier(world, rng), rng.uniform(0.5, 10)
    world.must_be_whole(name)
    world.servers[name].freeze()
    world.broken(name, seconds, world.servers[name].thaw)
    return f"{name} stands still for {seconds:.1f} s"


def break_connection(world, rng):
    """Of one host to one tier."""
    host, name, seconds = _any_host(world, rng), _any_tier(world, rng), rng.uniform(0.5, 10)
    mode, delay_ms = rng.choice((("refuse", 0), ("stall", 0), ("pass", 50), ("pass", 300), ("pass", 2000)))
    world.must_be_whole((host, name))
    proxy = world.proxies[host][name]
    proxy.set(mode=mode, delay_ms=delay_ms)
    world.broken((host, name), seconds, lambda: proxy.set(mode="pass", delay_ms=0))
    return f"{host} {name}: {mode}, {delay_ms} ms, for {seconds:.1f} s"


def cut_connections(world, rng):
    host, name = _any_host(world, rng), _any_tier(world, rng)
    world.proxies[host][name].cut()
    return f"{host} {name}: connections reset"


def empty_redis(world, _rng):
    world.must_be_whole("redis")
    world.servers["redis"].ask("FLUSHALL")
    return "redis emptied"


# ---- the provider, and time ----

def kill_provider(world, _rng):
    _signal(world.hosts[0].pid("simulator"), signal.SIGKILL)
    return "the provider killed"


def freeze_provider(world, rng):
    seconds = rng.uniform(0.5, 8)
    world.must_be_whole("faults")  # who stands still can't be told that they end
    return _freeze(world, ("provider",), world.hosts[0].pid("simulator"), seconds)


def break_provider(world, rng):
    seconds, kind, provider = rng.uniform(1, 10), rng.choice(KINDS_OF_FAULT), rng.choice(("*", "awc", "checkwx"))
    world.must_be_whole("faults")
    world.must_be_whole(("provider",))
    _control(world, "faults", {"provider": provider, "route": "*", "kind": kind, "probability": rng.choice((0.5, 1)),
                               "seed": 1})

    def heal():  # who was killed meanwhile has forgotten it
        with contextlib.suppress(Skip):
            _control(world, "faults", method="DELETE")
    world.broken("faults", seconds, heal)
    return f"{provider} {kind} for {seconds:.1f} s"


def _control(world, *arguments, **named):
    try:
        world.hosts[0].control(*arguments, **named)
    except (OSError, http.client.HTTPException) as error:
        raise Skip("the provider is down") from error


def step_clock(world, rng):
    """Forward, or a little back; never so far that what is known expires before the next poll."""
    seconds = rng.choice((15, 61, 61, 61, 300, 900, -20, -90))
    for stack in world.hosts:
        try:
            health = stack.get("/api/health?ready=1", fresh=True, timeout=LOOK_S).json["data"]
        except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
            raise Skip("no health") from error
        checked = acknowledged.seconds_of(health["products"]["metar"]["checked_at"])
        if checked is None or stack.now() + seconds - checked > OLDEST_POLL_S:
            raise Skip("nobody polls")
    world.clock.step(seconds)
    return f"the clock is moved by {seconds} s"


EVENTS = {
    kill_worker: 4, end_worker: 2, freeze_worker: 3, kill_pool: 1, freeze_pool: 1, kill_ingestd: 3, end_ingestd: 1,
    freeze_ingestd: 2, kill_nginx: 1, kill_nginx_worker: 1, freeze_nginx: 1, kill_tier: 3, freeze_tier: 3,
    break_connection: 5, cut_connections: 2, empty_redis: 1, kill_provider: 1, freeze_provider: 1, break_provider: 3,
    step_clock: 8}


def sequence(seed):
    """(pause before it, event, its random numbers), without end."""
    number = 0
    while True:
        rng = random.Random(f"{seed} {number}")
        yield min(rng.expovariate(1 / MEAN_PAUSE_S), 5 * MEAN_PAUSE_S), rng.choices(list(EVENTS), list(EVENTS.values()))[0], rng
        number += 1
