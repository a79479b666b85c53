"""METARs, TAFs and stations as elements of AWC's XML cache files."""

from xml.sax.saxutils import escape

from awc_csv import plain, visibility, wind_direction
from clock import iso
from conditions import Layer
from reports import Group, Metar, Taf
from stations import Station
from style import Style

SCHEMAS = {"metars": ("1.2", "metar1_2.xsd"), "tafs": ("1.2", "taf1_2.xsd"), "stations": ("1.0", "station1_0.xsd")}


def document(source: str, elements: list[str], index: int) -> str:
    """The whole file: the response element with what precedes and follows the data."""
    version, schema = SCHEMAS[source]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<response xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'version="{version}" xsi:noNamespaceSchemaLocation="http://www.aviationweather.gov/static/adds/schema/{schema}">\n'
        f'  <request_index>{index}</request_index>\n  <data_source name="{source}" />\n  <request type="retrieve" />\n'
        f"  <errors />\n  <warnings />\n  <time_taken_ms>{40 + index % 90}</time_taken_ms>\n"
        f'  <data num_results="{len(elements)}">\n{"".join(elements)}  </data>\n</response>\n'
    )


class _Writer:
    """Collects child elements under a style's names."""

    __slots__ = ("style", "indent", "lines")

    def __init__(self, style: Style, indent: str) -> None:
        self.style = style
        self.indent = indent
        self.lines: list[str] = []

    def add(self, name: str, value: str) -> None:
        if value == "":
            return
        if self.style.rename or self.style.drop:
            named = self.style.field_name(name)
            if named is None:
                return
            name = named
        self.lines.append(f"{self.indent}<{name}>{value}</{name}>\n")

    def raw(self, line: str) -> None:
        self.lines.append(f"{self.indent}{line}\n")


def _sky(writer: _Writer, layers: list[Layer], sky: str, vertical_ft: int | None, with_cloud: bool = False) -> None:
    if vertical_ft is not None:
        writer.raw('<sky_condition sky_cover="OVX" cloud_base_ft_agl="0" />')
    elif not layers and sky:
        writer.raw(f'<sky_condition sky_cover="{sky}" />')
    for layer in layers:
        cloud = f' cloud_type="{layer.cloud}"' if with_cloud and layer.cloud else ""
        writer.raw(f'<sky_condition sky_cover="{layer.cover}" cloud_base_ft_agl="{layer.base_ft}"{cloud} />')


def _number(value: float | None, style: Style) -> str:
    return plain(value) if style.modern else "" if value is None else str(float(value))


def metar_element(r: Metar, style: Style) -> str:
    writer = _Writer(style, "      ")
    add = writer.add
    latitude, longitude, elevation = r.place or (None, None, None)
    add("raw_text", escape(style.raw(r)))
    add("station_id", r.station)
    add("observation_time", iso(r.time, style.modern))
    add("latitude", plain(latitude))
    add("longitude", plain(longitude))
    add("temp_c", _number(r.temp, style))
    add("dewpoint_c", _number(r.dewp, style))
    add("wind_dir_degrees", wind_direction(r.wind_from, style))
    add("wind_speed_kt", plain(r.wind_kt))
    add("wind_gust_kt", plain(r.gust_kt))
    add("visibility_statute_mi", visibility(r.visibility_sm, r.visibility_plus, style))
    add("altim_in_hg", "" if r.altimeter_in is None else f"{r.altimeter_in:.{2 if style.modern else 6}f}")
    add("sea_level_pressure_mb", _number(r.slp, style))
    flags = _flags(r)
    if flags:
        writer.raw("<quality_control_flags>")
        writer.lines += [f"        <{name}>TRUE</{name}>\n" for name in flags]
        writer.raw("</quality_control_flags>")
    add("wx_string", r.wx)
    _sky(writer, r.layers[:4], r.sky, r.vertical_ft)
    add("flight_category", r.category)
    add("three_hr_pressure_tendency_mb", _number(r.tendency, style))
    add("maxT_c", _number(r.extremes.get("maxT"), style))
    add("minT_c", _number(r.extremes.get("minT"), style))
    add("precip_in", plain(r.extremes.get("precip")))
    add("vert_vis_ft", plain(r.vertical_ft))
    add("metar_type", r.kind)
    add("elevation_m", _number(elevation, style))
    return f"    <METAR>\n{''.join(writer.lines)}    </METAR>\n"


def _flags(r: Metar) -> list[str]:
    named = (
        ("corrected", r.cor), ("auto", r.auto), ("auto_station", r.ao), ("maintenance_indicator_on", r.maintenance),
        ("no_signal", r.nosig), ("lightning_sensor_off", r.tsno), ("freezing_rain_sensor_off", r.fzrano),
        ("present_weather_sensor_off", r.pwino),
    )
    return [name for name, value in named if value]


def taf_element(taf: Taf, style: Style) -> str:
    writer = _Writer(style, "      ")
    add = writer.add
    latitude, longitude, elevation = taf.place or (None, None, None)
    add("raw_text", escape(style.raw(taf)))
    add("station_id", taf.station)
    add("issue_time", iso(taf.issued, style.modern))
    add("bulletin_time", iso(taf.issued, style.modern))
    add("valid_time_from", iso(taf.valid_from, style.modern))
    add("valid_time_to", iso(taf.valid_to, style.modern))
    add("remarks", taf.remarks)
    add("latitude", plain(latitude))
    add("longitude", plain(longitude))
    add("elevation_m", _number(elevation, style))
    periods = "".join(_period(group, style) for group in taf.groups)
    return f"    <TAF>\n{''.join(writer.lines)}{periods}    </TAF>\n"


def _period(group: Group, style: Style) -> str:
    writer = _Writer(style, "        ")
    add = writer.add
    add("fcst_time_from", iso(group.start, style.modern))
    add("fcst_time_to", iso(group.end, style.modern))
    add("change_indicator", group.kind)
    add("time_becoming", iso(group.becoming, style.modern) if group.becoming else "")
    add("probability", plain(group.probability))
    add("wind_dir_degrees", wind_direction(group.wind_from, style))
    add("wind_speed_kt", plain(group.wind_kt))
    add("wind_gust_kt", plain(group.gust_kt))
    for name, value in zip(("wind_shear_hgt_ft_agl", "wind_shear_dir_degrees", "wind_shear_speed_kt"), group.shear or ()):
        add(name, str(value))
    add("visibility_statute_mi", visibility(group.visibility_sm, group.visibility_plus, style))
    add("altim_in_hg", "" if group.altimeter_in is None else f"{group.altimeter_in:.2f}")
    add("vert_vis_ft", plain(group.vertical_ft))
    add("wx_string", group.wx)
    add("not_decoded", escape(group.undecoded))
    _sky(writer, group.layers, group.sky, group.vertical_ft, with_cloud=True)
    for time, degrees, which in group.temps:
        writer.raw("<temperature>")
        writer.raw(f"  <valid_time>{iso(time, style.modern)}</valid_time>")
        writer.raw(f"  <sfc_temp_c>{degrees}</sfc_temp_c>")
        writer.raw(f"  <max_or_min_temp_c>{which}</max_or_min_temp_c>")
        writer.raw("</temperature>")
    return f"      <forecast>\n{''.join(writer.lines)}      </forecast>\n"


def station_element(station: Station) -> str:
    lines = [
        ("station_id", station.id), ("icao_id", station.id), ("iata_id", station.iata), ("faa_id", station.faa),
        ("latitude", plain(station.latitude)), ("longitude", plain(station.longitude)),
        ("elevation_m", plain(station.elevation_m)), ("site", station.name), ("state", station.state),
        ("country", station.country),
    ]
    body = "".join(f"      <{name}>{escape(value)}</{name}>\n" for name, value in lines if value)
    types = "<METAR/>" + ("<TAF/>" if station.taf else "")
    return f"    <Station>\n{body}      <site_type>{types}</site_type>\n    </Station>\n"
