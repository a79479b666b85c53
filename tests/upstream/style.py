"""How the AWC provider writes: its present form, and the forms it has had or may drift to."""

from dataclasses import dataclass, replace


@dataclass(slots=True, frozen=True)
class Style:
    """The form of answers.

    modern        CSV of 2025/26 (quoted raw text, .000Z, "10+", VRB); else that of 2022 (floats, VRB as 0)
    leading_word  raw text begins with METAR, SPECI or TAF
    plus          visibility "10+" and "6+"; else the bare number
    nulls         JSON has null for what is absent; else leaves it out
    spaced_times  JSON times as "2026-09-16 07:20:00"; else ISO 8601 with milliseconds
    rounded       JSON reportTime is rounded to the hour
    latin1        Latin-1 bytes in some station names and remarks
    rename, drop  fields or columns with another name, or left out
    """

    modern: bool = True
    leading_word: bool = True
    plus: bool = True
    nulls: bool = False
    spaced_times: bool = False
    rounded: bool = True
    latin1: bool = False
    rename: tuple[tuple[str, str], ...] = ()
    drop: tuple[str, ...] = ()

    def raw(self, report) -> str:
        """The text of a METAR or TAF."""
        text = report.raw if self.leading_word else report.body
        return text + " RMK N\u00c9BLINA" if self.latin1 and report.time % 7 == 0 else text

    def field_name(self, name: str) -> str | None:
        """The name of a field, or None if it is left out."""
        if name in self.drop:
            return None
        return next((new for old, new in self.rename if old == name), name)


def modified(style: Style, changes: dict) -> Style:
    """A style with changes as they come in JSON: rename is an object, drop a list. TypeError on an unknown name."""
    changes = dict(changes)
    if "rename" in changes:
        changes["rename"] = tuple((str(old), str(new)) for old, new in changes["rename"].items())
    if "drop" in changes:
        changes["drop"] = tuple(str(name) for name in changes["drop"])
    return replace(style, **changes)
