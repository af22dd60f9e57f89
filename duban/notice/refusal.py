"""Content that is no notice: what it is, and what to do."""

from __future__ import annotations

import re

from duban.notice.blocks import Blocks, NotANotice
from duban.notice.duties import MARKER
from duban.simplified import fold

_LOGIN = re.compile(r"登录|登陆|用户名|账号|密码|验证码|login|password")
_ERROR = re.compile(
    r"40[134]\s|50[0234]\s|not found|页面不存在|无法访问|找不到.{0,8}页面|访问(?:被拒绝|出错)",
    re.IGNORECASE,
)
_SHORT = 600


def why_not(blocks: Blocks) -> NotANotice:
    """What ``blocks``, in which no task list was found, seem to be."""
    texts = [paragraph.text for paragraph in blocks.paragraphs()]
    texts += [cell.text for table in blocks.tables() for row in table.rows for cell in row]
    whole = "\n".join(text for text in texts if text.strip())
    if not whole.strip():
        return NotANotice(
            "文件里没有文字，可能是空文件、照片或扫描件",
            "请换用能复制文字的通知文件（docx、xlsx、html、txt或带文字的pdf）。",
        )
    if len(whole) < _SHORT and len(set(_LOGIN.findall(whole.lower()))) >= 2:
        return NotANotice(
            "这是登录页面，不是通知", "请登录网站后打开通知原文，再保存网页或复制文字。"
        )
    if len(whole) < _SHORT and _ERROR.search(whole):
        return NotANotice(
            "这是网站的出错页面，不是通知", "请重新打开通知原文，再保存网页或复制文字。"
        )
    if MARKER.search(fold(whole)):
        return NotANotice(
            "文件里提到了责任单位，但没有认出任务清单",
            "请确认清单有“任务、牵头单位”一类的表头，或每项任务后写明责任单位，再重新导入。",
        )
    return NotANotice(
        "文件里没有任务清单：没有表头，也没有写明责任单位的段落",
        "请确认选对了文件；清单如在附件里，请导入附件。",
    )
