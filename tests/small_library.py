"""A library of one small document with its worked cases, in which a test plants one mistake."""

from pathlib import Path

from subsidy_cli.library.opening import Library, open_library

DOCUMENT = """\
[document]
id        = "small-2020"
number    = "测政发〔2020〕1号"
title     = { zh = "小办法", en = "The small measures" }
issued    = 2020-01-01
effective = 2020-01-01
status    = "in_force"

[definitions.is_minor]
value    = "age(birth_date) < 18"
citation = { section = "一", phrase = "未满18周岁" }

[conditions.covered]
subjects = ["person"]
name     = { zh = "持证", en = "holds a certificate" }
test     = "has_valid_certificate"
citation = { section = "一", phrase = "持有有效残疾人证" }

[benefits.living_allowance]
force    = "mandatory"
citation = { section = "二", phrase = "按低保标准的30%发放生活补贴" }

  [benefits.living_allowance.conditions.low_income]
  name     = { zh = "低收入", en = "low income" }
  test     = "household_income_per_capita_month <= 1.5 * dibao_month or is_minor"
  citation = { section = "二", phrase = "家庭人均收入在低保标准150%以下或未成年" }

  [benefits.living_allowance.exclusions.tekun]
  name     = { zh = "特困", en = "tekun" }
  when     = "receives_tekun"
  citation = { section = "二", phrase = "特困人员不享受" }

  [[benefits.living_allowance.items]]
  name   = { zh = "低保标准的30%", en = "30% of dibao" }
  amount = "0.30 * dibao_month"
"""

CASES = """\
[defaults]
place = "jiaxing"
as_of = 2021-01-01
facts = { has_valid_certificate = true, birth_date = 1990-01-01, receives_tekun = false }
standards = { dibao_month = "1000.00" }

[[cases]]
id = "on-the-line"
title = "正好为低保标准的150%"
facts = { household_income_per_capita_month = "1500.00" }
expect.living_allowance = { status = "eligible", amount = "300.00", force = "mandatory", period = "month" }

[[cases]]
id = "a-fen-above"
title = "高一分"
facts = { household_income_per_capita_month = "1500.01" }
expect.living_allowance = { status = "ineligible", reason = "low_income" }

[[cases]]
id = "tekun"
title = "特困人员"
facts = { household_income_per_capita_month = "1000.00", receives_tekun = true }
expect.living_allowance = { status = "ineligible", reason = "tekun" }

[[cases]]
id = "without-certificate"
title = "无证"
facts = { household_income_per_capita_month = "1000.00", has_valid_certificate = false }
expect.living_allowance = { status = "ineligible", reason = "covered" }

[[cases]]
id = "a-day-before-18"
title = "18周岁前一日"
facts = { household_income_per_capita_month = "9000.00", birth_date = 2003-01-02 }
expect.living_allowance = { status = "eligible" }

[[cases]]
id = "on-the-birthday"
title = "18周岁当日"
facts = { household_income_per_capita_month = "9000.00", birth_date = 2003-01-01 }
expect.living_allowance = { status = "ineligible" }

[[cases]]
id = "first-day"
title = "施行首日"
as_of = 2020-01-01
facts = { household_income_per_capita_month = "1000.00" }
expect.living_allowance = { status = "eligible" }

[[cases]]
id = "day-before"
title = "施行前一日"
as_of = 2019-12-31
facts = { household_income_per_capita_month = "1000.00" }
expect.living_allowance = { status = "ineligible", not_in_force = { reason = "not_yet" } }
"""

PLACES = {"zhejiang": "浙江省", "zhejiang/jiaxing": "嘉兴市", "zhejiang/jiaxing/pinghu": "平湖市"}
FOLDER = "zhejiang/jiaxing"


def build(root: Path, document: str = DOCUMENT, cases: str = CASES, **parts: str) -> Library:
    """Write the library below a folder; `parts` are further texts by path, with `__` for `/` and `_dot_` for a dot."""
    for place, name in PLACES.items():
        write(root / place / "place.toml", f'zh = "{name}"\nen = "{place}"\n')
    write(root / FOLDER / "small-2020.toml", document)
    write(root / FOLDER / "cases" / "small-2020" / "living.toml", cases)
    for path, text in parts.items():
        write(root / FOLDER / path.replace("__", "/").replace("_dot_", "."), text)
    return open_library(root, with_user_folder=False)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
