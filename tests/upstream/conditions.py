"""What an observer would see: the model's state as wind, visibility, weather and cloud layers, before any rounding
to a national code form. The same function serves reports and forecasts, so that they agree with each other.
"""

from dataclasses import dataclass, field

from noise import mix, smooth
from weather import Site, State, WeatherModel, gust_factor, shower_intensity


@dataclass(slots=True)
class Layer:
    cover: str
    base_ft: int
    cloud: str = ""


@dataclass(slots=True)
class Conditions:
    """Weather to be reported. wind_from is whole tens of degrees; gust 0 = none; vertical_ft only with an obscured sky."""

    wind_from: int
    wind_kt: int
    gust_kt: int
    visibility_m: int
    wx: list[str]
    layers: list[Layer]
    temp: float
    dewp: float
    slp: float
    vertical_ft: int | None = None
    thunder: bool = False
    shower: float = 0.0
    rain: float = 0.0
    wind_steady: float = field(default=1.0)


def observe(model: WeatherModel, site: Site, t: float) -> Conditions:
    """Conditions at t, passing showers and the moment's noise included."""
    state = model.state(site, t)
    return describe(site, state, t, shower_intensity(site, state, t), gust_factor(site, state, t))


def describe(site: Site, state: State, t: float, shower: float, gust_ratio: float) -> Conditions:
    """Conditions of a state with a shower of the given intensity over the field."""
    thunder = shower > 0.45 and state.convection > 0.3
    # Four small random numbers of the moment: wind steadiness, speed, direction, showers in the vicinity.
    chance = mix(site.key, 31, int(t) // 60)
    wx, visibility = _weather(site, state, t, shower, thunder, (chance >> 48) / 65536)
    layers, vertical = _sky(site, state, t, shower, thunder, visibility, wx)
    wind_from, wind_kt, gust = _wind(state, shower, gust_ratio, chance)
    cooling = 4.0 * shower * state.convection
    temp = state.temp - cooling
    return Conditions(
        wind_from=wind_from, wind_kt=wind_kt, gust_kt=gust, visibility_m=int(visibility), wx=wx, layers=layers,
        temp=temp, dewp=min(state.dewp, temp), slp=state.slp, vertical_ft=vertical, thunder=thunder, shower=shower,
        rain=max(state.rain, shower), wind_steady=(chance & 65535) / 65536,
    )


def _wind(state: State, shower: float, gust_ratio: float, chance: int) -> tuple[int, int, int]:
    speed = state.wind_kt * (0.85 + 0.3 * (chance >> 16 & 65535) / 65536) + 6 * shower * state.convection
    direction = state.wind_from + 30 * ((chance >> 32 & 65535) / 65536 - 0.5)
    gust = speed * gust_ratio + 16 * shower * state.convection
    tens = round(direction / 10) * 10 % 360 or 360
    kt = round(speed)
    gust_kt = round(gust)
    return tens, kt, gust_kt if kt >= 9 and gust_kt >= kt + 5 else 0


def _weather(
    site: Site, state: State, t: float, shower: float, thunder: bool, vicinity: float
) -> tuple[list[str], float]:
    """Present weather groups and the visibility in metres."""
    visibility = 25000.0 - 9000 * max(0.0, state.moisture)
    wx: list[str] = []
    amount = max(state.rain, 0.9 * shower)
    if amount > 0.05 or thunder:
        visibility = min(visibility, _precipitation(site, state, t, shower, thunder, amount, wx))
    elif state.convection > 0.3 and vicinity < 0.25:
        wx.append("VCSH")
    if state.fog > 0.08:
        visibility = min(visibility, _fog(site, state, t, wx))
    elif visibility > 5000 and not wx:
        visibility = min(visibility, _haze(state, wx))
    elif 1000 <= visibility <= 5000 and wx and state.temp - state.dewp < 2 and not _snowy(wx):
        wx.append("BR")
    return wx, max(visibility, 50)


def _snowy(wx: list[str]) -> bool:
    return any("SN" in group or "FG" in group for group in wx)


def _precipitation(site: Site, state: State, t: float, shower: float, thunder: bool, amount: float, wx: list[str]) -> float:
    temp = state.temp
    sign = "-" if amount < 0.32 else "+" if amount > 0.85 else ""
    showery = shower * 0.9 > state.rain
    if temp < -0.5:
        kind, visibility = "SN", 6500 - 9000 * min(amount, 0.65)
        if temp > -4 and not showery and smooth(site.key, 4, t / 14400) > 0.8:
            kind, visibility = "FZRA", 6000.0
    elif temp < 1.6:
        kind, visibility = ("SN", 4500 - 4500 * amount) if temp < 0.4 else ("RASN", 5500 - 3500 * amount)
    elif not showery and amount < 0.18 and state.temp - state.dewp < 1.5:
        kind, visibility = "DZ", 4500.0
    else:
        kind, visibility = "RA", 11000 - 9000 * min(amount, 1.0)
    if kind == "SN" and state.wind_kt > 24:
        wx.append("BLSN")
        visibility *= 0.5
    if thunder:
        wx.insert(0, f"{sign}TS{'GR' if amount > 0.97 else ''}{kind}" if kind in ("RA", "SN") else "TS")
    elif showery and kind in ("RA", "SN"):
        wx.insert(0, f"{sign}SH{kind}")
    else:
        wx.insert(0, sign.replace("+", "") + kind if kind in ("DZ", "FZRA") else sign + kind)
    return max(visibility, 400.0)


def _fog(site: Site, state: State, t: float, wx: list[str]) -> float:
    depth = min(1.0, state.fog * 1.6)
    visibility = 5000 * (1 - depth) ** 1.6 + 120 + 200 * smooth(site.key, 5, t / 1800)
    if visibility >= 1000:
        wx.append("BR")
    else:
        wx.append("FZFG" if state.temp < -0.5 else "FG")
    return visibility


def _haze(state: State, wx: list[str]) -> float:
    if state.haze > 0.28:
        visibility = 7000 - 4500 * state.haze
        if visibility <= 5000:
            wx.append("HZ" if state.temp - state.dewp > 3 else "BR")
        return visibility
    if state.temp - state.dewp < 0.9 and state.moisture > 0.5:
        wx.append("BR")
        return 4800.0 - 2500 * min(1.0, state.moisture - 0.5)
    return 30000.0


def _cover(amount: float) -> str:
    if amount < 0.14:
        return ""
    return "FEW" if amount < 0.32 else "SCT" if amount < 0.56 else "BKN" if amount < 0.9 else "OVC"


def _round_base(feet: float) -> int:
    step = 100 if feet < 5000 else 500 if feet < 10000 else 1000
    return max(step, round(feet / step) * step)


def _sky(
    site: Site, state: State, t: float, shower: float, thunder: bool, visibility: float, wx: list[str]
) -> tuple[list[Layer], int | None]:
    """Layers from low to high, and the vertical visibility where fog or snow hides the sky."""
    if visibility < 650 and any("FG" in group or "SN" in group for group in wx):
        return [], max(0, round(visibility / 300)) * 100
    low = _low_layers(site, state, t, shower)
    layers = [Layer(cover, _round_base(base)) for cover, base in low if cover]
    if thunder or shower > 0.35 or state.convection > 0.5:
        base = _round_base(1500 + 300 * max(0.0, state.temp - state.dewp))
        layers.append(Layer("SCT" if thunder and shower > 0.7 else "FEW", base, "CB" if thunder else "TCU"))
    middle = state.cloud * 1.1 - 0.35 + 0.5 * (smooth(site.key, 6, t / 14400) - 0.5)
    high = state.cloud * 0.8 - 0.1 + 0.9 * (smooth(site.key, 7, t / 21600) - 0.5)
    for amount, base in (
        (middle, 8000 + 6000 * smooth(site.key, 8, t / 14400)),
        (high, 18000 + 9000 * smooth(site.key, 9, t / 21600)),
    ):
        if _cover(amount):
            layers.append(Layer(_cover(amount), _round_base(base)))
    return _order(layers), None


def _low_layers(site: Site, state: State, t: float, shower: float) -> list[tuple[str, float]]:
    spread = max(0.0, state.temp - state.dewp)
    vary = 0.75 + 0.5 * smooth(site.key, 10, t / 3600)
    amount = state.cloud * (0.75 + 0.35 * vary) - 0.18 + 0.25 * shower
    if state.fog > 0.2:
        return [(_cover(max(0.3, state.fog)), (150 + 500 * (1 - state.fog)) * vary)]
    cumulus = 350 + 400 * min(spread, 14)
    stratus = 400 + 2600 * max(0.0, 1.45 - state.moisture)
    base = min(cumulus, stratus) if state.moisture > 0.35 else cumulus
    if state.rain > 0.2:
        base *= 0.75
    layers = [(_cover(amount), base * vary)]
    if amount > 0.6:
        layers.insert(0, (_cover(amount * 0.55), base * vary * 0.7))
    return layers


def _order(layers: list[Layer]) -> list[Layer]:
    """Sort by height, drop layers at one height, and stop above an overcast."""
    result: list[Layer] = []
    for layer in sorted(layers, key=lambda item: (item.base_ft, item.cloud)):
        if result and result[-1].cover == "OVC":
            break
        if result and result[-1].base_ft == layer.base_ft and not layer.cloud:
            continue
        if result and layer.cover == "FEW" and not layer.cloud and result[-1].cover in ("BKN", "OVC"):
            continue
        result.append(layer)
    return result[:4]


RANKS = ("LIFR", "IFR", "MVFR", "VFR")


def flight_category(visibility_sm: float | None, ceiling_ft: int | None, sky_known: bool = True) -> str:
    """The US flight category; "" when an input is missing."""
    if visibility_sm is None or not sky_known:
        return ""
    by_visibility = 0 if visibility_sm < 1 else 1 if visibility_sm < 3 else 2 if visibility_sm <= 5 else 3
    if ceiling_ft is None:
        return RANKS[by_visibility]
    by_ceiling = 0 if ceiling_ft < 500 else 1 if ceiling_ft < 1000 else 2 if ceiling_ft <= 3000 else 3
    return RANKS[min(by_visibility, by_ceiling)]


def category(conditions: Conditions) -> str:
    """Flight category of conditions, for the choice of SPECIs and change groups."""
    ceiling = conditions.vertical_ft
    if ceiling is None:
        ceiling = next((layer.base_ft for layer in conditions.layers if layer.cover in ("BKN", "OVC")), None)
    return flight_category(conditions.visibility_m / 1609.344, ceiling)
