"""When a station observes and forecasts, and how long its report takes to the provider.

A slot is a moment at which a station may report: its routine ones, and checks between them at which a SPECI goes out
if the flight category has changed since the slot before.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from noise import choice, mix, unit
from stations import Station

HOUR = 3600
SLOWEST_RECEIPT = 360
CHECK_SPACING_MIN = 15
# Of the hourly stations those of an observer or a full sensor set send SPECIs.
SPECI_SHARE = (1.0, 0.6, 0.0)


@dataclass(slots=True, frozen=True)
class Routine:
    """The slots of an hour, as (second, is it routine), ascending; and which hours UTC the station works."""

    slots: tuple[tuple[int, bool], ...]
    first_hour: int
    open_hours: int
    every_hours: int

    def works(self, hour_start: int) -> bool:
        hour = hour_start // HOUR % 24
        return (hour - self.first_hour) % 24 < self.open_hours and hour % self.every_hours == 0


def routine_minutes(station: Station) -> tuple[int, ...]:
    """The minutes past the hour of a station's METARs, by the habit of its country."""
    key, size, style = station.key, station.size, station.style
    if station.kind in ("CMAN", "BUOY"):
        return (0,)
    if style == "us":
        if station.group == "extra":
            # Half of them between the other half: however few stations there are, one has reported in the last 10 min, and
            # at no minute of the hour is the feed delayed.
            first = 10 * (mix(key, 207) % 2)
            return (first, first + 20, first + 40)
        awos = (15, 35, 55) if unit(key, 201) < 0.75 else (5, 25, 45)
        return awos if size == 2 else (51 + mix(key, 202) % 6,)
    if style == "ca" or style == "mx" and size > 0:
        return (0,) if style == "ca" else (40 + mix(key, 203) % 8,)
    if style == "jp":
        return (0, 30) if size == 0 else (0,)
    if style in ("uk",) or station.country in ("DE", "NL", "SE", "FI", "NO", "DK", "IT", "AT", "CH", "BE"):
        return (20, 50)
    if size == 0 or size == 1 and unit(key, 204) < 0.4:
        return (0, 30)
    return (0,)


def routine(station: Station) -> Routine:
    minutes = routine_minutes(station)
    slots = [(minute * 60, True) for minute in minutes]
    if len(minutes) == 1 and station.kind == "METAR" and unit(station.key, 216) < SPECI_SHARE[station.size]:
        for k in range(1, 4):
            minute = minutes[0] + k * CHECK_SPACING_MIN + mix(station.key, 205, k) % 4
            slots.append((minute % 60 * 60, False))
    open_hours, every = 24, 1
    # Stations of the API alone always have a current report, so that tests may ask for any of them.
    if station.size == 2 and station.style not in ("us", "au", "ca") and station.group == "reporting":
        habit = unit(station.key, 206)
        open_hours = 13 if habit < 0.12 else 24
        every = 3 if habit > 0.96 else 1
    first_local = 5 if open_hours < 24 else 0
    return Routine(tuple(sorted(slots)), int(first_local - station.longitude / 15) % 24, open_hours, every)


def slots_before(plan: Routine, t: float) -> Iterator[tuple[int, bool]]:
    """The station's slots at or before t, latest first, without end."""
    hour = int(t) // HOUR * HOUR
    while True:
        if plan.works(hour):
            for second, is_routine in reversed(plan.slots):
                if hour + second <= t:
                    yield hour + second, is_routine
        hour -= HOUR


def slots_after(plan: Routine, t: float) -> Iterator[tuple[int, bool]]:
    """The station's slots after t, soonest first, without end."""
    hour = int(t) // HOUR * HOUR
    while True:
        if plan.works(hour):
            for second, is_routine in plan.slots:
                if hour + second > t:
                    yield hour + second, is_routine
        hour += HOUR


def receipt(station: Station, slot: int) -> int:
    """When the provider has a report: one to six minutes after it was made."""
    return slot + 60 + mix(station.key, 207, slot) % (SLOWEST_RECEIPT - 60)


def correction_receipt(station: Station, slot: int) -> int | None:
    """When the provider has the correction (COR) of a report, or None: about one in a hundred has one."""
    if mix(station.key, 208, slot) % 100 or station.size == 2:
        return None
    return receipt(station, slot) + 240 + mix(station.key, 209, slot) % 300


# Forecasts.


@dataclass(slots=True, frozen=True)
class ForecastPlan:
    """Issues each `interval` s, `lead` s before the start of validity; first_start is that of the day's first one."""

    interval: int
    lead: int
    first_start: int
    hours: int


def forecast_plan(station: Station) -> ForecastPlan:
    lead = (20 + mix(station.key, 210) % 45) * 60
    if station.style == "us":
        lead = (20 + mix(station.key, 210) % 20) * 60
    hours = 30 if station.size == 0 else choice(station.key, 211, (24, 24, 24, 30))
    interval = 6 * HOUR
    if station.style not in ("us", "ca", "au", "ru", "jp") and station.size > 0 and unit(station.key, 212) < 0.3:
        interval, hours = 3 * HOUR, 9
    return ForecastPlan(interval, lead, 0, hours)


def forecast_start_before(plan: ForecastPlan, t: float) -> int:
    """The start of validity of the last routine forecast issued at or before t."""
    return int(t + plan.lead - plan.first_start) // plan.interval * plan.interval + plan.first_start


def amendment_issue(station: Station, start: int, plan: ForecastPlan) -> int | None:
    """When the forecast of that start is amended, or None: about one in fifteen is."""
    if mix(station.key, 213, start) % 15:
        return None
    return start + HOUR + mix(station.key, 214, start) % (plan.interval - 2 * HOUR) // 60 * 60


def forecast_receipt(station: Station, issued: int) -> int:
    return issued + 20 + mix(station.key, 215, issued) % 240
