"""The stations of the simulation, chosen from the airport file, and how each of them reports.

Groups (a station is in one of them):
  reporting     in the stations file and in the bulk files
  api_only      in the stations file, absent from the bulk files, answered by the single-station API of every provider
  checkwx_only  in the stations file, answered by CheckWX alone
  silent        in the stations file, answered by nobody (204)
  extra         reports in the bulk files, but is in no airport file (C-MAN, buoys, tactical AWOS)
  unlisted      airports with a four-letter code that no provider knows
"""

import csv
import re
from collections import Counter
from dataclasses import dataclass, field

from noise import text_key, unit

WELL_KNOWN = frozenset(
    "KJFK EGLL RJTT YSSY SBGR OMDB KLAX KORD KDEN LFPG EDDF CYYZ UUEE ZBAA FACT VIDP MMMX NZAA WSSS PANC PHNL SKBO "
    "EHAM LEMD VHHH KBOS".split()
)
GROUP_SIZES = {"api_only": 300, "checkwx_only": 40, "silent": 120}
TAF_SHARE = 0.31
ICAO_CODE = re.compile(r"[A-Z]{4}$")
CLASS_ORDER = {"large_airport": 0, "medium_airport": 1, "small_airport": 2}
MPS_PREFIXES = ("ZB", "ZG", "ZH", "ZJ", "ZL", "ZP", "ZS", "ZU", "ZW", "ZY", "ZM", "ZK")
UNKNOWN_LATITUDE = -99.99
UNKNOWN_ELEVATION_M = 9999


@dataclass(slots=True)
class Station:
    """One station. Latitude -99.99 and elevation 9999 m mean unknown, as the provider writes them."""

    id: str
    key: int
    name: str
    latitude: float
    longitude: float
    elevation_m: int
    country: str = ""
    state: str = ""
    iata: str = ""
    faa: str = ""
    size: int = 2
    style: str = "icao"
    group: str = "reporting"
    taf: bool = False
    military: bool = False
    kind: str = "METAR"
    site: object = field(default=None, repr=False)

    @property
    def automatic(self) -> bool:
        """Whether the station has no observer (a fixed property of the station)."""
        share = {"us": (0.3, 0.75, 0.97), "ca": (0.05, 0.3, 0.8), "au": (0.1, 0.5, 0.95)}.get(self.style, (0.1, 0.2, 0.5))
        return unit(self.key, 101) < share[self.size]


def report_style(ident: str, country: str) -> str:
    """The national style of a station's reports."""
    if ident[0] == "K" or ident[:2] in ("PA", "PH", "PG", "PO", "PP", "TJ") or country == "US":
        return "us"
    if ident[0] == "C":
        return "ca"
    if ident[0] == "Y":
        return "au"
    if ident[0] == "U" and ident[:2] not in ("UG", "UB"):
        return "ru"
    by_prefix = {"MM": "mx", "RJ": "jp", "RO": "jp", "EG": "uk", "NZ": "nz", "SK": "co", "SB": "br"}
    if ident[:2] in MPS_PREFIXES:
        return "cn"
    return by_prefix.get(ident[:2], "icao")


@dataclass(slots=True)
class StationSet:
    """All stations by id, with the list of each group and the codes of unlisted airports."""

    by_id: dict[str, Station]
    unlisted: dict[str, Station]

    def group(self, *names: str) -> list[Station]:
        return [station for station in self.by_id.values() if station.group in names]

    def listed(self) -> list[Station]:
        """Those in the provider's stations file."""
        return self.group("reporting", "api_only", "checkwx_only", "silent")

    def get_or_add(self, ident: str, seed: int) -> Station:
        """The station of that id; one that no provider knows yet is added as an extra one."""
        station = self.by_id.get(ident)
        if station is None:
            station = self.unlisted.pop(ident, None) or _extra(ident, seed, "METAR")
            station.group = "extra"
            self.by_id[ident] = station
        return station


def load_stations(path: str, count: int, seed: int) -> StationSet:
    """Choose the stations; the same file, count and seed give the same ones. OSError, ValueError on a bad file."""
    candidates = _read_airports(path, seed)
    candidates.sort(key=lambda s: (s.size, s.id not in WELL_KNOWN, unit(s.key, 1)))
    chosen = candidates[:count]
    others = sorted(candidates[count:], key=lambda s: unit(s.key, 2))
    for name, size in GROUP_SIZES.items():
        for station in others[:size]:
            station.group = name
        chosen += others[:size]
        others = others[size:]
    for station in chosen[: int(count * TAF_SHARE)]:
        station.taf = True
    for station in chosen:
        # Some of the single-station ones forecast as well, so that both products can be asked for.
        station.taf = station.taf or (station.group in ("api_only", "checkwx_only") and unit(station.key, 3) < 0.3)
    by_id = {station.id: station for station in chosen + _extra_stations(seed)}
    return StationSet(by_id, {station.id: station for station in others})


def _read_airports(path: str, seed: int) -> list[Station]:
    """Airports with an ICAO code, which is in its own column, or in files without one in ident."""
    result: dict[str, Station] = {}
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns = set(reader.fieldnames or ())
        missing = {"ident", "name", "type", "latitude", "longitude"} - columns
        if missing:
            raise ValueError(f"{path}: columns missing: {', '.join(sorted(missing))}")
        code_column = "icao" if "icao" in columns else "ident"
        for row in reader:
            size = CLASS_ORDER.get(row["type"])
            if size is not None and ICAO_CODE.match(row[code_column]):
                result[row[code_column]] = _station(row[code_column], row, size, seed)
    return list(result.values())


def _station(ident: str, row: dict[str, str], size: int, seed: int) -> Station:
    country = row.get("country_code") or ""
    name = row["name"]
    return Station(
        id=ident,
        key=text_key(ident, seed),
        name=name,
        latitude=round(float(row["latitude"]), 4),
        longitude=round(float(row["longitude"]), 4),
        elevation_m=round(float(row.get("elevation_ft") or 0) * 0.3048),
        country=country,
        state=(row.get("region") or "").partition("-")[2],
        iata=row.get("iata") or "",
        faa=row.get("faa") or "",
        size=size,
        style=report_style(ident, country),
        military=bool(re.search(r"Air Force|Army Air|Naval Air|Air Base|\bAFB\b|\bNAS\b", name)),
    )


def _extra_stations(seed: int) -> list[Station]:
    """Stations that report without being airports, as the provider's bulk file has them."""
    letters = ("FX", "FV", "FU", "FB", "EX", "EW", "EQ", "EP", "EI", "KC")
    tactical = [_extra("KQ" + pair, seed, "METAR") for pair in letters]
    c_man = [
        _extra(ident, seed, "CMAN", place)
        for ident, place in (
            ("PTAC1", (38.955, -123.74)), ("BUZM3", (41.397, -71.033)), ("FWYF1", (25.591, -80.097)),
            ("SGOF1", (29.407, -84.863)), ("TPLM2", (38.898, -76.437)), ("DRFA2", (60.547, -152.137)),
        )
    ]
    buoys = [
        _extra(ident, seed, "BUOY", place)
        for ident, place in (("46026", (37.75, -122.838)), ("44025", (40.251, -73.164)), ("51001", (24.453, -162.0)))
    ]
    return tactical + c_man + buoys


def _extra(ident: str, seed: int, kind: str, place: tuple[float, float] | None = None) -> Station:
    latitude, longitude = place or (UNKNOWN_LATITUDE, UNKNOWN_LATITUDE)
    return Station(
        id=ident, key=text_key(ident, seed), name=ident, latitude=latitude, longitude=longitude,
        elevation_m=0 if place else UNKNOWN_ELEVATION_M, country="US", style="us", group="extra", kind=kind,
    )


def group_counts(stations: StationSet) -> dict[str, int]:
    counts = Counter(station.group for station in stations.by_id.values())
    return {**counts, "unlisted": len(stations.unlisted), "taf": sum(s.taf for s in stations.by_id.values())}
