"""Replay: given reports instead of the model's.

A file is a text file with one METAR or TAF a line, JSON lines with "raw", a recorded AWC cache file (CSV or XML) or
API answer (JSON), or a CheckWX answer. A product that occurs in no file keeps the model.

Times. "rebase" (the default): a station's n reports are served one after another, one per step, the first at the
start; the time in the text is rewritten to that of its step (in a TAF every time is moved by the same whole number of
hours). "text": nothing is rewritten; a report has the time recorded with it, or that of its text nearest to the start.
"""

import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from clock import day_hour, day_hour_minute, parse_moment
from feed import FOREVER
from metar_decode import decode_metar
from noise import mix
from reports import Metar, Taf
from stations import Station, StationSet
from taf_decode import decode_taf, following

RECEIPT = 60
HOUR = 3600
ISSUE = re.compile(r"\b\d{6}Z\b")
TAF_TIMES = re.compile(r"\bFM(\d{2})(\d{2})(\d{2})\b|\b(\d{2})(\d{2})/(\d{2})(\d{2})\b|/(\d{2})(\d{2})Z\b")
TAF_LIKE = re.compile(r"^(?:(?:TAF|AMD|COR) )*[A-Z0-9]{3,8} (?:\d{6}Z? )?\d{4}/\d{4}\b")


class ReplayError(Exception):
    """A replay file that cannot be read."""


@dataclass(slots=True)
class Given:
    """A report as found: its text, and its time and place if the file has them."""

    raw: str
    kind: str
    time: float | None = None
    place: tuple[float, float, float] | None = None


class Replay:
    """The reports of some files. Bad lines are passed over and counted in `unreadable`."""

    def __init__(self, paths: list[str], rebase: bool, step: int, now: float) -> None:
        self._now = now
        self._rebase = rebase
        self._step = max(60, step)
        self.unreadable = 0
        self._reports: dict[str, dict[str, list]] = {"metar": {}, "taf": {}}
        for path in paths:
            try:
                found = list(read_file(path))
            except (OSError, ValueError, KeyError, ElementTree.ParseError) as error:
                raise ReplayError(f"{path}: {error}") from error
            for given in found:
                self._add(given)

    def _add(self, given: Given) -> None:
        decode = decode_metar if given.kind == "metar" else decode_taf
        try:
            report = decode(given.raw, self._now if given.time is None else given.time)
        except (ValueError, IndexError):
            self.unreadable += 1
            return
        if given.time is not None and not self._rebase:
            setattr(report, "time" if given.kind == "metar" else "issued", int(given.time))
        report.place = given.place
        self._reports[given.kind].setdefault(report.station, []).append(report)

    def has(self, kind: str) -> bool:
        return bool(self._reports[kind])

    def add_stations(self, stations: StationSet, seed: int) -> None:
        """Make every replayed station one of the bulk files."""
        for kind, by_station in self._reports.items():
            for ident, reports in by_station.items():
                station = stations.get_or_add(ident, seed)
                if station.group != "extra":
                    station.group = "reporting"
                station.taf = station.taf or kind == "taf"
                for report in reports:
                    report.place = report.place or (station.latitude, station.longitude, station.elevation_m)

    def source(self, kind: str) -> "ReplaySource":
        return ReplaySource(self._reports[kind], self._rebase, self._step, self._now)


class ReplaySource:
    """The replayed reports of one product, as a source of the feed."""

    def __init__(self, reports: dict[str, list], rebase: bool, step: int, now: float) -> None:
        self._reports = reports
        self._rebase = rebase
        self._step = step
        self._now = now
        for by_time in reports.values() if not rebase else ():
            by_time.sort(key=lambda report: report.time)

    def latest(self, station: Station, t: float) -> tuple[Metar | Taf | None, int]:
        reports = self._reports.get(station.id)
        if not reports:
            return None, FOREVER
        if self._rebase:
            slot = self._slot(station, t - RECEIPT)
            return self._moved(station, reports, slot), self._slot_time(station, slot + 1) + RECEIPT
        past = [report for report in reports if report.time + RECEIPT <= t]
        until = reports[len(past)].time + RECEIPT if len(past) < len(reports) else FOREVER
        return (replace(past[-1], received=past[-1].time + RECEIPT, memo={}) if past else None), until

    def history(self, station: Station, start: float, end: float, now: float) -> Iterator[Metar | Taf]:
        reports = self._reports.get(station.id, [])
        if not self._rebase:
            yield from (r for r in reversed(reports) if start <= r.time <= end and r.time + RECEIPT <= now)
            return
        slot = self._slot(station, min(end, now - RECEIPT))
        while reports and self._slot_time(station, slot) >= start:
            yield self._moved(station, reports, slot)
            slot -= 1

    def _slot(self, station: Station, t: float) -> int:
        return int(t - self._phase(station)) // self._step

    def _slot_time(self, station: Station, slot: int) -> int:
        return slot * self._step + self._phase(station)

    def _phase(self, station: Station) -> int:
        return mix(station.key, 240) % (self._step // 60) * 60

    def _moved(self, station: Station, reports: list, slot: int) -> Metar | Taf:
        """The report of a slot; the first of a station belongs to the slot current at the start."""
        report = reports[(slot - self._slot(station, self._now - RECEIPT)) % len(reports)]
        moved = rebased(report, self._slot_time(station, slot))
        moved.received = self._slot_time(station, slot) + RECEIPT
        return moved


def rebased(report: Metar | Taf, time: int) -> Metar | Taf:
    """The report as if it had been made at `time`."""
    if isinstance(report, Metar):
        body = ISSUE.sub(day_hour_minute(time) + "Z", report.body, count=1)
        return replace(report, time=time, body=body, memo={})
    # Whole hours, and never into the future.
    delta = (time - report.issued) // HOUR * HOUR
    return replace(
        report, issued=report.issued + delta, valid_from=report.valid_from + delta, valid_to=report.valid_to + delta,
        body=_moved_taf_text(report, delta), groups=[_moved_group(group, delta) for group in report.groups], memo={},
    )


def _moved_group(group, delta: int):
    return replace(
        group, start=group.start + delta, end=group.end + delta,
        becoming=None if group.becoming is None else group.becoming + delta,
        temps=[(time + delta, value, which) for time, value, which in group.temps],
    )


def _moved_taf_text(taf: Taf, delta: int) -> str:
    """Every time of a TAF moved by the same number of hours."""

    def hour_text(day: str, hour: str) -> str:
        moment = following(int(day), int(hour), 0, taf.valid_from - HOUR) + delta
        return day_hour(moment, end=hour == "24")

    def move(match: re.Match) -> str:
        if match[1]:
            moment = following(int(match[1]), int(match[2]), int(match[3]), taf.valid_from - HOUR) + delta
            return f"FM{day_hour_minute(moment)}"
        if match[4]:
            return f"{hour_text(match[4], match[5])}/{hour_text(match[6], match[7])}"
        return f"/{hour_text(match[8], match[9])}Z"

    text = ISSUE.sub(day_hour_minute(taf.issued + delta) + "Z", taf.body, count=1)
    return TAF_TIMES.sub(move, text)


# Reading.


def read_file(path: str) -> Iterator[Given]:
    """The reports of a file, by what its content looks like."""
    text = _decoded(Path(path).read_bytes())
    start = text.lstrip()[:1]
    if start == "<":
        yield from _from_xml(text)
    elif start in ("[", "{"):
        yield from _from_json(text)
    elif "raw_text," in text[:4000]:
        yield from _from_csv(text)
    else:
        yield from (given(line) for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def given(raw: str, time: object = None, place: tuple | None = None) -> Given:
    """A found report, with its product told from its text."""
    raw = " ".join(raw.split())
    kind = "taf" if raw.startswith("TAF") or TAF_LIKE.match(raw) else "metar"
    return Given(raw, kind, None if time in (None, "") else parse_moment(time), place)


def _place(latitude: object, longitude: object, elevation: object) -> tuple[float, float, float] | None:
    if latitude in (None, "") or longitude in (None, ""):
        return None
    return float(latitude), float(longitude), float(elevation or 0)


def _from_csv(text: str) -> Iterator[Given]:
    start = text.index("raw_text,")
    for row in csv.DictReader(io.StringIO(text[start:])):
        time = row.get("observation_time") or row.get("issue_time")
        yield given(row["raw_text"], time, _place(row.get("latitude"), row.get("longitude"), row.get("elevation_m")))


def _from_xml(text: str) -> Iterator[Given]:
    for element in ElementTree.fromstring(text).iter():
        if element.tag in ("METAR", "TAF") and element.findtext("raw_text"):
            time = element.findtext("observation_time") or element.findtext("issue_time")
            place = (element.findtext(name) for name in ("latitude", "longitude", "elevation_m"))
            found = given(element.findtext("raw_text") or "", time, _place(*place))
            found.kind = element.tag.lower()
            yield found


def _from_json(text: str) -> Iterator[Given]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        value = [json.loads(line) for line in text.splitlines() if line.strip()]
    if isinstance(value, dict):
        value = value.get("data", [value])
    for item in value:
        if isinstance(item, str):
            yield given(item)
            continue
        raw = item.get("rawOb") or item.get("rawTAF") or item.get("raw_text") or item.get("raw")
        if raw:
            time = item.get("obsTime") or item.get("issueTime")
            yield given(raw, time, _place(item.get("lat"), item.get("lon"), item.get("elev")))
