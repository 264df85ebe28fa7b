"""Contacts out of the rows of a table: what every dialect of CSV has in common.

A dialect says what each column stands for; here the cells find their places. What no column stands for is kept in
`extra` under its header. Cells are text as they stand: zeros and plus signs stay.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from crm.domain.text import clean_line
from crm.formats.csv_cells import header_in_extra, restored
from crm.formats.csv_dates import day_order
from crm.formats.csv_dialect import Column, Dialect, header_key
from crm.formats.csv_record import Draft, RecordMaker
from crm.formats.csv_rows import Row, read_table
from crm.formats.problems import Problems
from crm.formats.records import ContactRecord, ParsedFile
from crm.formats.yaml_events import Progress
from crm.formats.yaml_values import tidy, washed

_AS_TEXT = re.compile(r'="([^"]*)"')  # how people keep a spreadsheet from eating zeros
_SHOWN_NOBODY = 3
_NAMING = frozenset({"name", "given", "family", "nickname"})
_LIFE = frozenset({"birthday", "anniversary"})
_GROUPS = frozenset({"email", "phone", "link", "address", "position", "event"})
#: From here on, groups are counted of which a second column of the same name made another.
_SECOND = 1_000


def read_with(dialect: Dialect, data: bytes, name: str, progress: Progress | None = None) -> ParsedFile:
    """The contacts of a file in the dialect. Raises FormatError when nothing of it can be used."""
    problems = Problems(name)
    table = read_table(data, name, lambda names: _known(dialect, names), problems, progress)
    headers = [tidy(restored(header)) if dialect.own else tidy(header) for header in table.header.names]
    rows: Iterable[Row] = table.rows
    reader = _Reader(dialect, headers, name, problems)
    if reader.dated:
        # Whether 3/7 is March or July is seen from other rows.
        kept = list(rows)
        found = day_order(row.cells[place] for row in kept for place in reader.dated if place < len(row.cells))
        reader.maker.order = dialect.order(reader.keys) if found == "unknown" else found
        kept.reverse()
        rows = (kept.pop() for _ in range(len(kept)))  # each given back as it is read
    for row in rows:
        reader.take(row)
    notes = (*table.notes, *reader.notes(), *problems.notes())
    if not reader.records and not problems:
        notes = (*notes, "It names its columns, but there is nobody in it.")
    return ParsedFile(
        name, tuple(reader.records), problems=problems.listed(), kind=dialect.kind(reader.keys), notes=notes
    )


def _known(dialect: Dialect, names: Sequence[str]) -> int:
    return sum(dialect.column(header_key(name)) is not None for name in names)


class _Reader:
    """Rows in, records and problems out."""

    def __init__(self, dialect: Dialect, headers: list[str], file: str, problems: Problems) -> None:
        self.dialect = dialect
        self.maker = RecordMaker(dialect, file)
        self.problems = problems
        self.label = clean_line(PurePath(file).name)
        self.keys = list(map(header_key, headers))
        self.columns = dialect.columns(self.keys)
        self.headers = self.exact_headers(headers) if dialect.own else _told_apart(headers)
        named = any(column and column.field in _NAMING for column in self.columns)
        if not named and not dialect.own and "contact" in self.keys:
            self.columns[self.keys.index("contact")] = Column("name")
        self.dated = [place for place, column in enumerate(self.columns) if column and column.field in _LIFE]
        self.records: list[ContactRecord] = []
        self.nobody: list[int] = []
        self.nobodies = 0

    def exact_headers(self, headers: list[str]) -> list[str]:
        """Those of the program's own table, where a field without a place may be called what a column is called."""
        unknown = [header for header, column in zip(headers, self.columns, strict=True) if column is None]
        extra = iter(_told_apart(list(map(header_in_extra, unknown))))
        return [header if column else next(extra) for header, column in zip(headers, self.columns, strict=True)]

    def take(self, row: Row) -> None:
        """One row that is not empty."""
        draft = Draft(row.line)
        if row.mended:
            draft.partial.append("the quotes in this row are not as CSV has them: check what was read")
        typed: list[str] = []
        columns, headers = self.columns, self.headers
        for place, raw in enumerate(row.cells):
            if not raw:
                continue
            cell = self.cell(raw)
            if not cell:
                continue
            over = place >= len(headers)
            header = f"Column {place + 1}" if over else headers[place]
            typed += (header, cell)
            if over:
                draft.partial.append("this row has more cells than there are columns: what is over is kept beside")
                draft.keep(header, cell)
            elif (column := columns[place]) is not None:
                self.place(draft, column, header, cell)
            elif not self.dialect.noise(self.keys[place], cell):
                draft.extra[header] = washed(cell)
        if typed:
            self.finish(draft, typed)

    def place(self, draft: Draft, column: Column, header: str, cell: str) -> None:
        """A cell into the field that its column stands for."""
        if column.field == "tags":
            draft.tags += self.dialect.tags(cell)
        elif column.field in _GROUPS:
            self.put(draft, column, header, cell)
        elif column.field not in draft.values:
            draft.values[column.field] = cell
            draft.headers.setdefault((column.field, 0), {})[""] = header
        elif column.field == "notes":
            draft.values["notes"] += f"\n\n{cell}"
        elif draft.values[column.field] != cell:
            draft.extra[header] = washed(cell)  # the same field in two columns

    def cell(self, raw: str) -> str:
        """A cell as it was meant."""
        if self.dialect.own:
            return restored(raw)
        cell = raw.strip()
        if cell.startswith('="') and (match := _AS_TEXT.fullmatch(cell)):
            return match[1].strip()
        return cell

    def put(self, draft: Draft, column: Column, header: str, cell: str) -> None:
        """A cell into its group; parts that are there already are joined."""
        key = (column.field, column.group)
        group = draft.groups.setdefault(key, {})
        if column.part == "value" and "value" in group and column.field != "address":
            # Two columns of one name: two values.
            free = column.group + _SECOND
            while (column.field, free) in draft.groups:
                free += 1
            key = (column.field, free)
            group = draft.groups.setdefault(key, {})
        if column.part in group:
            group[column.part] += ("\n" if column.part == "street" else ", ") + cell
        else:
            group[column.part] = cell
        if column.label and "label" not in group:
            group["label"] = column.label
        draft.headers.setdefault(key, {})[column.part] = header

    def finish(self, draft: Draft, typed: list[str]) -> None:
        """The record of a draft, or a problem."""
        if not draft.groups and not draft.values and "File As" not in draft.extra:
            self.nameless(draft)  # told at once, as a file may be full of them
            return
        digest = hashlib.blake2b("\x1f".join(typed).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        record = self.maker.record(draft, f"{self.label}#{digest}")
        if record is not None:
            self.records.append(record)
            for message in dict.fromkeys(draft.partial):
                sentence = f"{message[0].upper()}{message[1:]}."
                self.problems.add(draft.line, record.contact.name[:80], sentence, partial=True)
        else:
            self.nameless(draft)

    def nameless(self, draft: Draft) -> None:
        """A row that is nobody: counted where the dialect has many, else a problem."""
        if self.dialect.nameless:
            self.nobodies += 1
            if self.nobodies <= _SHOWN_NOBODY:
                self.nobody.append(draft.line)
        else:
            self.problems.add(draft.line, "", "This row has neither a name, an e-mail, a phone nor a company.")

    def notes(self) -> Iterable[str]:
        """What is to be said of the whole file."""
        if self.maker.used_order and self.maker.order == "unknown":
            yield "Days like 3/7/1980 were read as month/day/year: no row says which comes first."
        if self.nobodies:
            one = self.nobodies == 1
            first = ", ".join(map(str, self.nobody)) + (", …" if self.nobodies > _SHOWN_NOBODY else "")
            rows = f"{self.nobodies:,} {'row' if one else 'rows'} without a name"
            yield f"Left out: {rows} ({'line' if one else 'lines'} {first}); {self.dialect.nameless}."


def _told_apart(headers: list[str]) -> list[str]:
    """Headers that are all different and none of them empty."""
    found: dict[str, None] = {}
    for place, header in enumerate(headers, start=1):
        name = header or f"Column {place}"
        number = 1
        while name in found:
            number += 1
            name = f"{header or f'Column {place}'} {number}"
        found[name] = None
    return list(found)
