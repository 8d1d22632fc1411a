"""What the reader can do next: the shortest way to settle what is still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.cli.enquiries import LOCAL_PLACES, LOCAL_TRUTH
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from subsidy_cli.api import Enquiry
    from subsidy_cli.determination import Determination
    from subsidy_cli.library.opening import Library


def closing_hints(determination: Determination, library: Library, enquiry: Enquiry) -> Iterator[Text]:
    """The hints below a result, the most useful first."""
    missing = dict.fromkeys(name for outcome in determination.benefits for name in outcome.missing)
    if not missing:
        return
    if {*LOCAL_PLACES, LOCAL_TRUTH} & set(missing):
        yield Text(
            "提示：户籍或残疾人证情况未给出；本地户籍且持有效本地证的，加 --local 即可。",
            "Hint: hukou or certificate were not given; where both are local and valid, add --local.",
        )
    vocabulary = library.vocabulary
    facts = [name for name in missing if name in vocabulary.facts]
    if enquiry.assume is None and any(vocabulary.facts[name].usual is not None for name in facts):
        yield Text(
            "提示：--assume usual 对很少出现的情形按“否”作答，并逐一列明。",
            "Hint: --assume usual answers no to what is rare, and lists each answer.",
        )
    elif facts:
        yield Text(
            "提示：--interview 逐项询问仍会影响结论的事实。",
            "Hint: --interview asks for what can still change the answer.",
        )


def unknown_here(determination: Determination, library: Library, enquiry: Enquiry) -> Iterator[Text]:
    """Benefits that were asked for and that no document of the place knows."""
    name = determination.place_name
    if enquiry.benefits:
        for benefit in sorted(enquiry.benefits):
            if determination.benefit(benefit) is None:
                label = library.vocabulary.label(benefit)
                yield Text(f"{name.zh}的文件中没有“{label.zh}”。", f"No document of {name.en} knows {benefit}.")
    elif not determination.benefits:
        yield Text(
            f"{name.zh}的文件中没有符合所问范围的待遇。",
            f"No document of {name.en} has a benefit of the kind asked for.",
        )
