"""Artificial rosters, written by DuckDB from the row number alone: the same rows come out every time, and no person is meant."""

from __future__ import annotations

BIRTH_DAYS = 29_000
"""Days over which births are spread, from 1940 on."""
MEMORY = "1100MB"
YES_NO = "CASE WHEN hash(i * {}) % 2 = 0 THEN '是' ELSE '否' END"
ONE_OF = "{words}[1 + CAST(hash(i * {seed}) % {count} AS INTEGER)]"
YUAN = "CAST(CAST(hash(i * {seed}) % {fen} AS DECIMAL(12,0)) / 100 AS DECIMAL(14,2))"


def one_of(seed: int, *words: str) -> str:
    """One of these words."""
    return ONE_OF.format(words=list(words), seed=seed, count=len(words))


def yuan(seed: int, most: int) -> str:
    """An amount of money below so many yuan, to the fen."""
    return YUAN.format(seed=seed, fen=most * 100)


COLUMNS = {
    "序号": "i",
    "姓名": "'测试' || i",
    "户籍地": "'嘉兴市'",
    "残疾人证核发地": "'嘉兴市'",
    "残疾人证有效": "CASE WHEN hash(i) % 20 < 19 THEN '是' ELSE '否' END",
    "出生日期": f"strftime(DATE '1940-01-01' + CAST(hash(i * 3) % {BIRTH_DAYS} AS INTEGER), '%Y-%m-%d')",
    "性别": "CASE WHEN hash(i * 5) % 2 = 0 THEN '男' ELSE '女' END",
    "残疾类别": one_of(7, "视力残疾", "听力残疾", "言语残疾", "肢体残疾", "智力残疾", "精神残疾", "多重残疾"),
    "残疾等级": one_of(11, "一级", "二级", "三级", "四级"),
    "家庭编号": "'H' || i // 3",
    "本人月收入": yuan(17, 3_000),
    "生活自理能力": one_of(19, "完全不能自理", "基本不能自理", "部分不能自理", "能自理"),
    "照护方式": one_of(23, "居家照护", "日间照料", "机构集中托养"),
    "符合机构托养上浮条件": "'是'",
    "家庭救助类型": one_of(29, "非低保低边", "低保家庭", "低保边缘家庭"),
    "依靠家庭供养": YES_NO.format(31),
    "纳入医疗救助": YES_NO.format(37),
    "城乡居民养老保险缴费档次": "'100.00'",
    "灵活就业参加职工养老保险": YES_NO.format(41),
    "灵活就业参加职工医疗保险": YES_NO.format(43),
    "参加城乡居民医疗保险": YES_NO.format(47),
    "已就业": YES_NO.format(53),
    "康复训练年费用": yuan(59, 50_000),
    "在定点康复机构训练": "'是'",
    "辅助器具价格": "'1000.00'",
    "抗精神病药物个人自付": "'50.00'",
}
STATED_AVERAGE = {"家庭人均月收入": yuan(13, 3_000)}
"""Instead of the household, so that the rows are looked at one by one."""


def generate(target: str, rows: str, households: str = "") -> None:
    """Write a roster of so many rows; with households, or with the average already stated."""
    columns = dict(COLUMNS) if households else {**COLUMNS, **STATED_AVERAGE}
    if not households:
        del columns["家庭编号"]
    write(target, int(rows), columns)


def write(target: str, rows: int, columns: dict[str, str]) -> None:
    """Write rows of these columns, each an expression over the row number."""
    import duckdb

    listed = ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items())
    connection = duckdb.connect(config={"memory_limit": MEMORY})
    connection.execute(f"COPY (SELECT {listed} FROM range({rows}) AS rows(i)) TO '{target}' (HEADER)")
