"""Requests under way while something happens: counts every outcome."""
import http.client
import threading
import time
from collections import Counter


class Load:
    """Context manager: `threads` clients ask for `paths` in turn, each on a kept connection, until the block ends.

    outcomes: Counter of statuses (int) and of names of exceptions; seconds: how long each request took. A kept connection that the server has closed while it
    was idle is no failure of a request: the request is sent once more on a new one.
    """

    def __init__(self, port, paths, threads=8, headers=None, method="GET", timeout=20):
        self.port, self.paths, self.headers = port, list(paths), headers or {}
        self.method, self.timeout = method, timeout
        self.outcomes = Counter()
        self.seconds = []
        self.failures = []  # (seconds since start, path, outcome) of all but 200
        self._started = time.monotonic()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._client, args=(n,), daemon=True) for n in range(threads)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join(self.timeout + 5)

    def done(self):
        with self._lock:
            return sum(self.outcomes.values())

    def milliseconds(self, share):
        """That this share of the requests did not exceed."""
        with self._lock:
            return round(sorted(self.seconds)[min(len(self.seconds) - 1, int(len(self.seconds) * share))] * 1000, 1)

    def wait_more(self, requests, seconds=30):
        """Returns when so many more requests have ended."""
        target = self.done() + requests
        deadline = time.monotonic() + seconds
        while self.done() < target:
            if time.monotonic() > deadline:
                raise AssertionError(f"not {requests} more requests in {seconds} s: {self.outcomes}")
            time.sleep(0.01)

    def _client(self, number):
        connection, kept, turn = None, False, number
        while not self._stop.is_set():
            path = self.paths[turn % len(self.paths)]
            if connection is None:
                connection, kept = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout), False
            began = time.monotonic()
            try:
                connection.request(self.method, path, headers=self.headers)
                answer = connection.getresponse()
                answer.read()
                outcome, kept = answer.status, True
                if answer.will_close:
                    connection = None
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError) as error:
                connection.close()
                connection = None
                if kept:
                    continue
                outcome = type(error).__name__
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                connection = None
                outcome = type(error).__name__
            turn += 1
            self._count(path, outcome, time.monotonic() - began)
        if connection is not None:
            connection.close()

    def _count(self, path, outcome, seconds):
        with self._lock:
            self.outcomes[outcome] += 1
            self.seconds.append(seconds)
            if outcome != 200:
                self.failures.append((round(time.monotonic() - self._started, 3), path, outcome))


def together(port, paths, headers=None, timeout=20):
    """Asks for all paths at one moment, each on its own connection. [(status or exception's name, headers, body)]."""
    results = [None] * len(paths)
    barrier = threading.Barrier(len(paths))

    def client(number, path):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        try:
            connection.connect()
            barrier.wait(timeout)
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            results[number] = (answer.status, dict(answer.getheaders()), answer.read())
        except (OSError, http.client.HTTPException, threading.BrokenBarrierError) as error:
            results[number] = (type(error).__name__, {}, b"")
        finally:
            connection.close()

    threads = [threading.Thread(target=client, args=item) for item in enumerate(paths)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
