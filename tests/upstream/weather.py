"""The weather model: what the weather is at a place and a moment, as a pure function of (seed, place, time).

Travelling pressure waves carry wind, moisture and cloud; shorter waves and local noise add detail; the sun drives
temperature, convection and (by its absence) fog. Nothing is stored between calls, so the clock may jump either way.
It is meant to be plausible in a report, not to be meteorology.
"""

import math
from dataclasses import dataclass

from noise import smooth, unit

TWO_PI = 2.0 * math.pi
DAY = 86400.0
# zonal wavenumber, meridional wavenumber, period in days, weight
PRESSURE_WAVES = ((4, 2.2, 6.1, 0.55), (5, -3.1, 4.7, 0.6), (6, 2.7, 3.9, 0.65), (7, -4.3, 3.2, 0.55), (9, 3.6, 2.6, 0.4))
MOISTURE_WAVES = ((19, 13.0, 0.95, 0.40), (31, -17.0, 0.62, 0.33), (43, 29.0, 0.41, 0.24))
CONTINENTS = ((52, 95, 38, 1.15), (44, -100, 20, 0.8), (62, -110, 18, 0.8), (52, 35, 22, 0.7), (25, 20, 25, 0.7),
              (-24, 134, 15, 0.7), (35, 85, 20, 0.9), (-25, 22, 14, 0.5), (30, 55, 16, 0.7))
DESERTS = ((23, 10, 22, 1.1), (23, 46, 15, 1.1), (-25, 134, 12, 0.9), (33, -112, 8, 0.8), (42, 85, 14, 0.9),
           (-24, -69, 6, 1.0), (-24, 18, 8, 0.7), (29, 62, 9, 0.8))
HAZE = ((28, 78, 12, 0.9), (35, 115, 12, 0.7), (25, 45, 14, 0.5), (12, 5, 14, 0.5), (5, 105, 9, 0.3))


@dataclass(slots=True)
class Site:
    """What a place keeps: its climate and the phases of the waves there."""

    key: int
    latitude: float
    elevation_m: float
    solar_s: float
    phases: tuple[float, ...]
    moist_phases: tuple[float, ...]
    amplitude: float
    hemisphere: float
    temp_mean: float
    temp_season: float
    temp_day: float
    wetness: float
    haze: float
    fog: float
    roughness: float
    trades: float
    cosine: float


@dataclass(slots=True)
class State:
    """Slow weather at a moment: everything but passing showers. Units stand in the names; shares are 0 to 1."""

    wind_from: float
    wind_kt: float
    temp: float
    dewp: float
    slp: float
    moisture: float
    cloud: float
    rain: float
    fog: float
    haze: float
    convection: float
    daylight: float


def _bumps(table: tuple, latitude: float, longitude: float) -> float:
    total = 0.0
    for lat, lon, width, height in table:
        if abs(latitude - lat) > 2.2 * width:
            continue
        east = (longitude - lon + 180) % 360 - 180
        squared = (latitude - lat) ** 2 + (east * math.cos(math.radians(lat))) ** 2
        total += height * math.exp(-squared / (2 * width * width / 2.5))
    return total


class WeatherModel:
    """The waves of one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._starts = self._wave_starts(PRESSURE_WAVES, 11)
        self._moist_starts = self._wave_starts(MOISTURE_WAVES, 12)
        self._omega = tuple(TWO_PI / (p * DAY) for _, _, p, _ in PRESSURE_WAVES)
        self._moist_omega = tuple(TWO_PI / (p * DAY) for _, _, p, _ in MOISTURE_WAVES)

    def site(self, latitude: float, longitude: float, elevation_m: float, key: int) -> Site:
        """The climate of a place. Unknown places (outside +-90) lie in the Gulf of Mexico."""
        if not -90 <= latitude <= 90:
            latitude, longitude, elevation_m = 27.0 + 2 * unit(key, 5), -91.0 + 3 * unit(key, 6), 20
        lat, lon = math.radians(latitude), math.radians(longitude)
        continent = min(1.2, _bumps(CONTINENTS, latitude, longitude))
        desert = min(1.0, _bumps(DESERTS, latitude, longitude))
        square = math.sin(lat) ** 2
        polar = max(0.0, -latitude - 65) * 0.9
        return Site(
            key=key, latitude=latitude, elevation_m=elevation_m, solar_s=longitude * 240.0,
            phases=tuple([kx * lon + ky * lat + start for kx, ky, start in self._starts]),
            moist_phases=tuple([kx * lon + ky * lat + start for kx, ky, start in self._moist_starts]),
            amplitude=1.2 + 10.5 * min(1.0, (latitude / 48) ** 2), hemisphere=1.0 if latitude >= 0 else -1.0,
            temp_mean=27.5 - 33 * square - 5 * continent * square - polar - 0.0052 * max(elevation_m, 0),
            temp_season=(1.0 + 13 * square) * (0.45 + 0.85 * continent), temp_day=2.2 + 3.2 * desert + 2.2 * continent,
            wetness=0.25 * math.cos(lat * 12) - 1.3 * desert + 0.5 * (unit(key, 7) - 0.5) - 0.05,
            haze=min(1.0, _bumps(HAZE, latitude, longitude)), fog=unit(key, 8), roughness=0.65 + 0.6 * unit(key, 9),
            trades=max(0.0, 1 - abs(latitude) / 26), cosine=max(0.15, math.cos(lat)),
        )

    def _wave_starts(self, waves: tuple, channel: int) -> tuple[tuple[float, float, float], ...]:
        """Of each wave: its two wavenumbers, and its phase where longitude, latitude and time are 0."""
        return tuple((kx, ky, TWO_PI * unit(self.seed, channel, i)) for i, (kx, ky, _, _) in enumerate(waves))

    def state(self, site: Site, t: float) -> State:
        """The slow weather at a place at t (seconds UTC)."""
        p, q, wave_u, wave_v = self._pressure(site, t)
        solar = (t + site.solar_s) % DAY / DAY
        warmth = math.cos(TWO_PI * (solar - 0.625))
        daylight = min(1.0, max(0.0, 0.5 + 1.6 * math.cos(TWO_PI * (solar - 0.5))))
        season = site.hemisphere * math.cos(TWO_PI * (t / (365.25 * DAY) - 0.55))
        moisture = self._moisture(site, t, p, q)
        cloud = 1.0 / (1.0 + math.exp(-2.6 * (moisture - 0.15)))
        day_mean = site.temp_mean + site.temp_season * season + 0.32 * site.amplitude * q
        temp = day_mean + site.temp_day * warmth * (1.25 - 0.85 * cloud)
        dewp = min(temp, day_mean - max(0.4, 6.0 - 4.8 * moisture - 0.04 * site.temp_mean) + 0.8 * warmth)
        u = 15.0 * site.amplitude / 11.7 * wave_u - 9.0 * site.trades
        v = 15.0 * site.amplitude / 11.7 * wave_v - 2.5 * site.trades * site.hemisphere
        # The last term is the breeze that the sun makes where nothing else blows.
        breeze = (1.5 + 4.5 * daylight) * (1.2 - site.roughness) + 1.0
        wind_kt = math.sqrt(u * u + v * v + breeze * breeze) * site.roughness * (0.55 + 0.5 * daylight)
        if wind_kt > 18:
            wind_kt = 18 + 0.45 * (wind_kt - 18)
        convection = self._convection(moisture, dewp, temp, solar)
        return State(
            wind_from=math.degrees(math.atan2(-u, -v)) % 360, wind_kt=wind_kt, temp=temp, dewp=dewp,
            slp=1013.2 + 4.5 * math.cos(math.radians(site.latitude) * 6 + math.pi) + site.amplitude * p
            + 1.1 * math.cos(2 * TWO_PI * (solar - 0.41)),
            moisture=moisture, cloud=cloud, rain=max(0.0, moisture - 0.94),
            fog=self._fog(site, t, temp - dewp, wind_kt, daylight), haze=site.haze * max(0.0, 1 - wind_kt / 14),
            convection=convection, daylight=daylight,
        )

    def _pressure(self, site: Site, t: float) -> tuple[float, float, float, float]:
        """Pressure anomaly, the same a quarter wave on, and the wind of its gradient (dimensionless)."""
        p = q = px = py = 0.0
        for (kx, ky, _, weight), phase, omega in zip(PRESSURE_WAVES, site.phases, self._omega):
            angle = phase - omega * t % TWO_PI
            sine, cosine = weight * math.sin(angle), weight * math.cos(angle)
            p += sine
            q += cosine
            px += kx * cosine
            py += ky * cosine
        return p, q, -py / 6 * site.hemisphere, px / 6 / site.cosine * site.hemisphere

    def _moisture(self, site: Site, t: float, p: float, q: float) -> float:
        total = site.wetness - 0.72 * p + 0.25 * q + 0.55 * (smooth(site.key, 0, t / 7200) - 0.5)
        for (_, _, _, weight), phase, omega in zip(MOISTURE_WAVES, site.moist_phases, self._moist_omega):
            total += weight * math.sin(phase - omega * t % TWO_PI)
        return total

    @staticmethod
    def _convection(moisture: float, dewp: float, temp: float, solar: float) -> float:
        """How ready the air is for showers and thunderstorms: moist, warm, and late in the day."""
        heat = max(0.0, min(1.0, (dewp - 8) / 13))
        hour = 0.35 + 0.65 * max(0.0, math.cos(TWO_PI * (solar - 0.68)))
        return heat * hour * max(0.0, min(1.0, 0.25 + 0.55 * moisture))

    @staticmethod
    def _fog(site: Site, t: float, spread: float, wind_kt: float, daylight: float) -> float:
        if spread > 1.3 or wind_kt > 8 or daylight > 0.8:
            return 0.0
        night = smooth(site.key, 1, t / (6 * 3600)) + 0.5 * site.fog - 0.62
        return max(0.0, min(1.0, 2.2 * night)) * (1.3 - spread) / 1.3 * (1 - daylight / 0.8)


def shower_intensity(site: Site, state: State, t: float) -> float:
    """0 without a shower over the field at t; up to 1 in a violent one. Showers last some tens of minutes."""
    if state.convection < 0.12 and state.moisture < 0.55:
        return 0.0
    chance = 0.08 + 0.42 * state.convection + 0.12 * max(0.0, state.moisture - 0.5)
    return max(0.0, smooth(site.key, 2, t / 2100) - (1 - chance)) / max(chance, 0.2)


def gust_factor(site: Site, state: State, t: float) -> float:
    return 1.2 + 0.3 * smooth(site.key, 3, t / 1800) + 0.3 * state.convection
