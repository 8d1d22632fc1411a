"""What reading hands to running: the roster, the options of reading and the names of the tables in between.

`open_roster` leaves the table `raw`; `normalise` leaves `facts`, `rejects` and `changes`. Columns that no file can
bring have a name that begins with `#`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from subsidy_cli.diagnostics import Diagnostic
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.places import Gazetteer
    from subsidy_cli.roster.cells import CellsInFile
    from subsidy_cli.texts import Text

Format = Literal["csv", "tsv", "xlsx", "jsonl", "parquet"]
DuplicatePolicy = Literal["reject", "keep"]

RAW = "raw"
"""One row for each data row of the file: ROW, LINE, then `c0`, `c1` ... as text exactly as written."""
FACTS = "facts"
"""One row for each row without an error: ROW, PLACE, AS_OF, APPLICANT, a column for each fact and each standard."""
REJECTS = "rejects"
"""One row for each error: REJECT_COLUMNS. A row of the file may have several."""
CHANGES = "changes"
"""How often each kind of normalisation was made: `kind`, `column`, `count`."""

ROW = "#row"
"""The row as a person counts it in the file: the first line or spreadsheet row is 1. Unique, and in file order."""
LINE = "#line"
"""The physical line where the record starts; equal to ROW in everything but CSV with line breaks inside cells."""
PLACE = "#place"
"""The path of the place of the row; never NULL in FACTS."""
AS_OF = "#as_of"
"""The day of the row; never NULL in FACTS."""
APPLICANT = "#applicant"
"""False for a member of a household who is listed only for the household's sake, and gets no results."""

REJECT_COLUMNS = (ROW, "column", "value", "code", "message_zh", "message_en", "hint_zh", "hint_en")
"""`column` is the original heading, empty where the whole row is at fault; `value` is masked."""

PLACE_KEY = "place"
AS_OF_KEY = "as_of"
APPLICANT_KEY = "applicant"
YEARLY = "@year"
"""After a fact in `--map`: the column is per year, and a twelfth of it is the month."""
IGNORED = "-"
"""Instead of a fact in `--map`: the column is kept in the output and read as nothing."""


def cell_columns(width: int) -> list[str]:
    """The names of so many columns of cells."""
    return [cell_column(index) for index in range(width)]


def cell_column(index: int) -> str:
    """The name of the column of a cell."""
    return f"c{index}"


def cell_index(column: str) -> int:
    """Which cell of a row stands in a column."""
    return int(column.removeprefix("c"))


class Problem(NamedTuple):
    """What is wrong with a row, or with one cell of it, as it was read."""

    row: int
    cell: int | None
    """The index of the cell; None where the row as a whole could not be split."""
    code: str
    detail: str


@dataclass(frozen=True)
class ReadingOptions:
    """How a roster is to be read."""

    vocabulary: Vocabulary
    places: Gazetteer
    format: Format | None = None
    """By suffix and content where it is not given; standard input is CSV unless said otherwise."""
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    """The row that holds the headings, or the first of them, counted from 1; found where it is not given."""
    header_rows: int = 1
    """Over how many lines the headings go: 1 or 2."""
    fill_merged: bool = False
    """Whether cells merged over several rows of a workbook hold the value of the first one; else such rows are refused."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Heading -> fact, standard, `place`, `as_of` or `applicant`, from `--map 列名=fact`; YEARLY and IGNORED as above."""
    duplicates: DuplicatePolicy = "reject"
    """What becomes of rows with the same identity number and day: all refused, or all kept."""
    line_separator: str = ""
    """The separator of the text to which the lines are to be handed on as they are; empty where they are not."""
    stdin_name: str = "<stdin>"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that puts the figures of a whole run in doubt, to be told wherever they are."""

    code: str
    message: Text
    hint: Text | None = None

    def as_json(self) -> dict[str, Any]:
        """Give the notice for machines."""
        hint = None if self.hint is None else self.hint.as_json()
        return {"code": self.code, "message": self.message.as_json(), "hint": hint}


@dataclass(frozen=True)
class Roster:
    """A roster that has been opened: its rows are in the table RAW."""

    headings: tuple[str, ...]
    """As written, in order; heading i is column `c{i}` of RAW."""
    mapping: Mapping[str, str]
    """Fact, standard, `place`, `as_of` or `applicant` -> column of RAW."""
    yearly: frozenset[str]
    """Facts whose column is per year."""
    skips: Mapping[str, int]
    """Rows that are no applicants: `blank`, `total`, `repeated_header`, `title`. They are not in RAW."""
    rows_read: int
    """Every record of the file but the heading: rows of RAW, skips, and rows that only REJECTS holds."""
    encoding: str
    format: Format
    warnings: tuple[Diagnostic, ...]
    digest: str
    """`sha256:` of the bytes of the input."""
    name: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 1
    """The row of the headings, or the last of them."""
    header_rows: int = 1
    blank_rows: int = 0
    """Rows of a sheet in which nothing stands."""
    second_count: int | None = None
    """The rows counted in the bytes of the file, where that was done while it was read; else they are counted later."""
    filled: Mapping[str, int] = field(default_factory=dict)
    """How many cells of each column were filled from the first of merged ones; by heading."""
    has_unreadable_rows: bool = False
    """Whether rows could not be split into cells; they are in REJECTS and, with as many cells as there were, in RAW."""
    lying: CellsInFile | None = None
    """Where the cells are as they were written, if they stay in the file."""

    @property
    def held_cells(self) -> list[str]:
        """The columns of cells that are held in a table, beside the values."""
        return [] if self.lying else cell_columns(len(self.headings))

    @property
    def first_row(self) -> int:
        """The row of the first data row, where rows are numbered as they come."""
        return 2 if self.format == "parquet" else self.header_row + 1
