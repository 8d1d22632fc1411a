"""The headings of a result, the same in every form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from subsidy_cli.presentation.outline import SectionName

TOTAL = Text("应发合计", "Total due")
NO_TOTAL = Text("没有可计入的款项", "no sum that can be counted")
NO_DOCUMENT = Text("当日没有在施行的文件", "no document is in force that day")
NOTICE = Text("注意", "note")
SOURCE = Text("来源：", "Source: ")
ABSENT = Text("当日不在施行", "Not in force that day")
QUESTIONS = Text("先弄清这些，能确定的最多", "What to ask first")
STANDARDS = Text("采用的当地标准", "Local standards used")
ASSUMED = Text("按通常情况假定，未经核实", "Assumed as usual, not verified")
READINGS = Text("对条文的理解", "How the text is read")
CONDITIONS = Text("逐项条件", "Every condition")
NEEDS = Text("缺：", "needs: ")
CLOSING = Text(
    "本结果是依据上述文件所作的测算，须由主管部门核定后生效。",
    "This is a calculation from the documents above; it takes effect only when an official confirms it.",
)

SECTIONS: dict[SectionName, tuple[Text, Text]] = {
    "payable": (Text("应发", "due"), Text("应当发给的款项", "sums that must be paid")),
    "granted": (
        Text("应享", "also due"),
        Text("应当提供：服务、优待，或金额未定", "must be given, in kind or without a figure"),
    ),
    "displaced": (Text("择高", "displaced"), Text("由更高的待遇替代，不重复发给", "a higher scheme takes its place")),
    "optional": (
        Text("可给", "may"),
        Text("文件允许或鼓励给予，不计入合计", "allowed or encouraged, not in the total"),
    ),
    "refused": (Text("不符合", "not due"), Text("不应发给及原因", "not due, and why")),
    "undecided": (
        Text("待定", "open"),
        Text("资料或标准不全，尚不能判定", "not yet known, and what would settle it"),
    ),
    "duties": (Text("义务", "duties"), Text("配额、义务和指标", "quotas, obligations and targets")),
}
"""The short mark of each section and its heading."""

OPTIONAL = {
    "discretionary": Text("可以", "optional"),
    "aspirational": Text("鼓励", "encouraged"),
    "none": Text("无效力", "no force"),
}
"""Beside the name of a benefit that need not be given."""

ABSENCES = {
    "draft": Text("草案，尚无效力", "a draft, without force"),
    "not_yet": Text("尚未施行", "not yet in force"),
    "repealed": Text("已停止执行", "no longer in force"),
}
