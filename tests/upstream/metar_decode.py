"""A given METAR text as the values that AWC would put beside it. Enough for pushed and replayed reports; what is not
recognised is passed over, as the provider does.
"""

import re
from datetime import datetime, timezone

from conditions import Layer
from metar_text import KT_PER_MPS
from reports import HPA_PER_INCH, Metar, round_visibility

TIME = re.compile(r"^(\d{2})(\d{2})(\d{2})Z$")
WIND = re.compile(r"^(\d{3}|VRB)P?(\d{2,3})(?:GP?(\d{2,3}))?(KT|MPS|KMH)$")
MILES = re.compile(r"^([MP])?(\d{1,2})?(?:(\d)/(\d{1,2}))?SM$")
METRES = re.compile(r"^(\d{4})(?:NDV|[NSEW]{1,2})?$")
SKY = re.compile(r"^(FEW|SCT|BKN|OVC)(\d{3}|///)(CB|TCU|///)?$")
VERTICAL = re.compile(r"^VV(\d{3})$")
TEMPERATURE = re.compile(r"^(M?\d{2})/(M?\d{2})?$")
ALTIMETER = re.compile(r"^A(\d{4})$")
QNH = re.compile(r"^Q(\d{4})$")
WEATHER = re.compile(
    r"^(?:[-+]|VC)?(?:MI|PR|BC|DR|BL|SH|TS|FZ)?(?:DZ|RA|SN|SG|IC|PL|GR|GS|UP|BR|FG|FU|VA|DU|SA|HZ|PY|PO|SQ|FC|SS|DS)*$"
)
SLP = re.compile(r"^SLP(\d{3})$")
TENTHS = re.compile(r"^T([01])(\d{3})(?:([01])(\d{3}))?$")
TREND = ("NOSIG", "BECMG", "TEMPO", "RMK")
CLEAR = {"CLR": "CLR", "SKC": "SKC", "NSC": "CLR", "NCD": "CLR", "CAVOK": "CAVOK"}
CORRECTED = frozenset(("COR", "CCA", "CCB", "CCC"))


def nearest_time(day: int, hour: int, minute: int, reference: float) -> int | None:
    """The moment with that day, hour and minute nearest to the reference, or None if there is none."""
    base = datetime.fromtimestamp(reference, timezone.utc)
    best = None
    for months in (-2, -1, 0, 1, 2):
        year, month = divmod(base.year * 12 + base.month - 1 + months, 12)
        try:
            moment = int(datetime(year, month + 1, day, tzinfo=timezone.utc).timestamp()) + hour * 3600 + minute * 60
        except ValueError:
            continue
        if best is None or abs(moment - reference) < abs(best - reference):
            best = moment
    return best


def split_kind(text: str) -> tuple[str, str]:
    """The leading METAR or SPECI (METAR where there is none) and the rest, without the "=" at the end."""
    text = " ".join(text.split()).rstrip("=").rstrip()
    for word in ("METAR", "SPECI"):
        if text.startswith(word + " "):
            return word, text[6:]
    return "METAR", text


def decode_metar(text: str, reference: float) -> Metar:
    """The values of a METAR. ValueError if it has no station; its time is the reference where it has none."""
    kind, body = split_kind(text)
    tokens = body.split()
    if not tokens:
        raise ValueError("empty report")
    words = tokens[1:] if tokens[0] in ("COR", "AMD") and len(tokens) > 1 else tokens
    report = Metar(station=words[0], time=int(reference), body=body, kind=kind)
    report.cor = bool(CORRECTED & set(tokens[:5]))
    report.nil = "NIL" in tokens[:4]
    for token in tokens[1:4]:
        match = TIME.match(token)
        if match:
            day, hour, minute = map(int, match.groups())
            report.time = nearest_time(day, hour, minute, reference) or report.time
            break
    _main(report, [word for word in words[1:] if not TIME.match(word)])
    if "RMK" in tokens:
        _remarks(report, tokens[tokens.index("RMK") + 1 :])
    return report


def _main(report: Metar, tokens: list[str]) -> None:
    whole = ""
    for token in tokens:
        if token in TREND:
            report.nosig = token == "NOSIG"
            return
        if token == "AUTO":
            report.auto = True
        elif re.fullmatch(r"\d", token) and report.visibility_sm is None:
            whole = token
        elif not _visibility(report, token, whole):
            _other(report, token)


def _visibility(report: Metar, token: str, whole: str) -> bool:
    if report.visibility_sm is not None:
        return False
    if token == "CAVOK":
        report.sky, report.visibility_sm, report.visibility_plus = "CAVOK", 6.21, True
        return True
    match = METRES.match(token)
    if match:
        metres = int(match[1])
        report.visibility_sm, report.visibility_plus = (6.21, True) if metres == 9999 else (round_visibility(metres), False)
        return True
    match = MILES.match(token)
    if not match or token == "SM":
        return False
    value = float(match[2] or whole or 0)
    if match[3]:
        value = float(whole or match[2] or 0) + int(match[3]) / max(1, int(match[4]))
    report.visibility_sm = value
    report.visibility_plus = match[1] == "P" or value == 10
    return True


def _other(report: Metar, token: str) -> None:
    if match := WIND.match(token):
        scale = {"KT": 1.0, "MPS": KT_PER_MPS, "KMH": 0.539957}[match[4]]
        report.wind_from = "VRB" if match[1] == "VRB" else int(match[1])
        report.wind_kt = round(int(match[2]) * scale)
        report.gust_kt = round(int(match[3]) * scale) if match[3] else None
    elif match := SKY.match(token):
        if match[2] != "///":
            report.layers.append(Layer(match[1], int(match[2]) * 100, (match[3] or "").replace("/", "")))
    elif match := VERTICAL.match(token):
        report.vertical_ft = int(match[1]) * 100
    elif token in CLEAR:
        report.sky = CLEAR[token]
    elif match := TEMPERATURE.match(token):
        if report.temp is None:
            report.temp = _degrees(match[1])
            report.dewp = _degrees(match[2]) if match[2] else None
    elif match := ALTIMETER.match(token):
        report.altimeter_in = int(match[1]) / 100
        report.altimeter_hpa = round(report.altimeter_in * HPA_PER_INCH, 1)
    elif match := QNH.match(token):
        report.altimeter_hpa = float(match[1])
        report.altimeter_in = round(report.altimeter_hpa / HPA_PER_INCH, 2)
    elif len(token) > 1 and WEATHER.match(token):
        report.wx = f"{report.wx} {token}".strip()


def _degrees(text: str) -> float:
    return -float(text[1:]) if text[0] == "M" else float(text)


def _remarks(report: Metar, tokens: list[str]) -> None:
    for token in tokens:
        if match := SLP.match(token):
            tens = int(match[1]) / 10
            report.slp = tens + (1000 if tens < 50 else 900)
        elif match := TENTHS.match(token):
            report.temp = (-1 if match[1] == "1" else 1) * int(match[2]) / 10
            if match[4]:
                report.dewp = (-1 if match[3] == "1" else 1) * int(match[4]) / 10
    report.ao = report.ao or bool({"AO1", "AO2", "A01", "A02", "AO2A"} & set(tokens))
    report.tsno, report.fzrano, report.pwino = "TSNO" in tokens, "FZRANO" in tokens, "PWINO" in tokens
    report.maintenance = "$" in tokens
