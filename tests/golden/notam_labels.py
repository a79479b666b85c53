#!/usr/bin/env python3
"""notam_labels.py PROGRAM LABELS.jsonl CORPUS.json: NOTAMs that were labelled by reading them, in TAP.

A label: sha1 of the text with its white space collapsed (the texts are not in the project); expect, members that the
decoded NOTAM must have (text_sha1 is of its text, white space collapsed); at, for moments whether it is active then, null
where the text leaves it open. What the decoder does not know counts as missed, what it says wrongly as wrong.
"""
import hashlib
import json
import subprocess
import sys

RIGHT_LEAST = 98.0  # per cent of the moments


def collapse(text):
    return " ".join(text.replace("\\n", " ").split())


def decode(program, raws, *options):
    command = [program, "decode", "--type", "notam", "--jsonl", "--reference-time", "2026-04-15T00:00:00Z", *options]
    run = subprocess.run(command, input=json.dumps(raws), capture_output=True, text=True, check=True, encoding="utf-8")
    return [json.loads(line) for line in run.stdout.splitlines()]


def value(name, decoded):
    if name == "text_sha1":
        return hashlib.sha1(collapse(decoded.get("text") or "").encode()).hexdigest()
    return decoded.get(name)


def field_problems(labels, texts, decoded):
    for label, text, row in zip(labels, texts, decoded):
        for name, want in label["expect"].items():
            got = value(name, row.get("decoded", {}))
            if want != got:
                yield f"{text[:60]!r}: {name}: want {want!r}, got {got!r}"


def moments(program, labels, texts):
    """(text, time, want, got) of every moment of every label."""
    times = {}
    for label, text in zip(labels, texts):
        for time, want in label.get("at", {}).items():
            times.setdefault(time, []).append((text, want))
    for time, cases in sorted(times.items()):
        rows = decode(program, [text for text, _ in cases], "--at", time)
        for (text, want), row in zip(cases, rows):
            yield text, time, want, row["active_at"]


def tell(number, ok, name, problems):
    print(f"{'ok' if ok else 'not ok'} {number} - {name}")
    for line in problems:
        print(f"#   {line}")
    return ok


def main():
    program, labels_path, corpus_path = sys.argv[1:4]
    with open(labels_path, encoding="utf-8") as f:
        labels = [json.loads(line) for line in f]
    with open(corpus_path, encoding="utf-8") as f:
        corpus = {hashlib.sha1(" ".join(x.split()).encode()).hexdigest(): x for x in json.load(f)}
    labels = [x for x in labels if x["sha1"] in corpus]
    texts = [corpus[x["sha1"]] for x in labels]
    print("1..4")
    ok = tell(1, len(labels) >= 200, f"{len(labels)} labelled NOTAMs, at least 200", [])
    problems = list(field_problems(labels, texts, decode(program, texts)))
    ok &= tell(2, not problems, "fields of the labelled NOTAMs", problems)
    found = list(moments(program, labels, texts))
    wrong = [f"{t[:60]!r} at {time}: want {want}, got {got}" for t, time, want, got in found
             if got is not None and got != want]
    missed = [f"{t[:60]!r} at {time}: want {want}, got null" for t, time, want, got in found
              if got is None and want is not None]
    right = 100 - 100 * (len(wrong) + len(missed)) / max(len(found), 1)
    ok &= tell(3, not wrong, f"{len(found)} moments, none wrong that it claims to know", wrong)
    ok &= tell(4, right >= RIGHT_LEAST, f"{right:.2f} % of the moments right", missed)
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
