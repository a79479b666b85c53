"""A given TAF text as the values that AWC would put beside it, as far as pushed and replayed forecasts need."""

import re

from conditions import Layer
from metar_decode import SKY, VERTICAL, WEATHER, WIND, MILES, nearest_time
from metar_text import KT_PER_MPS
from reports import Group, Taf, round_visibility

TIME = re.compile(r"^(\d{2})(\d{2})(\d{2})Z?$")
PERIOD = re.compile(r"^(\d{2})(\d{2})/(\d{2})(\d{2})$")
FROM = re.compile(r"^FM(\d{2})(\d{2})(\d{2})Z?$")
EXTREME = re.compile(r"^(TX|TN)(M?\d{2})/(\d{2})(\d{2})Z$")
SHEAR = re.compile(r"^WS(\d{3})/(\d{3})(\d{2,3})KT$")
INCHES = re.compile(r"^QNH(\d{4})INS$")
METRES = re.compile(r"^\d{4}$")
HOUR = 3600
MARKS = ("AMD", "COR", "CNL", "NIL")


def split_taf(text: str) -> str:
    """The text without its leading TAF words and the "=" at the end."""
    text = " ".join(text.split()).rstrip("=").rstrip()
    while text.startswith("TAF "):
        text = text[4:]
    return text


def following(day: int, hour: int, minute: int, start: int) -> int:
    """The first moment with that day, hour and minute not before start (nearest to it where the day is odd)."""
    moment = nearest_time(day, 0, 0, start + 12 * HOUR)
    return start if moment is None else moment + hour * HOUR + minute * 60


def decode_taf(text: str, reference: float) -> Taf:
    """The values of a TAF; what it does not say is taken from the reference. ValueError if it has no station."""
    body = split_taf(text)
    tokens = body.split()
    words = [word for word in tokens if word not in MARKS[:2]]
    if not words:
        raise ValueError("empty forecast")
    taf = Taf(words[0], int(reference), int(reference) // HOUR * HOUR, int(reference) // HOUR * HOUR + 24 * HOUR, body)
    taf.remarks = next((mark for mark in MARKS[:2] if mark in tokens[:4]), "")
    rest = words[1:]
    if rest and (match := TIME.match(rest[0])):
        taf.issued = nearest_time(*map(int, match.groups()), reference) or taf.issued
        taf.valid_from, taf.valid_to = taf.issued // HOUR * HOUR, taf.issued // HOUR * HOUR + 24 * HOUR
        rest = rest[1:]
    if rest and (match := PERIOD.match(rest[0])):
        day, hour, end_day, end_hour = map(int, match.groups())
        taf.valid_from = following(day, hour, 0, taf.issued - 6 * HOUR)
        taf.valid_to = following(end_day, end_hour, 0, taf.valid_from)
        rest = rest[1:]
    if rest[:1] not in (["CNL"], ["NIL"]):
        _groups(taf, rest)
    return taf


def _groups(taf: Taf, tokens: list[str]) -> None:
    group = Group("", taf.valid_from, taf.valid_to)
    taf.groups.append(group)
    kind, probability = "", None
    for token in tokens:
        if token == "RMK":
            break
        if match := FROM.match(token):
            start = following(*map(int, match.groups()), taf.valid_from)
            _end_prevailing(taf, start)
            group = Group("FM", start, taf.valid_to)
            taf.groups.append(group)
        elif token in ("BECMG", "TEMPO", "INTER"):
            kind = token if not probability else kind
        elif token in ("PROB30", "PROB40"):
            kind, probability = "PROB", int(token[4:])
        elif kind and (match := PERIOD.match(token)):
            group = _period(taf, kind, probability, tuple(map(int, match.groups())))
            kind, probability = "", None
        else:
            _element(taf, group, token)


def _end_prevailing(taf: Taf, time: int) -> None:
    """The prevailing period so far lasts until the next one."""
    last = next(group for group in reversed(taf.groups) if group.kind in ("", "FM", "BECMG"))
    last.end = time


def _period(taf: Taf, kind: str, probability: int | None, times: tuple[int, ...]) -> Group:
    start = following(times[0], times[1], 0, taf.valid_from)
    end = following(times[2], times[3], 0, start)
    group = Group(kind, start, end, probability=probability)
    if kind == "BECMG":
        _end_prevailing(taf, start)
        group.becoming, group.end = end, taf.valid_to
    taf.groups.append(group)
    return group


def _element(taf: Taf, group: Group, token: str) -> None:
    if match := WIND.match(token):
        scale = {"KT": 1.0, "MPS": KT_PER_MPS, "KMH": 0.539957}[match[4]]
        group.wind_from = "VRB" if match[1] == "VRB" else int(match[1])
        group.wind_kt = round(int(match[2]) * scale)
        group.gust_kt = round(int(match[3]) * scale) if match[3] else None
    elif match := SKY.match(token):
        if match[2] != "///":
            group.layers.append(Layer(match[1], int(match[2]) * 100, (match[3] or "").replace("/", "")))
    elif match := VERTICAL.match(token):
        group.vertical_ft = int(match[1]) * 100
    elif token in ("SKC", "NSC", "CAVOK"):
        group.sky = token
        if token == "CAVOK":
            group.visibility_sm, group.visibility_plus = 6.21, True
    elif METRES.match(token):
        group.visibility_plus = token == "9999"
        group.visibility_sm = 6.21 if token == "9999" else round_visibility(int(token))
    elif match := EXTREME.match(token):
        value = -int(match[2][1:]) if match[2][0] == "M" else int(match[2])
        time = following(int(match[3]), int(match[4]), 0, taf.valid_from)
        taf.groups[0].temps.append((time, value, "MAX" if match[1] == "TX" else "MIN"))
    elif match := SHEAR.match(token):
        group.shear = (int(match[1]) * 100, int(match[2]), int(match[3]))
    elif match := INCHES.match(token):
        group.altimeter_in = int(match[1]) / 100
    elif (match := MILES.match(token)) and token != "SM":
        _miles(group, match)
    elif token == "NSW" or len(token) > 1 and WEATHER.match(token):
        group.wx = f"{group.wx} {token}".strip()
    else:
        group.undecoded = f"{group.undecoded} {token}".strip()


def _miles(group: Group, match: re.Match) -> None:
    if match[1] == "P":
        group.visibility_sm, group.visibility_plus = 6.21, True
        return
    value = float(match[2] or 0)
    if match[3]:
        whole = group.undecoded.rpartition(" ")[2]
        if re.fullmatch(r"\d", whole):
            group.undecoded = group.undecoded[:-1].rstrip()
            value = float(whole)
        value += int(match[3]) / max(1, int(match[4]))
    group.visibility_sm = value
