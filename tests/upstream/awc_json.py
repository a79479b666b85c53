"""METARs, TAFs and stations as objects of AWC's JSON API."""

from clock import iso
from conditions import Layer
from reports import Group, Metar, Taf
from stations import Station
from style import Style

QC_BITS = (("cor", 1), ("auto", 2), ("ao", 4), ("maintenance", 8), ("tsno", 32), ("fzrano", 64), ("pwino", 128))


def _time(seconds: float, style: Style) -> str:
    text = iso(seconds, milliseconds=True)
    return text[:19].replace("T", " ") if style.spaced_times else text


def _number(value: float | None) -> float | int | None:
    """Whole numbers without a fraction, as the provider writes them."""
    return int(value) if value is not None and value == int(value) else value


def _visibility(value: float | None, plus: bool, style: Style) -> float | int | str | None:
    if value is not None and plus and style.plus:
        return f"{int(value)}+"
    return _number(value)


def _finish(fields: dict, style: Style) -> dict:
    """Leave out what is absent (or not), and apply the drift of names."""
    if not style.nulls:
        fields = {name: value for name, value in fields.items() if value is not None}
    if style.rename or style.drop:
        fields = {new: value for name, value in fields.items() if (new := style.field_name(name)) is not None}
    return fields


def full_name(station: Station | None, ident: str) -> str:
    if station is None:
        return ident
    return ", ".join(part for part in (station.name, station.state, station.country) if part)


def _clouds(r: Metar) -> list[dict]:
    if r.vertical_ft is not None:
        return [{"cover": "OVX", "base": 0}]
    return [{"cover": layer.cover, "base": layer.base_ft} for layer in r.layers]


def metar_object(r: Metar, station: Station | None, style: Style) -> dict:
    latitude, longitude, elevation = r.place or (None, None, None)
    report_time = (r.time + 1800) // 3600 * 3600 if style.rounded else r.time
    fields = {
        "icaoId": r.station, "receiptTime": _time(r.received + 0.2 + r.time % 7 / 10, style), "obsTime": r.time,
        "reportTime": _time(report_time, style), "temp": _number(r.temp), "dewp": _number(r.dewp), "wdir": r.wind_from,
        "wspd": r.wind_kt, "wgst": r.gust_kt, "visib": _visibility(r.visibility_sm, r.visibility_plus, style),
        "altim": _number(r.altimeter_hpa), "slp": _number(r.slp),
        "qcField": sum(bit for name, bit in QC_BITS if getattr(r, name)) + (16 if r.nosig else 0),
        "wxString": r.wx or None, "presTend": _number(r.tendency), "maxT": _number(r.extremes.get("maxT")),
        "minT": _number(r.extremes.get("minT")), "precip": r.extremes.get("precip"), "vertVis": r.vertical_ft,
        "metarType": r.kind, "rawOb": style.raw(r), "lat": latitude, "lon": longitude, "elev": elevation,
        "name": full_name(station, r.station), "cover": r.cover or None,
        "clouds": _clouds(r), "fltCat": r.category or None,
    }
    return _finish(fields, style)


def _taf_clouds(layers: list[Layer], sky: str) -> list[dict]:
    if not layers and sky:
        return [{"cover": sky, "base": None, "type": None}]
    return [{"cover": layer.cover, "base": layer.base_ft, "type": layer.cloud or None} for layer in layers]


def _period(group: Group, style: Style) -> dict:
    shear = group.shear or (None, None, None)
    visibility = _visibility(group.visibility_sm, group.visibility_plus, style)
    return {
        "timeFrom": group.start, "timeTo": group.end, "timeBec": group.becoming, "fcstChange": group.kind or None,
        "probability": group.probability, "wdir": group.wind_from, "wspd": group.wind_kt, "wgst": group.gust_kt,
        "wshearHgt": shear[0], "wshearDir": shear[1], "wshearSpd": shear[2],
        "visib": "" if visibility is None else visibility, "altim": group.altimeter_in, "vertVis": group.vertical_ft,
        "wxString": group.wx or None, "notDecoded": group.undecoded or None,
        "clouds": _taf_clouds(group.layers, group.sky), "icgTurb": [],
        "temp": [{"validTime": time, "sfcTemp": value, "maxOrMin": which} for time, value, which in group.temps],
    }


def taf_object(taf: Taf, station: Station | None, style: Style, latest: bool = True) -> dict:
    """The API drops AMD and COR from the text of US forecasts and has it in remarks."""
    latitude, longitude, elevation = taf.place or (None, None, None)
    raw = style.raw(taf)
    if station is not None and station.style == "us":
        raw = raw.replace("AMD ", "", 1).replace("COR ", "", 1) if taf.remarks else raw
    fields = {
        "icaoId": taf.station, "dbPopTime": _time(taf.received + 0.155, style), "bulletinTime": _time(taf.issued, style),
        "issueTime": _time(taf.issued, style), "validTimeFrom": taf.valid_from, "validTimeTo": taf.valid_to,
        "rawTAF": raw, "mostRecent": int(latest), "remarks": f" {taf.remarks}" if taf.remarks else "",
        "lat": latitude, "lon": longitude, "elev": elevation, "prior": 4 if station is None else 2 * station.size,
        "name": station.name if station else taf.station, "fcsts": [_period(group, style) for group in taf.groups],
    }
    return _finish(fields, style)


def station_object(station: Station, cache_file: bool = False) -> dict:
    """An object of stationinfo, and of stations.cache.json (which begins with an id)."""
    fields = {"id": station.id} if cache_file else {}
    return fields | {
        "icaoId": station.id, "iataId": station.iata or None, "faaId": station.faa or None, "wmoId": None,
        "site": station.name, "lat": station.latitude, "lon": station.longitude, "elev": station.elevation_m,
        "state": station.state or None, "country": station.country or None, "priority": 4 * station.size,
        "siteType": ["METAR", "TAF"] if station.taf else ["METAR"],
    }


def airport_object(station: Station) -> dict:
    return {
        "id": station.id, "icaoId": station.id, "iataId": station.iata or None, "faaId": station.faa or None,
        "name": station.name, "state": station.state or None, "country": station.country or None, "source": "FAA",
        "type": ("LARGE_AIRPORT", "MEDIUM_AIRPORT", "SMALL_AIRPORT")[station.size], "lat": station.latitude,
        "lon": station.longitude, "elev": station.elevation_m, "runways": [], "freqs": None,
    }
