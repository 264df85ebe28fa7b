"""Writing a proof point: a story of one's own, with its result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crm.tui.dialogs.fields import AreaField, Completer, Field, LineField
from crm.tui.dialogs.form import FormDialog, Incomplete
from crm.tui.dialogs.items import TagsField
from crm.tui.dialogs.values import Desk, Submit, Suggest


@dataclass(frozen=True, slots=True)
class ProofValues:
    """A proof point as its form shows it."""

    title: str = ""
    situation: str = ""
    action: str = ""
    result: str = ""
    tags: tuple[str, ...] = ()


class ProofDialog(FormDialog[ProofValues]):
    """The situation, what one did, the result with a figure."""

    FORM = "proof"
    MAIN = "title"

    def __init__(
        self,
        values: ProofValues | None = None,
        *,
        desk: Desk,
        key: str = "",
        tags: Suggest | None = None,
        submit: Submit[ProofValues] | None = None,
    ) -> None:
        self.values = values or ProofValues()
        self.suggest_tags = tags
        heading = f"Proof point · {values.title}" if values else "A new proof point"
        super().__init__(heading, desk=desk, key=key, submit=submit)

    def make_fields(self) -> Iterable[Field]:
        """In the order in which one tells it."""
        values = self.values
        completer = Completer(self.suggest_tags, in_list=True) if self.suggest_tags else None
        yield LineField("title", "title", values.title, hint="a few words that you know the story by")
        yield AreaField("situation", "situation", values.situation, hint="where it was, and what was wrong")
        yield AreaField("action", "you did", values.action, hint="what you did yourself")
        yield AreaField("result", "result", values.result, hint="what came of it, with a figure")
        yield TagsField(
            "tags", "tags", values.tags, hint="with commas between: what it proves, in their words", suggester=completer
        )

    def read(self) -> ProofValues:
        """The proof point as it stands in the form."""
        fields = self.form_fields
        texts = {}
        for key in ("title", "situation", "action", "result"):
            field = fields[key]
            texts[key] = field.value if isinstance(field, LineField | AreaField) else field.text
        if not texts["title"].strip():
            raise Incomplete({"title": "A few words that you know the story by"})
        tags = fields["tags"]
        return ProofValues(**texts, tags=tags.values if isinstance(tags, TagsField) else ())
