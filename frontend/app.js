// The page: asks for a station's METAR and TAF, shows them, asks again each minute.
import * as clock from "./clock.js";
import * as format from "./format.js";

const REFRESH_MS = 60000;
const TICK_MS = 1000;
const STATIONS = /^[A-Z0-9]{3,4}$/;

const byId = (id) => document.getElementById(id);
const part = (section, name) => section.querySelector(`[data-part="${name}"]`);

let station = null;
let askedMs = 0;
let ages = []; // [element, ISO time]

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** {envelope, error, headers} of one product. After an error the envelope is the last report, or null. */
async function fetchReport(product, code) {
  // Not from the browser's cache: the Date of an answer must be its own.
  const answer = await fetch(`/api/weather/${product}/${encodeURIComponent(code)}`, { cache: "no-cache" });
  if (answer.headers.get("X-Data-Simulated")) markSimulated();
  const body = await answer.json();
  if (body.simulated) markSimulated();
  if (body.success) return { envelope: body.data, error: null, headers: answer.headers };
  return { envelope: body.last_report ?? null, error: body.error, headers: answer.headers };
}

function markSimulated() {
  byId("simulated").hidden = false;
  if (!document.title.startsWith("SIMULATED")) document.title = `SIMULATED – ${document.title}`;
}

function ageOf(iso, label) {
  const shown = element("span", "");
  shown.dataset.label = label;
  ages.push([shown, iso]);
  return shown;
}

function tick() {
  const now = clock.now();
  if (now === null) return;
  for (const [shown, iso] of ages) {
    shown.textContent = `${shown.dataset.label} ${format.clockTime(iso, now)}, ${format.age(now - Date.parse(iso))}`;
  }
}

function rows(list, target) {
  target.replaceChildren(...list.flatMap(([label, text]) => [element("dt", label), element("dd", text)]));
}

function head(section, envelope, time, label, category) {
  const shown = [element("strong", envelope.station?.icao ?? envelope.station)];
  if (category) shown.push(element("span", category, `chip ${category}`));
  shown.push(ageOf(time, label));
  shown.push(element("span", envelope.freshness.toUpperCase(), `chip ${envelope.freshness}`));
  if (envelope.feed !== "ok") shown.push(element("span", `feed ${envelope.feed}`, "chip stale"));
  shown.push(element("span", `source: ${envelope.source}`));
  part(section, "head").replaceChildren(...shown);
  part(section, "raw").textContent = envelope.raw;
}

function showMetar(envelope) {
  const section = byId("metar");
  head(section, envelope, envelope.observed_at, "observed", envelope.decoded.flight_category);
  rows(format.metarRows(envelope.decoded), part(section, "body"));
  section.hidden = false;
}

function period(title, conditions, category) {
  const made = element("div", "", "period");
  const list = document.createElement("dl");
  const heading = element("h3", title);
  if (category) heading.append(" ", element("span", category, `chip ${category}`));
  rows(format.conditionRows(conditions), list);
  made.append(heading, list);
  return made;
}

function showTaf(envelope) {
  const section = byId("taf");
  const taf = envelope.decoded;
  const now = clock.now() ?? Date.parse(envelope.valid_from);
  head(section, envelope, envelope.issued_at ?? envelope.received_at, envelope.issued_at ? "issued" : "received");
  const periods = (taf.changes ?? []).map((change) => period(format.periodTitle(change, now), change));
  if (taf.base) {
    const title = `${format.clockTime(taf.valid_from, now)} to ${format.clockTime(taf.valid_to, now)}`;
    periods.unshift(period(title, taf.base, taf.base.flight_category));
  } else {
    periods.unshift(element("p", taf.cancelled ? "Cancelled." : "No forecast (NIL)."));
  }
  part(section, "body").replaceChildren(...periods);
  section.hidden = false;
}

function showProblem(text) {
  byId("problem").textContent = text;
  byId("problem").hidden = !text;
}

async function refresh() {
  const code = station;
  askedMs = performance.now();
  try {
    const [metar, taf] = await Promise.all([fetchReport("current", code), fetchReport("forecast", code)]);
    if (code !== station) return;
    clock.synchronize([metar.headers, taf.headers]);
    ages = [];
    byId("metar").hidden = byId("taf").hidden = true;
    if (metar.envelope) showMetar(metar.envelope);
    if (taf.envelope) showTaf(taf.envelope);
    showProblem(metar.error ?? "");
    tick();
  } catch {
    if (code === station) showProblem(`${code} could not be renewed: the service can't be reached. What is shown may be out of date.`);
  }
}

function show(code) {
  station = code;
  byId("station").value = code;
  document.title = `${byId("simulated").hidden ? "" : "SIMULATED – "}${code} – Aviation weather`;
  byId("metar").hidden = byId("taf").hidden = true;
  refresh();
}

function fromAddress() {
  const code = (new URLSearchParams(location.search).get("station") ?? "").toUpperCase();
  if (STATIONS.test(code)) show(code);
}

byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const code = byId("station").value.trim().toUpperCase();
  if (!STATIONS.test(code)) return;
  history.pushState(null, "", `?station=${code}`);
  show(code);
});
addEventListener("popstate", fromAddress);
setInterval(tick, TICK_MS);
setInterval(() => {
  if (station && !document.hidden && performance.now() - askedMs >= REFRESH_MS) refresh();
}, TICK_MS);

// A simulation is marked before anything is asked.
fetch("/health").then((answer) => {
  if (answer.headers.get("X-Data-Simulated")) markSimulated();
}).catch(() => showProblem("The service can't be reached."));
fromAddress();
