"""What an operator does to a running system: another provider first, the smoke test, maintenance."""
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from layout import BUILD, SOURCE
from stack import Stack

sys.path.insert(0, str(Path(__file__).parent))

from test_backup import Host  # noqa: E402

METAR_ROUTE = "/v2/metar/{ids}/raw"


def run(*argv, status=0, **environment):
    done = subprocess.run([str(a) for a in argv], capture_output=True, text=True, check=False, timeout=120,
                          env={"PATH": f"{BUILD}:/usr/sbin:/usr/bin:/sbin:/bin", **environment})
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


# ---- PRIMARY_WEATHER_API ----

def test_the_first_provider_changes_without_a_restart(tmp_path):
    conf = tmp_path / "aviation-weather.conf"
    conf.write_text("PRIMARY_WEATHER_API=awc\n", encoding="utf-8")
    with Stack(stations=200, environment={"AVIATION_WEATHER_CONF": str(conf)}) as stack:
        stations = stack.control("stations?group=api_only&limit=3")["api_only"]

        def ask(station):
            stack.wait_for(lambda: stack.get(f"/api/weather/current/{station}", fresh=True).status == 200, 10, station)

        def say(text, event):
            conf.write_text(text, encoding="utf-8")
            log = stack.layout.log / "ingestd.log"
            before = log.read_text(encoding="utf-8").count(f'"event":"{event}"')
            os.kill(stack.pid("ingestd"), signal.SIGHUP)
            stack.wait_for(lambda: log.read_text(encoding="utf-8").count(f'"event":"{event}"') > before, 10, event)

        stack.control("reset", {})
        ask(stations[0])
        assert stack.provider_requests(METAR_ROUTE, "checkwx") == 0
        say("PRIMARY_WEATHER_API=checkwx\n", "reloaded")
        stack.get(f"/api/weather/current/{stations[1]}", fresh=True)
        stack.wait_for(lambda: stack.provider_requests(METAR_ROUTE, "checkwx") == 1, 10, "a question to CheckWX")
        say("PRIMARY_WEATHER_API=nobody\n", "reload_failed")
        stack.get(f"/api/weather/current/{stations[2]}", fresh=True)
        stack.wait_for(lambda: stack.provider_requests(METAR_ROUTE, "checkwx") == 2, 10, "a question to CheckWX")
        assert stack.starts("ingestd") == 1


# ---- the smoke test ----

SMOKE = BUILD / "packaging/operations/aviation-weather-smoke-test"


def test_the_smoke_test_finds_what_is_wrong(stack):
    """A simulation fails by being one; everything else is as it is in production."""
    url, station = f"http://127.0.0.1:{stack.port}", stack.control("stations?group=reporting&limit=1")["reporting"][0]
    text = run(SMOKE, "--station", station, url, status=1)
    failed = [line for line in text.splitlines() if line.startswith("FAILED")]
    assert len(failed) == 1 and "the data are real" in failed[0], text
    assert text.count("ok  ") >= 9, text
    stack.kill("pool", signal.SIGSTOP)
    for worker in stack.workers():
        os.kill(worker, signal.SIGSTOP)
    try:
        text = run(SMOKE, "--station", station, url, status=1)
        assert "ok      nginx answers" in text and "FAILED  the pool answers" in text
    finally:
        for worker in stack.workers():
            os.kill(worker, signal.SIGCONT)
        stack.kill("pool", signal.SIGCONT)


def production_site(*names):
    """As aviation-weather-setup writes it."""
    template = (SOURCE / "fcgi-conf/production.conf.in").read_text(encoding="utf-8")
    return template.replace("@SERVER_NAME@", " ".join(names))


def test_the_smoke_test_finds_the_site_itself(tmp_path):
    site = tmp_path / "etc/nginx/sites-enabled/aviation-weather"
    site.parent.mkdir(parents=True)
    site.write_text("server {\n    listen 127.0.0.1:1;\n}\n", encoding="utf-8")
    assert "http://127.0.0.1:1/health" in run(SMOKE, status=1, AVIATION_WEATHER_ROOT=str(tmp_path))
    site.write_text(production_site("wx.invalid", "www.wx.invalid"), encoding="utf-8")
    assert "https://wx.invalid/health" in run(SMOKE, status=1, AVIATION_WEATHER_ROOT=str(tmp_path))
    site.unlink()
    assert "no site is on" in run(SMOKE, status=2, AVIATION_WEATHER_ROOT=str(tmp_path))


# ---- maintenance ----

MAINTENANCE = SOURCE / "packaging/operations/aviation-weather-maintenance"


@pytest.fixture(scope="module")
def host():
    with Stack(stations=150, workers=1, keep=False) as stack:
        yield Host(stack.root, {"PATH": f"{BUILD}:/usr/sbin:/usr/bin:/sbin:/bin", "AVIATION_WEATHER_DISK_PERCENT": "101",
                                "AWC_BASE_URL": f"http://127.0.0.1:{stack.provider_port}"})


def maintain(host, when, status, **environment):
    return run(MAINTENANCE, when, status=status, **{**host.environment, **environment})


def test_weekly_maintenance(host):
    """On a system that runs: its store is copied and checked, its newest archive verified."""
    assert "there is no complete backup" in maintain(host, "weekly", 1)
    archive = host.backup()
    assert maintain(host, "weekly", 0).endswith("Nothing to do.\n")
    assert "% full" in maintain(host, "weekly", 1, AVIATION_WEATHER_DISK_PERCENT="0")
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 1
    archive.write_bytes(content)
    assert str(archive) in maintain(host, "weekly", 1)
    archive.unlink()
    assert sorted(host.backups.iterdir()) == []


def test_monthly_maintenance(host):
    """The restore drill goes into a place of its own: ingestd runs all the while."""
    archive = host.backup()
    nobody = "http://127.0.0.1:9"
    text = maintain(host, "monthly", 1, AWC_BASE_URL=nobody)
    assert "warning: providers: " in text and "restore drill" not in text
    archive.write_bytes(archive.read_bytes()[:-300])
    assert f"restore drill of {archive}" in maintain(host, "monthly", 1, AWC_BASE_URL=nobody)


def test_maintenance_sees_the_end_of_the_certificate(host, tmp_path):
    """openssl's s_client is a stand-in: nobody here may listen on port 443. It has a certificate for that name alone."""
    (tmp_path / "openssl").write_text(
        '#!/bin/sh\nif [ "$1" = s_client ]; then case $* in *"-servername wx.test") cat "$CERTIFICATE" ;; esac; '
        'else exec /usr/bin/openssl "$@"; fi\n', encoding="utf-8")
    (tmp_path / "openssl").chmod(0o755)
    site = host.etc / "etc/nginx/sites-enabled/aviation-weather"
    site.parent.mkdir(parents=True)
    site.write_text(production_site("wx.test"), encoding="utf-8")
    for archive in host.backups.glob("*.tar.gz"):
        archive.unlink()
    host.backup()
    for days, status in ((10, 1), (60, 0)):
        certificate = tmp_path / f"{days}.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=wx.test", "-days", str(days),
                        "-keyout", "/dev/null", "-out", certificate], check=True, capture_output=True)
        text = maintain(host, "weekly", status, CERTIFICATE=str(certificate), PATH=f"{tmp_path}:{host.environment['PATH']}")
        assert ("the certificate of wx.test ends within 14 days" in text) == bool(status), text
    site.unlink()
