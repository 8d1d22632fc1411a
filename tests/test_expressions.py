"""The rule language: what can be read, what it is worth, and how mistakes are told."""

from __future__ import annotations

from fractions import Fraction

import pytest

from subsidy_cli.expressions import types
from subsidy_cli.expressions.checking import Checker
from subsidy_cli.expressions.nodes import AllOf, Comparison, Literal_, Name, names
from subsidy_cli.expressions.parsing import LONGEST_TEXT, MistakeError, parse
from subsidy_cli.expressions.types import Type

KNOWN = {
    "income": types.number("yuan/month"),
    "fee": types.number("yuan/year"),
    "line": types.number("yuan/month"),
    "wage": types.number("yuan/month"),
    "staff": types.number("people"),
    "beds": types.number("beds"),
    "rate": types.number("ratio"),
    "born": types.DATE,
    "as_of": types.DATE,
    "severe": types.BOOLEAN,
    "home": types.PLACE,
    "category": Type("enum", values=frozenset({"mental", "physical"})),
}


class Words:
    def type_of(self, name: str) -> Type | None:
        return KNOWN.get(name)

    def benefit_unit(self, benefit: str) -> str | None:
        return "yuan/month" if benefit == "allowance" else None

    def has_place(self, place: str) -> bool:
        return place == "jiaxing"

    def known_names(self) -> list[str]:
        return list(KNOWN)

    def known_benefits(self) -> list[str]:
        return ["allowance"]


def mistakes(text: str) -> list[str]:
    checker = Checker(Words())
    checker.check(parse(text))
    return [mistake.code for mistake in checker.mistakes]


def type_of(text: str) -> Type | None:
    return Checker(Words()).check(parse(text))


def test_figures_are_exact() -> None:
    node = parse("1.10")
    assert isinstance(node, Literal_)
    assert node.value == Fraction(11, 10)


def test_a_chain_is_every_link() -> None:
    node = parse("0 <= income <= 1.5 * line")
    assert isinstance(node, AllOf)
    assert [link.sign for link in node.operands if isinstance(link, Comparison)] == ["<=", "<="]
    assert names(node) == ("income", "line")


def test_spans_count_characters_not_bytes() -> None:
    node = parse("category == '精神' or severe")
    last = node.operands[1]  # type: ignore[union-attr]
    assert isinstance(last, Name)
    assert "category == '精神' or severe"[last.span.start : last.span.end] == "severe"


@pytest.mark.parametrize(
    "text",
    [
        "income / 2",
        "income ** 2",
        "income.real",
        "__import__('os')()",
        "[1, 2]",
        "lambda: 1",
        "f'{income}'",
        "(income := 1)",
        "income if severe",
        "min(*fees)",
        "age(born=1)",
        "1e400",
        "1_000j",
        "0x10",
        "None",
        "b'x'",
        "{**a}[category]",
        "income in [1]",
        "income is severe",
        "",
        "(",
        "'2020-02-30' == as_of",
    ],
)
def test_what_is_outside_the_grammar_is_refused(text: str) -> None:
    with pytest.raises(MistakeError):
        parse(text)


def test_length_and_depth_are_bounded() -> None:
    with pytest.raises(MistakeError, match="longer"):
        parse("1 + " * LONGEST_TEXT + "1")
    with pytest.raises(MistakeError, match="deep"):
        parse("-" * 60 + "income")
    with pytest.raises(MistakeError):
        parse("(" * 900 + "1" + ")" * 900)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("incme <= line", "unknown-name"),
        ("income <= fee", "unit-mismatch"),
        ("income + staff", "unit-mismatch"),
        ("staff >= beds", "unit-mismatch"),
        ("income * wage", "unit-mismatch"),
        ("income == severe", "type-mismatch"),
        ("severe < severe", "type-mismatch"),
        ("category == 'mentl'", "unknown-value"),
        ("category in {'mental', 'physicl'}", "unknown-value"),
        ("{'mentl': 1}[category]", "unknown-value"),
        ("ag(born)", "unknown-function"),
        ("age(born, 1)", "wrong-arguments"),
        ("age(income)", "type-mismatch"),
        ("min(income)", "wrong-arguments"),
        ("given(1 + 1)", "wrong-arguments"),
        ("status_of(allowanc) == 'eligible'", "unknown-benefit"),
        ("within(home, 'jiaxin')", "unknown-place"),
        ("not income", "type-mismatch"),
        ("income if line else wage", "type-mismatch"),
        ("income + 1 if severe else severe", "type-mismatch"),
    ],
)
def test_mistakes_of_type_and_unit(text: str, code: str) -> None:
    assert code in mistakes(text)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("0.30 * line", "yuan/month"),
        ("months(2) * wage", "yuan"),
        ("months(2) * wage * staff", "yuan"),
        ("yuan(500) * staff", "yuan"),
        ("rate * fee", "yuan/year"),
        ("max(rate, 0.5) * fee", "yuan/year"),
        ("{'mental': 500, 'physical': 250}[category]", None),
        ("amount_of(allowance) + income", "yuan/month"),
        ("ceil(rate * staff)", "people"),
        ("age(born)", "years"),
    ],
)
def test_units_of_results(text: str, unit: str | None) -> None:
    assert mistakes(text) == []
    found = type_of(text)
    assert found is not None
    assert found.unit == unit


def test_every_mistake_of_an_expression_is_told() -> None:
    assert len(mistakes("incme <= lin and staff >= beds and category == 'x'")) == 4


def test_a_mistake_knows_its_columns_and_the_nearest_name() -> None:
    checker = Checker(Words())
    checker.check(parse("severe and incme <= line"))
    (mistake,) = checker.mistakes
    assert (mistake.span.start, mistake.span.end) == (11, 16)
    assert mistake.hint is not None
    assert "income" in mistake.hint.en
