#!/usr/bin/env python3
"""golden.py PROGRAM CASES.jsonl metar|taf|pirep|notam: reports with what must be decoded of them, in TAP.

A case: raw; why; expect (members that the decoded report must have; others are free; lists are compared whole, their
members likewise); expect_at with at; active, a NOTAM's at that moment; error: true where nothing may be made of it;
reference, else 2026-10-15.
"""
import json
import subprocess
import sys

REFERENCE = "2026-10-15T00:00:00Z"


def differences(want, got, path=""):
    if isinstance(want, dict):
        if not isinstance(got, dict):
            return [f"{path}: want an object, got {got!r}"]
        return [d for k in want for d in (differences(want[k], got[k], f"{path}.{k}") if k in got
                                          else [f"{path}.{k} is not there"])]
    if isinstance(want, list):
        if not isinstance(got, list) or len(want) != len(got):
            return [f"{path}: want {len(want)} members, got {got!r}"]
        return [d for i, (a, b) in enumerate(zip(want, got)) for d in differences(a, b, f"{path}[{i}]")]
    return [] if want == got and isinstance(want, bool) == isinstance(got, bool) else [f"{path}: want {want!r}, got {got!r}"]


def decode(program, kind, case):
    command = [program, "decode", "--type", kind, "--jsonl", "--reference-time", case.get("reference", REFERENCE)]
    if "at" in case:
        command += ["--at", case["at"]]
    run = subprocess.run(command, input=case["raw"] + "\n", capture_output=True, text=True, check=True, encoding="utf-8")
    return json.loads(run.stdout)


def judge(program, kind, case):
    got = decode(program, kind, case)
    if got.get("raw") != case["raw"]:
        return ["raw is not what was given"]
    if case.get("error"):
        return [] if isinstance(got.get("error"), str) and "decoded" not in got else ["no error"]
    if "decoded" not in got:
        return [f"error: {got.get('error')}"]
    found = differences(case["expect"], got["decoded"])
    if "expect_at" in case:
        found += differences(case["expect_at"], got["at"], "at")
    if "active" in case:
        found += differences(case["active"], got["active_at"], "active_at")
    return found


def main():
    program, path, kind = sys.argv[1:4]
    with open(path, encoding="utf-8") as f:
        cases = [json.loads(line) for line in f if line.strip()]
    print(f"1..{len(cases)}")
    failed = False
    for number, case in enumerate(cases, 1):
        found = judge(program, kind, case)
        failed |= bool(found)
        print(f"{'not ok' if found else 'ok'} {number} - {case['why']}".replace("#", ""))
        for line in found:
            print(f"#   {line}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
