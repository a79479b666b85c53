"""Which folder of src/ may include what. The architecture stands here as a table; docs/ARCHITECTURE.md explains it."""
import re
import sys

import sources
import tap

PROGRAMS = ("api", "nlp", "ingest", "cli")
LIBRARIES = {
    "base": set(),
    "tac": {"base"},
    "geo": {"base"},
    "render": {"base", "tac", "geo"},
    "store": {"base", "tac", "geo"},
    "upstream": {"base", "tac", "geo"},
    "http": {"base"},
    "service": {"base", "tac", "geo", "render", "store", "upstream"},
}
MAY_INCLUDE = {**LIBRARIES, **{program: set(LIBRARIES) for program in PROGRAMS}}

# Headers of engines, and where alone they may stand: a change of engine then touches one folder.
ENGINES = {
    r"lmdb\.h": ("store",),
    r"hiredis/": ("store",),
    r"mongoc|bson": ("store",),
    r"curl/": ("upstream",),
    r"expat\.h": ("upstream",),
    r"fcgi": ("http",),
    r"microhttpd\.h": ("ingest",),
    r"systemd/": ("ingest",),
}
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.MULTILINE)
GENERATED = {"build_config.h", "config.h"}


def includes(path):
    """(form, name, line) of each #include; form is < or "."""
    text = sources.read(path)
    for match in INCLUDE.finditer(text):
        yield match[1], match[2], text.count("\n", 0, match.start()) + 1


def directions(root):
    for path in sources.c_files(root):
        folder = path.relative_to(root / "src").parts[0]
        for form, name, line in includes(path):
            if form != '"' or name in GENERATED:
                continue
            target, slash, _ = name.partition("/")
            where = f"{path.relative_to(root)}:{line}"
            if not slash or target in ("..", ".") or target not in MAY_INCLUDE:
                yield f'{where}: "{name}": an include is written from src, as "folder/file.h"'
            elif target != folder and target not in MAY_INCLUDE.get(folder, set()):
                yield f"{where}: {folder} must not include {target} ({name})"


def engines(root):
    for path in sources.c_files(root):
        folder = path.relative_to(root / "src").parts[0]
        for form, name, line in includes(path):
            for pattern, folders in ENGINES.items():
                if form == "<" and re.match(pattern, name) and folder not in folders:
                    yield f"{path.relative_to(root)}:{line}: <{name}> belongs in src/{folders[0]} only"


def own_header_first(root):
    for path in sources.c_files(root):
        own = path.with_suffix(".h")
        if path.suffix != ".c" or not own.exists():
            continue
        first = next(includes(path), None)
        wanted = str(own.relative_to(root / "src"))
        if first is None or first[1] != wanted:
            yield f'{path.relative_to(root)}: the first include is "{wanted}"'


def guards(root):
    for path in sources.c_files(root):
        if path.suffix != ".h":
            continue
        name = str(path.relative_to(root / "src"))
        wanted = "AW_" + re.sub(r"[^A-Za-z0-9]", "_", name).upper()
        if f"#ifndef {wanted}\n#define {wanted}\n" not in sources.read(path):
            yield f"src/{name}: its guard is {wanted}"


def main(argv):
    root = sources.root_from(argv)
    return tap.report([
        ("includes go one way", list(directions(root))),
        ("headers of engines stand in their adapters", list(engines(root))),
        ("a source includes its own header first", list(own_header_first(root))),
        ("an include guard is the path", list(guards(root))),
    ])


if __name__ == "__main__":
    sys.exit(main(sys.argv))
