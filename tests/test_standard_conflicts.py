"""Two values of one standard for one person on one day: found where they are written, with both places and a cure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cli_running import Runner, prepare
from small_library import DOCUMENT, build, write
from subsidy_cli.library.folders import shipped_policies
from subsidy_cli.library.opening import open_library
from subsidy_cli.validation.inspection import Inspection
from subsidy_cli.validation.lints import lint
from subsidy_cli.validation.standard_checks import standards_belong_to_no_place

if TYPE_CHECKING:
    from pathlib import Path

    from subsidy_cli.diagnostics import Diagnostic


def entry(value: str, first: str, last: str | None = None, when: str | None = None) -> str:
    lines = [
        "[[standards]]",
        'standard = "dibao_month"',
        f'value = "{value}"',
        f"from = {first}",
        'source = "x"',
        'confidence = "medium"',
    ]
    lines += [] if last is None else [f"to = {last}"]
    lines += [] if when is None else [f'when = "{when}"']
    return "\n".join(lines) + "\n"


def mistakes(root: Path, *entries: str) -> list[Diagnostic]:
    library = build(root, standards_dot_toml="".join(entries))
    return lint(library)


@pytest.mark.parametrize(
    ("entries", "codes"),
    [
        # one after the other, or for other people
        ([entry("1000", "2020-01-01", "2020-12-31"), entry("1100", "2021-01-01")], []),
        ([entry("1000", "2021-01-01", when="is_rural"), entry("1100", "2021-01-01", when="not  is_rural")], []),
        # one day in common
        ([entry("1000", "2020-01-01", "2021-01-01"), entry("1100", "2021-01-01")], ["conflicting-standards"]),
        ([entry("1100", "2021-01-01"), entry("1000", "2020-01-01")], ["conflicting-standards"]),
        ([entry("1000", "2021-01-01"), entry("1100", "2021-01-01", when="is_rural")], ["conflicting-standards"]),
        (
            [entry("1000", "2021-01-01", when="receives_tekun"), entry("1100", "2021-01-01", when="is_rural")],
            ["conflicting-standards"],
        ),
        # the same figure twice is a slip only
        ([entry("1000", "2020-01-01"), entry("1000.00", "2021-01-01")], ["repeated-standard"]),
        # days that never come
        ([entry("1000", "2021-01-01", "2020-12-31")], ["wrong-period"]),
        ([entry("1000", "2021-01-01", "2021-01-01")], []),
    ],
)
def test_values_that_overlap(tmp_path: Path, entries: list[str], codes: list[str]) -> None:
    found = mistakes(tmp_path, *entries)
    assert [each.code for each in found] == codes
    assert all((each.severity == "warning") == (each.code == "repeated-standard") for each in found)


def test_both_places_both_ends_and_a_cure_are_named(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, entry("1000", "2020-01-01"), entry("1100", "2021-07-01", "2022-06-30"))
    file = tmp_path / "zhejiang/jiaxing/standards.toml"
    assert str(found.place).startswith(f"{file}:9:")
    assert f"{file}:3:" in found.message.zh
    assert f"{file}:3:" in found.message.en
    for words in ("1100", "2021-07-01", "2022-06-30", "1000", "2020-01-01"):
        assert words in found.message.en
        assert words in found.message.zh
    assert found.hint is not None
    assert "to = 2021-06-30" in found.hint.zh


def test_a_cure_cures(tmp_path: Path) -> None:
    assert mistakes(tmp_path / "a", entry("1000", "2020-01-01", "2021-06-30"), entry("1100", "2021-07-01")) == []
    apart = entry("1000", "2020-01-01", when="is_rural"), entry("1100", "2021-07-01", when="not is_rural")
    assert mistakes(tmp_path / "b", *apart) == []


def test_a_file_of_ones_own_that_contradicts_itself_is_refused_and_not_guessed_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli: Runner = prepare(tmp_path, monkeypatch)
    own = tmp_path / "own/policies/zhejiang/jiaxing/standards.toml"
    write(own, entry("1000", "2020-01-01") + entry("1100", "2021-01-01"))
    for language in ("zh", "en"):
        found = cli("living --place jiaxing --local --household-status dibao --as-of 2021-03-01", language=language)
        assert (found.code, found.out) == (4, "")
        assert "conflicting-standards" in found.err
        assert "to = 2020-12-31" in found.err
    write(own, entry("1000", "2020-01-01", "2020-12-31") + entry("1100", "2021-01-01"))
    assert cli("living --place jiaxing --local --household-status dibao --as-of 2021-03-01").code == 0


def test_one_file_over_another_is_no_conflict(tmp_path: Path) -> None:
    write(tmp_path / "zhejiang/jiaxing/pinghu/standards.toml", entry("900", "2020-01-01"))
    assert mistakes(tmp_path, entry("1000", "2020-01-01")) == []


def test_standards_in_a_folder_that_is_no_place(tmp_path: Path) -> None:
    write(tmp_path / "zhejiang/jiaxin/standards.toml", entry("900", "2020-01-01"))
    (found,) = mistakes(tmp_path)
    assert (found.code, found.severity) == ("standards-without-place", "error")


def test_the_users_own_standards_of_a_place_that_a_library_does_not_know(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: tmp_path / "own")
    write(tmp_path / "own/policies/jiangxi/fuzou/standards.toml", entry("900", "2020-01-01"))
    build(tmp_path / "other")
    assert lint(open_library(tmp_path / "other")) == []
    (found,) = standards_belong_to_no_place(Inspection(open_library(shipped_policies()), (), ()))
    assert (found.code, found.severity) == ("standards-without-place", "warning")


def test_an_element_that_ends_before_it_begins(tmp_path: Path) -> None:
    late = DOCUMENT.replace('when     = "receives_tekun"', 'when     = "receives_tekun"\n  to       = 2019-12-31')
    (found, *_) = [each for each in lint(build(tmp_path, late)) if each.code == "wrong-period"]
    assert str(found.place).startswith(f"{tmp_path}/zhejiang/jiaxing/small-2020.toml:31:")


def test_an_empty_condition_is_a_mistake_with_its_place(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, entry("1000", "2020-01-01", when=" "))
    assert found.code == "wrong-condition"
