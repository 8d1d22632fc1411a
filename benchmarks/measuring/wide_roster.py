"""A roster that states every fact of the vocabulary, each in a column of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from measuring.artificial import BIRTH_DAYS, one_of, write, yuan

if TYPE_CHECKING:
    from subsidy_cli.facts.vocabulary import FactDefinition, Vocabulary

BORN = f"(DATE '1940-01-01' + CAST(i % {BIRTH_DAYS} AS INTEGER))"
IS_FEMALE = "(i % 2 = 1)"
CATEGORIES = ["视力残疾", "听力残疾", "言语残疾", "肢体残疾", "智力残疾", "精神残疾", "多重残疾"]
CATEGORY, GRADE = "CAST(hash(i * 7) % 7 AS INTEGER)", "CAST(1 + hash(i * 11) % 4 AS INTEGER)"
SEQUENCE = f"lpad(CAST(2 * (i // {BIRTH_DAYS}) + CASE WHEN {IS_FEMALE} THEN 2 ELSE 1 END AS VARCHAR), 3, '0')"
BODY = f"'330402' || strftime({BORN}, '%Y%m%d') || {SEQUENCE}"
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
WEIGHED = " + ".join(
    f"{weight} * CAST(substr({BODY}, {place}, 1) AS INTEGER)" for place, weight in enumerate(WEIGHTS, 1)
)
CITIZEN = f"{BODY} || substr('10X98765432', 1 + ({WEIGHED}) % 11, 1)"
HEADS, AVERAGE_FEN = "(1 + hash(i * 61) % 5)", "(hash(i * 13) % 300000)"
LEVEL = "CAST(hash(i * 19) % 4 AS INTEGER)"
AT_ONE = {
    "name": "'测试' || i",
    "citizen_id": CITIZEN,
    "certificate_number": f"{CITIZEN} || CAST(1 + {CATEGORY} AS VARCHAR) || CAST({GRADE} AS VARCHAR)",
    "birth_date": f"strftime({BORN}, '%Y-%m-%d')",
    "sex": f"CASE WHEN {IS_FEMALE} THEN '女' ELSE '男' END",
    "disability_category": f"{CATEGORIES}[1 + {CATEGORY}]",
    "disability_grade": GRADE,
    "self_care_level": f"['unable','mostly_unable','partly_unable','able'][1 + {LEVEL}]",
    "needs_long_term_care": f"CASE WHEN {LEVEL} < 3 THEN '是' ELSE '否' END",
    "household_members": HEADS,
    "household_income_per_capita_month": f"CAST(CAST({AVERAGE_FEN} AS DECIMAL(12,0)) / 100 AS DECIMAL(14,2))",
    "household_income_month": f"CAST(CAST({AVERAGE_FEN} * {HEADS} AS DECIMAL(12,0)) / 100 AS DECIMAL(14,2))",
    "multiple_includes_mental": f"CASE WHEN {CATEGORY} = 6 THEN '是' END",
    "multiple_includes_intellectual": f"CASE WHEN {CATEGORY} = 6 THEN '否' END",
    "multiple_includes_physical": f"CASE WHEN {CATEGORY} = 6 THEN '是' END",
}
"""Facts that are checked against each other, so that no row is at odds with itself."""
ONE_IN = 10
"""One cell in so many is left empty."""


def generate_wide(target: str, rows: str) -> None:
    """Write so many rows with every fact as a column, named by its id."""
    from subsidy_cli.library.opening import open_library

    vocabulary = open_library(with_user_folder=False).vocabulary
    write(target, int(rows), columns_of(vocabulary))


def columns_of(vocabulary: Vocabulary) -> dict[str, str]:
    """Each fact, and how its cells are made."""
    return {
        name: AT_ONE.get(name) or _with_gaps(definition, seed)
        for seed, (name, definition) in enumerate(vocabulary.facts.items(), 101)
    }


def _with_gaps(definition: FactDefinition, seed: int) -> str:
    return f"CASE WHEN hash(i * {seed} + 1) % {ONE_IN} > 0 THEN {_cell(definition, seed)} END"


def _cell(definition: FactDefinition, seed: int) -> str:
    low = int(definition.low)
    high = low + 50 if definition.high is None else int(definition.high)
    match definition.type:
        case "boolean":
            return one_of(seed, "是", "否")
        case "enum":
            return one_of(seed, *(label.zh for label in definition.values.values()))
        case "place":
            return "'嘉兴市'"
        case "date":
            return f"strftime(DATE '2015-01-01' + CAST(hash(i * {seed}) % 2000 AS INTEGER), '%Y-%m-%d')"
        case "money":
            return yuan(seed, 10_000)
        case "decimal":
            return f"CAST({low} + CAST(hash(i * {seed}) % {max(high - low, 1) * 100 + 1} AS DECIMAL(12,0)) / 100 AS DECIMAL(14,2))"
        case "integer":
            return f"{low} + hash(i * {seed}) % {high - low + 1}"
    return "'甲' || i"
