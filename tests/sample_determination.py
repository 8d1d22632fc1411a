"""One determination with every kind of outcome, built by hand so that no policy file can change it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from subsidy_cli.citations import Citation
from subsidy_cli.determination import (
    BenefitOutcome,
    ConditionOutcome,
    Determination,
    Displacement,
    ItemOutcome,
    LimitOutcome,
    Notice,
    NotInForce,
    Reason,
    TestOutcome,
    Total,
    UsedStandard,
)
from subsidy_cli.facts.vocabulary import (
    BenefitDefinition,
    FactDefinition,
    ReadingDefinition,
    StandardDefinition,
    Vocabulary,
)
from subsidy_cli.quantities import Amount
from subsidy_cli.texts import Text


def fact(name: str, kind: str, zh: str, en: str, **more: object) -> FactDefinition:
    question = Text(f"请问{zh}是多少？", f"What is the {en}?")
    return FactDefinition(name, kind, "person", Text(zh, en), question=question, **more)  # type: ignore[arg-type]


def benefit(name: str, zh: str, en: str, **more: object) -> BenefitDefinition:
    given = {"kind": "living", "subject": "person", "period": "month"} | more
    return BenefitDefinition(name, Text(zh, en), **given)  # type: ignore[arg-type]


CATEGORIES = {"physical": Text("肢体残疾", "physical"), "mental": Text("精神残疾", "mental")}
FACTS = (
    fact(
        "household_income_per_capita_month", "money", "家庭人均月收入", "household income per head", unit="yuan/month"
    ),
    fact("own_income_month", "money", "本人月收入", "own income", unit="yuan/month"),
    fact("disability_category", "enum", "残疾类别", "disability category", values=CATEGORIES),
    fact("receives_tekun", "boolean", "特困人员供养", "tekun support", usual=False),
    fact("application_date", "date", "申请日期", "date of application"),
    fact("admission_fee", "money", "门票价格", "admission fee", unit="yuan/visit"),
    fact("has_founded_business", "boolean", "已创业", "founded a business"),
    fact("rent_year", "money", "场地年租金", "yearly rent", unit="yuan/year"),
    fact("disabled_staff", "integer", "在职残疾职工数", "disabled staff", unit="people"),
    fact("hukou_place", "place", "户籍地", "place of registration"),
)
STANDARDS = (
    StandardDefinition("dibao_month", "money", Text("最低生活保障标准", "dibao standard"), "yuan/month"),
    StandardDefinition("device_rate", "decimal", Text("辅助器具补贴比例", "device subsidy rate"), "ratio"),
    StandardDefinition("premium_year", "money", Text("意外伤害保险保费", "insurance premium"), "yuan/year"),
)
BENEFITS = (
    benefit("living_allowance", "困难残疾人生活补贴", "living allowance"),
    benefit("rent_subsidy", "创业场地租金补贴", "start-up rent subsidy", kind="startup", period="year"),
    benefit("startup_loan", "创业全额贴息贷款", "subsidised start-up loan", kind="startup", period="loan"),
    benefit("free_venue_admission", "公共场所免费开放", "free admission to venues", kind="welfare", period="visit"),
    benefit(
        "home_accessibility",
        "家庭无障碍改造",
        "home accessibility works",
        kind="housing",
        subject="household",
        period="once",
        in_kind=True,
    ),
    benefit("care_allowance", "重度残疾人护理补贴", "care allowance", kind="care"),
    benefit("implant_subsidy", "人工耳蜗自费补贴", "cochlear-implant subsidy", kind="rehab", period="once"),
    benefit("near_miss", "单人户低保", "single-person dibao", kind="dibao"),
    benefit("drug_subsidy", "基本抗精神病药物自付保障", "cover of psychotropic drugs", kind="medical"),
    benefit("day_late", "毕业生入职奖补", "entry award", kind="placement", period="once"),
    benefit("excluded", "临时救助", "temporary assistance", period="once"),
    benefit("accident_insurance", "意外伤害保险", "accident insurance", kind="insurance", period="year"),
    benefit("job_creation", "带动就业补贴", "job-creation subsidy", kind="startup", period="year"),
    benefit("device_subsidy", "辅助器具配置补贴", "assistive-device subsidy", kind="rehab", period="device"),
    benefit("legal_aid", "法律援助", "legal aid", kind="welfare", period="case", in_kind=True),
    benefit("staff_quota", "按比例安排残疾人", "placement quota", kind="quota", subject="authority"),
    benefit("fade_out", "低保渐退期", "dibao fade-out", kind="dibao"),
    benefit("draft_benefit", "照护服务", "care service", kind="care"),
)
READINGS = (
    ReadingDefinition(
        "round-once",
        "document/rates",
        Text("怎样取整？", "How are amounts rounded?"),
        Text("在最后一次性四舍五入到分。", "Half-up to the fen, once, at the end."),
        Text("每步取整。", "At every step."),
    ),
    ReadingDefinition(
        "age-on-the-birthday",
        "document/ages",
        Text("何时满岁？", "When is an age reached?"),
        Text("生日当天。", "On the birthday."),
        Text("生日的次日。", "On the day after the birthday."),
    ),
    ReadingDefinition(
        "rent-by-contract",
        "document/rent",
        Text("租金按什么？", "Which rent?"),
        Text("按合同。", "That of the contract."),
        Text("按发票。", "That of the invoices."),
    ),
)
VOCABULARY = Vocabulary(
    facts={each.id: each for each in FACTS},
    standards={each.id: each for each in STANDARDS},
    benefits={each.id: each for each in BENEFITS},
    definitions={"age": Text("周岁年龄", "age in completed years")},
    readings={each.id: each for each in READINGS},
)


def cite(section: str, phrase: str, document: str = "jiaxing-2016", number: str = "嘉政发〔2016〕46号") -> Citation:
    return Citation(document, number, section, phrase)


HERE = cite("二（二）1", "按照当地低保标准的30%发放生活补贴")
LONG_NUMBER = "中共嘉兴市委 嘉兴市人民政府关于加快推进新时代残疾人事业高质量发展的意见"
ELSEWHERE = cite("五（十二）", "按最低缴费基数缴费额的40%予以补贴", "jiaxing-2020", LONG_NUMBER)


def test(
    text: str,
    outcome: str,
    subject: Text,
    sign: str,
    actual: str | None,
    threshold: str | None,
    distance: str | None = None,
) -> TestOutcome:
    return TestOutcome(text, outcome, subject, sign, actual, threshold, distance)  # type: ignore[arg-type]


test.__test__ = False  # type: ignore[attr-defined]


def label(name: str) -> Text:
    return VOCABULARY.label(name)


def income_test(outcome: str, actual: str | None, distance: str | None) -> TestOutcome:
    name = "household_income_per_capita_month"
    return test(f"{name} <= 1.5 * dibao_month", outcome, label(name), "<=", actual, "1500.00", distance)


def condition(name: str, zh: str, en: str, outcome: str, *tests: TestOutcome, mode: str = "all") -> ConditionOutcome:
    return ConditionOutcome(name, Text(zh, en), outcome, HERE, tests, mode)  # type: ignore[arg-type]


def money(low: str | None, high: str | None) -> Amount:
    return Amount(None if low is None else Decimal(low), None if high is None else Decimal(high))


def exact(figure: str) -> Amount:
    return money(figure, figure)


def outcome(name: str, status: str, amount: Amount | None = None, **more: object) -> BenefitOutcome:
    given = {"force": "mandatory", "citation": HERE} | more
    return BenefitOutcome(VOCABULARY.benefits[name], status, amount=amount, **given)  # type: ignore[arg-type]


NO_FIGURE = Amount(None, None)
INCOME_MET = condition("low_income", "低收入", "low income", "met", income_test("met", "1499.99", "-0.01"))
TEKUN = condition(
    "tekun",
    "特困人员供养",
    "tekun support",
    "unmet",
    test("receives_tekun", "unmet", label("receives_tekun"), "==", "false", "true"),
)
NEAR_MISS = condition(
    "income",
    "收入在低保标准150%以下",
    "income within 150% of dibao",
    "unmet",
    test(
        "own_income_month <= 1.5 * dibao_month",
        "unmet",
        label("own_income_month"),
        "<=",
        "3000.00",
        "1500.00",
        "1500.00",
    ),
    income_test("unmet", "1500.01", "0.01"),
    test("age >= 16", "met", label("age"), ">=", "30", "16", "14"),
    mode="any",
)
MENTAL = condition(
    "mental",
    "精神残疾",
    "mental disability",
    "unmet",
    test("disability_category == 'mental'", "unmet", label("disability_category"), "==", "physical", "mental"),
)
IN_TIME = condition(
    "in_time",
    "在期限内申请",
    "applied in time",
    "unmet",
    test(
        "application_date <= add_months(as_of, 1)",
        "unmet",
        label("application_date"),
        "<=",
        "2021-03-02",
        "2021-03-01",
        "1",
    ),
)
IS_EXCLUDED = condition(
    "well_off",
    "收入超过低保标准两倍",
    "income above twice the dibao standard",
    "met",
    test("own_income_month > 2 * dibao_month", "met", label("own_income_month"), ">", "3000.00", "2000.00", "1000.00"),
)
STAFF = condition(
    "staff",
    "安排残疾职工",
    "disabled staff",
    "unmet",
    test("disabled_staff >= 3", "unmet", label("disabled_staff"), ">=", "2", "3", "-1"),
)

OUTCOMES = (
    outcome(
        "living_allowance",
        "eligible",
        exact("300.00"),
        conditions=(INCOME_MET,),
        exclusions=(TEKUN,),
        items=(ItemOutcome("0", Text("低保标准的30%", "30% of dibao"), exact("300.00"), HERE, "0.30 * dibao_month"),),
        readings=("round-once",),
    ),
    outcome(
        "rent_subsidy",
        "eligible",
        exact("10000.00"),
        items=(
            ItemOutcome("half", Text("年租金的50%", "half of the rent"), exact("12000.00"), HERE, "0.5 * rent_year"),
            ItemOutcome("extra", Text("上浮", "uplift"), exact("0.00"), ELSEWHERE, "0"),
        ),
        limits=(
            LimitOutcome("cap", Text("每年上限", "yearly ceiling"), "at_most", exact("10000.00"), True, ELSEWHERE),
        ),
        details={"until": "2023-05-31", "max_months": 36},
    ),
    outcome("startup_loan", "eligible", money(None, "300000.00")),
    outcome("free_venue_admission", "eligible", NO_FIGURE, missing=("admission_fee",)),
    outcome("home_accessibility", "eligible", citation=ELSEWHERE),
    outcome(
        "care_allowance",
        "eligible",
        exact("500.00"),
        displaced_by=(
            Displacement("other", Text("择高：其他护理补贴", "the higher one: another care allowance"), HERE),
        ),
    ),
    outcome("implant_subsidy", "eligible", money(None, "36000.00"), force="discretionary"),
    outcome("near_miss", "ineligible", conditions=(NEAR_MISS,), reason=Reason("condition", "income")),
    outcome("drug_subsidy", "ineligible", conditions=(MENTAL,), reason=Reason("condition", "mental")),
    outcome("day_late", "ineligible", conditions=(IN_TIME,), reason=Reason("condition", "in_time")),
    outcome("excluded", "ineligible", exclusions=(IS_EXCLUDED,), reason=Reason("exclusion", "well_off")),
    outcome("accident_insurance", "unknown", money("0.00", "1200.00"), missing=("premium_year",)),
    outcome("job_creation", "unknown", money("0.00", "20000.00"), missing=("has_founded_business", "rent_year")),
    outcome("device_subsidy", "unknown", missing=("device_rate", "has_founded_business")),
    outcome("legal_aid", "unknown", missing=("own_income_month",)),
    outcome(
        "staff_quota",
        "unmet",
        requirements=(STAFF,),
        details={"required": 3, "comparison": "at_least", "deadline": "2025-12-31"},
        reason=Reason("requirement", "staff"),
    ),
    outcome("fade_out", "ineligible", not_in_force=NotInForce("not_yet", date(2021, 7, 4), None)),
    outcome("draft_benefit", "ineligible", not_in_force=NotInForce("draft", None, None)),
)

DETERMINATION = Determination(
    place="zhejiang/jiaxing",
    place_name=Text("嘉兴市", "Jiaxing"),
    as_of=date(2021, 3, 1),
    digest="sha256:0123456789abcdef",
    documents=("jiaxing-2016", "jiaxing-2020"),
    document_titles={
        "jiaxing-2016": Text("嘉兴市残疾人全面小康进程的实施办法", "Jiaxing measures of 2016"),
        "jiaxing-2020": Text("嘉兴市新时代残疾人事业高质量发展的意见", "Jiaxing opinion of 2020"),
    },
    benefits=OUTCOMES,
    definitions=(),
    totals={
        "year": Total(Decimal("10000.00"), Decimal("10000.00"), ()),
        "month": Total(Decimal("300.00"), Decimal("300.00"), ()),
        "visit": Total(Decimal("0.00"), None, ("free_venue_admission",)),
    },
    standards=(
        UsedStandard("dibao_month", label("dibao_month"), "1000.00", "", "stated"),
        UsedStandard(
            "device_rate",
            label("device_rate"),
            "0.5",
            "某市残疾人辅助器具补贴办法（嘉残联〔2019〕1号）",
            "shipped",
            "medium",
            "zhejiang/jiaxing",
            date(2019, 1, 1),
            None,
            date(2020, 12, 31),
        ),
    ),
    assumed={"receives_tekun": "false"},
    readings=READINGS,
    chosen_readings=frozenset({"age-on-the-birthday"}),
    notices=(
        Notice(
            "provincial-rule",
            Text("省里另有规定", "the province has its own rule"),
            Text("浙江省2021年另行印发了实施办法，请核对。", "Zhejiang issued its own rules in 2021; check them."),
            "浙民福〔2021〕191号",
        ),
    ),
    place_names={"zhejiang/jiaxing": Text("嘉兴市", "Jiaxing")},
)
