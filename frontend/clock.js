// The server's time: the Date header of the last answer, in a simulation plus X-Simulated-Clock-Offset, and the time
// elapsed since. The browser's own clock may be wrong by any amount and is never asked.

let serverMs = null;
let receivedMs = 0;

/** Takes the time of an answer. */
export function synchronize(headers) {
  const date = Date.parse(headers.get("Date") ?? "");
  if (Number.isNaN(date)) return;
  serverMs = date + 1000 * Number(headers.get("X-Simulated-Clock-Offset") ?? 0);
  receivedMs = performance.now();
}

/** Milliseconds since 1970, or null before the first answer. */
export function now() {
  return serverMs === null ? null : serverMs + (performance.now() - receivedMs);
}
