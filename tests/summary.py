"""Counts the tests of all suites, and shows where those that failed have their logs.

    summary.py SOURCE BUILD

Reads the .trs files of automake (one ":test-result:" line a test) and of bootstrap's steps, and pytest's JUnit files.
The last line is "N passed, N failed, N skipped"; the status is 1 when something failed or nothing ran.
"""
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

FAILED = {"FAIL", "XPASS", "ERROR"}
LOG_LINES = 15


def trs_files(build):
    """Results of the trees that bootstrap made; distcheck's own tree is inside one and is not counted again."""
    for path in sorted(build.rglob("*.trs")):
        if not any(part.startswith("aviation-weather-") for part in path.relative_to(build).parts):
            yield path


def read_trs(path):
    """(outcome, name) of each test in an automake result file."""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith(":test-result:"):
            outcome, _, name = line.removeprefix(":test-result:").strip().partition(" ")
            yield outcome, name


def read_junit(path):
    """(outcome, name, details) of each test in a JUnit file."""
    for case in ElementTree.parse(path).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        problem = case.find("failure")
        problem = problem if problem is not None else case.find("error")
        if problem is not None:
            yield "FAIL", name, (problem.get("message") or "").splitlines()[:3]
        elif case.find("skipped") is not None:
            yield "SKIP", name, [case.find("skipped").get("message") or ""]
        else:
            yield "PASS", name, []


def main(argv):
    source, build = Path(argv[1]), Path(argv[2])
    counts, failures, skips = Counter(), [], []
    for path in trs_files(build):
        for outcome, name in read_trs(path):
            counts["failed" if outcome in FAILED else "skipped" if outcome == "SKIP" else "passed"] += 1
            if outcome in FAILED:
                failures.append((f"{path.stem}: {name}", path.with_suffix(".log"), []))
            elif outcome == "SKIP":
                skips.append(f"{path.stem}: {name}")
    for path in sorted((build / "results").glob("*.xml")):
        for outcome, name, details in read_junit(path):
            counts[{"FAIL": "failed", "SKIP": "skipped"}.get(outcome, "passed")] += 1
            if outcome == "FAIL":
                failures.append((name, build / "logs" / f"{path.stem}.log", details))
            elif outcome == "SKIP":
                skips.append(f"{name}: {details[0]}")
    report(source, failures, skips)
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    return 1 if counts["failed"] or not counts["passed"] else 0


def report(source, failures, skips):
    for skip in skips:
        print(f"skipped: {skip}")
    shown = set()
    for name, log, details in failures:
        print(f"FAILED: {name}\n    log: {log.relative_to(source) if log.is_relative_to(source) else log}")
        for line in details:
            print(f"    {line}")
        if not details and log not in shown and log.exists():
            shown.add(log)
            for line in log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]:
                print(f"    | {line}")


if __name__ == "__main__":
    sys.exit(main(sys.argv))
