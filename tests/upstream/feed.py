"""Which reports the providers have at a moment: those of a source (the model or a replay), and those pushed by a test.

All methods take the moment as `t` (seconds UTC, simulated) and are safe to call from several threads.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from reports import Metar, Taf
from stations import Station, StationSet

FOREVER = 1 << 62
METAR_KEEP = 90 * 60
BULK_GROUPS = ("reporting", "extra")


class Source(Protocol):
    """Where reports of one product come from."""

    def latest(self, station: Station, t: float) -> tuple[Metar | Taf | None, int]:
        """The report that the provider has at t, and until when it stays so."""

    def history(self, station: Station, start: float, end: float, now: float) -> Iterator[Metar | Taf]:
        """Reports of [start, end] received by now, latest first."""


@dataclass(slots=True)
class Pushed:
    """A report given by a test.

    held: it stays what the provider has as current, whatever the model says; bulk: it is in the bulk files even if
    the station is not.
    """

    report: Metar | Taf
    held: bool
    bulk: bool


@dataclass(slots=True)
class Known:
    """What is known of a station's current report: valid for since <= t < until."""

    since: float
    until: float
    report: Metar | Taf | None


@dataclass(slots=True)
class Product:
    """One product's source, pushed reports and cache of current ones."""

    source: Source
    lock: threading.RLock = field(default_factory=threading.RLock)
    pushed: dict[str, list[Pushed]] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)


class Feed:
    """The providers' data. `generation` changes with every push, so that files made before it are not used again."""

    def __init__(self, stations: StationSet, metars: Source, tafs: Source) -> None:
        self.stations = stations
        self._products = {"metar": Product(metars), "taf": Product(tafs)}
        self.generation = 0

    def current(self, kind: str, t: float) -> list:
        """What a bulk file of the product holds at t, newest observation or issue first."""
        product = self._products[kind]
        reports = []
        for station in list(self.stations.by_id.values()):
            if self._in_bulk(kind, product, station):
                # One station at a time, so that questions for single stations need not wait for all of them.
                report = self.latest(kind, station, t)
                if report is not None:
                    reports.append(report)
        reports.sort(key=lambda report: (-report.time, report.station))
        return reports

    @staticmethod
    def _in_bulk(kind: str, product: Product, station: Station) -> bool:
        pushed = product.pushed.get(station.id, ())
        if station.group in BULK_GROUPS:
            return kind == "metar" or station.taf or bool(pushed)
        return any(entry.bulk for entry in pushed)

    def latest(self, kind: str, station: Station, t: float) -> Metar | Taf | None:
        """A station's current report."""
        product = self._products[kind]
        with product.lock:
            return self._latest(product, station, t)

    def _latest(self, product: Product, station: Station, t: float) -> Metar | Taf | None:
        known = product.known.get(station.id)
        if known is None or not known.since <= t < known.until:
            report, until = product.source.latest(station, t)
            if known is not None and known.report is not None and report == known.report:
                report = known.report
            known = product.known[station.id] = Known(t, until, report)
        pushed = [entry for entry in product.pushed.get(station.id, ()) if entry.report.received <= t]
        if not pushed:
            return known.report
        held = [entry for entry in pushed if entry.held]
        if held:
            return held[-1].report
        candidates = [entry.report for entry in pushed] + ([known.report] if known.report else [])
        return max(candidates, key=lambda report: (report.time, report.received))

    def history(self, kind: str, station: Station, start: float, end: float, t: float, limit: int = 400) -> list:
        """A station's reports of [start, end] received by t, latest first."""
        product = self._products[kind]
        with product.lock:
            reports = list(islice(product.source.history(station, start, end, t), limit))
            reports += [
                entry.report
                for entry in product.pushed.get(station.id, ())
                if entry.report.received <= t and start <= entry.report.time <= end
            ]
        reports.sort(key=lambda report: (-report.time, -report.received))
        return reports[:limit]

    def push(self, kind: str, report: Metar | Taf, held: bool, bulk: bool) -> None:
        """Give a report to the providers from its `received` on."""
        product = self._products[kind]
        with product.lock:
            product.pushed.setdefault(report.station, []).append(Pushed(report, held, bulk))
        self.generation += 1

    def clear_pushed(self) -> None:
        for product in self._products.values():
            with product.lock:
                product.pushed.clear()
        self.generation += 1

    def has_pushed(self, kind: str, ident: str) -> bool:
        return ident in self._products[kind].pushed

    def add_station(self, ident: str, seed: int) -> Station:
        with self._products["metar"].lock:
            return self.stations.get_or_add(ident, seed)
