// peer.mjs MODULE KIND FILE: metar-taf-parser's rate, said as bench_decoders says ours (see there).
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const ISSUED = new Date(Date.UTC(2026, 9, 15));
const RUN_US = 200_000;

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
const start = process.cpuUsage();
let passes = 0;
let us = 0;
while (us < RUN_US) {
    runAll();
    passes++;
    const used = process.cpuUsage(start);
    us = used.user + used.system;
}
const perSecond = Math.round((passes * reports.length * 1e6) / us);
console.log(JSON.stringify({ reports: reports.length, decoded, per_second: perSecond }));
