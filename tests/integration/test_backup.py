"""Backup and restore: what comes back is what was there, on each engine; what is damaged is refused by its name."""
import datetime
import hashlib
import importlib
import json
import os
import shutil
import subprocess
import tarfile
import threading
import time
import zlib
from pathlib import Path

import pytest
from layout import BUILD
from stack import Stack
from tiers import FerretServer, RedisServer, SecantusServer, Unavailable

SPACE = "simulated-"
DATABASE = SPACE + "aviation-weather"


class Host:
    """DATA_DIR of a stopped system, and the commands of its operator. `environment` adds to the configuration."""

    def __init__(self, root, environment=None):
        self.root = Path(root)
        self.data, self.backups = self.root / "data", self.root / "backups"
        self.etc = self.root / "etc"
        (self.etc / "etc/aviation-weather/secrets").mkdir(parents=True, exist_ok=True)
        (self.etc / "etc/aviation-weather/aviation-weather.conf").write_text("API_WORKERS=3\n", encoding="utf-8")
        (self.etc / "etc/aviation-weather/secrets/CHECKWX_API_KEY").write_text("hush", encoding="utf-8")
        self.environment = {
            "PATH": os.environ["PATH"], "AVIATION_WEATHER_CONF": "/dev/null", "AVIATION_WEATHER_ROOT": str(self.etc),
            "SIMULATION": "1", "SIMULATED_TIERS": "1", "DATA_DIR": str(self.data), "RUN_DIR": str(self.root / "run"),
            "BACKUP_DIR": str(self.backups), "TMPDIR": str(self.root), "MONGODB_TIMEOUT_MS": "20000", **(environment or {})}

    def run(self, *arguments, status=0, **environment):
        done = subprocess.run([BUILD / "aviation-weather", *map(str, arguments)], capture_output=True, text=True, check=False,
                              env={**self.environment, **environment}, timeout=120)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def backup(self, *arguments, **options):
        """The archive that was made, if any."""
        text = self.run("backup", *arguments, **options)
        return next((Path(line) for line in text.splitlines() if line.endswith(".tar.gz") and "removed" not in line), None)

    def dump(self):
        """Everything that a reader finds in the local store."""
        return {(what, product): subprocess.run(
            [BUILD / "tests/integration/store_dump", self.data, what, product], capture_output=True, check=True).stdout
            for what in ("reports", "history", "state") for product in ("metar", "taf")}


def manifest(archive):
    with tarfile.open(archive) as tar:
        name = tar.getnames()[0]
        return json.load(tar.extractfile(f"{name}/manifest.json"))


def unpack(archive, folder):
    with tarfile.open(archive) as tar:
        tar.extractall(folder)
        return Path(folder) / tar.getnames()[0]


@pytest.fixture(scope="module")
def weather():
    """DATA_DIR of a system that has run for a while, and an archive made while it ran."""
    with Stack(stations=150, workers=1, keep=True) as stack:
        for _ in range(2):
            checked = stack.metric("ingest_checked_timestamp_seconds", product="metar")
            stack.advance_clock(300)
            stack.wait_for(lambda: stack.metric("ingest_checked_timestamp_seconds", product="metar") > checked, 30, "a poll")
        host = Host(stack.root)
        host.while_running = host.backup("--no-upload")
        host.refusal = host.run("restore", host.while_running, "--only", "local", status=1)
        host.checked_while_running = host.run("restore", host.while_running, "--dry-run")
    yield host
    shutil.rmtree(stack.root, ignore_errors=True)


@pytest.fixture
def host(weather, tmp_path):
    """A copy of it for one test."""
    copy = Host(tmp_path)
    shutil.copytree(weather.data, copy.data)
    copy.while_running = weather.while_running
    return copy


# ---- the local store ----

def test_a_backup_is_made_while_ingestd_writes(weather):
    told = manifest(weather.while_running)
    assert told["parts"] == ["local", "config"] and not told["missing"]
    assert told["counts"]["local.report"] > 100 and told["counts"]["local.history"] > 100
    assert "Would be restored: local config" in weather.checked_while_running


def test_a_restore_is_refused_while_ingestd_runs(weather):
    assert "ingestd is running" in weather.refusal


def test_the_local_store_comes_back_exactly(host):
    before = host.dump()
    assert before["history", "metar"].count(b"\n") > 100
    archive = host.backup()
    for file in host.data.glob("*.mdb*"):
        file.unlink()
    host.run("restore", archive, "--only", "local")
    assert host.dump() == before


def test_what_a_restore_replaces_is_kept(host):
    archive, durable = host.backup(), (host.data / "durable.mdb").read_bytes()
    host.run("restore", archive, "--only", "local")
    kept = list(host.data.glob("durable.replaced-*.mdb"))
    assert [file.read_bytes() for file in kept] == [durable]
    assert len(list(host.data.glob("hot.replaced-*.mdb"))) == 1


def test_a_backup_by_root_leaves_nothing_that_keeps_ingestd_out(host):
    """LMDB makes the lock file where there is none: it is to be as the data file is."""
    for file in host.data.glob("*.mdb-lock"):
        file.unlink()
    owner = 65534 if os.geteuid() == 0 else os.geteuid()
    for file in (host.data, *host.data.iterdir()):
        os.chown(file, owner, -1)
    archive = host.backup()
    host.run("restore", archive, "--only", "local")
    host.backup("--check")
    files = [file for file in host.data.iterdir() if file.is_file() and ".mdb" in file.name]
    assert {file.stat().st_uid for file in files} == {owner}
    assert {file.stat().st_mode & 0o777 for file in files if file.name.endswith("-lock")} == {0o660}


def test_ingestd_goes_on_from_a_restored_store(weather):
    """Its own start on the files: they are whole to the writer too."""
    with Stack(stations=150, workers=1, wait=False) as stack:
        stack.stop()
        shutil.rmtree(stack.layout.data)
        stack.layout.data.mkdir()
        Host(stack.root).run("restore", weather.while_running, "--only", "local")
        stack.start()
        log = (stack.layout.log / "ingestd.log").read_text(encoding="utf-8")
        assert '"event":"store_damage' not in log and '"event":"store_made"' not in log.rpartition('"event":"stopping"')[2]


# ---- MongoDB ----

def make_documents(client):
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0, tzinfo=None)
    data = client[DATABASE]
    data.weather_history.insert_many(
        [{"_id": f"row-{n:04}", "icao_code": f"K{n % 26:03}", "timestamp": now, "product": "metar", "type": "METAR",
          "raw": f"METAR K{n}", "hash": n, "source": "awc", "received_at": now} for n in range(1200)],
        bypass_document_validation=True)
    data.users.insert_many([{"_id": n, "email": f"{n}@example.org", "odd": [None, 1.5, b"\x00\xff", {"a": []}]} for n in range(7)])
    data["odd name/of ours"].insert_one({"_id": 1, "text": "ü"})


def content(client):
    """Every document and index; uuids are a server's own."""
    data = client[DATABASE]
    return {name: (list(data[name].find().sort("_id", 1)),
                   {key: {k: v for k, v in index.items() if k not in ("v", "ns")}
                    for key, index in data[name].index_information().items()},
                   data[name].options())
            for name in sorted(data.list_collection_names()) if not name.startswith("system.")}


def servers():
    yield pytest.param(SecantusServer, id="secantus")
    yield pytest.param(FerretServer, id="ferret")


@pytest.fixture(params=servers())
def mongo(request):
    try:
        server = request.param()
    except Unavailable as reason:
        pytest.skip(str(reason))
    with server:
        yield server


def test_mongodb_comes_back_exactly(mongo, host):
    host.environment["MONGODB_URI"] = mongo.url
    host.run("init-db")
    with mongo.client() as client:
        make_documents(client)
        before = content(client)
        archive = host.backup()
        client[DATABASE].users.delete_many({"_id": {"$gt": 2}})
        client[DATABASE].users.insert_one({"_id": "new", "email": "new@example.org"})
        client[DATABASE].weather_history.drop()
        text = host.run("restore", archive, "--only", "mongodb")
        after = content(client)
    assert after == before
    assert manifest(archive)["counts"]["mongodb.weather_history"] == 1200
    assert list((host.backups).glob("replaced-*/mongodb/users.bson")), text


def test_mongodb_is_saved_while_it_is_written_to(host):
    """What was there before is there, each document whole; what comes meanwhile may be."""
    with SecantusServer() as server, server.client() as client, server.client() as writing:
        host.environment["MONGODB_URI"] = server.url
        make_documents(client)
        done = threading.Event()
        written = []

        def write():
            while not done.is_set():
                written.append(f"late-{len(written)}")
                writing[DATABASE].weather_history.insert_one({"_id": written[-1], "text": "x" * 500})
        writer = threading.Thread(target=write)
        writer.start()
        archive = host.backup()
        done.set()
        writer.join()
        client.drop_database(DATABASE)
        host.run("restore", archive, "--only", "mongodb")
        found = {row["_id"] for row in client[DATABASE].weather_history.find()}
        assert found >= {f"row-{n:04}" for n in range(1200)} and found - {f"row-{n:04}" for n in range(1200)} <= set(written)
        assert manifest(archive)["counts"]["mongodb.weather_history"] == len(found)


def test_the_dump_is_mongodumps_own_format(tmp_path, host):
    """Read by pymongo's bson, which shares no code with us; and the metadata as mongorestore parses it."""
    with SecantusServer() as server, server.client() as client:
        host.environment["MONGODB_URI"] = server.url
        host.run("init-db")
        make_documents(client)
        folder = unpack(host.backup(), tmp_path / "unpacked") / "mongodb" / DATABASE
        bson, json_util = importlib.import_module("bson"), importlib.import_module("bson.json_util")  # pymongo's
        assert {path.name for path in folder.iterdir()} >= {"users.bson", "users.metadata.json", "odd%20name%2Fof%20ours.bson"}
        for name in client[DATABASE].list_collection_names():
            plain = name.replace(" ", "%20").replace("/", "%2F")
            assert bson.decode_all((folder / f"{plain}.bson").read_bytes()) == list(client[DATABASE][name].find())
            metadata = json_util.loads((folder / f"{plain}.metadata.json").read_text(encoding="utf-8"))
            assert set(metadata) >= {"options", "indexes", "collectionName", "type"}
            assert metadata["collectionName"] == name and metadata["type"] == "collection"
            assert {index["name"] for index in metadata["indexes"]} == set(client[DATABASE][name].index_information())


@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "gzip"])
def test_a_mongodump_is_restored(tmp_path, host, compressed):
    """A folder as mongodump lays it out, made by hand: MongoDB 6.0's own words for the metadata."""
    with SecantusServer() as server, server.client() as client:
        host.environment["MONGODB_URI"] = server.url
        bson = importlib.import_module("bson")
        folder = tmp_path / "dump" / DATABASE
        folder.mkdir(parents=True)
        rows = [{"_id": bson.ObjectId(), "email": f"{n}@example.org"} for n in range(1100)]
        files = {
            "users.bson": b"".join(bson.encode(row) for row in rows),
            "users.metadata.json": b'{"indexes":[{"v":{"$numberInt":"2"},"key":{"_id":{"$numberInt":"1"}},"name":"_id_"},'
            b'{"v":{"$numberInt":"2"},"unique":true,"key":{"email":{"$numberInt":"1"}},"name":"email_1"}],'
            b'"uuid":"0f3c9cc0a1b54d6f8d7e5a4b3c2d1e0f","collectionName":"users","type":"collection"}'}
        for name, data in files.items():
            if compressed:
                maker = zlib.compressobj(wbits=31)
                data, name = maker.compress(data) + maker.flush(), name + ".gz"
            (folder / name).write_bytes(data)
        host.run("restore", tmp_path / "dump", "--dry-run")
        assert "users" not in client[DATABASE].list_collection_names()
        host.run("restore", tmp_path / "dump")
        assert list(client[DATABASE].users.find().sort("_id", 1)) == rows
        assert client[DATABASE].users.index_information()["email_1"]["unique"]
        # One that is cut off drops nothing.
        last = sorted(folder.glob("users.bson*"))[0]
        last.write_bytes(last.read_bytes()[:-20])
        assert "users.bson" in host.run("restore", tmp_path / "dump", status=1)
        assert client[DATABASE].users.count_documents({}) == 1100


def test_a_mongodb_that_is_away_makes_an_incomplete_backup(host):
    host.environment.update(MONGODB_URI="mongodb://127.0.0.1:9/", MONGODB_TIMEOUT_MS="300")
    archive = host.backup(status=1)
    assert archive.name.endswith("-incomplete.tar.gz")
    assert manifest(archive)["missing"] == ["mongodb"] and "local" in manifest(archive)["parts"]
    host.run("restore", archive, "--only", "local")


# ---- Redis ----

@pytest.mark.parametrize("password", [None, "geheim"], ids=["open", "login"])
def test_redis_comes_back_exactly(host, password):
    with RedisServer(password=password) as redis:
        host.environment["REDIS_URL"] = redis.url
        mine, other = f"aw:{SPACE}:", "theirs"
        redis.ask("SET", mine + "item:a", "one", "PX", 3600000)
        redis.ask("HSET", mine + "counter:b", "sum", 4)
        redis.ask("ZADD", mine + "metar:KJFK", 17, "report")
        redis.ask("XADD", mine + "changes", "5-1", "f", "v")
        redis.ask("SET", other, "before")
        archive = host.backup()
        assert "redis" in manifest(archive)["parts"]
        redis.ask("DEL", mine + "item:a", mine + "changes")
        redis.ask("SET", mine + "item:new", "x")
        redis.ask("SET", other, "after")
        assert "4 redis.keys" in host.run("restore", archive, "--only", "redis")
        assert redis.ask("GET", mine + "item:a") == "one" and 0 < int(redis.ask("PTTL", mine + "item:a")) <= 3600000
        assert redis.ask("HGET", mine + "counter:b", "sum") == "4" and redis.ask("ZSCORE", mine + "metar:KJFK", "report") == "17"
        assert redis.ask("XRANGE", mine + "changes", "-", "+").split() == ["5-1", "f", "v"]
        assert redis.ask("EXISTS", mine + "item:new") == "0"
        assert redis.ask("GET", other) == "after"


def test_without_redis_a_backup_is_complete(host):
    archive = host.backup(REDIS_URL="redis://127.0.0.1:9")
    assert not archive.name.endswith("-incomplete.tar.gz") and "redis" not in manifest(archive)["parts"]


# ---- configuration ----

def test_configuration_without_and_with_secrets(host, tmp_path):
    conf = host.etc / "etc/aviation-weather/aviation-weather.conf"
    secret = host.etc / "etc/aviation-weather/secrets/CHECKWX_API_KEY"
    plain = unpack(host.backup(), tmp_path / "a")
    assert (plain / "config/etc/aviation-weather/aviation-weather.conf").exists()
    assert not (plain / "config/etc/aviation-weather/secrets").exists()
    shutil.rmtree(host.backups)
    archive = host.backup("--with-secrets")
    conf.write_text("API_WORKERS=9\n", encoding="utf-8")
    secret.unlink()
    host.run("restore", archive, "--only", "config")
    assert conf.read_text(encoding="utf-8") == "API_WORKERS=3\n" and secret.read_text(encoding="utf-8") == "hush"
    assert secret.stat().st_mode & 0o777 == 0o600 and secret.parent.stat().st_mode & 0o777 == 0o700
    kept = list(host.backups.glob("replaced-*/config/etc/aviation-weather/aviation-weather.conf"))
    assert [file.read_text(encoding="utf-8") for file in kept] == ["API_WORKERS=9\n"]
    assert archive.stat().st_mode & 0o077 == 0


def test_what_others_could_not_read_they_cannot_after_a_restore(host):
    """A password in the configuration: neither the mode of the file that is there nor that of the saved one gets wider."""
    conf = host.etc / "etc/aviation-weather/aviation-weather.conf"
    site = host.etc / "etc/nginx/sites-available/aviation-weather"
    site.parent.mkdir(parents=True)
    site.write_text("server {}\n", encoding="utf-8")
    conf.chmod(0o640)
    archive = host.backup()
    for there in (0o640, 0o644, 0o600, None):
        conf.unlink() if there is None else conf.chmod(there)
        host.run("restore", archive, "--only", "config")
        assert conf.stat().st_mode & 0o777 == (0o600 if there == 0o600 else 0o640), there
    assert site.stat().st_mode & 0o777 == 0o644


def test_a_configuration_that_cannot_be_put_back_is_a_failure(host):
    archive = host.backup()
    conf = host.etc / "etc/aviation-weather/aviation-weather.conf"
    conf.unlink()
    conf.mkdir()
    (conf / "in-the-way").write_text("x", encoding="utf-8")
    assert "config could not be restored" in host.run("restore", archive, "--only", "config", status=1)


def test_an_archive_writes_nothing_but_our_configuration(host, tmp_path):
    """Who can write to the bucket is not to be root here."""
    folder = unpack(host.backup(), tmp_path / "unpacked")
    (folder / "config/etc/cron.d").mkdir(parents=True)
    (folder / "config/etc/cron.d/own").write_text("* * * * * root id\n", encoding="utf-8")
    digest = hashlib.sha256((folder / "config/etc/cron.d/own").read_bytes()).hexdigest()
    with open(folder / "SHA256SUMS", "a", encoding="utf-8") as sums:
        sums.write(f"{digest}  config/etc/cron.d/own\n")
    text = host.run("restore", folder, "--only", "config", status=1)
    assert "config/etc/cron.d/own is no file of this configuration" in text and "nothing was restored" in text
    assert not (host.etc / "etc/cron.d").exists()


def test_an_archive_belongs_to_who_owns_the_folder(host):
    """The nightly run and the maintenance read what root has made by hand."""
    if os.geteuid() != 0:
        pytest.skip("only root gives files away")
    host.backups.mkdir()
    os.chown(host.backups, 65534, 65534)
    assert host.backup().stat().st_uid == 65534


# ---- damage ----

@pytest.mark.parametrize("damaged", ["local/hot.mdb", "local/durable.mdb", "manifest.json"])
def test_a_damaged_file_is_refused_by_name(host, tmp_path, damaged):
    folder = unpack(host.while_running, tmp_path / "unpacked")
    file = folder / damaged
    content_of = bytearray(file.read_bytes())
    content_of[len(content_of) // 2] ^= 1
    file.write_bytes(content_of)
    before = host.dump()
    assert damaged in host.run("restore", folder, status=1)
    assert host.dump() == before


def test_a_file_more_or_less_is_refused(host, tmp_path):
    folder = unpack(host.while_running, tmp_path / "unpacked")
    (folder / "local/more").write_text("", encoding="utf-8")
    assert "local/more" in host.run("restore", folder, status=1)
    (folder / "local/more").unlink()
    (folder / "local/durable.mdb").unlink()
    assert "local/durable.mdb" in host.run("restore", folder, status=1)


def test_a_store_that_was_damaged_before_its_sum_was_taken_is_refused(host, tmp_path):
    folder = unpack(host.while_running, tmp_path / "unpacked")
    file = folder / "local/durable.mdb"
    content_of = bytearray(file.read_bytes())
    content_of[8192:len(content_of):4096] = b"\xff" * len(content_of[8192:len(content_of):4096])
    file.write_bytes(content_of)
    sums = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = [f"{hashlib.sha256(content_of).hexdigest()}  local/durable.mdb" if line.endswith("durable.mdb") else line for line in sums]
    (folder / "SHA256SUMS").write_text("\n".join(sums) + "\n", encoding="utf-8")
    assert "local/durable.mdb: damaged" in host.run("restore", folder, status=1)


@pytest.mark.parametrize("how", ["cut", "flipped"])
def test_a_damaged_archive_is_refused_by_name(host, tmp_path, how):
    archive = tmp_path / host.while_running.name
    content_of = bytearray(host.while_running.read_bytes())
    if how == "cut":
        del content_of[-1000:]
    else:
        content_of[len(content_of) // 2] ^= 0x10
    archive.write_bytes(content_of)
    assert f"{archive} is damaged" in host.run("restore", archive, status=1)


# ---- keeping and copying ----

def aged(host, archive, days):
    stamp = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days)).strftime("%Y%m%dT%H%M%SZ")
    name = f"aviation-weather-{stamp}"
    work = host.root / "aging"
    os.rename(unpack(archive, work), work / name)
    subprocess.run(["tar", "-czf", host.backups / f"{name}.tar.gz", "-C", work, name], check=True)
    shutil.rmtree(work)
    return host.backups / f"{name}.tar.gz"


def test_archives_are_kept_thirty_days(host):
    first = host.backup()
    old, young = aged(host, first, 31), aged(host, first, 29)
    stranger = host.backups / "aviation-weather-notes.tar.gz"
    stranger.write_text("mine", encoding="utf-8")
    first.unlink()
    newest = host.backup()
    assert not old.exists() and young.exists() and newest.exists() and stranger.exists()


def test_the_last_good_archive_is_never_deleted(host):
    """MongoDB is away for longer than archives are kept, and a newer archive is damaged: an old one is all there is."""
    first = host.backup()
    older, old, bad = aged(host, first, 60), aged(host, first, 50), aged(host, first, 40)
    bad.write_bytes(bad.read_bytes()[:-500])
    first.unlink()
    host.environment.update(MONGODB_URI="mongodb://127.0.0.1:9/", MONGODB_TIMEOUT_MS="300")
    host.backup(status=1)
    assert old.exists() and not older.exists() and not bad.exists()


def fake(folder, name, script):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("#!/bin/sh\n" + script, encoding="utf-8")
    (folder / name).chmod(0o755)
    return f"{folder}:/usr/sbin:/usr/bin:/sbin:/bin"


def test_a_copy_goes_to_s3_and_comes_back(host, tmp_path):
    bucket = tmp_path / "bucket"
    bucket.mkdir()
    path = fake(tmp_path / "bin", "aws", f"""
echo "$@" >>{tmp_path}/calls
[ "$1 $2 $3" = "s3 cp --only-show-errors" ] || exit 2
case $4 in s3://*) cp {bucket}/"${{4##*/}}" "$5" ;; *) cp "$4" {bucket}/"${{5##*/}}" ;; esac
""")
    archive = host.backup(PATH=path, BACKUP_S3="s3://our-bucket/weather/")
    assert (bucket / archive.name).read_bytes() == archive.read_bytes()
    assert f"s3://our-bucket/weather/{archive.name}" in (tmp_path / "calls").read_text(encoding="utf-8")
    host.run("restore", f"s3://our-bucket/weather/{archive.name}", "--dry-run", PATH=path)


def test_a_failed_upload_is_a_failure_but_the_archive_stays(host, tmp_path):
    path = fake(tmp_path / "bin", "aws", "exit 1\n")
    text = host.run("backup", status=1, PATH=path, BACKUP_S3="s3://our-bucket")
    assert "was not copied to s3://our-bucket" in text
    assert len(list(host.backups.glob("aviation-weather-*Z.tar.gz"))) == 1


def test_the_metric_for_the_alert(host):
    textfiles = host.etc / "var/lib/prometheus/node-exporter"
    textfiles.mkdir(parents=True)
    archive = host.backup()
    stamp = datetime.datetime.strptime(archive.name, "aviation-weather-%Y%m%dT%H%M%SZ.tar.gz").replace(tzinfo=datetime.timezone.utc)
    text = (textfiles / "aviation-weather.prom").read_text(encoding="utf-8")
    assert f"aviation_weather_backup_timestamp_seconds {int(stamp.timestamp())}\n" in text
    if shutil.which("promtool"):
        subprocess.run(["promtool", "check", "metrics"], input=text, text=True, check=True)


def test_nothing_is_left_in_the_backup_folder(host):
    """Nor of a run that ended with the machine; one that may be running is let be."""
    for name, age_s in ((".backup.aBcDeF", 2 * 86400), (".backup.123456", 3600)):
        (host.backups / name).mkdir(parents=True)
        os.utime(host.backups / name, (time.time() - age_s,) * 2)
    archive = host.backup()
    assert not (host.backups / ".backup.aBcDeF").exists()
    (host.backups / ".backup.123456").rmdir()
    assert [file.name for file in host.backups.iterdir()] == [archive.name]
