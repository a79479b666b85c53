"""What goes between the server and the parts that answer: a request and an answer."""

import json
from dataclasses import dataclass, field
from urllib.parse import parse_qs


@dataclass(slots=True)
class Request:
    """A request, its path without the provider's prefix. `provider` is awc, checkwx or control; `now` is simulated.

    `token` is that of the counts.
    """

    method: str
    provider: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    now: float
    token: tuple[int, dict] | None = None

    def header(self, name: str) -> str:
        return self.headers.get(name.lower(), "")


@dataclass(slots=True)
class Answer:
    """An answer and how it is to be delivered.

    delay: seconds before the first byte; rate: bytes per second of a drip-feed, 0 = at once; cut: send only so many
    bytes of the body while Content-Length says the whole, then close; close: end the connection without an answer;
    clock_off: seconds added to the Date header.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    rate: int = 0
    cut: int | None = None
    close: bool = False
    hang: bool = False
    clock_off: int = 0


def json_answer(value: object, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    body = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
    return Answer(status, body, {"Content-Type": "application/json", **(headers or {})})


def text_answer(text: str, status: int = 200, content_type: str = "text/plain") -> Answer:
    return Answer(status, text.encode(), {"Content-Type": content_type})


def parse_query(text: str) -> dict[str, str]:
    """The last value of each parameter."""
    return {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}
