"""The cache: the same answers with it and without it, never an answer from files that were changed, and no harm from a bad entry."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import subprocess
import sys
import threading
from dataclasses import is_dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cli_running import prepare
from small_library import FOLDER, build, write
from subsidy_cli.api import Enquiry, answer
from subsidy_cli.diagnostics import RefusedError
from subsidy_cli.expressions import nodes
from subsidy_cli.expressions.nodes import walk
from subsidy_cli.library.cache import NEWEST_KEPT, SUFFIX, UNFINISHED, VARIABLE, Cache, open_cache, remembered
from subsidy_cli.library.entries import MARK, Form, decode, encode, fraction
from subsidy_cli.library.fingerprints import fingerprint
from subsidy_cli.library.folders import data_folder
from subsidy_cli.library.opening import Library, open_library
from subsidy_cli.library.vocabulary import FORM, read_vocabulary
from subsidy_cli.presentation import structured, terminal
from subsidy_cli.programme import compiling, law, rules
from subsidy_cli.programme.law import Law, Wanted, law_of
from subsidy_cli.programme.rules import Programme
from subsidy_cli.texts import Text
from subsidy_cli.validation.cases import Case, read_cases

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from subsidy_cli.determination import Determination

CARE = [
    *("care", "--place", "jiaxing", "--as-of", "2021-03-01", "--local", "--disability-grade", "1", "--assume", "usual"),
    *("--self-care-level", "unable", "--care-setting", "institution"),
]
DAY = date(2021, 1, 1)
FACTS = {"has_valid_certificate": True, "birth_date": "1990-01-01", "receives_tekun": False}
ENQUIRY = Enquiry("jiaxing", DAY, {**FACTS, "household_income_per_capita_month": "1000.00"}, {"dibao_month": "1000.00"})
NUMBERS = Form(dict, (Text,))


# the same answers


def cases_by_law() -> Iterator[tuple[str, list[Case]]]:
    """Worked cases by place, day, file, and whether drafts and other readings are meant."""
    files = sorted((data_folder() / "policies").glob("**/cases/**/*.toml"))
    cases = [case for file in files for case in read_cases(file)]

    def key(case: Case) -> str:
        return f"{case.place} {case.as_of} {Path(case.file).stem} {case.adopted} {','.join(case.readings)}"

    for name, group in groupby(sorted(cases, key=key), key):
        yield name, list(group)


SAMPLE = list(cases_by_law())[::8]


def enquiries(cases: Sequence[Case], library: Library) -> Iterator[Enquiry]:
    """The group's first two cases, as they would be asked on the command line."""
    for case in cases[:2]:
        place = library.find_place(case.place)
        drafts = [each.id for each in library.documents(place) if each.head.status == "draft"]
        yield Enquiry(
            case.place,
            case.as_of,
            case.facts,
            case.standards,
            benefits=frozenset(case.expect) or None,
            readings=case.readings,
            adopted=drafts if case.adopted else (),
        )


@pytest.mark.parametrize(("name", "cases"), SAMPLE, ids=[name for name, _ in SAMPLE])
def test_an_answer_is_the_same_from_the_cache(name: str, cases: list[Case], tmp_path: Path) -> None:
    plain, caching = open_library(with_user_folder=False), cached(tmp_path)
    for enquiry in enquiries(cases, plain):
        expected = answer(plain, enquiry)
        answer(caching, enquiry)
        with without_compiling():
            found = answer(cached(tmp_path), enquiry)
        assert found == expected, name
        assert structured.render(found) == structured.render(expected)
        pages = [terminal.render(each, plain.vocabulary, "zh", detail=True) for each in (found, expected)]
        assert pages[0] == pages[1]


def test_the_whole_law_of_every_place_comes_back_as_it_was(tmp_path: Path) -> None:
    plain = open_library(with_user_folder=False)
    for place in plain.places.names:
        for adopted in (frozenset[str](), all_drafts(plain, place)):
            wanted = Wanted(place, date(2023, 1, 1), adopted=adopted)
            try:
                expected = law_of(plain, wanted)
            except RefusedError:
                continue
            law_of(cached(tmp_path), wanted)
            with without_compiling():
                found = law_of(cached(tmp_path), wanted)
            assert found == expected
            assert positions(found) == positions(expected)


def positions(found: Law) -> list[tuple[int, int]]:
    """Where every node stands in its text, which equality leaves out."""
    rules = [rule for benefit in found.programme.benefits.values() for rule in benefit.rules]
    rules += [definition.rule for definition in found.programme.definitions.values()]
    return [(node.span.start, node.span.end) for rule in rules for node in walk(rule.node)]


def all_drafts(library: Library, place: str) -> frozenset[str]:
    try:
        return frozenset(each.id for each in library.documents(place) if each.head.status == "draft")
    except RefusedError:
        return frozenset()


def cached(folder: Path) -> Library:
    return open_library(with_user_folder=False, cache=Cache(folder / "cache"))


class without_compiling(pytest.MonkeyPatch):  # noqa: N801 - read as words
    """Nothing is compiled below."""

    def __enter__(self) -> None:
        def fail(*_: object) -> None:
            raise AssertionError("compiled again")

        self.setattr(law, "_compile", fail)

    def __exit__(self, *_: object) -> None:
        self.undo()


def test_the_vocabulary_comes_back_as_it_was() -> None:
    assert decode(encode(read_vocabulary(), FORM), FORM) == read_vocabulary()


# never from changed files


def amount(found: Determination) -> str:
    outcome = found.benefit("living_allowance")
    return str(outcome.amount.low) if outcome is not None and outcome.amount is not None else ""


def small(root: Path, **parts: str) -> Library:
    library = build(root / "policies", **parts)
    return Library(library.root, root / "own", Cache(root / "cache"))


def again(library: Library) -> Library:
    """The library as the next run opens it."""
    return Library(library.root, library.user_root, library.cache)


def test_an_edited_policy_is_never_answered_from_a_stale_entry(tmp_path: Path) -> None:
    library = small(tmp_path)
    file = library.root / FOLDER / "small-2020.toml"
    before, text, state = amount(answer(library, ENQUIRY)), file.read_text(encoding="utf-8"), file.stat()
    assert before == "300.00"
    file.write_text(text.replace('"0.30 * dibao_month"', '"0.40 * dibao_month"'), encoding="utf-8")
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert amount(answer(library, ENQUIRY)) == "400.00"
    assert amount(answer(again(library), ENQUIRY)) == "400.00"
    file.write_text(text, encoding="utf-8")
    assert amount(answer(again(library), ENQUIRY)) == "300.00"


def test_a_new_part_or_document_is_seen_at_once(tmp_path: Path) -> None:
    library = small(tmp_path)
    answer(library, ENQUIRY)
    write(library.root / FOLDER / "small-2020.more.toml", "[benefits.living_allowance]\n")
    with pytest.raises(RefusedError):
        answer(again(library), ENQUIRY)


STANDARD = """
[[standards]]
standard = "dibao_month"
value = "{value}"
from = 2020-01-01
source = "a notice"
confidence = "high"
"""


def test_standards_of_the_place_and_of_the_user_are_seen_at_once(tmp_path: Path) -> None:
    library = small(tmp_path)
    enquiry = Enquiry("jiaxing", DAY, ENQUIRY.facts)
    assert amount(answer(library, enquiry)) != "300.00"
    write(library.root / FOLDER / "standards.toml", STANDARD.format(value="1000.00"))
    assert amount(answer(again(library), enquiry)) == "300.00"
    write(tmp_path / "own" / FOLDER / "standards.toml", STANDARD.format(value="2000.00"))
    assert amount(answer(again(library), enquiry)) == "600.00"


def test_notices_and_names_of_places_are_seen_at_once(tmp_path: Path) -> None:
    library = small(tmp_path)
    assert not answer(library, ENQUIRY).notices
    words = '{ zh = "新规", en = "new law" }'
    notice = f'[[notices]]\nid = "new"\ntitle = {words}\ntext = {words}\nsource = "x"\nkinds = ["living"]\n'
    write(library.root / "notices.toml", notice)
    assert [each.id for each in answer(again(library), ENQUIRY).notices] == ["new"]
    write(library.root / FOLDER / "place.toml", 'zh = "新嘉兴"\nen = "New Jiaxing"\n')
    assert answer(again(library), ENQUIRY).place_name == Text("新嘉兴", "New Jiaxing")


def test_what_is_asked_has_its_own_entry(tmp_path: Path) -> None:
    library = small(tmp_path)
    days = [date(2019, 12, 31), date(2020, 1, 1)]
    for _ in range(2):
        statuses = []
        for day in days:
            outcome = answer(library, Enquiry("jiaxing", day, ENQUIRY.facts, ENQUIRY.standards)).benefits[0]
            statuses.append(outcome.status)
        assert statuses == ["ineligible", "eligible"]
    whole = law_of(library, Wanted(FOLDER, DAY))
    assert whole.programme.benefits
    assert not law_of(library, Wanted(FOLDER, DAY, benefits=())).programme.benefits


def test_a_file_that_changes_meanwhile_spoils_the_keeping(tmp_path: Path) -> None:
    file, cache = tmp_path / "file", Cache(tmp_path / "cache")
    file.write_text("before")

    def work_out() -> dict[str, str]:
        read = file.read_text()
        file.write_text("after")
        return {"read": read}

    assert remembered(cache, NUMBERS, ("x",), lambda: (file,), work_out) == {"read": "before"}
    assert not entries(cache)
    assert remembered(cache, NUMBERS, ("x",), lambda: (file,), work_out) == {"read": "after"}
    assert len(entries(cache)) == 1


def test_standards_that_are_not_wanted_are_not_read(tmp_path: Path) -> None:
    library = small(tmp_path)
    write(library.root / FOLDER / "standards.toml", "broken")
    for _ in range(2):
        assert amount(answer(again(library), replace(ENQUIRY, shipped_standards=False))) == "300.00"
        with pytest.raises(RefusedError):
            answer(again(library), ENQUIRY)


def test_a_broken_policy_is_refused_each_time(tmp_path: Path) -> None:
    library = small(tmp_path)
    file = library.root / FOLDER / "small-2020.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("dibao_month", "dibao_mont"), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(RefusedError):
            answer(again(library), ENQUIRY)


def test_fingerprints_tell_words_and_files_apart(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    (tmp_path / "b").write_text("1")
    a, b = tmp_path / "a", tmp_path / "b"
    keys = [
        fingerprint(words, files)
        for words in (("x", "y"), ("xy",), ("y", "x"), ("x", "y", ""))
        for files in ((), (a,), (b,), (a, b), (a, a))
    ]
    assert len(set(keys)) == len(keys)


# bad entries


def entries(cache: Cache) -> list[Path]:
    return sorted(cache.folder.glob(f"*{SUFFIX}")) if cache.folder.is_dir() else []


def kept_law(library: Library) -> Path:
    """Answer once, and give the entry of the law."""
    assert library.cache is not None
    before = set(entries(library.cache))
    answer(library, ENQUIRY)
    found = [file for file in set(entries(library.cache)) - before if b"BenefitRule" in file.read_bytes()]
    assert len(found) == 1
    return found[0]


class Hostile:
    """Runs a command when it is unpickled, as a pickle can."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> Any:
        return os.system, (f"touch {self.mark}",)


class PatchesClass:
    """Sets an attribute of one of our classes when it is unpickled."""

    def __reduce__(self) -> Any:
        return setattr, (Programme, "forged", "yes")


def sealed(content: bytes) -> bytes:
    """A content with the right mark and sum."""
    return MARK + hashlib.sha256(content).digest() + content


BUILD_ON_CLASS = b"csubsidy_cli.programme.rules\nProgramme\n(N(dVforged\nVyes\nstb."
"""Opcodes that would set an attribute of a class."""


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: b"garbage" * 100,
        lambda data: data.replace("低收入".encode(), "高收入".encode()),
        lambda data: sealed(b""),
        lambda data: sealed(pickle.dumps({"programme": 1})),
        lambda data: sealed(pickle.dumps(print)),
        lambda data: sealed(pickle.dumps(eval)),
        lambda data: sealed(pickle.dumps(PatchesClass())),
        lambda data: sealed(BUILD_ON_CLASS),
        lambda data: sealed(b"\x80\x05\x8c\x04nonsQ."),
        lambda data: sealed(data[len(MARK) + 32 : -9]),
    ],
)
def test_a_damaged_or_hostile_entry_is_ignored_and_written_anew(damage: Any, tmp_path: Path) -> None:
    library = small(tmp_path)
    file = kept_law(library)
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert amount(answer(again(library), ENQUIRY)) == "300.00"
    assert file.read_bytes() == whole
    assert not hasattr(Programme, "forged")


def test_a_hostile_entry_runs_nothing(tmp_path: Path) -> None:
    library, mark = small(tmp_path), tmp_path / "it-ran"
    file = kept_law(library)
    for protocol in range(6):
        file.write_bytes(sealed(pickle.dumps(Hostile(mark), protocol)))
        assert amount(answer(again(library), ENQUIRY)) == "300.00"
        assert not mark.exists()
    pickle.loads(pickle.dumps(Hostile(mark)))
    assert mark.exists()


def test_an_entry_may_make_only_what_its_form_names() -> None:
    form = Form(dict, (Text,))
    value = {"a": [Text("甲", "a"), Fraction(1, 3), date(2021, 1, 1), frozenset({"x"}), None, True]}
    assert decode(encode(value, form), form) == value
    assert decode(encode(value, form), Form(dict)) is None
    assert decode(encode(value, form), Form(list, (Text,))) is None
    with pytest.raises(pickle.PicklingError):
        encode(value, Form(dict))
    with pytest.raises(pickle.PicklingError):
        encode({"a": print}, form)
    with pytest.raises(pickle.UnpicklingError):
        fraction("1e999999999", 1)


def test_outside_objects_are_the_readers_own() -> None:
    writing, reading = ["the writer's"], ["the reader's"]
    data = encode({"a": writing}, Form(dict, (), {"list": writing}))
    found = decode(data, Form(dict, (), {"list": reading}))
    assert found is not None
    assert found["a"] is reading
    assert decode(data, Form(dict)) is None


@pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")
def test_an_entry_that_others_could_have_written_is_not_believed(tmp_path: Path) -> None:
    library = small(tmp_path)
    file = kept_law(library)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert library.cache is not None
    form = Form(Law, law.MADE_OF, {"vocabulary": library.vocabulary, "places": library.places})
    assert library.cache.recall(file.stem, form) is not None
    for mode in (0o602, 0o620):
        file.chmod(mode)
        assert library.cache.recall(file.stem, form) is None
    file.unlink()
    os.mkfifo(file, 0o600)
    assert library.cache.recall(file.stem, form) is None
    file.unlink()
    file.mkdir()
    assert library.cache.recall(file.stem, form) is None
    assert amount(answer(again(library), ENQUIRY)) == "300.00"


# the folder


def test_only_the_newest_entries_are_kept(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    for number in range(NEWEST_KEPT + 6):
        cache.keep(f"{number:064d}", {"number": number}, NUMBERS)
        os.utime(cache.folder / f"{number:064d}{SUFFIX}", (number, number))
    assert len(entries(cache)) == NEWEST_KEPT
    assert cache.recall(f"{0:064d}", NUMBERS) is None
    assert cache.recall(f"{NEWEST_KEPT + 5:064d}", NUMBERS) == {"number": NEWEST_KEPT + 5}


def test_what_an_interrupted_run_left_is_cleared_away(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.folder.mkdir()
    old, new = cache.folder / f"old{UNFINISHED}", cache.folder / f"new{UNFINISHED}"
    for file in (old, new):
        file.write_bytes(b"half")
    os.utime(old, (0, 0))
    cache.keep("a", {}, NUMBERS)
    assert not old.exists()
    assert new.exists()


def test_without_a_folder_that_can_be_written_there_is_no_cache(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file stands where the folder should be")
    library = small(tmp_path)
    for _ in range(2):
        assert amount(answer(again(library), ENQUIRY)) == "300.00"


def test_the_environment_can_forbid_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: tmp_path)
    assert open_cache() is None
    monkeypatch.delenv(VARIABLE)
    assert open_cache() == Cache(tmp_path)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: Path("~/.cache"))
    assert open_cache() is None


def test_reader_and_writer_never_meet_half_an_entry(tmp_path: Path) -> None:
    cache, values = Cache(tmp_path / "cache"), [{"a": "x" * 10}, {"a": "y" * 50_000}]
    cache.keep("key", values[0], NUMBERS)
    seen: list[object] = []

    def read() -> None:
        for _ in range(300):
            seen.append(cache.recall("key", NUMBERS))

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(150):
        cache.keep("key", values[number % 2], NUMBERS)
    for thread in threads:
        thread.join()
    assert all(value in values for value in seen)


# the command line


def environment(folder: Path) -> dict[str, str]:
    known = {name: value for name, value in os.environ.items() if name != VARIABLE}
    return known | {"XDG_CACHE_HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "own"), "SUBSIDY_LANG": "zh"}


def run(line: Sequence[str], folder: Path, **more: str) -> str:
    command = [sys.executable, "-m", "subsidy_cli", *line]
    done = subprocess.run(command, capture_output=True, check=True, env=environment(folder) | more)
    return done.stdout.decode()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the folder is named by XDG_CACHE_HOME")
def test_runs_at_the_same_time_give_the_same_answer(tmp_path: Path) -> None:
    expected = run(CARE, tmp_path, **{VARIABLE: "1"})
    assert not (tmp_path / "subsidy-cli").exists()
    command = [sys.executable, "-m", "subsidy_cli", *CARE]
    runs = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(tmp_path))
        for _ in range(5)
    ]
    assert {each.communicate()[0].decode() for each in runs} == {expected}
    assert run(CARE, tmp_path) == expected
    files = list((tmp_path / "subsidy-cli").iterdir())
    assert len(files) == 3
    assert {file.suffix for file in files} == {SUFFIX}


def heavy_modules(line: Sequence[str], folder: Path) -> list[str]:
    """Which of the modules that take long to load a run loads."""
    heavy = ["pydantic", "rich", "subsidy_cli.documents.models", "subsidy_cli.programme.compiling"]
    script = (
        "import sys, json; from subsidy_cli.cli.entry import run;"
        f"code = run({[*line]!r}); print(json.dumps([code, [name for name in {heavy!r} if name in sys.modules]]), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, env=environment(folder))
    code, found = json.loads(done.stderr.decode().strip().splitlines()[-1])
    assert code == 0
    return list(found)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the folder is named by XDG_CACHE_HOME")
@pytest.mark.parametrize("more", [[], ["--reading", "exclusions-are-alternatives=alternative"]])
def test_a_second_run_loads_neither_the_compiler_nor_the_model_nor_rich(more: list[str], tmp_path: Path) -> None:
    assert heavy_modules([*CARE, *more], tmp_path)
    assert heavy_modules([*CARE, *more], tmp_path) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the folder is named by XDG_CACHE_HOME")
def test_a_second_roster_of_the_same_law_is_not_compiled_again(tmp_path: Path) -> None:
    source = tmp_path / "roster.csv"
    source.write_text("户籍地,残疾等级,计算日\n嘉兴市,1,2021-03-01\n平湖市,2,2021-03-02\n", encoding="utf-8")
    line = ["batch", str(source), str(tmp_path / "out.csv"), "--place", "jiaxing", "--kind", "care"]
    assert heavy_modules(line, tmp_path)
    first = (tmp_path / "out.csv").read_bytes()
    assert heavy_modules(line, tmp_path) == []
    assert (tmp_path / "out.csv").read_bytes() == first


def test_checks_never_use_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cli = prepare(tmp_path, monkeypatch)
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: tmp_path / "kept")
    assert cli("policy check cases.json").code == 0
    assert not (tmp_path / "kept").exists()
    assert cli("assess applicant.toml --kind care").code == 0
    assert (tmp_path / "kept").exists()


def test_compiling_is_the_only_way_to_a_programme(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    compiled: list[object] = []
    original = compiling.compile_programme
    monkeypatch.setattr(compiling, "compile_programme", lambda request: compiled.append(request) or original(request))
    for _ in range(2):
        answer(cached(tmp_path), Enquiry("jiaxing", DAY, kinds=["care"]))
    assert len(compiled) == 1


def test_every_kind_of_rule_and_node_can_be_kept() -> None:
    known = [
        each
        for module in (rules, nodes)
        for each in vars(module).values()
        if isinstance(each, type) and each.__module__ == module.__name__
    ]
    assert {each for each in known if is_dataclass(each)} <= set(law.MADE_OF)
