"""A minute of `./bootstrap.sh prove chaos`, always the same one."""
import pytest
from chaos import Chaos
from tiers import Unavailable

SECONDS = 60
SEED = 9


def test_a_minute_of_chaos():
    try:
        with Chaos(SEED) as chaos:
            chaos.run(SECONDS)
            print(chaos.summary())
    except Unavailable as reason:
        pytest.skip(str(reason))
    assert chaos.problems == []
