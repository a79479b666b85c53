"""The first page in a real browser: what it shows, that it marks a simulation, that its ages do not trust the browser's clock."""
import re

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

WAIT_S = 15
AGE = re.compile(r"observed (?:\d{4}-\d\d-\d\d )?\d\d:\d\dZ, (?:(\d+) h )?(\d+|less than a) min")


@pytest.fixture(name="page")
def fixture_page(stack, chromium):
    chromium.get(f"http://127.0.0.1:{stack.port}/")
    chromium.get_log("browser")  # empties it
    return chromium


def shown(page, selector):
    return page.find_element(By.CSS_SELECTOR, selector)


def wait(page, condition):
    return WebDriverWait(page, WAIT_S).until(lambda _: condition())


def ask(page, station):
    """Types a station and waits for what is shown of it."""
    entry = shown(page, "#station")
    entry.clear()
    entry.send_keys(station, Keys.ENTER)
    wait(page, lambda: shown(page, "#metar").is_displayed() or shown(page, "#problem").is_displayed())


def open_station(page, stack, station="KJFK"):
    page.get(f"http://127.0.0.1:{stack.port}/?station={station}")
    wait(page, lambda: shown(page, "#metar").is_displayed() and AGE.search(shown(page, "#metar").text))


def age_minutes(page):
    hours, minutes = AGE.search(shown(page, "#metar").text).groups()
    return int(hours or 0) * 60 + (0 if minutes == "less than a" else int(minutes))


def test_a_simulation_is_marked_before_anything_is_asked(page):
    banner = shown(page, "#simulated")
    wait(page, banner.is_displayed)
    assert "SIMULATED" in banner.text
    assert page.title.startswith("SIMULATED")
    box = banner.rect
    assert box["y"] <= 20 and box["width"] >= page.execute_script("return document.documentElement.clientWidth") * 0.9


def test_the_mark_stays_in_view(page, stack):
    open_station(page, stack)
    page.execute_script("scrollTo(0, document.body.scrollHeight)")
    top, bottom = page.execute_script("const b = document.getElementById('simulated').getBoundingClientRect(); return [b.top, b.bottom]")
    assert top >= 0 and bottom <= page.execute_script("return innerHeight")


def test_caution_and_attribution_are_on_the_page(page):
    text = shown(page, "body").text
    assert "Does not replace an official" in text
    assert "OurAirports" in text and "ODbL" in text
    links = {link.get_attribute("href") for link in page.find_elements(By.CSS_SELECTOR, "footer a")}
    assert {"https://ourairports.com/data/", "https://opendatacommons.org/licenses/odbl/1.0/"} <= links


def test_a_station_is_shown(page, stack):
    ask(page, "kjfk")
    wait(page, lambda: shown(page, "#taf").is_displayed())
    report = stack.get("/api/weather/current/KJFK").json["data"]
    metar, taf = shown(page, "#metar").text, shown(page, "#taf").text
    assert report["raw"].split()[0] in metar and "Wind" in metar and "Altimeter" in metar
    assert "source: simulated" in metar or f"source: {report['source']}" in metar
    assert report["freshness"].upper() in metar
    assert AGE.search(metar)
    assert "TAF" in taf and "Visibility" in taf
    assert "station=KJFK" in page.current_url
    assert "KJFK" in page.title and page.title.startswith("SIMULATED")


TEXTS = [  # function of format.js, what the API gives, what is shown
    ("wind", {"direction_deg": 180, "speed_kt": 50, "speed": 50, "gust_kt": 99, "gust": 99, "unit": "KT", "above": True},
     "180° 50 kt, gusts more than 99 kt"),
    ("wind", {"direction_deg": 180, "speed_kt": 95, "speed": 49, "gust_kt": None, "gust": None, "unit": "MPS", "above": True},
     "180° more than 95 kt"),
    ("weather", {"weather": [
        {"code": "-TSRA", "intensity": "light", "descriptor": "TS", "phenomena": ["RA"], "vicinity": False},
        {"code": "+FC", "intensity": "heavy", "descriptor": None, "phenomena": ["FC"], "vicinity": False},
        {"code": "VCTS", "intensity": None, "descriptor": "TS", "phenomena": [], "vicinity": True},
        {"code": "-SHRA", "intensity": "light", "descriptor": "SH", "phenomena": ["RA"], "vicinity": False}]},
     "thunderstorm with light rain (-TSRA), tornado or waterspout (+FC), thunderstorm in the vicinity (VCTS), light showers rain (-SHRA)"),
    ("clouds", {"clouds": [{"cover": "CLR", "base_ft_agl": None, "type": None}]}, "clear as far as measured"),
]


@pytest.mark.parametrize("function, given, shown_as", TEXTS)
def test_texts_say_what_was_reported(page, function, given, shown_as):
    text = page.execute_async_script("""
        const done = arguments[arguments.length - 1];
        const module = performance.getEntriesByType("resource").map((e) => e.name).find((name) => name.includes("format"));
        import(module).then((format) => done(format[arguments[0]](arguments[1])), (error) => done(String(error)));""", function, given)
    assert text == shown_as


def test_an_unknown_station_is_a_sentence(page):
    ask(page, "QQQQ")
    problem = shown(page, "#problem")
    assert problem.is_displayed() and len(problem.text) > 10
    assert not shown(page, "#metar").is_displayed()


def test_markup_in_the_address_is_not_taken(page, stack):
    page.get(f"http://127.0.0.1:{stack.port}/?station=%3Cimg%20src=x%3E")
    assert not page.find_elements(By.CSS_SELECTOR, "img")
    assert shown(page, "#station").get_attribute("value") == ""


def test_the_age_does_not_trust_the_browsers_clock(page, stack):
    open_station(page, stack)
    honest = age_minutes(page)
    wrong = page.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": """
        const Real = Date;
        globalThis.Date = class extends Real { constructor(...a) { if (a.length) super(...a); else super(86400000); } };
        globalThis.Date.now = () => 86400000;"""})
    try:
        open_station(page, stack)
        assert abs(age_minutes(page) - honest) <= 2
    finally:
        page.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", wrong)


@pytest.mark.parametrize("width", [320, 412, 1000])
def test_nothing_is_cut_off(page, stack, width):
    page.set_window_size(width, 800)
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500})
    try:
        open_station(page, stack)
        assert page.execute_script("return document.scrollingElement.scrollWidth <= innerWidth")
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        page.set_window_size(1000, 900)


def test_light_and_dark(page):
    colors = []
    for scheme in ("light", "dark"):
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        colors.append(page.execute_script("return getComputedStyle(document.body).backgroundColor"))
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert colors[0] != colors[1]


def test_parts_have_names(page):
    assert shown(page, "#station").accessible_name.startswith("Airport")
    assert shown(page, "button").accessible_name == "Show"
    assert shown(page, "html").get_attribute("lang") == "en"
    assert [heading.tag_name for heading in page.find_elements(By.CSS_SELECTOR, "h1")] == ["h1"]
    wait(page, lambda: shown(page, "#simulated").is_displayed())
    assert shown(page, "#simulated").aria_role == "alert"


def test_the_browser_has_nothing_to_complain_of(page, stack):
    """No error, no violation of the content security policy."""
    open_station(page, stack)
    assert [entry for entry in page.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")] == []


def test_time_moves_the_age_and_the_state(page, stack):
    """Last: it moves the clock of the session's system."""
    open_station(page, stack)
    before = age_minutes(page)
    stack.control("faults", {"provider": "*", "route": "*", "kind": "dead"})
    stack.advance_clock(40 * 60)
    stack.wait_for(lambda: stack.get("/api/weather/current/KJFK").json["data"]["freshness"] == "stale", 10)
    open_station(page, stack)
    assert 39 <= age_minutes(page) - before <= 42
    assert "STALE" in shown(page, "#metar").text
