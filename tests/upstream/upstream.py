#!/usr/bin/python3
"""Simulated weather providers: AWC's bulk files and API, and CheckWX, on one port. See README.md."""

import argparse
import gc
import signal
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from clock import Clock, ClockError  # noqa: E402
from feed import Feed  # noqa: E402
from metar_model import MetarModel  # noqa: E402
from replay import Replay, ReplayError  # noqa: E402
from server import Server  # noqa: E402
from simulator import Simulator  # noqa: E402
from stations import load_stations  # noqa: E402
from style import Style  # noqa: E402
from taf_model import TafModel  # noqa: E402
from weather import WeatherModel  # noqa: E402

AIRPORTS = Path(__file__).resolve().parents[2] / "data" / "airports.csv"


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--port", type=int, required=True, help="port to listen on; 0 chooses one")
    add("--bind", default="127.0.0.1", help="address to listen on")
    add("--clock", metavar="FILE", help="simulation clock in shared memory")
    add("--airports", default=str(AIRPORTS), metavar="CSV", help="airport file")
    add("--stations", type=int, default=9000, metavar="N", help="number of stations in the bulk files")
    add("--seed", type=int, default=1, help="the weather")
    add("--csv-style", choices=("new", "old"), default="new", help="form of the CSV files: 2025 or 2022")
    add("--replay", action="extend", nargs="+", default=[], metavar="FILE", help="reports to serve, not the model's")
    add("--replay-times", choices=("rebase", "text"), default="rebase", help="move reports to the present, or not")
    add("--replay-step", type=int, default=3600, metavar="S", help="seconds between two reports of a station")
    add("--as-provider", action="store_true", help="leave out X-Data-Simulated (install tests only)")
    return parser.parse_args(argv)


def build(options: argparse.Namespace) -> Simulator:
    """The simulator of the options. OSError, ValueError or ClockError where they cannot be met."""
    clock = Clock(options.clock)
    stations = load_stations(options.airports, options.stations, options.seed)
    model = WeatherModel(options.seed)
    metars, tafs = MetarModel(model), TafModel(model)
    if options.replay:
        replay = Replay(options.replay, options.replay_times == "rebase", options.replay_step, clock.now())
        replay.add_stations(stations, options.seed)
        metars = replay.source("metar") if replay.has("metar") else metars
        tafs = replay.source("taf") if replay.has("taf") else tafs
    style = Style() if options.csv_style == "new" else Style(modern=False, leading_word=False)
    return Simulator(clock, Feed(stations, metars, tafs), options.seed, style, options.replay)


def main(argv: list[str]) -> int:
    options = arguments(argv)
    try:
        simulator = build(options)
        server = Server((options.bind, options.port), simulator, options.as_provider)
    except (OSError, ValueError, ClockError, ReplayError) as error:
        print(f"upstream: {error}", file=sys.stderr)
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.stop())
    # The stations live as long as the process, and reports make no cycles: the collector need not look so often.
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    print(f"listening on http://{options.bind}:{server.server_address[1]}", flush=True)
    threading.Thread(target=simulator.prepare, daemon=True).start()
    server.serve()
    server.close_connections()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
