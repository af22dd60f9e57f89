"""Documents at the edges of pages and of room, where layout loses text or leaves a page bare."""

from __future__ import annotations

from msgspec.structs import replace

from duban.gongwen.document import Attachment, Column, Document, Paragraph, Seal, Table
from duban.gongwen.style import Style
from tests.gongwen.cases import ANNEXES, BASE, TITLES, Case, body, recipients, table

_LINE = "截至三月底全市重点工作任务总体进展平稳各单位按照要求逐一销号。"[-24:]
_SHORT = replace(BASE, title=TITLES[8], recipients=recipients(1))
_NO_IMPRINT = replace(_SHORT, copies_to="", printed_by="", printed_on="")


def _fills() -> list[Case]:
    """The text, and with it 署名 and 版记, one line longer each time, over a page's end."""
    return [
        Case(f"末页{lines}行", replace(_SHORT, body=(Paragraph(_LINE),) * lines))
        for lines in range(4, 34)
    ]


def _single_paragraphs() -> list[Case]:
    """Texts of one paragraph, which may not leave page 1 to join their signature."""
    return [
        Case(
            f"一段{lines}行{seal.value}",
            replace(_NO_IMPRINT, seal=seal, body=(Paragraph("督" * (28 * lines - 4)),)),
        )
        for lines in range(1, 16)
        for seal in (Seal.SEALED, Seal.UNSEALED)
    ]


def _tables() -> list[Case]:
    """Annexes whose table ends near the foot, over which 版记 stands; rows longer than a page."""
    short = Table((Column("序号"), Column("内容")), (("1", "短内容"),))
    filled = [replace(short, rows=short.rows * rows) for rows in range(24, 34)]
    sentence = "建设高标准农田，完成年度投资任务，推进项目开工建设并形成实物工作量。"
    long = replace(table(3), rows=(*table(3).rows, ("4", sentence * 60, "市水利局", "1.5%")))
    group = (("1", "任务", "市水利局", "1.5%"), *(((None,) * 3 + ("2.5%",)),) * 70)
    merged = replace(table(3), rows=(*table(3).rows, *group))
    cases = [(f"表{len(t.rows)}行", t, False) for t in filled]
    cases += [("超长行", long, False), ("超长行横", long, True), ("超页合并", merged, True)]
    return [
        Case(name, replace(BASE, attachments=(Attachment("统计表", (t,), wide),)))
        for name, t, wide in cases
    ]


def _annexes() -> list[Case]:
    wide = replace(ANNEXES[0], title=TITLES[21])
    several = (ANNEXES[0], wide, ANNEXES[2], Attachment("空附件"))
    in_text = (Paragraph("情况如下。"), table(8), Paragraph("特此通报。"))
    return [
        Case("附件连排", replace(BASE, attachments=several)),
        Case("正文中的表", replace(BASE, body=in_text)),
        Case("正文以表结尾", replace(BASE, body=in_text[:2])),
    ]


def _heads() -> list[Case]:
    bodies = tuple(f"甲州市{name}局" for name in ("教育", "财政", "民政", "水利", "商务", "审计"))
    joint = replace(BASE, mark=bodies, signatories=bodies, title=TITLES[14])
    return [
        Case("六个机关", replace(joint, recipients=recipients(1))),
        Case("六个机关主送多", replace(joint, recipients=recipients(40))),
        Case("长署名", replace(BASE, signatories=("甲州市优化营商环境工作领导小组办公室",))),
        Case("上行文四人", replace(BASE, signers=("张三", "李四", "王小五", "赵六"))),
    ]


def _duplex() -> list[Case]:
    """版记 on the back of the last sheet after any number of pages, landscape ones too."""
    style = Style(duplex=True)
    documents: list[tuple[str, Document]] = [
        (f"双面{n}", replace(BASE, body=body(n))) for n in range(5)
    ]
    documents.append(("双面横表", replace(BASE, attachments=ANNEXES[:1])))
    return [Case(name, document, style) for name, document in documents]


EDGES = (*_fills(), *_single_paragraphs(), *_tables(), *_annexes(), *_heads(), *_duplex())
