"""Starting a new policy document: a skeleton with comments, and the names of a place that is new."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.documents.models import DocumentTable, PlaceFile
from subsidy_cli.library.files import SourceFile, read_table
from subsidy_cli.library.folders import is_folder, user_folder
from subsidy_cli.library.gazetteer import place_files
from subsidy_cli.library.system_errors import reason_of
from subsidy_cli.places import ancestry
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from subsidy_cli.library.opening import Library
    from subsidy_cli.places import Gazetteer

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PLACE = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*(?:/[a-z0-9]+(?:[-_][a-z0-9]+)*)*")

_SKELETON = """\
# {title_zh}
# 政策文件的写法见 docs/policy-files.md。编辑器提示：subsidy policy schema document > document.schema.json，
# 然后在本文件首行写 "#:schema document.schema.json"。
# The format is told in docs/policy-files.md; the JSON Schema for editors comes from `subsidy policy schema document`.

[document]
id        = {id}
number    = {number}
title     = {{ zh = {title_zh_text}, en = {title_en_text} }}
# issued    = {effective}   # 印发日 the day it was issued, where it differs
effective = {effective}   # 施行日 the first day
# to        = 2030-12-31   # 失效前最后一日 the last day, when it is known
# horizon   = 2030-12-31   # 规划期末 a plan's last day, where it has one
status    = "draft"   # 编完并校验后改为 "in_force"；草案从不适用 becomes "in_force" when done; a draft is never applied

# 一、适用范围：本文件所有个人和家庭待遇的共同条件。
# Scope: a condition of every benefit of these subjects. Keep phrases short, and exactly as the text has them.
#
# [conditions.covered_person]
# subjects = ["person", "household"]
# name     = {{ zh = "本地户籍、持有效残疾人证", en = "registered here, with a valid certificate" }}
# test     = "within(hukou_place, '{place_id}') and has_valid_certificate"
# citation = {{ section = "一", phrase = "……", clause = "scope" }}

# 二、待遇：编号取自词汇表（subsidy policy list --benefits；data/vocabulary/benefits.toml）。
# Benefits, by the ids of the vocabulary. `replaces` or `extends` names the document whose rule gives way.
#
# [benefits.living_allowance]
# force    = "mandatory"   # mandatory 应、给予 | discretionary 可 | aspirational 鼓励、探索
# citation = {{ section = "二", phrase = "……", clause = "living-allowance" }}
#
#   [benefits.living_allowance.conditions.low_income]
#   name     = {{ zh = "家庭人均收入不超过低保标准", en = "household income within dibao" }}
#   test     = "household_income_per_capita_month <= dibao_month"
#   citation = {{ section = "二", phrase = "……" }}
#
#   [benefits.living_allowance.exclusions.tekun]
#   name     = {{ zh = "特困人员供养", en = "tekun support" }}
#   when     = "receives_tekun"
#   citation = {{ section = "二", phrase = "……" }}
#
#   [[benefits.living_allowance.items]]
#   name   = {{ zh = "低保标准的30%", en = "30% of dibao" }}
#   amount = "0.30 * dibao_month"

# 三、只作记录的条款：没有数额和可检验的条件。
# Clauses from which nothing can be computed, and why.
#
# [[recorded]]
# clause   = "general-aim"
# citation = {{ section = "三", phrase = "……" }}
# reason   = {{ zh = "只提目标，没有数额和条件", en = "an aim without a figure or a test" }}

# 四、校验：subsidy policy verify {plain_id} 原文.txt；subsidy policy check；
# 案例放在 cases/{plain_id}/ 下，可用 subsidy assess --as-if-adopted --save-case 生成。
# Then: subsidy policy verify {plain_id} TEXT.txt, subsidy policy check, and worked cases in cases/{plain_id}/.
"""


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What a new document is called, and where it holds."""

    id: str
    place: str
    number: str
    title: Text
    effective: date
    place_names: tuple[Text, ...] = ()
    """The names of the places that are new, from above down to the place itself."""

    @property
    def names(self) -> Mapping[str, Text]:
        """The names by the path of the place: the last is that of the place itself."""
        return dict(zip(reversed(ancestry(self.place)), reversed(self.place_names), strict=False))


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is to be written."""

    path: Path
    text: str


def skeleton(new: NewDocument) -> str:
    """The text of a document that says nothing yet, with comments that show how to go on."""
    return _SKELETON.format(
        id=_quoted(new.id),
        plain_id=new.id,
        number=_quoted(new.number),
        title_zh=" ".join(new.title.zh.split()),
        title_zh_text=_quoted(new.title.zh),
        title_en_text=_quoted(new.title.en),
        effective=new.effective.isoformat(),
        place_id=new.place.rsplit("/", 1)[-1],
    )


def _quoted(words: str) -> str:
    """A TOML basic string, which escapes as JSON does."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


def plan_document(library: Library, folder: Path, new: NewDocument) -> tuple[NewFile, ...]:
    """The files that start a document in a folder of policies: the document, and each place that the folder does not know.

    Raises RefusedError with everything that stands against it.
    """
    mistakes = list(_mistakes(library, new))
    if mistakes:
        raise RefusedError(Refusal.USAGE, mistakes)
    places = tuple(_place_files(library, folder, new))
    document = NewFile(folder / new.place / f"{new.id}.toml", skeleton(new))
    files = (*places, document)
    for file in files:
        if os.path.lexists(file.path):
            message = Text("文件已经存在，不予覆盖", "the file exists and is not overwritten")
            hint = Text("换一个编号，或用 --into 写到另一个目录", "choose another id, or another folder with --into")
            raise RefusedError(Refusal.OUTPUT, [Diagnostic("file-exists", message, Place(str(file.path)), hint)])
    _reread(files)
    return files


def write_files(files: tuple[NewFile, ...]) -> None:
    """Write files that must not be there yet. Raises RefusedError (output); what was there is intact."""
    for file in files:
        try:
            file.path.parent.mkdir(parents=True, exist_ok=True)
            with file.path.open("x", encoding="utf-8", newline="\n") as stream:
                stream.write(file.text)
        except OSError as error:
            reason = reason_of(error)
            message = Text(f"无法写入文件：{reason.zh}", f"the file cannot be written: {reason.en}")
            raise RefusedError(Refusal.OUTPUT, [Diagnostic("output-failed", message, Place(str(file.path)))]) from None


def _reread(files: tuple[NewFile, ...]) -> None:
    """What is written can be read again."""
    for file in files:
        read_table(PlaceFile if file.path.name == "place.toml" else DocumentTable, SourceFile(file.path, file.text))


def _mistakes(library: Library, new: NewDocument) -> Iterator[Diagnostic]:
    if not _ID.fullmatch(new.id):
        message = Text(
            f"编号 {new.id} 只能用小写字母、数字和连字符", f"{new.id}: lower-case letters, digits and hyphens only"
        )
        yield Diagnostic("wrong-id", message, Place("ID"), Text("例如 ningbo-2024", "such as ningbo-2024"))
    if not _PLACE.fullmatch(new.place):
        message = Text(f"地方 {new.place} 应写作路径", f"the place {new.place} should be a path")
        yield Diagnostic(
            "wrong-place", message, Place("--place"), Text("例如 zhejiang/ningbo", "such as zhejiang/ningbo")
        )
        return
    yield from _place_mistakes(library.places, new)
    known = {path.stem for root in library.roots for path in root.rglob(f"{new.id}.toml")}
    if new.id in known:
        message = Text(f"已有编号为 {new.id} 的文件", f"there is a document {new.id} already")
        yield Diagnostic("id-is-taken", message, Place("ID"), Text("换一个编号", "choose another id"))


def _place_mistakes(places: Gazetteer, new: NewDocument) -> Iterator[Diagnostic]:
    """Every place on the way down is known or named, and none is named otherwise than it is known."""
    if len(new.place_names) > len(ancestry(new.place)):
        message = Text(f"名称比 {new.place} 的级数多", f"more names than there are places in {new.place}")
        yield Diagnostic("too-many-names", message, Place("--place-name"), _names_hint(places, new))
    for path in ancestry(new.place):
        if path not in places.names and path not in new.names:
            message = Text(f"没有地方 {path}", f"there is no place {path}")
            if path != new.place:
                message = Text(f"上级地方 {path} 不存在", f"the place above, {path}, is not known")
            yield Diagnostic("unknown-place", message, Place("--place"), _names_hint(places, new))
        elif path in places.names and path in new.names and places.name(path).zh != new.names[path].zh:
            name = places.name(path).zh
            message = Text(f"{path} 的名称是 {name}", f"the name of {path} is {name}")
            yield Diagnostic("another-name", message, Place("--place-name"), _names_hint(places, new))


def _names_hint(places: Gazetteer, new: NewDocument) -> Text:
    """How the new places are named: every one from above, the known ones among them under their names."""
    paths = [path for path in ancestry(new.place) if path not in places.names] or [new.place]
    named = new.names if len(new.place_names) <= len(ancestry(new.place)) else {}
    zh, en = ("/".join(named[path].zh if path in named else word for path in paths) for word in ("名称", "NAME"))
    return Text(
        f"新地方请从上到下写出名称：--place-name {zh}", f"name the new places from above down: --place-name {en}"
    )


def _place_files(library: Library, folder: Path, new: NewDocument) -> Iterator[NewFile]:
    """A file of names for every place on the way down that the folder, with what it is layered over, does not know."""
    known = set(place_files((folder,))) if is_folder(folder) else set()
    if folder in (*library.roots, user_folder() / "policies"):
        known |= set(library.places.names)
    for path in ancestry(new.place):
        if path not in known:
            name = library.places.name(path) if path in library.places.names else new.names[path]
            yield NewFile(folder / path / "place.toml", f"zh = {_quoted(name.zh)}\nen = {_quoted(name.en)}\n")
