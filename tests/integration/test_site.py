"""The site as aviation-weather-setup makes it: TLS, redirects, limits, who may read what. Real nginx; ports and paths are
moved below a directory, nothing else is changed."""
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
from pathlib import Path

import ports
import pytest
from layout import BUILD, SOURCE, find
from stack import Stack

NAME = "weather.test"
SETUP = BUILD / "fcgi-conf/aviation-weather-setup"
PKGDATADIR = re.search(r"^templates=\$root(.*)/fcgi-conf$", SETUP.read_text(encoding="utf-8"), re.MULTILINE)[1]
HEADERS = ("x-frame-options", "x-content-type-options", "x-xss-protection", "referrer-policy", "content-security-policy",
           "x-request-id")


class Site:
    """What the setup script has written below `root`, served by an nginx of our own before the pool of `stack`."""

    def __init__(self, root, stack, *arguments):
        self.root, self.stack = root, stack
        self.http, self.https = ports.free(), ports.free()
        shutil.copytree(SOURCE / "fcgi-conf", root / PKGDATADIR.lstrip("/") / "fcgi-conf")
        frontend = root / PKGDATADIR.lstrip("/") / "frontend"
        (frontend / "assets").mkdir(parents=True)
        (frontend / "index.html").write_text("<!doctype html><title>page</title>", encoding="utf-8")
        (frontend / "assets/app-0123abcd.js").write_text("0;", encoding="utf-8")
        (root / "etc/nginx/sites-available").mkdir(parents=True)
        (root / "etc/nginx/sites-enabled").mkdir()
        self._configuration()
        self.certificate, self.key = root / "certificate.pem", root / "key.pem"
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME},DNS:www.{NAME}",
            "-keyout", self.key, "-out", self.certificate)
        self.setup(*(str(self.certificate) if word == "CERTIFICATE" else str(self.key) if word == "KEY" else word
                     for word in arguments))
        self._nginx_conf()
        self.process = subprocess.Popen([find("nginx"), "-c", root / "nginx.conf", "-e", root / "error.log", "-g", "daemon off;"])
        stack.wait_for(lambda: socket.create_connection(("127.0.0.1", self.http), 1).close() is None, 20, "nginx")

    def _configuration(self):
        layout = self.stack.layout
        path = self.root / "etc/aviation-weather/aviation-weather.conf"
        path.parent.mkdir(parents=True)
        path.write_text(f"API_SOCKET = {layout.api_socket} \nEDGE_LOG_SOCKET={layout.edge_log_socket}\nLAYER_DIR={layout.layers}\n",
                        encoding="utf-8")
        config = re.search(r"^config=\$root(.*)$", SETUP.read_text(encoding="utf-8"), re.MULTILINE)[1]
        moved = self.root / config.lstrip("/")
        if moved != path:
            moved.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, moved)

    def setup(self, *arguments):
        return run(SETUP, *arguments, env={**os.environ, "AVIATION_WEATHER_ROOT": str(self.root)})

    def _moved(self, text):
        for path in ("/etc/nginx/aviation-weather", "/var/log/nginx/aviation-weather", "/var/lib/aviation-weather-acme",
                     "/run/aviation-weather-cache", PKGDATADIR):
            text = text.replace(path, f"{self.root}{path}")
        text = re.sub(r"^    listen \[::\].*\n", "", text, flags=re.MULTILINE)
        text = text.replace("listen 80;", f"listen 127.0.0.1:{self.http};").replace("listen 127.0.0.1:8080;",
                                                                                    f"listen 127.0.0.1:{self.http};")
        return text.replace("listen 443 ", f"listen 127.0.0.1:{self.https} ")

    def _nginx_conf(self):
        (self.root / "run").mkdir()
        for path in [*(self.root / "etc/nginx/aviation-weather").glob("*.conf"),
                     self.root / "etc/nginx/sites-available/aviation-weather"]:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"@[A-Z_]+@", text), f"{path}: a name is not filled in"
            path.write_text(self._moved(text), encoding="utf-8")
        user = "user root;\n" if os.getuid() == 0 else ""
        temporary = "".join(f"{kind}_temp_path {self.root}/{kind};\n"
                            for kind in ("client_body", "fastcgi", "proxy", "uwsgi", "scgi"))
        (self.root / "nginx.conf").write_text(
            f"{user}worker_processes 1;\npid {self.root}/nginx.pid;\nevents {{}}\nhttp {{\ninclude /etc/nginx/mime.types;\n"
            f"{temporary}include {self.root}/etc/nginx/sites-enabled/*;\n}}\n", encoding="utf-8")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)

    def connection(self, tls, host):
        if not tls:
            return http.client.HTTPConnection("127.0.0.1", self.http, timeout=20)
        context = ssl.create_default_context(cafile=self.certificate)
        connection = http.client.HTTPSConnection(host)
        connection.sock = context.wrap_socket(socket.create_connection(("127.0.0.1", self.https), 20), server_hostname=host)
        return connection

    def get_all(self, paths, *, tls=True, headers=None, host=NAME):
        """[(status, headers in lower case, body)], one after another on one connection."""
        answers = []
        connection = self.connection(tls, host)
        for path in paths:
            connection.request("GET", path, headers={"Host": host, **(headers or {})})
            answer = connection.getresponse()
            answers.append((answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()))
        connection.close()
        return answers

    def get(self, path, **options):
        return self.get_all([path], **options)[0]

    def statuses(self, paths, address):
        """What somebody behind the balancer gets."""
        return [answer[0] for answer in self.get_all(paths, headers={"X-Forwarded-For": address})]

    def handshake(self, *options, name=NAME):
        """openssl's words about a handshake, or None when there was none."""
        answer = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{self.https}", "-servername", name,
                                 "-CAfile", self.certificate, *options], input=b"", capture_output=True, timeout=20, check=False)
        text = answer.stdout.decode(errors="replace")
        return None if "Cipher is (NONE)" in text or "no peer certificate" in text else text


def run(*argv, **options):
    answer = subprocess.run([str(word) for word in argv], capture_output=True, text=True, timeout=60, check=False, **options)
    assert answer.returncode == 0, f"{argv}: {answer.stdout}{answer.stderr}"
    return answer.stdout


@pytest.fixture(scope="module", name="pool")
def fixture_pool():
    with Stack(stations=100, workers=2) as stack:
        yield stack


@pytest.fixture(scope="module", name="site")
def fixture_site(pool, tmp_path_factory):
    running = Site(tmp_path_factory.mktemp("site"), pool, "--certificate", "CERTIFICATE", "--key", "KEY", "--behind",
                   "127.0.0.1", NAME, f"www.{NAME}")
    yield running
    running.stop()


# --- TLS ---

def test_http_leads_to_https(site):
    status, headers, _ = site.get("/api/health?ready=1", tls=False)
    assert (status, headers["location"]) == (301, f"https://{NAME}/api/health?ready=1")
    assert site.get("/", tls=False, host="evil.example")[1]["location"] == f"https://{NAME}/"


def test_the_proof_for_the_certificate_is_served_without_tls(site):
    proof = site.root / "var/lib/aviation-weather-acme/.well-known/acme-challenge/token"
    proof.parent.mkdir(parents=True)
    proof.write_text("proof", encoding="utf-8")
    status, _, body = site.get("/.well-known/acme-challenge/token", tls=False)
    assert (status, body) == (200, b"proof")


@pytest.mark.parametrize("version, spoken", [("-tls1", False), ("-tls1_1", False), ("-tls1_2", True), ("-tls1_3", True)])
def test_versions(site, version, spoken):
    assert bool(site.handshake(version, "-cipher", "DEFAULT@SECLEVEL=0")) is spoken


@pytest.mark.parametrize("cipher", ["AES128-GCM-SHA256", "AES256-SHA", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384"])
def test_no_cipher_without_forward_secrecy_or_authentication_of_data(site, cipher):
    assert site.handshake("-tls1_2", "-cipher", f"{cipher}:@SECLEVEL=0") is None


def test_the_chain_is_good_and_no_ticket_is_given(site):
    text = site.handshake("-tls1_2")
    assert "Verify return code: 0 (ok)" in text
    assert "TLS session ticket:" not in text
    assert "Secure Renegotiation IS supported" in text


def test_another_name_gets_no_certificate(site):
    assert site.handshake(name="other.example") is None


def test_http_2(site):
    assert "ALPN protocol: h2" in site.handshake("-alpn", "h2,http/1.1")
    version = run("curl", "-s", "-o", "/dev/null", "-w", "%{http_version} %{http_code}", "--cacert", site.certificate, "--resolve",
                  f"{NAME}:{site.https}:127.0.0.1", f"https://{NAME}:{site.https}/api/weather/current/KJFK")
    assert version == "2 200"


def test_many_streams_at_once(site):
    """h2load: whatever the order, each request gets its answer."""
    text = run("h2load", "-n", "500", "-c", "4", "-m", "16", f"https://{NAME}:{site.https}/health",
               "--connect-to", f"127.0.0.1:{site.https}")
    assert "500 succeeded, 0 failed" in text, text


# --- headers ---

@pytest.mark.parametrize("path, status", [("/", 200), ("/assets/app-0123abcd.js", 200), ("/health", 200), ("/layers/metar.geojson", 200),
                                          ("/api/weather/current/KJFK", 200), ("/nothing", 404), ("/api/nothing", 404)])
def test_every_location_keeps_the_headers(site, path, status):
    answer = site.get(path)
    assert answer[0] == status
    assert answer[1]["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert [name for name in HEADERS if name not in answer[1]] == []


def test_hashed_files_are_kept_for_ever_and_the_page_is_not(site):
    assert site.get("/assets/app-0123abcd.js")[1]["cache-control"] == "public, max-age=31536000, immutable"
    assert site.get("/")[1]["cache-control"] == "no-cache"


# --- who ---

def test_metrics_are_for_the_monitoring_network(site):
    assert b"http_requests_total" in site.get("/api/metrics")[2]
    for path in ("/api/metrics", "/api/metrics/", "/api/%6detrics/", "/api//metrics", "/api/x/../metrics/", "/api/metrics?x"):
        status, headers, body = site.get(path, headers={"X-Forwarded-For": "203.0.113.9"})
        assert status == 403 and b'"code":"FORBIDDEN"' in body and headers["content-type"].startswith("application/json"), path


def test_behind_a_balancer_the_real_address_counts(site):
    """One address uses up its budget, another one has its own."""
    statuses = site.statuses(["/api/weather/current/KJFK"] * 200, "203.0.113.1")
    assert 200 in statuses and 429 in statuses
    assert site.statuses(["/api/weather/current/KJFK"], "203.0.113.2") == [200]


def test_one_load_of_the_page_is_not_limited(site):
    paths = ["/"] + ["/assets/app-0123abcd.js"] * 300 + ["/"] * 10
    assert set(site.statuses(paths, "203.0.113.3")) == {200}


@pytest.mark.parametrize("path, address", [("/api/auth/login", "203.0.113.4"), ("/api/auth/login/", "203.0.113.5")])
def test_passwords_are_not_guessed(site, path, address):
    statuses = site.statuses([path] * 8, address)
    assert statuses[0] != 429 and statuses[-1] == 429


# --- the setup script ---

def test_the_local_site(pool, tmp_path):
    site = Site(tmp_path, pool, "--local")
    try:
        status, headers, _ = site.get("/api/weather/current/KJFK", tls=False)
        assert status == 200 and "strict-transport-security" not in headers
    finally:
        site.stop()
    assert (tmp_path / "etc/nginx/sites-enabled/aviation-weather").exists()
    site.setup("--off")
    assert not (tmp_path / "etc/nginx/sites-enabled/aviation-weather").exists()


class Machine:
    """A root for the setup script alone, with stand-ins for nginx (which likes what it is told to) and certbot."""

    def __init__(self, root):
        self.root = root
        shutil.copytree(SOURCE / "fcgi-conf", root / PKGDATADIR.lstrip("/") / "fcgi-conf")
        for folder in ("sites-available", "sites-enabled"):
            (root / "etc/nginx" / folder).mkdir(parents=True)
        self.site, self.link = root / "etc/nginx/sites-available/aviation-weather", root / "etc/nginx/sites-enabled/aviation-weather"
        self.conf, self.calls = root / "etc/nginx/aviation-weather", root / "calls"
        self.certificate, self.key = root / "certificate.pem", root / "key.pem"
        live = root / f"etc/letsencrypt/live/{NAME}"
        self._program("usr/sbin/nginx", f"[ ! -e {root}/nginx-refuses ]")
        self._program("bin/certbot", f"""echo "$@" >>{self.calls}; [ ! -e {root}/certbot-refuses ] || exit 1
mkdir -p {live} {live}/../../renewal; echo "renew_hook = x/certificate-deployed" >{live}/../../renewal/{NAME}.conf
names=; for word; do case $word in *.test) names="$names${{names:+,}}DNS:$word" ;; esac; done
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=x -addext "subjectAltName=$names" \\
    -keyout {live}/privkey.pem -out {live}/fullchain.pem 2>/dev/null""")
        for path in (self.certificate, self.key):
            path.touch()

    def _program(self, path, script):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (self.root / path).chmod(0o755)

    def setup(self, *arguments, status=0, umask=0o22):
        done = subprocess.run([SETUP, *arguments], capture_output=True, text=True, timeout=30, check=False, umask=umask, cwd=self.root,
                              env={"PATH": f"{self.root}/bin:/usr/sbin:/usr/bin:/sbin:/bin", "AVIATION_WEATHER_ROOT": str(self.root)})
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def state(self):
        """Everything that nginx would read, and whether it would."""
        files = [self.site, *self.conf.glob("*.conf")]
        return {str(file): file.read_bytes() for file in files if file.exists()}, self.link.exists()


@pytest.fixture(name="machine")
def fixture_machine(tmp_path):
    return Machine(tmp_path)


@pytest.mark.parametrize("refusal, arguments", [
    ("nginx-refuses", ("--local", "8081", "--cors", "*")), ("certbot-refuses", ("--certbot", "a@b.example", NAME))])
def test_a_site_that_is_on_outlives_a_failed_change(machine, refusal, arguments):
    machine.setup("--certificate", "certificate.pem", "--key", "key.pem", "--behind", "192.0.2.0/24", NAME)
    before = machine.state()
    assert f"ssl_certificate     {machine.certificate};".encode() in before[0][str(machine.site)]
    (machine.root / refusal).touch()
    assert "as it was before" in machine.setup(*arguments, status=1)
    assert machine.state() == before


def test_a_first_site_that_nginx_does_not_take_stays_off(machine):
    (machine.root / "nginx-refuses").touch()
    machine.setup("--local", status=1)
    assert not machine.link.exists() and not machine.site.exists()
    (machine.root / "nginx-refuses").unlink()
    machine.setup("--local")
    (machine.root / "nginx-refuses").touch()
    machine.setup("--off", status=1)
    assert not machine.link.exists(), "off is off, whatever else nginx does not like"


def test_again_has_the_options_it_had(machine):
    assert "has not been run" in machine.setup("--again", status=1)
    machine.setup("--certificate", "certificate.pem", "--key", "key.pem", "--cors", "*", "--metrics-from", "192.0.2.0/24", NAME)
    before = machine.state()
    (machine.conf / "headers.conf").write_text("# of an older version\n", encoding="utf-8")
    machine.setup("--again")
    assert machine.state() == before


def test_a_name_more_is_a_certificate_for_it(machine):
    machine.setup("--certbot", "a@b.example", NAME)
    machine.setup("--certbot", "a@b.example", NAME)
    assert machine.calls.read_text(encoding="utf-8").count("\n") == 1
    machine.setup("--certbot", "a@b.example", NAME, f"www.{NAME}")
    last = machine.calls.read_text(encoding="utf-8").splitlines()[-1]
    assert f"--cert-name {NAME} --expand -d {NAME} -d www.{NAME}" in last
    machine.setup("--certbot", "a@b.example", NAME)
    assert machine.calls.read_text(encoding="utf-8").count("\n") == 2


def test_nginx_hears_of_the_renewal_of_a_certificate_that_was_there(machine):
    hook = machine.root / "etc/letsencrypt/renewal-hooks/deploy/aviation-weather"
    machine.setup("--certbot", "a@b.example", NAME)
    machine.setup("--certbot", "a@b.example", NAME)
    assert not hook.is_symlink(), "certbot has ours already"
    (machine.root / f"etc/letsencrypt/renewal/{NAME}.conf").write_text("", encoding="utf-8")
    machine.setup("--certbot", "a@b.example", NAME)
    assert os.readlink(hook).endswith("/certificate-deployed")


def test_modes_do_not_depend_on_roots_umask(machine):
    machine.setup("--local", umask=0o77)
    modes = {path: (machine.root / path).stat().st_mode & 0o777 for path in (
        "var/lib/aviation-weather-acme", "etc/nginx/aviation-weather/site.conf", "var/log/nginx/aviation-weather/access.log")}
    assert list(modes.values()) == [0o755, 0o644, 0o640], modes


@pytest.mark.parametrize("arguments", [
    (), (NAME,), ("--local", "70000"), ("--certbot", "a@b.example", "--local"), ("bad name",), ("$(id)", "--certbot", "a@b"),
    ("--behind", "x;y", "--local"), ("--cors", "javascript:x", "--local"), ("--certificate", "/nonexistent", "--key", "/n", NAME),
    ("--wrong",)])
def test_arguments_that_cannot_be(arguments, tmp_path):
    answer = subprocess.run([SETUP, *arguments], capture_output=True, text=True, timeout=20, check=False,
                            env={**os.environ, "AVIATION_WEATHER_ROOT": str(tmp_path)})
    assert answer.returncode != 0 and answer.stderr
    assert not list(tmp_path.iterdir())
