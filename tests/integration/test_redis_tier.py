"""What Redis' tier keeps, on a real server: leases, reports, the stream with its gaps, items."""
import re
import time

from redis_check import NOW, TIMEOUT_MS, Driver, driver, redis  # noqa: F401  (fixtures)


# ---- leases ----

def test_a_lease_has_one_owner(redis, driver):
    with Driver(redis.url) as other:
        assert driver.ok("lease poll a 60000") == "mine=1"
        assert other.ok("lease poll b 60000") == "mine=0"
        assert driver.ok("lease poll a 90000") == "mine=1"
        assert 60000 < int(redis.ask("pttl", "aw::lease:poll")) <= 90000
        other.ok("release poll b")
        assert other.ok("lease poll b 60000") == "mine=0"
        driver.ok("release poll a")
        assert other.ok("lease poll b 60000") == "mine=1"


def test_a_lease_ends_by_itself(driver):
    assert driver.ok("lease poll a 100") == "mine=1"
    time.sleep(0.15)
    assert driver.ok("lease poll b 100") == "mine=1"


def test_what_is_no_lease_is_refused(driver):
    for command in ("lease po?l a 100", "lease poll a 0", "release po?l a"):
        assert driver.ask(command)[0] == "invalid", command


def test_scripts_that_redis_forgot_are_loaded_again(redis, driver):
    driver.ok("lease poll a 60000")
    driver.ok(f"put metar 0 3 {NOW} METAR")
    redis.ask("script", "flush")
    assert driver.ok("lease poll a 60000") == "mine=1"
    redis.ask("script", "flush")
    driver.ok(f"put metar 0 700 {NOW} METAR")
    redis.ask("script", "flush")
    driver.ok(f"append a metar 0 700 {NOW} METAR")
    assert driver.error() == ""


# ---- reports ----

def test_a_known_report_is_left_as_it_is(redis, driver):
    with Driver(redis.url) as other:
        driver.ok(f"put metar 0 1 {NOW} METAR")
        driver.ok(f"put metar 0 1 {NOW} METAR")  # received a second later
        redis.ask("expire", "aw::metar:T000000", 10)
        other.ok(f"put metar 0 1 {NOW} METAR")
        assert int(redis.ask("ttl", "aw::metar:T000000")) > 86000
    assert redis.ask("zcard", "aw::metar:T000000") == "1"
    assert driver.ok(f"newest metar T000000 {NOW}") == f"{NOW}:{NOW + 60}:METAR"


def test_the_newest_are_kept(redis, driver):
    for hour in (3, 1, 5, 2, 4, 0):
        driver.ok(f"put taf 0 1 {NOW + 3600 * hour} TAF{hour}")
    assert re.findall(r"TAF\d", driver.ok(f"newest taf T000000 {NOW + 5 * 3600}")) == ["TAF5", "TAF4", "TAF3", "TAF2"]
    assert redis.ask("zcard", "aw::taf:T000000") == "4"
    assert re.findall(r"TAF\d", driver.ok(f"newest taf T000000 {NOW + 40 * 3600}")) == ["TAF5", "TAF4"]
    assert driver.ask(f"newest taf T000000 {NOW + 42 * 3600}")[0] == "not found"
    assert driver.ask(f"newest metar T000000 {NOW}")[0] == "not found"


def test_what_is_not_ours_is_skipped(redis, driver):
    driver.ok(f"put metar 0 2 {NOW} METAR")
    redis.ask("zadd", "aw::metar:T000000", NOW + 60, "rubbish")
    redis.ask("copy", "aw::metar:T000001", "aw::metar:T000002")  # another station's record
    redis.ask("set", "aw::item:k", "rubbish")
    assert driver.ok(f"newest metar T000000 {NOW}") == f"{NOW}:{NOW + 60}:METAR"
    assert driver.ask(f"newest metar T000002 {NOW}")[0] == "not found"
    assert driver.ok(f"each metar {NOW}") == "stations=2 reports=2"
    assert driver.ask(f"get k {NOW}")[0] == "corrupt"
    redis.ask("set", "aw::metar:T000003", "a string")
    assert driver.ask(f"newest metar T000003 {NOW}")[0] == "corrupt"


def test_all_reports_are_read(redis, driver):
    driver.ok(f"put metar 0 2345 {NOW} METAR")
    driver.ok(f"put metar 0 1000 {NOW + 60} METAR")
    driver.ok(f"put taf 0 7 {NOW} TAF")
    redis.ask("del", "aw::metar:T000005")  # evicted
    with Driver(redis.url, space="sim") as apart:
        apart.ok(f"put metar 0 3 {NOW} METAR")
        assert apart.ok(f"each metar {NOW}") == "stations=3 reports=3"
    assert driver.ok(f"each metar {NOW}") == "stations=2344 reports=3343"
    assert driver.ok(f"each taf {NOW}") == "stations=7 reports=7"
    assert driver.ok(f"each metar {NOW + 30 * 3600}") == "stations=0 reports=0"


# ---- the stream ----

def test_a_host_resumes_after_the_last_it_has_seen(redis, driver):
    assert driver.read() == ([], 0, False, "-")
    driver.ok(f"append a metar 0 5 {NOW} METAR")
    driver.ok(f"checked a metar {NOW} {NOW} 5")
    changes, given, gap, _ = driver.read(limit=4)
    assert (changes, given, gap) == ([f"r:a:metar:T00000{i}" for i in range(4)], 4, False)
    _, _, _, place = driver.read(limit=1)
    with Driver(redis.url) as again:
        again.ok(f"place {place}")
        assert again.read()[:3] == (["c:a:metar:"], 1, False)
        assert again.read()[1:3] == (0, False)
    assert driver.ok("last metar") == f"a {NOW} {NOW} 5"
    assert driver.ask("last taf")[0] == "not found"
    assert driver.ok(f"newest metar T000003 {NOW}") == f"{NOW}:{NOW + 60}:METAR"


def test_a_read_waits_for_the_first(redis, driver):
    driver.ok(f"nothing a metar KABC {NOW}")
    driver.read()
    start = time.monotonic()
    assert driver.read(block_ms=400)[1] == 0  # longer than the time-out
    assert 0.35 < time.monotonic() - start < 0.4 + TIMEOUT_MS / 1000
    with Driver(redis.url) as other:
        driver.begin("read 10 5000")
        time.sleep(0.1)
        other.ok(f"nothing b metar KDEF {NOW}")
    result, milliseconds, rest = driver.end()
    assert result == "ok" and "n:b:metar:KDEF" in rest and milliseconds < 2000


def a_gap_is_seen_once(driver):
    changes, given, gap, _ = driver.read()
    assert (changes, given, gap) == ([], 0, True)
    assert driver.read()[1:3] == (0, False)
    driver.ok(f"nothing b metar KXYZ {NOW}")
    assert driver.read()[:3] == (["n:b:metar:KXYZ"], 1, False)


def test_a_trimmed_stream_has_a_gap(redis, driver):
    driver.ok(f"append a metar 0 300 {NOW} METAR")
    assert driver.read(limit=10)[1:3] == (10, False)
    redis.ask("xtrim", "aw::changes", "MAXLEN", 290)
    assert driver.read(limit=10)[1:3] == (0, True)  # the entry itself is gone: nobody knows what else
    driver.ok(f"append a metar 0 300 {NOW} METAR")
    assert driver.read(limit=10)[1:3] == (10, False)
    redis.ask("xtrim", "aw::changes", "MAXLEN", 100)
    a_gap_is_seen_once(driver)
    with Driver(redis.url) as new:  # from a beginning that is not there any more
        a_gap_is_seen_once(new)


def test_an_entry_that_is_not_ours_is_a_gap(redis, driver):
    """What stands before it is given; what was in it nobody knows. It is met once."""
    driver.ok(f"nothing a metar KABC {NOW}")
    redis.ask("xadd", "aw::changes", "*", "c", "rubbish")
    redis.ask("xadd", "aw::changes", "*", "a", "1", "b", "2")
    driver.ok(f"nothing a metar KDEF {NOW}")
    assert driver.read()[:3] == (["n:a:metar:KABC"], 1, False)
    a_gap_is_seen_once(driver)
    redis.ask("xadd", "aw::changes", "*", "c", "rubbish")
    a_gap_is_seen_once(driver)


def test_an_emptied_stream_has_a_gap_only_for_who_missed_some(redis, driver):
    driver.ok(f"append a metar 0 3 {NOW} METAR")
    driver.read()
    redis.ask("xtrim", "aw::changes", "MAXLEN", 0)
    assert driver.read()[1:3] == (0, False)
    driver.ok(f"append a metar 0 3 {NOW} METAR")
    redis.ask("xtrim", "aw::changes", "MAXLEN", 0)
    assert driver.read()[1:3] == (0, True)


def test_the_stream_stays_short(redis, driver):
    driver.ok(f"append a metar 0 21000 {NOW} METAR")
    assert 20000 <= int(redis.ask("xlen", "aw::changes")) < 20200


def test_flushall_is_a_gap(redis, driver):
    driver.ok(f"append a metar 0 3 {NOW} METAR")
    driver.read()
    redis.ask("flushall")
    a_gap_is_seen_once(driver)


def test_flushed_and_filled_is_a_gap(redis, driver):
    driver.ok(f"append a metar 0 3 {NOW} METAR")
    driver.read()
    redis.ask("flushall")
    driver.ok(f"append a metar 0 3 {NOW} METAR")
    a_gap_is_seen_once(driver)


def test_restarted_empty_is_a_gap(redis, driver):
    driver.ok(f"append a metar 0 3 {NOW} METAR")
    driver.ok(f"checked a metar {NOW} {NOW} 5")
    driver.read()
    redis.kill()
    assert driver.ask("ping")[0] == "unavailable"
    redis.start(empty=True)
    assert driver.ok("ping") == ""
    assert driver.ask("last metar")[0] == "not found"
    a_gap_is_seen_once(driver)


def test_restarted_with_an_older_file_is_a_gap(redis, driver):
    """Its stream has the last entry seen, and not the one after it: only the run tells."""
    driver.ok(f"append a metar 0 3 {NOW} METAR")
    driver.read()
    redis.ask("save")
    driver.ok(f"append b metar 0 1 {NOW + 60} METAR")
    redis.kill()
    redis.start()
    assert redis.ask("xlen", "aw::changes") == "3"
    a_gap_is_seen_once(driver)


def test_each_start_of_the_server_has_a_name(redis, driver):
    assert driver.ok("run") == ""
    driver.ok("ping")
    first = driver.ok("run")
    redis.ask("client", "kill", "type", "normal", "skipme", "yes")
    driver.ok("ping")
    assert driver.ok("run") == first != ""
    redis.kill()
    redis.start()
    driver.ok("ping")
    assert driver.ok("run") not in ("", first)


def test_a_place_that_is_none_is_a_gap(driver):
    driver.ok(f"append a metar 0 3 {NOW} METAR")
    for place in ("1-1", "rubbish", "1795513422579-2@00000"):
        driver.ok(f"place {place}")
        a_gap_is_seen_once(driver)


# ---- items ----

def test_pages_are_in_byte_order(redis, driver):
    for key in ("b", "a:1", "a:10", "a:2", "aZ", "A", "a.b"):
        driver.ok(f"item {key} {NOW + 60} {NOW} 5")
    assert driver.ok(f"page - - 100 {NOW}").split() == sorted(["b", "a:1", "a:10", "a:2", "aZ", "A", "a.b"])
    assert driver.ok(f"page a: - 100 {NOW}").split() == ["a:1", "a:10", "a:2"]
    assert driver.ok(f"page a: a:1 1 {NOW}").split() == ["a:10"]
    assert driver.ok(f"page a: A 1 {NOW}").split() == ["a:1"]
    assert driver.ok(f"page a: b 100 {NOW}") == ""


def test_names_of_items_that_are_gone_go(redis, driver):
    for i in range(100):
        driver.ok(f"item k{i:03} {NOW + 60} {NOW} 5")
    redis.ask("del", *[f"aw::item:k{i:03}" for i in range(0, 90)])
    assert driver.ok(f"page k - 5 {NOW}").split() == [f"k{i:03}" for i in range(90, 95)]
    assert int(redis.ask("zcard", "aw::items")) <= 14
    redis.ask("del", *[f"aw::item:k{i:03}" for i in range(90, 100)])
    for _ in range(3):
        driver.ok(f"sweep {NOW}")
    assert redis.ask("zcard", "aw::items") == "0"


def test_what_has_expired_by_the_callers_clock_is_not_given(redis, driver):
    driver.ok(f"item k {NOW + 60} {NOW} 1048576")
    assert 58000 < int(redis.ask("pttl", "aw::item:k")) <= 60000
    assert driver.ok(f"get k {NOW + 59}") == f"bytes=1048576 expires={NOW + 60}"
    assert driver.ask(f"get k {NOW + 60}")[0] == "not found"
    assert driver.ok(f"page - - 10 {NOW + 60}") == ""
    driver.ok(f"item k {NOW} {NOW} 5")  # expired when it is put: the last put wins
    assert driver.ask(f"get k {NOW - 5}")[0] == "not found"


def test_a_counter_begins_anew(driver):
    assert [driver.ok(f"count c {d} 60 {NOW + t}") for d, t in ((1, 0), (5, 59), (-2, 59), (1, 60))] == \
        ["1", "6", "4", "1"]
    assert driver.ok(f"count big {2**62} 60 {NOW}") == str(2**62)
    assert driver.ok(f"count big 1 60 {NOW}") == str(2**62 + 1)
    assert driver.ask(f"count big {2**62} 60 {NOW}")[0] == "too large"
