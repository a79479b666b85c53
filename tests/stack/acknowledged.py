"""What a system has acknowledged as written, and whether it is there: in each host's own history, and in the durable tier once.

A report is acknowledged when ingestd has logged it as committed (`report_committed`, a debug line), or when the API has
served it. Its name is that of the log: STATION:PRODUCT:SECONDS:CRC32 of the text.
"""
import calendar
import json
import os
import subprocess
import time
import zlib
from collections import Counter

import layout

DATABASE = "simulated-aviation-weather"
PRODUCTS = ("metar", "taf")


def name_of(station, product, seconds, raw):
    return f"{station}:{product}:{seconds}:{zlib.crc32(raw.encode()):08x}"


def seconds_of(iso):
    """Of a time in an answer; None of null."""
    return None if iso is None else calendar.timegm(time.strptime(iso, "%Y-%m-%dT%H:%M:%SZ"))


def name_of_answer(report):
    """Of a report in an answer: a METAR's, or a TAF's, which has the time of its issue, else the begin of its validity."""
    if "observed_at" in report:
        return name_of(report["station"], "metar", seconds_of(report["observed_at"]), report["raw"])
    return name_of(report["station"], "taf", seconds_of(report["issued_at"] or report["valid_from"]), report["raw"])


def logged(stack, event="report_committed"):
    """The lines of one event, of every ingestd that has run, in order; a line that a SIGKILL cut off is none."""
    with open(stack.layout.log / "ingestd.log", encoding="utf-8", errors="replace") as log:
        for line in log:
            if f'"event":"{event}"' in line and line.endswith("}\n"):
                yield json.loads(line)


def committed(stack):
    """The names of all rows that a host's ingestd says it has committed, in order, each once."""
    return list(dict.fromkeys(event["id"] for event in logged(stack)))


def in_history(stack, names):
    """How often each name is in a host's own history, past every process of it, of the stations of `names`."""
    found = Counter()
    stations = sorted({name.split(":")[0] for name in names})
    for product in PRODUCTS if stations else ():
        lines = subprocess.run(
            [str(layout.BUILD / "tests/integration/store_dump"), str(stack.layout.data), "history", product, *stations],
            env={**os.environ, **stack.layout.environment}, capture_output=True, text=True, check=True).stdout
        for row in map(json.loads, lines.splitlines()):
            found[name_of(row["station"], product, seconds_of(row["observed_at"]), row["raw"])] += 1
    return found


def in_mongodb(server):
    """How often each name is in the durable tier."""
    with server.client() as client:
        rows = client[DATABASE]["weather_history"].find({}, {"icao_code": 1, "product": 1, "timestamp": 1, "raw": 1})
        return Counter(name_of(row["icao_code"], row["product"], calendar.timegm(row["timestamp"].timetuple()), row["raw"])
                       for row in rows)


def missing(names, found):
    """Of the names those that are not there exactly once, with how often."""
    return {name: found[name] for name in names if found[name] != 1}
