#!/usr/bin/env python3
"""main_fields.py PROGRAM KIND FILE: how many reports are decoded without a missing main field, and whether spans account
for every byte. With --list, those that are not, and what they lack."""
import json
import re
import subprocess
import sys

LEAST = 97.0  # per cent


def accounted(raw, spans):
    at = 0
    for span in spans + [{"start": len(raw), "end": len(raw)}]:
        if span["start"] < at or raw[at:span["start"]].strip(b"= \t\r\n"):
            return False
        at = span["end"]
    return True


def pirep(raw, d):
    """Reference, time, level, and every value of turbulence, icing and sky."""
    place = d["location"] or {}
    if place.get("reference") is None and place.get("lat") is None:
        yield "reference"
    if d["time"] is None:
        yield "time"
    if d["altitude_ft"] is None and d["altitude_kind"] == "unknown" and not re.search(r"/FL ?UNKN", raw):
        yield "level"
    for field, mark in (("turbulence", "TB"), ("icing", "IC"), ("sky", "SK")):
        given = re.findall(rf"(?:/{mark} ?| {mark} )((?!TB |SK |IC |RM )[^/ ][^/]*)", raw.split("/RM")[0].split(" RM ")[0])
        if given and not d[field] and not re.fullmatch(r"(NA|UNKN?|IMC|VFR) ?", given[0]):
            yield field


JUDGES = {"pirep": pirep}


def main():
    listing = "--list" in sys.argv
    program, kind, path = [a for a in sys.argv[1:] if a != "--list"]
    run = subprocess.run([program, "decode", "--type", kind, "--jsonl", "--provenance", "--reference-time", "2026-10-15T00:00:00Z", path],
                         capture_output=True, text=True, check=True, encoding="utf-8")
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    whole, astray = 0, 0
    for a in answers:
        lacks = list(JUDGES[kind](a["raw"], a["decoded"])) if "decoded" in a else [a["error"]]
        whole += not lacks
        astray += "spans" in a and not accounted(a["raw"].encode(), a["spans"])
        if lacks and listing:
            print(", ".join(lacks), "|", a["raw"])
    share = 100 * whole / max(len(answers), 1)
    print(f"{kind}: {whole} of {len(answers)} reports ({share:.2f} %) have all main fields; {astray} with bytes unaccounted for")
    return 0 if share >= LEAST and astray == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
