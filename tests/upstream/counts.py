"""What the providers were asked: counted by provider, route, status and station, with the last requests kept."""

import threading
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field

KEPT_REQUESTS = 20000


def route_of(provider: str, path: str) -> str:
    """The path without station ids."""
    if provider == "checkwx":
        parts = path.strip("/").split("/")
        index = 2 if parts[0] in ("v1", "v2") else 1
        if len(parts) > index:
            parts[index] = "{ids}"
        return "/" + "/".join(parts)
    return path


@dataclass(slots=True)
class Tally:
    """Counts of one route."""

    requests: int = 0
    status: Counter = field(default_factory=Counter)
    conditional: int = 0
    bytes: int = 0


class Counts:
    """Counts since the start or the last reset. A request counts when it arrives, its status when it is answered."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        with self._lock:
            self._routes: dict[tuple[str, str], Tally] = defaultdict(Tally)
            self._stations: dict[tuple[str, str], Counter] = defaultdict(Counter)
            self._log: deque[dict] = deque(maxlen=KEPT_REQUESTS)
            self._in_flight: Counter = Counter()
            self._most_in_flight: Counter = Counter()
            self._serial = 0
            self._generation = getattr(self, "_generation", 0) + 1

    def arrived(self, provider: str, path: str, stations: list[str], entry: dict) -> tuple[int, dict]:
        """Count a request; returns what answered() needs."""
        route = route_of(provider, path)
        with self._lock:
            tally = self._routes[provider, route]
            tally.requests += 1
            tally.conditional += bool(entry.get("conditional"))
            for ident in stations:
                self._stations[provider, route][ident] += 1
            self._in_flight[provider] += 1
            self._most_in_flight[provider] = max(self._most_in_flight[provider], self._in_flight[provider])
            self._serial += 1
            entry |= {"serial": self._serial, "provider": provider, "route": route, "stations": stations, "status": None}
            self._log.append(entry)
            return self._generation, entry

    def answered(self, token: tuple[int, dict], status: int, size: int) -> None:
        """Note how a request is answered; status 0 is a connection closed without an answer."""
        generation, entry = token
        with self._lock:
            if generation != self._generation:
                return
            tally = self._routes[entry["provider"], entry["route"]]
            tally.status[status] += 1
            tally.bytes += size
            self._in_flight[entry["provider"]] -= 1
            entry["status"], entry["bytes"] = status, size

    def totals(self) -> dict:
        """All counts: {provider: {requests, in_flight, most_in_flight, routes: {route: {..., stations}}}}."""
        with self._lock:
            result: dict = {}
            for (provider, route), tally in sorted(self._routes.items()):
                whole = result.setdefault(provider, {
                    "requests": 0, "in_flight": self._in_flight[provider],
                    "most_in_flight": self._most_in_flight[provider], "routes": {},
                })
                whole["requests"] += tally.requests
                whole["routes"][route] = {
                    "requests": tally.requests, "conditional": tally.conditional, "bytes": tally.bytes,
                    "status": {str(code): number for code, number in tally.status.items()},
                    "stations": dict(self._stations[provider, route]),
                }
            return result

    def requests(self, after: int = 0) -> list[dict]:
        """The last requests with a serial number above `after`."""
        with self._lock:
            return [dict(entry) for entry in self._log if entry["serial"] > after]
