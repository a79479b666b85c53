"""A headless Chromium, and one system for all tests of the page."""
import sys
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "stack"))

from layout import find  # noqa: E402  (the path comes first)
from stack import Stack  # noqa: E402


@pytest.fixture(scope="session")
def stack():
    with Stack(stations=200, workers=2) as running:
        yield running


@pytest.fixture(scope="session")
def chromium():
    options = webdriver.ChromeOptions()
    options.binary_location = find("chromium")
    for switch in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1000,900",
                   "--disable-background-networking", "--no-first-run"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(service=Service(find("chromedriver")), options=options)
    yield driver
    driver.quit()
