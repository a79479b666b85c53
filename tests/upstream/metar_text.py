"""An observation as a METAR text in the style of its country, and as the values a provider decodes from it."""

from typing import Callable

from clock import day_hour_minute
from conditions import Conditions, Layer
from noise import unit
from reports import HPA_PER_INCH, Metar, round_visibility
from stations import Station

KT_PER_MPS = 1.943844
MILE_STEPS = (
    (0.2, "M1/4", 0.25), (0.375, "1/4", 0.25), (0.6, "1/2", 0.5), (0.85, "3/4", 0.75), (1.1, "1", 1.0),
    (1.35, "1 1/4", 1.25), (1.6, "1 1/2", 1.5), (1.85, "1 3/4", 1.75), (2.2, "2", 2.0), (2.7, "2 1/2", 2.5),
)
CLOUD_GENUS = ((3000, "SC"), (6500, "CU"), (18000, "AC"), (60000, "CI"))
OKTAS = {"FEW": 2, "SCT": 4, "BKN": 6, "OVC": 8}
MILES_STYLES = ("us", "ca", "mx")
INCH_STYLES = ("us", "ca", "mx", "co")
COR_AFTER_TIME = {"us": "COR", "ca": "CCA"}


class Context:
    """What the writers share about one report: the station, the moment, the conditions and the values to fill."""

    __slots__ = ("station", "time", "seen", "report", "auto", "key")

    def __init__(self, station: Station, time: int, seen: Conditions, report: Metar) -> None:
        self.station = station
        self.time = time
        self.seen = seen
        self.report = report
        self.auto = report.auto
        self.key = station.key ^ time

    def chance(self, channel: int, probability: float) -> bool:
        return unit(self.key, channel) < probability


def write_metar(station: Station, time: int, seen: Conditions, kind: str, cor: bool, trend: str, history: dict) -> Metar:
    """The report of a station. `history` has what remarks look back at: temp_max, temp_min, tendency (may be empty)."""
    report = Metar(station=station.id, time=time, kind=kind, cor=cor)
    report.auto = station.automatic and not (station.size < 2 and unit(station.key ^ time // 86400, 102) < 0.03)
    context = Context(station, time, seen, report)
    style = station.style
    tokens = [station.id, day_hour_minute(time) + "Z"]
    if cor and style not in COR_AFTER_TIME:
        tokens.insert(0, "COR")
    elif cor:
        # A corrected report has been looked at by someone.
        report.auto = context.auto = False
        tokens.append(COR_AFTER_TIME[style])
    if report.auto:
        tokens.append("AUTO")
    tokens.append(_wind(context))
    if style in MILES_STYLES:
        tokens += _miles_and_sky(context)
    else:
        tokens += _metres_and_sky(context)
    tokens += [_temperatures(context), _pressure(context)]
    tokens += AFTER.get(style, _after_icao)(context, trend, history)
    report.body = " ".join(token for token in tokens if token)
    return report


def write_nil(station: Station, time: int) -> Metar:
    return Metar(station=station.id, time=time, nil=True, body=f"{station.id} {day_hour_minute(time)}Z NIL")


def _wind(context: Context) -> str:
    seen, report, style = context.seen, context.report, context.station.style
    if context.auto and context.chance(40, 0.012):
        return "/////KT" if style != "ru" else "/////MPS"
    metric = style in ("ru", "cn")
    scale = KT_PER_MPS if metric else 1.0
    speed, gust = round(seen.wind_kt / scale), round(seen.gust_kt / scale)
    minimum_gust = 3 if style == "us" else round(10 / scale)
    if style not in ("us", "ca", "mx"):
        gust = round((seen.wind_kt + (seen.gust_kt - seen.wind_kt) * 1.4) / scale) if seen.gust_kt else 0
    unit_name = "MPS" if metric else "KT"
    report.wind_kt = round(speed * scale)
    if speed == 0:
        report.wind_from = 0
        return f"00000{unit_name}"
    variable = speed * scale <= (6 if style == "us" else 3) and seen.wind_steady < 0.3
    report.wind_from = "VRB" if variable else seen.wind_from
    text = f"VRB{speed:02d}" if variable else f"{seen.wind_from:03d}{speed:02d}"
    if gust >= speed + minimum_gust and not variable:
        text += f"G{gust:02d}"
        report.gust_kt = round(gust * scale)
    text += unit_name
    if not variable and speed * scale >= (7 if style == "us" else 3) and 0.55 < seen.wind_steady < 0.75:
        spread = 30 + round(30 * seen.wind_steady) // 10 * 10
        low, high = (seen.wind_from - spread) % 360 or 360, (seen.wind_from + spread) % 360 or 360
        text += f" {low:03d}V{high:03d}"
    return text


def _miles_and_sky(context: Context) -> list[str]:
    """Visibility in statute miles, RVR, weather and sky as in North America."""
    seen, report, style = context.seen, context.report, context.station.style
    miles = seen.visibility_m / 1609.344
    tokens = []
    if context.auto and context.chance(41, 0.01):
        tokens.append("////SM" if style == "ca" else "")
    else:
        tokens.append(_mile_text(miles, context) + "SM")
    if miles < 1 and context.station.size == 0:
        feet = max(600, min(6000, round(seen.visibility_m * 3.28 * 1.4 / 200) * 200))
        tokens.append(f"R{_runway(context)}/{'P' if feet >= 6000 else ''}{feet:04d}FT" + ("/N" if style == "ca" else ""))
    report.wx = " ".join(seen.wx)
    if context.auto and seen.wx and context.station.size == 2 and context.chance(42, 0.1):
        report.wx = "UP"
    tokens.append(report.wx)
    sky = _sky_tokens(context)
    if not sky:
        report.sky = "CLR" if context.auto or style == "us" else "SKC"
        sky = [report.sky]
        if context.auto:
            report.layers = []
    return tokens + sky


def _mile_text(miles: float, context: Context) -> str:
    report, style = context.report, context.station.style
    for limit, text, value in MILE_STEPS:
        if miles < limit:
            report.visibility_sm = value
            return text
    most = {"us": 10, "mx": 8 if context.station.size else 10}.get(style, 9 if context.auto else 15)
    value = min(round(miles), most)
    report.visibility_sm = float(value)
    report.visibility_plus = value == 10
    return str(value)


def _metres_and_sky(context: Context) -> list[str]:
    """Visibility in metres, RVR, weather and sky as in the rest of the world, or CAVOK."""
    seen, report, station = context.seen, context.report, context.station
    metres = round_metres(seen.visibility_m)
    low = any(layer.base_ft < 5000 or layer.cloud for layer in seen.layers)
    fine = metres == 9999 and not seen.wx and not low
    if fine and station.style != "jp" and not (context.auto and context.chance(43, 0.5)):
        report.sky, report.visibility_sm, report.visibility_plus = "CAVOK", 6.21, True
        return ["CAVOK"]
    if context.auto and context.chance(41, 0.015):
        tokens = ["////"]
    else:
        report.visibility_sm, report.visibility_plus = (6.21, True) if metres == 9999 else (round_visibility(metres), False)
        no_direction = context.auto and station.style in ("icao", "ru") and context.chance(44, 0.15)
        tokens = [f"{metres:04d}{'NDV' if no_direction else ''}"]
    if metres <= 1500 and station.size == 0:
        tokens.append(_rvr_metres(context, metres))
    report.wx = " ".join(seen.wx[:3])
    if context.auto and station.style in ("au", "uk", "nz") and not seen.wx and context.chance(45, 0.25):
        tokens.append("//")
    tokens.append(report.wx)
    sky = _sky_tokens(context)
    if not sky:
        report.sky = "CLR"
        sky = ["NCD" if context.auto else "NSC" if not station.style == "jp" else "FEW030"]
        if station.style == "jp" and not context.auto:
            report.layers = [Layer("FEW", 3000)]
            report.sky = ""
    elif context.auto and context.chance(46, 0.03):
        sky = ["//////"]
        report.layers, report.vertical_ft = [], None
    return tokens + sky


def round_metres(metres: int) -> int:
    if metres >= 9500:
        return 9999
    step = 50 if metres < 800 else 100 if metres < 5000 else 1000
    return max(50, metres // step * step)


def _rvr_metres(context: Context, metres: int) -> str:
    value = max(100, round(metres * 1.3 / 50) * 50)
    text = f"P{2000}" if value > 2000 else f"{value:04d}"
    return f"R{_runway(context)}/{text}{'UDN'[int(unit(context.key, 47) * 3)]}"


def _runway(context: Context) -> str:
    side = ("", "", "L", "R")[int(unit(context.station.key, 48) * 4)]
    return f"{1 + int(unit(context.station.key, 49) * 36):02d}{side}"


def _sky_tokens(context: Context) -> list[str]:
    seen, report, auto = context.seen, context.report, context.auto
    if seen.vertical_ft is not None:
        report.vertical_ft = seen.vertical_ft
        return [f"VV{seen.vertical_ft // 100:03d}"]
    layers = seen.layers
    if auto:
        layers = [layer for layer in layers if layer.base_ft <= 12000 or context.station.style == "ca"][:3]
    elif context.station.style not in MILES_STYLES and context.station.style != "jp":
        # Only cloud of operational significance: below 5,000 ft here, or CB and TCU; higher cloud by some countries.
        layers = [layer for layer in layers if layer.base_ft < 10000 or layer.cloud or context.station.size == 0]
    report.layers = list(layers)
    suffix = "///" if auto and context.station.style in ("nz", "uk") else ""
    return [f"{layer.cover}{layer.base_ft // 100:03d}{layer.cloud or suffix}" for layer in layers]


def signed_temperature(value: float) -> str:
    """Temperature of a report: M for below zero, M00 for a negative one that rounds to it."""
    whole = int(abs(value) + 0.5)
    return f"{'M' if value <= -0.5 or (value < 0 and whole == 0) else ''}{whole:02d}"


def _temperatures(context: Context) -> str:
    report = context.report
    if context.auto and context.chance(50, 0.008):
        return "" if context.station.style in MILES_STYLES else "/////"
    temp, dewp = round(context.seen.temp, 1), round(min(context.seen.dewp, context.seen.temp), 1)
    report.temp, report.dewp = _whole(temp), _whole(dewp)
    if context.auto and context.station.style == "us" and context.chance(62, 0.004):
        report.dewp = None
        return f"{signed_temperature(temp)}/"
    return f"{signed_temperature(temp)}/{signed_temperature(dewp)}"


def _whole(value: float) -> float:
    """The value that a reader of the rounded group gets; -0.3 is M00, that is 0."""
    text = signed_temperature(value)
    return -float(text[1:]) if text[0] == "M" else float(text)


def _pressure(context: Context) -> str:
    report, station = context.report, context.station
    qnh = context.seen.slp + 0.012 * (context.seen.temp - 15) * station.elevation_m / 300 * (station.elevation_m < 9000)
    if context.auto and context.chance(51, 0.006):
        return "" if station.style in MILES_STYLES else "Q////"
    if station.style in INCH_STYLES:
        hundredths = int(qnh / HPA_PER_INCH * 100)
        report.altimeter_in = hundredths / 100
        report.altimeter_hpa = round(report.altimeter_in * HPA_PER_INCH, 1)
        return f"A{hundredths:04d}"
    report.altimeter_hpa = float(int(qnh))
    report.altimeter_in = round(report.altimeter_hpa / HPA_PER_INCH, 2)
    return f"Q{int(qnh):04d}"


# What follows the pressure, by country.


def _after_icao(context: Context, trend: str, history: dict) -> list[str]:
    tokens = []
    if context.seen.rain < 0.05 and context.chance(52, 0.02) and not context.seen.wx:
        tokens.append("RERA" if context.seen.temp > 2 else "RESN")
    if context.station.size == 0 and context.seen.wind_kt > 22 and context.chance(53, 0.3):
        tokens.append(f"WS R{_runway(context)}")
    if context.auto and context.chance(54, 0.5):
        return tokens
    return tokens + _trend(context, trend)


def _trend(context: Context, trend: str) -> list[str]:
    if context.station.size == 2:
        return []
    context.report.nosig = trend == "NOSIG"
    return [trend]


def _after_none(context: Context, trend: str, history: dict) -> list[str]:
    return []


def _after_us(context: Context, trend: str, history: dict) -> list[str]:
    seen, report, station = context.seen, context.report, context.station
    large = station.size < 2 or unit(station.key, 103) < 0.2
    tokens = ["RMK"]
    report.ao = context.auto or station.size < 2
    if report.ao:
        tokens.append("AO2" if large or unit(station.key, 104) < 0.7 else "AO1")
    if large:
        tokens += _us_weather_remarks(context)
        report.slp = round(seen.slp, 1)
        tokens.append(f"SLP{int(round(report.slp * 10)) % 1000:03d}")
    tokens += _us_amounts(context)
    if large and report.temp is not None:
        report.temp = round(seen.temp, 1)
        if report.dewp is not None:
            report.dewp = round(min(seen.dewp, seen.temp), 1)
        tokens.append(f"T{_tenths(report.temp)}{'' if report.dewp is None else _tenths(report.dewp)}")
        tokens += _us_six_hourly(context, history)
    tokens += _us_sensors(context)
    return tokens if len(tokens) > 1 else []


def _tenths(value: float) -> str:
    return f"{'1' if value < 0 else '0'}{round(abs(value) * 10):03d}"


def _us_weather_remarks(context: Context) -> list[str]:
    seen, tokens = context.seen, []
    minute = context.time // 60 % 60
    if seen.gust_kt > 25:
        tokens.append(f"PK WND {seen.wind_from:03d}{seen.gust_kt + 2:02d}/{(minute - 11) % 60:02d}")
    if seen.thunder:
        tokens.append(f"TSB{(minute - 17) % 60:02d} OCNL LTGICCC OHD TS OHD MOV E")
    elif seen.rain > 0.05 and seen.wx and context.chance(55, 0.4):
        kind = next((k for k in ("SN", "DZ", "RA") if any(k in group for group in seen.wx)), None)
        if kind:
            tokens.append(f"{kind}B{(minute - 23) % 60:02d}")
    if seen.visibility_m < 4000 and context.chance(56, 0.15):
        tokens.append("SFC VIS 3")
    if context.report.ceiling_ft and context.report.ceiling_ft < 3000 and context.chance(57, 0.12):
        tokens.append(f"CIG {max(1, context.report.ceiling_ft // 100 - 2):03d}V{context.report.ceiling_ft // 100 + 3:03d}")
    return tokens


def _us_amounts(context: Context) -> list[str]:
    if context.seen.rain <= 0.05 or not context.auto and not context.report.slp:
        return []
    hundredths = int(context.seen.rain * 22)
    context.report.extremes["precip"] = hundredths / 100 or 0.005
    return [f"P{hundredths:04d}"]


def _us_six_hourly(context: Context, history: dict) -> list[str]:
    """Groups of the synoptic hours: 1xxxx 2xxxx at 00, 06, 12, 18, 5appp at each third hour."""
    tokens, report = [], context.report
    if "temp_max" in history:
        report.extremes["maxT"], report.extremes["minT"] = round(history["temp_max"], 1), round(history["temp_min"], 1)
        tokens += [f"1{_tenths(report.extremes['maxT'])}", f"2{_tenths(report.extremes['minT'])}"]
    if "tendency" in history:
        report.tendency = round(history["tendency"], 1)
        code = 1 if report.tendency >= 0 else 6
        tokens.append(f"5{code}{min(999, round(abs(report.tendency) * 10)):03d}")
    return tokens


def _us_sensors(context: Context) -> list[str]:
    report, key = context.report, context.station.key
    tokens = []
    if report.ao and report.auto:
        if unit(key, 105) < 0.06:
            report.fzrano = True
            tokens.append("FZRANO")
        if unit(key, 106) < 0.05:
            report.tsno = True
            tokens.append("TSNO")
        if unit(key ^ context.time // 86400, 107) < 0.02:
            report.pwino = True
            tokens.append("PWINO")
    if report.ao and unit(key ^ context.time // 43200, 108) < 0.09:
        report.maintenance = True
        tokens.append("$")
    return tokens


def _genus(layer: Layer) -> str:
    if layer.cloud:
        return layer.cloud
    return next(name for limit, name in CLOUD_GENUS if layer.base_ft < limit)


def _after_canada(context: Context, trend: str, history: dict) -> list[str]:
    seen, report = context.seen, context.report
    tokens = ["RMK"]
    if not context.auto:
        used = 0
        parts = ""
        for layer in report.layers:
            oktas = max(1, min(8 - used, OKTAS[layer.cover] - used))
            used = min(8, used + oktas)
            parts += f"{_genus(layer)}{oktas}"
        if report.vertical_ft is not None:
            parts = "FG8" if "FG" in report.wx else "SN8"
        tokens.append(parts)
        if report.layers and report.layers[-1].base_ft > 18000 and context.chance(58, 0.3):
            tokens.append("CI TR")
    elif seen.rain > 0.3:
        tokens.append(f"PCPN {seen.rain * 4:.1f}MM PAST HR")
    report.slp = round(seen.slp, 1)
    tokens.append(f"SLP{int(round(report.slp * 10)) % 1000:03d}")
    if seen.temp > 24 and context.station.size < 2:
        height = context.station.elevation_m * 3.28 + 120 * (seen.temp - 15)
        tokens.append(f"DENSITY ALT {max(0, round(height / 100) * 100)}FT")
    return tokens


def _after_mexico(context: Context, trend: str, history: dict) -> list[str]:
    tokens = _trend(context, trend) if context.station.size == 0 else []
    if context.seen.thunder:
        return tokens + ["RMK", "8/9//", "OCNL", "LTGICCG", "W"]
    return tokens + (["RMK", "HZY"] if context.seen.visibility_m < 9000 and not context.seen.wx else [])


def _after_japan(context: Context, trend: str, history: dict) -> list[str]:
    report = context.report
    tokens = _trend(context, trend) if context.station.size == 0 else []
    if context.auto or not report.layers:
        return tokens
    used, tokens = 0, tokens + ["RMK"]
    for layer in report.layers:
        oktas = max(1, min(8, OKTAS[layer.cover] - used // 2))
        used = max(used, oktas)
        tokens.append(f"{oktas}{_genus(layer) if layer.base_ft >= 1000 else 'ST'}{layer.base_ft // 100:03d}")
    if report.altimeter_hpa is not None:
        tokens.append(f"A{int(context.seen.slp / HPA_PER_INCH * 100):04d}")
    return tokens


def _after_russia(context: Context, trend: str, history: dict) -> list[str]:
    station, seen = context.station, context.seen
    tokens = []
    if station.size == 0 or context.chance(59, 0.2):
        wet = seen.rain > 0.05 or seen.temp < 0 and seen.rain > 0
        tokens.append(f"R{_runway(context)}/{'290050' if wet else 'CLRD65' if context.chance(60, 0.6) else '010070'}")
    tokens += [trend] if station.size < 2 else []
    context.report.nosig = trend == "NOSIG" and station.size < 2
    if context.chance(61, 0.7):
        # QFE by the barometric step at the station's height.
        qfe = seen.slp * (1 - 0.0065 * max(0, station.elevation_m) / 288.15) ** 5.2559
        tokens += ["RMK", f"QFE{qfe * 0.750062:.0f}/{qfe:04.0f}"]
    return tokens


def _after_australia(context: Context, trend: str, history: dict) -> list[str]:
    tokens = []
    if context.station.size == 0 and trend != "NOSIG":
        tokens.append(trend)
    if context.auto or context.station.size < 2:
        rain = context.seen.rain * 6 if context.seen.rain > 0.05 else 0.0
        tokens += ["RMK", f"RF{rain / 6:04.1f}/{rain:05.1f}"]
    return tokens


AFTER: dict[str, Callable[[Context, str, dict], list[str]]] = {
    "us": _after_us, "ca": _after_canada, "mx": _after_mexico, "jp": _after_japan, "ru": _after_russia,
    "au": _after_australia, "uk": _after_none, "co": _after_none, "nz": _after_none, "br": _after_none,
}
