#!/usr/bin/env python3
"""provider.py PROGRAM KIND FILE.json: what a provider's own decoder made of its reports, beside ours, field by field.

A value of ours that contradicts one of theirs is a failure, unless it stands in KNOWN with the reason; one that only one
side has is counted.
"""
import datetime
import json
import subprocess
import sys

# (field, their value, ours): why ours is right.
KNOWN = {
    ("altitude_kind", "GRND", "climb"): "the remark says DURC; GRND is taken from 'SFC-290' in it",
}


def same_time(theirs, ours):
    return ours is not None and datetime.datetime.fromisoformat(ours.replace("Z", "+00:00")).timestamp() == theirs


def hazard(o, field, index, key):
    return o[field][index][key] if index < len(o[field]) else None


def pirep(t, o):
    """(field, theirs or None, ours or None) in the same terms."""
    kinds = {"PIREP": "UA", "Urgent PIREP": "UUA", "AIREP": "AIREP"}
    phases = {"DURC": "climb", "DURD": "descent", "GRND": "GRND", "OTHER": "at"}
    yield "kind", kinds.get(t["pirepType"]), o["kind"]
    yield "aircraft", t["acType"], o["aircraft"] or o["aircraft_type"]
    yield "altitude_ft", int(t["fltLvl"]) * 100 if t["fltLvl"] not in ("", None) else None, o["altitude_ft"]
    yield "altitude_kind", phases.get(t["fltLvlType"]), o["altitude_kind"]
    yield "temperature_c", t["temp"], o["temperature_c"]
    yield "wind_direction", t["wdir"], o["wind"] and o["wind"]["direction_deg"]
    yield "wind_speed", t["wspd"], o["wind"] and o["wind"]["speed_kt"]
    if o["kind"] == "AIREP":
        yield "lat", t["lat"], o["location"]["lat"]
        yield "lon", t["lon"], o["location"]["lon"]
    for n in (1, 2):
        for key, ours in (("Int", "intensity"), ("Type", "type"), ("Freq", "frequency")):
            yield f"turbulence {ours}", t[f"tb{key}{n}"] or None, hazard(o, "turbulence", n - 1, ours)
        for key, ours in (("Bas", "base_ft"), ("Top", "top_ft")):
            theirs = t[f"tb{key}{n}"]
            yield f"turbulence {ours}", theirs * 100 if theirs is not None else None, hazard(o, "turbulence", n - 1, ours)
        for key, ours in (("Int", "intensity"), ("Type", "type")):
            yield f"icing {ours}", t[f"icg{key}{n}"] or None, hazard(o, "icing", n - 1, ours)
    for n, c in enumerate(t["clouds"] or []):
        yield "sky cover", c["cover"], hazard(o, "sky", n, "cover")
        yield "sky base", c["base"] or None, hazard(o, "sky", n, "base_ft_msl")
        yield "sky top", c["top"] or None, hazard(o, "sky", n, "top_ft_msl")


POINTS = ["N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"]


def ring(points):
    """Positions as a set: theirs is closed or open as it comes, and runs on past 180 degrees."""
    return sorted({(round(lat, 2), round((lon + 180) % 360 - 180, 2)) for lat, lon in points})


def isigmet(t, o):
    movement = o["movement"] or {}
    changes = {"NC": "none", "WKN": "weakening", "INTSF": "intensifying"}
    # The FIR is the one that the second line names; their firId is the unit before SIGMET where the two differ.
    named = t["firName"][:4] if t["firName"][4:5] == " " else t["firId"]
    yield "fir", named, o["fir"]
    yield "sequence", t["seriesId"], o["sequence"]
    yield "valid_to", t["validTimeTo"], o["valid_to"] and int(datetime.datetime.fromisoformat(o["valid_to"].replace("Z", "+00:00")).timestamp())
    yield "hazard", t["hazard"], o["hazard"]
    if t["hazard"] not in ("VA", "TC"):
        yield "qualifier", t["qualifier"] or None, o["qualifier"]
    yield "base_ft", t["base"], o["base_ft"]
    yield "top_ft", t["top"], o["top_ft"]
    yield "direction", POINTS.index(t["dir"]) * 22.5 or 360 if t["dir"] in POINTS else None, movement.get("direction_deg")
    yield "speed", int(t["spd"]) if t["dir"] in POINTS and (t["spd"] or "").isdigit() else None, movement.get("speed_kt")
    yield "stationary", True if t["dir"] == "-" else None, movement.get("stationary")
    yield "change", changes.get(t["chng"]), o["change"]
    if o["area"] and o["area"]["type"] == "Polygon" and t["coords"]:
        yield "area", ring((c["lat"], c["lon"]) for c in t["coords"]), ring((lat, lon) for lon, lat in o["area"]["coordinates"][0])


def airsigmet(t, o):
    movement = o["movement"] or {}
    kinds = {"CONVECTIVE": "CONVECTIVE_SIGMET", "OUTLOOK": "OUTLOOK"}
    yield "kind", kinds.get(t["hazard"]) if t["airSigmetType"] == "SIGMET" else t["airSigmetType"], o["kind"]
    yield "office", t["icaoId"], o["office"]
    yield "sequence", t["seriesId"] or None, o["sequence"]
    yield "valid_to", t["validTimeTo"], o["valid_to"] and int(datetime.datetime.fromisoformat(o["valid_to"].replace("Z", "+00:00")).timestamp())
    yield "top_ft", t["altitudeHi1"], o["top_ft"]
    yield "from_deg", t["movementDir"], movement.get("from_deg")
    yield "speed_kt", t["movementSpd"], movement.get("speed_kt")


KINDS = {
    "pirep": (pirep, "rawOb", "obsTime", "time"),
    "isigmet": (isigmet, "rawSigmet", "validTimeFrom", "valid_from"),
    "airsigmet": (airsigmet, "rawAirSigmet", "validTimeFrom", "valid_from"),
}


def decode(program, kind, raw, reference):
    when = datetime.datetime.fromtimestamp(reference, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    run = subprocess.run([program, "decode", "--type", kind, "--jsonl", "--reference-time", when], input=raw + "\n",
                         capture_output=True, text=True, check=True, encoding="utf-8")
    return json.loads(run.stdout)


def contradicts(field, theirs, ours):
    if theirs is None or ours is None:
        return False
    if isinstance(theirs, list):
        return theirs != ours
    if (field, theirs, ours) in KNOWN:
        return False
    if isinstance(theirs, float) or isinstance(ours, float):
        return abs(theirs - ours) > 0.0006
    return theirs != ours


def main():
    program, kind, path = sys.argv[1:4]
    fields, raw_key, time_key, our_time = KINDS[kind]
    with open(path, encoding="utf-8") as f:
        reports = json.load(f)
    equal, theirs_only, ours_only, wrong = 0, 0, 0, []
    for t in reports:
        if raw_key not in t:
            continue
        raw = " ".join(t[raw_key].split())
        a = decode(program, kind if kind == "pirep" else "sigmet", raw, t[time_key])
        if "decoded" not in a:
            wrong.append((raw, "not decoded", a["error"]))
            continue
        if not same_time(t[time_key], a["decoded"][our_time]):
            wrong.append((raw, our_time, t[time_key], a["decoded"][our_time]))
        for field, theirs, ours in fields(t, a["decoded"]):
            if contradicts(field, theirs, ours):
                wrong.append((raw, field, theirs, ours))
            equal += theirs is not None and theirs == ours
            theirs_only += theirs is not None and ours is None
            ours_only += theirs is None and ours is not None
    print(f"{kind}: {len(reports)} reports of the provider's, {equal} fields equal, {theirs_only} only theirs, {ours_only} only ours,"
          f" {len(wrong)} contradict")
    for w in wrong:
        print("#", *w, sep=" | ", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
