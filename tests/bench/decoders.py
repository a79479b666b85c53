"""decoders.py [--no-install] OUTPUT: `make bench-decoders`: our decoders and others' on the same reports, on one core.

In each of ROUNDS rounds every decoder has its turn, in a process of its own that reads the reports, decodes them once, and then
times passes over them; a ratio is the median of the rounds' ratios. The command line has no such grace: its rate is the reports by
the time of the whole process, from fork to exit, with JSON written to /dev/null. Time is the processor's, of user and system, that
the process used: what else the machine does meanwhile counts for none of them.
The others are installed in BUILD/bench; one that can't be is left out, with the reason. Speed is asserted nowhere: status 1 means
that a decoder of ours allocated. Needs the corpus of AW_SHARED. What is measured is kept in OUTPUT.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = Path(os.environ.get("AW_BUILDDIR", HERE.parents[1] / "build"))
PEERS = HERE / "decoders"
ROUNDS = 5
REFERENCE = "2026-10-15T00:00:00Z"  # as in bench_decoders.c
FILES = {"metar": "metar.txt", "taf": "taf.txt", "pirep": "pirep.txt", "sigmet": "sigmet.txt", "airmet": "airmet.txt",
         "cwa": "cwa.txt", "notam": "notam.json"}
COMPARED = ("metar", "taf")
LIBRARY, COMMAND = "library", "aviation-weather decode"
AIMS = {("metar", LIBRARY, "metar"): 40, ("metar", COMMAND, "metar"): 10}
INSTALL_SECONDS = 300


class Missing(Exception):
    """A decoder that can't be had here, and why."""


def answer(argv):
    """What a decoder's process says of itself."""
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if not done.stdout:
        raise RuntimeError(f"{argv[0]}: status {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def install(argv, **options):
    try:
        done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                              timeout=INSTALL_SECONDS, **options)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(str(error)) from error
    if done.returncode != 0:
        raise Missing((done.stdout.strip().splitlines() or [f"status {done.returncode}"])[-1])


def processor_seconds(argv):
    """What a process used of the processor from fork to exit."""
    child = subprocess.Popen(argv, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{argv[0]}: status {child.returncode}")
    return usage.ru_utime + usage.ru_stime


class Library:
    """libtac, as bench_decoders calls it."""

    name, label, kinds = LIBRARY, "libtac", tuple(FILES)

    def prepare(self, allow_install):
        pass

    def measure(self, kind, path, runs=1):
        return answer([BUILD / "tests/bench/bench_decoders", kind, path, str(runs)])


class Command:
    """The command line, program start and JSON counted."""

    name, label, kinds = COMMAND, COMMAND + " --jsonl", COMPARED

    def argv(self, kind, path):
        return [BUILD / "aviation-weather", "decode", "--type", kind, "--reference-time", REFERENCE, "--jsonl", path]

    def prepare(self, allow_install):
        self.counts = {}

    def count(self, kind, path):
        """Reports and decoded ones, from a run that is not timed."""
        if kind not in self.counts:
            lines = subprocess.run(self.argv(kind, path), stdout=subprocess.PIPE, check=True).stdout.splitlines()
            self.counts[kind] = len(lines), sum("error" not in json.loads(line) for line in lines)
        return self.counts[kind]

    def measure(self, kind, path):
        reports, decoded = self.count(kind, path)
        return {"reports": reports, "decoded": decoded, "per_second": round(reports / processor_seconds(self.argv(kind, path)))}


class PythonPeer:
    """A decoder from PyPI, in a virtual environment that these share."""

    folder = BUILD / "bench" / "venv"

    def __init__(self, name, kinds):
        self.name, self.kinds = name, kinds
        self.requirement = next(line for line in (PEERS / "requirements.txt").read_text("ascii").split()
                                if line.startswith(f"{name}=="))
        self.label = self.requirement.replace("==", " ")

    def prepare(self, allow_install):
        python = self.folder / "bin" / "python"
        probe = "import importlib.metadata as m, sys; sys.exit(m.version(sys.argv[1]) != sys.argv[2])"
        if python.exists() and subprocess.run([python, "-c", probe, *self.requirement.split("==")],
                                              stderr=subprocess.DEVNULL, check=False).returncode == 0:
            return
        if not allow_install:
            raise Missing("not installed")
        try:
            venv.create(self.folder, with_pip=True)
        except (OSError, subprocess.SubprocessError) as error:
            raise Missing(f"no virtual environment: {error}") from error
        install([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", self.requirement])

    def measure(self, kind, path):
        return answer([self.folder / "bin" / "python", "-B", PEERS / "peer.py", self.name, kind, path])


class NodePeer:
    """metar-taf-parser, from npm."""

    name, kinds, folder = "metar-taf-parser", COMPARED, BUILD / "bench" / "npm"

    def __init__(self):
        wanted = json.loads((PEERS / "package.json").read_text("utf-8"))["dependencies"][self.name]
        self.label = f"{self.name} {wanted}"
        self.wanted = wanted
        self.package = self.folder / "node_modules" / self.name

    def prepare(self, allow_install):
        if not shutil.which("node"):
            raise Missing("no node")
        try:
            if json.loads((self.package / "package.json").read_text("utf-8"))["version"] == self.wanted:
                return
        except OSError:
            pass
        if not allow_install:
            raise Missing("not installed")
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(PEERS / "package.json", self.folder)
        install(["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=self.folder)

    def measure(self, kind, path):
        return answer(["node", PEERS / "peer.mjs", self.package / "metar-taf-parser.js", kind, path])


def prepared(decoders, allow_install):
    """Those that are there; says why another is not."""
    there = []
    for decoder in decoders:
        try:
            decoder.prepare(allow_install)
            there.append(decoder)
        except Missing as why:
            print(f"left out: {decoder.label}: {why}", flush=True)
    return there


def compare(kind, path, decoders):
    """Each decoder's median rate, and what it decoded; all in turn, ROUNDS times."""
    rounds = {decoder.name: [] for decoder in decoders}
    for _ in range(ROUNDS):
        for decoder in decoders:
            rounds[decoder.name].append(decoder.measure(kind, path))
    return {name: {"reports": said[0]["reports"], "decoded": said[0]["decoded"],
                   "per_second": round(statistics.median(one["per_second"] for one in said)),
                   "rounds": [one["per_second"] for one in said]} for name, said in rounds.items()}


def add_ratios(measured):
    """Of ours to each of the others: every round's own, for a machine is not as fast in all of them."""
    for name, peer in measured.items():
        if name in (LIBRARY, COMMAND):
            continue
        peer["ratios"] = {ours: [round(a / b, 1) for a, b in zip(measured[ours]["rounds"], peer["rounds"])]
                          for ours in (LIBRARY, COMMAND)}


def ratio(kind, ours, peer, measured):
    rounds = measured[peer]["ratios"][ours]
    aim = AIMS.get((kind, ours, peer))
    return f"  {ours} to it: {statistics.median(rounds):.1f}" + (f" (>= {aim})" if aim else "") + f", rounds {rounds}"


def print_compared(kind, decoders, measured):
    print(f"\n{kind.upper()}, {measured[LIBRARY]['reports']} reports, one core, processor time, {ROUNDS} rounds in turn, medians")
    print(f"{'':38}{'reports/s':>10}{'decoded':>9}  rounds")
    for decoder in decoders:
        m = measured[decoder.name]
        print(f"{decoder.label:38}{m['per_second']:>10}{m['decoded']:>9}  {m['rounds']}")
        for ours in m.get("ratios", ()):
            print(ratio(kind, ours, decoder.name, measured))


def each_kind(corpus):
    """Every decoder of the library on its own; the medians are bench_decoders'."""
    print(f"\nlibtac, each kind\n{'':10}{'reports':>10}{'decoded':>10}{'reports/s':>12}{'allocations':>13}")
    results = {}
    for kind, file in FILES.items():
        results[kind] = m = Library().measure(kind, corpus / file, ROUNDS)
        print(f"{kind:10}{m['reports']:>10}{m['decoded']:>10}{m['per_second']:>12}{m['allocations']:>13}", flush=True)
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--no-install", action="store_true")
    parser.add_argument("output")
    options = parser.parse_args()
    corpus = Path(os.environ.get("AW_SHARED", HERE.parents[2] / "shared")) / "corpus"
    if not corpus.is_dir():
        sys.exit("decoders.py: no corpus: AW_SHARED names no folder that has one")
    decoders = prepared([Library(), Command(), PythonPeer("metar", ("metar",)), PythonPeer("avwx-engine", COMPARED), NodePeer()],
                        not options.no_install)
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # its children inherit it; not the first, which has the interrupts
    results = {"each_kind": each_kind(corpus)}
    for kind in COMPARED:
        able = [decoder for decoder in decoders if kind in decoder.kinds]
        results[kind] = compare(kind, corpus / FILES[kind], able)
        add_ratios(results[kind])
        print_compared(kind, able, results[kind])
    Path(options.output).write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return any(kind["allocations"] for kind in results["each_kind"].values())


if __name__ == "__main__":
    sys.exit(main())
