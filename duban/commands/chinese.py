"""What the command line's library says of its own accord, in the clerk's language.

click looks its words up through gettext, which would choose by the machine's locale; the words
are therefore put where click looks, and every machine says the same.
"""

from __future__ import annotations

from click import core, decorators, exceptions, formatting, parser, types

_WORDS = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Show this message and exit.": "显示本说明。",
    "Aborted!": "已中止。",
    "Error: {message}": "错误：{message}",
    "Try '{command} {option}' for help.": "用法见 {command} {option}",
    "Invalid value: {message}": "取值不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 取值不对：{message}",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing command.": "缺少命令。",
    "No such option {name!r}.": "没有选项 {name}。",
    "No such command {name!r}.": "没有命令 {name}。",
    "Did you mean {possibility}?": "是否为 {possibility}？",
    "(Did you mean one of: {possibilities}?)": "（是否为其中之一：{possibilities}？）",
    "Option {name!r} does not take a value.": "选项 {name} 不带取值。",
    "Option {name!r} requires an argument.": "选项 {name} 缺少取值。",
    "Got unexpected extra argument ({args})": "多余的参数：{args}",
    "Got unexpected extra arguments ({args})": "多余的参数：{args}",
    "{value!r} is not a valid {number_type}.": "“{value}”不是整数。",
    "{value} is not in the range {range}.": "{value} 不在 {range} 的范围内。",
    "{value!r} is not {choice}.": "“{value}”应为 {choice}。",
    "{value!r} is not one of {choices}.": "“{value}”应为其中之一：{choices}。",
    "{name} {filename!r} does not exist.": "{name} {filename} 不存在。",
    "{name} {filename!r} is a file.": "{filename} 是文件，不是{name}。",
    "{name} {filename!r} is a directory.": "{filename} 是文件夹，不是{name}。",
    "{name} {filename!r} is not readable.": "{name} {filename} 没有读取权限。",
    "{name} {filename!r} is not writable.": "{name} {filename} 没有写入权限。",
    "file": "文件",
    "directory": "文件夹",
    "path": "路径",
}


def speak_chinese() -> None:
    """Replaces click's words; one that is not in the list stays as it is."""
    for module in (core, decorators, exceptions, formatting, parser, types):
        vars(module).update(_=_singular, ngettext=_plural)


def _singular(words: str) -> str:
    return _WORDS.get(words, words)


def _plural(one: str, many: str, count: int) -> str:
    return _singular(one if count == 1 else many)
