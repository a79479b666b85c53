"""Real servers of the tiers for tests, each with a free port of 127.0.0.1 and a directory of its own below /tmp.

    with RedisServer(password="secret", maxmemory="2mb") as redis: … redis.url …
    with SecantusServer(users={"aw": "secret"}) as mongo: … mongo.url …
    with FerretServer() as mongo: …            # Unavailable where it can't be had; its text says why

    server.kill(); server.start()              # SIGKILL; again with what it had
    server.stop(); server.start(empty=True)    # again with nothing
    server.freeze(); server.thaw()             # SIGSTOP, SIGCONT

As a program, for tests in C and in shell: starts one, prints its URL, and ends it at SIGTERM or the end of its input.

    tiers.py redis|secantus|ferret [--password P]     exit 77 and the reason on stderr: not to be had here
    tiers.py install                                  makes the tools, so that no test has to
"""
import argparse
import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import ports
import tier_tools
from tcp_proxy import Proxy  # noqa: F401  (for who imports this module)
from tier_tools import Unavailable  # noqa: F401

START_S = 60
STOP_S = 10
SKIP = 77
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def _die_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Server:
    """What they have in common. A subclass says its command, its URL and whether it answers."""

    name = None

    def __init__(self):
        self.root = Path(tempfile.mkdtemp(prefix=f"aw-{self.name}-"))
        self.data = self.root / "data"
        self.log = self.root / "log"
        self.port = ports.free()
        self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.root, ignore_errors=True)

    def _argv(self):
        raise NotImplementedError

    def _answers(self):
        raise NotImplementedError

    def start(self, empty=False):
        if empty:
            shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(exist_ok=True)
        self._launch(self._argv())
        return self

    def _launch(self, argv):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(  # pylint: disable=consider-using-with,subprocess-popen-preexec-fn
                [str(a) for a in argv], cwd=self.root, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=_die_with_parent)
        deadline = time.monotonic() + START_S
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"{self.name} did not start:\n{self.log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process = None

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)
        while any(not self._is_stopped(task) for task in os.listdir(f"/proc/{self.process.pid}/task")):
            time.sleep(0.001)

    def _is_stopped(self, task):
        with open(f"/proc/{self.process.pid}/task/{task}/stat", encoding="ascii", errors="replace") as f:
            return f.read().rpartition(")")[2].split()[0] == "T"

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)


class RedisServer(Server):
    """`users`: {name: password}, each with every right; `settings`: more of redis.conf, {name: value}."""

    name = "redis"

    def __init__(self, password=None, users=None, maxmemory=None, settings=None):
        if not shutil.which("redis-server"):
            raise Unavailable("redis-server is not installed")
        super().__init__()
        self.password, self.users = password, users or {}
        self.socket = self.root / "redis.sock"
        self.settings = {
            "bind": "127.0.0.1", "port": self.port, "unixsocket": self.socket, "dir": self.data, "daemonize": "no",
            "save": '""', "appendonly": "yes", "loglevel": "warning", **(settings or {})}
        if password:
            self.settings["requirepass"] = password
        if maxmemory:
            self.settings["maxmemory"] = maxmemory

    @property
    def url(self):
        return f"redis://{self._login()}127.0.0.1:{self.port}"

    def _login(self):
        if self.password:
            return f":{self.password}@"
        return next((f"{user}:{password}@" for user, password in self.users.items()), "")

    def _argv(self):
        lines = [f"{name} {value}" for name, value in self.settings.items()]
        lines += [f"user {user} on >{password} ~* &* +@all" for user, password in self.users.items()]
        if self.users and not self.password:
            lines.append("user default off")
        (self.root / "redis.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return ["redis-server", self.root / "redis.conf"]

    def _answers(self):
        """+PONG, or a refusal for want of a login; not -LOADING."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1) as probe:
            probe.sendall(b"PING\r\n")
            return probe.recv(100).startswith((b"+PONG", b"-NOAUTH"))
        return False

    def ask(self, *words):
        """What redis-cli says, logged in; for a test's own look."""
        login = [part for pair in zip(("--user", "--pass"), self._login()[:-1].split(":", 1)) for part in pair
                 if pair[1]] if self._login() else []
        return subprocess.run(
            ["redis-cli", "-p", str(self.port), "--no-auth-warning", *login, *map(str, words)],
            capture_output=True, text=True, check=True, timeout=10).stdout.rstrip("\n")


class MongoServer(Server):
    """A server of MongoDB's protocol, without logins."""

    @property
    def url(self):
        return f"mongodb://127.0.0.1:{self.port}/"

    def client(self, **options):
        """A pymongo client of the server, for a test's own look."""
        options.setdefault("serverSelectionTimeoutMS", 5000)
        return tier_tools.pymongo().MongoClient(self.url, directConnection=True, **options)

    def _answers(self):
        pymongo = tier_tools.pymongo()
        with contextlib.suppress(pymongo.errors.PyMongoError), pymongo.MongoClient(
                f"mongodb://127.0.0.1:{self.port}/", directConnection=True, serverSelectionTimeoutMS=300) as client:
            client.admin.command("hello")
            return True
        return False


class SecantusServer(MongoServer):
    """`users`: {name: password}, each root, of database admin; it then asks for a login. `test_commands`:
    configureFailPoint. `tls`: (certificate, key) of the server, PEM files."""

    name = "secantus"

    def __init__(self, users=None, test_commands=False, standalone=False, tls=None, arguments=()):
        super().__init__()
        self.program = tier_tools.secantus()
        self.users = users or {}
        self.tls = tls
        self.arguments = [*arguments]
        if test_commands:
            self.arguments.append("--enable-test-commands")
        if standalone:
            self.arguments.append("--standalone")

    @property
    def url(self):
        login = next((f"{user}:{password}@" for user, password in self.users.items()), "")
        tls = "?tls=true" if self.tls else ""
        return f"mongodb://{login}127.0.0.1:{self.port}/{tls}"

    def start(self, empty=False):
        known = self.data.exists() and not empty
        if self.users and not known:
            users, self.users = self.users, {}
            super().start(empty)
            with self.client() as client:
                for user, password in users.items():
                    client.admin.command("createUser", user, pwd=password, roles=["root"])
            self.stop()
            self.users = users
            empty = False
        return super().start(empty)

    def _argv(self):
        tls = ["--tls-cert-file", self.tls[0], "--tls-key-file", self.tls[1]] if self.tls else []
        return [self.program, "--host", "127.0.0.1", "--port", self.port, "--storage-path", self.data, "--cache-size",
                "128M", *self.arguments, *tls, *(["--auth"] if self.users else [])]

    def _answers(self):
        if not self.tls:
            return super()._answers()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False


class FerretServer(MongoServer):
    """FerretDB 1.24 on SQLite: no logins, no TTL indexes, no validators."""

    name = "ferret"

    def __init__(self):
        program = tier_tools.ferret()
        super().__init__()
        self.program = program

    def _argv(self):
        return [self.program, f"127.0.0.1:{self.port}", self.data]


def _serve(make):
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    with make() as server:
        print(server.url, flush=True)
        while os.read(0, 4096):
            pass


def main():
    parser = argparse.ArgumentParser(description="A real server of a tier, until the end of the input.")
    parser.add_argument("what", choices=["redis", "secantus", "ferret", "install"])
    parser.add_argument("--password", help="what a login needs (Redis; SecantusDB: of user aw)")
    arguments = parser.parse_args()
    password = arguments.password
    makers = {
        "redis": lambda: RedisServer(password=password),
        "secantus": lambda: SecantusServer(users={"aw": password} if password else None),
        "ferret": FerretServer,
    }
    try:
        if arguments.what == "install":
            tier_tools.install()
        else:
            _serve(makers[arguments.what])
    except Unavailable as reason:
        print(reason, file=sys.stderr)
        sys.exit(SKIP)


if __name__ == "__main__":
    main()
