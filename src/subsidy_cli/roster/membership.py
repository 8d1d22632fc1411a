"""Whether the households of a roster are whole: an average over those who hold a certificate is not that of a household."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.columnar.terms import quote
from subsidy_cli.facts.vocabulary import AVERAGE, INCOME, MEMBERS
from subsidy_cli.roster.households import AVERAGES, HOUSEHOLDS
from subsidy_cli.roster.relations import Notice
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

    from subsidy_cli.roster.households import Households

_CURE = Text(
    "请把其他家庭成员也列入（“是否申请人”填否），或填写家庭人口数和家庭月收入",
    "list the other members too (with 是否申请人 = 否), or state the number of members and the income of the household",
)
_TELL_APART = Text(
    "请在家庭编号前加上地区，使各户编号不同", "put the place before the identifiers, so that each household has its own"
)
_CORRECT = Text(
    "请更正这些行，再连同整户重新计算；或填写家庭人口数和家庭月收入",
    "correct those rows and run whole households again, or state the number of members and the income of the household",
)


def household_notices(connection: DuckDBPyConnection, households: Households) -> Iterator[Notice]:
    """What to tell of averages that were computed from applicants alone, or not computed since somebody may be missing."""
    alone, rows = _computed_from_applicants(connection, households)
    if alone:
        message = Text(
            f"{alone:,} 户（{rows:,} 行）的家庭人均收入只按所列的申请人算得：名册中没有一行是其他家庭成员，也未写明家庭人口数；"
            "如家中还有他人，人均收入和结论都会不同",
            "average incomes of households were computed from the applicants listed alone, since no row of the roster is another"
            " member and no number of members is stated; where there are others, averages and results would differ"
            f" (households: {alone:,}, rows: {rows:,})",
        )
        yield Notice("average-of-applicants-only", message, _CURE)
    short, rows = _short_of_members(connection, households)
    if short:
        message = Text(
            f"{short:,} 户（{rows:,} 行）只列出申请人，少于写明的家庭人口数，没有计算人均收入",
            "households list applicants only, fewer than the members they state, and no average was computed for them"
            f" (households: {short:,}, rows: {rows:,})",
        )
        yield Notice("members-not-listed", message, _CURE)
    astray, rows = _perhaps_incomplete(connection, households)
    if astray:
        message = Text(
            "可能缺少同户的成员：有的行无法拆分或看不出属于哪一户，或者这是退回的行，不含同户的其他行；"
            f"{astray:,} 户（{rows:,} 行）因此没有计算家庭人均收入",
            "members of households may be missing: some rows could not be split or do not say to which household they belong,"
            " or these are rows refused before, without the others of their households; no average was computed where that"
            f" matters (households: {astray:,}, rows: {rows:,})",
        )
        yield Notice("members-may-be-missing", message, _CORRECT)
    scattered, rows = _count(connection, "scattered")
    if scattered:
        message = Text(
            f"{scattered:,} 个家庭编号的各行写着不同的地区，可能是几户共用一个编号，没有计算家庭人均收入（{rows:,} 行）",
            "rows with one household identifier state different places and may be of several households; no average was"
            f" computed for them (identifiers: {scattered:,}, rows: {rows:,})",
        )
        yield Notice("household-of-several-places", message, _TELL_APART)


def _computed_from_applicants(connection: DuckDBPyConnection, households: Households) -> tuple[int, int]:
    """Households with an average whose number of members nobody states, where the roster lists no other members at all."""
    if connection.execute(f"SELECT 1 FROM {quote(HOUSEHOLDS)} WHERE NOT only_applicants LIMIT 1").fetchone():
        return 0, 0
    unstated = f" AND {quote(f'most {MEMBERS}')} IS NULL" if MEMBERS in households.agreeing else ""
    averaged = (
        f"SELECT 1 FROM {quote(AVERAGES)} AS averaged WHERE averaged.household = listing.household"
        " AND averaged.day IS NOT DISTINCT FROM listing.day"
    )
    return _count(connection, f"EXISTS ({averaged}){unstated}")


def _short_of_members(connection: DuckDBPyConnection, households: Households) -> tuple[int, int]:
    """Households of applicants only that state more members than are listed, and no income of all of them."""
    if MEMBERS not in households.agreeing:
        return 0, 0
    unstated = [f"{quote(f'most {name}')} IS NULL" for name in (INCOME, AVERAGE) if name in households.agreeing]
    conditions = [f"{quote(f'most {MEMBERS}')} > listed", "only_applicants", "fen IS NOT NULL", *unstated]
    return _count(connection, " AND ".join(conditions))


def _perhaps_incomplete(connection: DuckDBPyConnection, households: Households) -> tuple[int, int]:
    """Households that would have an average if every row said to which household it belongs."""
    if not households.has_strays:
        return 0, 0
    return _count(connection, f"{households.is_listed} AND NOT COALESCE({households.is_whole}, FALSE)")


def _count(connection: DuckDBPyConnection, condition: str) -> tuple[int, int]:
    found = connection.execute(
        f"SELECT count(*), COALESCE(sum(listed), 0) FROM {quote(HOUSEHOLDS)} AS listing WHERE {condition}"
    ).fetchone()
    assert found is not None
    return int(found[0]), int(found[1])
