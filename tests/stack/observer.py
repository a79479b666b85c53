"""Clients of some hosts that see everything from outside: what each request came to, and whether what an answer says can be true.

    with Observer(hosts, known, elsewhere, clock) as observer:
        cut = observer.cut(0)
        stack.kill("nginx")
        ...                             # until the socket answers again
        observer.mended(cut)
    observer.failures, observer.apart, observer.lies, observer.served, observer.archived

Known is a station with a current report: every GET of one must be 200. A request that was under way while what holds its
connection was killed (from cut to mended) is counted apart.
"""
import contextlib
import http.client
import json
import random
import statistics
import threading
import time
from collections import Counter, defaultdict, namedtuple

import acknowledged
from stack import SESSION_COOKIE

PACE_S = 0.02  # of one client: the machine has other things to do
TIMEOUT_S = 40
CACHED_S = 65  # how long nginx may go on with an answer while no worker can be reached (stale-if-error), and a little
SLACK_S = 2  # times are whole seconds
ZIPF = 1.1
LISTED = 5  # stations in a list
EXPECTED = {"known": {200}, "elsewhere": {200, 404, 503}}

Failure = namedtuple("Failure", "host kind path begin end outcome body")
Kind = namedtuple("Kind", "name group make cached")


class Clock:
    """The simulated time, and what it was: an answer may be as old as a cache keeps it."""

    def __init__(self, stack):
        self.stack = stack
        self._lock = threading.Lock()
        self._steps = [(0.0, stack.clock_offset())]  # (wall time from which, offset)

    def step(self, seconds):
        with self._lock:
            self.stack.advance_clock(seconds)
            self._steps.append((time.time(), self.stack.clock_offset()))

    def earliest(self, begin, end):
        """The least simulated time there was between two moments of wall time."""
        with self._lock:
            steps = [*self._steps, (float("inf"), 0)]
        return min(max(since, begin) + offset for (since, offset), (until, _) in zip(steps, steps[1:])
                   if since <= end and until >= begin)


def lie(report, earliest):
    """What is untrue in a report that says it is fresh, if there was no moment since `earliest` at which it was; or None."""
    if report.get("freshness") != "fresh":
        return None
    metar = "observed_at" in report
    limits = {"next_expected_at": 600 if metar else 1800, "checked_at": 300}
    limits.update({"observed_at": 3 * 3600} if metar else {"valid_to": 0})
    for field, limit in limits.items():
        moment = acknowledged.seconds_of(report[field])
        if moment is None or earliest > moment + limit + SLACK_S:
            return f"fresh, and {field} {report[field]} was more than {limit} s ago at {time.strftime('%FT%TZ', time.gmtime(earliest))}"
    return None


def one_report(rng, stations):
    """The first stations are asked for most (Zipf)."""
    weights = [1 / (rank + 1) ** ZIPF for rank in range(len(stations))]
    return f"/api/weather/{rng.choice(('current', 'forecast'))}/{rng.choices(stations, weights)[0]}"


def list_of_reports(rng, stations):
    return f"/api/weather/current?ids={','.join(rng.sample(stations, LISTED))}"


def history(rng, stations):
    return f"/api/weather/history/{rng.choice(stations)}?type={rng.choice(('metar', 'taf'))}"


class Observer:
    """`hosts`: stacks. `known`: stations of which each has reports; `elsewhere`: stations that are looked for when asked."""

    def __init__(self, hosts, known, elsewhere, clock, seed=0):
        self.hosts, self.known, self.elsewhere, self.clock = hosts, known, elsewhere, clock
        self.outcomes = Counter()  # (kind, status or exception's name)
        self.seconds = defaultdict(list)  # kind: of each request
        self.lies = []
        self.served = [set() for _ in hosts]  # names of reports that each host served of its own
        self.archived = set()  # those of a history that was not its own alone
        self._failed = []
        self._cuts = [[] for _ in hosts]  # [begin, end] of monotonic time
        self._lock = threading.Lock()
        self._stop = threading.Event()
        kinds = [Kind("report", "known", one_report, False)] * 3 + [
            Kind("report, cached", "known", one_report, True), Kind("list", "known", list_of_reports, False),
            Kind("history", "known", history, False), Kind("elsewhere", "elsewhere", one_report, False)]
        self._threads = [
            threading.Thread(target=self._client, args=(host, kind, random.Random(f"{seed} {host} {number}")), daemon=True)
            for host in range(len(hosts)) for number, kind in enumerate(kinds)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self._stop.set()
        for thread in self._threads:
            thread.join(TIMEOUT_S)

    def cut(self, host):
        """What holds the connections to `host` is about to be killed."""
        cut = [time.monotonic(), float("inf")]
        with self._lock:
            self._cuts[host].append(cut)
        return cut

    @staticmethod
    def mended(cut):
        cut[1] = time.monotonic()

    # --- what came of it ---

    def silent(self):
        """Hosts that were cut and have not answered since."""
        return [host for host, cuts in enumerate(self._cuts) if any(until == float("inf") for _, until in cuts)]

    def done(self):
        with self._lock:
            return sum(self.outcomes.values())

    def _was_cut(self, host, begin, end):
        return any(begin <= until and end >= since for since, until in self._cuts[host])

    def _judged(self, apart):
        with self._lock:
            return [failure for failure in self._failed
                    if self._was_cut(failure.host, failure.begin, failure.end) == apart]

    @property
    def failures(self):
        return self._judged(apart=False)

    @property
    def apart(self):
        return self._judged(apart=True)

    def latencies(self):
        """{kind: (median, 99th of a hundred, longest)} in ms."""
        with self._lock:
            return {kind: tuple(round(value * 1000, 1) for value in (
                statistics.median(all_), sorted(all_)[len(all_) * 99 // 100], max(all_)))
                for kind, all_ in self.seconds.items()}

    # --- one client ---

    def _client(self, host, kind, rng):
        stations = self.known if kind.group == "known" else self.elsewhere
        connection, used = None, 0.0
        while not self._stop.wait(PACE_S):
            path = kind.make(rng, stations)
            if connection and self._was_cut(host, used, time.monotonic()):
                connection.close()  # it died while it was idle
                connection = None
            if connection is None:
                connection = http.client.HTTPConnection("127.0.0.1", self.hosts[host].port, timeout=TIMEOUT_S)
            begin, wall = time.monotonic(), time.time()
            status, body, closes = self._ask(connection, path, kind)
            used = time.monotonic()
            self._note(host, kind, path, (begin, used, wall), status, body)
            if closes:
                connection.close()
                connection = None

    @staticmethod
    def _ask(connection, path, kind):
        """(status or exception's name, body, whether the connection is to be closed)"""
        try:
            connection.request("GET", path, headers={} if kind.cached else {"Cookie": SESSION_COOKIE})
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.will_close
        except (OSError, http.client.HTTPException) as error:
            return type(error).__name__, str(error).encode(), True

    def _note(self, host, kind, path, times, status, body):
        begin, end, wall = times
        content = None
        with contextlib.suppress(ValueError):
            content = json.loads(body) if isinstance(status, int) else None
        good = status in EXPECTED[kind.group] and content is not None
        if good and kind.name == "list":
            good = len(content["data"]) == LISTED
        with self._lock:
            self.outcomes[kind.name, status] += 1
            self.seconds[kind.name].append(end - begin)
            if not good:
                self._failed.append(Failure(host, kind.name, path, begin, end, status, body[:300]))
        if status == 200 and content is not None:
            own = content.get("meta", {}).get("tiers", ["local"]) == ["local"]
            self._believe(self.served[host] if own else self.archived, f"{kind.name} {path}", content["data"], self.clock.earliest(
                wall - (CACHED_S if kind.cached else 0), time.time()))

    def _believe(self, served, what, data, earliest):
        reports = data if isinstance(data, list) else [data, *([data["previous"]] if data.get("previous") else [])]
        for report in reports:
            untrue = lie(report, earliest)
            with self._lock:
                served.add(acknowledged.name_of_answer(report))
                if untrue:
                    self.lies.append(f"{what}: {report['station']} {untrue}")
