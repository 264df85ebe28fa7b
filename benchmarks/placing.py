"""Placing the touches of plans after a no: fifty plans against ten, and one against what a keypress may cost."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from benchmarks.measure import Result, compare, in_turn, seconds, show, typical
from benchmarks.people import TODAY
from crm.domain.placing import place
from crm.domain.workdays import WorkWeek

MANY, FEW = 50, 10
#: Five times the plans may take so many times as long.
LIMIT = 6.0
#: One plan of nine touches, in seconds.
ONE_PLAN = 0.015
TOUCHES = 9


def measure(rounds: int = 12) -> list[Result]:
    """One line for many plans, one for a single one."""
    random = Random(1)
    place_plans(FEW, random)
    many, few, one = in_turn(
        [
            lambda: seconds(lambda: place_plans(MANY, random)),
            lambda: seconds(lambda: place_plans(FEW, random)),
            lambda: seconds(lambda: place_plans(1, random)),
        ],
        rounds,
    )
    took = typical(one)
    return [
        compare(f"{MANY} plans placed", many, few, LIMIT, (f"{MANY} plans", f"{FEW} plans")),
        Result("one plan placed", f"{show(took)} (best {show(min(one))})", show(ONE_PLAN), took / ONE_PLAN, 1),
    ]


def place_plans(plans: int, random: Random) -> None:
    """Nine touches for each plan, on working days, with a no, a start and early steps of its own."""
    week = WorkWeek(holidays=frozenset(TODAY + timedelta(days=random.randrange(620)) for _ in range(12)))
    for _ in range(plans):
        no = TODAY - timedelta(days=random.randrange(60))
        coffee = random.randrange(12, 20)
        place(
            TOUCHES,
            touched=(1, 3, coffee),
            earliest=coffee + 21,
            latest=coffee + 65,
            allowed=lambda day, no=no: week.is_working(no + timedelta(days=day)),  # type: ignore[misc]
            new_start=random.choice([None, random.randrange(1, 90)]),
        )
