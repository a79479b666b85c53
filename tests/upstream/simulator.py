"""The simulated providers as one object: it takes a request and gives an answer, faults included. Knows no sockets."""

import gzip
import re
import threading
from collections import deque
from collections.abc import Callable

from answers import Answer, Request, json_answer
from awc_api import PREFIX as API_PREFIX
from awc_api import AwcApi
from awc_bulk import PREFIX as CACHE_PREFIX
from awc_bulk import BulkFiles
from checkwx import CheckWx
from clock import Clock, iso
from control import PREFIX as CONTROL_PREFIX
from control import Control
from counts import Counts
from faults import Faults, replacement, shape
from feed import Feed
from style import Style

MIN_COMPRESSED = 1024
BULK_OF_MINUTE = ("metars.cache.csv", "tafs.cache.xml")


class Simulator:
    """The state of a simulation. `refuser` closes the listener for some seconds; the server sets it."""

    def __init__(self, clock: Clock, feed: Feed, seed: int, style: Style, replay_files: list[str]) -> None:
        self.clock = clock
        self.feed = feed
        self.seed = seed
        self.replay_files = replay_files
        self.faults = Faults()
        self.counts = Counts()
        self.style = style
        self._first_style = style
        self.refuser: Callable[[float], None] | None = None
        self._bulk = BulkFiles(feed)
        self._api = AwcApi(feed)
        self._checkwx = CheckWx(feed)
        self._control = Control(self)
        self._awc_per_minute = 0
        self._awc_times: deque[float] = deque()
        self._limit_lock = threading.Lock()

    def prepare(self) -> None:
        """Make the bulk files of this minute, so that the first client does not wait for all stations."""
        for name in BULK_OF_MINUTE:
            self._bulk.file(name, self.style, self.clock.now())

    def answer(self, request: Request) -> Answer:
        """The answer to any request."""
        if request.provider == "control":
            return self._control.answer(request)
        asked = named_stations(request)
        entry = {
            "at": iso(request.now), "method": request.method, "path": request.path, "query": request.query,
            "user_agent": request.header("User-Agent"),
            "conditional": bool(request.header("If-None-Match") or request.header("If-Modified-Since")),
        }
        request.token = self.counts.arrived(request.provider, request.path, asked, entry)
        effects = self.faults.effects(request, asked, self.style)
        if effects.replacing:
            answer = replacement(effects.replacing, request)
        else:
            answer = self._provide(request, effects.style or self.style, effects.stale_at or request.now, effects.alter)
            if request.provider == "awc" and "gzip" in request.header("Accept-Encoding"):
                _compress(answer, request)
        shape(answer, effects.shaping)
        return answer

    def answered(self, request: Request, answer: Answer) -> None:
        """To be called when an answer is about to be sent: it ends the request's time in flight."""
        if request.token is not None:
            self.counts.answered(request.token, 0 if answer.close or answer.hang else answer.status, len(answer.body))

    def _provide(self, request: Request, style: Style, t: float, alter) -> Answer:
        if request.method not in ("GET", "HEAD"):
            return json_answer({"status": "error", "error": "Method Not Allowed"}, 405)
        if request.provider == "checkwx":
            return self._checkwx.answer(request, style, t, alter)
        if request.path.startswith(CACHE_PREFIX):
            return self._bulk.answer(request, style, t, alter)
        if request.path.startswith(API_PREFIX):
            if not self._within_rate(request.now):
                return Answer(429, b"Too Many Requests\n", {"Content-Type": "text/plain"})
            return self._api.answer(request, style, t, alter)
        return Answer(404, b"<html><body><h1>404 Not Found</h1></body></html>", {"Content-Type": "text/html"})

    def _within_rate(self, now: float) -> bool:
        with self._limit_lock:
            times = self._awc_times
            while times and not now - 60 < times[0] <= now:
                times.popleft()
            times.append(now)
            return not self._awc_per_minute or len(times) <= self._awc_per_minute

    def settings(self) -> dict:
        return {
            "awc_per_minute": self._awc_per_minute, "checkwx_per_day": self._checkwx.quota,
            "checkwx_key": self._checkwx.key,
        }

    def change_settings(self, given: dict) -> None:
        """Set some of the settings. ValueError on an unknown name."""
        unknown = set(given) - set(self.settings())
        if unknown:
            raise ValueError(f"unknown settings: {', '.join(sorted(unknown))}")
        self._awc_per_minute = int(given.get("awc_per_minute", self._awc_per_minute))
        self._checkwx.quota = int(given.get("checkwx_per_day", self._checkwx.quota))
        self._checkwx.key = str(given.get("checkwx_key", self._checkwx.key))

    def reset_settings(self) -> None:
        self.style = self._first_style
        self.change_settings({"awc_per_minute": 0, "checkwx_per_day": 2000, "checkwx_key": ""})

    def refuse(self, seconds: float) -> None:
        if self.refuser is not None:
            self.refuser(seconds)


def route_request(path: str) -> tuple[str, str]:
    """The provider of a path, and the path without its prefix. AWC's own paths also work without one."""
    for provider in ("awc", "checkwx"):
        if path == f"/{provider}" or path.startswith(f"/{provider}/"):
            return provider, path[len(provider) + 1 :] or "/"
    if path.startswith(CONTROL_PREFIX) or path == CONTROL_PREFIX.rstrip("/"):
        return "control", path
    return "awc", path


def named_stations(request: Request) -> list[str]:
    """The stations that a request names, for counts and for faults of single stations."""
    if request.provider == "awc":
        text = request.query.get("ids", "")
    else:
        parts = [part for part in request.path.split("/") if part not in ("", "v1", "v2")]
        text = parts[1] if len(parts) > 1 else ""
    return [ident for ident in re.split(r"[,\s]+", text.upper()) if ident][:1000]


def _compress(answer: Answer, request: Request) -> None:
    """Content-Encoding: gzip for the API, as the provider does; never for files that are gzip themselves."""
    if request.path.startswith(CACHE_PREFIX) or answer.status != 200 or len(answer.body) < MIN_COMPRESSED:
        return
    answer.body = gzip.compress(answer.body, compresslevel=1, mtime=0)
    answer.headers["Content-Encoding"] = "gzip"
