"""The card for the moment they ring with a no: short enough to read while somebody speaks."""

from __future__ import annotations

from crm.domain.opportunities import Opportunity, Stage, part_of

#: From when on somebody may ring with a decision.
_STAGES: tuple[Stage, ...] = ("interviewing", "final", "offer")
_CALLERS = ("hiring manager", "executive", "recruiter", "hr")


def ring_card(opportunity: Opportunity, records: str = "`callback no`") -> str:
    """What to say if they ring with a no, in four lines with the names filled in; empty before interviewing.

    `records` is what the person does to record it.

    The method's card: thank them, no dispute, one request for advice, may I stay in touch.
    """
    if opportunity.stage not in _STAGES:
        return ""
    callers = [person.name for part in _CALLERS for person in opportunity.people if part_of(person.part) == part]
    who = callers[0] if callers else "whoever it is"
    team = f"{opportunity.employer}" if opportunity.employer else "the team"
    lines = (
        f"Thank {who} for ringing in person, and for the time everybody at {team} took.",
        "No dispute: “I understand, and I wish you and whoever you chose all the best.”",
        f"One question, as advice: “What should I build to be stronger for the next {opportunity.title} with you?” "
        "Listen, and write the answer down.",
        f"“May I stay in touch?” Then the no goes in with {records}, and the next steps are laid out.",
    )
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))
