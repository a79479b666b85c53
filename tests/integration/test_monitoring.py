"""packaging/monitoring: rules by promtool, and every query against a Prometheus that scrapes the running service."""
import json
import re
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request

import ports
import pytest
import yaml
from layout import SOURCE
from stack import Stack

MONITORING = SOURCE / "packaging/monitoring"
RULES = MONITORING / "prometheus/rules/aviation-weather.yml"
ALERT_TESTS = sorted((MONITORING / "prometheus/tests").glob("*.yml"))
DASHBOARD = json.loads((MONITORING / "grafana/dashboards/aviation-weather.json").read_text(encoding="utf-8"))
# Metrics of other programs than ours, and of what is not configured in this test.
FOREIGN = re.compile(r"mongodb_|node_|probe_|up\b|aviation_weather_backup")


def run(*argv):
    answer = subprocess.run([str(word) for word in argv], capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_configurations_are_valid():
    run("promtool", "check", "config", MONITORING / "prometheus/prometheus.yml")
    run("promtool", "check", "rules", RULES)
    run("amtool", "check-config", MONITORING / "alertmanager/alertmanager.yml")


def test_each_alert_fires_for_what_it_is_there_for():
    run("promtool", "test", "rules", *ALERT_TESTS)


def test_each_alert_has_a_test_and_a_runbook():
    tests = "".join(file.read_text(encoding="utf-8") for file in ALERT_TESTS)
    rules = [rule for group in yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]]
    assert len(rules) >= 15
    assert [rule["alert"] for rule in rules if f'alertname="{rule["alert"]}"' not in tests] == []
    for rule in rules:
        assert rule["labels"]["severity"] in ("critical", "warning", "info")
        assert {"summary", "description", "runbook"} <= set(rule["annotations"])


class Prometheus:
    """A real Prometheus that scrapes `stack` each second."""

    def __init__(self, stack, folder):
        self.port = ports.free()
        configuration = yaml.safe_load((MONITORING / "prometheus/prometheus.yml").read_text(encoding="utf-8"))
        jobs = [job for job in configuration["scrape_configs"] if job["job_name"].startswith("aviation-weather")]
        jobs[0]["static_configs"] = [{"targets": [f"127.0.0.1:{stack.metrics_port}"]}]
        jobs[1]["static_configs"] = [{"targets": [f"127.0.0.1:{stack.port}"]}]
        jobs[1]["scheme"] = "http"
        configuration = {"global": {"scrape_interval": "1s", "evaluation_interval": "1s"}, "rule_files": [str(RULES)],
                         "scrape_configs": jobs}
        (folder / "prometheus.yml").write_text(yaml.safe_dump(configuration), encoding="utf-8")
        self.log = open(folder / "prometheus.log", "wb")
        self.process = subprocess.Popen(
            ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
             f"--web.listen-address=127.0.0.1:{self.port}"], stdout=self.log, stderr=self.log)

    def query(self, expression):
        """The samples of an instant query."""
        url = f"http://127.0.0.1:{self.port}/api/v1/query?" + urllib.parse.urlencode({"query": expression})
        with urllib.request.urlopen(url, timeout=20) as answer:
            return json.load(answer)["data"]["result"]

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


@pytest.fixture(scope="module", name="prometheus")
def fixture_prometheus(tmp_path_factory):
    if shutil.which("prometheus") is None:
        pytest.fail("prometheus is not installed: ./bootstrap.sh test installs it")
    with Stack(stations=200, workers=2) as stack:
        running = Prometheus(stack, tmp_path_factory.mktemp("prometheus"))
        try:
            # Two scrapes after some traffic: rates need both, and a series that appears late has none before.
            stack.wait_for(lambda: running.query('up{job="aviation-weather"} == 1'), 60, "a first scrape")
            for station in stack.control("stations?group=api_only")["api_only"][:3]:  # asked of ingestd
                for path in (f"/api/weather/current/{station}", "/api/weather/current/EGLL", "/api/weather/current/QQQQ"):
                    stack.get(path, fresh=True)
                time.sleep(1.5)
            stack.wait_for(lambda: running.query("count_over_time(http_requests_total[1m]) > 2"), 60, "some scrapes")
            yield running
        finally:
            running.stop()


def test_both_jobs_are_scraped(prometheus):
    assert {sample["metric"]["job"]: sample["value"][1] for sample in prometheus.query("up")} == {
        "aviation-weather": "1", "aviation-weather-edge": "1"}


QUERIES = [(panel["title"], target["expr"]) for panel in DASHBOARD["panels"] for target in panel.get("targets", [])]


@pytest.mark.parametrize("title, expression", QUERIES)
def test_each_query_of_the_dashboard_finds_something(prometheus, title, expression):
    """An empty panel says nothing: each name and label is one that the service has."""
    expression = expression.replace("$instance", ".*")
    names = re.findall(r"\b([a-z_]+)\{", expression)
    known = {sample["metric"]["__name__"] for sample in prometheus.query('{job="aviation-weather"}')}
    missing = [name for name in names if name not in known and not NEEDS_TIERS.search(name)]
    assert names and missing == [], f"{title}: {missing}"
    samples = prometheus.query(expression)
    assert samples or any(NEEDS_TIERS.search(name) for name in names), f"{title}: {expression} finds nothing"


# Series that are there only where Redis or MongoDB is configured.
NEEDS_TIERS = re.compile(r"^(tier_breaker_state|db_operation|journal_|queue_length)")


def test_each_alert_asks_for_series_that_exist(prometheus):
    known = {sample["metric"]["__name__"] for sample in prometheus.query('{job="aviation-weather"}')}
    rules = [rule for group in yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]]
    families = (SOURCE / "src/base/metrics.c").read_text(encoding="utf-8")
    for rule in rules:
        for name in re.findall(r"\b([a-z]+_[a-z_]+|workers)\b(?=[\[{ )])", rule["expr"]):
            base = re.sub(r"_bucket$", "", name)
            assert FOREIGN.match(name) or name in known or f'"{base}"' in families or base in PROMQL, (rule["alert"], name)


PROMQL = {"histogram_quantile", "group_left"}


def test_nothing_fires_while_all_is_well(prometheus):
    firing = prometheus.query('ALERTS{alertstate="firing"}')
    assert firing == [], firing


def test_log_lines_become_ecs():
    entry = {"MESSAGE": json.dumps({"time": "2026-11-24T10:00:00Z", "level": "warning", "program": "ingestd", "pid": 7,
                                    "event": "poll_failed", "station": "KJFK"}),
             "__REALTIME_TIMESTAMP": "1795514400000000", "_HOSTNAME": "wx", "_SYSTEMD_UNIT": "aviation-weather-ingestd.service"}
    foreign = {"MESSAGE": "Started.", "__REALTIME_TIMESTAMP": "1795514400000000"}
    lines = "\n".join([json.dumps(entry), "no json", json.dumps(foreign)])
    answer = subprocess.run([sys.executable, MONITORING / "logs/journald-ecs.py"], input=lines, capture_output=True, text=True,
                            timeout=20, check=True)
    ours, other = (json.loads(line) for line in answer.stdout.splitlines())
    assert ours["@timestamp"] == "2026-11-24T10:00:00Z" and ours["log"]["level"] == "warning"
    assert ours["event"] == {"action": "poll_failed"} and ours["process"] == {"name": "ingestd", "pid": 7}
    assert ours["service"]["name"] == "aviation-weather-ingestd" and ours["aviation_weather"] == {"station": "KJFK"}
    assert other["message"] == "Started."
