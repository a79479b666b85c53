"""The values of a METAR and of a TAF as the providers give them beside the text.

Speeds are knots, visibility statute miles, pressure hPa, heights feet above ground; None means not reported.
"""

from dataclasses import dataclass, field

from conditions import Layer, flight_category

HPA_PER_INCH = 33.8653
METRES_PER_MILE = 1609.344


@dataclass(slots=True)
class Metar:
    """One observation. `body` is the text without the leading METAR or SPECI; `received` when the provider had it.

    `memo` keeps what has been rendered from the report, by format; a report is not changed once rendered.
    """

    station: str
    time: int
    body: str = ""
    kind: str = "METAR"
    received: int = 0
    cor: bool = False
    auto: bool = False
    nil: bool = False
    ao: bool = False
    maintenance: bool = False
    nosig: bool = False
    tsno: bool = False
    fzrano: bool = False
    pwino: bool = False
    wind_from: int | str | None = None
    wind_kt: int | None = None
    gust_kt: int | None = None
    visibility_sm: float | None = None
    visibility_plus: bool = False
    wx: str = ""
    layers: list[Layer] = field(default_factory=list)
    sky: str = ""
    vertical_ft: int | None = None
    temp: float | None = None
    dewp: float | None = None
    altimeter_hpa: float | None = None
    altimeter_in: float | None = None
    slp: float | None = None
    tendency: float | None = None
    extremes: dict[str, float] = field(default_factory=dict)
    place: tuple[float, float, float] | None = None
    memo: dict = field(default_factory=dict, compare=False, repr=False)

    @property
    def raw(self) -> str:
        """The text with its leading word; buoys and C-MAN stations have none."""
        return f"{self.kind} {self.body}" if self.kind in ("METAR", "SPECI") else self.body

    @property
    def ceiling_ft(self) -> int | None:
        if self.vertical_ft is not None:
            return self.vertical_ft
        return next((layer.base_ft for layer in self.layers if layer.cover in ("BKN", "OVC")), None)

    @property
    def category(self) -> str:
        known = bool(self.sky or self.layers or self.vertical_ft is not None)
        return flight_category(self.visibility_sm, self.ceiling_ft, known)

    @property
    def cover(self) -> str:
        """The greatest cover, as the API has it: OVX for an obscured sky."""
        if self.vertical_ft is not None:
            return "OVX"
        order = ("FEW", "SCT", "BKN", "OVC")
        return max((layer.cover for layer in self.layers), key=order.index, default=self.sky)


@dataclass(slots=True)
class Group:
    """One forecast period. kind is "" for the first, else FM, BECMG, TEMPO, INTER or PROB."""

    kind: str
    start: int
    end: int
    becoming: int | None = None
    probability: int | None = None
    wind_from: int | str | None = None
    wind_kt: int | None = None
    gust_kt: int | None = None
    shear: tuple[int, int, int] | None = None
    visibility_sm: float | None = None
    visibility_plus: bool = False
    wx: str = ""
    layers: list[Layer] = field(default_factory=list)
    sky: str = ""
    vertical_ft: int | None = None
    altimeter_in: float | None = None
    temps: list[tuple[int, int, str]] = field(default_factory=list)
    undecoded: str = ""


@dataclass(slots=True)
class Taf:
    """One forecast. `body` is the text without the leading TAF; received is when the provider had it."""

    station: str
    issued: int
    valid_from: int
    valid_to: int
    body: str = ""
    received: int = 0
    remarks: str = ""
    groups: list[Group] = field(default_factory=list)
    place: tuple[float, float, float] | None = None
    memo: dict = field(default_factory=dict, compare=False, repr=False)

    @property
    def raw(self) -> str:
        return f"TAF {self.body}"

    @property
    def time(self) -> int:
        return self.issued


def round_visibility(metres: float) -> float:
    """Statute miles as the provider computes them from metres: 5000 m is 3.11."""
    return round(metres / METRES_PER_MILE, 2)
