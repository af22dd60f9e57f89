"""督办: the command line. Every command is a few lines that call the package."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from duban.commands.chinese import speak_chinese
from duban.commands.usage import (
    OPTIONS,
    VISIT,
    YEAR,
    Commands,
    common,
    many,
    moment,
    settle,
    visiting,
    watched,
)
from duban.model import CHINA
from duban.workspace import Workspace

if TYPE_CHECKING:
    from duban.commands.mailing import Sending
    from duban.commands.session import Session

speak_chinese()
STRICT_FINDINGS = 3
"""Exit code with --strict when there are findings of severity error."""


def session_of(
    workspace: Path, as_of: datetime | None, assume_weekends: bool, workers: int, scheduler: str
) -> Session:
    """The session of one command: the only place where clock, pool and screen are reached."""
    from duban.calendar import Calendar
    from duban.commands.executing import executor_of
    from duban.commands.session import Session
    from duban.store import Store

    space = Workspace(workspace.resolve())
    return Session(
        workspace=space,
        now=as_of or datetime.now(CHINA).replace(microsecond=0),
        executor=executor_of(workers, scheduler),
        say=click.echo,
        log=lambda text: click.echo(text, err=True),
        progress=watched,
        calendar=Calendar(assume_weekends),
        store=Store(space.store()),
    )


@click.group(
    cls=Commands,
    options_metavar=OPTIONS,
    subcommand_metavar="命令 …",
    context_settings={"help_option_names": ["-h", "--help"]},
)
def main() -> None:
    """督办：把各单位报来的填报表编成督查通报、进展汇总和函单。

    不带命令时，编制 inbox 中最新的一期。
    """


@main.command("compile")
@click.argument("period", required=False, metavar="[期次]")
@click.option("--strict", is_flag=True, help="有“错误”级问题时以代码3退出。")
@click.option("--pdf", is_flag=True, help="同时生成PDF（需要LibreOffice）。")
@many
@common
def compile_command(period: str | None, strict: bool, pdf: bool, **options: Any) -> None:
    """编制一期：读取 inbox，生成通报、汇总和数据文件。"""
    from duban.commands.recalling import compile_or_recall
    from duban.commands.session import check_period, newest_period

    workspaces, deliver = options.pop("workspaces"), options.pop("deliver")
    if workspaces:
        raise SystemExit(compile_cities(workspaces, period, strict, deliver, **options))
    if deliver:
        raise click.UsageError("--deliver 须与 --workspaces 同用")
    session = session_of(**options)
    name = check_period(period) if period else newest_period(session)
    told = compile_or_recall(session, name, pdf)
    for line in told.lines:
        click.echo(line)
    if strict and told.has_errors:
        raise SystemExit(STRICT_FINDINGS)


def compile_cities(
    place: str, period: str | None, strict: bool, deliver: bool, **options: Any
) -> int:
    """Compiles every workspace at ``place``, and the own one from them; returns the exit code."""
    from duban.commands.cities import cities_at
    from duban.commands.delivering import compile_upwards
    from duban.commands.executing import executor_for_cities
    from duban.commands.spreading import compile_all

    session = session_of(**{**options, "scheduler": ""})
    exits = (STRICT_FINDINGS if strict else 0, 1)
    with closing(executor_for_cities(options["workers"], options["scheduler"])) as spread:
        run = compile_upwards if deliver else compile_all
        return run(session, cities_at(place), period, spread, exits)


@main.command("import")
@click.argument("notice", metavar="通知")
@click.option("--year", type=YEAR, metavar="年", help="任务所属年度，默认取通知所写。")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="文件", help="任务图另存为。"
)
@click.option("--update", is_flag=True, help="通知更正后更新已有任务图，保留办公室所作修改。")
@click.option("--force", is_flag=True, help="覆盖已有任务图。")
@common
def import_command(
    notice: str, year: int | None, out: Path | None, update: bool, force: bool, **options: Any
) -> None:
    """导入通知（txt、html、docx、xlsx、pdf，或 - 表示标准输入），生成任务图。"""
    from duban.commands.importing import Existing, import_taskmap, lines, source

    data = source(Path(notice), sys.stdin.buffer)
    session = session_of(**options)
    existing = Existing.REPLACE if force else Existing.UPDATE if update else Existing.KEEP
    path, notes = import_taskmap(session, data, Path(notice).name, year, out, existing)
    for line in lines(notes):
        click.echo(line)
    click.echo(f"任务图已写入 {path}。请打开核对标黄的行和“导入说明”。")


@main.command("check-taskmap")
@click.option("--year", type=YEAR, metavar="年", help="年度，默认最新一年。")
@common
def check_taskmap_command(year: int | None, **options: Any) -> None:
    """检查任务图，逐条指出工作表和单元格。"""
    from duban.commands.checking import check_taskmap

    session = session_of(**options)
    lines, sound = check_taskmap(session, year)
    for line in lines:
        click.echo(line)
    if not sound:
        raise SystemExit(1)


@main.command("check")
@click.argument("files", nargs=-1, required=True, metavar="文件 …", type=click.Path(path_type=Path))
@common
def check_command(files: tuple[Path, ...], **options: Any) -> None:
    """检查报来的文件：是什么、能否采用、有哪些问题；只读不写。"""
    from duban.commands.checking_files import check_files

    for line in check_files(session_of(**options), {path.as_posix(): path for path in files}):
        click.echo(line)


@main.command("issue")
@click.argument("period", metavar="期次")
@click.option("--send", "really", is_flag=True, help="直接发送；不加则只写邮件草稿。")
@click.option(
    "--form",
    type=click.Choice(("progress", "plan", "inspection")),
    help="progress进展表，plan分解表，inspection核查表；不写则按期次表该期应报的下发。",
)
@visiting
@common
def issue_command(period: str, really: bool, form: str | None, **options: Any) -> None:
    """生成一期的填报表，每个单位一份，放在 output/期次/下发/；--form inspection 生成核查表。"""
    from duban.commands.inspecting import Visit, issue_inspection
    from duban.commands.issuing import issue, issued_lines
    from duban.commands.mailing import send_forms
    from duban.commands.session import check_period
    from duban.model import FormKind

    visit = Visit(**{name: options.pop(name) or "" for name in VISIT})
    tasks, count = options.pop("tasks"), options.pop("count")
    session, sending = session_of(**options), sending_of(really)
    if form == FormKind.INSPECTION:
        chosen = [task for task in re.split(r"[,，、\s]+", tasks) if task]
        for line in issue_inspection(session, check_period(period), chosen, count, visit, sending):
            click.echo(line)
        return
    issued = issue(session, check_period(period), FormKind(form) if form else None)
    for line in issued_lines(period, issued):
        click.echo(line)
    send_forms(session, period, sending, tuple(issued))


@main.command("accept-plan")
@click.argument("period", metavar="期次")
@click.option("--dry-run", "dry", is_flag=True, help="只列出与任务图的不同，不写入。")
@common
def accept_plan_command(period: str, dry: bool, **options: Any) -> None:
    """把编好并核对过的分解表汇总写入任务图的“节点”和“指标”表，先备份。"""
    from duban.commands.planning import accept_plan
    from duban.commands.session import check_period

    for line in accept_plan(session_of(**options), check_period(period), dry=dry):
        click.echo(line)


@main.command("fetch")
@click.argument("period", metavar="期次")
@click.option("--folder", default="INBOX", metavar="名称", help="邮箱中的文件夹，默认收件箱。")
@common
def fetch_command(period: str, folder: str, **options: Any) -> None:
    """收取办公室邮箱中的新邮件，存入 inbox/期次/；不删除，也不标为已读。"""
    from duban.commands.mailing import fetch_mails
    from duban.commands.session import check_period
    from duban.mail.credentials import Protocol, server

    name = check_period(period)
    mailbox = server(Protocol.IMAP, os.environ)
    for line in fetch_mails(session_of(**options), name, mailbox, folder):
        click.echo(line)


@main.command("remind")
@click.argument("period", metavar="期次")
@click.option("--send", "really", is_flag=True, help="直接发送；不加则只写邮件草稿。")
@common
def remind_command(period: str, really: bool, **options: Any) -> None:
    """催报：给未报送和报空表的单位写邮件，附催报通知。"""
    from duban.commands.mailing import remind
    from duban.commands.session import check_period

    remind(session_of(**options), check_period(period), sending_of(really))


@main.command("receipts")
@click.argument("period", metavar="期次")
@click.option("--send", "really", is_flag=True, help="直接发送；不加则只写邮件草稿。")
@common
def receipts_command(period: str, really: bool, **options: Any) -> None:
    """回执：告知各单位已收到和须改正之处，附退改表。"""
    from duban.commands.mailing import receipts
    from duban.commands.session import check_period

    receipts(session_of(**options), check_period(period), sending_of(really))


@main.command("letters")
@click.argument("period", metavar="期次")
@click.option("--send", "really", is_flag=True, help="直接发送；不加则只写邮件草稿。")
@common
def letters_command(period: str, really: bool, **options: Any) -> None:
    """函单：给有关单位写邮件，附本期函单、核查反馈和申述表、协办汇总。"""
    from duban.commands.lettering import send_letters
    from duban.commands.session import check_period

    send_letters(session_of(**options), check_period(period), sending_of(really))


def sending_of(really: bool) -> Sending | None:
    """The way to send, with the server that the environment names; None for drafts. Raises Stop."""
    if not really:
        return None
    from duban.commands.mailing import Sending
    from duban.mail.credentials import Protocol, server

    return Sending(server(Protocol.SMTP, os.environ), lambda: datetime.now(CHINA), time.sleep)


@main.command("explain")
@click.argument("period", metavar="期次")
@click.argument("target", required=False, default="", metavar="[任务|单位|统计名称]")
@click.option("--json", "as_json", is_flag=True, help="输出JSON。")
@common
def explain_command(period: str, target: str, as_json: bool, **options: Any) -> None:
    """说明一个数字的来历：由哪些任务、单位、文件和单元格得出。"""
    from duban.commands.explaining import explain_figure
    from duban.commands.session import check_period

    for line in explain_figure(session_of(**options), check_period(period), target, as_json):
        click.echo(line)


@main.command("assess")
@click.argument("year", type=YEAR, metavar="年度")
@click.option(
    "--what-if",
    "assumptions",
    multiple=True,
    metavar="规则=值|文件",
    help="假设某条规则（或另一份任务图的规则）时得分和名次怎样变化；只比较，不改动成果。",
)
@common
def assess_command(year: int, assumptions: tuple[str, ...], **options: Any) -> None:
    """汇总一年的考核评分，写入 output/年度/考核评分.xlsx。"""
    from duban.commands.assessing import assess_year, what_if

    session = session_of(**options)
    lines = what_if(session, year, assumptions) if assumptions else assess_year(session, year)
    for line in lines:
        click.echo(line)


@main.command("fonts")
@common
def fonts_command(**options: Any) -> None:
    """检查本机是否有公文所用的字体，缺少的说明打印效果。"""
    from duban.commands.printing import fonts_report

    for line in fonts_report(session_of(**options)):
        click.echo(line)


@main.command("rules")
def rules_command() -> None:
    """列出全部检查：代码、等级、含义和例子。"""
    from duban.catalogue import CATALOGUE

    for rule in CATALOGUE:
        click.echo(f"{rule.code}\t{rule.severity.label}\t{rule.meaning}\t例：{rule.example}")


@main.command("rehearse")
@click.argument("period", metavar="期次|年度")
@click.option(
    "--seed", type=int, default=1, metavar="数", help="随机种子；同一种子生成同样的报表。"
)
@click.option("--force", is_flag=True, help="收件文件夹里已有文件时也照样演练（先移走备份）。")
@common
def rehearse_command(period: str, seed: int, force: bool, **options: Any) -> None:
    """演练：模拟各单位报送一期（2023-03）或全年（2023）的填报表并埋入已知问题，供培训和测试。"""
    from duban.commands.rehearsing import rehearse

    for line in rehearse(session_of(**options), period, seed, force):
        click.echo(line)


@main.command("diff")
@click.argument("period", metavar="期次")
@click.option(
    "--since",
    callback=moment,
    metavar="时点",
    help="与哪个时点的编制结果相比，默认通报的印发时点。",
)
@click.option("--json", "as_json", is_flag=True, help="输出JSON。")
@common
def diff_command(period: str, since: datetime | None, as_json: bool, **options: Any) -> None:
    """比较一期在两个时点的编制结果：哪些数字变了，为什么。"""
    from duban.commands.differing import differ
    from duban.commands.session import check_period

    for line in differ(session_of(**options), check_period(period), since, as_json):
        click.echo(line)


@main.command("pack")
@click.argument("period", metavar="期次")
@common
def pack_command(period: str, **options: Any) -> None:
    """会议材料：把通报、附件、函单、汇总和看板按次序放在一个文件夹，并装订成一册PDF。"""
    from duban.commands.packing import pack
    from duban.commands.session import check_period

    for line in pack(session_of(**options), check_period(period)):
        click.echo(line)


@main.command("desk")
@click.option("--no-browser", is_flag=True, help="只显示地址，不打开浏览器。")
@common
def desk_command(no_browser: bool, **options: Any) -> None:
    """督办桌面：在浏览器里收件、编制、核定；只在本机使用，关闭窗口即结束。"""
    import webbrowser

    from duban.desk.serve import serve

    def opened(say: Callable[[str], None]) -> Session:
        return replace(session_of(**options), say=say)

    def ready(address: str) -> None:
        click.echo(f"督办桌面：{address}")
        click.echo("请在浏览器中打开上面的地址。用完后关闭本窗口，或按 Ctrl+C 结束。")
        if not no_browser:
            webbrowser.open(address)

    serve(opened, ready)


if __name__ == "__main__":
    settle()
    main(prog_name="python compile.py")
