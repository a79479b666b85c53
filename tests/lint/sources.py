"""The project's files, and C without its comments and texts."""
import re
from pathlib import Path

TEXT_SUFFIXES = {".c", ".h", ".py", ".js", ".css", ".html", ".md", ".mk", ".am", ".ac", ".in", ".conf", ".sh", ".yaml", ".txt", ""}
FOLDERS = ("src", "tests", "docs", "fcgi-conf", "frontend", "data", ".ci")
TOP_FILES = ("Makefile.am", "configure.ac", "README.md", "CHANGELOG.md", "bootstrap.sh")
COMMENT_OR_TEXT = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def c_files(root, folder="src"):
    """Every .c and .h below a folder, sorted."""
    return sorted(path for path in (root / folder).rglob("*") if path.suffix in (".c", ".h"))


def text_files(root):
    """Every file that people write, data excepted."""
    found = [root / name for name in TOP_FILES if (root / name).exists()]
    for folder in FOLDERS:
        if (root / folder).is_dir():
            found += [path for path in (root / folder).rglob("*")
                      if path.is_file() and path.suffix in TEXT_SUFFIXES and "__pycache__" not in path.parts]
    return sorted(found)


def read(path):
    return path.read_text(encoding="utf-8", errors="replace")


def code_of(path):
    """The file with comments and contents of texts blanked; lines and columns stay."""
    return COMMENT_OR_TEXT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), read(path))


def root_from(argv):
    return Path(argv[1]).resolve() if len(argv) > 1 else Path(__file__).resolve().parents[2]
