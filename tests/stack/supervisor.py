"""Keeps a set of processes running: used by `bootstrap.sh run` and by the tests' Stack.

    supervisor.py SPEC.json

SPEC: {"state": PATH, "services": [{"name", "argv", "env", "log", "ready"?, "stop_signal"?}, …]}, started in that order
and stopped in the reverse one. `ready` is a path that must exist or [host, port] that must take a connection before the
next is started (10 s at most). What dies is started again, at once the first time, then later and later up to 5 s.
`state` is rewritten (by rename) at every change: {"services": {NAME: {"pid", "starts"}}, "ready": bool}.

Each service is the leader of a session of its own: its whole group is ended before it is started again (an nginx worker
outlives its master and keeps the port), and as a subreaper this process finds every grandchild at the end.
"""
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
LIBC = ctypes.CDLL(None, use_errno=True)

STEADY_S = 10.0     # who lived as long is started again at once
FIRST_PAUSE_S = 0.1
LAST_PAUSE_S = 5.0
READY_S = 10.0
STOP_S = 5.0
TICK_S = 0.05


def _die_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _descendants(pid):
    """Process ids below `pid`, children first."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as f:
            children = [int(child) for child in f.read().split()]
    except OSError:
        return []
    found = list(children)
    for child in children:
        found.extend(_descendants(child))
    return found


def _signal_group(pid, number):
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        pass


class Service:
    """One supervised process and what belongs to its session."""

    def __init__(self, spec):
        self.name = spec["name"]
        self.argv = spec["argv"]
        self.env = {**os.environ, **spec.get("env", {})}
        self.log = spec["log"]
        self.ready = spec.get("ready")
        self.stop_signal = getattr(signal, spec.get("stop_signal", "SIGTERM"))
        self.process = None
        self.starts = 0
        self.started_at = 0.0
        self.pause_s = 0.0
        self.due_at = 0.0

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.argv, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=_die_with_parent)
        self.starts += 1
        self.started_at = time.monotonic()

    def is_ready(self):
        if self.ready is None:
            return True
        if isinstance(self.ready, str):
            return os.path.exists(self.ready)
        try:
            socket.create_connection(tuple(self.ready), timeout=0.5).close()
        except OSError:
            return False
        return True

    def bury(self):
        """After its death: ends the rest of its group and sets when it is due again."""
        _signal_group(self.process.pid, signal.SIGKILL)
        lived = time.monotonic() - self.started_at
        if lived >= STEADY_S or self.starts == 1:
            self.pause_s = 0.0
        else:
            self.pause_s = min(LAST_PAUSE_S, max(FIRST_PAUSE_S, self.pause_s * 2))
        self.due_at = time.monotonic() + self.pause_s
        self.process = None


class Supervisor:
    """Starts, restarts and stops the services. `say` gets one sentence for each thing a person may want to know."""

    def __init__(self, services, state=None, say=lambda text: None):
        self.services = [Service(spec) for spec in services]
        self.state = state
        self.say = say
        self.stopping = False
        self.ready = False
        LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1)

    def publish(self):
        if self.state is None:
            return
        content = {"ready": self.ready, "services": {
            s.name: {"pid": s.process.pid if s.process else None, "starts": s.starts} for s in self.services}}
        with open(self.state + ".new", "w", encoding="utf-8") as f:
            json.dump(content, f)
        os.replace(self.state + ".new", self.state)

    def start(self):
        """Starts all in order. False when told to stop meanwhile."""
        for service in self.services:
            service.start()
            self.publish()
            deadline = time.monotonic() + READY_S
            while not service.is_ready() and not self.stopping and time.monotonic() < deadline:
                self.tick()
                time.sleep(TICK_S / 2)
            if self.stopping:
                return False
        self.ready = True
        self.publish()
        return True

    def tick(self):
        """Buries what has died, starts what is due, reaps orphans."""
        changed = False
        now = time.monotonic()
        for service in self.services:
            if service.process is not None and service.process.poll() is not None:
                code = service.process.returncode
                service.bury()
                self.say(f"{service.name} ended ({_ending(code)}); its log: {service.log}")
                changed = True
            if service.process is None and service.starts > 0 and not self.stopping and now >= service.due_at:
                service.start()
                changed = True
        self.reap_orphans()
        if changed:
            self.publish()

    def reap_orphans(self):
        """Waits for adopted grandchildren; our own children are left to their Popen."""
        own = {s.process.pid for s in self.services if s.process}
        for pid in _descendants(os.getpid()):
            if pid in own:
                continue
            try:
                os.waitpid(pid, os.WNOHANG)
            except (ChildProcessError, OSError):
                pass

    def run(self, tick=lambda: None):
        """Until stop is asked for by INT, TERM or HUP."""
        while not self.stopping:
            self.tick()
            tick()
            time.sleep(TICK_S)

    def stop_on_signals(self):
        def handler(_number, _frame):
            self.stopping = True
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, handler)

    def stop(self):
        """Ends every service in reverse order, then whatever is still below this process."""
        self.stopping = True
        for service in reversed(self.services):
            if service.process is None:
                continue
            # Its main process alone: multiwatch, when it sees its workers end before it is told to stop, starts new ones,
            # which lose the signal that it then sends them.
            service.process.send_signal(service.stop_signal)
            try:
                service.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.say(f"{service.name} did not end in {STOP_S:.0f} s and is killed")
            _signal_group(service.process.pid, signal.SIGKILL)
            service.process.wait()
            service.process = None
        deadline = time.monotonic() + STOP_S
        while time.monotonic() < deadline:
            left = _descendants(os.getpid())
            if not left:
                break
            for pid in left:
                try:
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, os.WNOHANG)
                except (ProcessLookupError, ChildProcessError):
                    pass
            time.sleep(TICK_S)
        self.publish()


def _ending(code):
    return f"signal {-code}" if code < 0 else f"status {code}"


def main(argv):
    with open(argv[1], encoding="utf-8") as f:
        spec = json.load(f)
    _die_with_parent()
    supervisor = Supervisor(spec["services"], spec["state"], lambda text: print(text, flush=True))
    supervisor.stop_on_signals()
    try:
        if supervisor.start():
            supervisor.run()
    finally:
        supervisor.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
