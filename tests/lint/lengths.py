"""Files stay under 600 lines, functions under 60. What is longer is listed in lengths.txt with its length, and only shrinks.

    lengths.py [ROOT] [--update]    --update writes the list anew
"""
import re
import sys

import sources
import tap

FILE_LINES = 600
FUNCTION_LINES = 60
LIST = "tests/lint/lengths.txt"
SIGNATURE = re.compile(r"(\w+)\s*\((?:[^()]|\([^()]*\))*\)\s*$")


def long_files(root):
    for path in sources.text_files(root):
        if path.suffix in (".c", ".h", ".py", ".js"):
            lines = sources.read(path).count("\n")
            if lines > FILE_LINES:
                yield str(path.relative_to(root)), lines


def long_functions(root):
    """Functions of src/ whose body, braces included, is too long; clang-format puts those braces in the first column.

    Tests are left out: a table of cases inside a test is not two things.
    """
    for path in sources.c_files(root):
        start, name, above = None, None, ""
        for number, line in enumerate(sources.code_of(path).splitlines(), 1):
            if line.rstrip() == "{":
                found = SIGNATURE.search(above)
                start, name = (number, found[1]) if found else (None, None)
            elif line.startswith("}") and start is not None:
                if number - start + 1 > FUNCTION_LINES:
                    yield f"{path.relative_to(root)}:{name}", number - start + 1
                start = None
            above = "" if line.startswith(("}", "#")) or line.rstrip().endswith(";") else above + " " + line.strip()


def listed(root):
    allowed = {}
    for line in sources.read(root / LIST).splitlines():
        if line and not line.startswith("#"):
            name, lines = line.split()
            allowed[name] = int(lines)
    return allowed


def problems(found, allowed, limit):
    for name, lines in found.items():
        if name not in allowed:
            yield f"{name}: {lines} lines, more than {limit}: there are two things in it"
        elif lines > allowed[name]:
            yield f"{name}: {lines} lines, was {allowed[name]}: it may only shrink"


def outdated(found, allowed):
    for name, lines in allowed.items():
        if found.get(name, 0) < lines:
            yield f"{name}: {found.get(name, 'no longer too long')} (listed: {lines}); lower it in {LIST}"


def update(root, found):
    text = "# What is too long, and how long (lengths.py --update writes this). Entries only shrink and go.\n"
    (root / LIST).write_text(text + "".join(f"{name} {lines}\n" for name, lines in sorted(found.items())), encoding="utf-8")


def main(argv):
    if "--update" in argv:
        argv.remove("--update")
        root = sources.root_from(argv)
        update(root, {**dict(long_files(root)), **dict(long_functions(root))})
        return 0
    root = sources.root_from(argv)
    files, functions, allowed = dict(long_files(root)), dict(long_functions(root)), listed(root)
    return tap.report([
        (f"files have at most {FILE_LINES} lines", list(problems(files, allowed, FILE_LINES))),
        (f"functions have at most {FUNCTION_LINES} lines", list(problems(functions, allowed, FUNCTION_LINES))),
        ("the list of what is too long shrinks", list(outdated({**files, **functions}, allowed))),
    ])


if __name__ == "__main__":
    sys.exit(main(sys.argv))
