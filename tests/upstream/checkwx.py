"""CheckWX: /v2/{metar,taf}/{ids}[/raw] and the same paths of v1, with its key and its quota per day."""

import threading
from collections.abc import Callable

from answers import Answer, Request, json_answer
from feed import Feed
from style import Style

ANSWERED_GROUPS = ("reporting", "api_only", "checkwx_only")
MAX_STATIONS = 25
HELP = "https://www.checkwxapi.com/documentation"
DAY = 86400


def _error(status: int, message: str) -> Answer:
    return json_answer({"errors": [{"status": status, "message": message, "help": HELP}]}, status)


class CheckWx:
    """Answers of the service. `key`: the one key accepted, "" = any; `quota`: requests a day, 0 = no limit."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._lock = threading.Lock()
        self._used: tuple[int, int] = (0, 0)
        self.key = ""
        self.quota = 2000

    def answer(self, request: Request, style: Style, t: float, alter: Callable[[list], list] | None = None) -> Answer:
        parts = request.path.strip("/").split("/")
        version = 2 if parts[0] == "v2" else 1
        parts = parts[1:] if version == 2 else parts
        ids = parts[1].upper().split(",") if len(parts) > 1 else []
        given = request.header("X-API-Key")
        if not given or (self.key and given != self.key):
            return _error(401, "Unauthorized. Invalid or missing API key.")
        if not self._within_quota(t):
            return _error(429, "Daily request limit reached.")
        if len(parts) not in (2, 3) or parts[0] not in ("metar", "taf") or parts[2:] not in ([], ["raw"]):
            return _error(404, "Not found.")
        if len(ids) > MAX_STATIONS:
            return _error(400, f"Too many stations. The limit is {MAX_STATIONS}.")
        return self._reports(parts[0], ids, style, t, alter)

    def _within_quota(self, t: float) -> bool:
        with self._lock:
            day, used = int(t) // DAY, 0
            if self._used[0] == day:
                used = self._used[1]
            self._used = (day, used + 1)
            return not self.quota or used < self.quota

    def _reports(self, kind: str, ids: list[str], style: Style, t: float, alter: Callable[[list], list] | None) -> Answer:
        reports = []
        for ident in ids:
            station = self._feed.stations.by_id.get(ident)
            if station is None or station.group not in ANSWERED_GROUPS and not self._feed.has_pushed(kind, ident):
                continue
            if kind == "taf" and not (station.taf or self._feed.has_pushed("taf", ident)):
                continue
            report = self._feed.latest(kind, station, t)
            if report is not None:
                reports.append(report)
        if alter:
            reports = alter(reports)
        data = [style.raw(report) for report in reports]
        return json_answer({"results": len(data), "data": data})
