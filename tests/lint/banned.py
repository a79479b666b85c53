"""What must not stand in the sources: functions that can't be used safely, typedefs of structs, paths of somebody's machine."""
import re
import sys

import sources
import tap

FUNCTIONS = re.compile(
    r"\b(atoi|atol|atof|sscanf|strcpy|strcat|sprintf|vsprintf|strtok|localtime|gmtime|gets|alloca)\s*\(")
EXIT = re.compile(r"(?<![\w.>])exit\s*\(")
TYPEDEF = re.compile(r"\btypedef\s+(struct|union|enum)\b(?!.*\()")  # the type of a function may be named
# Home directories and this-and-that of one machine; written so that this file does not match itself.
MACHINE = re.compile(r"(?<![\w.])/(?:hom[e]/\w|roo[t]/|User[s]/\w|wor[k]/\w)|/tmp/b[-]")


def matches(root, pattern, files, text_of, message):
    for path in files:
        for number, line in enumerate(text_of(path).splitlines(), 1):
            found = pattern.search(line)
            if found:
                yield f"{path.relative_to(root)}:{number}: {message.format(found[0].rstrip('( '))}"


def main(argv):
    root = sources.root_from(argv)
    code = sources.c_files(root)
    tests = sources.c_files(root, "tests")
    not_main = [path for path in code if path.stem not in ("main", "compile_airports")]
    return tap.report([
        ("no banned function", list(matches(root, FUNCTIONS, code + tests, sources.code_of, "{} is banned"))),
        ("exit only in main", list(matches(root, EXIT, not_main, sources.code_of, "{}() outside main"))),
        ("no typedef of a struct", list(matches(root, TYPEDEF, code, sources.code_of, "{}"))),
        ("no path of a machine", list(matches(root, MACHINE, sources.text_files(root), sources.read, "{}"))),
    ])


if __name__ == "__main__":
    sys.exit(main(sys.argv))
