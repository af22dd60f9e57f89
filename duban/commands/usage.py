"""How commands are called: what they have in common, and how a Stop ends one."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from duban.commands.cities import is_address
from duban.model import CHINA
from duban.workspace import Stop

F = TypeVar("F", bound=Callable[..., Any])
OPTIONS = "[选项]"
YEAR = click.IntRange(2000, 2100)


class _FolderOrAddress(click.Path):
    """A folder that is there, or an address that is reached later."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and is_address(value):
            return value
        return super().convert(value, param, ctx)


def many(command: F) -> F:
    """The options that speak of many workspaces."""
    for option in (
        click.option(
            "--deliver",
            is_flag=True,
            help="再把各地的汇总送入本工作区（--workspace）的收件，编制本工作区。",
        ),
        click.option(
            "--workspaces",
            type=_FolderOrAddress(file_okay=False, exists=True),
            metavar="文件夹|地址",
            help="编制其中的每一个工作区（每个地方一个文件夹）；存储地址的写法见使用说明。",
        ),
    ):
        command = option(command)
    return command


VISIT = ("team", "kind", "on", "place", "means", "by", "to")
"""What ``visiting`` adds beside tasks and count: how a team goes about an inspection."""
_KINDS = ("明查", "暗访", "集中", "跟踪", "定期", "不定期")


def visiting(command: F) -> F:
    """The options of the form of inspection: tasks, count and those of ``VISIT``."""

    def said(name: str, metavar: str, words: str, default: str = "") -> Callable[[F], F]:
        return click.option(name, default=default, metavar=metavar, help=f"核查表：{words}")

    number = click.IntRange(1, 500)
    for option in (
        said("--to", "邮箱", "寄给核查组的这个邮箱（不加 --send 只写草稿）；不写由核查组领取。"),
        said("--by", "姓名", "核查人。"),
        said("--means", "方式", "核查方式，如现场核实。"),
        said("--place", "地点", "核查地点。"),
        said("--on", "日期", "核查日期，如 2023-03-20。"),
        click.option("--kind", type=click.Choice(_KINDS), help="核查表：核查种类。"),
        said("--team", "名称", "核查组名称。", "核查组"),
        click.option(
            "--count",
            type=number,
            default=10,
            metavar="数",
            help="核查表：按风险提出几项，默认10。",
        ),
        said("--tasks", "序号", "任务序号，如 3,22；不写按风险提出。"),
    ):
        command = option(command)
    return command


_OBJECTS = 100_000
"""Made more than ended before the collector looks for rings: a month is some hundred thousand."""


def settle() -> None:
    """Makes the process fit for one command: what it prints, and how often it stops to collect."""
    for stream in (sys.stdout, sys.stderr):
        # A console of another code page shows a rare character as '?' rather than stopping.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    gc.set_threshold(_OBJECTS)


class Commands(click.Group):
    """Turns Stop into one or two lines and its exit code; without a command, compiles."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        cmd.options_metavar = OPTIONS
        super().add_command(cmd, name)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names):
            args = ["compile", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Stop as stop:
            click.echo("\n".join(line for line in (stop.message, stop.advice) if line), err=True)
            ctx.exit(stop.exit_code)


def moment(_ctx: click.Context, _param: click.Parameter, value: str | None) -> datetime | None:
    """--as-of as an aware moment of Chinese time; None, which means now, when it is not given."""
    if value is None:
        return None
    try:
        given = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter("请写成 2023-04-03T17:00 的样式") from None
    return given.replace(tzinfo=CHINA) if given.tzinfo is None else given.astimezone(CHINA)


def common(command: F) -> F:
    """The options that every command takes."""
    for option in (
        click.option(
            "--workspace",
            type=click.Path(file_okay=False, exists=True, path_type=Path),
            default=Path(),
            metavar="文件夹",
            help="工作区文件夹，默认为当前文件夹。",
        ),
        click.option("--as-of", callback=moment, metavar="时点", help="按哪个时点编制，默认现在。"),
        click.option(
            "--assume-weekends", is_flag=True, help="节假日安排未公布时按周一至周五推定。"
        ),
        click.option(
            "--workers",
            type=click.IntRange(1, 64),
            default=2,
            metavar="数",
            help="读取报表的进程数。",
        ),
        click.option(
            "--scheduler",
            default="",
            metavar="地址",
            help="用 Dask 集群读取报表，如 tcp://主机:8786（见使用说明）。",
        ),
    ):
        command = option(command)
    return command


def watched(items: Iterator[object], total: int, label: str) -> Iterator[object]:
    """``items`` with a progress bar on a terminal; as they are otherwise."""
    if not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return iter(track(items, label, total=total, console=Console(stderr=True), transient=True))
