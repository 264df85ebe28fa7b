"""`callback letter new`: a draft from what is known."""

from __future__ import annotations

import click

from crm.cli.lazy import examples
from crm.cli.letter_edit import write_in_editor
from crm.cli.letter_phrases import detail_json, named
from crm.cli.output import print_json, say, say_text, tell
from crm.cli.parameters import LINE, NAME, json_option, who_argument
from crm.cli.picking import person
from crm.cli.state import State, pass_state
from crm.domain.letters import KINDS
from crm.domain.words import count


@click.command(
    epilog=examples(
        "callback letter new dana                              an influence letter, from the last interview",
        "callback letter new dana --kind thanks --edit         after a no, straight into your editor",
        'callback letter new sam --kind offer --subject "That article on churn"',
    )
    + "\n\n\b\nKinds:\n"
    + "\n".join(f"  {kind.name:14} {kind.words}" for kind in KINDS.values())
)
@who_argument()
@click.option("--kind", "-k", type=click.Choice(tuple(KINDS)), default="influence", show_default=True)
@click.option(
    "--for",
    "role",
    type=NAME,
    metavar="OPPORTUNITY",
    help="What it is about: an id or part of the title. Without it the only one they have a part in.",
)
@click.option("--by", "channel", type=click.Choice(("email", "letter", "message")), help="How it goes out.")
@click.option("--subject", "-s", type=LINE, metavar="TEXT", help="The subject.")
@click.option("--edit", "-e", "edit_it", is_flag=True, help="Open it in your editor ($VISUAL, $EDITOR).")
@json_option()
@pass_state
def new(
    state: State,
    who: str,
    kind: str,
    role: str | None,
    channel: str | None,
    subject: str | None,
    edit_it: bool,
    as_json: bool,
) -> None:
    """Begin a letter to WHO with a draft from what is known.

    The draft holds the challenges and concerns of the interview with your proof points, what speaks for you, and
    your open questions: what you noted, never ready-made phrases.
    """
    with state.open() as book:
        from crm.book.letter_material import usual_opportunity
        from crm.book.letter_reading import get_letter
        from crm.book.letters import new_letter

        row = person(book, who)
        if role:
            from crm.book.opportunities import the_opportunity

            opportunity_id: int | None = the_opportunity(book, role).id
        else:
            opportunity_id = usual_opportunity(book, row.id)
        letter_id = new_letter(
            book, kind, contact_id=row.id, opportunity_id=opportunity_id, channel=channel, subject=subject
        )
        detail = get_letter(book, letter_id)
    if edit_it:
        write_in_editor(state, detail)
        with state.open() as book:
            detail = get_letter(book, letter_id)
    if as_json:
        print_json(detail_json(detail))
        return
    about = f", for {detail.row.opportunity}" if detail.row.opportunity else ""
    say(f"Begun: {named(detail.row)}{about} (id {letter_id}).")
    if not edit_it:
        say()
        say_text(detail.text)
        tell(f"`callback letter edit {letter_id}` opens it in your editor.")
    else:
        say(f"{count(len(detail.text.split()), 'word')}. `callback letter check {letter_id}` looks it over.")
