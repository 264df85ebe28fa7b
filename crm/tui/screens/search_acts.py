"""What the home screen opens of the search: opportunities, the no, plans, letters, interviews, news."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm.tui.screens.home import HomeScreen


class SearchActs:
    """The commands of the group “The search”; each screen is imported when it is opened first."""

    def __init__(self, home: HomeScreen) -> None:
        self._home = home

    def do_brief_open(self) -> None:
        """The call sheet of the chosen person."""
        from crm.tui.screens.brief import BriefScreen

        self._home.app.push_screen(BriefScreen(self._home, self._home.contact_id or 0))

    def do_no_record(self) -> Awaitable[None]:
        """They said no."""
        from crm.tui.screens.no import record_no_with

        return record_no_with(self._home, self._home.contact_id or 0)

    def do_plan_show(self) -> Awaitable[None]:
        """The plan with the chosen person."""
        from crm.tui.screens.plan import open_plan_of

        return open_plan_of(self._home, self._home.contact_id or 0)

    def do_letter_write(self) -> Awaitable[None]:
        """A letter to the chosen person."""
        from crm.tui.screens.letters import write_letter_to

        return write_letter_to(self._home, self._home.contact_id or 0)

    def do_interview_record(self) -> Awaitable[None]:
        """An interview with the chosen person."""
        from crm.tui.screens.interview import record_interview_with

        return record_interview_with(self._home, self._home.contact_id or 0)

    def do_pipeline_open(self) -> None:
        """All opportunities."""
        from crm.tui.screens.pipeline import PipelineScreen

        self._home.app.push_screen(PipelineScreen(self._home))

    def do_targets_open(self) -> None:
        """The target list."""
        from crm.tui.screens.targets import TargetsScreen

        self._home.app.push_screen(TargetsScreen(self._home))

    def do_windows_open(self) -> None:
        """The callback windows and their sources."""
        from crm.tui.screens.windows import WindowsScreen

        self._home.app.push_screen(WindowsScreen(self._home))

    def do_letters_open(self) -> None:
        """All letters."""
        from crm.tui.screens.letters import LettersScreen

        self._home.app.push_screen(LettersScreen(self._home))

    def do_concerns_open(self) -> None:
        """The concern ledger."""
        from crm.tui.screens.concerns import ConcernsScreen

        self._home.app.push_screen(ConcernsScreen(self._home))

    def do_proofs_open(self) -> None:
        """The proof points."""
        from crm.tui.screens.proofs import ProofsScreen

        self._home.app.push_screen(ProofsScreen(self._home))

    def do_lessons_open(self) -> None:
        """The lessons of all interviews."""
        from crm.tui.screens.lessons import LessonsScreen

        self._home.app.push_screen(LessonsScreen(self._home))

    def do_news_tell(self) -> Awaitable[None]:
        """A line to everybody it concerns."""
        from crm.tui.screens.news import tell_news

        return tell_news(self._home)
