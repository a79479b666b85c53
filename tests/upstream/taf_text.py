"""Forecast periods in the style of a country: tokens of the text and the values decoded from them."""

from clock import day_hour, day_hour_minute
from conditions import Conditions
from metar_text import KT_PER_MPS, MILE_STEPS, MILES_STYLES, round_metres, signed_temperature
from noise import mix
from reports import HPA_PER_INCH, Group, round_visibility
from stations import Station

SIX_MILES = 6.21


def heading(station: Station, issued: int, start: int, end: int, mark: str) -> list[str]:
    """The tokens before the first period; mark is "", AMD or COR."""
    tokens = [station.id, day_hour_minute(issued) + "Z", f"{day_hour(start)}/{day_hour(end, end=True)}"]
    return [mark, *tokens] if mark else tokens


def change_tokens(group: Group, style: str) -> list[str]:
    """FM171800, BECMG 1718/1720, TEMPO 1718/1720, PROB30 1718/1720 and so on."""
    if not group.kind:
        return []
    if group.kind == "FM":
        return [f"FM{day_hour_minute(group.start)}"]
    end = group.becoming if group.kind == "BECMG" and group.becoming else group.end
    period = f"{day_hour(group.start)}/{day_hour(end, end=True)}"
    if group.kind == "PROB":
        tempo = ["TEMPO"] if style not in ("us", "ca", "au") and group.probability == 40 else []
        return [f"PROB{group.probability}", *tempo, period]
    return [group.kind, period]


def period_tokens(group: Group, seen: Conditions, station: Station, parts: frozenset[str]) -> list[str]:
    """Fill the group's values from conditions and return its tokens.

    parts: some of wind, visibility and sky, and cleared where weather ends (NSW).
    """
    tokens = []
    # The forecasts of US military stations have metres and the least QNH in inches.
    metric_military = station.military and station.style == "us"
    if "wind" in parts:
        tokens.append(_wind(group, seen, station.style))
    if "visibility" in parts or "sky" in parts:
        in_miles = station.style in MILES_STYLES and not metric_military
        tokens += _miles(group, seen) if in_miles else _metres(group, seen, "cleared" in parts)
    if station.style == "us" and group.kind in ("", "FM") and mix(station.key, 234, group.start) % 60 == 0:
        group.shear = (2000, seen.wind_from, seen.wind_kt + 30)
        tokens.append(f"WS020/{seen.wind_from:03d}{seen.wind_kt + 30:02d}KT")
    if metric_military and group.kind in ("", "BECMG"):
        inches = int(seen.slp / HPA_PER_INCH * 100)
        group.altimeter_in = inches / 100
        tokens.append(f"QNH{inches}INS")
    return [token for token in tokens if token]


def _wind(group: Group, seen: Conditions, style: str) -> str:
    scale = KT_PER_MPS if style in ("ru", "cn") else 1.0
    unit_name = "MPS" if style in ("ru", "cn") else "KT"
    speed, gust = round(seen.wind_kt / scale), round(seen.gust_kt / scale)
    group.wind_kt = round(speed * scale)
    if speed == 0:
        group.wind_from = 0
        return f"00000{unit_name}"
    if group.wind_kt <= 3:
        group.wind_from = "VRB"
        return f"VRB{speed:02d}{unit_name}"
    group.wind_from = seen.wind_from
    text = f"{seen.wind_from:03d}{speed:02d}"
    if gust >= speed + round(8 / scale):
        group.gust_kt = round(gust * scale)
        text += f"G{gust:02d}"
    return text + unit_name


def _miles(group: Group, seen: Conditions) -> list[str]:
    miles = seen.visibility_m / 1609.344
    text, group.visibility_sm = str(min(round(miles), 6)), float(min(round(miles), 6))
    for limit, step, value in MILE_STEPS:
        if miles < limit:
            text, group.visibility_sm = step.removeprefix("M"), value
            break
    if miles > 6:
        text, group.visibility_sm, group.visibility_plus = "P6", SIX_MILES, True
    group.wx = " ".join(seen.wx)
    return [text + "SM", group.wx, *_sky(group, seen, "SKC")]


def _metres(group: Group, seen: Conditions, cleared: bool) -> list[str]:
    metres = round_metres(seen.visibility_m)
    low = any(layer.base_ft < 5000 or layer.cloud for layer in seen.layers)
    group.wx = " ".join(word for word in seen.wx if word != "VCSH")
    group.visibility_plus = metres == 9999
    group.visibility_sm = SIX_MILES if metres == 9999 else round_visibility(metres)
    if metres == 9999 and not group.wx and not low and seen.vertical_ft is None:
        group.sky = "CAVOK"
        return ["CAVOK"]
    if cleared and not group.wx:
        group.wx = "NSW"
    return [f"{metres:04d}", group.wx, *_sky(group, seen, "NSC")]


def _sky(group: Group, seen: Conditions, clear: str) -> list[str]:
    if seen.vertical_ft is not None:
        group.vertical_ft = seen.vertical_ft
        return [f"VV{seen.vertical_ft // 100:03d}"]
    layers = [layer for layer in seen.layers if layer.cloud != "TCU"][:3]
    if clear == "NSC":
        layers = [layer for layer in layers if layer.base_ft < 5000 or layer.cloud]
    group.layers = layers
    if not layers:
        group.sky = clear
        return [clear]
    return [f"{layer.cover}{layer.base_ft // 100:03d}{layer.cloud}" for layer in layers]


def extreme_tokens(extremes: list[tuple[int, int, str]]) -> list[str]:
    """TX25/1714Z TN12/1805Z from (time, whole degrees, MAX or MIN)."""
    return [
        f"{'TX' if which == 'MAX' else 'TN'}{signed_temperature(value)}/{day_hour(time)}Z" for time, value, which in extremes
    ]


