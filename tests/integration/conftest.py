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


@pytest.fixture
def stack():
    """A small system for this test alone."""
    with Stack(stations=200) as running:
        yield running
