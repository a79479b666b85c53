"""Fills in the templates of fcgi-conf/ for one nginx that lives below a directory."""
import os
import pwd
import re
import shutil
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
TEMPLATES = [SOURCE / "fcgi-conf" / "http.conf.in", SOURCE / "fcgi-conf" / "site.conf.in"]
SNIPPETS = ["fastcgi.conf", "cache.conf", "headers.conf", "errors.conf"]
PLACEHOLDER = re.compile(r"@([A-Z_]+)@")

# Development and tests: nobody is limited unless a test asks for it.
DEFAULTS = {
    "MAIN_CONF": str(Path(__file__).with_name("nginx.conf.in")),  # the template of nginx.conf itself
    "SERVER_NAME": "_",
    "CACHE_SIZE": "64m",
    "API_RATE": "100000r/s", "API_BURST": "100000",
    "STATISTICS_RATE": "100000r/s", "STATISTICS_BURST": "100000",
    "PAGE_RATE": "100000r/s", "PAGE_BURST": "100000",
    "LOGIN_RATE": "100000r/s", "LOGIN_BURST": "100000",
    "CORS_ORIGIN": "",
    "SIMULATED": "",
    "WORKER_PROCESSES": "2",
    "MIME_TYPES": "/etc/nginx/mime.types",
    "FRONTEND_DIR": str(SOURCE / "frontend"),
}


def write(directory, values):
    """Writes directory/conf/*.conf and makes the directories that they name. Returns the path of nginx.conf.

    `values` must have LISTEN, API_SOCKET, EDGE_LOG_SOCKET, LAYER_DIR, LOG_DIR; the rest has defaults. A placeholder
    without a value is a KeyError.
    """
    directory = Path(directory)
    conf = directory / "conf"
    filled = {**DEFAULTS, "NGINX_DIR": str(directory), "CONF_DIR": str(conf), "CACHE_DIR": str(directory / "cache"),
              "USER_LINE": _user_line(), **values}
    for path in (conf, Path(filled["CACHE_DIR"]), Path(filled["LOG_DIR"]), Path(filled["LAYER_DIR"])):
        path.mkdir(parents=True, exist_ok=True)
    for template in [*TEMPLATES, Path(filled["MAIN_CONF"])]:
        text = PLACEHOLDER.sub(lambda match: filled[match.group(1)], template.read_text(encoding="utf-8"))
        (conf / template.stem).write_text(text, encoding="utf-8")
    for snippet in SNIPPETS:
        shutil.copy(SOURCE / "fcgi-conf" / snippet, conf / snippet)
    (conf / "metrics_allow.conf").write_text("allow 127.0.0.1;\n", encoding="utf-8")
    return conf / "nginx.conf"


def _user_line():
    """As root nginx would change to a user who can't use our sockets; as anybody else the directive is only a warning."""
    return f"user {pwd.getpwuid(0).pw_name};" if os.getuid() == 0 else ""
