"""MongoDB's tier on servers of its protocol: what init-db makes, what documents look like, what faults do."""
import datetime
import subprocess

import pytest
from redis_check import BUILD, NOW, Driver
from tiers import FerretServer, Proxy, SecantusServer, Unavailable

TIMEOUT_MS = 1000
DATABASE = "aviation-weather"
CALL_MS = TIMEOUT_MS + 500  # and what a busy machine takes


def ferret():
    try:
        return FerretServer()
    except Unavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def secantus():
    with SecantusServer() as server:
        yield server


@pytest.fixture
def mongo(secantus):
    with secantus.client() as client:
        client.drop_database(DATABASE)
    return secantus


@pytest.fixture
def driver(mongo):
    with Driver(mongo.url, timeout_ms=5000) as one:
        yield one


def command(url, *arguments, status=0):
    done = subprocess.run([BUILD / "aviation-weather", *arguments], capture_output=True, text=True, check=False,
                          env={"MONGODB_URI": url, "MONGODB_TIMEOUT_MS": "4000", "AVIATION_WEATHER_CONF": "/dev/null"})
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout if status == 0 else done.stderr


def outcomes(text):
    """{"index weather_data {…}": "made", …} of init-db's lines."""
    rows = [line for line in text.splitlines() if line.split(" ")[0] in ("collection", "validator", "index", "migration")]
    known = ("made", "there already", "changed", "not to be had")
    return {" ".join(row[:row.rindex(word)].split()): word for row in rows for word in known if f" {word}" in row}


# ---- init-db ----

def test_init_db_makes_all_and_then_nothing(mongo):
    first, second = outcomes(command(mongo.url, "init-db")), outcomes(command(mongo.url, "init-db"))
    assert set(first.values()) == {"made"} and len(first) == 23
    assert set(second.values()) == {"there already"} and len(second) == 22  # no migration any more
    with mongo.client() as client:
        data = client[DATABASE]
        assert data.weather_data.index_information()["timestamp_1"]["expireAfterSeconds"] == 7 * 86400
        assert data.cache.index_information()["expires_1"]["expireAfterSeconds"] == 0
        assert data.users.index_information()["email_1"]["unique"]
        assert data.weather_history.index_information()["icao_code_1_timestamp_-1_type_1"]
        assert data.schema.find_one({"_id": "version"})["version"] == 1


def test_init_db_says_what_a_server_has_not():
    with ferret() as server:
        for _ in range(2):
            text = command(server.url, "init-db")
            found = outcomes(text)
            assert found["index weather_data {timestamp: 1}, TTL 604800 s"] == "not to be had"
            assert found["validator weather_data"] == "not to be had"
            assert "no TTL indexes: ingestd deletes what is due" in text
        with Driver(server.url, timeout_ms=5000) as driver:
            driver.ok(f"item short {NOW + 10} {NOW} 100")
            driver.ok(f"item long {NOW + 1000} {NOW} 100")
            driver.ok(f"put metar 0 2 {NOW - 8 * 86400 + 60} METAR")
            driver.ok(f"sweep {NOW + 61}")
        with server.client() as client:
            assert [d["_id"] for d in client[DATABASE].cache.find()] == ["long"]
            assert client[DATABASE].weather_history.count_documents({}) == 2


def test_a_former_database_is_migrated(mongo):
    with mongo.client() as client:
        cache = client[DATABASE].cache
        cache.create_index("key", unique=True)
        cache.create_index("created_at", expireAfterSeconds=3600)
        found = outcomes(command(mongo.url, "init-db"))
        assert found["migration 1: cache without the indexes of the former system"] == "made"
        assert found["collection cache"] == "there already" and found["validator cache"] == "changed"
        assert set(cache.index_information()) == {"_id_", "expires_1"}


def test_an_index_without_its_expiry_is_given_it(mongo):
    with mongo.client() as client:
        client[DATABASE].weather_data.create_index("timestamp")
        assert outcomes(command(mongo.url, "init-db"))["index weather_data {timestamp: 1}, TTL 604800 s"] in (
            "changed", "not to be had")


@pytest.mark.parametrize("collection, keys, options", [
    ("users", "email", {}), ("weather_history", "timestamp", {"expireAfterSeconds": 86400}),
    ("sessions", "user_id", {"unique": True}), ("api_keys", "user_id", {"sparse": True}),
    ("subscriptions", "user_id", {"partialFilterExpression": {"user_id": {"$gt": 5}}}),
])
def test_an_index_that_does_something_else_is_not_taken_for_ours(mongo, collection, keys, options):
    """It would let in what must be unique, or refuse, leave out or delete what is to be kept."""
    with mongo.client() as client:
        client[DATABASE][collection].create_index(keys, name="theirs", **options)
        says = command(mongo.url, "init-db", status=1)
        assert f"{collection} has an index theirs" in says and "drop it" in says
        client[DATABASE][collection].drop_index("theirs")
    command(mongo.url, "init-db")


@pytest.mark.parametrize("version, says", [(2, "use the newer program"), ("1", "is not ours")])
def test_another_version_is_left_alone(mongo, version, says):
    with mongo.client() as client:
        client[DATABASE].schema.insert_one({"_id": "version", "version": version})
        assert says in command(mongo.url, "init-db", status=1)
        assert client[DATABASE].list_collection_names() == ["schema"]


def test_sharding_is_shown_and_needs_a_mongos(mongo):
    assert "no mongos" in command(mongo.url, "setup-sharding", status=1)
    assert "at most 3" in command(mongo.url, "setup-sharding", "--dry-run", "--shards", "a,b,c,d", status=1)
    assert "at most 3" in command(mongo.url, "setup-sharding", "--dry-run", "--shards", 'a"', status=1)
    lines = command("mongodb://127.0.0.1:1/", "setup-sharding", "--dry-run", "--shards", "one,two").splitlines()
    shards = [line for line in lines if "shardCollection" in line]
    assert lines.index(shards[0]) > next(i for i, line in enumerate(lines) if '"createIndexes": "weather_data"' in line)
    assert '"key": {"icao_code": 1, "timestamp": 1}' in shards[0] and '"key": {"_id": "hashed"}' in shards[2]
    assert sum("addShardToZone" in line for line in lines) == sum("updateZoneKeyRange" in line for line in lines) == 2


def test_no_message_shows_a_password():
    for url in ("mongodb://u:hunter2@@h/", "mongodb://u:hunter2@127.0.0.1:1/", "mongodb://u:hunter2@127.0.0.1:99999/",
                "mongodb+srv://u:hunter2@nowhere.example.invalid/", "http://u:hunter2@h/", "mongodb://u:hunter2@h/?w=0"):
        assert "hunter2" not in command(url, "init-db", status=1)
    assert "is not set" in command("", "init-db", status=1)


def test_writes_that_nobody_acknowledges_are_not_to_be_had(mongo):
    assert "w=0 acknowledges no write" in command(mongo.url + "?w=0", "init-db", status=1)
    with Driver(mongo.url + "?w=0", timeout_ms=5000) as driver:
        assert driver.opened[0] == "invalid"


# ---- documents ----

def test_a_report_is_a_document(mongo, driver):
    command(mongo.url, "init-db")
    for _ in range(2):
        driver.ok(f"put metar 0 3 {NOW} METAR")
    with mongo.client() as client:
        data = client[DATABASE]
        assert data.weather_data.count_documents({}) == data.weather_history.count_documents({}) == 3
        document = data.weather_data.find_one({}, sort=[("icao_code", 1)])
        assert document["type"] in ("METAR", "SPECI") and document["product"] == "metar"
        assert document["timestamp"].replace(tzinfo=datetime.timezone.utc).timestamp() == NOW


def test_validators_keep_others_from_writing_nonsense(mongo):
    command(mongo.url, "init-db")
    with mongo.client() as client:
        for name in ("weather_data", "weather_history", "cache"):
            with pytest.raises(Exception, match="(?i)validation"):
                client[DATABASE][name].insert_one({"icao_code": 5})


def test_documents_that_are_not_ours_are_passed_over(mongo, driver):
    driver.ok(f"put metar 0 1 {NOW} METAR")
    with mongo.client() as client:
        data = client[DATABASE]
        good = data.weather_history.find_one()
        spoilt = [{"raw": 5}, {"raw": ""}, {"raw": "x" * 70000}, {"hash": good["hash"] + 1}, {"hash": "1"},
                  {"source": "other"}, {"received_at": "now"}, {"raw": None}, {"product": "metar", "received_at": None}]
        for i, change in enumerate(spoilt):
            for name in ("weather_data", "weather_history"):
                when = good["timestamp"] + datetime.timedelta(seconds=i + 1)
                data[name].insert_one({**good, "_id": f"bad{i}", "timestamp": when, **change})
        data.cache.insert_many([{"_id": "a", "value": "text"}, {"_id": "b"}, {"_id": "c", "value": b"v", "expires": 1},
                                {"_id": "d", "value": b""}, {"_id": "e", "value": b"good"}])
    station = good["icao_code"]
    for question in (f"newest metar {station} {NOW}", f"history metar {station} {NOW - 100} {NOW + 100} 2"):
        answer = driver.ok(question).split()
        assert len(answer) >= 1 and answer[0].startswith(f"{NOW}:"), question
    assert [driver.ask(f"get {key} {NOW}")[0] for key in "abcde"] == ["corrupt"] * 4 + ["ok"]
    assert driver.ok(f"page - - 2 {NOW}").split()[0].startswith("e")


def test_a_document_between_two_seconds_is_not_ours(mongo, driver):
    """Behind itself it would be the next one for ever."""
    driver.ok(f"put metar 0 1 {NOW} METAR")
    with mongo.client() as client:
        rows = client[DATABASE].weather_history
        good = rows.find_one()
        rows.insert_one({**good, "_id": "theirs", "timestamp": good["timestamp"] + datetime.timedelta(milliseconds=500)})
    assert driver.ok(f"history metar {good['icao_code']} {NOW} {NOW + 9} 9").split() == [f"{NOW}:METAR"]


def test_many_that_are_not_ours_take_no_longer(mongo):
    with Proxy(mongo) as proxy, Driver(proxy.url, timeout_ms=5000) as driver:
        driver.ok(f"put metar 0 1 {NOW} METAR")
        driver.ok(f"put metar 0 1 {NOW + 2000} METAR")
        with mongo.client() as client:
            rows = client[DATABASE].weather_history
            good = rows.find_one(sort=[("timestamp", 1)])
            rows.insert_many([{**good, "_id": f"bad{i}", "raw": 5, "timestamp": good["timestamp"] + datetime.timedelta(seconds=i + 1)}
                              for i in range(600)])
        proxy.set(delay_ms=20)
        result, milliseconds, rest = driver.ask(f"history metar {good['icao_code']} {NOW} {NOW + 9000} 2")
        assert result == "ok" and len(rest.split()) == 2
        assert milliseconds < 600 / 2 * 20  # less than an answer for each two


def test_a_report_that_an_index_of_others_refuses_is_not_taken_for_written(mongo, driver):
    with mongo.client() as client:
        client[DATABASE].weather_history.create_index([("icao_code", 1), ("timestamp", 1)], unique=True)
        driver.ok(f"put metar 0 1 {NOW} METAR")
        result, _, _ = driver.ask(f"put metar 0 1 {NOW} CORRECTED")
        assert result == "invalid" and "E11000" in driver.error()
        assert client[DATABASE].weather_history.count_documents({}) == 1
        driver.ok(f"put metar 0 1 {NOW} METAR")


# ---- faults ----

def test_a_page_is_one_answer():
    """More would wait more than once for a slow server."""
    with SecantusServer(test_commands=True) as server, Driver(server.url, timeout_ms=5000) as driver:
        with server.client() as client:
            for n in range(3):
                driver.ok(f"put metar 0 1 {NOW + n} METAR")
            good = client[DATABASE].weather_history.find_one()
            moment = good["timestamp"]
            client[DATABASE].weather_history.insert_many(
                [{**good, "_id": f"n{n}", "timestamp": moment + datetime.timedelta(seconds=10 + n)} for n in range(200)])
            client.admin.command({"configureFailPoint": "failCommand", "mode": "alwaysOn",
                                  "data": {"failCommands": ["getMore"], "errorCode": 11601}})
        assert len(driver.ok(f"history metar {good['icao_code']} {NOW} {NOW + 1000} 201").split()) == 201


def test_a_frozen_server_costs_the_time_out_and_no_more():
    with SecantusServer() as server, Driver(server.url, timeout_ms=TIMEOUT_MS) as driver:
        driver.ok(f"put metar 0 1 {NOW} METAR")
        server.freeze()
        for question in ("ping", f"put metar 0 1 {NOW} METAR", f"newest metar T000000 {NOW}"):
            result, milliseconds, _ = driver.ask(question)
            # libmongoc has one word for a socket that broke and one that timed out.
            assert result in ("timed out", "unavailable", "input/output error") and milliseconds <= CALL_MS, question
        assert driver.ask("ping")[:2] == ("unavailable", 0)  # the breaker
        server.thaw()
        driver.ask("open")
        driver.ok(f"newest metar T000000 {NOW}")


def test_a_reader_waits_for_a_slow_server_once():
    """A worker that asks for history: not again for what timed out."""
    with SecantusServer() as server, Proxy(server) as proxy, Driver(proxy.url, timeout_ms=TIMEOUT_MS) as driver:
        driver.ok(f"put metar 0 1 {NOW} METAR")
        proxy.set(delay_ms=400)
        result, milliseconds, _ = driver.ask(f"history metar T000000 {NOW} {NOW + 9} 9")
        assert result in ("timed out", "unavailable", "input/output error")
        assert milliseconds < CALL_MS  # asked again, it is the half of TIMEOUT_MS more


def test_a_server_started_again_is_found_at_once():
    with SecantusServer() as server, Driver(server.url, timeout_ms=5000) as driver:
        driver.ok(f"put metar 0 5 {NOW} METAR")
        server.kill()
        assert driver.ask("ping")[0] in ("unavailable", "input/output error")
        server.start()
        assert driver.ask("ping")[0] == "ok"
        assert driver.ok(f"newest metar T000000 {NOW}")  # what was acknowledged


def test_a_connection_that_breaks(mongo):
    with Proxy(mongo) as proxy, Driver(proxy.url, timeout_ms=5000) as driver:
        driver.ok("ping")
        proxy.cut()
        driver.ok(f"put metar 0 5 {NOW} METAR")  # the driver tries again by itself
        proxy.cut()
        driver.ok(f"newest metar T000000 {NOW}")  # and we do
        proxy.set(mode="refuse")
        assert driver.ask("ping")[0] in ("unavailable", "input/output error")
        proxy.set(mode="pass", delay_ms=50)
        driver.ok(f"newest metar T000000 {NOW}")


def test_logins():
    with SecantusServer(users={"aw": "hunter2"}) as server:
        with Driver(server.url, timeout_ms=5000) as driver:
            driver.ok("ping")
        for url in (server.url.replace("hunter2", "hunter3"), server.url.replace("aw:hunter2@", "")):
            with Driver(url, timeout_ms=5000) as driver:
                assert driver.ask(f"item a {NOW + 10} {NOW} 10")[0] == "refused"
                assert "hunter" not in driver.error() and "authenticat" in driver.error()


def test_a_simulation_has_a_database_of_its_own(mongo):
    with Driver(mongo.url, space="simulated-", timeout_ms=5000) as driver:
        driver.ok(f"item a {NOW + 10} {NOW} 10")
    with mongo.client() as client:
        assert DATABASE not in client.list_database_names()
        assert client[f"simulated-{DATABASE}"].cache.count_documents({}) == 1
        client.drop_database(f"simulated-{DATABASE}")


def test_tls(tmp_path):
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
                   check=True, capture_output=True)
    with SecantusServer(tls=(certificate, key)) as server:
        with Driver(f"{server.url}&tlsCAFile={certificate}", timeout_ms=8000) as driver:
            driver.ok("ping")
        with Driver(server.url, timeout_ms=8000) as driver:
            assert driver.ask("ping")[0] != "ok"  # nobody we know has signed it
