"""Documents that together cover formats, lengths, titles, recipients, seals and attachments."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from duban.gongwen.document import (
    Attachment,
    Block,
    Column,
    Document,
    Format,
    Paragraph,
    Seal,
    Table,
)
from duban.gongwen.style import Style
from duban.model import CHINA

MOMENT = datetime(2023, 4, 3, 17, 0, tzinfo=CHINA)

TITLES = {
    8: "关于工作进展的函",
    14: "关于报送重点工作进展的通知",
    20: "关于全市重点工作任务三月份进展情况的通报",
    21: "关于全市高标准农田建设项目进展缓慢的督办通知",
    27: "关于2023年《政府工作报告》重点任务第一季度落实情况的通报",
    33: "甲州市人民政府关于表彰上年度全市经济社会高质量发展先进集体和先进个人的决定",
    40: "甲州市人民政府办公室关于切实做好春节期间安全生产、疫情防控和应急值守有关工作的通知",
    47: "甲州市人民政府关于转发《省人民政府办公厅关于进一步优化营商环境更好服务市场主体"
    "若干措施》的通知",
    60: "甲州市人民政府办公室关于贯彻落实全省高质量发展大会精神进一步加快推进重大项目建设"
    "和重点产业链培育工作若干措施落实情况的督查通报",
}
"""Titles by their length in characters, roughly."""

_PLAIN = (
    "截至三月底全市重点工作任务总体进展平稳各责任单位按照任务分解方案要求倒排工期挂图作战逐一销号"
)
_MIXED = (
    "市农业农村局牵头的第22项任务“建设高标准农田9.1万亩”，已完成2.3万亩，占年度目标的25.3%，"
    "超序时进度0.3个百分点；市住建局牵头的第7项任务（老旧小区改造）进展滞后——"
    "低于序时进度20.2个百分点。"
)


def body(paragraphs: int) -> tuple[Block, ...]:
    """Text in four levels: pure ideographs by turns with digits and marks."""
    blocks: list[Block] = [Paragraph("现将有关情况通报如下。")]
    for index in range(paragraphs):
        blocks += [
            Paragraph("", 1, f"{'一二三四五六七八九十'[index % 10]}、总体情况"),
            Paragraph(_PLAIN * 3 + "。"),
            Paragraph(_MIXED, 2, "（一）进展较快的单位。"),
            Paragraph("抓紧办理。", 3, "1."),
            Paragraph(_PLAIN + "。", 4, "（1）"),
        ]
    return tuple(blocks)


def table(rows: int) -> Table:
    columns = (
        Column("序号", number=True),
        Column("任务内容"),
        Column("牵头单位"),
        Column("完成率", number=True),
    )
    text = "建设高标准农田，完成年度投资任务，推进项目开工建设并形成实物工作量"
    return Table(
        columns,
        tuple((str(n), text, "市农业农村局", f"{n % 100}.5%") for n in range(1, rows + 1)),
        measure="单位：万元",
        notes=("注：数据截至3月31日。",),
    )


ANNEXES = (
    Attachment("重点任务进展情况总表", (table(60),), landscape=True),
    Attachment("未按要求报送情况的单位名单及其牵头和协办的重点工作任务一览", (table(12),)),
    Attachment("工作要求", body(1)),
)

_BODIES = (
    "市教育局",
    "市科学技术局",
    "市经济和信息化局",
    "市民政局",
    "市水利和湖泊局",
    "甲州经济开发区",
)


def recipients(count: int) -> str:
    return "，".join(_BODIES[n % len(_BODIES)] for n in range(count))


BASE = Document(
    format=Format.DOCUMENT,
    title=TITLES[27],
    body=body(1),
    mark=("甲州市人民政府",),
    mark_suffix="文件",
    number="甲政发〔2023〕5号",
    recipients=recipients(3),
    signatories=("甲州市人民政府",),
    date="2023年4月3日",
    copies_to=recipients(4),
    printed_by="甲州市人民政府办公室",
    printed_on="2023年4月4日",
)


STYLE = Style()


class Case(Struct, frozen=True):
    name: str
    document: Document
    style: Style = STYLE


def _downward() -> list[Case]:
    corner = replace(BASE, copy_number="000001", secrecy="机密★1年", urgency="特急")
    return [
        Case("文件一页", replace(BASE, title=TITLES[8], body=body(0), recipients=recipients(1))),
        Case("文件两页", replace(BASE, title=TITLES[14], annotation="联系人：张三，电话：1234567")),
        Case(
            "文件三页", replace(corner, title=TITLES[20], body=body(3), recipients=recipients(12))
        ),
        Case("文件七页", replace(BASE, title=TITLES[40], body=body(8), recipients=recipients(30))),
        Case("文件四十页", replace(BASE, body=body(56), attachments=ANNEXES[:1])),
        Case("文件主送五十", replace(BASE, title=TITLES[60], recipients=recipients(50))),
        Case("文件主送九十", replace(corner, title=TITLES[47], recipients=recipients(90))),
        Case("文件三个附件", replace(BASE, title=TITLES[33], body=body(2), attachments=ANNEXES)),
        Case("文件竖表附件", replace(BASE, title=TITLES[21], attachments=ANNEXES[1:2])),
        Case("附件只列名称", replace(BASE, attachment_list=tuple(a.title for a in ANNEXES) * 4)),
        Case("不加盖印章", replace(BASE, seal=Seal.UNSEALED, annotation="（此件公开发布）")),
        Case(
            "不加盖印章日期长",
            replace(BASE, seal=Seal.UNSEALED, signatories=("甲州市",), date="2023年12月23日"),
        ),
        Case("签名章", replace(BASE, seal=Seal.STAMPED, signatories=("市长",), body=body(2))),
        Case("版记双面", replace(BASE, title=TITLES[40], body=body(3)), Style(duplex=True)),
        Case("西文字体", replace(BASE, body=body(3)), Style(latin="DejaVu Serif")),
        Case("没有版记", replace(BASE, copies_to="", printed_by="", printed_on="", body=body(2))),
    ]


def _marks() -> list[Case]:
    long_name = "甲州市优化营商环境和招商引资工作领导小组办公室"
    joint = ("甲州市教育局", "甲州市人力资源和社会保障局", "甲州市财政局")
    return [
        Case("长机关标志", replace(BASE, mark=(long_name,), signatories=(long_name,))),
        Case("两个机关", replace(BASE, mark=joint[:2], signatories=joint[:2], body=body(2))),
        Case("三个机关", replace(BASE, mark=joint, signatories=joint, title=TITLES[14])),
        Case("上行文", replace(BASE, signers=("张三",), title=TITLES[20])),
        Case(
            "上行文多人",
            replace(BASE, mark=joint, signatories=joint, signers=("张三", "欧阳某某", "王五")),
        ),
    ]


def _others() -> list[Case]:
    letter = replace(BASE, format=Format.LETTER, mark_suffix="", number="甲政函〔2023〕12号")
    bulletin = replace(
        BASE, format=Format.BULLETIN, mark=("督查通报",), mark_suffix="", number="", recipients="",
        issue="第3期（总第20期）", issuer="甲州市人民政府督查室", signatories=(),
    )  # fmt: skip
    minutes = replace(
        bulletin, format=Format.MINUTES, mark=("甲州市人民政府专题会议纪要",),
        attendance=(("出席", "张三、李四、王五" * 6), ("请假", "赵六"), ("列席", "钱七")),
    )  # fmt: skip
    return [
        Case("信函一页", replace(letter, title=TITLES[8], body=body(0), recipients=recipients(1))),
        Case("信函两页", replace(letter, title=TITLES[14], copy_number="000012", urgency="加急")),
        Case("信函七页", replace(letter, title=TITLES[40], body=body(9), attachments=ANNEXES[1:2])),
        Case("信函主送九十", replace(letter, recipients=recipients(90), body=body(2))),
        Case("简报两页", replace(bulletin, body=body(1))),
        Case("简报三页", replace(bulletin, title=TITLES[21], body=body(3), secrecy="秘密")),
        Case("简报附件", replace(bulletin, title=TITLES[60], body=body(7), attachments=ANNEXES)),
        Case("纪要", replace(minutes, title=TITLES[14], body=body(2))),
    ]  # fmt: skip


CASES = (*_downward(), *_marks(), *_others())
