"""Drafts: what was typed in a form that was left with Esc, kept until the form is saved or started afresh."""

from __future__ import annotations

from collections.abc import Mapping


class DraftStore:
    """Drafts of one run of the app, by form and by whom it is about. Memory only: nothing private on disk."""

    def __init__(self) -> None:
        self._drafts: dict[tuple[str, str], dict[str, str]] = {}
        self._words: dict[tuple[str, str], str] = {}

    def get(self, form: str, key: str) -> dict[str, str]:
        """The texts kept for this form, by field; empty when there are none."""
        return dict(self._drafts.get((form, key), {}))

    def keep(self, form: str, key: str, texts: Mapping[str, str], words: str = "") -> None:
        """Keep `texts` (of the fields that were changed) for the next time; no texts, no draft.

        `words` say what it is, for the question before leaving: `A note for Dana Whitfield`.
        """
        if texts:
            self._drafts[form, key] = dict(texts)
            self._words[form, key] = words or form
        else:
            self.drop(form, key)

    def drop(self, form: str, key: str) -> None:
        """Forget this form's draft, if there is one."""
        self._drafts.pop((form, key), None)

    def waiting(self) -> list[str]:
        """What is half written, in words."""
        return [self._words[key] for key in self._drafts]

    def __len__(self) -> int:
        return len(self._drafts)
