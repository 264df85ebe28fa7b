"""What a sync did, in sentences."""

from __future__ import annotations

from dataclasses import dataclass, field

from crm.book.publish_asks import Ask


@dataclass(slots=True)
class SyncReport:
    """What a sync did, a sentence for each event.

    `put`, `updated`, `removed`: there. `moved`: here, as it was moved there. `asks`: what the person has to decide,
    from earlier syncs too. `notes` are to be known, `problems` tell what could not be done. `unchanged` counts what
    was the same on both sides. `emptied`: so many of ours are gone there at once that nothing was done before
    somebody says what that means (gone, of how many). `stopped`: why it ended early, a sentence; what was done
    before holds, and the next sync goes on from there.
    """

    put: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    unchanged: int = 0
    emptied: tuple[int, int] | None = None
    stopped: str = ""

    @property
    def changes(self) -> int:
        """How many things were done, on either side."""
        return len(self.put) + len(self.updated) + len(self.removed) + len(self.moved)
