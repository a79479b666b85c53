"""HTTP/1.1 in front of a simulator: threads, keep-alive, and the ways in which an answer may be delivered badly."""

import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from answers import Answer, Request, parse_query
from clock import http_date
from simulator import Simulator, route_request

BACKLOG = 1024
MAX_BODY = 8 << 20
DRIP_SECONDS = 0.1
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
        self._connections: set[socket.socket] = set()
        self._connections_lock = threading.Lock()
        simulator.refuser = self.refuse

    def refuse(self, seconds: float) -> None:
        """Close the listening socket and every connection but that of the request, and listen again later."""
        threading.Thread(target=self._refuse, args=(seconds,), daemon=True).start()

    def _refuse(self, seconds: float) -> None:
        # The answer to the control request goes out first.
        time.sleep(0.05)
        address = self.server_address
        old = self.socket
        old.close()
        self.close_connections()
        self.stopping.wait(seconds)
        fresh = socket.socket(self.address_family, self.socket_type)
        fresh.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        fresh.bind(address[:2])
        fresh.listen(BACKLOG)
        self.socket = fresh

    def serve(self) -> None:
        """Accept connections until stopped; a closed listener (refuse) is waited out."""
        while not self.stopping.is_set():
            listener = self.socket
            try:
                listener.settimeout(0.2)
                connection, address = listener.accept()
            except TimeoutError:
                continue
            except OSError:
                self.stopping.wait(0.02)
                continue
            connection.settimeout(None)
            self.process_request(connection, address)

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

    def stop(self) -> None:
        self.stopping.set()

    def handle_error(self, request: socket.socket, client_address: tuple) -> None:
        """Clients that go away are not worth a traceback; anything else is."""
        import sys

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
        self._deliver(answer)

    do_HEAD = do_POST = do_DELETE = do_PUT = do_GET

    def _read_body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > MAX_BODY:
            self.close_connection = True
            self._send(Answer(413, b"Payload Too Large\n", {"Content-Type": "text/plain"}))
            return None
        return self.rfile.read(int(length))

    def _deliver(self, answer: Answer) -> None:
        if answer.delay:
            self.server.stopping.wait(answer.delay)
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
