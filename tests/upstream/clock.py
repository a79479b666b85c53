"""The simulation's clock: real time plus an offset kept in shared memory.

The file is 16 bytes: "AWSCLK01", then the offset in seconds as a little-endian int64. Every process of a
simulation maps it, so one write moves the time for all of them.
"""

import mmap
import os
import struct
import time
from datetime import datetime, timezone

MAGIC = b"AWSCLK01"
SIZE = 16
LATEST = 4102444800 - 86400 * 60


class ClockError(Exception):
    """The clock file is missing, short or not one."""


class Clock:
    """now() in seconds UTC, with the offset of a clock file (made if it is not there), or a private offset without one."""

    def __init__(self, path: str | None = None) -> None:
        self._private_offset = 0
        self._map = self._open(path) if path else None

    @staticmethod
    def _open(path: str) -> mmap.mmap:
        try:
            if not os.path.exists(path):
                create_clock_file(path)
            descriptor = os.open(path, os.O_RDWR)
        except OSError as error:
            raise ClockError(f"cannot open the clock file {path}: {error.strerror}") from error
        try:
            if os.fstat(descriptor).st_size < SIZE:
                raise ClockError(f"the clock file {path} is shorter than {SIZE} bytes")
            view = mmap.mmap(descriptor, SIZE)
        finally:
            os.close(descriptor)
        if view[:8] != MAGIC:
            raise ClockError(f"the clock file {path} does not begin with {MAGIC.decode()}")
        return view

    @property
    def shared(self) -> bool:
        """Whether the offset is in a file that other processes read."""
        return self._map is not None

    @property
    def offset(self) -> int:
        if self._map is None:
            return self._private_offset
        return struct.unpack_from("<q", self._map, 8)[0]

    @offset.setter
    def offset(self, seconds: int) -> None:
        if not 0 <= time.time() + seconds <= LATEST:
            raise ValueError(f"offset {seconds} leads out of the years 1970 to 2099")
        if self._map is None:
            self._private_offset = seconds
        else:
            struct.pack_into("<q", self._map, 8, seconds)

    def now(self) -> float:
        return min(max(time.time() + self.offset, 0.0), LATEST)


def create_clock_file(path: str, offset: int = 0) -> None:
    """Write a new clock file, whole at once; one that another process has just made is left alone."""
    unfinished = f"{path}.{os.getpid()}"
    with open(unfinished, "wb") as file:
        file.write(MAGIC + struct.pack("<q", offset))
    try:
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(unfinished)


def utc(seconds: float) -> datetime:
    return datetime.fromtimestamp(int(seconds), timezone.utc)


def iso(seconds: float, milliseconds: bool = False) -> str:
    """2026-09-16T07:20:00Z, or with .000 before the Z."""
    year, month, day, hour, minute, second = time.gmtime(seconds)[:6]
    fraction = f".{int(seconds * 1000) % 1000:03d}" if milliseconds else ""
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}{fraction}Z"


def day_hour_minute(seconds: float) -> str:
    """ddHHMM as in a report."""
    _, _, day, hour, minute = time.gmtime(seconds)[:5]
    return f"{day:02d}{hour:02d}{minute:02d}"


def day_hour(seconds: float, end: bool = False) -> str:
    """ddHH as in a forecast; the end of a period at midnight is hour 24 of the day before."""
    _, _, day, hour = time.gmtime(seconds)[:4]
    if end and hour == 0:
        return f"{time.gmtime(seconds - 3600)[2]:02d}24"
    return f"{day:02d}{hour:02d}"


def http_date(seconds: float) -> str:
    return utc(seconds).strftime("%a, %d %b %Y %H:%M:%S GMT")


def parse_moment(value: object) -> float:
    """Seconds since 1970, or ISO 8601. ValueError on anything else and outside the years 1970 to 2099."""
    text = str(value)
    try:
        moment = float(text)
    except ValueError:
        try:
            moment = datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
        except ValueError:
            raise ValueError(f"not a time: {text}") from None
    if not 0 <= moment <= LATEST:
        raise ValueError(f"time out of range: {text}")
    return moment
