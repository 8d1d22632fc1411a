"""Two lines to try for each kind; a test runs every one of them."""

from __future__ import annotations

from subsidy_cli.cli.commands import Example
from subsidy_cli.texts import Text


def _pair(first: tuple[str, str, str], second: tuple[str, str, str]) -> tuple[Example, Example]:
    return Example(first[2], Text(first[0], first[1])), Example(second[2], Text(second[0], second[1]))


KIND_EXAMPLES: dict[str, tuple[Example, Example]] = {
    "living": _pair(
        (
            "家庭人均月收入1500元，当地低保标准1000元",
            "1,500 yuan a head a month, where dibao is 1,000 yuan",
            "subsidy living --place jiaxing --local --household-income-per-capita-month 1500"
            " --standard dibao_month=1000 --assume usual",
        ),
        (
            "低保家庭，只看生活补贴",
            "a dibao household, the living allowance only",
            "subsidy living --place fuzhou --local --household-status dibao --benefit living_allowance",
        ),
    ),
    "care": _pair(
        (
            "一级残疾，生活完全不能自理，在机构托养",
            "grade 1, unable to care for oneself, in an institution",
            "subsidy care --place jiaxing --local --disability-grade 1 --self-care-level unable"
            " --care-setting institution --assume usual",
        ),
        (
            "值可写中文，一次只看一项，列出全部依据",
            "values may be Chinese; one benefit with every ground",
            "subsidy care --place 嘉兴市 --disability-grade 二级 --self-care-level 部分不能自理"
            " --benefit care_allowance --detail",
        ),
    ),
    "dibao": _pair(
        (
            "三人户，月总收入2700元，低保标准1000元",
            "three people, 2,700 yuan a month, dibao of 1,000 yuan",
            "subsidy dibao --place jiaxing --local --household-members 3 --household-income-month 2700"
            " --standard dibao_month=1000",
        ),
        (
            "逐项询问，只问仍会影响结论的事实",
            "be asked only what can still change the answer",
            "subsidy dibao --place pinghu --local --disability-grade 1 --interview",
        ),
    ),
    "insurance": _pair(
        (
            "二级残疾，参加城乡居民养老保险，按年缴200元档",
            "grade 2, resident pension at 200 yuan a year",
            "subsidy insurance --place jiaxing --local --disability-grade 2 --birth-date 1980-05-01"
            " --sex female --resident-pension-tier-year 200 --assume usual",
        ),
        (
            "没有参加居民医保的写法",
            "how to say that there is no resident medical insurance",
            "subsidy insurance --place pinghu --local --disability-grade 3 --no-has-resident-medical-insurance",
        ),
    ),
    "rehab": _pair(
        (
            "五岁听力残疾儿童",
            "a child of five with a hearing disability",
            "subsidy rehab --place jiaxing --local --birth-date 2016-01-01 --disability-category hearing"
            " --as-of 2021-03-01",
        ),
        (
            "辅助器具2000元",
            "an assistive device of 2,000 yuan",
            "subsidy rehab --place fuzhou --local --device-price 2000 --benefit assistive_device_subsidy",
        ),
    ),
    "medical": _pair(
        (
            "精神残疾，服药自付300元",
            "a mental disability, 300 yuan of own drug costs",
            "subsidy medical --place jiaxing --local --disability-category mental --drug-own-cost 300",
        ),
        (
            "已签约家庭医生",
            "signed with a family doctor",
            "subsidy medical --place jiaxing --local --has-family-doctor-contract --format json",
        ),
    ),
    "education": _pair(
        (
            "在校学生，低保家庭",
            "at school, from a dibao household",
            "subsidy education --place jiaxing --local --is-student --household-status dibao",
        ),
        (
            "参加中考，已认定丧失运动能力",
            "the entrance examination, with confirmed loss of motor ability",
            "subsidy education --place pinghu --local --entrance-exam 中考 --has-confirmed-loss-of-motor-ability",
        ),
    ),
    "training": _pair(
        (
            "取得中级工证书，培训费1800元",
            "an intermediate certificate, a fee of 1,800 yuan",
            "subsidy training --place jiaxing --local --skill-level intermediate --has-skill-certificate"
            " --training-fee 1800",
        ),
        (
            "小微企业岗前培训新员工5人",
            "a small firm trains five new hires before they start",
            "subsidy training --place jiaxing --is-small-or-micro-enterprise --is-new-hire --people-trained 5",
        ),
    ),
    "startup": _pair(
        (
            "创办个体工商户一年，申请贷款10万元",
            "an individual business of one year, a loan of 100,000 yuan",
            "subsidy startup --place jiaxing --local --has-founded-business --business-form individual"
            " --registration-date 2020-03-01 --loan-requested 100000 --as-of 2021-03-01",
        ),
        (
            "年租金8000元，已确认租用",
            "8,000 yuan of rent a year, confirmed",
            "subsidy startup --place jiaxing --local --rent-year 8000 --is-rental-confirmed --benefit rent_subsidy",
        ),
    ),
    "placement": _pair(
        (
            "有就业能力和意愿的三级残疾人",
            "grade 3, able and willing to work",
            "subsidy placement --place jiaxing --local --disability-grade 3 --is-able-to-work --is-willing-to-work",
        ),
        (
            "村（社区）专职委员",
            "a village or community commissioner",
            "subsidy placement --place fuzhou --local --federation-post village_commissioner",
        ),
    ),
    "employer": _pair(
        (
            "职工100人，其中残疾职工3人",
            "100 staff, three of them disabled",
            "subsidy employer --place jiaxing --staff 100 --disabled-staff 3",
        ),
        (
            "展位费6000元，参加政府展会",
            "a booth of 6,000 yuan at a government fair",
            "subsidy employer --place jiaxing --exhibits-at-government-fair --booth-fee 6000",
        ),
    ),
    "institution": _pair(
        (
            "辅助性就业机构安置10人",
            "an auxiliary institution that places ten people",
            "subsidy institution --place jiaxing --is-auxiliary-institution --people-placed 10",
        ),
        (
            "达标的残疾人之家，年度考核合格",
            "a standardised home that passed its annual assessment",
            "subsidy institution --place jiaxing --is-standardised-home --passes-annual-assessment --detail",
        ),
    ),
    "housing": _pair(
        (
            "农村低收入危房户",
            "a rural low-income household with a dilapidated house",
            "subsidy housing --place jiaxing --local --is-rural --has-dilapidated-house --is-low-income-household",
        ),
        (
            "拆迁安置",
            "resettled after demolition",
            "subsidy housing --place pinghu --local --is-resettled --format markdown",
        ),
    ),
    "welfare": _pair(
        (
            "一级残疾，乘坐公交，票价2元",
            "grade 1, a bus at 2 yuan",
            "subsidy welfare --place jiaxing --local --disability-grade 1 --transport-mode bus --fare 2",
        ),
        (
            "参观博物馆，门票20元",
            "a museum at 20 yuan",
            "subsidy welfare --place fuzhou --local --venue-type 公共博物馆 --admission-fee 20",
        ),
    ),
    "quota": _pair(
        (
            "机关，编制60人，有残疾职工1人",
            "a public body with 60 posts and one disabled employee",
            "subsidy quota --place fuzhou --body-type party_government --authorised-posts 60 --disabled-staff 1",
        ),
        (
            "普通学校，随班就读残疾学生6人，没有资源教室",
            "an ordinary school with six disabled pupils and no resource room",
            "subsidy quota --place jiaxing --is-ordinary-school --disabled-students 6 --no-has-resource-room",
        ),
    ),
    "target": _pair(
        (
            "全市残疾人2万人，床位500张",
            "20,000 disabled people and 500 beds",
            "subsidy target --place jiaxing --disabled-people 20000 --beds 500 --as-of 2020-12-31",
        ),
        (
            "康复服务覆盖率97%",
            "a rehabilitation coverage of 97%",
            "subsidy target --place pinghu --rehab-coverage-rate 97% --fail-on ineligible",
        ),
    ),
}
