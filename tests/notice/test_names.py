"""Cells of unit names: separators, collectives, elisions, shared suffixes, brackets."""

import pytest

from duban.model import Role
from duban.notice.names import read, vocabulary, without_levels

SEEN = vocabulary(["市发改委\n市财政局", "泽口街道", "市国资委", "王场镇", "市经信局"])


def names(cell: str) -> list[str]:
    return [one.name for one in read(cell, SEEN).names]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("市教育局、市财政局，市住建局；市水利局", "市教育局 市财政局 市住建局 市水利局"),
        ("市教育局 市财政局\n市住建局", "市教育局 市财政局 市住建局"),
        ("市教育局。市财政局", "市教育局 市财政局"),
        ("①市发改委②市财政局", "市发改委 市财政局"),
        ("1.市发改委 2.市财政局", "市发改委 市财政局"),
        ("市 教 育 局、市 财 政 局", "市教育局 市财政局"),
        ("市自然资源和\n规划局\n市财政局", "市自然资源和规划局 市财政局"),
        ("市水利和湖泊局\n(市河长办)", "市水利和湖泊局(市河长办)"),
        ("市教育局市财政局", "市教育局 市财政局"),
    ],
)
def test_separators_and_broken_lines(cell: str, expected: str) -> None:
    assert names(cell) == expected.split()


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("各县、市、区政府，市财政局", "各县、市、区政府 市财政局"),
        ("各乡镇人民政府、街道办事处", "各乡镇人民政府、街道办事处"),
        ("各县（市、区）人民政府，市开发区管委会", "各县（市、区）人民政府 市开发区管委会"),
        ("市直各单位、各乡镇（场、街道）", "市直各单位 各乡镇（场、街道）"),
        ("市政府各部门、各县区", "市政府各部门 各县区"),
        ("市水利局和各县(市、区)政府", "市水利局 各县(市、区)政府"),
        ("各县区、市政府办", "各县区 市政府办"),
        ("各成员单位\n相关乡镇", "各成员单位 相关乡镇"),
        ("各乡镇、县自然资源局", "各乡镇 县自然资源局"),
        ("县公安局、人武部、各乡镇武装部", "县公安局 县人武部 各乡镇武装部"),
        ("各乡镇、街道\n县卫生局", "各乡镇、街道 县卫生局"),
        ("各乡镇、街道\n办事处", "各乡镇、街道办事处"),
        ("州政府各部门、州财政局", "州政府各部门 州财政局"),
        ("各功能区、政府办", "各功能区 政府办"),
    ],
)
def test_collectives_are_one_name_each(cell: str, expected: str) -> None:
    assert names(cell) == expected.split()
    assert read(cell, SEEN).doubt is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("市经委、环保局", "市经委 市环保局"),
        ("市教育局、卫健委和住建局", "市教育局 市卫健委 市住建局"),
        ("市委组织部、宣传部、财政局", "市委组织部 市委宣传部 市财政局"),
        ("市住建、交通、水利局", "市住建局 市交通局 市水利局"),
        ("滁州经开区、中新苏滁高新区管委会", "滁州经开区管委会 中新苏滁高新区管委会"),
        ("泽口、园林街道及王场镇", "泽口街道 园林街道 王场镇"),
    ],
)
def test_what_a_list_leaves_out_is_filled_in(cell: str, expected: str) -> None:
    assert names(cell) == expected.split()
    assert read(cell, SEEN).doubt is None


def test_a_notice_that_names_departments_without_a_level_lends_none() -> None:
    assert without_levels(["市监局、投促局", "投促局", "发改局", "市国有公司、税务局"])
    assert not without_levels(["市监局、投促局", "市发改委、财政局", "市水利局", "龙湖街道"])
    assert not without_levels(["", "、"])
    assert [n.name for n in read("市监局、市国有公司、商务局", SEEN, None).names] == [
        *("市监局", "市国有公司", "商务局")
    ]
    assert names("市监局、商务局") == ["市监局", "商务局"]


def test_the_rows_lead_gives_the_prefix_of_its_co_organisers() -> None:
    assert [n.name for n in read("财政局、各镇", SEEN, prefix="县").names] == ["县财政局", "各镇"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("市城发集团(市高新投公司)", "市城发集团(市高新投公司)"),
        ("县发改局（粮食局）、县财政局等。", "县发改局（粮食局） 县财政局"),
        ("市发展改革委（市能源局）等部门和单位", "市发展改革委（市能源局）"),
        ("浩口镇、积玉口镇等区镇", "浩口镇 积玉口镇"),
        ("市财政局等3个相关部门", "市财政局"),
        ("市住建局（排名第一的为牵头单位）", "市住建局"),
    ],
)
def test_brackets_and_closing_words(cell: str, expected: str) -> None:
    assert names(cell) == expected.split()
    assert read(cell, SEEN).doubt is None


def test_roles_marked_in_a_cell() -> None:
    marked = read("市教育局(牵头)、市财政局(配合)", SEEN).names
    assert [(one.name, one.role) for one in marked] == [
        ("市教育局", Role.LEAD),
        ("市财政局", Role.CO),
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "张三",
        "市发改委 张三",
        "市发改委：张三",
        "市住建局（张三）",
        "13800000000",
        "龙湾、高石碑镇",
        "各县区、开发区管委会",
        "有关镇街某某农商银行",
        "教育局财政局",
        "王场镇泽口街道",
    ],
)
def test_what_rests_on_a_guess_is_marked(cell: str) -> None:
    assert read(cell, SEEN).doubt is not None


def test_a_cell_of_prose_names_nobody() -> None:
    reading = read("推进项目建设，落实各项责任。" * 200, SEEN)
    assert reading.names == () and reading.doubt is not None


@pytest.mark.parametrize(
    ("cell", "readings"),
    [
        ("市财政局\n农合行", ("市财政局农合行", "市财政局；农合行")),
        ("江汉日报\n市总工会", ("江汉日报市总工会", "江汉日报；市总工会")),
        ("江汉日报 王场镇", ("江汉日报王场镇", "江汉日报；王场镇")),
        ("州残疾人联合会\n台办", ("州残疾人联合会台办", "州残疾人联合会；台办")),
        ("市生态环境局\n高新区分局", ("市生态环境局高新区分局", "市生态环境局；高新区分局")),
        ("县大众日报县教体局", ("县大众日报县教体局", "县大众日报；县教体局")),
        ("江陵县教体局、市高新区教育局", ()),
        ("市婦聯、市殘聯、市糧食局", ()),
        ("市林草局；市糧食局等部門", ()),
        ("国网科左中旗供电公司", ()),
        ("妇联、组织部", ()),
        ("沿江各县区、区作协、区动物园", ()),
        ("市规划局（牵头） 某某科学城（配合）", ()),
        ("黎明村\n中心小学", ("黎明村中心小学", "黎明村；中心小学")),
        ("黎明村\n镇纪委\n梧桐村", ()),
        ("种畜场\n司法局", ("种畜场司法局", "种畜场；司法局")),
        ("少年宫、融媒体中心、工会", ()),
        ("中国人民银行市北支行、民生银行市南分行", ()),
        ("县农村与区域合作中心", ()),
        ("自治区政府各部门、自治区司法局", ()),
        ("府办\n财政局", ()),
        ("职高\n妇联\n水务局", ()),
        ("各县属国有企业、各银行保险机构、各乡(镇)人民政府", ()),
        ("相关部门和单位、市律协、海关、法庭", ()),
        ("各银行县财政局", ("各银行县财政局", "各银行；县财政局")),
        ("市自然资源和\n规划局", ()),
        ("返湾湖湿地公园\n管理处", ()),
    ],
)
def test_lines_put_together_that_may_be_two_units_are_doubtful(
    cell: str, readings: tuple[str, ...]
) -> None:
    doubt = read(cell, SEEN).doubt
    assert (doubt.alternatives if doubt else ()) == readings


def test_a_name_without_usual_ending_stands_whole_among_others() -> None:
    for cell in ("华润燃气、市财政局", "市公安局、人保财险、市财政局", "华润燃气公用\n市财政局"):
        assert read(cell, SEEN).doubt is None
    for cell in ("按职责分工落实、市财政局", "分管副市长、市财政局", "市财政局、华润燃气"):
        assert read(cell, SEEN).doubt is not None
