"""The words of a report on a roster, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from subsidy_cli.roster.ages import BANDS
from subsidy_cli.roster.faults import ROW_FAULTS
from subsidy_cli.texts import Language, Text

if TYPE_CHECKING:
    from subsidy_cli.facts.vocabulary import Vocabulary
    from subsidy_cli.roster.relations import Notice
    from subsidy_cli.roster.tallying import Slice

TITLE = Text("名册测算汇总", "Summary of a roster")
CAUTION = Text(
    "本汇总由程序按公开文件测算，供核对之用，须经人工核定。金额为应发的、已能确定的低端，不含待定者；"
    "由更高待遇替代的、可以给予的、鼓励给予的和贷款另列，不计入合计。",
    "Computed from published documents, to be checked and decided by a person. Sums are low ends of what is payable, without"
    " what is open; what is displaced by a higher scheme, discretionary, encouraged or a loan is shown apart, in no total.",
)
WORDS = {
    "rows": Text("名册行数", "rows read"),
    "results": Text("得出结果", "scored"),
    "rejected": Text("退回", "rejected"),
    "skipped": Text("跳过（空行、合计等）", "skipped (blank, totals)"),
    "month": Text("每月应发合计（元）", "yuan payable per month"),
    "apart": Text("另列，不计入合计", "Apart, in no total"),
    "standing": Text("计入方式", "how it counts"),
    "attention": Text("注意", "Caution"),
    "note": Text("提示", "Note"),
    "month_apart": Text("每月另列，不计入（元）", "apart, per month (yuan)"),
    "benefits": Text("各项待遇", "Benefits"),
    "by_benefit": Text("每月应发：按待遇", "Yuan payable per month by benefit"),
    "by_band": Text("每月应发：按年龄", "Yuan payable per month by age"),
    "by_place": Text("每月应发：按地方", "Yuan payable per month by place"),
    "benefit": Text("待遇", "benefit"),
    "period": Text("周期", "period"),
    "eligible": Text("符合", "eligible"),
    "ineligible": Text("不符合", "not eligible"),
    "unknown": Text("待定", "unknown"),
    "low": Text("应发（元，低端）", "payable, yuan (low end)"),
    "high": Text("应发上限（元）", "payable, yuan (high end)"),
    "yuan": Text("金额（元，低端）", "yuan (low end)"),
    "yuan_high": Text("金额上限（元）", "yuan (high end)"),
    "possible": Text("待定者至多（元）", "open: at most (yuan)"),
    "open": Text("不封顶", "open"),
    "places": Text("各地", "Places"),
    "bands": Text("年龄段", "Ages"),
    "place": Text("地方", "place"),
    "band": Text("年龄", "age"),
    "count": Text("行数", "rows"),
    "any": Text("至少一项符合", "with a benefit"),
    "some_open": Text("有待定", "with something open"),
    "reasons": Text("不符合与待定的原因", "Reasons"),
    "status": Text("结论", "status"),
    "reason": Text("原因", "reason"),
    "missing": Text("所缺信息", "What is missing"),
    "fact": Text("信息", "fact"),
    "results_open": Text("影响的结论数", "open results"),
    "alone": Text("只缺此项", "lacking only this"),
    "hangs": Text("每月至多（元）", "yuan per month at most"),
    "rejects": Text("退回的原因", "Rejects by code"),
    "code": Text("代码", "code"),
    "meaning": Text("含义", "meaning"),
    "assumed": Text("未给出而按通常情况作答", "Usual answers where left out"),
    "answered": Text("事实", "fact"),
    "answer": Text("作答", "answer"),
    "by_status": Text("结论：符合、待定、不符合（行数）", "Outcomes: eligible, unknown, not eligible (rows)"),
    "settle": Text("补齐什么最有用", "What would settle most"),
    "settle_note": Text(
        "补齐后至多能定下的每月金额（元），及所涉的待定结论数",
        "yuan per month at most that it would settle, and how many open results lack it",
    ),
    "payable_note": Text("元，每月；应发的、已能确定的低端", "yuan per month; low ends of what is payable"),
    "lacking": Text("{} 项结论，其中 {} 项只缺此项", "{} results, {} of them lack only this"),
    "more": Text("另有 {} 行", "{} more"),
    "accounted": Text("每一行都有交代", "Every row is accounted for"),
    "yes": Text("是", "yes"),
    "no": Text("否", "no"),
    "colon": Text("：", ": "),
    "between": Text("、", ", "),
}
CODE_WORDS = {
    "wrong-value": Text("值无法识别", "a value that cannot be read"),
    "value-out-of-range": Text("值超出范围", "a value out of range"),
    "wrong-number": Text("证件号码有误", "a wrong identity or certificate number"),
    "mangled-number": Text("证件号码已被表格软件改动", "a number that a spreadsheet has changed"),
    "contradiction": Text("同一行的内容互相矛盾", "a row that contradicts itself"),
    "duplicate": Text("同一人出现多行", "the same person in several rows"),
    "household-disagrees": Text("同一家庭各行不一致", "rows of one household that disagree"),
    "missing-place": Text("没有写明地区", "no place"),
    "missing-day": Text("没有写明计算日", "no day"),
    "no-document": Text("该地没有任何政策文件", "a place without any policy document"),
}
"""Why rows were rejected; what is wrong with lines and cells of a file has its words in `faults`."""


@dataclass(frozen=True)
class ReportWords:
    """The words in one language."""

    vocabulary: Vocabulary
    language: Language

    def __call__(self, name: str) -> str:
        """A word of the report."""
        return WORDS[name].in_language(self.language)

    def say(self, words: Text) -> str:
        """Words from elsewhere."""
        return words.in_language(self.language)

    def headings(self, *names: str) -> list[str]:
        """The headings of a table."""
        return [self(name) for name in names]

    def label(self, name: str) -> str:
        """What a benefit, fact or standard is called."""
        return self.say(self.vocabulary.label(name))

    def code(self, code: str) -> str:
        """Why a row was rejected; nothing where the code has no words."""
        fault = ROW_FAULTS.get(code)
        found = CODE_WORDS.get(code) if fault is None else fault.message
        return "" if found is None else self.say(found)

    def slice(self, each: Slice) -> str:
        """A place or an age band."""
        return self.say(BANDS[each.id] if each.label is None else each.label)

    def answer(self, name: str, value: str) -> str:
        """What was taken for granted of a fact."""
        values = getattr(self.vocabulary.facts.get(name), "values", None) or {}
        if value in values:
            return self.say(values[value])
        return {"true": self("yes"), "false": self("no")}.get(value, value)

    def notice(self, notice: Notice) -> tuple[str, str]:
        """A notice, and how it is called: what there is a cure for asks for attention."""
        told = [self.say(each) for each in (notice.message, notice.hint) if each is not None]
        return self("note" if notice.hint is None else "attention"), self.say(Text("。", ". ")).join(told)
