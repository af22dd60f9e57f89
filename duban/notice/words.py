"""The words of notices for columns and roles."""

from __future__ import annotations

import re
from enum import Enum

from duban.simplified import fold
from duban.text import squeeze


class Column(Enum):
    """What a column of a task list holds."""

    NUMBER = "序号"
    TASK = "任务"
    TITLE = "名称"
    DETAIL = "内容"
    LEAD = "牵头单位"
    CO = "协办单位"
    RESPONSIBLE = "责任单位"
    LEADER = "领导"
    DUE = "时限"
    OTHER = "其他"


UNIT_COLUMNS: tuple[Column, ...] = (Column.LEAD, Column.CO, Column.RESPONSIBLE)
TEXT_COLUMNS = (Column.TASK, Column.TITLE, Column.DETAIL)

_WORDS: dict[Column, str] = {
    Column.NUMBER: "序号 编号 项次 任务编号 项目编号 任务序号 项目序号 工作序号",
    Column.TASK: (
        "重点工作 重点工作任务 工作任务 任务 重点任务 主要任务 目标任务 任务目标 任务内容 工作内容 "
        "工作要点 具体任务 事项 重点事项 工作事项 任务分解 任务事项 工作目标 工作重点 具体工作 "
        "重点内容 "
        "具体工作任务 主要工作任务 主要工作 目标任务内容 年度重点工作 工作目标任务 重点工作内容 "
        "重点工作任务内容 任务清单 报告内容 报告任务 民生实事 实事项目 工作项目 分解任务 工作"
    ),
    Column.TITLE: "重点项目 项目名称 任务名称 工作名称 事项名称 项目 工作类别名称",
    Column.DETAIL: (
        "主要内容 建设内容 具体内容 内容 项目内容 建设规模及内容 主要建设内容 建设内容及规模 "
        "具体举措 "
        "工作举措 工作措施 主要举措 主要措施 年度目标 年度目标任务 目标 具体目标 目标要求 "
        "工作要求 任务要求 "
        "年度建设内容 年度任务"
    ),
    Column.LEAD: (
        "牵头单位 牵头责任单位 主办单位 主要责任单位 牵头部门 主办部门 主责单位 "
        "第一责任单位 "
        "责任牵头单位 牵头主办单位 牵头责任部门 主责部门"
    ),
    Column.CO: (
        "协办单位 协同单位 配合单位 协同责任单位 配合部门 协办部门 协助单位 参与单位 参加单位 "
        "会办单位 "
        "共同责任单位 成员单位 支持单位 协责单位 "
        "配合责任单位 协作单位 协同部门 协同配合单位 协办责任单位 参与部门 协同落实单位"
    ),
    Column.RESPONSIBLE: (
        "责任单位 责任部门 承办单位 落实单位 实施单位 负责单位 承担单位 责任主体 实施主体 完成单位"
    ),
    Column.LEADER: (
        "分管领导 牵头领导 责任领导 市领导 县领导 区领导 市级领导 县级领导 区级领导 包保领导 "
        "挂点领导 "
        "主抓领导 领衔领导 联系领导 分管市领导 分管县领导 分管副市长 分管副县长 牵头市领导 "
        "牵头县领导 领导"
    ),
    Column.DUE: (
        "完成时限 完成时间 办结时限 时限要求 完成期限 时间节点 时限 时间要求 办理时限 完成时间节点"
    ),
    Column.OTHER: (
        "备注 类别 分类 领域 责任人 联系人 联系电话 经办人 任务来源 责任科室 责任处室 板块 "
        "所属领域 "
        "任务类别 项目类别 工作类别 说明 进展情况"
    ),
}
HEADER_WORDS = {word: column for column, words in _WORDS.items() for word in words.split()}
_BRACKETED = re.compile(r"[(\[〔【].*?[)\]〕】]")
_PATTERNS = (
    (
        re.compile(r"(牵头|主办|主责|主要责任|主办).{0,6}(单位|部门)(及.{2,6})?$|^(牵头|主办)$"),
        Column.LEAD,
    ),
    (
        re.compile(
            r"(协办|协同|配合|协助|参与|会办|协作|参加|共同责任|成员|支持|协责).{0,6}(单位|部门)"
            r"(及.{2,6})?$|^(协办|配合|协同)$"
        ),
        Column.CO,
    ),
    (
        re.compile(r"(责任|承办|落实|实施|负责|办理).{0,4}(单位|部门|主体)(及.{2,6})?$"),
        Column.RESPONSIBLE,
    ),
    (re.compile(r"领导$"), Column.LEADER),
    (re.compile(r"(时限|期限|完成时间|时间节点)$"), Column.DUE),
    (re.compile(r"^.{0,8}(事项|项目|任务|工作|实事)名称$"), Column.TITLE),
    (re.compile(r"^.{0,8}(任务|工作|事项)(内容|清单|安排|要点|目标)?$"), Column.TASK),
    (re.compile(r"^.{0,8}(目标|内容|举措|措施)$"), Column.DETAIL),
)
# 牵头（配合）单位 is one column for both, and does not say who leads.
_BOTH = re.compile("(?:牵头|主办).{0,6}(?:配合|协办|参与|协同|协助).{0,4}(?:单位|部门)")
LONGEST_HEADER = 24
# 各责任单位 and 市粮储局、各责任单位 are units in a cell, and no header.
_CELL = re.compile("^(?:各|相关|有关)|[局委办会处院司心]、|、(?:各|相关|有关)")


def column_of(header: str) -> Column | None:
    """What a header cell announces, None when it is no header word of a task list."""
    written = fold(squeeze(header))
    # 【牵头单位】 is the word itself, 牵头单位（盖章） a word and a remark.
    word = re.sub(r"[\W_]", "", _BRACKETED.sub("", written) or written)
    if not word or len(word) > LONGEST_HEADER or _CELL.search(written):
        return None
    if _BOTH.search(written):
        return Column.RESPONSIBLE
    if word in HEADER_WORDS:
        return HEADER_WORDS[word]
    return next((column for pattern, column in _PATTERNS if pattern.search(word)), None)


def run_together(line: str) -> tuple[Column, ...]:
    """The columns of a header whose words stand in one line without separators; () if it is none.

    '序号重 点 工 作牵头单位协办单位' gives number, task, lead, co. Every character must belong
    to a header word, longest first, so that running text is never taken for a header.
    """
    rest = re.sub(r"[\W_]", "", _BRACKETED.sub("", fold(squeeze(line))))
    columns: list[Column] = []
    while rest and len(columns) < 12:
        word = next(
            (rest[:n] for n in range(min(len(rest), 9), 1, -1) if rest[:n] in HEADER_WORDS), ""
        )
        if not word:
            return ()
        columns.append(HEADER_WORDS[word])
        rest = rest[len(word) :]
    return tuple(columns) if is_header(tuple(columns)) else ()


def is_header(columns: tuple[Column | None, ...]) -> bool:
    """Whether these columns make a task list: a text column and one of units, each named once."""
    found = [column for column in columns if column and column is not Column.OTHER]
    once: tuple[Column, ...] = (Column.NUMBER, *UNIT_COLUMNS)
    named_once = all(sum(c is column for c in found) <= 1 for column in once)
    has_text = any(column in TEXT_COLUMNS for column in found)
    return named_once and has_text and any(column in UNIT_COLUMNS for column in found)
