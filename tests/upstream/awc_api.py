"""AWC's API: /api/data/{metar,taf,stationinfo,airport}, and 204 for the products that the simulation does not have yet."""

import re
from collections.abc import Callable
from datetime import datetime, timezone

from answers import Answer, Request, json_answer, text_answer
from awc_json import airport_object, metar_object, station_object, taf_object
from awc_xml import document, metar_element, taf_element
from feed import Feed
from reports import Metar, Taf
from stations import Station
from style import Style

PREFIX = "/api/data/"
EMPTY_PRODUCTS = ("pirep", "airsigmet", "isigmet", "gairmet", "airmet", "cwa", "windtemp", "navaid", "fix", "dataserver")
FORMATS = ("raw", "json", "xml")
MAX_ENTRIES = 400
MAX_HOURS = 15 * 24
ANSWERED_GROUPS = ("reporting", "extra", "api_only")
ID_FORM = re.compile(r"@?[A-Z0-9]{2,8}$")

Alter = Callable[[list], list]


class BadRequest(Exception):
    """A parameter that the API refuses; its text is the error."""


def _error(status: int, text: str) -> Answer:
    return json_answer({"status": "error", "error": text}, status)


class AwcApi:
    """Answers of the API."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._products: dict[str, Callable[[Request, Style, float, Alter | None], Answer]] = {
            "metar": self._reports_of("metar"),
            "taf": self._reports_of("taf"),
            "stationinfo": self._places(station_object),
            "airport": self._places(airport_object),
        }

    def answer(self, request: Request, style: Style, t: float, alter: Alter | None = None) -> Answer:
        product = request.path.removeprefix(PREFIX)
        if product in EMPTY_PRODUCTS:
            return Answer(204)
        respond = self._products.get(product)
        if respond is None:
            return _error(404, "Not found")
        try:
            return respond(request, style, t, alter)
        except BadRequest as error:
            return _error(400, str(error))

    def _reports_of(self, kind: str) -> Callable:
        def respond(request: Request, style: Style, t: float, alter: Alter | None) -> Answer:
            form = _format(request)
            stations = self._chosen(request)
            end, hours = _window(request, t)
            reports: list = []
            for station in stations:
                if len(reports) >= MAX_ENTRIES:
                    break
                reports += self._of_station(kind, station, end, hours, t)
            reports = reports[:MAX_ENTRIES]
            if alter:
                reports = alter(reports)
            if not reports:
                return Answer(204)
            return self._write(kind, reports, form, style, request, t)

        return respond

    def _of_station(self, kind: str, station: Station, end: float, hours: float | None, t: float) -> list:
        """A station's reports: its current one, or those of the hours before the end."""
        pushed = self._feed.has_pushed(kind, station.id)
        if not pushed and (station.group not in ANSWERED_GROUPS or kind == "taf" and not station.taf):
            return []
        if hours is None and end == t:
            report = self._feed.latest(kind, station, t)
            return [report] if report is not None else []
        # A forecast counts while it is valid, so that the default window reaches back a day.
        back = hours if hours is not None else (1.5 if kind == "metar" else 12)
        reports = self._feed.history(kind, station, end - back * 3600, end, t, MAX_ENTRIES)
        return reports if hours is not None else reports[:1]

    def _write(self, kind: str, reports: list, form: str, style: Style, request: Request, t: float) -> Answer:
        if form == "raw":
            return text_answer("\n".join(_raw_lines(report, style) for report in reports) + "\n")
        if form == "xml":
            render = metar_element if kind == "metar" else taf_element
            text = document(f"{kind}s", [render(report, style) for report in reports], int(t))
            return text_answer(text, content_type="application/xml")
        by_id = self._feed.stations.by_id
        if kind == "taf":
            newest = {report.station: report.issued for report in reversed(reports)}
            return json_answer([
                taf_object(taf, by_id.get(taf.station), style, taf.issued == newest[taf.station]) for taf in reports
            ])
        objects = [metar_object(report, by_id.get(report.station), style) for report in reports]
        if request.query.get("taf", "").lower() in ("true", "1"):
            self._add_forecasts(objects, reports, style, t)
        return json_answer(objects)

    def _add_forecasts(self, objects: list[dict], reports: list[Metar], style: Style, t: float) -> None:
        for item, report in zip(objects, reports):
            station = self._feed.stations.by_id.get(report.station)
            if station is not None and (station.taf or self._feed.has_pushed("taf", station.id)):
                forecast = self._feed.latest("taf", station, t)
                if forecast is not None:
                    item["rawTaf"] = style.raw(forecast)

    def _places(self, render: Callable[[Station], dict]) -> Callable:
        def respond(request: Request, style: Style, t: float, alter: Alter | None) -> Answer:
            form = _format(request)
            stations = [station for station in self._chosen(request) if station.group != "extra"][:MAX_ENTRIES]
            if not stations:
                return Answer(204)
            if form == "json":
                return json_answer([render(station) for station in stations])
            lines = (f"{s.id} {s.name} {s.latitude} {s.longitude} {s.elevation_m}\n" for s in stations)
            return text_answer("".join(lines))

        return respond

    def _chosen(self, request: Request) -> list[Station]:
        """The stations asked for by ids or bbox, in the order asked."""
        by_id = self._feed.stations.by_id
        if request.query.get("ids"):
            chosen: list[Station] = []
            for ident in request.query["ids"].upper().replace(" ", ",").split(","):
                if not ID_FORM.match(ident):
                    raise BadRequest(f"Invalid station ID: {ident[:20]}")
                if ident.startswith("@"):
                    chosen += [s for s in by_id.values() if s.country == "US" and s.state == ident[1:]]
                elif ident in by_id:
                    chosen.append(by_id[ident])
            return chosen
        if "bbox" in request.query:
            south, west, north, east = _box(request.query["bbox"])
            return [s for s in list(by_id.values()) if south <= s.latitude <= north and _between(west, s.longitude, east)]
        raise BadRequest("Must specify ids or bbox")


def _raw_lines(report: Metar | Taf, style: Style) -> str:
    text = style.raw(report)
    if isinstance(report, Taf):
        text = re.sub(r" (?=(?:FM\d{6}|BECMG|PROB\d\d|INTER|(?<!PROB30 )(?<!PROB40 )TEMPO)\b)", "\n  ", text)
    return text


def _format(request: Request) -> str:
    form = request.query.get("format", "raw").lower()
    if form not in FORMATS:
        raise BadRequest(f"Invalid format: {form[:20]}")
    return form


def _window(request: Request, t: float) -> tuple[float, float | None]:
    """The end of the time asked for, and its hours (None: the current report only)."""
    hours = None
    if request.query.get("hours"):
        try:
            hours = float(request.query["hours"])
        except ValueError:
            raise BadRequest("Invalid hours parameter") from None
        if not 0 < hours < 100000:
            raise BadRequest("Invalid hours parameter")
        hours = min(hours, MAX_HOURS)
    if not request.query.get("date"):
        return t, hours
    end = _date(request.query["date"])
    if end < t - MAX_HOURS * 3600:
        raise BadRequest("Date is more than 15 days ago")
    return min(end, t), hours


def _date(text: str) -> float:
    """yyyymmdd_hhmm or ISO 8601."""
    try:
        if re.fullmatch(r"\d{8}_\d{4}Z?", text):
            return datetime.strptime(text[:13], "%Y%m%d_%H%M").replace(tzinfo=timezone.utc).timestamp()
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise BadRequest("Invalid date parameter") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()


def _box(text: str) -> tuple[float, float, float, float]:
    try:
        south, west, north, east = (float(part) for part in text.split(","))
    except ValueError:
        raise BadRequest("Invalid bbox parameter") from None
    if not (-90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
        raise BadRequest("Invalid bbox parameter")
    return south, west, north, east


def _between(west: float, longitude: float, east: float) -> bool:
    return west <= longitude <= east if west <= east else longitude >= west or longitude <= east
