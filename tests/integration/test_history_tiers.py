"""History where the local one has been made new and MongoDB has the rest: the same pages, cursors and forms as from one place."""
import csv
import io
import json

import pytest
from contract import Contract
from durable_tier import DurableTier
from test_api import Client
from test_history import history, iso, poll, push, raws
from tier_tools import Unavailable

WORDS = ["18010KT 10SM CLR 12/08 A2992", "18010KT 4SM BR SCT020 12/11 A2992", "18010KT 2SM BR OVC008 12/11 A2992",
         "18010KT 1/4SM FG VV001 12/12 A2992"]


class Archive:
    """`given`: reports of a silent station, of which the older are in MongoDB alone, the last three here too."""

    def __init__(self, tier):
        self.tier, self.stack = tier, tier.stack
        self.api = Client(tier.stack, Contract())
        self.station = tier.stack.control("stations?group=silent")["silent"][0]
        start = tier.stack.now() - 3 * 3600
        self.given = [push(self.api, self.station, start + 900 * n, WORDS[n % 4]) for n in range(9)]
        self.forecasts = raws(history(self.api, "KJFK", "type=taf"))
        tier.wait_settled()
        self.whole = history(self.api, self.station)["data"]
        self._make_local_new()
        start = tier.stack.now() - 1200
        self.given += [push(self.api, self.station, start + 300 * n, WORDS[n % 4]) for n in range(3)]
        tier.wait_settled()

    def _make_local_new(self):
        started = self.stack.starts("ingestd")
        for path in self.stack.layout.data.glob("durable.mdb*"):
            path.unlink()
        self.stack.kill("ingestd")
        self.stack.wait_for(lambda: self.stack.starts("ingestd") > started, 30, "ingestd again")
        path = f"/api/weather/history/{self.station}"  # each worker opens the new file at a request
        self.stack.wait_for(lambda: all(self.stack.get(path, fresh=True).status == 200 for _ in range(10)), 30, "the new file")
        poll(self.api, self.station)


@pytest.fixture(scope="module", name="archive")
def fixture_archive():
    try:
        with DurableTier(environment={"SIMULATED_COMPAT": "1"}) as tier:
            yield Archive(tier)
    except Unavailable as reason:
        pytest.skip(str(reason))


def test_both_tiers_make_one_answer(archive):
    answer = archive.api.get(f"/api/weather/history/{archive.station}")
    assert raws(answer.json) == archive.given
    assert answer.json["data"][:9] == archive.whole  # as they were answered from here, to the last member
    meta = answer.json["meta"]
    assert (meta["tiers"], meta["gaps"], meta["complete"]) == (["local", "mongodb"], [], True)
    assert answer.headers["x-cache"] == "mongodb"


@pytest.mark.parametrize("limit", [1, 2, 5, 8, 9, 10, 11, 12])
def test_pages(archive, limit):
    found, cursor = [], ""
    while cursor is not None:
        page = history(archive.api, archive.station, f"limit={limit}{cursor and '&cursor=' + cursor}")
        assert len(page["data"]) <= limit
        found += raws(page)
        cursor = page["meta"]["next"]
    assert found == archive.given


def test_what_is_here_is_not_asked_for_there(archive):
    since = iso(archive.stack.now() - 120)
    meta = history(archive.api, archive.station, f"from={since}")["meta"]
    assert meta["tiers"] == ["local"]


def test_forecasts(archive):
    assert set(archive.forecasts) <= set(raws(history(archive.api, "KJFK", "type=taf")))


def test_other_forms(archive):
    path = f"/api/weather/history/{archive.station}"
    lines = [json.loads(line) for line in archive.api.get(f"{path}?format=ndjson").body.splitlines()]
    rows = list(csv.DictReader(io.StringIO(archive.api.get(f"{path}?format=csv").body.decode(), newline="")))
    assert [line["raw"] for line in lines] == [row["raw"] for row in rows] == archive.given


def test_statistics_are_of_all(archive):
    data = archive.api.get(f"/api/weather/history/{archive.station}/statistics").json["data"]
    assert data["observations"] == 12
    hours = data["category_hours"]
    # Nine at intervals of 15 min: the last holds until the first of the three that follow, for 90 minutes at most.
    assert hours["MVFR"] >= 0.5 and hours["IFR"] >= 0.5 and hours["LIFR"] >= 0.5 and hours["VFR"] >= 0.75
    assert abs(sum(hours.values()) - data["hours"]) < 0.001


def test_without_mongodb_what_is_here_and_a_gap(archive):
    archive.tier.mongo.freeze()
    try:
        archive.stack.wait_for(lambda: archive.tier.tier()["status"] == "down", 30, "a health that says it")
        answer = archive.stack.get(f"/api/weather/history/{archive.station}?limit=500", fresh=True)
        assert answer.status == 200 and raws(answer.json) == archive.given[8:]  # the new history got what was current
        meta = answer.json["meta"]
        assert [gap["reason"] for gap in meta["gaps"]] == ["tier_unavailable"] and meta["complete"] is False
        assert meta["tiers"] == ["local"] and meta["gaps"][0]["from"] == meta["from"]
        since = iso(archive.stack.now() - 120)
        recent = archive.stack.get(f"/api/weather/history/{archive.station}?from={since}", fresh=True).json["meta"]
        assert recent["gaps"] == [] and recent["complete"] is True
        statistics = archive.stack.get(f"/api/weather/history/{archive.station}/statistics?from={iso(archive.stack.now() - 86400)}",
                                       fresh=True).json
        assert statistics["data"]["observations"] == 4
        assert statistics["meta"]["gaps"][0]["reason"] == "tier_unavailable"
    finally:
        archive.tier.mongo.thaw()
    archive.stack.wait_for(lambda: archive.tier.tier()["status"] == "ok", 60, "MongoDB again")

    def whole():
        return raws(archive.stack.get(f"/api/weather/history/{archive.station}", fresh=True).json) == archive.given
    archive.stack.wait_for(whole, 40, "the whole again")
