"""symbols.py INCLUDE MAN [LIBRARY.so] [LIBRARY.a]: what the installed headers declare is what the libraries have, and all of
it is documented. TAP."""
import pathlib
import re
import subprocess
import sys

PREFIXES = ("tac_", "metar_", "taf_", "pirep_", "sigmet_", "notam_")
include, man, *libraries = map(pathlib.Path, sys.argv[1:])
number = 0
failed = False


def result(complaints, name):
    global number, failed
    number += 1
    print(f"{'not ok' if complaints else 'ok'} {number} - {name}")
    for complaint in sorted(complaints):
        print(f"# {complaint}")
    failed = failed or bool(complaints)


def source(header):
    text = re.sub(r"/\*.*?\*/", " ", header.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"^\s*#.*(?:\\\n.*)*$", "", text, flags=re.MULTILINE)
    return re.sub(r'extern "C" \{', "", text)


def functions(text):
    """Of prototypes: bodies and structures are blanked out first, inside out."""
    while re.search(r"\{[^{}]*\}", text):
        text = re.sub(r"\{[^{}]*\}", " ", text)
    return set(re.findall(r"\b([a-z]\w*)\s*\([^()]*\)\s*;", text))


def members(text):
    """(structure, member) of each structure."""
    for structure, body in re.findall(r"struct (\w+) \{((?:[^{}]|\{[^{}]*\})*)\}", text):
        for declaration in re.sub(r"[{}]", ";", body).split(";"):
            for name in declaration.split(","):
                if (match := re.search(r"(\w+)\s*(?:\[[^\]]*\])*\s*$", name)) and match[1] != "struct":
                    yield structure, match[1]


def defined(library, *options):
    out = subprocess.run(["nm", *options, "--defined-only", library], capture_output=True, text=True, check=True).stdout
    names = [line.split()[-1] for line in out.splitlines() if len(line.split()) == 3 and line.split()[1] != "A"]
    return [name for name in names if not name.startswith("__")]  # the compiler's own, of a sanitizer


texts = {header: source(header) for header in sorted(include.rglob("*.h"))}
declared = set().union(*(functions(text) for text in texts.values()))
result({f"{name} has a foreign prefix" for name in declared if not name.startswith(PREFIXES)} or
       (set() if len(declared) > 30 else {"hardly any function was found"}), "functions have the library's prefixes")
for library in libraries:
    if ".so" in library.name:
        exported = defined(library, "-D")
        result({f"{name} has no version" for name in exported if not name.endswith("@@TAC_1.0")}, "every symbol has a version")
        names = {name.partition("@")[0] for name in exported}
        result({f"{name} is declared, not exported" for name in declared - names} |
               {f"{name} is exported, not declared" for name in names - declared}, "exported is what is declared")
    else:
        names = set(defined(library, "-g"))
        result({f"{name} may clash" for name in names if not name.startswith(PREFIXES)} |
               {f"{name} is declared, not defined" for name in declared - names}, "the archive keeps to its prefixes")

manual = {page: page.read_text(encoding="utf-8") for page in man.iterdir() if page.suffix in (".3", ".5")}
prose = "\n".join(manual.values())
words = set(re.findall(r"\w+", prose))
result(declared - words, "every function is in a manual page")
result({f"{structure}.{member}" for text in texts.values() for structure, member in members(text) if member not in words},
       "every member of a structure is in a manual page")
print(f"1..{number}")
sys.exit(failed)
