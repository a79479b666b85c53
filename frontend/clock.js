// The server's time: the Date header of the last answer, in a simulation plus X-Simulated-Clock-Offset, and the time
// elapsed since. The browser's own clock may be wrong by any amount and is never asked.

let serverMs = null;
let receivedMs = 0;

/** Takes the time of a round of answers: the latest one, because the offset in a cached answer may be some seconds old. */
export function synchronize(answers) {
  const times = answers.map((headers) => Date.parse(headers.get("Date") ?? "") + 1000 * Number(headers.get("X-Simulated-Clock-Offset") ?? 0));
  const latest = Math.max(...times.filter((time) => !Number.isNaN(time)));
  if (!Number.isFinite(latest)) return;
  serverMs = latest;
  receivedMs = performance.now();
}

/** Milliseconds since 1970, or null before the first answer. */
export function now() {
  return serverMs === null ? null : serverMs + (performance.now() - receivedMs);
}
