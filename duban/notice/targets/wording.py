"""The words by which a task list promises a quantity, describes one, or hedges it.

Patterns only; each is matched against the text before a figure (ending in ``$``) unless it says
otherwise. They come from published work-report task lists; none names a place or a unit.
"""

from __future__ import annotations

import re

CONDITION = re.compile("力争|争取|力求|努力(?:实现|达到)?|奋力|有望")
"""Makes a promise conditional; searched in the sentence before the figure."""

_VAGUE = "近|约|大约|超|逾|将近|接近|至少|不少于|等"
VAGUE_END = re.compile(rf"(?:{_VAGUE})\s*$")

_VERBS = (
    "新建|扩建|改建|改扩建|改造|建设|建成|建立|设立|组建|筹建|修建|兴建|共建|续建|新改建|布设|布局|布点"
    "|新增|净增|增加|增设|增添|扩大|培育|引育|培养|引进|引入|招引|招聘|签约|新签|盘活|完成|实施|打造|创建|争创|创成"
    "|缔造|创造|发展|新开工|开工|投产|竣工|落地|落实|争取|推广|组织|开展|举办|承办|筹办|培训|选派|选取|选树|评选|认定"
    "|转化|整治|治理|修复|清理|拆除|铺设|铺筑|架设|种植|栽植|营造|出栏|收储|储备|出让|供应|消化|化解|压减|淘汰|关停"
    "|筹集|安置|救助|资助|解决|办好|办理|办结|谋划|实现|提升|升级|更新|配备|录用|吸纳|转移|输送|发放|投放|减免"
    "|启动|回购|整合|流转|托管|验收|推出|制定|修订|出台|命名|奖励|新录用|植树|新植|覆盖|惠及|孵化|上市|挂牌|入库|入统|纳统"
)
_WEAK = "推进|推动|加快|支持|鼓励|引导|帮助|带动|促进"
ACTION_END = re.compile(rf"(?:{_VERBS}|{_WEAK})了?$")
ACTION = re.compile(rf"{_VERBS}")
"""Searched anywhere."""
WEAK_END = re.compile(rf"(?:{_WEAK})$")
PLAIN_VERBS = re.compile(rf"(?:实施|落实|开展|谋划|启动|组织|实现|{_WEAK})$")
"""Verbs that an indicator's name does not need."""

REACH = "达到|达|突破|超过|超|高于|不低于|不少于|至少|增加到|增至|扩大到|实现|完成|为|在"
_LIMIT = (
    "不超过|不高于|不多于|不突破|控制在|限制在|(?<!不)低于|小于"
    "|(?:压缩|压减|缩短|下降|降低|减少|降|精简)(?:到|至)"
)
_CHANGE = "增长|提高|提升|上升|增加|扩大|翻"
_FALL = "下降|降低|减少|下滑|回落|压降|削减"
_TO = "提高到|提高至|提升到|提升至|上升到|上升至"
_HOLD = "稳定在|保持在|维持在|稳定|保持"
REACH_END = re.compile(
    rf"(?:分别|平均|年均|同比|总?共|累计)?(?:{_TO}|{_LIMIT}|{_HOLD}|{REACH}|{_CHANGE}|{_FALL})$"
)
"""What stands between the thing measured and its figure."""
UP = re.compile(rf"(?:{_CHANGE}|增速|增幅|增长率)(?:{_LIMIT}|{_HOLD}|{REACH}|{_VAGUE})*$")
DOWN = re.compile(rf"(?:{_FALL}|降幅)(?:{REACH}|{_VAGUE})*$")
KEEP = re.compile(rf"(?:{_HOLD})(?:{_VAGUE})*$")
AT_MOST = re.compile(rf"(?:{_LIMIT})(?:{_VAGUE})*$")
REACHED = re.compile(rf"(?:达到|达|突破|超过|增加到|增至|扩大到)(?:{_VAGUE})*$")

BAD_NOUN = re.compile("失业率|死亡|事故|能耗|浓度|负债|赤字|排放|投诉|物价|消费价格|不良率|发病")
"""What an office wants little of; searched anywhere before the figure."""
INCREASE = re.compile(
    "新增|净增|新建|新开工|新签|新认定|新培育|培育|引进|招引|建成|完成|转化|培训|组织|收储|盘活|消化|化解"
)
STOCK = re.compile("价值|余额|存量|保有量|拥有量|总量|总数|市值|总资产|面积|覆盖面|满意度|综合评分")
FLOW = re.compile(
    "产量|额|产值|增加值|收入|游客|接待|发电|吞吐|货运|客运|销量|销售|进出口|消费|投资|贷款"
)

LEADING = re.compile(
    "(?:\\d{1,2}月(?:\\d{1,2}日|底|末|[上中下]旬)?(?:之前|以前|前)?|力争|争取|力求|努力|奋力|确保|保证|预计|全年|年内|今年|本年度?|年度|到?年底前?|(?:到)?20\\d\\d年(?:底前?)?"
    "|同时|进一步|加快|积极|全力|大力|持续|深入|扎实|稳步|有序|着力|稳妥|高标准(?!农田)|高质量|高水平|推进|推动"
    "|引导|保持|实现|继续|全面|在全[国省市县区]|全[市县区]|其中|使|并|再)+"
)
"""Words before the thing measured that do not belong to its name; matched at its beginning."""

PLACES = re.compile(
    "(?:途[经径]|流经|涉及|[下管所]?辖|横跨|跨越|串联|串起|连接|毗邻|辐射|分布[在于]|位于|来自|(?<![定持制])在|[对向各])\\s*$"
)
"""Places told by their number, which nobody promises."""
PLACE_COUNT = re.compile(
    "\\s*(?:行政村|自然村|村|社区|乡镇|乡|镇街|镇|街道|县区|县|区镇|区)(?:[(]居[)]|居|社区|街道)*的"
)
"""Places by their number with what is done in them (13个村(居)的管网); matched behind a figure."""
REGION = re.compile("(?:全[国省市县区镇乡州]|[我本][省市县区]|辖区|城区)的?\\s*$")
DESCRIBED = re.compile(
    "(?:占地|用地面积|年出栏|年存栏|建筑面积|装机|库容|年产|日产|年处理|日处理|年加工|日加工|年供|日供|设计|容纳|全长|总长|长度"
    ")(?:面积|能力|容量|总?约|近|达|为|超过?)*$"
)
SPENDING = re.compile("(?:^|[总(]|计划|概算|估算|预计|项目)投资(?:额|总额|概算)?(?:约|近|超|为)*$")
PROJECTION = re.compile("(?:预计|预期|可望|可(?:达到?|实现|带动|新增|增加|节约|吸纳|提供))[^,]*$")
BASE_VALUE = re.compile("(?:从|由)(?:20\\d\\d年的?|[去上]年的?|目前的?|现在的?|原来?的?)?$")
FREQUENCY = re.compile("每(?:年|半年|季度?|月|周|日|天)[^,、]*$")
PER_HEAD = re.compile("每(万人|千人|百人|百户|千户|亩|公顷|平方公里|公里|人|户|立方米|吨)")
"""Searched anywhere before the figure: the denominator of its measure."""

GENERIC_NOUN = re.compile(
    "\\s*(?:大?方面|领域|环节|举措|措施|维度|坚持|[^,、]{0,4}行动|要点|[^,、]{0,3}体系|机制|[^,、]{0,2}目标$|问题)"
)
"""What is not counted as a result; matched right behind the figure."""
TIME_MEASURES = frozenset({"小时", "分钟", "天", "工作日", "个工作日", "个月"})
TIME_LIMIT = re.compile("压缩|缩短|控制|减少|达到|不少于|不低于|不超过|[达至到]$")
