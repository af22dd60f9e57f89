"""What an office may set (sheet 设置): every threshold and wording switch of the compiler."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from msgspec import Struct

T = TypeVar("T")


class Setting(Struct, frozen=True):
    """One row of the sheet: ``alias`` is its 项目, ``description`` its 说明.

    What is set is of the default's type, one of ``one_of`` where there are such, at least ``ge``,
    more than ``gt``, at most ``le``.
    """

    default: object
    alias: str
    description: str
    one_of: tuple[str, ...] = ()
    ge: int | None = None
    gt: int | None = None
    le: int | None = None


_rows: list[Setting] = []


def _field(default: T, **said: Any) -> T:
    """A field's default; the row that sets it is noted, in the order of the fields."""
    _rows.append(Setting(default, **said))
    return default


class Settings(Struct, frozen=True):
    """What the office has set, a field a row of the sheet."""

    place: str = _field("", alias="地区", description="市、县（区）名称，用于标题，如“××市”。")
    office: str = _field("", alias="督查机构", description="印发通报的机构全称。")
    subject: str = _field(
        "《政府工作报告》重点工作任务",
        alias="任务名称",
        description="通报标题和填报表标题中对全部任务的称呼。",
    )
    mailbox: str = _field(
        "", alias="回收邮箱", description="各单位报送填报表的邮箱，印在填报表上。"
    )
    telephone: str = _field("", alias="联系电话", description="督查机构联系电话，印在填报表上。")
    masthead: str = _field("督查通报", alias="报头", description="通报的报头。")
    code: str = _field(
        "", alias="发文代字", description="函单的发文代字，如“×政督函”；留空则函单不编文号。"
    )
    quarterly: bool = _field(
        False, alias="季末用季度通报", description="3、6、9月用季度通报模板填“是”。默认否。"
    )
    annual: bool = _field(
        False, alias="年末用年度通报", description="12月用年度通报模板填“是”。默认否。"
    )
    answer_days: int = _field(
        3,
        alias="办理工作日数",
        ge=1,
        le=60,
        description="催报通知、提醒单等要求办结的工作日数，自编制之日起算。默认3。",
    )
    length: int = _field(
        5000,
        alias="通报字数上限",
        ge=0,
        description="通报正文超过多少字时提示；0表示不限。默认5000。",
    )
    recipients: str = _field(
        "各区镇街道，市政府各部门",
        alias="主送机关",
        description="通报的主送机关。",
    )
    leader: str = _field(
        "市政府领导",
        alias="报送领导",
        description="约谈建议、问责建议的主送领导。默认“市政府领导”。",
    )
    copies_to: str = _field("", alias="抄送机关", description="通报版记中的抄送机关，可不填。")
    remark: str = _field(
        "",
        alias="附注",
        description="印在通报成文日期之下和各表之上的附注，如“演练数据，不作依据”；留空不印。",
    )
    fangsong: str = _field("仿宋_GB2312", alias="仿宋字体", description="公文正文字体。")
    xiaobiaosong: str = _field(
        "方正小标宋简体", alias="小标宋字体", description="公文标题和报头字体。"
    )
    heiti: str = _field("黑体", alias="黑体字体", description="公文一级标题字体。")
    kaiti: str = _field("楷体_GB2312", alias="楷体字体", description="公文二级标题字体。")
    songti: str = _field("宋体", alias="宋体字体", description="公文页码字体。")
    latin: str = _field("", alias="西文字体", description="公文数字和西文字体；留空随中文字体。")
    duplex: bool = _field(
        False, alias="双面印制", description="填“是”的，版记排在偶数页（末张背面）。默认否。"
    )
    cutoff_day: int = _field(
        25, alias="截至日", ge=1, le=31, description="每月数据截至几日；超过月末按月末。默认25。"
    )
    deadline_days: int = _field(
        3,
        alias="报送工作日数",
        ge=0,
        le=60,
        description="截至日之后第几个工作日为报送截止；0表示截至日当天（遇休息日顺延）。默认3。",
    )
    deadline_hour: time = _field(
        time(17, 0), alias="报送时点", description="截止当日的时点。默认17:00。"
    )
    co_days_ahead: int = _field(
        0,
        alias="协办提前工作日数",
        ge=0,
        le=30,
        description="协办事项应在报送截止之前几个工作日报牵头单位并抄报；"
        "0表示与牵头事项同时报。默认0。",
    )
    plan_months: str = _field(
        "每月",
        one_of=("每月", "每季"),
        alias="分解节点",
        description="分解表按“每月”或“每季”末设应完成值栏。默认“每月”。",
    )
    pace_basis: str = _field(
        "月",
        one_of=("月", "半月", "日", "季度", "自定节点"),
        alias="序时依据",
        description="序时进度的折算办法：月（月份除以12）、半月、日、季度（只在季末计）、"
        "自定节点（按“节点”表）；“任务”表中另有填写的从其填写。默认“月”。",
    )
    ahead_points: Decimal = _field(
        Decimal(5),
        alias="超进度界限",
        ge=0,
        description="高于序时进度多少个百分点（含）为超进度。默认5。",
    )
    yellow_points: Decimal = _field(
        Decimal(10),
        alias="黄灯界限",
        ge=0,
        description="低于序时进度多少个百分点（含）起为欠进度、亮黄灯。默认10。",
    )
    red_points: Decimal = _field(
        Decimal(30),
        alias="红灯界限",
        ge=0,
        description="低于序时进度超过多少个百分点亮红灯。默认30。",
    )
    band: str = _field(
        "绿灯",
        one_of=("绿灯", "黄灯", "不亮灯"),
        alias="基本达到亮灯",
        description="低于序时进度（或目标）而不到黄灯界限的：“绿灯”或“不亮灯”为基本达到、计入达进度，"
        "“黄灯”计入欠进度。默认“绿灯”。",
    )
    direct_yellow_points: Decimal = _field(
        Decimal(0),
        alias="水平值黄灯界限",
        ge=0,
        description="水平值、增长率差目标多少个百分点（含）起为欠进度、亮黄灯；"
        "0表示没有达到目标即亮。默认0。",
    )
    direct_red_points: Decimal = _field(
        Decimal(5),
        alias="水平值红灯界限",
        ge=0,
        description="水平值、增长率差目标超过多少个百分点亮红灯。默认5。",
    )
    overdue_yellow: int = _field(
        1,
        alias="到期未办黄灯月数",
        ge=1,
        le=12,
        description="节点事项到期没有报完成、应开工没有开工的，自到期当月起第几个月亮黄灯。默认1。",
    )
    overdue_red: int = _field(
        3,
        alias="到期未办红灯月数",
        ge=1,
        le=12,
        description="同上，第几个月仍未办的亮红灯。默认3。",
    )
    start_words: tuple[str, ...] = _field(
        ("动工", "开工", "启动", "开建"),
        alias="开工用语",
        description="完成时限或节点事项中含有这些词的，按应开工的时限对待；用顿号分隔。"
        "默认“动工、开工、启动、开建”。",
    )
    not_yet_words: tuple[str, ...] = _field(
        ("未", "尚", "没有", "拟", "将", "预计", "计划", "力争", "争取", "确保", "正在", "准备"),
        alias="未完成用语",
        description="进展情况写到节点事项、而同一分句含有这些词的，不算报完成；用顿号分隔。"
        "默认“未、尚、没有、拟、将、预计、计划、力争、争取、确保、正在、准备”。",
    )
    several_leads: str = _field(
        "首位牵头",
        one_of=("首位牵头", "合计", "最低"),
        alias="多牵头取值",
        description="几个牵头单位报同一指标时，按“首位牵头”所报（首位是单位组的按其成员合计）、"
        "各单位“合计”或进度“最低”的计；水平值、增长率不合计，取最低。默认“首位牵头”。",
    )
    wording: str = _field(
        "序时分类",
        one_of=("序时分类", "两分类", "年底预测"),
        alias="分类口径",
        description="“序时分类”印超进度、达进度等，“两分类”印达到、未达到序时进度，"
        "“年底预测”印年底前能否完成。默认“序时分类”。",
    )
    nearly_done: Decimal = _field(
        Decimal(95),
        alias="基本完成界限",
        ge=0,
        le=100,
        description="年底预测：完成率达到百分之多少为“已完成或基本完成”。默认95。",
    )
    sure_times: Decimal = _field(
        Decimal("1.2"),
        alias="能确保追赶倍数",
        ge=1,
        description="年底预测：剩余任务占比除以剩余序时占比，不超过多少倍为“年底前能确保”。默认1.2。",
    )
    hard_times: Decimal = _field(
        Decimal(2),
        alias="有困难追赶倍数",
        ge=1,
        description="年底预测：同上，不超过多少倍为“有困难但能完成”，超过的为“不能全部完成”。默认2。",
    )
    adjusted_words: tuple[str, ...] = _field(
        ("调整",),
        alias="指标调整用语",
        description="年底预测：不评价原因含有这些词的归入“指标调整”；用顿号分隔。默认“调整”。",
    )
    praised: int = _field(
        10,
        alias="进展较好单位数",
        ge=0,
        description="通报最多点名几个进展较好的单位；0表示不点名。默认10。",
    )
    decimals: int = _field(
        1,
        alias="百分数小数位",
        ge=0,
        le=2,
        description="完成率、序时进度和差距保留几位小数；差距按印出的数相减。默认1。",
    )
    several_indicators: str = _field(
        "最低",
        one_of=("最低", "平均"),
        alias="多指标取值",
        description="一项任务有多个量化指标时，按进度“最低”的指标或各指标“平均”计。默认“最低”。",
    )
    count_subtasks: bool = _field(
        False,
        alias="按子项计数",
        description="有子项的任务按子项计数填“是”，按任务计数填“否”。默认否。",
    )
    too_large: Decimal = _field(
        Decimal(10),
        alias="数值上限倍数",
        gt=1,
        description="累计完成值超过目标值多少倍时提示可能填错单位。默认10。",
    )
    mismatch_span: Decimal = _field(
        Decimal(3),
        alias="错位倍数",
        gt=1,
        description="数值按万、亿等折算后，与上期或序时进度相差不超过多少倍的，提示计量单位错位。默认3。",
    )
    usual_span: Decimal = _field(
        Decimal(10),
        alias="错位免查倍数",
        ge=1,
        description="数值与序时进度（水平值与目标值）相差不超过多少倍的，不提示千、万、亿倍的错位。默认10。",
    )
    ratio_points: Decimal = _field(
        Decimal(1),
        alias="完成率容差",
        ge=0,
        description="所填完成率与按数值、目标值算得的相差超过多少个百分点时提示。默认1。",
    )
    text_tolerance: Decimal = _field(
        Decimal(1),
        alias="文字数值容差",
        ge=0,
        description="进展情况中的数与累计完成值相差超过百分之几时提示。默认1。",
    )
    inspection_tolerance: Decimal = _field(
        Decimal(5),
        alias="核查容差",
        ge=0,
        description="自报值与核实值相差超过核实值的百分之几时提示。默认5。",
    )
    likeness: Decimal = _field(
        Decimal(90),
        alias="雷同比例",
        ge=50,
        le=100,
        description="进展情况（不计日期）与上期相同的字达到百分之几、且没有新数据的，为照抄上期。默认90。",
    )
    copied_length: int = _field(
        8,
        alias="雷同最短字数",
        ge=1,
        description="进展情况不足几个字的（如“已完成”）不比对是否照抄上期。默认8。",
    )
    stalled_periods: int = _field(
        3,
        alias="停滞期数",
        ge=2,
        le=12,
        description="连续几期没有变化的为停滞，含本期。默认3。",
    )
    vague_words: str = _field(
        "积极推进、有序推进、稳步推进、扎实推进、加快推进、持续推进、正在推进、全力推进、深入推进、"
        "大力推进、统筹推进、同步推进、协同推进、正常推进、按计划推进、按序时推进、有序开展、"
        "积极开展、正在开展、扎实开展、深入开展、持续开展、按计划开展、有序进行、按计划进行、"
        "积极落实、认真落实、抓好落实、狠抓落实、高度重视、加强领导、加强组织领导、加大力度、压实责任、"
        "不断加强、持续加强、进一步加强、持续发力、持续优化、积极对接、积极谋划、取得明显成效、"
        "取得积极成效、取得阶段性成效、成效明显、进展顺利、总体平稳、稳中向好",
        alias="空话词语",
        description="每句都含这些词语之一而没有数据的进展情况为空话；词语之间用顿号分隔，留空即用默认。",
    )


def default() -> Settings:
    """Every setting at its default."""
    return Settings()


@lru_cache(maxsize=1)
def declared() -> Mapping[str, Setting]:
    """Each field of ``Settings`` and its row."""
    return dict(zip(Settings.__struct_fields__, _rows, strict=True))
