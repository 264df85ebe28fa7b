"""The tables of a book, as Peewee models.

Three sorts: facts (logged for undo by triggers, see `crm.store.undo`), records outside undo (the export ledger), and
derived rows, which are recomputed from the facts in the transaction that changes them (see `crm.store.derived`).
"""

from __future__ import annotations

from crm.store.models.base import BookModel
from crm.store.models.derived import Dirty, EmployerOutreach, Listing, OpenItem, OpenStep, SearchWord, WindowSpan
from crm.store.models.follow_ups import FollowUp, News
from crm.store.models.material import (
    Answer,
    Concern,
    ConcernProof,
    Interview,
    InterviewContact,
    Letter,
    LetterVersion,
    ProofPoint,
)
from crm.store.models.people import (
    Address,
    Contact,
    ContactPoint,
    Employer,
    FormerContact,
    FormerEmployer,
    NotSame,
    Position,
    Tag,
)
from crm.store.models.records import CadenceEvent, ExportLedger, FeedEntry, Meta, Published, UndoAct, UndoRow, UndoState
from crm.store.models.search import (
    Decision,
    Opportunity,
    OpportunityContact,
    Plan,
    PlanStep,
    Rejection,
    SentItem,
    StageEvent,
)
from crm.store.models.touches import Pass, Snooze, Touch, TouchContact

#: Facts: every change to them is logged and can be undone.
FACTS: tuple[type[BookModel], ...] = (
    Employer,
    Contact,
    ContactPoint,
    Address,
    Tag,
    Position,
    Touch,
    TouchContact,
    FollowUp,
    Snooze,
    Pass,
    Opportunity,
    StageEvent,
    Rejection,
    OpportunityContact,
    SentItem,
    Plan,
    PlanStep,
    Decision,
    Interview,
    InterviewContact,
    Concern,
    ProofPoint,
    ConcernProof,
    Letter,
    LetterVersion,
    Answer,
    News,
    FormerContact,
    FormerEmployer,
    NotSame,
)
#: Records that undo never touches.
RECORDS: tuple[type[BookModel], ...] = (
    ExportLedger,
    CadenceEvent,
    Published,
    FeedEntry,
    Meta,
    UndoAct,
    UndoRow,
    UndoState,
)
#: Recomputed from the facts.
DERIVED: tuple[type[BookModel], ...] = (
    Dirty,
    Listing,
    OpenItem,
    OpenStep,
    EmployerOutreach,
    WindowSpan,
    SearchWord,
)
MODELS = FACTS + RECORDS + DERIVED

__all__ = [
    "DERIVED",
    "FACTS",
    "MODELS",
    "RECORDS",
    "Address",
    "Answer",
    "BookModel",
    "CadenceEvent",
    "Concern",
    "ConcernProof",
    "Contact",
    "ContactPoint",
    "Decision",
    "Dirty",
    "Employer",
    "EmployerOutreach",
    "ExportLedger",
    "FeedEntry",
    "FollowUp",
    "FormerContact",
    "FormerEmployer",
    "Interview",
    "InterviewContact",
    "Letter",
    "LetterVersion",
    "Listing",
    "Meta",
    "News",
    "NotSame",
    "OpenItem",
    "OpenStep",
    "Opportunity",
    "OpportunityContact",
    "Pass",
    "Plan",
    "PlanStep",
    "Position",
    "ProofPoint",
    "Published",
    "Rejection",
    "SearchWord",
    "SentItem",
    "Snooze",
    "StageEvent",
    "Tag",
    "Touch",
    "TouchContact",
    "UndoAct",
    "UndoRow",
    "UndoState",
    "WindowSpan",
]
