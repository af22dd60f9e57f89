"""Every kind of finding, once: its code, severity, meaning and an example.

A code never changes its name; a new kind of finding gets a new one and starts as a warning.
"""

from __future__ import annotations

from msgspec import Struct

from duban.model import NOWHERE, Finding, Severity, Source


class Rule(Struct, frozen=True):
    """One kind of finding, as ``python compile.py rules`` lists it."""

    code: str
    severity: Severity
    meaning: str
    example: str


_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

CATALOGUE = (
    Rule("missing", _ERROR, "报送截止后仍未收到填报表", "截止3月29日17:00，甲局没有报送"),
    Rule("late", _WARNING, "填报表在报送截止之后收到", "截止3月29日17:00，乙局30日才报送"),
    Rule(
        "after_reminder",
        _INFO,
        "经催报后才报送",
        "29日18:00催报，30日才报送",
    ),
    Rule("pending", _INFO, "尚未到报送截止，还没有收到填报表", "截止前一日查看报送情况"),
    Rule("empty", _ERROR, "报来的填报表没有填写任何内容", "原样退回的空表"),
    Rule("unknown_file", _WARNING, "文件不是填报表或看不出属于哪个单位，原件保留", "报来一张照片"),
    Rule("unsafe_file", _ERROR, "文件含宏、外部链接或结构异常，未采用或仅读取数值", "表中带有宏"),
    Rule("wrong_period", _ERROR, "报来的是其他期次的填报表，未采用", "3月收到2月的填报表"),
    Rule(
        "wrong_unit",
        _WARNING,
        "表内标识与封面单位、行标识或发件邮箱不一致",
        "在发给别的单位的表上填写",
    ),
    Rule(
        "bad_signature", _WARNING, "表内没有本办公室签发的标识，按内容认定", "内容复制到新建工作簿"
    ),
    Rule("unknown_sender", _WARNING, "发件邮箱没有登记在该单位名下，报表仍采用", "用个人邮箱报送"),
    Rule("foreign_form", _WARNING, "是其他地区的填报表或汇总，未采用", "误报了邻市的填报表"),
    Rule(
        "ledger_unmatched",
        _WARNING,
        "下级汇总与本级任务对不上",
        "甲市没有任务填了本级第3项的“上级序号”",
    ),
    Rule(
        "ledger_unclear",
        _WARNING,
        "下级汇总中几个数值不能相加或计量单位不同，未采用",
        "本级以万亩计，甲市以亩计",
    ),
    Rule(
        "outdated_form",
        _WARNING,
        "填报表下发后版式或任务行有调整，报来的是调整前的表",
        "增加任务后，仍报原来的表",
    ),
    Rule(
        "several_units",
        _WARNING,
        "一个工作簿里有几个单位的填报表，按表分别读取",
        "两个单位的表合在一个文件里",
    ),
    Rule("superseded", _INFO, "同一单位多次报送，较早的版本未采用", "先报一稿，后报更正稿"),
    Rule("revised", _INFO, "重新报送的表与上一次报送相比有改动", "先报80个，后改报85个"),
    Rule("structure_changed", _WARNING, "表中有对不上本单位任务的行", "在表尾自行加了一行"),
    Rule(
        "issued_text_changed",
        _WARNING,
        "下发的任务内容、目标值等被改动，按下发的计",
        "目标值120改成了100",
    ),
    Rule("row_missing", _ERROR, "下发的行在报来的表中找不到", "第22项所在的行被删除"),
    Rule("column_missing", _ERROR, "必填的栏目在报来的表中找不到", "“状态”一栏被删除"),
    Rule("merged_cells", _WARNING, "填报格被合并，被遮住的按未填计", "把两行的“状态”合并成一格"),
    Rule("required_blank", _ERROR, "牵头任务的必填项没有填写", "有目标值而累计完成值为空"),
    Rule("not_a_number", _ERROR, "数字格里读不出一个确定的数", "累计完成值填“按计划推进”"),
    Rule("out_of_range", _WARNING, "数值为负或超过目标许多倍", "目标80个，填报80000个"),
    Rule(
        "measure_mismatch",
        _WARNING,
        "数值与上期或序时进度相差十、千、万、亿倍，可能用错计量单位",
        "以万元计量，上期32000，本期填3.5",
    ),
    Rule("unknown_status", _WARNING, "“状态”不是下拉列表中的词", "状态填“差不多了”"),
    Rule("behind_yellow", _WARNING, "低于序时进度，亮黄灯", "低于序时进度18.0个百分点"),
    Rule("behind_red", _ERROR, "远低于序时进度，亮红灯", "低于序时进度36.0个百分点"),
    Rule("bad_date", _WARNING, "计划完成时限看不出是哪一天", "时限填“尽快”"),
    Rule(
        "status_conflict",
        _WARNING,
        "状态与数值不符",
        "报“已完成”，数值只到目标的一半；或已达到目标，仍报“正常推进”",
    ),
    Rule(
        "ratio_conflict",
        _WARNING,
        "完成率被改写，与数值和目标值不符",
        "目标80个，完成20个，完成率填50%",
    ),
    Rule("done_without_date", _WARNING, "报“已完成”没有写明何时完成", "“已建成投用”，没有日期"),
    Rule(
        "text_number_conflict",
        _WARNING,
        "进展情况中的数与累计完成值不符",
        "写“完成投资3.5亿元”，数值填32000万元",
    ),
    Rule("vague_text", _WARNING, "进展情况全是空话，没有事实和数据", "“积极推进，正在有序开展”"),
    Rule(
        "date_outside_period",
        _WARNING,
        "日期不在本期之内",
        "3月25日截至，写“3月28日竣工”；或写“截至1月25日”",
    ),
    Rule(
        "lead_co_conflict",
        _WARNING,
        "牵头单位与协办单位所报互相矛盾",
        "牵头单位报累计30个，协办单位报其中40个",
    ),
    Rule(
        "inspection_conflict",
        _WARNING,
        "自报值与核实值相差超过容差",
        "自报300个，核查核实240个",
    ),
    Rule("problem_without_measure", _WARNING, "写了问题没有写措施", "有问题，下一步措施为空"),
    Rule("progress_fell", _WARNING, "累计完成值低于上期", "上期30个，本期28个"),
    Rule(
        "copied_from_last_period",
        _WARNING,
        "进展情况与上期相同或只改了日期和个别字",
        "把“截至2月25日”改为“截至3月25日”，其余照抄",
    ),
    Rule("stalled", _WARNING, "连续几期没有变化", "1至3月累计完成值都是30个"),
    Rule("milestone_overdue", _WARNING, "完成时限或节点已到，没有报完成", "“5月底前”，6月未报完成"),
    Rule("inspection_appeal", _WARNING, "单位对核查结果有申述", "“另有3个项目材料漏报”"),
    Rule("inspection_unclear", _WARNING, "核查表未采用或有读不出的内容", "核实值填“约一半”"),
    Rule("co_silent", _WARNING, "协办单位没有填写所协办任务的进展", "第1项协办行空着"),
    Rule("co_late", _WARNING, "协办事项在协办截止之后报送", "协办截止24日，25日才报"),
    Rule("plan_no_measure", _WARNING, "分解表中任务没有工作措施", "第22项工作措施为空"),
    Rule(
        "plan_not_countable", _WARNING, "分解表中任务没有可考核的内容", "没有节点数值，节点事项为空"
    ),
    Rule("plan_no_person", _WARNING, "分解表中责任领导、责任人或电话不全", "责任人为空"),
    Rule("plan_bad_time", _WARNING, "节点事项看不出本年内的时限", "“适时启动”"),
    Rule("plan_bad_number", _WARNING, "月份栏里读不出一个确定的数", "6月填“完成主体”"),
    Rule("plan_own_unclear", _WARNING, "单位自定的量化指标不完整", "有目标值，没有计量单位"),
    Rule("plan_falls", _WARNING, "分解表中累计数后月少于前月", "5月40个，6月20个"),
    Rule("plan_short", _WARNING, "分解表各节点都达不到年度目标", "目标80个，12月只到60个"),
    Rule("plan_conflict", _WARNING, "几个牵头单位的节点数值不一致", "甲局6月40个，乙局6月50个"),
    Rule("internal", _ERROR, "某项检查运行出错，其余检查照常", "程序缺陷"),
)

CODES = tuple(rule.code for rule in CATALOGUE)
"""Every finding's code, in the catalogue's order."""

_BY_CODE = {rule.code: rule for rule in CATALOGUE}


def rule(code: str) -> Rule:
    """The catalogue's entry for ``code``; KeyError for a code that is not in it."""
    return _BY_CODE[code]


def flag(
    code: str,
    message: str,
    advice: str,
    *,
    unit: str = "",
    task: str = "",
    source: Source = NOWHERE,
    evidence: str = "",
) -> Finding:
    """A finding of the catalogue's ``code`` with the severity that the catalogue gives it."""
    return Finding(code, rule(code).severity, message, advice, unit, task, source, evidence)
