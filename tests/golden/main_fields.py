#!/usr/bin/env python3
"""main_fields.py PROGRAM KIND FILE: how many reports are decoded without a missing main field, and whether spans account
for every byte. With --list, those that are not, and what they lack."""
import json
import re
import subprocess
import sys

LEAST = 97.0  # per cent
SEPARATORS = bytes(range(33)) + b"=\x7f"


def accounted(raw, spans):
    at = 0
    for span in spans + [{"start": len(raw), "end": len(raw)}]:
        if span["start"] < at or raw[at:span["start"]].strip(SEPARATORS):
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


def sigmet(raw, d):
    """Hazard, validity, levels and movement where given, area or its text; a cancellation needs only what it cancels."""
    if d["valid_to"] is None and not d["none"]:
        yield "validity"
    if d["cancelled"] or d["none"] or d["kind"] == "OUTLOOK":
        return
    if d["hazard"] is None:
        yield "hazard"
    if d["area"] is None and d["area_text"] is None:
        yield "area"
    body = re.split(r"OUTLOOK|OTLK|FRZLVL|CONVECTIVE SIGMET .*(?=CONVECTIVE SIGMET)", raw)[0]
    if d["base_ft"] is None and d["top_ft"] is None and re.search(r"FL ?\d{3}|\d{3,5}FT\b|TOPS? ", body):
        yield "levels"
    if d["movement"] is None and re.search(r"MOV |STNR", body):
        yield "movement"


JUDGES = {"pirep": pirep, "sigmet": sigmet, "airmet": sigmet, "cwa": sigmet}


def main():
    listing = "--list" in sys.argv
    program, kind, path = [a for a in sys.argv[1:] if a != "--list"]
    run = subprocess.run([program, "decode", "--type", kind, "--jsonl", "--provenance", "--reference-time", "2026-10-15T00:00:00Z", path],
                         capture_output=True, text=True, check=True, encoding="utf-8")
    answers = [a for a in map(json.loads, run.stdout.splitlines()) if " " in a["raw"] and not a["raw"].endswith("...")]
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
