"""`./bootstrap.sh prove chaos [SECONDS] [SEED]`: everything dies at random under load, and an observer outside counts.

Two hosts that share Redis, MongoDB (SecantusDB) and the simulated provider. Events: chaos_events.py; clients: observer.py.
Ends with status 1 when

- a GET of a known station was not answered 200, unless it was under way when nginx or the pool's parent was killed: those are
  counted apart;
- an acknowledged report (acknowledged.py) is not in its host's own history and in MongoDB, each exactly once;
- an answer said fresh of a report whose times say otherwise;
- the system did not recover: feeds, breakers, an empty journal, the same reports at both hosts.
"""
import contextlib
import http.client
import random
import sys
import time
from collections import Counter

import acknowledged
import chaos_events
from observer import Clock, Observer
from stack import Stack
from tiers import Proxy, RedisServer, SecantusServer

STATIONS = 200
KNOWN = 60
WORKERS = 3
MINUTE, DAY = 60, 86400
RECOVERY_S = 240  # a provider's breaker stays open for up to 2 min
ASK_S = 5
DELAYED_S = {"metar": 15 * MINUTE, "taf": 90 * MINUTE}  # older than that, a feed is delayed, and rightly
REPORT_S = 60
SHOWN_S = 3  # gauges are set each second
SHOWN = 10  # of a list of what went wrong


class Chaos:
    """Context manager: the hosts and their tiers, running, under the observer's load; `problems` after run()."""

    def __init__(self, seed, say=print):
        self.seed, self.say = seed, say
        self.events, self.skipped = Counter(), Counter()
        self.problems = []
        self.recovered_s = None
        self._parts = contextlib.ExitStack()

    def __enter__(self):
        with contextlib.ExitStack() as parts:
            self.servers = {"redis": parts.enter_context(RedisServer()), "mongodb": parts.enter_context(SecantusServer())}
            self.proxies = [{name: parts.enter_context(Proxy(server)) for name, server in self.servers.items()}
                            for _ in range(2)]
            first = Stack(workers=WORKERS, stations=STATIONS, environment=self._environment(0))
            first.advance_clock((DAY / 2 - time.time()) % DAY)  # noon: most TAFs are new
            second = Stack(workers=WORKERS, environment=self._environment(1), beside=first)
            self.hosts = [first, second]
            for stack in self.hosts:
                parts.enter_context(stack)
            self.clock = Clock(first)
            known = first.control(f"stations?group=reporting&limit={KNOWN}&taf=1")["reporting"]
            elsewhere = [station for group in ("api_only", "checkwx_only", "silent")
                         for station in first.control(f"stations?group={group}&limit=40")[group]]
            for stack in self.hosts:
                self._wait_known(stack, known)
            self.observer = parts.enter_context(Observer(self.hosts, known, elsewhere, self.clock, self.seed))
            self.world = chaos_events.World(self.hosts, self.proxies, self.servers, self.clock, self.observer)
            self._parts = parts.pop_all()
        return self

    def __exit__(self, *why):
        return self._parts.__exit__(*why)

    def _environment(self, host):
        tiers = self.proxies[host]
        return {"SIMULATED_TIERS": "1", "LOG_LEVEL": "debug", "REDIS_URL": tiers["redis"].url,
                "MONGODB_URI": tiers["mongodb"].url}

    @staticmethod
    def _wait_known(stack, known):
        def all_there():
            return all(stack.get(f"/api/weather/{product}/{station}", fresh=True).status == 200
                       for product in ("current", "forecast") for station in known)
        stack.wait_for(all_there, 60, "every known station")

    # --- what happens ---

    def run(self, seconds):
        """So long, then until everything has recovered; then looks at what came of it."""
        end = time.monotonic() + seconds
        self._happen(end)
        self.world.mend(all_=True)
        self._expect_recovery()
        self.observer.stop()
        self._expect_writes()
        self._expect_answers()
        for stack in self.hosts:
            stack.keep = bool(self.problems)
        return not self.problems

    def _happen(self, end):
        began = reported = time.monotonic()
        for pause, event, rng in chaos_events.sequence(self.seed):
            due = time.monotonic() + pause
            while time.monotonic() < min(due, end):
                time.sleep(max(0.0, min(due, end, self.world.mend()) - time.monotonic()))
            if time.monotonic() >= end:
                return
            try:
                said = event(self.world, rng)
                self.events[event.__name__] += 1
                self.say(f"{time.monotonic() - began:7.2f} {said}")
            except chaos_events.Skip:
                self.skipped[event.__name__] += 1
            if time.monotonic() - reported >= REPORT_S:
                reported = time.monotonic()
                self.say(f"{sum(self.events.values())} events, {self.observer.done()} requests, "
                         f"{len(self.observer.failures)} failed, {len(self.observer.apart)} apart")

    # --- what came of it ---

    def _expect_recovery(self):
        began, ask = time.monotonic(), 0.0
        while problems := self._not_recovered():
            if time.monotonic() - began > RECOVERY_S:
                self.problems += [f"not recovered in {RECOVERY_S} s: {problem}" for problem in problems]
                break
            if time.monotonic() - ask > ASK_S:  # time passes, so that everybody is asked again
                ask = time.monotonic()
                self.say(f"not recovered after {ask - began:.0f} s: {problems[0]}")
                with contextlib.suppress(OSError, http.client.HTTPException):
                    self.hosts[0].control("faults", method="DELETE")
                self.clock.step(61)
            time.sleep(0.5)
        self.recovered_s = round(time.monotonic() - began, 1)
        self.world.join()
        self.problems += [f"host {host} was cut off and never answered again" for host in self.observer.silent()]

    def _not_recovered(self):
        problems = []
        for number, stack in enumerate(self.hosts):
            try:
                health = stack.get("/api/health?ready=1", fresh=True).json["data"]
                metrics = stack.metrics()
            except (OSError, http.client.HTTPException, ValueError) as error:
                problems.append(f"host {number}: {error!r}")
                continue
            problems += [f"host {number}: {problem}" for problem in self._unwell(stack, health, metrics)]
        if not problems:
            problems += self._different()
        return problems

    @staticmethod
    def _unwell(stack, health, metrics):
        for name, tier in health["tiers"].items():
            if tier["status"] != "ok" or tier.get("breaker", "closed") != "closed" or tier.get("journal_entries"):
                yield f"{name} {tier}"
        for name, provider in health["providers"].items():
            if provider["breaker"] == "open":
                yield f"{name} {provider}"
        for name in ("journal_entries", 'queue_length{queue="mongodb"}'):
            if metrics.get(name, 0):
                yield f"{name} {metrics[name]}"
        for name, limit in DELAYED_S.items():
            product = health["products"][name]
            newest = acknowledged.seconds_of(product["newest_at"]) or 0
            if product["feed"] == "down" or product["feed"] == "delayed" and stack.now() - newest < limit:
                yield f"feed of {name} {product}"

    def _different(self):
        """Reports that the hosts have of the known stations."""
        reports = [{station: stack.get(f"/api/weather/current/{station}", fresh=True).json.get("data", {}).get("raw")
                    for station in self.observer.known} for stack in self.hosts]
        return [f"{station}: {reports[0][station]!r} at one host, {reports[1][station]!r} at the other"
                for station in self.observer.known if reports[0][station] != reports[1][station]][:SHOWN]

    def _expect_writes(self):
        """The load has ended; what it was served last may be owed yet."""
        logged = [set(acknowledged.committed(stack)) for stack in self.hosts]
        everything = self.observer.archived.union(*logged, *self.observer.served)
        time.sleep(SHOWN_S)
        with contextlib.suppress(AssertionError):  # told by what is missing
            self.hosts[0].wait_for(lambda: not any(stack.metric("journal_entries") for stack in self.hosts), RECOVERY_S)
        lost = acknowledged.missing(everything, acknowledged.in_mongodb(self.servers["mongodb"]))
        self._problem("not once in MongoDB", lost)
        for number, stack in enumerate(self.hosts):
            names = logged[number] | self.observer.served[number]
            self._problem(f"not once in the history of host {number}",
                          acknowledged.missing(names, acknowledged.in_history(stack, names)))
            lost = stack.metric("journal_lost_total")
            if lost:
                self.problems.append(f"host {number}: journal_lost_total {lost:.0f}")
        self.acknowledged = {"logged": [len(names) for names in logged],
                             "served": [len(names) for names in self.observer.served], "different": len(everything)}

    def _problem(self, what, names):
        if names:
            shown = ", ".join(f"{name} ({count})" for name, count in sorted(names.items())[:SHOWN])
            self.problems.append(f"{len(names)} acknowledged reports {what}: {shown}")

    def _expect_answers(self):
        for failure in self.observer.failures[:SHOWN]:
            self.problems.append(f"host {failure.host} {failure.path}: {failure.outcome} after {failure.end - failure.begin:.2f} s, "
                                 f"{failure.body.decode(errors='replace')}")
        self.problems += self.observer.lies[:SHOWN]

    def summary(self):
        observer = self.observer
        apart = Counter(str(failure.outcome) for failure in observer.apart)
        lines = [
            f"seed {self.seed}",
            f"events: {sum(self.events.values())} {dict(self.events.most_common())}, skipped: {sum(self.skipped.values())}",
            f"requests: {observer.done()} {dict(sorted(observer.outcomes.items(), key=str))}",
            f"failed: {len(observer.failures)}; counted apart, under way when nginx or multiwatch was killed: "
            f"{sum(apart.values())} {dict(apart)}",
            f"untrue answers: {len(observer.lies)}",
            f"acknowledged reports: {self.acknowledged}",
            f"recovered after {self.recovered_s} s",
            f"ms (median, 99 of 100, longest): {observer.latencies()}",
            *(f"PROBLEM: {problem}" for problem in self.problems)]
        return "\n".join(lines)


def main(argv):
    seconds = int(argv[1]) if len(argv) > 1 else 600
    seed = int(argv[2]) if len(argv) > 2 else random.randrange(1 << 30)
    print(f"chaos of {seconds} s, seed {seed}", flush=True)
    with Chaos(seed, lambda text: print(text, flush=True)) as chaos:
        well = chaos.run(seconds)
        print(chaos.summary(), flush=True)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv))
