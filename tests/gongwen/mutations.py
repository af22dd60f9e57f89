"""Every rule broken on purpose: a good document, one edit, and the row that must fail."""

from __future__ import annotations

from msgspec import Struct, field
from msgspec.structs import replace

from duban.gongwen.document import Document, Format, Seal
from duban.gongwen.render import render
from duban.gongwen.style import Style
from tests.gongwen.cases import ANNEXES, BASE, MOMENT, STYLE, body, recipients
from tests.gongwen.edits import (
    Edit,
    Parts,
    W,
    add,
    alone,
    alone_in_font,
    at,
    both,
    closer,
    closer_alone,
    drop,
    font,
    grid,
    imprint,
    in_font,
    in_footers,
    landscape,
    letter_foot,
    letter_mark,
    no_turned_number,
    page_breaks,
    portrait,
    put,
    retext,
    reworded,
    run_property,
    signature_alone,
    swap,
    table,
    text_behind,
    turned_the_other_way,
    without,
)

DOC = replace(
    BASE, copy_number="000001", secrecy="机密★1年", urgency="特急", annotation="联系人：张三",
    body=body(8), attachments=ANNEXES[:2], copies_to=recipients(12),
)  # fmt: skip
UPWARD = replace(BASE, signers=("张三", "李四四", "王五五"))
LETTER = replace(
    BASE, format=Format.LETTER, mark_suffix="", number="甲政函〔2023〕12号", urgency="加急"
)
BULLETIN = replace(
    BASE, format=Format.BULLETIN, mark=("督查通报",), mark_suffix="", number="", recipients="",
    issue="第3期", issuer="甲州市人民政府督查室", signatories=(),
)  # fmt: skip
PLAIN = replace(BASE, seal=Seal.UNSEALED)
MINUTES = replace(
    BULLETIN,
    format=Format.MINUTES,
    attendance=(("出席", "张三、李四、王五" * 6), ("请假", "赵六")),
)
DUPLEX = replace(BASE, body=body(2))
CROWDED = replace(BASE, recipients=recipients(90))
JOINT = replace(
    BASE, mark=("甲州市教育局", "甲州市财政局"), signatories=("甲州市教育局", "甲州市财政局")
)
GOOD = {
    "好·文件": DOC,
    "好·上行文": UPWARD,
    "好·信函": LETTER,
    "好·简报": BULLETIN,
    "好·不盖章": PLAIN,
    "好·联合": JOINT,
    "好·纪要": MINUTES,
    "好·主送多": CROWDED,
}
"""What the mutations start from; every row must hold on these."""


class Mutation(Struct, frozen=True):
    """``row`` must fail on ``document`` after ``edit``; ``asked`` is what the checker is told."""

    row: str
    what: str
    edit: Edit | None = None
    document: Document = DOC
    style: Style = field(default=STYLE)
    asked: Document | None = None

    @property
    def name(self) -> str:
        return f"{self.row} {self.what}"

    def broken(self) -> tuple[Document, Style, bytes]:
        docx = render(self.document, self.style, moment=MOMENT)
        if self.edit is not None:
            parts = Parts(docx)
            self.edit(parts)
            docx = parts.bytes()
        return self.asked or self.document, self.style, docx


_TITLE = "关于2023年《政府工作报告》"
_TEXT = "现将有关情况通报如下"
_LONG = "截至三月底"
_DATE = "2023年4月3日"
_ORGAN = "甲州市人民政府"
_MARK = "甲州市人民政府文件"


def _title(lines: str) -> tuple[Document, Document]:
    """DOC with a title broken as given, and DOC as if the engine had broken it."""
    return replace(DOC, title=lines), replace(DOC, title=lines.replace("\n", ""))


_STUB, _NO_STUB = _title("关于全市重点工作任务三月份进展情况的\n通报")
_BOX, _NO_BOX = _title("关于全市重点工作任务\n三月份进展情况的通报")
_GLASS, _NO_GLASS = _title("关于全市重点工作任务\n三月份进展\n情况和存在问题的督查通报")

PAGE = (
    Mutation("A01", "Letter纸", lambda d: put(d.document, "pgSz", w=12240, h=15840)),
    Mutation("A02", "天头多2毫米", portrait(top=2098 + 113, bottom=1984 - 113)),
    Mutation("A03", "订口多2毫米", portrait(left=1588 + 113, right=1474 - 113)),
    Mutation("A04", "版心窄2毫米", portrait(right=1474 + 113)),
    Mutation("A05", "版心矮2毫米", portrait(bottom=1984 + 113)),
    Mutation("A06", "正文用宋体", in_font(_TEXT, "宋体")),
    Mutation("A07", "正文15磅", at(_TEXT, "sz", val=30)),
    Mutation("A08", "每页21行", grid(606, _LONG)),
    Mutation(
        "A08b",
        "正文中间另起页",
        both(page_breaks("（一）进展较快的单位。"), page_breaks("抓紧办理")),
    ),
    Mutation("A09", "每行27字", lambda d: [put(r, "spacing", val=0) for r in d.all("rPr")]),
    Mutation("A10", "行距26磅", grid(520, _LONG)),
    Mutation("A11", "蓝字", run_property(_TEXT, "color", val="0000FF")),
    Mutation("A13", "隐藏的字", run_property(_TEXT, "vanish")),
    Mutation("A13", "漏印一段", lambda d: drop(d.p(_TEXT)), asked=DOC),
    Mutation("E01", "页码五号", in_footers("sz", val=21)),
    Mutation("E01", "页码无一字线", lambda d: [retext(f, "—", "") for f in d.footers()]),
    Mutation("E01", "页码用仿宋", lambda d: [font(f, "仿宋_GB2312") for f in d.footers()]),
    Mutation("E02", "页码高2毫米", portrait(footer=1425 + 113)),
    Mutation("E03", "页码居中", in_footers("jc", val="center")),
    Mutation("E04", "不分奇偶页", without("evenAndOddHeaders", "word/settings.xml")),
    Mutation("E05", "页码从5起", lambda d: add(d.all("sectPr")[0], "pgNumType", at=7, start=5)),
    Mutation("F01", "横页无页码", no_turned_number),
    Mutation("F01", "横页页码倒向", turned_the_other_way),
    Mutation("F02", "横页版心偏移", landscape(top=1588 + 170, bottom=1474 - 170)),
    Mutation("G01", "表头不重复", without("tblHeader")),
    Mutation("G02", "表行可拆", without("cantSplit")),
    Mutation("G03", "表出版心", table("建设高标准农田", tblW=16000, gridCol=4000, tcW=4000)),
    Mutation("G05", "表字7磅", at("建设高标准农田，", "sz", val=14)),
    Mutation("X01", "主题字体", at(_TEXT, "rFonts", eastAsiaTheme="minorEastAsia")),
    Mutation("X02", "引号用西文字体", in_font("建设高标准农田9.1万亩", "DejaVu Sans")),
    Mutation("X03", "无文档网格", without("docGrid")),
    Mutation("X04", "单倍行距", at(_TEXT, "spacing", lineRule="auto")),
    Mutation("X05", "孤行控制", lambda d: put(d.trees["word/styles.xml"], "widowControl", val=1)),
    Mutation(
        "X07",
        "空格缩进",
        both(at(_TEXT, "ind", firstLine=0), reworded(_TEXT, "现将", "\u3000\u3000现将")),
    ),
)

HEAD = (
    Mutation("B01", "份号居中", at("000001", "jc", val="center")),
    Mutation(
        "B02", "密级在第一行", lambda d: drop(d.p("000001")), asked=replace(DOC, copy_number="")
    ),
    Mutation("B02", "密级用仿宋", in_font("机密★1年", "仿宋_GB2312")),
    Mutation("B03", "紧急程度在前", lambda d: swap(d.p("机密★1年"), d.p("特急"))),
    Mutation("B04", "标志下移5毫米", at(_MARK, "spacing", before=284)),
    Mutation("B04", "标志居左", at(_MARK, "jc", val="left")),
    Mutation("B05", "标志黑色", at(_MARK, "color", val="000000")),
    Mutation("B05", "标志用黑体", in_font(_MARK, "黑体")),
    Mutation("B06", "标志折行", at(_MARK, "sz", val=110)),
    Mutation("B07", "方括号", document=replace(DOC, number="甲政发[2023]5号")),
    Mutation("B07", "虚位", document=replace(DOC, number="甲政发〔2023〕05号")),
    Mutation("B07", "第字", document=replace(DOC, number="甲政发〔2023〕第5号")),
    Mutation("B08", "文号居左", at("〔2023〕5号", "jc", val="left")),
    Mutation("B08", "标志下无空行", closer("〔2023〕5号", 2)),
    Mutation("B08", "上行文号顶格", reworded("〔2023〕5号", "\u3000", ""), UPWARD),
    Mutation("B09", "签发人用仿宋", in_font("签发人", "仿宋_GB2312"), UPWARD),
    Mutation("B09", "转行签发人不齐", at("〔2023〕5号", "tab", pos=6000), UPWARD),
    Mutation("B10", "红线远10毫米", at("〔2023〕5号", "bottom", space=30)),
    Mutation("B10", "红线短", at("〔2023〕5号", "ind", left=600)),
    Mutation("H01", "信函标志低5毫米", letter_mark("spacing", before=284), LETTER),
    Mutation("H02", "信函上线细粗", letter_mark("bottom", val="thinThickSmallGap"), LETTER),
    Mutation("H02", "信函上线短", letter_mark("ind", left=0, right=0), LETTER),
    Mutation("H03", "信函下线粗细", letter_foot("bottom", val="thickThinSmallGap"), LETTER),
    Mutation(
        "H03", "信函下线高5毫米", lambda d: put(d.document, "pgMar", footer=1134 + 284), LETTER
    ),
    Mutation("H05", "信函首项低5毫米", at("加急", "spacing", before=284), LETTER),
    Mutation("H06", "信函文号不居右", at("〔2023〕12号", "tab", pos=7000), LETTER),
    Mutation("H07", "信函标题近", closer(_TITLE, 2), LETTER),
    Mutation("H08", "信函首页有页码", without("titlePg"), LETTER),
    Mutation("K01", "期号居左", at("第3期", "jc", val="left"), BULLETIN),
    Mutation("K02", "日期不居右", at("督查室", "tab", pos=6000), BULLETIN),
)


TEXT = (
    Mutation("C01", "标题用黑体", in_font(_TITLE, "黑体")),
    Mutation("C01", "标题三号", at(_TITLE, "sz", val=32)),
    Mutation("C02", "标题上无空行", closer(_TITLE, 2)),
    Mutation("C03", "标题居左", at(_TITLE, "jc", val="left")),
    Mutation("C04", "标题末行过短", document=_STUB, asked=_NO_STUB),
    Mutation("C04", "标题成矩形", document=_BOX, asked=_NO_BOX),
    Mutation("C04", "标题成沙漏形", document=_GLASS, asked=_NO_GLASS),
    Mutation("C04b", "标题自动折行", lambda d: drop(*d.p(_TITLE).iter(f"{W}br"))),
    Mutation("C05", "主送缩进", at("市教育局，", "ind", firstLine=630)),
    Mutation("C05", "主送无冒号", reworded("市教育局，", "：", "")),
    Mutation("C05", "主送前无空行", closer("市教育局，")),
    Mutation("C06", "首页无正文", page_breaks(_TEXT)),
    Mutation("C07", "缩进一字", at(_TEXT, "ind", firstLine=315)),
    Mutation("C08", "一级标题用仿宋", in_font("一、总体情况", "仿宋_GB2312")),
    Mutation("C08", "二级标题用黑体", in_font("（一）进展较快", "黑体")),
    Mutation("C10b", "加粗", run_property(_TEXT, "b")),
    Mutation("C11", "附件说明顶格", at("附件：1.", "ind", left=1337, hanging=1337)),
    Mutation("C11", "附件名后有标点", reworded("附件：1.", "总表", "总表；")),
    Mutation("C11", "附件说明前无空行", closer("附件：1.")),
    Mutation("C12", "附件名不齐", at("未按要求报送情况", "ind", left=1200, hanging=0)),
    Mutation("C13", "日期右空二字", alone(_DATE, "ind", right=630)),
    Mutation("C13", "署名不居中", alone(_ORGAN, "tab", pos=5800)),
    Mutation("C13", "不盖章日期右移", alone(_DATE, "ind", right=0), PLAIN),
    Mutation("C14", "日期虚位", document=replace(DOC, date="2023年04月03日")),
    Mutation("C14", "汉字日期", document=replace(DOC, date="二〇二三年四月三日")),
    Mutation("C15", "印章无位置", closer_alone(_ORGAN, 2)),
    Mutation("C16", "署名单独一页", signature_alone(_ORGAN)),
    Mutation("C17", "附注顶格", at("联系人", "ind", firstLine=0)),
    Mutation("C17", "附注无括号", both(reworded("联系人", "（", ""), reworded("联系人", "）", ""))),
    Mutation("C18", "附件标签居中", alone("附件1", "jc", val="center")),
    Mutation("C18", "附件标签用仿宋", alone_in_font("附件1", "仿宋_GB2312")),
    Mutation("C19", "附件标题在第二行", closer_alone("重点任务进展情况总表")),
    Mutation("C19", "附件标题居左", alone("重点任务进展情况总表", "jc", val="left")),
    Mutation("C20", "附件名不一致", document=replace(DOC, attachment_list=("甲表", "乙表"))),
    Mutation("D01", "版记线短", table("抄送", tblW=7000, gridCol=7000, tcW=7000)),
    Mutation("D02", "版记首线粗", imprint("top", sz=16)),
    Mutation("D02", "版记中线粗", imprint("insideH", sz=12)),
    Mutation("D03", "版记不在页底", imprint("tblpPr", tblpYSpec="top")),
    Mutation("D04", "抄送顶格", at("抄送：", "ind", left=840, hanging=840)),
    Mutation("D04", "抄送三号", at("抄送：", "sz", val=32)),
    Mutation("D04", "抄送无句号", reworded("抄送：", "。", "")),
    Mutation("D04", "主送顶格", at("主送：", "ind", left=840, hanging=840), CROWDED),
    Mutation("J01", "出席用仿宋", in_font("出席：", "仿宋_GB2312"), MINUTES),
    Mutation("J01", "出席转行不齐", at("出席：", "ind", left=0, hanging=0), MINUTES),
    Mutation("D05", "印发日期虚位", document=replace(DOC, printed_on="2023年04月04日")),
    Mutation("D05", "印发机关顶格", at("甲州市人民政府办公室", "ind", nth=-1, left=0)),
    Mutation("D07", "双面版记在单页", text_behind(_TEXT), DUPLEX, Style(duplex=True)),
    Mutation("D06", "版记后另有一页", text_behind(_TEXT)),
)


MUTATIONS = (*PAGE, *HEAD, *TEXT)
