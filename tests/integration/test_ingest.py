"""ingestd with simulated providers: which reports become current, what survives, what is asked of whom."""
import gzip
import json
import random
import signal
import socket
import subprocess
import threading
import time

import pytest
from ingest_bench import METARS, Bench, from_iso, iso

STATION_REQUESTS = r"/api/data/metar|/v2/metar/.*"


@pytest.fixture(name="bench")
def fixture_bench():
    with Bench() as running:
        yield running


def stamp(seconds):
    return time.strftime("%d%H%MZ", time.gmtime(seconds))


def minutes_ago(bench, minutes):
    return int(bench.now()) // 60 * 60 - minutes * 60


def poll_with(bench, *raws, **fields):
    for raw in raws:
        bench.push(raw, **fields)
    bench.poll()


# --- which report is current ---


def test_the_latest_observation_is_current(bench):
    first, second = minutes_ago(bench, 2), minutes_ago(bench, 1)
    poll_with(bench, f"METAR KJFK {stamp(first)} 18010KT 10SM CLR 20/10 A3000")
    assert bench.report("metar", "KJFK")["observed_at"] == iso(first)
    poll_with(bench, f"SPECI KJFK {stamp(second)} 18010KT 2SM BR OVC004 20/19 A3000")
    now = bench.report("metar", "KJFK")
    assert now["observed_at"] == iso(second) and now["decoded"]["flight_category"] == "LIFR"
    assert from_iso(now["next_expected_at"]) > second
    poll_with(bench, f"METAR KJFK {stamp(first - 300)} 18011KT 10SM CLR 20/10 A3000")  # late
    assert bench.report("metar", "KJFK")["raw"] == now["raw"]
    raws = [row["raw"] for row in bench.history("metar", "KJFK")]
    assert len([raw for raw in raws if "18011KT" in raw]) == 1 and len(raws) == len(set(raws))


def test_corrections_and_nil(bench):
    at = minutes_ago(bench, 1)
    original = f"METAR KJFK {stamp(at)} 18010KT 10SM CLR 20/10 A3000"
    correction = f"METAR COR KJFK {stamp(at)} 18010KT 9SM CLR 20/10 A3000"
    poll_with(bench, original)
    poll_with(bench, correction)
    assert bench.report("metar", "KJFK")["raw"] == correction
    poll_with(bench, original)
    assert bench.report("metar", "KJFK")["raw"] == correction
    poll_with(bench, f"METAR KJFK {stamp(minutes_ago(bench, 1))} NIL")
    assert bench.report("metar", "KJFK")["raw"] == correction


def test_what_can_not_be_right_is_quarantined(bench):
    before = bench.report("metar", "KJFK")["raw"]
    at, ahead = minutes_ago(bench, 1), int(bench.now()) // 60 * 60 + 3600
    bench.push(f"METAR KJFK {stamp(at)} 18010KT 10SM CLR 20/10 A3000", time=at - 1800)
    bench.push(f"METAR EGLL {stamp(ahead)} 18010KT 9999 SCT030 20/10 Q1000", time=ahead, received=at)
    quarantined = bench.state("metar")["quarantined"]
    bench.poll()
    assert bench.report("metar", "KJFK")["raw"] == before
    assert bench.state("metar")["quarantined"] == quarantined + 2
    bench.poll()
    assert bench.state("metar")["quarantined"] == quarantined + 2  # each is counted once
    reasons = {event["reason"] for event in bench.events("report_quarantined")}
    assert reasons == {"time_disagrees", "in_future"}


def poll_tafs(bench):
    """The provider's file of TAFs is a new one every ten minutes."""
    wait = 600 - int(bench.now()) % 600 + 5
    bench.poll(wait if wait > 60 else wait + 600)


def day_hour(seconds):
    return time.strftime("%d%H", time.gmtime(seconds))


def test_two_tafs_and_a_cancelled_one(bench):
    early = from_iso(bench.report("taf", "KJFK")["valid_from"]) - bench.now()
    if early > 0:  # just issued: only what is in force becomes the previous one
        bench.poll(int(early) + 60)
    before = bench.report("taf", "KJFK")
    issue = int(bench.now()) // 60 * 60
    begins = (issue + 1800) // 3600 * 3600 + 3600
    taf = f"TAF KJFK {stamp(issue)} {day_hour(begins)}/{day_hour(begins + 86400)} 18010KT P6SM SCT030"
    bench.push(taf, type="taf")
    poll_tafs(bench)
    assert bench.report("taf", "KJFK")["raw"] == taf
    assert bench.report("taf", "KJFK")["valid_from"] == iso(begins)
    assert bench.report("taf", "KJFK", "previous")["raw"] == before["raw"]
    bench.poll(begins - int(bench.now()) + 300)  # in force now
    cancelled = f"TAF AMD KJFK {stamp(begins + 240)} {day_hour(begins)}/{day_hour(begins + 86400)} CNL"
    bench.push(cancelled, type="taf")
    poll_tafs(bench)
    assert bench.report("taf", "KJFK")["raw"] == cancelled
    assert bench.report("taf", "KJFK")["cancelled"] is True
    assert bench.report("taf", "KJFK", "previous") is None


# --- polls ---


def test_not_modified_is_a_check(bench):
    state = bench.state("metar")
    bench.control("faults", {"provider": "awc", "route": "/data/cache/*", "kind": "not_modified"})
    bench.poll()
    after = bench.state("metar")
    assert from_iso(after["checked_at"]) > from_iso(state["checked_at"])
    assert (after["received_at"], after["etag"]) == (state["received_at"], state["etag"])
    assert bench.metrics()['ingest_polls_total{product="metar",verdict="not_modified"}'] == 1


@pytest.mark.parametrize("fault", [{"kind": "dead"}, {"kind": "truncate", "broken": True}, {"kind": "nonsense"},
                                   {"kind": "empty"}, {"kind": "html"}], ids=lambda fault: fault["kind"])
def test_a_failed_poll_changes_nothing(bench, fault):
    state, reports = bench.state("metar"), bench.dump("reports", "metar")
    bench.control("faults", {"provider": "*", "route": "*", **fault})
    bench.advance(61)
    bench.wait_for(lambda: bench.events("poll_failed"), 30, "a failed poll")
    assert bench.state("metar") == state
    assert bench.dump("reports", "metar") == reports


def test_a_restart_resumes_with_the_stored_validators(bench):
    assert bench.stop() == 0
    conditional = bench.control("counts")["awc"]["routes"][METARS]["conditional"]
    checked = bench.state("metar")["checked_at"]
    time.sleep(1)
    bench.spawn()
    bench.wait_for(lambda: bench.state("metar")["checked_at"] > checked, 20, "a poll")
    assert bench.control("counts")["awc"]["routes"][METARS]["conditional"] == conditional + 1


# --- crashes ---


def test_twenty_crashes_leave_no_gap_and_no_duplicate():
    """Every round all stations have new reports; ingestd is killed at a random moment of taking them in, and then let finish."""
    rng = random.Random(7)
    with Bench(stations=400) as bench:
        known = {(r["station"], r["raw"]) for r in bench.dump("reports", "metar")}
        for _ in range(20):
            bench.kill()
            bench.advance(3600)
            bench.spawn()
            bench.wait_for(lambda: bench.upstream.control("health"), 5)
            time.sleep(rng.uniform(0.0, 1.5))
            bench.kill()
            checked = bench.state("metar")["checked_at"]
            bench.advance(61)
            bench.spawn()
            bench.wait_for(lambda at=checked: bench.state("metar")["checked_at"] > at, 30, "a poll")
            known |= {(r["station"], r["raw"]) for r in bench.dump("reports", "metar")}
        rows = bench.history("metar")
        keys = [(row["station"], row["raw"]) for row in rows]
        assert len(keys) == len(set(keys)), "duplicates"
        assert known <= set(keys), "gaps"
        stations = bench.stations()[:20]

        def caught_up():
            """Tried again with the next poll: a report that the provider has had since the last one is in no file yet."""
            bench.poll()
            return all(bench.report("metar", station)["raw"] == bench.control(f"raw/{station}?type=metar")["raw"]
                       for station in stations)

        bench.wait_for(caught_up, 120, "every station's report as the provider has it")


def hot_file(bench):
    return next(bench.layout.data.glob("hot.*.mdb"))


def test_a_truncated_hot_store_is_rebuilt_and_filled_at_once(bench):
    stations = set(bench.stations())
    bench.kill()
    with open(hot_file(bench), "r+b") as f:
        f.truncate(8192 * 3)
    bench.spawn()
    bench.wait_for(lambda: set(bench.stations()) == stations, 30, "all stations again")
    assert len(bench.history("metar")) >= len(stations)


def test_a_mark_of_damage_is_looked_into(bench):
    (bench.layout.data / "hot.damaged").touch()
    bench.wait_for(lambda: bench.events("store_damage_marked") and bench.events("store_repaired"), 30, "a repair")
    bench.poll()
    assert bench.stations()


def test_a_hole_is_filled_from_the_providers_history(bench):
    station = "KJFK"
    bench.kill()
    bench.advance(4 * 3600)
    bench.spawn()
    bench.wait_for(lambda: bench.events("outage_ended"), 60, "the first poll after the outage")
    assert bench.requests("/api/data/metar") == 0  # first things first
    given = {report["raw"] for report in bench.control(f"raw/{station}?type=metar&hours=4")["history"]}
    assert len(given) >= 3 and not given <= {row["raw"] for row in bench.history("metar", station)}
    bench.advance(130)
    bench.wait_for(lambda: bench.requests("/api/data/metar"), 20, "a question about the past")
    bench.kill()  # what is left to do is not forgotten
    bench.spawn()
    bench.wait_for(lambda: len(bench.events("started")) == 3, 10, "a third start")
    bench.advance(130)
    bench.wait_for(lambda: len(bench.events("hole_filled")) >= 2, 90, "the holes filled")
    assert given <= {row["raw"] for row in bench.history("metar", station)}
    rows = [(row["station"], row["raw"]) for row in bench.history("metar")]
    assert len(rows) == len(set(rows))


# --- on demand ---


def together(bench, packets):
    answers = [None] * len(packets)

    def ask(i):
        answers[i] = bench.ask(packets[i], 10)
    threads = [threading.Thread(target=ask, args=(i,)) for i in range(len(packets))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_single_flight(bench):
    station = bench.control("stations?group=api_only")["api_only"][0]
    assert together(bench, [f"fetch metar {station} 1500"] * 64) == ["found"] * 64
    assert bench.requests(STATION_REQUESTS) == 1
    report = bench.report("metar", station)
    assert report["checked_at"] is not None and report["source"] == "simulated"
    assert bench.ask(f"fetch metar {station} 1500") == "found"
    assert bench.requests(STATION_REQUESTS) == 1


def test_different_questions_are_gathered(bench):
    stations = bench.control("stations?group=api_only")["api_only"][:64]
    assert together(bench, [f"fetch metar {station} 5000" for station in stations]) == ["found"] * 64
    assert bench.requests(STATION_REQUESTS) <= 4


def test_the_second_provider_has_what_the_first_has_not():
    with Bench(environment={"CHECKWX_API_KEY": "simulated"}) as bench:
        station = bench.control("stations?group=checkwx_only")["checkwx_only"][0]
        assert bench.ask(f"fetch metar {station} 3000") == "found"


def test_nothing_is_remembered_for_five_minutes(bench):
    station = bench.control("stations?group=silent")["silent"][0]
    assert bench.ask(f"fetch metar {station} 3000") == "none"
    asked = bench.requests(STATION_REQUESTS)
    assert asked >= 1
    assert bench.ask(f"fetch metar {station} 3000") == "none"
    assert bench.requests(STATION_REQUESTS) == asked
    bench.advance(301)
    assert bench.ask(f"fetch metar {station} 3000") == "none"
    assert bench.requests(STATION_REQUESTS) > asked


def test_a_failure_is_not_remembered(bench):
    station = bench.control("stations?group=api_only")["api_only"][0]
    bench.control("faults", {"provider": "*", "route": "/api/*", "kind": "status", "code": 500, "first": 2})
    bench.control("faults", {"provider": "checkwx", "route": "*", "kind": "status", "code": 500})
    assert bench.ask(f"fetch metar {station} 1500").startswith("failed ")
    bench.wait_for(lambda: bench.ask(f"fetch metar {station} 1500") == "found", 15, "another try")


def test_unlisted_stations_are_asked_of_nobody(bench):
    for code in ("QQQQ", "K0A", "ZZZZ", *bench.control("stations?group=unlisted&limit=20")["unlisted"]):
        assert bench.ask(f"fetch metar {code} 1500") == "unlisted"
    bench.hint("hint metar QQQQ")
    time.sleep(0.3)
    assert bench.requests(STATION_REQUESTS) == 0


def test_until_the_list_has_come_airports_are_listed():
    with Bench() as bench:
        bench.kill()
        for path in bench.layout.data.iterdir():
            path.unlink()
        bench.control("faults", {"provider": "*", "route": "/data/cache/stations*", "kind": "dead"})
        bench.spawn()
        bench.wait_for(lambda: bench.state("metar"), 30, "a poll")
        station = bench.control("stations?group=api_only")["api_only"][0]
        assert bench.ask(f"fetch metar {station} 3000") == "found"
        assert bench.ask("fetch metar QQQQ 3000") == "unlisted"


def test_a_late_answer_serves_the_repetition(bench):
    station = bench.control("stations?group=api_only")["api_only"][0]
    bench.control("faults", {"provider": "awc", "route": "/api/*", "kind": "delay", "seconds": 2})
    began = time.monotonic()
    assert bench.ask(f"fetch metar {station} 500") == "failed 1"
    assert time.monotonic() - began < 1.8
    bench.wait_for(lambda: bench.report("metar", station), 10, "the report")
    assert bench.ask(f"fetch metar {station} 500") == "found"
    assert bench.requests(STATION_REQUESTS) == 1


def test_hints_are_followed_once_in_five_minutes(bench):
    bench.hint("hint metar KJFK")
    bench.wait_for(lambda: bench.requests(STATION_REQUESTS) == 1, 10, "a request")
    bench.wait_for(lambda: bench.report("metar", "KJFK")["checked_at"], 10, "the report's own check")
    for _ in range(5):
        bench.hint("hint metar KJFK")
    time.sleep(0.5)
    assert bench.requests(STATION_REQUESTS) == 1
    bench.advance(301)
    bench.hint("hint metar KJFK")
    bench.wait_for(lambda: bench.requests(STATION_REQUESTS) == 2, 10, "another request")


def test_nonsense_from_a_worker_costs_its_connection_only(bench):
    for packet in ("", "x" * 200, "fetch metar kjfk 1500", "fetch metar KJFK", "\0" * 128, "found"):
        if packet:
            assert bench.ask(packet, 2) is None
    assert bench.ask("fetch metar KJFK 1500") == "found"


def ask_at_the_door(bench):
    """What is turned away may be so before its question is read, or sent."""
    try:
        return bench.ask("fetch metar KJFK 1500")
    except (BrokenPipeError, ConnectionResetError):
        return None


def test_too_many_workers_are_told_to_come_again(bench):
    held = []
    try:
        for _ in range(512):
            s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            s.connect(str(bench.layout.ondemand_socket))
            held.append(s)
        bench.wait_for(lambda: ask_at_the_door(bench) == "busy 1", 10, "busy")
    finally:
        for s in held:
            s.close()
    bench.wait_for(lambda: bench.ask("fetch metar KJFK 1500") == "found", 10, "room again")


# --- files, logs, metrics ---


def test_the_layer_is_whole_at_every_moment(bench):
    path = bench.layout.layers / "metar.geojson"
    packed = bench.layout.layers / "metar.geojson.gz"
    seen, stop = set(), threading.Event()

    def watch():
        while not stop.is_set():
            seen.add(json.loads(path.read_bytes())["generated_at"])
            json.loads(gzip.decompress(packed.read_bytes()))
    watcher = threading.Thread(target=watch)
    watcher.start()
    for _ in range(6):
        bench.poll(61)
        time.sleep(1.2)
    stop.set()
    watcher.join()
    assert len(seen) >= 5
    layer = json.loads(path.read_bytes())
    assert layer == json.loads(gzip.decompress(packed.read_bytes()))
    assert layer["type"] == "FeatureCollection" and layer["simulated"] is True and layer["feed"] in ("ok", "delayed")
    assert layer["checked_at"] == bench.state("metar")["checked_at"]
    feature = next(f for f in layer["features"] if f["properties"]["station"] == "KJFK")
    assert feature["geometry"]["coordinates"] == pytest.approx([-73.78, 40.64], abs=0.1)
    report = bench.report("metar", "KJFK")
    for key in ("observed_at", "next_expected_at"):
        assert feature["properties"][key] == report[key]
    assert feature["properties"]["flight_category"] == report["decoded"]["flight_category"]


def test_the_layer_says_when_the_feed_is_down(bench):
    path = bench.layout.layers / "metar.geojson"
    bench.control("faults", {"provider": "*", "route": "*", "kind": "dead"})
    bench.advance(301 + 60)
    bench.wait_for(lambda: json.loads(path.read_bytes())["feed"] == "down", 10, "a layer that says down")


def test_the_edge_log_is_counted(bench):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
        for line in (b"<190>Nov 24 06:19:51 aw: 200 GET 0.001", b"<190>Nov 24 06:19:51 aw: 502 GET 0.1",
                     b"<190>Nov 24 06:19:51 aw: 200 GET 0.001", b"nonsense", b"\xff" * 3000, b""):
            s.sendto(line, str(bench.layout.edge_log_socket))
    bench.wait_for(lambda: bench.metrics().get('edge_responses_total{status="200"}') == 2, 5, "two counted")
    assert bench.metrics()['edge_responses_total{status="502"}'] == 1


def test_metrics_tell_how_things_are(bench):
    metrics = bench.metrics()
    assert metrics['ingest_polls_total{product="metar",verdict="whole"}'] >= 1
    assert metrics['ingest_reports_total{product="metar",outcome="new"}'] >= 60
    assert metrics["ingest_loop_turns_total"] > 0
    assert abs(metrics["ingest_clock_skew_seconds"]) <= 5
    assert metrics['provider_breaker_state{provider="awc"}'] == 0
    bench.wait_for(lambda: bench.metrics()['ingest_checked_timestamp_seconds{product="metar"}']
                   == from_iso(bench.state("metar")["checked_at"]), 10, "the time of the last poll")


def test_clocks_that_differ_are_seen(bench):
    bench.control("faults", {"provider": "awc", "route": "*", "kind": "date", "seconds": 120})

    def skewed():
        bench.advance(61)
        time.sleep(1)
        return abs(bench.metrics()["ingest_clock_skew_seconds"]) >= 100
    bench.wait_for(skewed, 30, "the difference of the clocks")


# --- the process ---


def test_a_clean_stop_answers_who_waits(bench):
    station = bench.control("stations?group=api_only")["api_only"][0]
    bench.control("faults", {"provider": "*", "route": "*", "kind": "hang"})
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as s:
        s.settimeout(5)
        s.connect(str(bench.layout.ondemand_socket))
        s.send(f"fetch metar {station} 5000".encode())
        time.sleep(0.3)
        bench.process.send_signal(signal.SIGHUP)
        assert bench.stop() == 0
        assert s.recv(200).startswith(b"failed ")
    assert bench.events("reloaded") and bench.events("stopped")[-1]["result"] == "ok"
    assert not bench.layout.ondemand_socket.exists()


def test_systemd_is_told_of_progress_only():
    with Bench(notify=True) as bench:
        told = []

        def listen(seconds):
            got, deadline = [], time.monotonic() + seconds
            bench.notify.settimeout(0.2)
            while time.monotonic() < deadline:
                try:
                    got.append(bench.notify.recv(500).decode())
                except TimeoutError:
                    pass
            return got
        told = listen(3)
        assert "READY=1" in told and any(line.startswith("STATUS=") for line in told)
        assert 2 <= told.count("WATCHDOG=1") <= 30
        bench.process.send_signal(signal.SIGSTOP)
        listen(0.5)
        assert listen(2.5) == []
        bench.process.send_signal(signal.SIGCONT)
        assert "WATCHDOG=1" in listen(3)
        assert bench.stop() == 0
        assert "STOPPING=1" in listen(0.5)


def test_a_simulation_uses_no_tiers_unless_told_to():
    with Bench(environment={"REDIS_URL": "redis://127.0.0.1:1", "MONGODB_URI": "mongodb://127.0.0.1:1"}) as bench:
        assert {event["key"] for event in bench.events("tier_not_used")} == {"REDIS_URL", "MONGODB_URI"}


def test_a_second_writer_and_a_real_service_are_refused(bench):
    def run(**environment):
        return subprocess.run(bench.process.args, env={**bench.environment, "METRICS_LISTEN": "", **environment},
                              capture_output=True, check=False, timeout=20)
    assert run(RUN_DIR=str(bench.root / "run2")).returncode == 1
    assert bench.stop() == 0
    refused = run(SIMULATION="0")
    assert refused.returncode != 0, refused
