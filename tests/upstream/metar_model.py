"""The METARs of the weather model: which report a station has at a moment, and its history."""

from collections.abc import Iterator

from conditions import Conditions, category, observe
from metar_text import write_metar, write_nil
from noise import mix, unit
from reports import Metar
from schedule import (
    HOUR, SLOWEST_RECEIPT, Routine, correction_receipt, receipt, routine, slots_after, slots_before,
)
from stations import Station
from weather import WeatherModel

CURRENT_FOR = 90 * 60
KEPT_CONDITIONS = 30000


class MetarModel:
    """Reports of the model. Not thread-safe: the caller serialises."""

    def __init__(self, model: WeatherModel) -> None:
        self.model = model
        self._plans: dict[str, Routine] = {}
        self._seen: dict[tuple[str, int], Conditions] = {}

    def plan(self, station: Station) -> Routine:
        plan = self._plans.get(station.id)
        if plan is None:
            plan = self._plans[station.id] = routine(station)
        return plan

    def site(self, station: Station):
        if station.site is None:
            station.site = self.model.site(station.latitude, station.longitude, station.elevation_m, station.key)
        return station.site

    def latest(self, station: Station, t: float) -> tuple[Metar | None, int]:
        """The report that the provider has at t (None if the last is older than 90 min), and until when that stays so."""
        plan = self.plan(station)
        until = self._next_event(station, plan, t)
        for slot, is_routine in slots_before(plan, t - 60):
            if slot <= t - CURRENT_FOR:
                return None, until
            if receipt(station, slot) > t or not (is_routine or self._special(station, plan, slot)):
                continue
            until = min(until, slot + CURRENT_FOR)
            correction = correction_receipt(station, slot) if is_routine else None
            if correction is not None and t < correction:
                until = min(until, correction)
            return self.report(station, slot, is_routine, correction is not None and t >= correction), until
        return None, until

    @staticmethod
    def _next_event(station: Station, plan: Routine, t: float) -> int:
        soonest = 1 << 62
        for slot, _ in slots_after(plan, t - SLOWEST_RECEIPT):
            if slot >= soonest:
                return soonest
            received = receipt(station, slot)
            if received > t:
                soonest = min(soonest, received)
        return soonest

    def history(self, station: Station, start: float, end: float, now: float) -> Iterator[Metar]:
        """Reports observed in [start, end] and received by now, latest first; a corrected one follows its correction."""
        plan = self.plan(station)
        for slot, is_routine in slots_before(plan, end):
            if slot < start:
                return
            if receipt(station, slot) > now or not (is_routine or self._special(station, plan, slot)):
                continue
            correction = correction_receipt(station, slot) if is_routine else None
            if correction is not None and correction <= now:
                yield self.report(station, slot, is_routine, True)
            yield self.report(station, slot, is_routine, False)

    def report(self, station: Station, slot: int, is_routine: bool, corrected: bool) -> Metar:
        """The report of a slot."""
        if is_routine and station.size == 2 and station.group == "reporting" and mix(station.key, 220, slot) % 400 == 0:
            result = write_nil(station, slot)
        else:
            seen = self._observed(station, slot)
            kind = station.kind if station.kind != "METAR" else "METAR" if is_routine else "SPECI"
            trend = self._trend(station, slot, seen.wx, category(seen)) if station.size < 2 else ""
            result = write_metar(station, slot, seen, kind, corrected, trend, self._history(station, slot, is_routine))
        result.received = receipt(station, slot)
        if corrected:
            result.received = correction_receipt(station, slot) or result.received
        result.place = (station.latitude, station.longitude, station.elevation_m)
        return result

    def _special(self, station: Station, plan: Routine, slot: int) -> bool:
        """Whether the category changed between the slot before this one and this one."""
        before = next(time for time, _ in slots_before(plan, slot - 1))
        return category(self._observed(station, slot)) != category(self._observed(station, before))

    def _observed(self, station: Station, slot: int) -> Conditions:
        """The conditions of a slot, kept for a while: checks and reports look at them again."""
        key = (station.id, slot)
        seen = self._seen.get(key)
        if seen is None:
            if len(self._seen) > KEPT_CONDITIONS:
                self._seen.clear()
            seen = self._seen[key] = observe(self.model, self.site(station), slot)
        return seen

    def _trend(self, station: Station, slot: int, wx: list[str], now: str) -> str:
        """The landing forecast: NOSIG, or what the model has in an hour and a half."""
        if station.style in ("us", "ca", "uk", "co", "nz", "br") or unit(station.key ^ slot, 221) < 0.7:
            return "NOSIG"
        later = observe(self.model, self.site(station), slot + 5400)
        words = " ".join(later.wx) or ("NSW" if wx else "")
        if category(later) == now or later.wx == wx:
            return "NOSIG"
        metres = later.visibility_m // 1000 * 1000 if later.visibility_m < 9500 else 9999
        if metres < 1000:
            metres = later.visibility_m // 100 * 100
        kind = "TEMPO" if later.shower > 0 else "BECMG"
        return f"{kind} {metres:04d} {words}".rstrip()

    def _history(self, station: Station, slot: int, is_routine: bool) -> dict[str, float]:
        """What the remarks of the synoptic hours look back at (US only)."""
        if station.style != "us" or not is_routine or station.size == 2 or (slot // HOUR + 1) % 3:
            return {}
        site, state = self.site(station), self.model.state
        now, before = state(site, slot), state(site, slot - 3 * HOUR)
        result = {"tendency": now.slp - before.slp}
        if (slot // HOUR + 1) % 6 == 0:
            temps = (now.temp, before.temp, state(site, slot - 6 * HOUR).temp)
            result |= {"temp_max": max(temps), "temp_min": min(temps)}
        return result
