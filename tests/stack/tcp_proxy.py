"""A TCP proxy that delays, stalls or refuses, changed while it runs.

    with Proxy(server, delay_ms=200) as proxy:      # a server of tiers.py, or (host, port)
        use(proxy.url)
        proxy.set(delay_ms=0, mode="stall")
"""
import contextlib
import socket
import struct
import threading
import time

import ports

PASS, STALL, REFUSE = "pass", "stall", "refuse"
CHUNK = 1 << 20


def _end(connection):
    """At once, with a reset: who waits on it hears of it."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


class Proxy:
    """
    delay_ms is waited before each chunk goes on, in both directions. Modes: "pass"; "stall" (connections are taken,
    nothing is passed on until the mode changes); "refuse" (nobody listens; those open are reset).
    """

    def __init__(self, target, delay_ms=0, mode=PASS):
        self.target = target if isinstance(target, tuple) else ("127.0.0.1", target.port)
        self._url = None if isinstance(target, tuple) else target.url
        self.port = ports.free()
        self.delay_ms, self.mode = delay_ms, mode
        self.accepted = 0
        self._open = set()
        self._change = threading.Condition()
        self._listener = None
        self._stopped = False

    def __enter__(self):
        self.set(mode=self.mode)
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def url(self):
        """The server's URL with the proxy's address in it."""
        return self._url.replace(f"{self.target[0]}:{self.target[1]}", f"127.0.0.1:{self.port}")

    def set(self, *, delay_ms=None, mode=None):
        with self._change:
            self.delay_ms = self.delay_ms if delay_ms is None else delay_ms
            self.mode = mode or self.mode
            self._change.notify_all()
        if self.mode == REFUSE:
            self._deafen()
            self.cut()
        elif not self._listener:
            self._listen()

    def cut(self):
        """Resets every connection; new ones are taken as before."""
        with self._change:
            ending, self._open = self._open, set()
        for connection in ending:
            _end(connection)

    def stop(self):
        with self._change:
            self._stopped = True
            self._change.notify_all()
        self._deafen()
        self.cut()

    def _listen(self):
        listener = socket.create_server(("127.0.0.1", self.port), backlog=128)
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def _deafen(self):
        listener, self._listener = self._listener, None
        if listener:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)  # wakes accept(); close alone does not
            listener.close()

    def _accept(self, listener):
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            self.accepted += 1
            threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client):
        with self._change:
            self._open.add(client)
        if not self._may_pass(0):
            return
        try:
            server = socket.create_connection(self.target, timeout=10)
            server.settimeout(None)
            for connection in (client, server):
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:  # nobody listens there, or the client was cut meanwhile
            _end(client)
            return
        with self._change:
            self._open.add(server)
        threading.Thread(target=self._pump, args=(server, client), daemon=True).start()
        self._pump(client, server)

    def _may_pass(self, since):
        """Waits until what came at `since` may go on; False when the proxy ends."""
        with self._change:
            while not self._stopped:
                left = since + self.delay_ms / 1000 - time.monotonic()
                if self.mode != STALL and left <= 0:
                    return True
                self._change.wait(None if self.mode == STALL else left)
            return False

    def _pump(self, source, sink):
        with contextlib.suppress(OSError):
            while True:
                chunk = source.recv(CHUNK)
                if not chunk or not self._may_pass(time.monotonic()):
                    break
                sink.sendall(chunk)
        for connection in (source, sink):
            with self._change:
                self._open.discard(connection)
            _end(connection)
