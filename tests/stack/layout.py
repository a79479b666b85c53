"""Where one running system has its files, and the processes that it is made of (see MAN pages of spawn-fcgi, multiwatch)."""
import os
import shutil
from pathlib import Path

import nginx_conf

SOURCE = nginx_conf.SOURCE
BUILD = Path(os.environ.get("AW_BUILDDIR", SOURCE / "build"))
CLOCK_AT_PRESENT = b"AWSCLK01" + bytes(8)  # src/base/clock.h
SOCKET_PATH_MAX = 107  # sockaddr_un


class Layout:
    """Directories below `root`, ports, and the environment that every program gets.

    `awc_url` is the provider's base address. `environment` overrides and adds keys; `nginx` overrides values of
    nginx_conf; simulated systems run on the clock file run/simulated-clock, or on another system's.
    """

    def __init__(self, root, port, awc_url, *, simulated, workers=4, host="127.0.0.1", metrics_port=None,
                 environment=None, nginx=None, clock=None):
        self.root = Path(root).resolve()
        self.port, self.host = port, host
        self.workers = workers
        self.run = self.root / "run"
        self.data = self.root / "data"
        self.layers = self.root / "layers"
        self.log = self.root / "log"
        self.clock = Path(clock) if clock else self.run / "simulated-clock"
        self.api_socket = self.run / "api.sock"
        self.edge_log_socket = self.run / "edge-log.sock"
        self.ondemand_socket = self.run / "ondemand.sock"
        self.nginx_dir = self.root / "nginx"
        self.state = self.run / "supervisor.json"
        for path in (self.run, self.data, self.layers, self.log):
            path.mkdir(parents=True, exist_ok=True)
        if simulated and not self.clock.exists():
            self.clock.write_bytes(CLOCK_AT_PRESENT)
        if len(str(self.edge_log_socket)) > SOCKET_PATH_MAX:
            raise ValueError(f"{self.run} is too long for a unix socket")
        self.environment = self._environment(awc_url, simulated, metrics_port, environment or {})
        self.nginx_values = {
            "LISTEN": f"{host}:{port}", "API_SOCKET": str(self.api_socket),
            "EDGE_LOG_SOCKET": str(self.edge_log_socket), "LAYER_DIR": str(self.layers), "LOG_DIR": str(self.log),
            "CORS_ORIGIN": os.environ.get("CORS_ORIGIN", ""), "SIMULATED": "1" if simulated else "", **(nginx or {})}

    def _environment(self, awc_url, simulated, metrics_port, extra):
        environment = {
            "DATA_DIR": str(self.data), "RUN_DIR": str(self.run), "LAYER_DIR": str(self.layers),
            "EDGE_LOG_SOCKET": str(self.edge_log_socket),
            "AIRPORTS_FILE": str(BUILD / "data/airports.bin"), "OPENAPI_FILE": str(BUILD / "docs/openapi.json"),
            "API_WORKERS": str(self.workers),
            "METRICS_LISTEN": f"127.0.0.1:{metrics_port}" if metrics_port else "",
            "AVIATION_WEATHER_CONF": "/dev/null",
        }
        if awc_url:
            environment["AWC_BASE_URL"] = awc_url
        if simulated:
            environment.update(SIMULATION="1", SIMULATED_CLOCK=str(self.clock), CHECKWX_API_KEY="simulated",
                               CHECKWX_BASE_URL=f"{awc_url}/checkwx")
        environment.update(extra)
        return environment

    def simulator(self, port, arguments=()):
        argv = ["/usr/bin/python3", str(SOURCE / "tests/upstream/upstream.py"), "--port", str(port),
                "--clock", str(self.clock), "--airports", str(SOURCE / "data/airports.csv"), *arguments]
        return self._service("simulator", argv, ready=["127.0.0.1", port])

    def ingestd(self):
        self.ondemand_socket.unlink(missing_ok=True)
        return self._service("ingestd", [str(BUILD / "aviation-weather-ingestd")], ready=str(self.ondemand_socket))

    def pool(self):
        """The pool in the form that production has: multiwatch's own limits on restarts would end it for good."""
        multiwatch = [find("multiwatch"), "-f", str(self.workers), "-r", "1000000", "-t", "1000",
                      "--", str(BUILD / "aviation-weather-api")]
        argv = [find("spawn-fcgi"), "-n", "-s", str(self.api_socket), "-M", "0660", "-b", "4096", "--", *multiwatch]
        return self._service("pool", argv, ready=str(self.api_socket))

    def nginx(self):
        conf = nginx_conf.write(self.nginx_dir, self.nginx_values)
        argv = [find("nginx"), "-p", str(self.nginx_dir), "-c", str(conf), "-e", str(self.log / "error.log"),
                "-g", "daemon off;"]
        return self._service("nginx", argv, ready=[connect_host(self.host), self.port])

    def _service(self, name, argv, ready):
        return {"name": name, "argv": argv, "env": self.environment, "log": str(self.log / f"{name}.log"),
                "ready": ready}


def connect_host(host):
    """The address to connect to for what listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(host, host)


def find(program):
    """Absolute path of a program, /usr/sbin included, where Debian has nginx."""
    path = shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin")
    if path is None:
        raise FileNotFoundError(f"{program} is not installed: ./bootstrap.sh build installs it")
    return path
