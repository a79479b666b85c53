// peer.mjs MODULE KIND FILE: metar-taf-parser's rate, said as bench_decoders says ours (see there).
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const ISSUED = new Date(Date.UTC(2026, 9, 15));
const RUN_MS = 200;

const [modulePath, kind, file] = process.argv.slice(2);
const { parseMetar, parseTAF } = await import(pathToFileURL(modulePath));
const parse = { metar: parseMetar, taf: parseTAF }[kind];
const reports = readFileSync(file, "utf8").split("\n").filter((line) => line !== "");

function runAll() {
    let decoded = 0;
    for (const raw of reports) {
        try {
            parse(raw, { issued: ISSUED });
            decoded++;
        } catch {
            // whatever it throws, it has not decoded the report
        }
    }
    return decoded;
}

const decoded = runAll(); // not timed: compiles the code
const start = performance.now();
let passes = 0;
let ms = 0;
while (ms < RUN_MS) {
    runAll();
    passes++;
    ms = performance.now() - start;
}
const perSecond = Math.round((passes * reports.length * 1000) / ms);
console.log(JSON.stringify({ reports: reports.length, decoded, per_second: perSecond }));
