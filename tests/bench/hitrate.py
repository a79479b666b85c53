"""`./bootstrap.sh prove hitrate [REQUESTS] [SEED]`: how often the local tier has what is asked for, over a day of traffic.

A whole system on simulated providers; the simulation's clock goes through 24 hours in steps of a quarter of an
hour, each with its share of the requests. Requests go past nginx's cache, so that each is a look-up. Stations are drawn by Zipf's law
over all that report, most asked for first (rank r with weight 1/r); one request in three asks for a TAF, of a station that issues TAFs; one in a
hundred is for a station that is listed and silent, one in a hundred for a code that does not exist: both can't be found. Prints the rate by metrics
(cache_hits_total over cache_requests_total, cache_type local) and what the clients got; ends with status 1 below 95 %.
"""
import http.client
import random
import sys
import threading
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "stack"))

from stack import SESSION_COOKIE, Stack  # noqa: E402  (the path comes first)

STATIONS = 2000  # what the simulator gives in a poll without being the slowest part
STEPS, STEP_S = 96, 900
CLIENTS = 4
LEAST = 0.95
# Busy by day, quiet at night: the share of each hour (UTC) in units of its least.
BY_HOUR = [2, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 7, 8, 8, 8, 8, 8, 7, 7, 6, 5, 4, 3, 3]


class Traffic:
    """Which path comes next."""

    def __init__(self, seed, stations, forecasts, silent):
        self.random = random.Random(seed)
        self.random.shuffle(stations)
        with_taf = set(forecasts)
        self.stations, self.silent = stations, silent
        self.forecasts = [station for station in stations if station in with_taf]
        self.kinds = Counter()

    def paths(self, count):
        return [self._path() for _ in range(count)]

    def _zipf(self, stations):
        """Rank r with weight 1/r, by the inverse of the continuous law."""
        return stations[int(len(stations) ** self.random.random()) - 1]

    def _path(self):
        draw = self.random.random()
        kind = "unknown" if draw < 0.01 else "silent" if draw < 0.02 else "forecast" if draw > 2 / 3 else "current"
        self.kinds[kind] += 1
        if kind == "unknown":
            return "/api/weather/current/QQ" + "".join(self.random.choices("QXZ", k=2))
        if kind == "silent":
            return "/api/weather/current/" + self.random.choice(self.silent)
        return f"/api/weather/{kind}/{self._zipf(self.forecasts if kind == 'forecast' else self.stations)}"


def ask(port, paths, outcomes, lock):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    mine = Counter()
    for path in paths:
        connection.request("GET", path, headers={"Cookie": SESSION_COOKIE})
        answer = connection.getresponse()
        answer.read()
        mine[answer.status] += 1
    connection.close()
    with lock:
        outcomes.update(mine)


def step(stack, traffic, count, outcomes):
    paths, lock = traffic.paths(count), threading.Lock()
    clients = [threading.Thread(target=ask, args=(stack.port, paths[n::CLIENTS], outcomes, lock)) for n in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()


def rate(stack):
    hits, requests = (stack.metric(f"cache_{name}_total", cache_type="local") for name in ("hits", "requests"))
    return hits, requests


def main(argv):
    requests = int(argv[1]) if len(argv) > 1 else 50000
    seed = int(argv[2]) if len(argv) > 2 else 1
    outcomes = Counter()
    with Stack(stations=STATIONS) as stack:
        silent = stack.control("stations?group=silent")["silent"]
        forecasts = [station for ids in stack.control("stations?taf=1").values() if isinstance(ids, list) for station in ids]
        reporting = stack.wait_for(lambda: stack.get("/layers/metar.geojson").json["features"], 60, "the map layer")
        stations = [feature["properties"]["station"] for feature in reporting]
        traffic = Traffic(seed, stations, forecasts, silent)
        for number in range(STEPS):
            hour = number // 4
            step(stack, traffic, requests * BY_HOUR[hour] // (4 * sum(BY_HOUR)), outcomes)
            stack.advance_clock(STEP_S)
            stack.wait_for(lambda: stack.metric("ingest_checked_timestamp_seconds", product="metar") > stack.now() - 60, 60)
            if number % 16 == 15:
                print(f"{(number + 1) // 4} h: {rate(stack)[0] / rate(stack)[1]:.4f}", flush=True)
        hits, asked = rate(stack)
    print(f"seed {seed}, {len(stations)} stations, {sum(outcomes.values())} requests {dict(traffic.kinds)}, answers {dict(outcomes)}")
    print(f"local tier: {hits:.0f} of {asked:.0f} look-ups found a report: {hits / asked:.4f}")
    return 0 if hits / asked >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv))
