"""Faults of the providers, switched on and off at run time.

A rule says where it applies (provider, route pattern, stations asked for), when (skip, first, probability) and what it
does (kind and its parameters). Several rules may apply to one request: those that replace the answer count once, the
first wins; the others add up.
"""

import fnmatch
import gzip
import threading
import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from alter import ALTERATIONS, alteration
from answers import Answer, Request
from clock import parse_moment
from noise import unit
from style import Style, modified

REPLACING = ("dead", "hang", "status", "html", "nonsense", "empty", "redirect", "not_modified", "bomb", "body")
SHAPING = ("delay", "drip", "truncate", "content_type", "date", "header")
SOURCE = ("stale", "drift")
KINDS = REPLACING + SHAPING + SOURCE + ALTERATIONS
NUMBERS = frozenset(("seconds", "rate", "code", "size", "times", "fraction"))
COMMON = ("provider", "route", "kind", "skip", "first", "probability", "seed", "stations", "method")
HTML = "<!DOCTYPE html>\n<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center><hr>nginx</body></html>\n"


class FaultError(ValueError):
    """A rule that cannot be understood."""


@dataclass(slots=True)
class Rule:
    """One rule; `seen` counts the requests it matched, `hits` those it was applied to."""

    id: int
    kind: str
    provider: str = "*"
    route: str = "*"
    skip: int = 0
    first: int | None = None
    probability: float = 1.0
    seed: int = 1
    stations: tuple[str, ...] = ()
    params: dict = field(default_factory=dict)
    seen: int = 0
    hits: int = 0

    def matches(self, request: Request, asked: list[str]) -> bool:
        if self.provider not in ("*", request.provider) or not fnmatch.fnmatchcase(request.path, self.route):
            return False
        return self.kind in ALTERATIONS or not self.stations or bool(set(self.stations) & set(asked))

    def due(self) -> bool:
        """Count a matching request and say whether the rule applies to it."""
        number = self.seen
        self.seen += 1
        if number < self.skip or (self.first is not None and number >= self.skip + self.first):
            return False
        if unit(self.seed, 301, number) >= self.probability:
            return False
        self.hits += 1
        return True


@dataclass(slots=True)
class Effects:
    """What the rules do to one request."""

    replacing: Rule | None = None
    shaping: list[Rule] = field(default_factory=list)
    style: Style | None = None
    stale_at: float | None = None
    alter: object = None


class Faults:
    """The rules in force."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []
        self._next_id = 1

    def add(self, description: dict, now: float) -> Rule:
        """A rule from its JSON form. FaultError if it is not one."""
        kind = description.get("kind")
        if kind not in KINDS:
            raise FaultError(f"kind must be one of {', '.join(KINDS)}")
        params = {name: value for name, value in description.items() if name not in COMMON}
        if kind == "drift":
            self._check_drift(params)
        try:
            if kind == "stale":
                params["at"] = parse_moment(params.get("at", now))
            if kind == "body" and "file" in params and not Path(params["file"]).is_file():
                raise FaultError(f"no such file: {params['file']}")
            for name in NUMBERS & set(params):
                float(params[name])
            rule = Rule(
                0, kind, str(description.get("provider", "*")), str(description.get("route", "*")),
                int(description.get("skip", 0)), None if description.get("first") is None else int(description["first"]),
                float(description.get("probability", 1.0)), int(description.get("seed", 1)),
                tuple(str(ident) for ident in description.get("stations", ())), params,
            )
        except (TypeError, ValueError) as error:
            raise FaultError(str(error)) from error
        with self._lock:
            rule.id = self._next_id
            self._next_id += 1
            self._rules.append(rule)
        return rule

    @staticmethod
    def _check_drift(params: dict) -> None:
        try:
            modified(Style(), params)
        except (TypeError, AttributeError) as error:
            raise FaultError(f"drift: {error}") from error

    def remove(self, rule_id: int | None = None) -> int:
        """Remove one rule, or all; returns how many."""
        with self._lock:
            before = len(self._rules)
            self._rules = [rule for rule in self._rules if rule_id is not None and rule.id != rule_id]
            return before - len(self._rules)

    def listed(self) -> list[dict]:
        with self._lock:
            return [describe_rule(rule) for rule in self._rules]

    def effects(self, request: Request, asked: list[str], style: Style) -> Effects:
        """Which rules apply to a request; `asked` are the stations it names."""
        result = Effects(style=style)
        changes = []
        with self._lock:
            for rule in self._rules:
                if not rule.matches(request, asked) or not rule.due():
                    continue
                if rule.kind in REPLACING:
                    result.replacing = result.replacing or rule
                elif rule.kind in SHAPING:
                    result.shaping.append(rule)
                elif rule.kind == "stale":
                    result.stale_at = rule.params["at"]
                elif rule.kind == "drift":
                    result.style = modified(result.style, rule.params)
                else:
                    changes.append(alteration(rule.kind, {**rule.params, "stations": rule.stations}))
        if changes:
            result.alter = lambda reports: _in_turn(changes, reports)
        return result


def _in_turn(changes: list, reports: list) -> list:
    for change in changes:
        reports = change(reports)
    return reports


def describe_rule(rule: Rule) -> dict:
    return {
        "id": rule.id, "provider": rule.provider, "route": rule.route, "kind": rule.kind, "skip": rule.skip,
        "first": rule.first, "probability": rule.probability, "seed": rule.seed, "stations": list(rule.stations),
        "seen": rule.seen, "hits": rule.hits, **rule.params,
    }


def replacement(rule: Rule, request: Request) -> Answer:
    """The answer of a rule that replaces it."""
    params = rule.params
    if rule.kind == "dead":
        return Answer(close=True)
    if rule.kind == "hang":
        return Answer(hang=True, delay=float(params.get("seconds", 3600)))
    if rule.kind == "empty":
        return Answer(200, b"", {"Content-Type": "application/json"})
    if rule.kind == "not_modified":
        return Answer(304)
    if rule.kind == "nonsense":
        return Answer(200, bytes(int(unit(rule.seed, 302, i) * 256) for i in range(int(params.get("size", 2000)))),
                      {"Content-Type": "application/octet-stream"})
    if rule.kind == "html":
        return _html(int(params.get("code", 200)), str(params.get("title", "Service Temporarily Unavailable")))
    if rule.kind == "redirect":
        code = int(params.get("code", 302))
        answer = _html(code, str(params.get("title", "Call Blocked" if code == 308 else "Found")))
        answer.headers["Location"] = str(params.get("location", "/blocked"))
        return answer
    if rule.kind == "bomb":
        return _bomb(request, int(params.get("size", 1 << 30)))
    if rule.kind == "body":
        return _given_body(request, params)
    return _status(int(params.get("code", 503)), params)


def _html(code: int, title: str) -> Answer:
    return Answer(code, HTML.format(title).encode(), {"Content-Type": "text/html; charset=utf-8"})


def _status(code: int, params: dict) -> Answer:
    answer = Answer(code, str(params.get("text", f'{{"status":"error","error":"error {code}"}}')).encode(),
                    {"Content-Type": str(params.get("content_type", "application/json"))})
    if "retry_after" in params:
        answer.headers["Retry-After"] = str(params["retry_after"])
    return answer if code not in (204, 304) else Answer(code)


def _given_body(request: Request, params: dict) -> Answer:
    """A body from the rule: text, or a file; compressed for the paths that end in .gz."""
    body = Path(params["file"]).read_bytes() if "file" in params else str(params.get("text", "")).encode(
        str(params.get("encoding", "utf-8")))
    if request.path.endswith(".gz") and body[:2] != b"\x1f\x8b":
        body = gzip.compress(body, mtime=0)
    headers = {"Content-Type": str(params.get("content_type", "application/octet-stream"))}
    return Answer(int(params.get("code", 200)), body, headers)


@lru_cache(maxsize=2)
def _bomb_bytes(size: int) -> bytes:
    """A gzip stream of `size` bytes: one block compressed once and repeated (it refers to nothing before it)."""
    block = b"A" * (1 << 24)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    count = max(1, size // len(block))
    crc = 0
    for _ in range(count):
        crc = zlib.crc32(block, crc)
    length = count * len(block) & 0xFFFFFFFF
    trailer = crc.to_bytes(4, "little") + length.to_bytes(4, "little")
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + packed * count + b"\x03\0" + trailer


def _bomb(request: Request, size: int) -> Answer:
    headers = {"Content-Type": "application/x-gzip"}
    if not request.path.endswith(".gz"):
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    return Answer(200, _bomb_bytes(size), headers)


def shape(answer: Answer, rules: list[Rule]) -> None:
    """Apply the rules that change how an answer is delivered."""
    for rule in rules:
        params = rule.params
        if rule.kind == "delay":
            answer.delay += float(params.get("seconds", 10))
        elif rule.kind == "drip":
            answer.rate = max(1, int(params.get("rate", 1000)))
        elif rule.kind == "content_type":
            answer.headers["Content-Type"] = str(params.get("value", "text/html"))
        elif rule.kind == "header":
            answer.headers[str(params.get("name", "X-Test"))] = str(params.get("value", ""))
        elif rule.kind == "date":
            answer.clock_off += int(params.get("seconds", 3600))
        else:
            _truncate(answer, params)


def _truncate(answer: Answer, params: dict) -> None:
    """Cut the body: cleanly (Content-Length of what is left), or with "broken" by closing before the length said."""
    kept = int(len(answer.body) * float(params.get("fraction", 0.5)))
    if params.get("broken"):
        answer.cut = kept
    else:
        answer.body = answer.body[:kept]
