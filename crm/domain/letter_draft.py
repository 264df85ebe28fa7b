"""A letter laid out from the interview's own material: lines to write over, never sentences to send.

Everything that the program puts there but the greeting stands in square brackets, where the letter check finds what
was left in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crm.domain.letter_findings import PointKind
from crm.domain.letters import KINDS
from crm.domain.text import clean_line

# What the letter check still takes for one placeholder.
_LONGEST_MARK = 560
_BRACKETS = str.maketrans("[]", "()")


@dataclass(frozen=True, slots=True)
class DraftProof:
    """A story of one's own: what was the case, what one did, what came of it."""

    title: str = ""
    situation: str = ""
    action: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class DraftPoint:
    """A challenge or concern in their words, and the proof points that answer it."""

    text: str
    kind: PointKind
    proofs: tuple[DraftProof, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftMaterial:
    """What a draft is laid out from; whatever is empty is asked for or left out.

    `opportunity` is the title of the role. `advantage` is what one offers against the competition, `competition`
    what they said to "how do I compare". `last_touch` says in words when and what the last touch was. `feedback` is
    their advice, `feedback_done` what came of it. `offer` and `news` are what the letter brings.
    """

    recipient: str = ""
    given: str = ""
    employer: str = ""
    opportunity: str = ""
    points: tuple[DraftPoint, ...] = ()
    advantage: str = ""
    competition: str = ""
    own_questions: tuple[str, ...] = ()
    responsibilities: tuple[str, ...] = ()
    chemistry: str = ""
    last_touch: str = ""
    feedback: str = ""
    feedback_done: str = ""
    offer: str = ""
    news: str = ""
    own_name: str = ""


def lay_out_letter(kind: str, material: DraftMaterial) -> str:
    """The draft of a letter of `kind` (a name of `KINDS`), ending in a newline. Raises KeyError for no such kind."""
    body = _BODIES[KINDS[kind].name](material)
    name = clean_line(material.own_name)
    parts = [_greeting(material), *body, name or _mark("Your name")]
    return "\n\n".join(parts) + "\n"


def _greeting(material: DraftMaterial) -> str:
    name = clean_line(material.given) or clean_line(material.recipient)
    return f"Dear {name}," if name else "Dear [name],"


def _mark(*texts: str) -> str:
    """One thing to write over, on one line and not longer than the letter check reads."""
    words = ". ".join(said.rstrip(".") for said in (clean_line(text).translate(_BRACKETS) for text in texts) if said)
    if len(words) > _LONGEST_MARK:
        words = words[: _LONGEST_MARK - 1].rsplit(" ", 1)[0] + "…"
    return f"[{words}]"


def _influence(material: DraftMaterial) -> Iterator[str]:
    yield _opening(material, "What stayed with you from the conversation, in one sentence")
    yield from _challenges(material)
    yield from _concerns(material)
    yield _advantage(material)
    yield from _questions(material.own_questions)
    yield _next_step()


def _cover(material: DraftMaterial) -> Iterator[str]:
    role = clean_line(material.opportunity)
    employer = clean_line(material.employer) or "them"
    yield _mark(f"Why {employer}, and why {role or 'this role'}: one reason that holds for nobody else")
    for each in material.responsibilities:
        yield _mark(f"The role asks for: {_plain(each)}", "What you did that comes nearest, with its result")
    yield from _challenges(material)
    yield from _concerns(material)
    yield _advantage(material)
    yield _next_step()


def _thanks(material: DraftMaterial) -> Iterator[str]:
    yield _opening(material, "What you thank them for: one thing they did or said on the way")
    yield _mark("Every good wish to them and to the new colleague, in your own words")
    employer = clean_line(material.employer) or "them"
    yield _mark(f"The open door: why {employer} stays on your list, and that you would be glad to hear from them")


def _feedback(material: DraftMaterial) -> Iterator[str]:
    yield _opening(material, "What you have been thinking about since")
    if concerns := [_plain(point.text) for point in material.points if point.kind == "concern"]:
        yield _mark(f"They had wondered about: {'; '.join(concerns)}", "Ask about the one that you would work on")
    role = clean_line(material.opportunity) or "such a role"
    yield _mark(f"One question, as advice: what to build or learn to be stronger for {role} next time")
    yield _mark("That a short answer is welcome, whenever there is a quiet minute")


def _keep_in_touch(material: DraftMaterial) -> Iterator[str]:
    yield _opening(material, "What made you think of them today")
    yield from _done_about_feedback(material)
    yield from _challenges_in_mind(material, "What you read, saw or built since that touches it")
    yield from _questions(material.own_questions[:1], "One light question, about their work and not about the job")


def _offer(material: DraftMaterial) -> Iterator[str]:
    yield _opening(material, "What made you think of them")
    yield _mark(
        f"What you offer: {_plain(material.offer)}" if material.offer else "The article or the person you offer"
    )
    yield from _challenges_in_mind(material, "Why it may help with that, in one sentence")
    yield _mark("That nothing is expected back")


def _news(material: DraftMaterial) -> Iterator[str]:
    yield _mark(f"Your news: {_plain(material.news)}" if material.news else "Your news, in one sentence")
    yield _opening(material, "What they have to do with it: what they said or did that helped")
    yield from _done_about_feedback(material)
    yield _mark("A good wish for what they are working on")


def _handwritten(material: DraftMaterial) -> Iterator[str]:
    yield _opening(material, "One moment you remember with pleasure")
    yield _mark("Every good wish, in your own words; it fits on a card")


_BODIES = {
    "cover": _cover,
    "influence": _influence,
    "thanks": _thanks,
    "feedback": _feedback,
    "keep-in-touch": _keep_in_touch,
    "offer": _offer,
    "news": _news,
    "handwritten": _handwritten,
}


def _plain(text: str) -> str:
    return clean_line(text).rstrip(".")


def _opening(material: DraftMaterial, ask: str) -> str:
    tone = f"How it was between you: {_plain(material.chemistry)}; follow their lead" if material.chemistry else ""
    last = f"Last touch: {_plain(material.last_touch)}" if material.last_touch else ""
    return _mark(ask, last, tone)


def _challenges(material: DraftMaterial) -> Iterator[str]:
    for point in material.points:
        if point.kind == "challenge":
            ask = "Set beside it one like it that you have solved"
            yield from _point(f"They named: {_plain(point.text)}", ask, point.proofs)


def _concerns(material: DraftMaterial) -> Iterator[str]:
    for point in material.points:
        if point.kind == "concern":
            ask = "Say it as they said it, and meet it head-on with what you did"
            yield from _point(f"Their concern: {_plain(point.text)}", ask, point.proofs)


def _point(named: str, ask: str, proofs: Iterable[DraftProof]) -> Iterator[str]:
    stories = [story for proof in proofs if (story := _story(proof))]
    lines = [_mark(named, ask if stories else f"{ask}; no proof point is tied to it yet"), *stories]
    yield "\n".join(lines)


def _story(proof: DraftProof) -> str:
    labelled = (("situation", proof.situation), ("you", proof.action), ("result", proof.result))
    told = [f"{label}: {_plain(text)}" for label, text in labelled if text.strip()]
    title = _plain(proof.title)
    if not title and not told:
        return ""
    return _mark(f"Proof: {title}" if title else "Proof", *told)


def _advantage(material: DraftMaterial) -> str:
    compared = f"They said of the others: {_plain(material.competition)}" if material.competition else ""
    if material.advantage:
        return _mark(f"What only you offer: {_plain(material.advantage)}", compared)
    return _mark("What you offer that the others do not", compared)


def _questions(questions: Iterable[str], ask: str = "One thing you would really like to know") -> Iterator[str]:
    asked = [_plain(question) for question in questions if question.strip()]
    if asked:
        yield "\n".join(_mark(f"Left open, ask it: {question}") for question in asked)
    else:
        yield _mark(ask)


def _done_about_feedback(material: DraftMaterial) -> Iterator[str]:
    if material.feedback or material.feedback_done:
        said = f"They advised: {_plain(material.feedback)}" if material.feedback else ""
        done = f"You did: {_plain(material.feedback_done)}" if material.feedback_done else "What you did about it"
        yield _mark(said, done)


def _challenges_in_mind(material: DraftMaterial, ask: str) -> Iterator[str]:
    named = [_plain(point.text) for point in material.points if point.kind == "challenge"]
    if named:
        yield _mark(f"They named: {'; '.join(named)}", ask)


def _next_step() -> str:
    return _mark("The next step, yours: a call on a day you name, or something you will send")
