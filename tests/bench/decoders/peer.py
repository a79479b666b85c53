"""peer.py metar|avwx-engine KIND FILE: another decoder's rate, said as bench_decoders says ours (see there).

Each is called the way that asks least of it: metar with strict=False, which does not give up at the first group that it does not
know, avwx-engine by its parsing function, without the event loop of its classes; and neither prints warnings.
"""
import json
import re
import sys
import time
import warnings
from datetime import date
from pathlib import Path

ISSUED = date(2026, 10, 15)
RUN_SECONDS = 0.2
STATION = re.compile(r"[A-Z][A-Z0-9]{3}")
NO_STATION = ("METAR", "SPECI", "TAF", "AUTO")


def metar_calls(kind, reports):
    from metar import Metar

    if kind != "metar":
        raise SystemExit("metar decodes METARs only")
    return [(lambda raw=raw: Metar.Metar(raw, month=ISSUED.month, year=ISSUED.year, strict=False)) for raw in reports]


def avwx_calls(kind, reports):
    """It wants the station beside the report, which has no leading type: found before the clock starts."""
    from avwx.current import metar, taf

    parse = {"metar": metar.parse, "taf": taf.parse}[kind]
    calls = []
    for raw in reports:
        text = re.sub(r"^(?:(?:METAR|SPECI|TAF) )+", "", raw)
        station = next((word for word in text.split() if STATION.fullmatch(word) and word not in NO_STATION), "")
        calls.append(lambda station=station, text=text: parse(station, text, ISSUED))
    return calls


def run_all(calls):
    """How many did not raise."""
    decoded = 0
    for call in calls:
        try:
            call()
            decoded += 1
        except Exception:  # noqa: BLE001  (whatever it raises, it has not decoded the report)
            pass
    return decoded


def main(decoder, kind, path):
    warnings.simplefilter("ignore")
    reports = [line for line in Path(path).read_text(encoding="utf-8").split("\n") if line]
    calls = {"metar": metar_calls, "avwx-engine": avwx_calls}[decoder](kind, reports)
    decoded = run_all(calls)  # not timed: fills its caches
    start, passes, seconds = time.process_time(), 0, 0.0
    while seconds < RUN_SECONDS:
        run_all(calls)
        passes += 1
        seconds = time.process_time() - start
    print(json.dumps({"reports": len(reports), "decoded": decoded, "per_second": round(passes * len(reports) / seconds)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
