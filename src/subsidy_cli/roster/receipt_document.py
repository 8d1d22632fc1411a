"""One frozen class for each table of a receipt as it stands in a file, to be read and held against a run.

What nobody knows here is left aside, so that a later version may say more under the same schema.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from subsidy_cli.roster.receipt import Counts

OptionValue = str | bool | list[str]


class Part(BaseModel):
    """A table of a receipt: frozen, and every value of exactly its type."""

    model_config = ConfigDict(frozen=True, strict=True, defer_build=True)


class Tool(Part):
    """What made the run."""

    name: Literal["subsidy-cli"]
    version: str


class Options(Part):
    """With what the run was asked; which options there are, and of what kind each is, the command knows."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, OptionValue]

    as_of: str
    lang: Literal["zh", "en"]


class Input(Part):
    """The roster that went in."""

    name: str
    digest: str
    format: Literal["csv", "tsv", "xlsx", "jsonl", "parquet"]
    encoding: str
    headings: dict[str, str]


class Tally(Part):
    """Every row of the input, once."""

    read: int = Field(ge=0)
    results: int = Field(ge=0)
    applicants: int = Field(ge=0)
    rejected: int = Field(ge=0)
    skipped: dict[str, int]
    second_count: int | None
    written: int | None
    balanced: bool

    @property
    def adds_up(self) -> bool:
        """Whether the figures say of themselves what the receipt says of them."""
        told = Counts(self.read, self.results, self.rejected, self.skipped, self.second_count)
        return self.balanced and told.is_balanced


class Change(Part):
    """Cells of one column that were read in another spelling."""

    kind: str
    column: str
    cells: int


class Output(Part):
    """A file that was written."""

    name: str
    bytes: int = Field(ge=0)
    digest: str


class Law(Part):
    """The documents of a place that were applied, and to how many rows."""

    place: str
    first_day: str
    last_day: str
    digest: str
    documents: list[str]
    rows: int


class Standard(Part):
    """A standard that was looked at."""

    place: str
    first_day: str
    last_day: str
    id: str
    value: str
    origin: str
    source: str
    confidence: str | None
    where: dict[str, bool | None] = Field(default_factory=dict)


class Wording(Part):
    """One wording in both languages."""

    zh: str
    en: str


class Doubt(Part):
    """A notice that puts the figures of the whole run in doubt."""

    code: str
    message: Wording
    hint: Wording | None


class ReceiptDocument(Part):
    """Everything that a receipt says."""

    tool: Tool
    options: Options
    input: Input
    counts: Tally
    changes: list[Change]
    outputs: dict[str, Output]
    programmes: list[Law]
    standards: list[Standard]
    assumed: dict[str, str]
    notices: list[Doubt]

    def differing(self, other: ReceiptDocument) -> tuple[str, ...]:
        """The keys under which another receipt says something else of the run, wherever the files of each lie."""
        keys = ("options", "counts", "changes", "programmes", "standards", "assumed", "notices")
        found = [key for key in keys if getattr(self, key) != getattr(other, key)]
        if self.input.model_copy(update={"name": other.input.name}) != other.input:
            found.append("input")
        return tuple(found)
