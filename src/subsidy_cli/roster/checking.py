"""What is held against each row: every value read, in range, and not at odds with another.

The checks are those of `facts.applicant`, as conditions over columns. A row in which one holds is faulty; every one that
holds is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.facts import objections
from subsidy_cli.facts.applicant import PAID_TIERS
from subsidy_cli.facts.objections import CORRECT_ONE, filled
from subsidy_cli.facts.values import allowed
from subsidy_cli.facts.vocabulary import AVERAGE, INCOME, MEMBERS
from subsidy_cli.roster import identity
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.roster.spellings import Spelling


@dataclass(frozen=True)
class Check:
    """One thing that can be wrong with a row; the texts are SQL, since they hold values of the row."""

    code: str
    name: str
    """The fact, standard or special column whose cell is shown."""
    condition: str
    message_zh: str
    message_en: str
    hint: Text
    doubt: str | None = None
    """A cheaper condition that holds where this check or one after it of the same number does; else the condition."""
    when_clean: str | None = None
    """The same where every cell was read at first sight; else the doubt."""


def row_checks(spellings: Sequence[Spelling], vocabulary: Vocabulary) -> list[Check]:
    """Every check of a row that needs neither other rows nor the day."""
    names = {spelling.name: spelling for spelling in spellings}
    checks = [check for spelling in spellings for check in _value_checks(spelling)]
    checks += _number_checks(names, vocabulary)
    checks += _told_checks(names, vocabulary)
    return checks + _contradictions(names)


def _value_checks(spelling: Spelling) -> list[Check]:
    name = spelling.name
    if spelling.definition.type == "text":
        return [_garbled(spelling.column)] if name == "name" else []
    public = name.removeprefix("#row_")
    label, hint = spelling.definition.label, filled(objections.ALLOWED, values=allowed(spelling.definition))
    shown = f"left({identity.masked_within(spelling.column)}, 60)"
    outside = spelling.out_of_range()
    unread = spelling.unread() if outside is None else f"({spelling.unread()} AND ({outside}) IS NOT TRUE)"
    checks = [
        Check(
            "wrong-value",
            name,
            unread,
            *_over(filled(objections.UNREADABLE, label=label, name=public), shown=shown),
            hint,
            when_clean="FALSE",
        )
    ]
    if outside is not None:
        checks.append(
            Check(
                "value-out-of-range",
                name,
                outside,
                *_over(filled(objections.OUT_OF_RANGE, label=label, name=public), shown=shown),
                hint,
                when_clean=spelling.beyond_limits(),
            )
        )
    return checks


def _over(sentence: Text, **columns: str) -> tuple[str, str]:
    """A sentence as SQL in both languages, with what the row holds put into its gaps."""
    quoted = Text(text(sentence.zh), text(sentence.en))
    told = filled(quoted, **{gap: f"' || {sql} || '" for gap, sql in columns.items()})
    return told.zh, told.en


def _garbled(column: str) -> Check:
    """Two hanzi of GBK can be two letters of UTF-8: 钱 is also Ǯ. A name of such letters alone was written in GBK."""
    # hanzi begin beyond these letters and every kind of space, so that hardly any name is looked at as a whole
    ends = (("", "!"), ("\u00a0", "\u0800"), ("\u1680", "\u3001"))
    begins = " OR ".join(f"{column} >= {text(first)} AND {column} < {text(end)}" for first, end in ends)
    return Check(
        "other-encoding",
        "name",
        f"(CASE WHEN {begins} THEN regexp_full_match(trim({column}), '[\\x{{00A1}}-\\x{{07FF}}]+') ELSE FALSE END)",
        text("姓名疑似乱码（GBK 写入 UTF-8 文件）"),
        text("the name looks garbled: GBK in a UTF-8 file"),
        Text("请用原软件重新导出，全文件使用同一编码", "export the file again in one encoding"),
    )


def _number_checks(names: dict[str, Spelling], vocabulary: Vocabulary) -> list[Check]:
    has_citizen, has_certificate = "citizen_id" in names, "certificate_number" in names
    checks = []
    if has_citizen:
        doubt = identity.citizen_is_flawed(names["citizen_id"].first, has_certificate)
        checks += _flawed("citizen_id", identity.citizen_flaws(has_certificate), doubt, vocabulary)
    if has_certificate:
        doubt = identity.certificate_is_flawed(names["certificate_number"].first, has_citizen)
        checks += _flawed("certificate_number", identity.certificate_flaws(has_citizen), doubt, vocabulary)
    if has_citizen and has_certificate:
        checks.append(
            Check(
                "contradiction",
                "certificate_number",
                f"(length({identity.CERTIFICATE}) >= 20 AND left({identity.CERTIFICATE}, 18) <> {identity.CITIZEN}"
                f" AND length({identity.CITIZEN}) = 18)",
                *_over(objections.OTHER_PERSON),
                CORRECT_ONE,
            )
        )
    return checks


def _flawed(name: str, flaws: dict[str, str], doubt: str, vocabulary: Vocabulary) -> list[Check]:
    label, shown = vocabulary.label(name), identity.masked(quote(name))
    return [
        Check(
            "mangled-number" if flaw == "mangled" else "wrong-number",
            name,
            condition,
            *_over(filled(objections.FLAWED, label=label, name=name, flaw=objections.FLAWS[flaw]), shown=shown),
            objections.cure(flaw),
            doubt if index == 0 else "FALSE",
        )
        for index, (flaw, condition) in enumerate(flaws.items())
    ]


def _told_checks(names: Collection[str], vocabulary: Vocabulary) -> list[Check]:
    """Stated facts against what the numbers say."""
    if not {"citizen_id", "certificate_number"} & set(names):
        return []
    source = "citizen_id" if "citizen_id" in names else "certificate_number"
    told = [("birth_date", identity.BORN, source), ("sex", identity.SEX, source)]
    if "certificate_number" in names:
        told += [
            ("disability_category", identity.CATEGORY, "certificate_number"),
            ("disability_grade", identity.GRADE, "certificate_number"),
        ]
    return [_told_check(name, column, source, vocabulary) for name, column, source in told if name in names]


def _told_check(name: str, column: str, source: str, vocabulary: Vocabulary) -> Check:
    label, other = vocabulary.label(name), vocabulary.label(source)
    at_odds = filled(objections.AT_ODDS, label=label, name=name, other=other, source=source)
    return Check(
        "contradiction",
        name,
        f"({quote(name)} <> {column})",
        *_over(at_odds, stated=f"CAST({quote(name)} AS VARCHAR)", said=f"CAST({column} AS VARCHAR)"),
        CORRECT_ONE,
    )


def _contradictions(names: Collection[str]) -> list[Check]:
    checks = []
    if {"needs_long_term_care", "self_care_level"} <= set(names):
        tiers = ", ".join(text(tier) for tier in sorted(PAID_TIERS))
        tier = "self_care_level"
        checks.append(
            Check(
                "contradiction",
                "needs_long_term_care",
                f"(({tier} IN ({tiers})) <> needs_long_term_care)",
                *_over(objections.CARE_AT_ODDS, need="CAST(needs_long_term_care AS VARCHAR)", tier=tier),
                CORRECT_ONE,
            )
        )
    if MEMBERS in names:
        checks.append(
            Check(
                "contradiction",
                MEMBERS,
                f"({MEMBERS} < 1)",
                *_over(objections.NO_MEMBERS),
                CORRECT_ONE,
            )
        )
    if {MEMBERS, INCOME, AVERAGE} <= set(names):
        checks.append(_average_check())
    return checks


def _average_check() -> Check:
    income, stated = f"CAST({INCOME} AS DECIMAL(30,8))", f"CAST({AVERAGE} AS DECIMAL(24,8))"
    stated_text = f"CAST(CAST({AVERAGE} AS DECIMAL(18,2)) AS VARCHAR)"
    heads = f"TRY_CAST({MEMBERS} AS DECIMAL(6,0))"
    fen = f"(CAST({INCOME} * 100 AS HUGEINT) * 2 + {MEMBERS}) // (2 * {MEMBERS})"
    average_text = f"CAST(CAST(CAST({fen} AS DECIMAL(30,0)) * 0.01 AS DECIMAL(18,2)) AS VARCHAR)"
    return Check(
        "contradiction",
        AVERAGE,
        f"({MEMBERS} BETWEEN 1 AND 100000 AND abs({stated} * {heads} - {income}) > 0.01 * {heads})",
        *_over(objections.AVERAGE_AT_ODDS, stated=stated_text, average=average_text),
        CORRECT_ONE,
    )
