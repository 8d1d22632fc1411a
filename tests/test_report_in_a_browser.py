"""The summary page in a real browser: nothing from outside, nothing cut off or on top of something else, in both languages."""

from __future__ import annotations

import csv
import os
import shutil
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from faults.people import people
from subsidy_cli.cli.entry import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None
)
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")]
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
LANGUAGES = ("zh", "en")
WIDTHS = (1280, 703, 390)
HEADINGS = "姓名,身份证号,残疾类别,残疾等级,户籍地,残疾人证核发地,残疾人证有效,家庭人均月收入,本人月收入,生活自理能力,照护方式,地区"
PLACES = ("嘉兴市", "平湖市", "海宁市", "桐乡市", "嘉善县")

TEXTS = """
() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (!node.data.trim() || !node.parentElement.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const holder = node.parentElement.closest('section, dl, p, header, li, td, th, summary').getBoundingClientRect();
    for (const box of range.getClientRects())
      found.push({text: node.data.trim(), left: box.left, right: box.right, top: box.top, bottom: box.bottom,
        inside: box.left >= holder.left - 1 && box.right <= holder.right + 1});
  }
  return found;
}
"""
CONTRASTS = """
() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => { const f = v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
    return .2126 * f(r) + .7152 * f(g) + .0722 * f(b); };
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
    let ground = element;
    while (ground && rgb(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement;
    const [one, other] = [light(rgb(getComputedStyle(element).color)),
      ground ? light(rgb(getComputedStyle(ground).backgroundColor)) : 1].sort((a, b) => b - a);
    found.push([(one + .05) / (other + .05), element.textContent.trim().slice(0, 40)]);
  }
  return found;
}
"""
GLYPHS = """
signs => {
  const canvas = document.createElement('canvas'), pen = canvas.getContext('2d', {willReadFrequently: true});
  canvas.width = canvas.height = 48;
  return signs.map(sign => { pen.clearRect(0, 0, 48, 48);
    pen.font = '32px ' + getComputedStyle(document.body).fontFamily.replaceAll('"', "'");
    pen.fillText(sign, 4, 36); return pen.getImageData(0, 0, 48, 48).data.join(); });
}
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of an artificial roster in each language."""
    folder, chance = tmp_path_factory.mktemp("report"), Random(8)
    with (folder / "roster.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS.split(","))
        for number, one in enumerate(people(chance, 500)):
            place, choose = chance.choice(PLACES), chance.choice
            row = [f"甲{number}", one.number, one.category, one.grade, place, place, choose(("是", "是", ""))]
            row += [
                choose(("800.00", "1500.00", "2600.00", "")),
                choose(("0", "1800")),
                choose(("能自理", "完全不能自理", "")),
            ]
            row += [choose(("居家照护", "机构集中托养")), choose((*[place] * 30, "火星"))]
            writer.writerow(row)
    common = ["--as-of", "2021-03-01", "--standard", "dibao_month=1000", "--assume", "usual"]
    for language in LANGUAGES:
        told = ["--summary", str(folder / f"{language}.html"), "--lang", language]
        assert run(["batch", str(folder / "roster.csv"), str(folder / "out.csv"), *common, *told]) == 1
    return {language: folder / f"{language}.html" for language in LANGUAGES}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield found
        found.close()


class Opened:
    """A page that is open, and everything it said or asked for."""

    def __init__(self, browser: Any, path: Path, width: int, scheme: str = "light") -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
        self.page = context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())

    def width(self) -> list[int]:
        found: list[int] = self.page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
        return found


def open_everything(page: Any) -> None:
    page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true; })")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_off_or_on_top_of_something_else(
    language: str, width: int, pages: dict[str, Path], browser: Any
) -> None:
    opened = Opened(browser, pages[language], width)
    assert opened.said == []
    assert opened.asked == [pages[language].as_uri()]
    for _ in range(2):
        assert opened.width() == [width, width]
        texts = opened.page.evaluate(TEXTS)
        assert [each["text"] for each in texts if not each["inside"]] == []
        assert overlapping(texts) == []
        open_everything(opened.page)


def overlapping(texts: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Pairs of texts on one another by more than what letters leave free above and below."""
    found, open_ones = [], list[dict[str, Any]]()
    for each in sorted(texts, key=lambda each: each["top"]):
        open_ones = [other for other in open_ones if other["bottom"] - 4 > each["top"]]
        found += [
            (other["text"], each["text"])
            for other in open_ones
            if other["left"] < each["right"] - 1 and each["left"] < other["right"] - 1
        ]
        open_ones.append(each)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_told_from_its_ground(
    language: str, scheme: str, pages: dict[str, Path], browser: Any
) -> None:
    opened = Opened(browser, pages[language], 1280, scheme)
    assert [each for each in opened.page.evaluate(CONTRASTS) if each[0] < 4.5] == []
    ground = opened.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")


def test_hanzi_are_drawn_and_not_boxes(pages: dict[str, Path], browser: Any) -> None:
    page = Opened(browser, pages["zh"], 1280).page
    words = page.evaluate("() => document.body.innerText")
    assert "困难残疾人生活补贴" in words
    signs = sorted({sign for sign in words if "\u4e00" <= sign <= "\u9fff"})
    box, *drawn = page.evaluate(GLYPHS, ["\U0010fffe", *signs])
    if all(each == box for each in drawn) or len(set(drawn)) == 1:
        pytest.skip("there is no Chinese font here")
    assert len(signs) > 100
    assert len(set(drawn)) == len(signs)
    assert box not in drawn


@pytest.mark.parametrize("language", LANGUAGES)
def test_bars_are_as_long_as_the_amounts_are_large(language: str, pages: dict[str, Path], browser: Any) -> None:
    page = Opened(browser, pages[language], 1280).page
    for chart in page.query_selector_all(".bars")[:3]:
        rows = [
            (
                float(row.query_selector(".value").inner_text().replace(",", "")),
                row.query_selector(".track span").bounding_box(),
            )
            for row in chart.query_selector_all(".row")
        ]
        largest = max(amount for amount, _ in rows)
        longest = max(box["width"] for _, box in rows)
        assert len(rows) > 1
        assert all(abs(box["width"] / longest - amount / largest) < 0.01 for amount, box in rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_paper_everything_is_there(language: str, pages: dict[str, Path], browser: Any) -> None:
    """On A4 within its margins, in dark ink whatever the screen, with the rows that are folded away on a screen."""
    opened = Opened(browser, pages[language], 703, "dark")
    opened.page.emulate_media(media="print", color_scheme="dark")
    assert opened.width() == [703, 703]
    assert opened.page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert [each for each in opened.page.evaluate(CONTRASTS) if each[0] < 4.5] == []
    heights = opened.page.evaluate(
        "() => [...document.querySelectorAll('tbody tr')].map(row => row.getBoundingClientRect().height)"
    )
    assert len(heights) > 60
    assert min(heights) > 8
    texts = opened.page.evaluate(TEXTS)
    assert [each["text"] for each in texts if not each["inside"]] == []
    assert overlapping(texts) == []
    assert opened.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
