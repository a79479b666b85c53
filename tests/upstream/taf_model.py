"""The TAFs of the weather model: what the model has for the hours ahead, in groups, slightly smoothed.

Forecasts look at the same state as the observations, without the passing showers, which become TEMPO and PROB.
"""

from collections.abc import Iterator

from clock import day_hour, day_hour_minute
from conditions import Conditions, category, describe
from noise import mix, unit
from reports import Group, Taf
from schedule import (
    HOUR, ForecastPlan, amendment_issue, forecast_plan, forecast_receipt, forecast_start_before,
)
from stations import Station
from taf_text import change_tokens, extreme_tokens, heading, period_tokens
from weather import State, WeatherModel

STEP = 3 * HOUR
MAX_CHANGES = 5
ALL_PARTS = frozenset(("wind", "visibility", "sky"))
FM_STYLES = ("us", "ca", "mx", "au")


class TafModel:
    """Forecasts of the model. Not thread-safe: the caller serialises."""

    def __init__(self, model: WeatherModel) -> None:
        self.model = model

    def latest(self, station: Station, t: float) -> tuple[Taf | None, int]:
        """The forecast that the provider has at t, and until when that stays so."""
        plan = forecast_plan(station)
        until = 1 << 62
        # The next routine issue may be issued, but not received, at t.
        start = forecast_start_before(plan, t) + plan.interval
        while True:
            for issued, mark in reversed(self._issues(station, plan, start)):
                received = forecast_receipt(station, issued)
                if received <= t:
                    return self.forecast(station, plan, start, issued, mark), until
                until = min(until, received)
            start -= plan.interval

    def history(self, station: Station, begin: float, end: float, now: float) -> Iterator[Taf]:
        """Forecasts issued in [begin, end] and received by now, latest first."""
        plan = forecast_plan(station)
        start = forecast_start_before(plan, end)
        while start + plan.interval > begin:
            for issued, mark in reversed(self._issues(station, plan, start)):
                if begin <= issued <= end and forecast_receipt(station, issued) <= now:
                    yield self.forecast(station, plan, start, issued, mark)
            start -= plan.interval

    @staticmethod
    def _issues(station: Station, plan: ForecastPlan, start: int) -> list[tuple[int, str]]:
        """The routine issue for a start of validity and its amendment or correction, in order."""
        issues = [(start - plan.lead, "")]
        amended = amendment_issue(station, start, plan)
        if amended is not None:
            issues.append((amended, "COR" if mix(station.key, 230, start) % 9 == 0 else "AMD"))
        return issues

    def forecast(self, station: Station, plan: ForecastPlan, start: int, issued: int, mark: str) -> Taf:
        """The forecast issued then. An amendment begins in its own hour."""
        valid_from = max(start, issued // HOUR * HOUR)
        valid_to = start + plan.hours * HOUR
        taf = Taf(station.id, issued, valid_from, valid_to, received=forecast_receipt(station, issued), remarks=mark)
        taf.place = (station.latitude, station.longitude, station.elevation_m)
        rare = mix(station.key, 231, issued) % 1000
        if rare == 0 and mark == "":
            taf.body = f"{station.id} {day_hour_minute(issued)}Z NIL"
        elif rare < 15 and mark == "AMD":
            taf.body = " ".join(heading(station, issued, valid_from, valid_to, mark)) + " CNL"
        else:
            self._fill(taf, station, mark)
        return taf

    def _fill(self, taf: Taf, station: Station, mark: str) -> None:
        samples = self._samples(station, taf.valid_from, taf.valid_to)
        tokens = heading(station, taf.issued, taf.valid_from, taf.valid_to, mark)
        extremes = self._extremes(samples) if self._has_extremes(station) else []
        prevailing = self._changes(taf, samples, station)
        for index, (group, seen, parts) in enumerate(prevailing):
            tokens += change_tokens(group, station.style) + period_tokens(group, seen, station, parts)
            if index == 0:
                group.temps = extremes
                tokens += extreme_tokens(extremes) if not station.military else []
            taf.groups.append(group)
            last = prevailing[index + 1][0].start if index + 1 < len(prevailing) else taf.valid_to
            tokens += self._passing(taf, group.start, last, samples, station)
        if station.military:
            tokens += extreme_tokens(extremes)
        if station.style == "ca":
            tokens += ["RMK", "NXT", "FCST", "BY", f"{day_hour(taf.valid_from + 6 * HOUR)}00Z"]
        taf.body = " ".join(tokens)

    def _samples(self, station: Station, start: int, end: int) -> list[tuple[int, State, Conditions]]:
        if station.site is None:
            station.site = self.model.site(station.latitude, station.longitude, station.elevation_m, station.key)
        result = []
        for time in range(start, end, STEP):
            state = self.model.state(station.site, time)
            result.append((time, state, describe(station.site, state, time, 0.0, 1.35)))
        return result

    @staticmethod
    def _has_extremes(station: Station) -> bool:
        if station.style in ("us", "ca", "au", "mx"):
            return station.military
        return unit(station.key, 232) < 0.45

    @staticmethod
    def _extremes(samples: list[tuple[int, State, Conditions]]) -> list[tuple[int, int, str]]:
        warm = max(samples, key=lambda sample: sample[1].temp)
        cold = min(samples, key=lambda sample: sample[1].temp)
        return [(warm[0], round(warm[1].temp), "MAX"), (cold[0], round(cold[1].temp), "MIN")]

    @staticmethod
    def _changes(taf: Taf, samples: list, station: Station) -> list[tuple[Group, Conditions, frozenset[str]]]:
        """The prevailing periods: the first, and one for each considerable change."""
        fm = station.style in FM_STYLES and not station.military
        current = samples[0][2]
        result = [(Group("", taf.valid_from, taf.valid_to), current, ALL_PARTS)]
        for time, _, seen in samples[1:]:
            parts = _changed(current, seen)
            if not parts or len(result) > MAX_CHANGES:
                continue
            current = seen
            result[-1][0].end = time
            if fm:
                result.append((Group("FM", time, taf.valid_to), seen, ALL_PARTS))
            else:
                result.append((Group("BECMG", time, taf.valid_to, becoming=min(time + 2 * HOUR, taf.valid_to)), seen, parts))
        return result

    @staticmethod
    def _passing(taf: Taf, start: int, end: int, samples: list, station: Station) -> list[str]:
        """A TEMPO, INTER or PROB group for the most unsettled sample within a period, if it is unsettled enough."""
        within = [sample for sample in samples if start <= sample[0] < end]
        if not within:
            return []
        time, state, seen = max(within, key=lambda sample: sample[1].convection + 0.6 * sample[1].rain)
        strength = state.convection + 0.6 * state.rain
        if strength < 0.38:
            return []
        kind, probability = "TEMPO", None
        if strength < 0.5 or (station.style == "us" and time - taf.issued > 9 * HOUR):
            kind, probability = "PROB", 30 if strength < 0.6 or station.style == "us" else 40
        elif station.style == "au" and unit(station.key ^ time, 233) < 0.4:
            kind = "INTER"
        group = Group(kind, time, min(end, time + 4 * HOUR), probability=probability)
        worse = describe(station.site, state, time, 0.35 + 0.5 * strength, 1.5)
        parts = ALL_PARTS if worse.gust_kt and strength > 0.6 else frozenset(("visibility", "sky"))
        taf.groups.append(group)
        return change_tokens(group, station.style) + period_tokens(group, worse, station, parts)


def _changed(before: Conditions, after: Conditions) -> frozenset[str]:
    """Which parts changed enough for a change group."""
    parts = set()
    turned = abs((after.wind_from - before.wind_from + 180) % 360 - 180)
    if abs(after.wind_kt - before.wind_kt) >= 10 or (turned >= 60 and max(after.wind_kt, before.wind_kt) >= 9):
        parts.add("wind")
    if category(before) != category(after) or bool(before.wx) != bool(after.wx):
        parts |= {"visibility", "sky"}
        if before.wx and not after.wx:
            parts.add("cleared")
    return frozenset(parts)
