"""`subsidy help`: pages about what all commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from subsidy_cli.cli.commands import INPUT, Command, Example, Invocation, Parameter, unknown_word
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from subsidy_cli.cli.console import Console

EXIT_CODES = (
    (0, Text("完成，无异常", "done, nothing to report")),
    (
        1,
        Text(
            "完成，但有行被退回、检验未通过，或 --fail-on 命中",
            "done, but rows were rejected, checks failed or --fail-on struck",
        ),
    ),
    (2, Text("用法有误：名称写错、地方不认识", "usage: a misspelt fact, an unknown place")),
    (
        3,
        Text(
            "输入被拒：读不出、不安全、表头不对；没有写出任何结果",
            "the input was refused: unreadable, unsafe; nothing was written",
        ),
    ),
    (4, Text("政策表有误，或当地没有任何文件", "the policy tables are invalid, or the place has no document")),
    (5, Text("结果写不出；原有文件完好", "the output could not be written; what was there is intact")),
    (70, Text("程序自身的错误", "a fault of ours")),
    (130, Text("被中断", "interrupted")),
)

FORMATS = Text(
    """申请人文件（TOML 或 JSON，按后缀或内容识别）：
  place = "jiaxing"            地方：编号、路径或中文名
  as_of = 2021-03-01           按哪一天的规定
  [facts]                      事实；空着的为未知，不是“否”，也不是零
  disability_grade = 1
  [standards]                  地方标准；优先于本机保存的和随程序提供的
  dibao_month = "1000.00"
金额写成带引号的字符串；是非写 true/false 或 是/否。
--place、--as-of、--fact、--standard 补充或改写文件中的内容。

结果：
  table     屏幕表格（缺省）；--detail 列出每个条件
  json      完整结果，金额为两位小数的字符串，开口的一端为 null
  html      独立网页，可打印
  markdown  可贴入文书
结果写到标准输出，其余一律写到标准错误。控制台不是 UTF-8 时，
json 与 html 自动改用转义，不丢字。""",
    """The file of an applicant (TOML or JSON, told by suffix or content):
  place = "jiaxing"            by id, path or Chinese name
  as_of = 2021-03-01           the day whose law applies
  [facts]                      blank is unknown: not no, and not zero
  disability_grade = 1
  [standards]                  go before those kept here or shipped
  dibao_month = "1000.00"
Money is text in quotation marks; yes and no are true and false.
--place, --as-of, --fact, --standard add to the file or override it.

Results:
  table     for the screen (default); --detail shows every condition
  json      everything; money as text with two decimals, open ends null
  html      a page of its own, to print
  markdown  to paste into a letter
Results go to standard output, all else to standard error. Where the
console is not UTF-8, json and html are escaped and lose nothing.""",
)
PRIVACY = Text(
    """一切计算都在本机进行，不连网络，不留记录。
身份证号、残疾人证号只能来自文件、标准输入（-）或 --ask-id 的询问，
不能写在命令行上：命令行会留在历史记录里，同机的人也看得见。
出错信息中的号码只显示前四位和末两位。
--save-case 存下的案例不含姓名和号码，只留由号码得出的事实。
程序内部出错时只报告类型和位置，不含数据；SUBSIDY_DEBUG=1 例外。
编译好的政策规则存入本机缓存以便加快，不含任何个人信息；
SUBSIDY_NO_CACHE=1 不用缓存。""",
    """Everything is computed on this machine: no network, no record.
Identity and certificate numbers come from a file, standard input (-)
or the prompt of --ask-id, never from the command line, which stays in
the shell's history and is visible to others on the machine.
Messages show four digits at the front and two at the end.
A case kept with --save-case has no name and no number, only the facts
that the number gave. A fault of ours is told by type and place, without
data, unless SUBSIDY_DEBUG=1.
Compiled rules are cached on this machine for speed, and nothing about an
applicant with them; SUBSIDY_NO_CACHE=1 does without.""",
)
STANDARDS = Text(
    """低保标准、最低工资等数额由当地另行公布，文件本身没有。
取用次序：本次给出（文件或 --standard），本机保存，随程序提供。
每个数值都有起止日期、依据和可信度；推算的只有 --allow-inferred 才用。
缺少时结论为待定，并指明缺哪一个；绝不当作零。
  subsidy standards list --place jiaxing        查看有什么、缺什么
  subsidy standards set dibao_month 1150 ...    存入本机
同一日对同一人有两个数值的文件不予采用，并指明两处和改法；
城乡有别的用 --when is_rural 与 --when "not is_rural" 分别存入。
本机的文件在用户配置目录 subsidy-cli/policies/ 之下，可以直接编辑。""",
    """Dibao, the minimum wage and the like are published locally; the
documents do not give them.
First those given (in the file or with --standard), then those kept on
this machine, then the shipped ones. Each value has its days, source
and confidence; inferred ones are used only with --allow-inferred.
Without one the answer is open and says which is missing; never zero.
  subsidy standards list --place jiaxing        what is known and missing
  subsidy standards set dibao_month 1150 ...    keep one here
A file with two values for one person on one day is refused, with both
places and a cure; for town and country use --when is_rural and
--when "not is_rural".
The files are in the user's configuration folder, below
subsidy-cli/policies/, and may be edited.""",
)
TOPICS = ("exit-codes", "formats", "privacy", "standards")


def show(invocation: Invocation) -> int:
    """Show a topic, or the help of a command, or the root help."""
    console, words = invocation.console, invocation.texts("topic")
    if not words:
        from subsidy_cli.cli.root import root_page

        console.result(f"{root_page(console)}\n{_listing(console)}")
        return 0
    if words[0] in TOPICS and len(words) == 1 and words[0] != "standards":
        console.result(_topic(words[0], console))
        return 0
    if words == ("standards",):
        console.result(f"{_topic('standards', console)}\n\n{_command(words, console)}")
        return 0
    console.result(_command(words, console))
    return 0


def _listing(console: Console) -> str:
    topics = " ".join(TOPICS)
    return console.say(Text(f"专题：subsidy help {topics}", f"Topics: subsidy help {topics}"))


def _topic(name: str, console: Console) -> str:
    if name == "exit-codes":
        from subsidy_cli.cli.help_pages import entries

        return entries([(str(code), console.say(words)) for code, words in EXIT_CODES], 6)
    return console.say({"formats": FORMATS, "privacy": PRIVACY, "standards": STANDARDS}[name])


def _command(words: tuple[str, ...], console: Console) -> str:
    """The help of a command, or of one in a group."""
    from subsidy_cli.cli import catalogue
    from subsidy_cli.cli.commands import Group
    from subsidy_cli.cli.help_pages import command_page, group_page

    described = catalogue.load(words[0])
    listing = Text("用 subsidy help 查看", "see subsidy help")
    if described is None:
        known = [*TOPICS, *catalogue.names()]
        raise unknown_word("unknown-topic", Text("专题或命令", "topic or command"), words[0], known, "help", listing)
    if isinstance(described, Group):
        if len(words) == 1:
            return group_page(described, f"subsidy {words[0]}", console)
        inner = next((each for each in described.commands if each.name == words[1]), None)
        if inner is None:
            known = [each.name for each in described.commands]
            raise unknown_word("unknown-command", Text("命令", "command"), words[1], known, f"help {words[0]}", listing)
        described = inner
    return command_page(described, f"subsidy {' '.join(words[:2])}", console)


COMMAND = Command(
    "help",
    Text("专题说明；也可写命令名，查看它的用法。", "Topics; or the name of a command for its help."),
    show,
    (
        Parameter(
            "topic",
            Text("专题或命令", "a topic or a command"),
            group=INPUT,
            is_argument=True,
            is_repeatable=True,
            complete=lambda: TOPICS,
        ),
    ),
    (
        Example("subsidy help exit-codes", Text("退出代码", "the exit codes")),
        Example("subsidy help formats", Text("文件与结果的格式", "forms of files and results")),
        Example("subsidy help privacy", Text("个人信息如何处理", "what becomes of personal data")),
    ),
)
