"""`subsidy policy compile`: the rules of a place as a SQL view for somebody else's database."""

from __future__ import annotations

import re

from subsidy_cli.cli import options
from subsidy_cli.cli.commands import OUTPUT, Command, Example, Invocation, Parameter, refuse
from subsidy_cli.cli.flag_values import chosen_day, needed_place, open_policies
from subsidy_cli.texts import Text

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")
DIALECTS = ("duckdb", "postgres", "spark", "databricks")
DIALECT = Parameter(
    "dialect",
    Text("哪种数据库的写法（缺省 duckdb；其余须装 sqlglot）", "whose SQL (duckdb if absent; the others need sqlglot)"),
    Text("名称", "NAME"),
    OUTPUT,
    choices=DIALECTS,
)
TABLE = Parameter(
    "table", Text("事实所在的表，缺省 facts", "the table of facts; else facts"), Text("表名", "NAME"), OUTPUT
)
VIEW = Parameter(
    "view", Text("视图的名称，缺省 subsidies", "the name of the view; else subsidies"), Text("名称", "NAME"), OUTPUT
)


def compile_view(invocation: Invocation) -> int:
    """Print the statement that makes the view."""
    from subsidy_cli.cli.batch import chosen_terms
    from subsidy_cli.roster.views import View, ViewCompiler

    library = open_policies(invocation)
    place, day = library.find_place(needed_place(invocation)), chosen_day(invocation)
    view = View(
        _name(invocation, "table", "facts"),
        _name(invocation, "view", "subsidies"),
        invocation.text("dialect") or "duckdb",
    )
    console = invocation.console
    console.result(
        ViewCompiler(library, chosen_terms(invocation, library), place, day)
        .compile(view, console.language)
        .rstrip("\n")
    )
    return 0


def _name(invocation: Invocation, parameter: str, usual: str) -> str:
    """The name of a table or view. Raises RefusedError (usage) where it would need quotation marks."""
    written = invocation.text(parameter) or usual
    if not _NAME.fullmatch(written):
        message = Text(f"{written} 不能作名称", f"{written} cannot be a name")
        raise refuse(
            "wrong-value", message, f"--{parameter}", Text("用字母、数字和下划线", "use letters, digits and _")
        )
    return written


COMPILE = Command(
    "compile",
    Text("把一地一日的规定写成 SQL 视图，供自己的数据库使用。", "Write the rules of a place on a day as a SQL view."),
    compile_view,
    (
        options.PLACE,
        options.AS_OF,
        options.STANDARD,
        options.ASSUME,
        options.KIND,
        options.BENEFIT,
        options.ALL,
        options.READING,
        options.ALLOW_INFERRED,
        options.AS_IF_ADOPTED,
        options.POLICIES,
        DIALECT,
        TABLE,
        VIEW,
    ),
    (
        Example(
            "subsidy policy compile --place jiaxing --as-of 2021-03-01 --kind care --standard dibao_month=1000",
            Text("护理类，DuckDB", "care, for DuckDB"),
        ),
        Example(
            "subsidy policy compile --place jiaxing --as-of 2021-03-01 --benefit living_allowance --dialect postgres",
            Text("一项待遇，PostgreSQL", "one benefit, for PostgreSQL"),
        ),
    ),
    Text(
        "视图读一张事实表，每行一人；注释列明它读的列。结果列与 subsidy batch 相同。",
        "The view reads a table of facts, a row for each applicant; a comment lists the columns that it reads. The columns"
        " of the results are those of subsidy batch.",
    ),
)

COMMANDS = (COMPILE,)
"""What stands beside list, show and check."""
