"""`python -m benchmarks [PART…] [--quick] [--plans] [--record]`: all ratios, side by side, as a Markdown table.

`--quick` takes few rounds; `--plans` adds what SQLite plans for each page; `--record` puts both into
docs/BENCHMARKS.md.
"""

from __future__ import annotations

import importlib
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import HEADER, Result

#: The parts in the order of the table: module, function, and rounds for --quick.
PARTS: dict[str, tuple[str, str, int]] = {
    "frames": ("benchmarks.screen", "measure_frames", 3),
    "keys": ("benchmarks.screen", "measure_keys", 10),
    "memory": ("benchmarks.screen", "measure_memory", 1),
    "reads": ("benchmarks.reads", "measure", 5),
    "log": ("benchmarks.logging_a_touch", "measure", 10),
    "import": ("benchmarks.import_yaml", "measure", 1),
    "ics": ("benchmarks.calendar_file", "measure", 2),
    "feed": ("benchmarks.feed", "measure", 3),
    "placing": ("benchmarks.placing", "measure", 4),
    "duplicates": ("benchmarks.duplicates", "measure", 1),
    "hygiene": ("benchmarks.hygiene", "measure", 1),
}

RECORD = Path(__file__).resolve().parent.parent / "docs" / "BENCHMARKS.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def main() -> int:
    """Prints the table; 1 when a limit is not kept."""
    options = {name for name in sys.argv[1:] if name.startswith("-")}
    chosen = [name for name in sys.argv[1:] if not name.startswith("-")] or list(PARTS)
    if unknown := (set(chosen) - set(PARTS)) | (options - {"--quick", "--plans", "--record"}):
        print(f"There is no {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    lines: list[str] = []

    def say(text: str) -> None:
        print(text, flush=True)
        lines.append(text)

    say(f"{platform.system()}, Python {platform.python_version()}, {os.cpu_count()} cores\n")
    say(HEADER)
    broken = 0
    for name in chosen:
        for result in _measure(name, "--quick" in options):
            say(result.row())
            broken += result.verdict.startswith("**")
    if options & {"--plans", "--record"}:
        from benchmarks.reads import plans

        say(f"\nWhat SQLite plans at 100,000 contacts:\n\n```\n{plans().rstrip()}\n```")
    if "--record" in options:
        _record("\n".join(lines))
    return 1 if broken else 0


def _record(figures: str) -> None:
    text = RECORD.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    RECORD.write_text(f"{before}{BEGIN}\n\n{figures}\n\n{END}{after}", encoding="utf-8")


def _measure(name: str, quick: bool) -> list[Result]:
    module, function, rounds = PARTS[name]
    measure: Callable[..., list[Result]] = getattr(importlib.import_module(module), function)
    return measure(rounds) if quick and name != "hygiene" else measure()


if __name__ == "__main__":
    sys.exit(main())
