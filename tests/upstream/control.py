"""The control interface under /_control/: faults, counts, stations, pushed reports, the clock. JSON both ways."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from answers import Answer, Request, json_answer
from clock import iso, parse_moment
from faults import describe_rule
from metar_decode import decode_metar
from stations import group_counts
from style import modified
from taf_decode import decode_taf

if TYPE_CHECKING:
    from simulator import Simulator

PREFIX = "/_control/"


class ControlError(ValueError):
    """A control request that cannot be understood; answered 400."""


class Control:
    """Routes of the control interface."""

    def __init__(self, simulator: "Simulator") -> None:
        self._simulator = simulator
        self._routes: dict[str, Callable[[Request, dict], object]] = {
            "": self._index, "health": self._health, "faults": self._faults, "counts": self._counts,
            "requests": self._requests, "reset": self._reset, "stations": self._stations, "report": self._report,
            "time": self._time, "style": self._style, "settings": self._settings, "refuse": self._refuse,
        }

    def answer(self, request: Request) -> Answer:
        name = request.path.removeprefix(PREFIX).strip("/")
        try:
            given = json.loads(request.body) if request.body.strip() else {}
            if name.startswith("raw/"):
                return json_answer(self._raw(request, name[4:].upper()))
            if name.startswith("faults/") and request.method == "DELETE":
                return json_answer({"removed": self._simulator.faults.remove(int(name[7:]))})
            route = self._routes.get(name)
            if route is None:
                return json_answer({"error": f"no such control: {name}", "controls": sorted(self._routes)}, 404)
            return json_answer(route(request, given))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            return json_answer({"error": f"{type(error).__name__}: {error}"}, 400)

    def _index(self, request: Request, given: dict) -> object:
        return {"controls": sorted(name for name in self._routes if name) + ["raw/ICAO"]}

    def _health(self, request: Request, given: dict) -> object:
        simulator = self._simulator
        return {"now": iso(request.now), "offset": simulator.clock.offset, "seed": simulator.seed,
                "stations": group_counts(simulator.feed.stations), "replay": simulator.replay_files}

    def _faults(self, request: Request, given: dict | list) -> object:
        faults = self._simulator.faults
        if request.method == "DELETE":
            return {"removed": faults.remove()}
        if request.method == "POST":
            rules = [faults.add(rule, request.now) for rule in (given if isinstance(given, list) else [given])]
            return {"faults": [describe_rule(rule) for rule in rules]}
        return {"faults": faults.listed()}

    def _counts(self, request: Request, given: dict) -> object:
        return self._simulator.counts.totals()

    def _requests(self, request: Request, given: dict) -> object:
        return {"requests": self._simulator.counts.requests(int(request.query.get("after", 0)))}

    def _reset(self, request: Request, given: dict) -> object:
        """Clear the counts; with {"all": true} also faults, pushed reports, style and settings."""
        self._need_post(request)
        self._simulator.counts.reset()
        if given.get("all"):
            self._simulator.faults.remove()
            self._simulator.feed.clear_pushed()
            self._simulator.reset_settings()
        return {"reset": True}

    def _stations(self, request: Request, given: dict) -> object:
        """Ids by group; ?group=NAME for one, ?limit=N for at most so many of each, ?taf=1 for those with forecasts."""
        limit = int(request.query.get("limit", 1 << 30))
        stations = self._simulator.feed.stations
        groups: dict[str, list[str]] = {}
        for station in list(stations.by_id.values()):
            if not request.query.get("taf") or station.taf:
                groups.setdefault(station.group, []).append(station.id)
        groups["unlisted"] = list(stations.unlisted)
        if "group" in request.query:
            groups = {request.query["group"]: groups[request.query["group"]]}
        return {"counts": group_counts(stations), **{name: ids[:limit] for name, ids in groups.items()}}

    def _report(self, request: Request, given: dict | list) -> object:
        """Push reports: {"raw": text, "type": "metar"|"taf", "time"?, "received"?, "hold"?, "bulk"?}, or a list of them."""
        feed = self._simulator.feed
        if request.method == "DELETE":
            feed.clear_pushed()
            return {"cleared": True}
        self._need_post(request)
        return {"reports": [self._push(one, request.now) for one in (given if isinstance(given, list) else [given])]}

    def _push(self, given: dict, now: float) -> dict:
        raw = str(given["raw"])
        kind = str(given.get("type", "taf" if raw.lstrip().startswith("TAF") else "metar"))
        if kind not in ("metar", "taf"):
            raise ControlError("type must be metar or taf")
        report = decode_metar(raw, now) if kind == "metar" else decode_taf(raw, now)
        if "station" in given:
            report.station = str(given["station"]).upper()
        if "time" in given:
            setattr(report, "time" if kind == "metar" else "issued", int(parse_moment(given["time"])))
        report.received = int(parse_moment(given.get("received", now)))
        if given.get("kind"):
            report.kind = str(given["kind"])
        station = self._simulator.feed.add_station(report.station, self._simulator.seed)
        report.place = (station.latitude, station.longitude, station.elevation_m)
        self._simulator.feed.push(kind, report, bool(given.get("hold", True)), bool(given.get("bulk", False)))
        return {"station": report.station, "type": kind, "time": iso(report.time), "received": iso(report.received)}

    def _raw(self, request: Request, ident: str) -> object:
        """What the providers have of a station: ?type=metar or taf, ?hours=N for its history too."""
        kind = request.query.get("type", "metar")
        feed = self._simulator.feed
        station = feed.stations.by_id[ident]
        report = feed.latest(kind, station, request.now)
        result = {"station": ident, "group": station.group, "raw": None if report is None else report.raw}
        if report is not None:
            result |= {"time": report.time, "received": report.received}
        if "hours" in request.query:
            start = request.now - float(request.query["hours"]) * 3600
            past = feed.history(kind, station, start, request.now, request.now, 10000)
            result["history"] = [{"raw": one.raw, "time": one.time, "received": one.received} for one in past]
        return result

    def _time(self, request: Request, given: dict) -> object:
        """Read the clock, or set it: {"offset": s}, {"advance": s} or {"at": time}."""
        clock = self._simulator.clock
        if request.method == "POST":
            if "offset" in given:
                clock.offset = int(given["offset"])
            elif "advance" in given:
                clock.offset += int(given["advance"])
            elif "at" in given:
                clock.offset += int(parse_moment(given["at"]) - clock.now())
            else:
                raise ControlError("give offset, advance or at")
        now = clock.now()
        return {"now": now, "iso": iso(now), "offset": clock.offset, "shared": clock.shared}

    def _style(self, request: Request, given: dict) -> object:
        """Read or change how AWC writes; {"csv": "old"} is short for the form of 2022."""
        if request.method == "POST":
            given = dict(given)
            if given.pop("csv", None) == "old":
                given = {"modern": False, "leading_word": False, **given}
            self._simulator.style = modified(self._simulator.style, given)
        style = self._simulator.style
        return {name: getattr(style, name) for name in style.__slots__}

    def _settings(self, request: Request, given: dict) -> object:
        """Read or change {"awc_per_minute", "checkwx_per_day", "checkwx_key"}; 0 and "" mean no limit and any key."""
        if request.method == "POST":
            self._simulator.change_settings(given)
        return self._simulator.settings()

    def _refuse(self, request: Request, given: dict) -> object:
        """Close the listener for {"seconds": n} of real time: new connections are refused."""
        self._need_post(request)
        seconds = float(given.get("seconds", 5))
        self._simulator.refuse(seconds)
        return {"refusing_for": seconds}

    @staticmethod
    def _need_post(request: Request) -> None:
        if request.method != "POST":
            raise ControlError("POST it")
