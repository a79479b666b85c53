#!/usr/bin/env python3
"""notam_fields.py DECODED.jsonl: how many NOTAMs have every main field that their text gives, and whether spans account
for every byte. In TAP."""
import json
import re
import sys

LEAST = 97.0  # per cent


def missing(raw, x):
    """Main fields that the text has and the decoded NOTAM lacks; some texts are fragments."""
    domestic = raw.lstrip().startswith("!")
    has = {
        "id": domestic or re.search(r"NOTAM[NRC]", raw[:80]),
        "kind": domestic or re.search(r"NOTAM[NRC]", raw[:80]),
        "locations": domestic or re.search(r"\bA\)\s*[A-Z]{4}", raw),
        "valid_from": re.search(r"\bB\)\s*\d|\d{10}-", raw),
        "text": domestic or re.search(r"\bE\)", raw),
    }
    ends = x["valid_to"] or x["permanent"] or x["until_further_notice"]
    if re.search(r"\bC\)\s*(\d|PERM|UFN)|\d{10}-(\d|PERM)", raw) and not ends:
        yield "valid_to"
    if (domestic or re.search(r"/\s*Q[A-Z]{4}", raw)) and not (x["subject"] or x["q_code"]):
        yield "subject"
    for name, given in has.items():
        if given and not x[name]:
            yield name


def accounted(raw, spans):
    at = 0
    for span in spans + [{"start": len(raw), "end": len(raw)}]:
        if span["start"] < at or raw[at:span["start"]].strip(b"= \t\r\n"):
            return False
        at = span["end"]
    return True


def main():
    count = whole = astray = schedules = understood = 0
    with open(sys.argv[1], encoding="utf-8") as f:
        for line in f:
            x = json.loads(line)
            count += 1
            if "error" in x:
                continue
            whole += not list(missing(x["raw"], x["decoded"]))
            astray += not accounted(x["raw"].encode(), x["spans"])
            schedules += x["decoded"]["schedule"] is not None
            understood += bool(x["decoded"]["schedule"] and x["decoded"]["schedule"]["understood"])
    share = 100 * whole / max(count, 1)
    print("1..2")
    print(f"{'ok' if share >= LEAST else 'not ok'} 1 - {share:.2f} % of {count} NOTAMs have all main fields given; "
          f"{understood} of {schedules} schedules understood")
    print(f"{'not ok' if astray else 'ok'} 2 - {astray} with bytes unaccounted for")
    return 1 if astray or share < LEAST else 0


if __name__ == "__main__":
    sys.exit(main())
