"""`python -m docs.build [--check]`, from the root of the checkout."""

import sys
from difflib import unified_diff
from pathlib import Path

from .pages import pages

ROOT = Path(__file__).resolve().parents[2]


def main(check: bool) -> int:
    """Write every page that differs, or say how it differs; 1 where a check found something."""
    differs = False
    for name, wanted in pages(ROOT).items():
        path = ROOT / name
        found = path.read_text("utf-8") if path.exists() else ""
        if found == wanted:
            continue
        differs = True
        if check:
            sys.stdout.writelines(unified_diff(found.splitlines(True), wanted.splitlines(True), name, f"{name} (from the code)"))
        else:
            path.write_text(wanted, "utf-8")
            sys.stdout.write(f"{name}\n")
    if check and differs:
        sys.stderr.write("Run make docs and commit what it writes.\n")
    return int(check and differs)


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
