"""MongoDB-protocol servers for the tests: installed on demand into a folder of the build, once, and kept between runs.

    SecantusDB  from PyPI, in a virtual environment (its pymongo is what the tests look into collections with)
    FerretDB    from the Go module proxy, where a Go of at least 1.24 is installed; the second opinion

The folder is AW_TOOLS, else tools/ of AW_BUILDDIR, else build/tools of the tree.
"""
import contextlib
import fcntl
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

SECANTUS = "SecantusDB==0.7.0b3"
FERRET = "v1.24.2"
GO_AT_LEAST = (1, 24)

GO_MOD = f"""module ferretdb-for-tests

go 1.24

require github.com/FerretDB/FerretDB {FERRET}
"""
GO_MAIN = """// FerretDB on SQLite: main ADDRESS DIRECTORY
package main

import (
	"context"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: os.Args[1]},
		Handler:   "sqlite",
		SQLiteURL: "file:" + os.Args[2] + "/",
	})
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if err := server.Run(ctx); err != nil {
		log.Fatal(err)
	}
}
"""


class Unavailable(Exception):
    """A tool that this machine can't have; its text is the reason for a skip."""


def folder():
    if "AW_TOOLS" in os.environ:
        return Path(os.environ["AW_TOOLS"])
    build = os.environ.get("AW_BUILDDIR") or Path(__file__).resolve().parents[2] / "build"
    return Path(build) / "tools"


@contextlib.contextmanager
def _made_once(name, version):
    """Gives the tool's folder when it has to be made (again), else None; whoever comes second waits."""
    place = folder() / name
    stamp = place / "version"
    folder().mkdir(parents=True, exist_ok=True)
    with open(folder() / f"{name}.lock", "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text(encoding="utf-8") == version:
            yield None
            return
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        yield place
        stamp.write_text(version, encoding="utf-8")


def _run(argv, **more):
    done = subprocess.run([str(a) for a in argv], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **more)
    if done.returncode:
        raise RuntimeError(f"{argv[0]} ended with {done.returncode}:\n{done.stdout.decode(errors='replace')[-2000:]}")


def secantus():
    """The program secantusd-py."""
    with _made_once("secantus", SECANTUS) as place:
        if place:
            _run(["/usr/bin/python3", "-m", "venv", place])
            _run([place / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "--pre", SECANTUS])
    return folder() / "secantus/bin/secantusd-py"


def pymongo():
    """The module, from SecantusDB's environment: it is of the same Python."""
    secantus()
    packages = next((folder() / "secantus/lib").glob("python3.*/site-packages"))
    if str(packages) not in sys.path:
        sys.path.append(str(packages))
    import pymongo as module  # pylint: disable=import-outside-toplevel
    return module


def _go():
    go = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin")
    if not go:
        raise Unavailable("FerretDB needs Go >= 1.24: no Go is installed")
    text = subprocess.run([go, "env", "GOVERSION"], capture_output=True, text=True, check=False).stdout.strip()
    version = re.match(r"go(\d+)\.(\d+)", text)
    if not version or tuple(map(int, version.groups())) < GO_AT_LEAST:
        raise Unavailable(f"FerretDB needs Go >= 1.24: installed is {text or 'one that names no version'}")
    return go


def ferret():
    """The program: ADDRESS DIRECTORY. Unavailable where there is no such Go."""
    go = _go()
    with _made_once("ferretdb", FERRET + GO_MAIN) as place:
        if place:
            (place / "go.mod").write_text(GO_MOD, encoding="utf-8")
            (place / "main.go").write_text(GO_MAIN, encoding="utf-8")
            environment = {**os.environ, "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}
            _run([go, "build", "-o", "server", "."], cwd=place, env=environment)
    return folder() / "ferretdb/server"


def install():
    """Makes all of them, and says what is there."""
    print(f"SecantusDB: {secantus()}")
    try:
        print(f"FerretDB: {ferret()}")
    except Unavailable as reason:
        print(f"left out: {reason}")
