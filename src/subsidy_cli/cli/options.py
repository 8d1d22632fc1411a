"""The parameters that several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.cli.commands import INPUT, OUTPUT, RANGE, RULES, Parameter
from subsidy_cli.facts.vocabulary import KINDS
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

SUBJECTS = ("person", "household", "employer", "institution", "authority")

FILE_WORD = Text("文件", "FILE")
PLACE_WORD = Text("地方", "PLACE")
DATE_WORD = Text("日期", "DATE")
PAIR_WORD = Text("名称=值", "NAME=VALUE")


def _places() -> Iterable[str]:
    from subsidy_cli.library.opening import open_library

    return (path.rsplit("/", 1)[-1] for path in open_library().places.names)


def _benefits() -> Iterable[str]:
    from subsidy_cli.library.vocabulary import read_vocabulary

    return read_vocabulary().benefits


def _fact_pairs() -> Iterable[str]:
    from subsidy_cli.library.vocabulary import read_vocabulary

    return (f"{name}=" for name in read_vocabulary().facts)


def _standard_pairs() -> Iterable[str]:
    from subsidy_cli.library.vocabulary import read_vocabulary

    return (f"{name}=" for name in read_vocabulary().standards)


LANG = Parameter(
    "lang",
    Text("语言；缺省取 SUBSIDY_LANG 或系统区域设置", "language; else SUBSIDY_LANG or the locale"),
    Text("zh|en", "zh|en"),
    OUTPUT,
    complete=lambda: ("zh", "en"),
)
PLACE = Parameter(
    "place",
    Text("地方：编号、路径或中文名，如 jiaxing、嘉兴市", "place by id, path or Chinese name, such as jiaxing"),
    PLACE_WORD,
    INPUT,
    complete=_places,
)
AS_OF = Parameter(
    "as_of", Text("按哪一天的规定；缺省为今天", "the day whose law applies; today if absent"), DATE_WORD, INPUT
)
POLICIES = Parameter(
    "policies",
    Text("改用另一个政策目录（或设 SUBSIDY_POLICIES）", "another folder of policies (or set SUBSIDY_POLICIES)"),
    Text("目录", "FOLDER"),
    RULES,
)
FACT = Parameter(
    "fact",
    Text("补充或改写一个事实，可重复", "add or override a fact; may be repeated"),
    PAIR_WORD,
    INPUT,
    is_repeatable=True,
    complete=_fact_pairs,
)
STANDARD = Parameter(
    "standard",
    Text("补充或改写一个地方标准，可重复", "add or override a local standard; may be repeated"),
    PAIR_WORD,
    INPUT,
    is_repeatable=True,
    complete=_standard_pairs,
)
LOCAL = Parameter(
    "local",
    Text(
        "本地户籍且持有效本地残疾人证（一次说明三个事实）",
        "hukou here and a valid certificate issued here (states three facts at once)",
    ),
    group=INPUT,
    is_switch=True,
)
ASK_ID = Parameter(
    "ask_id",
    Text(
        "不回显地询问身份证号或残疾人证号（号码不能写在命令行上）",
        "prompt, without echo, for the identity or certificate number; neither may stand on the command line",
    ),
    group=INPUT,
    is_switch=True,
)
INTERVIEW = Parameter(
    "interview",
    Text("逐项询问，只问仍会影响结论的事实", "ask one at a time, only what can still change the answer"),
    group=INPUT,
    is_switch=True,
)
ASSUME = Parameter(
    "assume",
    Text("未给出的事实按通常情况作答，并逐一列明", "answer omitted facts as is usual, and list each"),
    Text("usual", "usual"),
    INPUT,
    choices=("usual",),
)
SUBJECT = Parameter(
    "subject",
    Text("只判定这类对象的待遇，可重复", "only benefits of this subject; may be repeated"),
    Text("对象", "SUBJECT"),
    RANGE,
    choices=SUBJECTS,
    is_repeatable=True,
)
KIND = Parameter(
    "kind",
    Text("只判定这一类，可重复", "only this kind; may be repeated"),
    Text("类别", "KIND"),
    RANGE,
    choices=tuple(KINDS),
    is_repeatable=True,
)
BENEFIT = Parameter(
    "benefit",
    Text("只判定这一项（编号或中文名），可重复", "only this benefit, by id or name; may be repeated"),
    Text("待遇", "BENEFIT"),
    RANGE,
    is_repeatable=True,
    complete=_benefits,
)
ALL = Parameter(
    "all",
    Text("判定当地全部待遇、义务与指标", "every benefit, obligation and target of the place"),
    group=RANGE,
    is_switch=True,
)
READING = Parameter(
    "reading",
    Text("对有歧义处改用另一种理解，可重复", "use the other reading where the text is open; may be repeated"),
    Text("编号=alternative", "ID=alternative"),
    RULES,
    is_repeatable=True,
)
ALLOW_INFERRED = Parameter(
    "allow_inferred",
    Text("允许使用推算所得的地方标准", "also use local standards that were only inferred"),
    group=RULES,
    is_switch=True,
)
AS_IF_ADOPTED = Parameter(
    "as_if_adopted",
    Text("假定草案已经施行；结果仅供试算", "take drafts as in force; the result is a trial only"),
    group=RULES,
    is_switch=True,
)
FORMAT = Parameter(
    "format",
    Text("输出格式，缺省为 table", "form of the result; table if absent"),
    Text("table|json|html|markdown", "table|json|html|markdown"),
    OUTPUT,
    choices=("table", "json", "html", "markdown"),
)
DETAIL = Parameter(
    "detail",
    Text("列出每个条件、条款、标准和采用的理解", "show every condition, clause, standard and reading"),
    group=OUTPUT,
    is_switch=True,
)
OUTPUT_FILE = Parameter(
    "output",
    Text("结果写入文件而不是屏幕", "write the result to a file, not the screen"),
    FILE_WORD,
    OUTPUT,
    short="-o",
)
SAVE_CASE = Parameter(
    "save_case",
    Text("把本次计算存为案例（不含证件号码）", "keep the run as a worked case (without identity numbers)"),
    FILE_WORD,
    OUTPUT,
)
FAIL_ON = Parameter(
    "fail_on",
    Text("有待遇为此结论时以代码1退出，可重复", "exit with 1 where a benefit has this outcome; may be repeated"),
    Text("ineligible|unknown", "ineligible|unknown"),
    OUTPUT,
    choices=("ineligible", "unknown"),
    is_repeatable=True,
)
TABLE_OR_JSON = Parameter(
    "format",
    Text("输出格式，缺省为 table", "form of the output; table if absent"),
    Text("table|json", "table|json"),
    OUTPUT,
    choices=("table", "json"),
)

ASSESSMENT = (PLACE, AS_OF, LOCAL, FACT, STANDARD, ASSUME, INTERVIEW, ASK_ID)
"""What an applicant is described with."""
JUDGEMENT = (READING, ALLOW_INFERRED, AS_IF_ADOPTED, POLICIES)
"""What the rules are."""
RESULT = (FORMAT, DETAIL, OUTPUT_FILE, SAVE_CASE, FAIL_ON)
"""What becomes of the result."""
