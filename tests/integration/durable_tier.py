"""A system whose durable tier is a real server: what ingestd says it has committed, and what the server has."""
import calendar
import json
from collections import Counter

from stack import Stack
from tiers import Proxy, SecantusServer

TIMEOUT_MS = 800  # of ingestd's calls: a server that hangs is found out soon
BACK_S = 60  # a breaker may stay open for 30 s
DATABASE = "simulated-aviation-weather"


class DurableTier:
    """Context manager: `stack`, `mongo` and the `proxy` between them. `environment` adds to the programs'."""

    def __init__(self, environment=None, stations=200, **mongo):
        self.mongo = SecantusServer(**mongo)
        self.proxy = self.stack = None
        self.since = 0  # of committed(): what is older the server has lost
        self._options = {"stations": stations, "environment": environment or {}}

    def __enter__(self):
        self.mongo.__enter__()
        self.proxy = Proxy(self.mongo).__enter__()
        environment = {"SIMULATED_TIERS": "1", "MONGODB_URI": self.proxy.url, "MONGODB_TIMEOUT_MS": str(TIMEOUT_MS),
                       "LOG_LEVEL": "debug", **self._options["environment"]}
        self.stack = Stack(workers=2, stations=self._options["stations"], environment=environment)
        self.stack.__enter__()
        return self

    def __exit__(self, *why):
        for part in (self.stack, self.proxy, self.mongo):
            if part is not None:
                part.__exit__(*why)

    # --- what ingestd says ---

    def events(self, name):
        """Of every ingestd that has run, in order; a line that a SIGKILL cut off is none."""
        text = (self.stack.layout.log / "ingestd.log").read_text(encoding="utf-8", errors="replace")
        for line in text.splitlines():
            if f'"event":"{name}"' in line and line.endswith("}"):
                yield json.loads(line)

    def committed(self):
        """The ids of all rows that ingestd has logged as committed, in order, each once."""
        return list(dict.fromkeys(event["id"] for event in self.events("report_committed")))

    def health(self):
        return self.stack.get("/api/health?ready=1", fresh=True).json["data"]

    def tier(self):
        return self.health()["tiers"]["mongodb"]

    def owed(self):
        return int(self.stack.metric("journal_entries"))

    # --- time passes ---

    def new_reports(self, seconds=600):
        """So much later: a poll brings new reports, which are committed here. Returns how many."""
        before = len(self.committed())
        checked = self.stack.metric("ingest_checked_timestamp_seconds", product="metar")
        self.stack.advance_clock(seconds)
        self.stack.wait_for(
            lambda: self.stack.metric("ingest_checked_timestamp_seconds", product="metar") > checked, 30, "a poll")
        return self.stack.wait_for(lambda: len(self.committed()) - before, 30, "new reports")

    def wait_settled(self):
        """Until nothing is owed and the tier is well. The gauges are set each second."""
        self.stack.wait_for(lambda: self.tier()["status"] == "ok" and self.tier()["journal_entries"] == 0 and
                            not self.missing(), BACK_S, "an empty journal")

    # --- what the server has ---

    def stored(self):
        """How often each id is there."""
        with self.mongo.client() as client:
            rows = client[DATABASE]["weather_history"].find({}, {"icao_code": 1, "product": 1, "timestamp": 1, "hash": 1})
            return Counter(f"{row['icao_code']}:{row['product']}:{_seconds(row['timestamp'])}:{row['hash'] & 0xffffffff:08x}"
                           for row in rows)

    def missing(self):
        """Of what was committed, what is not there exactly once."""
        stored = self.stored()
        return [name for name in self.committed()[self.since:] if stored[name] != 1]

    def fail(self, code, commands=("update", "insert", "find", "ping", "hello", "delete")):
        """Every such command fails with the code, until heal()."""
        with self.mongo.client() as client:
            client.admin.command({"configureFailPoint": "failCommand", "mode": "alwaysOn",
                                  "data": {"failCommands": list(commands), "errorCode": code}})

    def heal(self):
        with self.mongo.client() as client:
            client.admin.command({"configureFailPoint": "failCommand", "mode": "off"})

    def acknowledged_numbers(self):
        """Of the journal's entries, in the order in which the tier has acknowledged them."""
        return [event["number"] for event in self.events("reports_acknowledged")]


def _seconds(moment):
    """pymongo gives UTC without saying so."""
    return calendar.timegm(moment.timetuple())
