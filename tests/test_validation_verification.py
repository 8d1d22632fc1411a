"""Key phrases are looked up in the official text, spaces and line breaks aside."""

from small_library import DOCUMENT, build
from subsidy_cli.validation.elements import all_documents
from subsidy_cli.validation.verification import verify

TEXT = """
一、本办法所称残疾人持有有效残疾人证，未满18周岁
的为未成年人。
二、家庭人均收入在低保标准150%以下或未成年的，按低保 标准的30%
发放生活补贴。特困人员不享受。
"""


def test_every_phrase_is_found_across_line_breaks(tmp_path):
    [document] = all_documents(build(tmp_path))
    found = verify(document, TEXT)

    assert found.lost == ()
    assert len(found.found) == 5


def test_a_phrase_that_the_text_does_not_hold_is_told_with_its_place(tmp_path):
    [document] = all_documents(build(tmp_path))
    [mistake] = verify(document, TEXT.replace("30%", "35%")).mistakes

    assert mistake.code == "phrase-is-not-in-the-text"
    assert "按低保标准的30%发放生活补贴" in mistake.message.zh
    assert mistake.place.excerpt.startswith("citation = ")


def test_phrases_of_another_document_are_not_looked_up(tmp_path):
    planted = 'phrase = "特困人员不享受", document = "jiaxing-2016"'
    [document] = all_documents(build(tmp_path, DOCUMENT.replace('phrase = "特困人员不享受"', planted)))

    assert verify(document, TEXT.replace("特困", "")).lost == ()
