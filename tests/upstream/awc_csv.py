"""METARs and TAFs as rows of AWC's CSV cache files."""

from clock import iso
from reports import Group, Metar, Taf
from style import Style

METAR_COLUMNS = (
    "raw_text,station_id,observation_time,latitude,longitude,temp_c,dewpoint_c,wind_dir_degrees,wind_speed_kt,wind_gust_kt,"
    "visibility_statute_mi,altim_in_hg,sea_level_pressure_mb,corrected,auto,auto_station,maintenance_indicator_on,no_signal,"
    "lightning_sensor_off,freezing_rain_sensor_off,present_weather_sensor_off,wx_string,"
    + "sky_cover,cloud_base_ft_agl," * 4
    + "flight_category,three_hr_pressure_tendency_mb,maxT_c,minT_c,maxT24hr_c,minT24hr_c,precip_in,pcp3hr_in,pcp6hr_in,"
    "pcp24hr_in,snow_in,vert_vis_ft,metar_type,elevation_m"
).split(",")
TAF_COLUMNS = (
    "raw_text,station_id,issue_time,bulletin_time,valid_time_from,valid_time_to,remarks,latitude,longitude,elevation_m"
).split(",")
PERIOD_COLUMNS = (
    "fcst_time_from,fcst_time_to,change_indicator,time_becoming,probability,wind_dir_degrees,wind_speed_kt,wind_gust_kt,"
    "wind_shear_hgt_ft_agl,wind_shear_dir_degrees,wind_shear_speed_kt,visibility_statute_mi,altim_in_hg,vert_vis_ft,"
    "wx_string,not_decoded," + "sky_cover,cloud_base_ft_agl,cloud_type," * 3
    + "turbulence_intensity,turbulence_min_alt_ft_agl,turbulence_max_alt_ft_agl,icing_intensity,icing_min_alt_ft_agl,"
    "icing_max_alt_ft_agl,valid_time,sfc_temp_c,max_or_min_temp_c,valid_time,sfc_temp_c,max_or_min_temp_c"
).split(",")
PERIODS = 12


def header(columns: list[str], style: Style) -> str:
    names = [style.field_name(column) for column in columns]
    return ",".join(name for name in names if name is not None)


def plain(value: float | int | str | None) -> str:
    """A number in its shortest form: 30.1, 22; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, (int, str)):
        return str(value)
    return f"{value:.6g}" if value % 1 else str(int(value))


def visibility(value: float | None, plus: bool, style: Style) -> str:
    if value is None:
        return ""
    if style.modern and plus and style.plus:
        return f"{int(value)}+"
    return plain(value) if style.modern else str(float(value))


def wind_direction(value: int | str | None, style: Style) -> str:
    return "0" if value == "VRB" and not style.modern else plain(value)


def _text(text: str, always: bool) -> str:
    if always or "," in text or '"' in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def _flag(value: bool) -> str:
    return "TRUE" if value else ""


def metar_row(report: Metar, style: Style) -> str:
    """One line of metars.cache.csv, without its end."""
    fields = _metar_fields(report, style)
    if style.drop:
        fields = [value for column, value in zip(METAR_COLUMNS, fields) if column not in style.drop]
    return ",".join(fields)


def _metar_fields(r: Metar, style: Style) -> list[str]:
    number = plain if style.modern else lambda value: "" if value is None else str(float(value))
    latitude, longitude, elevation = r.place or (None, None, None)
    if r.altimeter_in is None:
        altimeter = ""
    else:
        altimeter = f"{r.altimeter_in:.2f}" if style.modern else f"{r.altimeter_in:.6f}"
    extremes = r.extremes
    return [
        _text(style.raw(r), style.modern), r.station, iso(r.time, style.modern), plain(latitude), plain(longitude),
        number(r.temp), number(r.dewp), wind_direction(r.wind_from, style), plain(r.wind_kt), plain(r.gust_kt),
        visibility(r.visibility_sm, r.visibility_plus, style), altimeter, number(r.slp),
        _flag(r.cor), _flag(r.auto), _flag(r.ao), _flag(r.maintenance), _flag(r.nosig), _flag(r.tsno), _flag(r.fzrano),
        _flag(r.pwino), r.wx, *_sky(r, 4), r.category, number(r.tendency),
        number(extremes.get("maxT")), number(extremes.get("minT")), "", "", plain(extremes.get("precip")), "", "", "", "",
        plain(r.vertical_ft), r.kind, number(elevation),
    ]


def _sky(r: Metar, count: int) -> list[str]:
    if r.vertical_ft is not None:
        cells = ["OVX", "0"]
    elif not r.layers:
        cells = [r.sky, ""]
    else:
        cells = [cell for layer in r.layers[:count] for cell in (layer.cover, str(layer.base_ft))]
    return cells + [""] * (2 * count - len(cells))


def taf_row(taf: Taf, style: Style) -> str:
    """One line of tafs.cache.csv: the leading columns and a fixed number of periods."""
    latitude, longitude, elevation = taf.place or (None, None, None)
    cells = [
        _text(style.raw(taf), style.modern), taf.station, iso(taf.issued, style.modern), iso(taf.issued, style.modern),
        iso(taf.valid_from, style.modern), iso(taf.valid_to, style.modern), taf.remarks, plain(latitude), plain(longitude),
        plain(elevation),
    ]
    cells = [cell for column, cell in zip(TAF_COLUMNS, cells) if column not in style.drop]
    for group in taf.groups[:PERIODS]:
        period = zip(PERIOD_COLUMNS, _period(group, style))
        cells += [cell for column, cell in period if column not in style.drop]
    width = len([column for column in TAF_COLUMNS + PERIOD_COLUMNS * PERIODS if column not in style.drop])
    return ",".join(cells) + "," * (width - len(cells))


def _period(group: Group, style: Style) -> list[str]:
    sky = [cell for layer in group.layers[:3] for cell in (layer.cover, str(layer.base_ft), layer.cloud)]
    if not sky and group.sky:
        sky = [group.sky, "", ""]
    temps = [cell for time, degrees, which in group.temps[:2] for cell in (iso(time, style.modern), str(degrees), which)]
    shear = group.shear or ("", "", "")
    return [
        iso(group.start, style.modern), iso(group.end, style.modern), group.kind,
        iso(group.becoming, style.modern) if group.becoming else "", plain(group.probability),
        wind_direction(group.wind_from, style), plain(group.wind_kt), plain(group.gust_kt), *map(str, shear),
        visibility(group.visibility_sm, group.visibility_plus, style),
        f"{group.altimeter_in:.2f}" if group.altimeter_in else "", plain(group.vertical_ft), group.wx, group.undecoded,
        *sky, *[""] * (9 - len(sky)), *[""] * 6, *temps, *[""] * (6 - len(temps)),
    ]
