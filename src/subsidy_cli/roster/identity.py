"""Identity and certificate numbers as SQL: cleaned, held against their own rules, and read for what they say.

The rules are those of `subsidy_cli.identity`; here they are for a column at a time, and tell apart what a spreadsheet
has done to a number from what a person has mistyped.
"""

from __future__ import annotations

from subsidy_cli.columnar.terms import quote, text
from subsidy_cli.identity import ANY_NUMBER, CATEGORY_DIGITS, IDENTITY_NUMBER
from subsidy_cli.roster.spellings import choice, cleaned, matches

CITIZEN = quote("citizen_id")
CERTIFICATE = quote("certificate_number")
NUMBER = quote("#number")
"""The identity number that holds for the row: the citizen's own, or the one in the certificate number."""
HEAD = quote("#head")
TAIL = quote("#tail")
"""The first eight and the next nine digits of the number, as figures."""
BORN = quote("#born")
SEX = quote("#sex")
CATEGORY = quote("#category")
GRADE = quote("#grade")
_CHECK_CHARACTERS = "10X98765432"
_WELL_FORMED = "[0-9]{17}[0-9X]"
_CERTIFICATE_FORM = "[0-9]{17}[0-9X][0-9][0-9](B[0-9]{1,2})?"
_AS_FIGURE = r"[0-9][.]?[0-9]*E[+]?[0-9]{1,2}|[0-9]+[.]0*"
_ALIKE = "[0-9]{17}[ХхΧχ×✕*]"
"""The last place holds a letter that only looks like X: Cyrillic, Greek, a multiplication sign."""


def number_quick(name: str, column: str) -> str:
    """A number that is written as it should be."""
    return f"CASE WHEN {matches(column, _WELL_FORMED if name == 'citizen_id' else _CERTIFICATE_FORM)} THEN {column} END"


def number_full(first: str, column: str) -> str:
    """A number without spaces and marks, in capitals; whatever else was written stays for the checks to name."""
    rest = f"NULLIF(upper(replace(replace({cleaned(column)}, ' ', ''), e'\\t', '')), '')"
    return f"COALESCE({first}, CASE WHEN {column} IS NOT NULL THEN {rest} END)"


def said(has_citizen: bool, has_certificate: bool) -> dict[str, str]:
    """The columns that numbers give, in the order in which they build on each other: first NUMBER, then the rest."""
    parts = [CITIZEN] if has_citizen else []
    if has_certificate:
        parts.append(f"CASE WHEN length({CERTIFICATE}) >= 20 THEN left({CERTIFICATE}, 18) END")
    number = parts[0] if len(parts) == 1 else f"COALESCE({', '.join(parts)})"
    return {NUMBER: number}


def told(has_certificate: bool) -> dict[str, str]:
    """What the numbers say of birth, sex, category and grade; NULL where they are not well formed."""
    columns = {
        HEAD: f"TRY_CAST(left({NUMBER}, 8) AS INTEGER)",
        TAIL: f"TRY_CAST(substr({NUMBER}, 9, 9) AS INTEGER)",
        BORN: f"CASE WHEN length({NUMBER}) = 18 THEN CAST(try_strptime(substr({NUMBER}, 7, 8), '%Y%m%d') AS DATE) END",
        SEX: f"CASE WHEN length({NUMBER}) = 18 THEN CASE WHEN substr({NUMBER}, 17, 1) IN ('1','3','5','7','9') THEN 'male' ELSE 'female' END END",
    }
    if has_certificate:
        well_formed = f"length({CERTIFICATE}) >= 20"
        columns[CATEGORY] = (
            f"CASE WHEN {well_formed} THEN {choice(f'substr({CERTIFICATE}, 19, 1)', CATEGORY_DIGITS)} END"
        )
        grades = {str(grade): grade for grade in range(1, 5)}
        columns[GRADE] = f"CASE WHEN {well_formed} THEN {choice(f'substr({CERTIFICATE}, 20, 1)', grades)} END"
    return columns


def check_digit_fails() -> str:
    """Whether the check digit of a well-formed number does not hold (ISO 7064 MOD 11-2).

    The sum of digits times powers of two is n - 8 (n/10 + 2 n/100 + 4 n/1000 ...), and -8 is 3 modulo 11; two to the
    tenth, the weight of the eighth digit, is 1.
    """
    total = f"({_doubling_sum(HEAD, 8)} % 11 + 2 * ({_doubling_sum(TAIL, 9)} % 11)) % 11"
    return f"(substr({text(_CHECK_CHARACTERS)}, {total} + 1, 1) <> right({NUMBER}, 1))"


def _doubling_sum(figure: str, digits: int) -> str:
    quotients = " + ".join(f"{2 ** (place - 1)} * ({figure} // {10**place})" for place in range(1, digits))
    return f"({figure} + 3 * ({quotients}))"


def citizen_flaws(has_certificate: bool) -> dict[str, str]:
    """What can be wrong with a citizen number, by code, worst first; each holds only where those above do not."""
    return _only_first(
        CITIZEN,
        {
            "mangled": f"{matches(CITIZEN, _AS_FIGURE)} OR {_cut_off(has_certificate)}",
            "old-number": matches(CITIZEN, "[0-9]{15}"),
            "look-alike": matches(CITIZEN, _ALIKE),
            "length": f"length({CITIZEN}) <> 18",
            "characters": f"NOT {matches(CITIZEN, _WELL_FORMED)}",
            "birth-date": f"{BORN} IS NULL",
            "check-digit": check_digit_fails(),
        },
    )


def _cut_off(has_certificate: bool) -> str:
    """Whether the last digits are zeros, as a spreadsheet leaves them, and no certificate number says the same."""
    corroborated = f" AND ({CERTIFICATE} IS NULL OR left({CERTIFICATE}, 18) <> {CITIZEN})" if has_certificate else ""
    return f"(right({CITIZEN}, 3) = '000'{corroborated})"


def citizen_is_flawed(first: str, has_certificate: bool) -> str:
    """Whether any flaw holds, without asking which: what the quick reading took is well formed already."""
    malformed = f"CASE WHEN {first} IS NULL THEN NOT {matches(CITIZEN, _WELL_FORMED)} ELSE FALSE END"
    flaws = [malformed, _cut_off(has_certificate), f"{BORN} IS NULL", check_digit_fails()]
    return f"({CITIZEN} IS NOT NULL AND ({' OR '.join(flaws)}))"


def certificate_flaws(has_citizen: bool) -> dict[str, str]:
    """What can be wrong with a certificate number, by code, worst first; each holds only where those above do not."""
    flaws = {
        "mangled": f"{matches(CERTIFICATE, _AS_FIGURE)} OR {matches(CERTIFICATE, '[0-9]{12,17}0{4,}')}",
        "length": f"NOT {matches(CERTIFICATE, _CERTIFICATE_FORM)}",
        "category": f"{CATEGORY} IS NULL",
        "grade": f"{GRADE} IS NULL",
    }
    own = f"{CITIZEN} IS NULL AND " if has_citizen else ""
    flaws["birth-date"] = f"{own}{BORN} IS NULL"
    flaws["check-digit"] = f"{own}{check_digit_fails()}"
    return _only_first(CERTIFICATE, flaws)


def certificate_is_flawed(first: str, has_citizen: bool) -> str:
    """Whether any flaw holds, without asking which; a number cut off to zeros has no grade."""
    own = f"{CITIZEN} IS NULL AND " if has_citizen else ""
    malformed = f"CASE WHEN {first} IS NULL THEN NOT {matches(CERTIFICATE, _CERTIFICATE_FORM)} ELSE FALSE END"
    number = f"({own}({BORN} IS NULL OR {check_digit_fails()}))"
    return f"({CERTIFICATE} IS NOT NULL AND ({malformed} OR {CATEGORY} IS NULL OR {GRADE} IS NULL OR {number}))"


def _only_first(number: str, flaws: dict[str, str]) -> dict[str, str]:
    """Conditions that hold only where a number is written, and none above them holds."""
    conditions: dict[str, str] = {}
    earlier: list[str] = []
    for code, condition in flaws.items():
        before = f" AND ({' OR '.join(earlier)}) IS NOT TRUE" if earlier else ""
        conditions[code] = f"({number} IS NOT NULL AND ({condition}){before})"
        earlier.append(f"({condition})")
    return conditions


def masked(expression: str) -> str:
    """A number with all but its first four and last two characters hidden."""
    return (
        f"CASE WHEN length({expression}) > 8 THEN left({expression}, 4) || repeat('*', length({expression}) - 6) ||"
        f" right({expression}, 2) ELSE repeat('*', length({expression})) END"
    )


_PLAIN_NUMBER = "[0-9]{10,}[0-9Xx]"


def masked_within(expression: str) -> str:
    """A text in which whatever looks like an identity number is hidden."""
    return f"regexp_replace({expression}, {_pattern(IDENTITY_NUMBER)}, '\\1\\3************\\2\\4', 'g')"


def masked_numbers(expression: str) -> str:
    """A text in which every number that could identify somebody is hidden, all but its first digits."""
    # a pattern that hands on what it found costs ten times one that only tells whether there is anything
    plain = f"WHEN {matches(expression, _PLAIN_NUMBER)} THEN left({expression}, 4) || '**********'"
    return f"CASE {plain} ELSE regexp_replace({expression}, {_pattern(ANY_NUMBER)}, '\\1\\3\\5**********', 'g') END"


def _pattern(of_python: str) -> str:
    """A pattern of `subsidy_cli.identity` for the engine, where a digit of any width is called otherwise."""
    return text(of_python.replace(r"\d", r"\p{Nd}"))
