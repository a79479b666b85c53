"""aviation-weather get: what is printed, and the exit status, which programs go by."""
import subprocess

import layout
import ports

FRESH, OLD, UNKNOWN, UNREACHABLE, USAGE = 0, 3, 4, 5, 2


def get(port, *arguments):
    done = subprocess.run([layout.BUILD / "aviation-weather", "get", "--url", f"http://127.0.0.1:{port}/", *arguments],
                          capture_output=True, text=True, timeout=30, check=False)
    return done.returncode, done.stdout, done.stderr


def test_a_fresh_station(shared_stack):
    status, out, _ = get(shared_stack.port, "jfk")
    assert status == FRESH
    assert "SIMULATED" in out and "jfk is KJFK" not in out and "JFK is KJFK, John F. Kennedy" in out
    assert "METAR, " in out and " min ago, fresh, from simulated\n" in out and "TAF, " in out
    assert "not an official briefing" in out
    status, out, _ = get(shared_stack.port, "--json", "EGLL")
    assert status == FRESH and out.startswith('{"success":true,"simulated":true,"data":{"station":"EGLL"')


def test_unknown_stations(shared_stack):
    status, out, _ = get(shared_stack.port, "QQQQ")
    assert status == UNKNOWN and "No airport or station" in out
    silent = shared_stack.control("stations?group=silent")["silent"][2]
    status, out, _ = get(shared_stack.port, silent)
    assert status == UNKNOWN and "has no current METAR" in out


def test_wrong_usage(shared_stack):
    for arguments in ((), ("KJFK", "KBOS"), ("K/../x",), ("--what", "KJFK")):
        status, out, err = get(shared_stack.port, *arguments)
        assert status == USAGE and out == "" and "usage" in err


def test_nobody_there():
    status, out, err = get(ports.free(), "KJFK")
    assert status == UNREACHABLE and out == "" and "can't be reached" in err


def test_old_reports(stack):
    stack.control("faults", {"provider": "*", "route": "*", "kind": "status", "status": 500})
    stack.advance_clock(2 * 3600)
    stack.wait_for(lambda: get(stack.port, "KJFK")[0] == OLD, 10, "the end of what nginx has in its cache")
    assert ", stale (feed down), from simulated" in get(stack.port, "KJFK")[1]
    stack.advance_clock(3 * 3600)
    stack.wait_for(lambda: ", expired (feed down), from simulated" in get(stack.port, "KJFK")[1], 10, "expiry")
    status, out, _ = get(stack.port, "KJFK")
    assert status == OLD and "no newer one can be had" in out
