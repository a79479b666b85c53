"""fuzz.py [--afl] [--jobs N] [SECONDS] [TARGET...]: runs the fuzz targets of a build with --enable-fuzz, N at a time.

A row a target: seconds, executions, edges covered of those there are, crashes (hangs, leaks and memory out of bounds are crashes).
What is found of interest stays in the build folder, so that the next run goes on from it; so does what crashes, in crashes/.
Status 1 after any crash. Environment: AW_BUILDDIR, the build with the targets (with --afl one made by afl-clang-fast).
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = Path(os.environ.get("AW_BUILDDIR", HERE.parents[1] / "build" / "fuzz"))
CRASHES = BUILD / "crashes"
DECODERS = ("fuzz_metar", "fuzz_taf", "fuzz_pirep", "fuzz_sigmet", "fuzz_notam")
DECODER_SECONDS, OTHER_SECONDS = 3600, 600
HANG_SECONDS = 10
FAILURE = re.compile(r"ERROR: \w*Sanitizer|runtime error:|broken promise:|ERROR: libFuzzer")
FAILURE_LINES = 16


class Outcome:
    """What one target's run came to."""

    def __init__(self, seconds, executions, coverage, crashes, log):
        self.seconds, self.executions, self.coverage, self.crashes, self.log = seconds, executions, coverage, crashes, log


def seeds(target):
    return HERE / "corpus" / target


def run(argv, log, environment=None, mode="wb"):
    """Status and seconds of a fuzzer, whose output goes to the log."""
    start = time.monotonic()
    with log.open(mode) as output:
        status = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, env=environment,
                                check=False).returncode
    return status, round(time.monotonic() - start)


def last_number(pattern, text):
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


def libfuzzer(target, seconds):
    log = BUILD / f"{target}.log"
    corpus = BUILD / "corpus" / target
    corpus.mkdir(parents=True, exist_ok=True)
    before = set(CRASHES.iterdir())
    status, spent = run([BUILD / "tests/fuzz" / target, f"-max_total_time={seconds}", f"-timeout={HANG_SECONDS}",
                         "-rss_limit_mb=2048", "-print_final_stats=1", f"-artifact_prefix={CRASHES}/{target}-", corpus,
                         seeds(target)], log)
    text = log.read_text("utf-8", errors="replace")
    covered, edges = last_number(r"cov: (\d+)", text), last_number(r"\((\d+) inline 8-bit counters", text)
    crashes = [path for path in sorted(set(CRASHES.iterdir()) - before)
               if path.name.startswith(f"{target}-") and not path.name.startswith(f"{target}-slow-unit-")]
    return Outcome(spent, last_number(r"stat::number_of_executed_units:\s*(\d+)", text), f"{covered}/{edges}",
                   crashes or ([log] if status != 0 else []), log)


def afl_stats(folder):
    try:
        lines = (folder / "default" / "fuzzer_stats").read_text("utf-8").splitlines()
    except OSError:
        return {}
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def afl_environment():
    """It may not tune the machine, nor draw its screen; the sanitizers' options are its own."""
    environment = {key: value for key, value in os.environ.items() if not key.endswith("SAN_OPTIONS")}
    return {**environment, "AFL_NO_UI": "1", "AFL_NO_COLOR": "1", "AFL_SKIP_CPUFREQ": "1", "AFL_NO_AFFINITY": "1", "AFL_AUTORESUME": "1",
            "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES": "1", "AFL_HANG_TMOUT": str(HANG_SECONDS * 1000)}


def afl(target, seconds):
    log = BUILD / f"{target}.log"
    folder = BUILD / "out" / target
    folder.mkdir(parents=True, exist_ok=True)
    done = int(afl_stats(folder).get("execs_done", 0))  # what it goes on from counts on
    status, spent = run(["afl-fuzz", "-V", str(seconds), "-t", "2000", "-i", seeds(target), "-o", folder, "--",
                         BUILD / "tests/fuzz" / target], log, afl_environment())
    stats = afl_stats(folder)
    crashes = []
    for found in sorted([*folder.glob("default/crashes/id:*"), *folder.glob("default/hangs/id:*")]):
        crashes.append(CRASHES / f"{target}-{found.parent.name}-{found.name.replace(':', '_')}")
        shutil.move(found, crashes[-1])
    if crashes:
        run(["timeout", str(HANG_SECONDS), BUILD / "tests/fuzz" / target, crashes[0]], log, mode="ab")  # says what is wrong
    return Outcome(spent, int(stats.get("execs_done", 0)) - done, f"{stats.get('edges_found', 0)}/{stats.get('total_edges', 0)}",
                   crashes or ([log] if status != 0 else []), log)


def failure(log):
    """The lines of a log that say what has failed: from the first that names it, else its last."""
    lines = log.read_text("utf-8", errors="replace").splitlines()
    first = next((i for i, line in enumerate(lines) if FAILURE.search(line)), max(0, len(lines) - FAILURE_LINES))
    return lines[first:first + FAILURE_LINES]


def show(target, outcome):
    print(f"{target:20}{outcome.seconds:>8}{outcome.executions:>14}{outcome.coverage:>16}{len(outcome.crashes):>9}", flush=True)
    if outcome.crashes:
        print("\n".join(["  " + str(path) for path in outcome.crashes] + ["  | " + line for line in failure(outcome.log)]), flush=True)


def fuzz_all(fuzz, targets, seconds, jobs):
    """Outcomes, each shown when it is there; Ctrl-C ends the fuzzers, which share it, and starts no further one."""
    outcomes = []
    with ThreadPoolExecutor(jobs) as pool:
        runs = {pool.submit(fuzz, target, seconds or (DECODER_SECONDS if target in DECODERS else OTHER_SECONDS)): target
                for target in targets}
        try:
            for one in as_completed(runs):
                outcomes.append(one.result())
                show(runs[one], outcomes[-1])
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return outcomes


def chosen(words, parser):
    """Seconds (None: each target's own) and targets; the decoders come first, for they take longest."""
    there = sorted((path.name for path in (BUILD / "tests/fuzz").glob("fuzz_*") if path.is_file() and os.access(path, os.X_OK)),
                   key=lambda name: (name not in DECODERS, name))
    seconds = next((int(word) for word in words if word.isdigit()), None)
    targets = [word for word in words if not word.isdigit()]
    unknown = [word for word in targets if word not in there]
    if unknown or not there:
        parser.error(f"no target {', '.join(unknown)} in {BUILD}; there are: {' '.join(there)}")
    return seconds, targets or there


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--afl", action="store_true")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("words", nargs="*", metavar="SECONDS|TARGET")
    options = parser.parse_args()
    seconds, targets = chosen(options.words, parser)
    CRASHES.mkdir(parents=True, exist_ok=True)
    print(f"{'target':20}{'seconds':>8}{'executions':>14}{'edges':>16}{'crashes':>9}", flush=True)
    outcomes = fuzz_all(afl if options.afl else libfuzzer, targets, seconds, options.jobs)
    crashes = sum(len(outcome.crashes) for outcome in outcomes)
    print(f"{len(outcomes)} targets, {sum(outcome.executions for outcome in outcomes)} executions, {crashes} crashes")
    return 1 if crashes else 0


if __name__ == "__main__":
    sys.exit(main())
