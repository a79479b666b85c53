"""Our log lines from journald as JSON in ECS field names, one object a line, for Filebeat, Logstash or anything else.

    journalctl -o json -f -u 'aviation-weather-*' | python3 journald-ecs.py

A line that is not ours (systemd's own words about a unit) keeps its text as message. What of a line has no name in ECS stands
below `aviation_weather`.
"""
import json
import sys
from datetime import datetime, timezone

LEVELS = {"debug": 7, "info": 6, "warning": 4, "error": 3}
OWN = {"time": "@timestamp", "level": "log.level", "program": "process.name", "pid": "process.pid", "event": "event.action"}
ECS = {"station": "aviation_weather.station", "request_id": "http.request.id", "status": "http.response.status_code",
       "errno": "error.message"}


def put(document, dotted, value):
    *path, name = dotted.split(".")
    for part in path:
        document = document.setdefault(part, {})
    document[name] = value


def convert(entry):
    """The ECS document of one entry of journald's JSON."""
    text = entry.get("MESSAGE", "")
    if isinstance(text, list):  # bytes that are no UTF-8
        text = bytes(text).decode("utf-8", "replace")
    micros = int(entry.get("__REALTIME_TIMESTAMP", "0"))
    document = {"@timestamp": datetime.fromtimestamp(micros / 1e6, timezone.utc).isoformat().replace("+00:00", "Z"),
                "message": text, "ecs": {"version": "8.11"}}
    put(document, "host.name", entry.get("_HOSTNAME", ""))
    put(document, "service.name", entry.get("_SYSTEMD_UNIT", "").removesuffix(".service"))
    try:
        ours = json.loads(text)
    except ValueError:
        ours = None
    if not isinstance(ours, dict) or "event" not in ours:
        return document
    document["message"] = str(ours["event"])
    for name, value in ours.items():
        put(document, OWN.get(name) or ECS.get(name) or f"aviation_weather.{name}", value)
    put(document, "log.syslog.severity.code", LEVELS.get(ours.get("level"), 6))
    return document


def main():
    for line in sys.stdin:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        print(json.dumps(convert(entry), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
