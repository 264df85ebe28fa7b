"""`python -m benchmarks [PART…] [--quick] [--plans]`: all ratios, side by side, as a Markdown table."""

from __future__ import annotations

import importlib
import os
import platform
import sys
from collections.abc import Callable

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
    "hygiene": ("benchmarks.hygiene", "measure", 1),
}


def main() -> int:
    """Prints the table; 1 when a limit is not kept."""
    quick = "--quick" in sys.argv[1:]
    chosen = [name for name in sys.argv[1:] if not name.startswith("-")] or list(PARTS)
    if unknown := set(chosen) - set(PARTS):
        print(f"There is no {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    print(f"{platform.system()}, Python {platform.python_version()}, {os.cpu_count()} cores\n")
    print(HEADER, flush=True)
    broken = 0
    for name in chosen:
        for result in _measure(name, quick):
            print(result.row(), flush=True)
            broken += result.verdict.startswith("**")
    if "--plans" in sys.argv[1:]:
        from benchmarks.reads import plans

        print(f"\n```\n{plans()}\n```")
    return 1 if broken else 0


def _measure(name: str, quick: bool) -> list[Result]:
    module, function, rounds = PARTS[name]
    measure: Callable[..., list[Result]] = getattr(importlib.import_module(module), function)
    return measure(rounds) if quick and name != "hygiene" else measure()


if __name__ == "__main__":
    sys.exit(main())
