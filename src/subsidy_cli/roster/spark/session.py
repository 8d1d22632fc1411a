"""A session on a Spark: an existing one by its address, or one of this machine alone."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from subsidy_cli.diagnostics import Diagnostic, Place, Refusal, RefusedError
from subsidy_cli.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCAL = "local[*]"
CONNECT = "sc://"
SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
    "spark.sql.parquet.mergeSchema": "false",
    "spark.sql.files.maxRecordsPerFile": "0",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.sql.constraintPropagation.enabled": "false",
}
"""What a figure may not do is fail in silence or lose digits: every overflow is an error, every decimal is exact.

What follows from a condition for other columns is not worked out: for so many columns that takes longer than it saves, and
of tables that are kept Spark would know columns that they do not have.
"""
_NO_SPARK = Text("--engine spark 需要 pyspark 和 sqlglot", "--engine spark needs pyspark and sqlglot")
_INSTALL = Text("pip install 'subsidy-cli[spark]'", "pip install 'subsidy-cli[spark]'")
_NO_START = Text("Spark 没有启动", "Spark did not start")
_CHECK_JAVA = Text(
    "请安装 Java 17 或更新版本并设好 JAVA_HOME；--master 是否写对？",
    "install Java 17 or later and set JAVA_HOME; is --master right?",
)


def _refused(code: str, message: Text, hint: Text, key: str = "--engine") -> RefusedError:
    return RefusedError(Refusal.USAGE, [Diagnostic(code, message, Place(key), hint)])


@contextmanager
def spark_session(master: str) -> Iterator[Any]:
    """A session of our own on a Spark, which is stopped afterwards if it was not running before.

    Raises RefusedError (usage) where pyspark is not installed or Spark does not start.
    """
    if master.startswith(CONNECT):
        message = Text("不支持 Spark Connect（sc://）", "Spark Connect (sc://) is not supported")
        hint = Text("请用 spark://、yarn、k8s:// 或 local[*]", "use spark://, yarn, k8s:// or local[*]")
        raise _refused("spark-master", message, hint, "--master")
    try:
        import sqlglot  # noqa: F401
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise _refused("missing-extra", _NO_SPARK, _INSTALL) from None
    running = SparkSession.getActiveSession()
    builder = SparkSession.builder.master(master).appName("subsidy-cli").config("spark.log.level", "OFF")
    try:
        found = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    except (PySparkException, Py4JError, OSError) as error:
        raise _refused("spark-not-started", _with_reason(error), _CHECK_JAVA, "--master") from None
    try:
        session = found.newSession()
        for name, value in SETTINGS.items():
            session.conf.set(name, value)
        yield session
    finally:
        if running is None:
            found.stop()


def _with_reason(error: Exception) -> Text:
    reason = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)[:160]
    return Text(f"{_NO_START.zh}：{reason}", f"{_NO_START.en}: {reason}")
