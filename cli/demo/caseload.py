"""The year's caseload: 48 suggestions of deputies (5 led, 43 co-handled) and 82 CPPCC proposals (3 led, 79 co-handled).

Five numbers are of the published account of a real city's year. Titles that it gives stand as they are; where it gives none,
the title says so. Everything else, units and titles alike, is invented and marked （虚构）.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Item:
    """One suggestion (`npc_suggestion`) or proposal (`cppcc_proposal`) that the city leads (`lead`) or takes part in (`co`)."""

    number: str
    title: str
    kind: str
    part: str
    unit: str


KNOWN = (
    Item("6115", "关于台城至斗山S273路段拓宽的建议", "npc_suggestion", "lead", "transport"),
    Item("6102", "第6102号建议（案由未载明）", "npc_suggestion", "lead", "agriculture"),
    Item("6022", "关于加强绿道管理的建议", "npc_suggestion", "co", "urban"),
    Item("2020194", "第2020194号提案（案由未载明）", "cppcc_proposal", "lead", "culture"),
    Item("2020177", "…停车泊位管理的提案", "cppcc_proposal", "co", "urban"),
)
"""The five known ones. Which part the city had in 2020177 is not known: here it counts among the co-handled, as nearly all did."""

SIZES = {("npc_suggestion", "lead"): 5, ("npc_suggestion", "co"): 43, ("cppcc_proposal", "lead"): 3, ("cppcc_proposal", "co"): 79}
"""How many there are of each kind and part."""

TOPICS = {
    "transport": ("农村公路养护", "公交线路延伸", "客运站周边秩序", "校车停靠点设置"),
    "highways": ("国道路口照明", "公路边坡防护", "桥梁定期检测"),
    "urban": ("市容环境整治", "夜间施工噪声管理", "生活垃圾分类投放", "城区公厕布局"),
    "housing": ("老旧小区加装电梯", "物业服务规范", "历史建筑活化利用"),
    "resources": ("闲置用地盘活", "矿山生态修复", "村庄规划编制"),
    "police": ("电动车规范通行", "校园周边交通疏导", "反诈骗宣传"),
    "education": ("乡村学校师资补充", "学生视力保护", "课后托管服务"),
    "health": ("基层医疗人才培养", "家庭医生签约", "院前急救网点"),
    "culture": ("侨乡文化保护", "全域旅游标识", "社区健身设施"),
    "civil": ("居家养老服务", "长者饭堂运营", "殡葬设施改善"),
    "agriculture": ("鳗鱼产业发展", "高标准农田管护", "农产品冷链物流"),
    "water": ("中小河流治理", "农村饮水安全", "海堤达标加固"),
    "ecology": ("近岸海域污染防治", "餐饮油烟监管", "农村生活污水治理"),
    "data_bureau": ("政务数据共享", "一窗通办", "村级代办服务"),
}
"""What the invented ones are about, by the unit that handles them."""

UNITS = tuple(unit for unit in TOPICS if unit != "data_bureau")
NEW_UNIT = ("2020364", "2020372")
"""Those of the unit that nobody among the deputy directors is in charge of."""

FIRST = {"npc_suggestion": 6201, "cppcc_proposal": 2020301}
VERBS = ("加强", "推进", "完善", "规范")


def items() -> tuple[Item, ...]:
    """All 130, suggestions first, in the order of their numbers."""
    return tuple(sorted((*KNOWN, *invented()), key=lambda item: (len(item.number), item.number)))


def invented() -> Iterator[Item]:
    """As many as the known ones leave over."""
    counts = {"npc_suggestion": 0, "cppcc_proposal": 0}
    for (kind, part), size in SIZES.items():
        for _ in range(size - sum((item.kind, item.part) == (kind, part) for item in KNOWN)):
            yield made(kind, part, counts[kind])
            counts[kind] += 1


def made(kind: str, part: str, place: int) -> Item:
    """The invented item at this place: the units take turns, topics and verbs follow from the number."""
    number = str(FIRST[kind] + place)
    unit = "data_bureau" if number in NEW_UNIT else UNITS[place % len(UNITS)]
    topic = TOPICS[unit][place // len(UNITS) % len(TOPICS[unit])]
    noun = "建议" if kind == "npc_suggestion" else "提案"
    return Item(number, f"关于{VERBS[roll(number, 'verb', len(VERBS))]}{topic}的{noun}（虚构）", kind, part, unit)


def roll(number: str, salt: str, sides: int) -> int:
    """A number below `sides` that is always the same for a case and a purpose."""
    return int.from_bytes(sha256(f"{number}/{salt}".encode()).digest()[:8]) % sides
