#!/usr/bin/env python3
"""understood.py metar|taf DECODED.jsonl: how many groups were understood, and whether spans account for every byte."""
import json
import re
import sys

LEAST = {"metar": (99.8, 99.0), "taf": (99.7, 98.0)}  # body, remarks; per cent
MARK = re.compile(rb"\b(RMKS?|REMARKS?)\b")


def accounted(raw, spans):
    at = 0
    for span in spans + [{"start": len(raw), "end": len(raw)}]:
        if span["start"] < at or raw[at:span["start"]].strip(b"= \t\r\n"):
            return False
        at = span["end"]
    return True


def main():
    kind, path = sys.argv[1:3]
    groups, unknown, astray = [0, 0], [0, 0], 0
    with open(path, encoding="utf-8") as f:
        for line in f:
            x = json.loads(line)
            if "error" in x:
                continue
            raw = x["raw"].encode()
            mark = MARK.search(raw)
            cut = mark.start() if mark else len(raw)
            groups[0] += len(raw[:cut].split())
            groups[1] += len(raw[cut:].split())
            for u in x["decoded"]["undecoded"]:
                unknown[u["start"] >= cut] += len(u["text"].split())
                astray += raw[u["start"]:u["end"]].decode() != u["text"]
            astray += not accounted(raw, x["spans"])
    shares = [100 - 100 * u / max(g, 1) for u, g in zip(unknown, groups)]
    print(f"{kind}: {shares[0]:.3f} % of {groups[0]} body groups and {shares[1]:.3f} % of {groups[1]} groups of "
          f"remarks are understood; {astray} reports with bytes unaccounted for")
    return 0 if astray == 0 and all(s >= least for s, least in zip(shares, LEAST[kind])) else 1


if __name__ == "__main__":
    sys.exit(main())
