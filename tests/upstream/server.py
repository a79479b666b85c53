"""HTTP/1.1 in front of a simulator: threads, keep-alive, and the ways in which an answer may be delivered badly."""

import select
import socket
import struct
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from urllib.parse import unquote, urlsplit

from answers import Answer, Request, parse_query
from clock import http_date
from simulator import Simulator, route_request

BACKLOG = 1024
MAX_BODY = 8 << 20
DRIP_SECONDS = 0.1
ANSWER_SECONDS = 0.05
IDLE_SECONDS = 120


class Server(ThreadingHTTPServer):
    """The listener. `as_provider` leaves out what marks answers as simulated."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = BACKLOG

    def __init__(self, address: tuple[str, int], simulator: Simulator, as_provider: bool) -> None:
        super().__init__(address, Handler)
        self.simulator = simulator
        self.as_provider = as_provider
        self.stopping = threading.Event()
        self._refuse_for = 0.0
        self._waker, self._woken = socket.socketpair()
        self._connections: set[socket.socket] = set()
        self._connections_lock = threading.Lock()
        simulator.refuser = self.refuse

    def server_bind(self) -> None:
        """Without the look-up of the host's name that HTTPServer makes: there may be no resolver."""
        TCPServer.server_bind(self)

    def refuse(self, seconds: float) -> None:
        """Close the listening socket and every connection, and listen again after some seconds."""
        self._refuse_for = seconds
        self._waker.send(b"r")

    def stop(self) -> None:
        """Make serve() return; may be called by a signal handler."""
        self.stopping.set()
        self._waker.send(b"s")

    def serve(self) -> None:
        """Accept connections until stopped."""
        while not self.stopping.is_set():
            ready, _, _ = select.select([self.socket, self._woken], [], [])
            if self._woken in ready:
                self._woken.recv(16)
                if self._refuse_for and not self.stopping.is_set():
                    self._refuse()
            elif ready:
                try:
                    self.process_request(*self.socket.accept())
                except OSError:
                    continue

    def _refuse(self) -> None:
        # The answer to the control request goes out first.
        self.stopping.wait(ANSWER_SECONDS)
        self.socket.close()
        self.close_connections()
        self.stopping.wait(self._refuse_for)
        self._refuse_for = 0.0
        self.socket = socket.socket(self.address_family, self.socket_type)
        self.server_bind()
        self.server_activate()

    def process_request_thread(self, request: socket.socket, client_address: tuple) -> None:
        with self._connections_lock:
            self._connections.add(request)
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._connections_lock:
                self._connections.discard(request)

    def close_connections(self) -> None:
        with self._connections_lock:
            for connection in self._connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def handle_error(self, request: socket.socket, client_address: tuple) -> None:
        """Clients that go away are not worth a traceback; anything else is."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    wbufsize = 1 << 16
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        now = self.server.simulator.clock.now()
        body = self._read_body()
        if body is None:
            return
        address = urlsplit(self.path)
        provider, path = route_request(unquote(address.path))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, provider, path, parse_query(address.query), headers, body, now)
        try:
            answer = self.server.simulator.answer(request)
        except Exception:
            self._send(Answer(500, b"Internal Server Error\n", {"Content-Type": "text/plain"}))
            raise
        self._deliver(request, answer)

    do_HEAD = do_POST = do_DELETE = do_PUT = do_GET

    def _read_body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > MAX_BODY:
            self.close_connection = True
            self._send(Answer(413, b"Payload Too Large\n", {"Content-Type": "text/plain"}))
            return None
        return self.rfile.read(int(length))

    def _deliver(self, request: Request, answer: Answer) -> None:
        if answer.delay:
            self.server.stopping.wait(answer.delay)
        # Counted before it is sent, so that whoever has read the answer finds it counted.
        self.server.simulator.answered(request, answer)
        if answer.close or answer.hang:
            self._abort()
            return
        self._send(answer)

    def _abort(self) -> None:
        """Close at once, with a reset."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _send(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        self.send_header("Date", http_date(self.server.simulator.clock.now() + answer.clock_off))
        self.send_header("Server", "nginx" if self.server.as_provider else "simulated-weather")
        if not self.server.as_provider:
            self.send_header("X-Data-Simulated", "1")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status not in (204, 304):
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD" and answer.status not in (204, 304):
            self._send_body(answer)
        self.wfile.flush()
        if answer.cut is not None:
            self.close_connection = True

    def _send_body(self, answer: Answer) -> None:
        body = answer.body if answer.cut is None else answer.body[: answer.cut]
        if not answer.rate:
            self.wfile.write(body)
            return
        step = max(1, int(answer.rate * DRIP_SECONDS))
        for start in range(0, len(body), step):
            self.wfile.write(body[start : start + step])
            self.wfile.flush()
            if self.server.stopping.wait(DRIP_SECONDS):
                return

    def log_message(self, format: str, *args: object) -> None:
        """Requests are counted, not logged."""
