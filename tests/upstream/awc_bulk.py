"""AWC's cache files: /data/cache/{metars,tafs,stations}.cache.*.gz, with their validators.

A file is made for the beginning of its minute (TAFs: of ten minutes) and kept until the next. Served as
application/x-gzip without Content-Encoding, as the provider does.
"""

import gzip
import json
import threading
import zlib
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from answers import Answer, Request
from awc_csv import METAR_COLUMNS, PERIOD_COLUMNS, PERIODS, TAF_COLUMNS, header, metar_row, taf_row
from awc_json import station_object
from awc_xml import document, metar_element, station_element, taf_element
from clock import http_date
from feed import Feed
from style import Style

PREFIX = "/data/cache/"
MINUTE, TEN_MINUTES, DAY = 60, 600, 86400
KEPT_FILES = 12
LEVEL = 2

Alter = Callable[[list], list]


@dataclass(slots=True)
class CacheFile:
    """A compressed file with its validators."""

    body: bytes
    made: int
    etag: str


class BulkFiles:
    """Makes and keeps the files."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._files: OrderedDict[tuple, CacheFile] = OrderedDict()
        self._lock = threading.Lock()
        self._making: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._makers: dict[str, tuple[int, Callable[[int, Style, Alter | None], bytes]]] = {
            "metars.cache.csv": (MINUTE, self._metar_csv),
            "metars.cache.xml": (MINUTE, self._metar_xml),
            "tafs.cache.csv": (TEN_MINUTES, self._taf_csv),
            "tafs.cache.xml": (TEN_MINUTES, self._taf_xml),
            "stations.cache.json": (DAY, self._station_json),
            "stations.cache.xml": (DAY, self._station_xml),
        }

    def answer(self, request: Request, style: Style, t: float, alter: Alter | None = None) -> Answer:
        """The file of a path, 304 where the client has it, 404 where there is none. `alter` changes the reports."""
        name = request.path.removeprefix(PREFIX)
        compressed = name.endswith(".gz")
        maker = self._makers.get(name.removesuffix(".gz"))
        if maker is None:
            return Answer(404, b"<html><body><h1>404 Not Found</h1></body></html>", {"Content-Type": "text/html"})
        file = self.file(name.removesuffix(".gz"), style, t, alter)
        headers = {"ETag": file.etag, "Last-Modified": http_date(file.made), "Cache-Control": "max-age=60"}
        if unchanged(request, file):
            return Answer(304, b"", headers)
        headers["Content-Type"] = "application/x-gzip" if compressed else "text/plain"
        return Answer(200, file.body if compressed else gzip.decompress(file.body), headers)

    def file(self, name: str, style: Style, t: float, alter: Alter | None = None) -> CacheFile:
        period, make = self._makers[name]
        made = int(t) // period * period
        key = (name, style, made, self._feed.generation)
        with self._lock:
            making = self._making[name]
        with making:
            file = self._files.get(key)
            if alter is None and file is not None:
                return file
            content = make(made, style, alter)
            body = gzip.compress(content, compresslevel=LEVEL, mtime=made)
            file = CacheFile(body, made, f'"{made:x}-{zlib.crc32(content):08x}"')
        if alter is None:
            self._keep(key, file)
        return file

    def _keep(self, key: tuple, file: CacheFile) -> None:
        with self._lock:
            self._files[key] = file
            while len(self._files) > KEPT_FILES:
                self._files.popitem(last=False)

    def _reports(self, kind: str, made: int, alter: Alter | None) -> list:
        # What was received within the minute is in the file of its end; `made` is that end.
        reports = self._feed.current(kind, made)
        return alter(reports) if alter else reports

    def _metar_csv(self, made: int, style: Style, alter: Alter | None) -> bytes:
        rows = [_kept(report, style, metar_row) for report in self._reports("metar", made, alter)]
        return _encode(_csv_head("metars", len(rows), made, style) + [header(METAR_COLUMNS, style), *rows, ""], style)

    def _taf_csv(self, made: int, style: Style, alter: Alter | None) -> bytes:
        rows = [_kept(report, style, taf_row) for report in self._reports("taf", made, alter)]
        columns = header(TAF_COLUMNS + PERIOD_COLUMNS * PERIODS, style)
        return _encode(_csv_head("tafs", len(rows), made, style) + [columns, *rows, ""], style)

    def _metar_xml(self, made: int, style: Style, alter: Alter | None) -> bytes:
        elements = [_kept(report, style, metar_element) for report in self._reports("metar", made, alter)]
        return document("metars", elements, made).encode()

    def _taf_xml(self, made: int, style: Style, alter: Alter | None) -> bytes:
        elements = [_kept(report, style, taf_element) for report in self._reports("taf", made, alter)]
        return document("tafs", elements, made).encode()

    def _station_json(self, made: int, style: Style, alter: Alter | None) -> bytes:
        objects = [station_object(station, cache_file=True) for station in self._feed.stations.listed()]
        return _encode([json.dumps(objects, separators=(",", ":"), ensure_ascii=False)], style)

    def _station_xml(self, made: int, style: Style, alter: Alter | None) -> bytes:
        elements = [station_element(station) for station in self._feed.stations.listed()]
        return document("stations", elements, made).encode()


def _csv_head(source: str, results: int, made: int, style: Style) -> list[str]:
    return ["No errors", "No warnings", f"{40 + made // 60 % 90} ms", f"data source={source}", f"{results} results"]


def _encode(lines: list[str], style: Style) -> bytes:
    return "\n".join(lines).encode("latin-1" if style.latin1 else "utf-8", errors="replace")


def _kept(report, style: Style, render: Callable) -> str:
    """The rendering of a report, made once."""
    key = (render, style)
    text = report.memo.get(key)
    if text is None:
        if len(report.memo) > 4:
            report.memo.clear()
        text = report.memo[key] = render(report, style)
    return text


def unchanged(request: Request, file: CacheFile) -> bool:
    """Whether the client's validators say that it has the file; If-None-Match governs."""
    tags = request.header("If-None-Match")
    if tags:
        return tags.strip() == "*" or file.etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
    since = request.header("If-Modified-Since")
    if not since:
        return False
    try:
        return file.made <= parsedate_to_datetime(since).timestamp()
    except (TypeError, ValueError):
        return False
