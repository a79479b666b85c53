"""One shared system for tests that only read; systems of their own for those that break something."""
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "stack"))

from stack import Stack  # noqa: E402  (the path comes first)


@pytest.fixture(scope="session")
def shared_stack():
    """Read-only: don't kill, move the clock or set faults here."""
    with Stack() as running:
        yield running


def past_the_quiet_minutes(running):
    """200 big stations report about :00, :20, :30 and :50. In the minutes before :20 and :50 the newest METAR is older than
    15 min, the feed rightly delayed and nothing fresh: then the clock goes on to where that is long past."""
    minute = int(running.now() // 60 % 60)
    for first, last in ((10, 23), (40, 53)):
        if first <= minute < last:
            running.advance_clock((last - minute) * 60)
            running.wait_for(lambda: running.metric("ingest_checked_timestamp_seconds", product="metar") >= running.now() - 60, 30,
                             "a poll at that time")


@pytest.fixture
def stack():
    """A small system for this test alone, at a moment when its feed of METARs is ok."""
    with Stack(stations=200) as running:
        past_the_quiet_minutes(running)
        yield running
