// Decoded reports as short English texts. Pure: no page, no clock. What is not reported (null) gives null and is left out.

const COVER = { FEW: "few", SCT: "scattered", BKN: "broken", OVC: "overcast", SKC: "sky clear", CLR: "clear as far as measured",
  NSC: "no significant cloud", NCD: "no cloud detected" };

const WEATHER = { RA: "rain", SN: "snow", SH: "showers", TS: "thunderstorm", DZ: "drizzle", FZ: "freezing", BR: "mist", FG: "fog",
  HZ: "haze", MI: "shallow", BC: "patches of", PR: "partial", DR: "low drifting", BL: "blowing", SG: "snow grains",
  IC: "ice crystals", PL: "ice pellets", GR: "hail", GS: "small hail or snow pellets", UP: "unknown precipitation", FU: "smoke",
  VA: "volcanic ash", DU: "widespread dust", SA: "sand", PY: "spray", PO: "dust or sand whirls", SQ: "squalls",
  FC: "funnel cloud", SS: "sandstorm", DS: "duststorm" };

const present = (value) => value !== null && value !== undefined;
const degrees = (value) => `${String(value).padStart(3, "0")}°`;
const number = (value) => value.toLocaleString("en-US", { maximumFractionDigits: 2 });

/** "13:51Z", with the day where `now` (ms) is another one. */
export function clockTime(iso, now) {
  const time = new Date(iso);
  const text = `${time.toISOString().slice(11, 16)}Z`;
  const sameDay = time.toISOString().slice(0, 10) === new Date(now).toISOString().slice(0, 10);
  return sameDay ? text : `${time.toISOString().slice(0, 10)} ${text}`;
}

/** "2 h 5 min ago" from milliseconds; what lies ahead is "in the future". */
export function age(milliseconds) {
  if (milliseconds < -60000) return "in the future";
  const minutes = Math.max(0, Math.floor(milliseconds / 60000));
  if (minutes < 1) return "less than a minute ago";
  if (minutes < 60) return `${minutes} min ago`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min ago`;
}

/** Before the figure that the report's P belongs to: the highest that is reported so (WMO No. 306, 15.5.6), or the higher one. */
function above(w, speed) {
  const limit = { MPS: 49, KMH: 199 }[w.unit] ?? 99;
  return w.above && (speed === limit || speed === Math.max(w.speed ?? 0, w.gust ?? 0)) ? "more than " : "";
}

export function wind(w) {
  if (!w) return null;
  if (w.calm) return "calm";
  const direction = w.variable ? "variable" : present(w.direction_deg) ? degrees(w.direction_deg) : "direction not reported";
  const speed = present(w.speed_kt) ? `${above(w, w.speed)}${w.speed_kt} kt` : "speed not reported";
  const gust = present(w.gust_kt) ? `, gusts ${above(w, w.gust)}${w.gust_kt} kt` : "";
  const between = present(w.variable_from_deg) ? `, varying ${degrees(w.variable_from_deg)} to ${degrees(w.variable_to_deg)}` : "";
  return `${direction} ${speed}${gust}${between}`;
}

export function visibility(v) {
  if (!v) return null;
  if (v.cavok) return "10 km or more (CAVOK)";
  const sign = v.less_than ? "less than " : v.greater_than ? "more than " : "";
  if (v.reported_unit === "sm" && present(v.statute_miles)) return `${sign}${number(v.statute_miles)} SM`;
  if (!present(v.meters)) return null;
  return v.meters >= 5000 ? `${sign}${number(v.meters / 1000)} km` : `${sign}${number(v.meters)} m`;
}

/** The intensity is the precipitation's, not the thunderstorm's; +FC is no funnel cloud any more. */
function phenomenon(group) {
  const phenomena = group.phenomena ?? [];
  const named = phenomena.map((code) => WEATHER[code] ?? code);
  const intensity = group.intensity === "moderate" ? null : group.intensity;
  const vicinity = group.vicinity ? "in the vicinity" : null;
  if (intensity === "heavy" && phenomena.includes("FC")) return ["tornado or waterspout", vicinity];
  if (group.descriptor === "TS") return [WEATHER.TS, named.length ? "with" : null, intensity, ...named, vicinity];
  return [intensity, WEATHER[group.descriptor] ?? group.descriptor, ...named, vicinity];
}

export function weather(report) {
  if (!report.weather?.length) return report.weather_state === "missing" ? "not reported" : null;
  return report.weather.map((group) => `${phenomenon(group).filter(Boolean).join(" ")} (${group.code})`).join(", ");
}

export function clouds(report) {
  const layers = (report.clouds ?? []).map((layer) => {
    const name = COVER[layer.cover] ?? "amount not reported";
    const base = present(layer.base_ft_agl) ? ` at ${number(layer.base_ft_agl)} ft` : "";
    return name + base + (layer.type ? ` ${layer.type}` : "");
  });
  if (present(report.vertical_visibility_ft)) layers.push(`vertical visibility ${number(report.vertical_visibility_ft)} ft`);
  return layers.length ? layers.join(", ") : null;
}

export function ceiling(c) {
  if (!c || c.state === "unknown") return c ? "unknown" : null;
  if (c.state === "none") return "none";
  return `${c.state === "at_most" ? "at most " : ""}${number(c.ft_agl)} ft${c.state === "indefinite" ? " (indefinite)" : ""}`;
}

export function pressure(a) {
  if (!a) return null;
  return a.reported_unit === "inhg" ? `${a.inhg.toFixed(2)} inHg (${Math.round(a.hpa)} hPa)` : `${Math.round(a.hpa)} hPa (${a.inhg.toFixed(2)} inHg)`;
}

function temperature(celsius) {
  return present(celsius) ? `${celsius} °C` : null;
}

/** [label, text] of what a METAR reports. */
export function metarRows(m) {
  return [
    ["Wind", wind(m.wind)], ["Visibility", visibility(m.visibility)], ["Weather", weather(m)], ["Clouds", clouds(m)],
    ["Ceiling", ceiling(m.ceiling)], ["Temperature", temperature(m.temperature_c)], ["Dew point", temperature(m.dewpoint_c)],
    ["Altimeter", pressure(m.altimeter)],
    ["Not understood", m.undecoded?.length ? m.undecoded.map((group) => group.text).join(" ") : null],
  ].filter(([, text]) => text !== null);
}

/** [label, text] of the conditions of a TAF's base or change group. */
export function conditionRows(c) {
  return [["Wind", wind(c.wind)], ["Visibility", visibility(c.visibility)], ["Weather", weather(c)], ["Clouds", clouds(c)]]
    .filter(([, text]) => text !== null && text !== "not reported");
}

/** "TEMPO 30 % 18:00Z to 22:00Z" */
export function periodTitle(change, now) {
  const probability = present(change.probability) ? ` ${change.probability} %` : "";
  return `${change.type}${probability} ${clockTime(change.from, now)} to ${clockTime(change.to, now)}`;
}
