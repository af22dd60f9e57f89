"""Templates filled with values: what a value says can never become notation or template.

A template is trusted text that an office edits; the values come from workbooks of other people.
Every value printed by an expression is therefore put on one line, and where it would stand at the
start of a line and read as notation (【标题】, 一、 …) that line is escaped for ``markup.parse``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, Template, TemplateNotFound, nodes
from jinja2.exceptions import TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from msgspec import Struct

from duban.gongwen.filters import FILTERS, Plain, Unprintable, printable
from duban.gongwen.markup import escape, notation
from duban.gongwen.problem import Place, Problem, did_you_mean

# Private-use characters mark, until the text is finished, what came from a value and from where.
_OPEN, _CLOSE, _AT, _DOT = "\ue000", "\ue001", "\ue002", "\ue003"
_MARKS = re.compile(f"{_AT}[0-9]+:[0-9]+{_DOT}|[{_OPEN}-{_DOT}]")
_PLACE = re.compile(f"{_AT}([0-9]+):([0-9]+){_DOT}")
# What these hold is captured as a value and may be compared: no marks in there.
_CAPTURING = (nodes.Macro, nodes.CallBlock, nodes.FilterBlock, nodes.AssignBlock)
_FAULTS = (
    TemplateError, ArithmeticError, TypeError, ValueError, LookupError, AttributeError,
    RecursionError,
)  # fmt: skip


class Filled(Struct, frozen=True):
    """A filled template in the notation of ``markup``, and where each of its lines comes from."""

    text: str
    places: tuple[Place, ...]


def load(folders: Sequence[Path]) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The templates (*.j2) of ``folders`` by file name; a later folder overrides an earlier one.

    Notepad's encodings are read: UTF-8 with or without mark, UTF-16 with mark, GB 18030.
    """
    sources: dict[str, str] = {}
    problems: list[Problem] = []
    for folder in folders:
        for path in sorted(folder.glob("*.j2")):
            text = _decoded(path.read_bytes())
            if text is None:
                advice = "请用记事本另存，编码选“UTF-8”"
                problems.append(Problem(Place(path.name), "不是文本文件，无法读取", advice))
            else:
                sources[path.name] = text.replace("\r\n", "\n").replace("\r", "\n")
    return sources, tuple(problems)


def _decoded(data: bytes) -> str | None:
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "gb18030"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def render(
    name: str, sources: Mapping[str, str], values: Mapping[str, object]
) -> tuple[Filled | None, tuple[Problem, ...]]:
    """Template ``name`` of ``sources`` filled with ``values``; None and why if it cannot be.

    Texts, numbers, dates and true/false print themselves; lists need a filter. A template may
    include others of ``sources``. Each problem names the template and the line.
    """
    try:
        raw = _environment(tuple(sorted(sources.items()))).get_template(name).render(values)
    except _FAULTS as fault:
        return None, (_problem(fault, name, sources, values),)
    return _finished(raw, sorted(sources), name), ()


@lru_cache(maxsize=4)
def _environment(sources: tuple[tuple[str, str], ...]) -> Environment:
    """The environment of these templates; it keeps what it has compiled of them."""
    environment = SandboxedEnvironment(
        loader=_Loader(dict(sources)), undefined=StrictUndefined, finalize=_finalize,
        trim_blocks=False, lstrip_blocks=True, keep_trailing_newline=True, auto_reload=False,
    )  # fmt: skip
    environment.filters.update(FILTERS)
    return environment


class _Loader(BaseLoader):
    """Templates from memory, compiled so that every line of output knows the line it came from."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources
        self.names = sorted(sources)

    def load(self, environment: Environment, name: str, globals: Any = None) -> Template:
        if name not in self._sources:
            raise TemplateNotFound(name)
        tree = environment.parse(_MARKS.sub("", self._sources[name]), name, name)
        _mark_lines(tree, self.names.index(name))
        code = environment.compile(tree, name, name)
        return environment.template_class.from_code(environment, code, dict(globals or {}))


def _mark_lines(node: nodes.Node, template: int) -> None:
    """Put before every piece of output, and after every line break in it, the line it stands on."""
    if isinstance(node, _CAPTURING):
        return
    if isinstance(node, nodes.Output):
        node.nodes = [marked for child in node.nodes for marked in _marked(child, template)]
        return
    for child in node.iter_child_nodes():
        _mark_lines(child, template)


def _marked(child: nodes.Expr, template: int) -> list[nodes.Expr]:
    def at(line: int) -> str:
        return f"{_AT}{template}:{line}{_DOT}"

    if not isinstance(child, nodes.TemplateData):
        return [nodes.TemplateData(at(child.lineno), lineno=child.lineno), child]
    lines = child.data.split("\n")
    data = "\n".join(at(child.lineno + n) + line for n, line in enumerate(lines))
    return [nodes.TemplateData(data, lineno=child.lineno)]


def _finalize(value: object) -> object:
    """What an expression prints: trusted text as it is, anything else between the value marks."""
    if isinstance(value, StrictUndefined):
        return value
    text = printable(value)
    if isinstance(text, Plain):
        return text
    return f"{_OPEN}{_MARKS.sub('', text)}{_CLOSE}"


def _finished(raw: str, names: Sequence[str], name: str) -> Filled:
    lines: list[str] = []
    places: list[Place] = []
    place = Place(name, 1)
    for marked in raw.split("\n"):
        for found in _PLACE.finditer(marked):
            place = Place(names[int(found.group(1))], int(found.group(2)))
            if found.end() < len(marked) and marked[found.end()] != _AT:
                break
        text = _PLACE.sub("", marked)
        line = _MARKS.sub("", text)
        reach = notation(line)
        lines.append(escape(line) if reach and _from_value(text, reach) else line)
        places.append(place)
    return Filled("\n".join(lines), tuple(places))


def _from_value(marked: str, reach: int) -> bool:
    """Whether any of the first ``reach`` characters of a line was printed by a value."""
    inside = False
    for character in marked:
        if character in (_OPEN, _CLOSE):
            inside = character == _OPEN
        elif reach and inside:
            return True
        else:
            reach -= 1
        if not reach:
            return False
    return False


def _problem(
    fault: Exception, name: str, sources: Mapping[str, str], values: Mapping[str, object]
) -> Problem:
    if isinstance(fault, TemplateSyntaxError):
        place = Place(fault.name or name, fault.lineno)
    else:
        place = _place(fault.__traceback__, name, sources)
    return Problem(place, *_explained(fault, sources, values))


def _place(trace: TracebackType | None, name: str, sources: Mapping[str, str]) -> Place:
    """The innermost line of a template that the error passed through."""
    place = Place(name)
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file in sources:
            place = Place(file, trace.tb_lineno)
        trace = trace.tb_next
    return place


def _explained(
    fault: Exception, sources: Mapping[str, str], values: Mapping[str, object]
) -> tuple[str, str]:
    """(message, advice) in the words of the person who edits the template."""
    text = str(fault)
    quoted = re.findall(r"'([^']*)'", text)
    word = quoted[0] if quoted else ""
    if isinstance(fault, Unprintable):
        return fault.message, fault.advice
    if isinstance(fault, RecursionError):
        return "模板互相引用，没有尽头", "请核对{% include %}"
    if isinstance(fault, TemplateNotFound):
        return f"没有名为“{text}”的模板", did_you_mean(text, sources)
    if isinstance(fault, UndefinedError):
        if text.endswith("is undefined"):
            return f"没有名为“{word}”的数据", did_you_mean(word, values)
        return f"数据里没有“{quoted[-1] if quoted else text}”这一项", "请核对名称"
    if "No filter named" in text:
        return f"没有名为“{word}”的格式", did_you_mean(word, FILTERS)
    if "unknown tag" in text:
        return (
            f"不认识“{{% {word} %}}”",
            "请核对拼写，{% if %}要有{% endif %}，{% for %}要有{% endfor %}",
        )
    if "Unexpected end of template" in text or "unexpected end of" in text:
        return "模板没有写完", "请补上缺少的{% endif %}、{% endfor %}或右括号"
    return f"模板写法有误（{text}）", "请核对这一行花括号里的内容"
