"""What nginx adds: headers, errors, limits, the micro-cache."""
import gzip
import re
import time

import pytest
from load import together
from stack import Stack

CURRENT = "/api/weather/current/KJFK"
ORIGIN = "https://app.example"
IDENTIFIER = re.compile(r"[0-9a-f]{32}")
SECURITY = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "strict-origin-when-cross-origin",
}


@pytest.fixture(scope="module", name="site")
def fixture_site():
    with Stack(stations=200, workers=2, nginx={"CORS_ORIGIN": f"{ORIGIN},https://other.example"}) as running:
        yield running


def cache_state(stack, answer):
    return stack.access(answer.headers["x-request-id"])["cache"]


# --- headers ---

@pytest.mark.parametrize("path, status", [
    ("/", 200), ("/health", 200), (CURRENT, 200), ("/api/weather/current/QQQQ", 404), ("/nothing-here", 404)])
def test_every_answer_has_the_headers(site, path, status):
    answer = site.get(path)
    assert answer.status == status, answer
    assert IDENTIFIER.fullmatch(answer.headers["x-request-id"])
    assert re.fullmatch(r"\d+\.\d{3}", answer.headers["x-response-time"])
    for name, value in SECURITY.items():
        assert answer.headers[name] == value
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["server"] == "nginx"
    assert "Origin" in answer.headers["vary"]
    assert answer.headers["x-data-simulated"] == "1"


def test_request_ids_differ_and_reach_the_worker(site):
    first, second = (site.get("/api/weather/current/QQQQ", fresh=True) for _ in range(2))
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert first.json["request_id"] == first.headers["x-request-id"]


@pytest.mark.parametrize("given, echoed", [
    ("trace-1:a.B_2", True), ("x" * 64, True), ("x" * 65, False), ("a b", False), ('a"b', False), ("<i>", False), ("", False)])
def test_correlation_id_is_taken_in_its_form_only(site, given, echoed):
    answer = site.get(CURRENT, headers={"X-Correlation-ID": given})
    assert (answer.headers["x-correlation-id"] == given) is echoed
    assert echoed or answer.headers["x-correlation-id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("origin, allowed", [
    (ORIGIN, True), ("https://other.example", True), ("https://app.example.evil", False), ("https://evil.example", False),
    ("https://app.example,https://other.example", False), ("null", False), (None, False)])
def test_cors_names_listed_origins_only(site, origin, allowed):
    answer = site.get(CURRENT, headers={"Origin": origin} if origin else {})
    assert answer.headers.get("access-control-allow-origin") == (origin if allowed else None)
    assert ("access-control-expose-headers" in answer.headers) is allowed


def test_a_preflight_is_answered(site):
    answer = site.get(CURRENT, method="OPTIONS", headers={
        "Origin": ORIGIN, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "X-API-Key"})
    assert answer.status in (200, 204)
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "GET" in answer.headers["access-control-allow-methods"]
    assert "X-API-Key" in answer.headers["access-control-allow-headers"]
    assert "GET" in answer.headers["allow"]


def test_the_date_is_that_of_the_answer(site):
    first = site.get(CURRENT)
    time.sleep(1.1)
    assert site.get(CURRENT).headers["date"] != first.headers["date"]


# --- what nginx serves itself ---

def test_health_is_nginx_alone(site):
    answer = site.get("/health")
    assert (answer.status, answer.body) == (200, b"healthy\n")
    assert answer.headers["content-type"] == "text/plain"


def test_the_page_and_its_parts(site):
    page = site.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-cache"
    text = page.body.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text), "nothing inline"
    for name in re.findall(r'(?:src|href)="([\w.]+)"', text):
        assert site.get(f"/{name}").status == 200, name
    assert site.get("/app.js").headers["content-type"].startswith(("application/javascript", "text/javascript"))
    assert site.get("/", headers={"If-None-Match": page.headers["etag"]}).status == 304


def test_map_layers_are_served_compressed(site):
    layer = next(path.name for path in site.layout.layers.glob("*.geojson"))
    plain = site.get(f"/layers/{layer}")
    packed = site.get(f"/layers/{layer}", headers={"Accept-Encoding": "gzip"})
    assert plain.status == packed.status == 200
    assert plain.headers["content-type"] == "application/geo+json"
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert plain.json["simulated"] is True


# --- errors and limits ---

def assert_envelope(answer, status, code):
    assert answer.status == status, answer
    assert answer.headers["content-type"] == "application/json"
    body = answer.json
    assert set(body) == {"success", "simulated", "error", "code", "timestamp", "request_id"}
    assert body["simulated"] is True and body["success"] is False and body["code"] == code and body["error"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", body["timestamp"])
    assert body["request_id"] == answer.headers["x-request-id"]


def test_nothing_there(site):
    assert_envelope(site.get("/nothing-here"), 404, "NOT_FOUND")
    assert_envelope(site.get("/layers/nothing.geojson"), 404, "NOT_FOUND")
    assert_envelope(site.get("/.error"), 404, "NOT_FOUND")


@pytest.mark.parametrize("path", [
    "/../layout.py", "/layers../run/supervisor.json", "/layers/../data/stamp", "/%2e%2e/configure.ac", "/local.mk/../../x"])
def test_nothing_outside_the_roots(site, path):
    assert site.get(path).status in (400, 403, 404)


def test_a_body_that_is_too_large(site):
    assert_envelope(site.get("/api/weather/metar", method="POST", body=b"x" * (1024 * 1024 + 1)), 413, "PAYLOAD_TOO_LARGE")


def test_an_address_that_is_too_long(site):
    assert_envelope(site.get("/api/" + "a" * 9000), 414, "INVALID_REQUEST")


def test_400_ids_are_not_too_long(site):
    answer = site.get("/api/weather/current?ids=" + ",".join(["KJFK"] * 400))
    assert answer.status == 200, answer


def test_headers_that_are_too_long(site):
    assert_envelope(site.get(CURRENT, headers={"X-Long": "a" * 9000}), 400, "INVALID_REQUEST")


def test_a_method_that_the_page_has_not(site):
    answer = site.get("/", method="POST", body=b"")
    assert_envelope(answer, 405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("request_bytes", [b"NONSENSE\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\x01"])
def test_what_is_no_http(site, request_bytes):
    received = site.raw(request_bytes + b"\r\n\r\n")
    assert b" 400 " in received.split(b"\r\n")[0]
    assert b'"code":"INVALID_REQUEST"' in received


def test_requests_beyond_the_rate_are_refused():
    with Stack(stations=50, workers=2, wait=False, nginx={"API_RATE": "1r/m", "API_BURST": "3"}) as stack:
        answers = [stack.get("/api/health") for _ in range(8)]
        refused = [answer for answer in answers if answer.status == 429]
        assert len(refused) == 4
        assert_envelope(refused[0], 429, "RATE_LIMIT_EXCEEDED")
        assert refused[0].headers["retry-after"] == "1"
        assert stack.get("/health").status == 200


def test_statistics_have_a_rate_of_their_own():
    with Stack(stations=50, workers=2, nginx={"STATISTICS_RATE": "1r/m", "STATISTICS_BURST": "3"}) as stack:
        spellings = ["KJFK/statistics", "kjfk/statistics/", "KJFK//statistics", "KJFK/%73tatistics"] * 2
        statuses = [stack.get(f"/api/weather/history/{spelling}?from=2026-01-0{day + 1}T00:00Z").status
                    for day, spelling in enumerate(spellings)]
        assert statuses.count(429) == 4 and 429 not in statuses[:4], statuses
        assert stack.get("/api/weather/history/KJFK").status == 200
        assert stack.get("/api/weather/current/KJFK").status == 200


# --- micro-cache ---

def test_an_answer_is_cached(site):
    first = site.get("/api/weather/current/EGLL")
    second = site.get("/api/weather/current/EGLL")
    assert first.status == second.status == 200
    assert cache_state(site, second) in ("HIT", "STALE", "UPDATING")
    assert second.headers["x-request-id"] != first.headers["x-request-id"]
    assert "max-age=1" in second.headers["cache-control"]


def test_requests_at_once_ask_the_worker_once(site):
    answers = together(site.port, ["/api/weather/current/RJTT"] * 64)
    assert [status for status, _, _ in answers] == [200] * 64
    assert len({body for _, _, body in answers}) == 1
    states = [site.access(headers["X-Request-ID"])["cache"] for _, headers, _ in answers]
    assert states.count("MISS") == 1, states
    assert set(states) <= {"MISS", "HIT"}


@pytest.mark.parametrize("headers", [
    {"Authorization": "Bearer none"}, {"Cookie": "aw_session=1"}, {"Cookie": "a=b; aw_session=1"}, {"X-API-Key": "none"}],
    ids=lambda headers: next(iter(headers)))
def test_who_asks_by_name_goes_past_the_cache(site, headers):
    site.get(CURRENT)
    assert cache_state(site, site.get(CURRENT, headers=headers)) == "BYPASS"


def test_an_answer_by_name_is_not_cached(site):
    path = "/api/weather/current/YSSY"
    site.get(path, headers={"Cookie": "aw_session=1"})
    assert cache_state(site, site.get(path)) == "MISS"


def test_head_has_a_place_of_its_own(site):
    path = "/api/weather/current/SBGR"
    head = site.get(path, method="HEAD")
    assert head.status == 200 and head.body == b""
    answer = site.get(path)
    assert answer.status == 200 and answer.json["success"] is True
    assert answer.headers["etag"] == head.headers["etag"]


def test_a_match_is_304_from_the_cache(site):
    answer = site.get(CURRENT)
    assert answer.headers["etag"].startswith('W/"')
    again = site.get(CURRENT, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["x-checked-at"] == answer.headers["x-checked-at"]
    assert again.headers["etag"] == answer.headers["etag"]
    past = site.get(CURRENT, headers={"If-None-Match": answer.headers["etag"]}, fresh=True)
    assert past.status == 304 and "x-checked-at" in past.headers


def test_posts_are_not_cached(site):
    for _ in range(2):
        answer = site.post("/api/weather/metar", "METAR KJFK 010151Z 18010KT 10SM CLR 10/05 A3000", "text/plain")
        assert answer.status == 200, answer
        assert cache_state(site, answer) in ("-", "")


def test_errors_are_cached_for_a_moment_only(site):
    path = "/api/weather/current/QQQX"
    assert cache_state(site, site.get(path)) == "MISS"
    assert cache_state(site, site.get(path)) == "HIT"
    time.sleep(2.1)
    assert cache_state(site, site.get(path)) == "EXPIRED"


def test_answers_are_compressed(site):
    answer = site.get(CURRENT, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(answer.body).startswith(b'{"success":true')
    assert "Accept-Encoding" in answer.headers["vary"]


# --- counting ---

def test_answers_are_counted_at_the_edge(site):
    before = {status: site.metric("edge_responses_total", status=status) for status in ("200", "404", "304")}
    etag = site.get(CURRENT).headers["etag"]
    for _ in range(10):
        site.get(CURRENT)                    # mostly from the cache: no worker sees them
        site.get("/nothing-here")            # no worker either
    site.get(CURRENT, headers={"If-None-Match": etag})
    site.wait_for(lambda: site.metric("edge_responses_total", status="200") >= before["200"] + 11, 10)
    site.wait_for(lambda: site.metric("edge_responses_total", status="404") >= before["404"] + 10, 10)
    site.wait_for(lambda: site.metric("edge_responses_total", status="304") >= before["304"] + 1, 10)


def test_counting_goes_on_after_ingestd_was_away():
    with Stack(stations=50, workers=2) as stack:
        stack.get(CURRENT)
        stack.kill("ingestd")
        stack.wait_for(lambda: stack.starts("ingestd") == 2 and stack.metrics(), 30, "ingestd again")
        before = stack.metric("edge_responses_total", status="200")
        for _ in range(5):
            stack.get("/")
        stack.wait_for(lambda: stack.metric("edge_responses_total", status="200") > before, 10)
