"""What a faulty provider does to the reports themselves: repeats, joins, dates them wrongly."""

import re
from collections.abc import Callable
from dataclasses import replace

from clock import day_hour_minute
from reports import Metar, Taf

ISSUE_GROUP = re.compile(r"\b\d{6}Z\b")


def _moved(report: Metar | Taf, seconds: int, text_only: bool, time_only: bool) -> Metar | Taf:
    """The report with the time in its text, in its field, or both, moved."""
    body = report.body
    if not time_only:
        body = ISSUE_GROUP.sub(day_hour_minute(report.time + seconds) + "Z", body, count=1)
    changes: dict = {"body": body, "memo": {}}
    if not text_only:
        changes["issued" if isinstance(report, Taf) else "time"] = report.time + seconds
    return replace(report, **changes)


def _each(selected: frozenset[str], change: Callable[[list, int], list]) -> Callable[[list], list]:
    """Apply a change (list and index to replacements) to the selected stations' reports; no selection means all."""

    def apply(reports: list) -> list:
        result: list = []
        for index, report in enumerate(reports):
            result += change(reports, index) if not selected or report.station in selected else [report]
        return result

    return apply


def alteration(kind: str, params: dict) -> Callable[[list], list]:
    """The change of a fault: duplicate, joined, future, mismatch or shifted. KeyError if there is no such kind."""
    selected = frozenset(params.get("stations", ()))
    seconds = int(params.get("seconds", 3600 if kind != "mismatch" else 86400))
    separator = str(params.get("separator", " "))

    def joined(reports: list, index: int) -> list:
        other = reports[(index + 1) % len(reports)]
        return [replace(reports[index], body=reports[index].body + separator + other.raw, memo={})]

    changes: dict[str, Callable[[list, int], list]] = {
        "duplicate": lambda reports, index: [reports[index]] * int(params.get("times", 2)),
        "joined": joined,
        "future": lambda reports, index: [_moved(reports[index], seconds, False, False)],
        "mismatch": lambda reports, index: [_moved(reports[index], seconds, True, False)],
        "shifted": lambda reports, index: [_moved(reports[index], seconds, False, True)],
    }
    return _each(selected, changes[kind])


ALTERATIONS = ("duplicate", "joined", "future", "mismatch", "shifted")
