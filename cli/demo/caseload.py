"""The year's caseload: 48 suggestions of deputies (5 led, 43 co-handled) and 82 CPPCC proposals (3 led, 79 co-handled).

Five numbers are of the published account of a real city's year. Titles that it gives stand as they are; where it gives none,
the title says so. Everything else, units, persons and titles alike, is invented; titles are marked （虚构）.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Item:
    """One suggestion (`npc_suggestion`) or proposal (`cppcc_proposal`) that the city leads (`lead`) or takes part in (`co`).

    `unit` answers for it in the city, `beside` are the units that help it; `proposers` are those who asked, the first of them first.
    """

    number: str
    title: str
    kind: str
    part: str
    unit: str
    beside: tuple[str, ...] = ()
    proposers: tuple[str, ...] = ()
    follow_up: str = ""
    leader: str | None = None

    @property
    def leads(self) -> bool:
        """Whether the city replies to it itself."""
        return self.part == LEAD

    @property
    def key(self) -> str:
        """The key of the case."""
        return f"{self.kind}-2020-{self.number}"

    @property
    def share(self) -> str:
        """The key of what its unit owes."""
        return f"{self.key}/{self.unit}"

    @property
    def officer(self) -> str:
        """Who handles it in its unit."""
        return officer(self.unit, self.number)


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
ALL = sum(SIZES.values())

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
NEW_UNIT = ("2020372", "2020376")
"""Those of the unit that nobody among the deputy directors is in charge of."""

FIRST = {"npc_suggestion": 6201, "cppcc_proposal": 2020301}
VERBS = ("加强", "推进", "完善", "规范")

HELPERS = ("finance", "resources", "east_town", "south_town", "housing", "police")
"""Units that are asked to help."""
MOST_HELPERS = ("6115",)
"""Which case has the most of them."""
ALONE = 3
"""Of the co-handled ones, so many go without help for one that has it."""
LED = {"6201": "wu"}
"""What a leader of the city leads, and who."""
FOLLOW_UP = ("chen", "fang")
NAMES = {
    "npc_suggestion": tuple(f"{name}代表" for name in "伍甄谭黎李陈林黄刘朱余邝"),
    "cppcc_proposal": tuple(f"{name}委员" for name in "赵梁伍雷马阮叶许容冯甘蔡"),
}
"""Who asks: deputies and members of the CPPCC, invented all of them."""

SECTIONS = {
    "transport": ("规划建设股", "综合运输股"),
    "highways": ("养护管理股", "工程股"),
    "urban": ("市容管理股", "执法监督股"),
    "housing": ("建筑业股", "物业管理股"),
    "resources": ("规划股", "用地股"),
    "finance": ("预算股", "经济建设股"),
    "police": ("交通管理股", "治安管理股"),
    "education": ("基础教育股", "人事股"),
    "health": ("医政股", "基层卫生股"),
    "culture": ("文化遗产股", "旅游发展股"),
    "civil": ("养老服务股", "社会事务股"),
    "agriculture": ("种植业股", "渔业股"),
    "water": ("河湖管理股", "建设管理股"),
    "ecology": ("水环境股", "大气环境股"),
    "data_bureau": ("政务服务股", "数据资源股"),
    "east_town": ("规划建设办", "农业农村办"),
    "south_town": ("规划建设办", "农业农村办"),
}
"""The two sections of each unit; each has an officer."""


def items() -> tuple[Item, ...]:
    """All 130, suggestions first, in the order of their numbers."""
    return tuple(staffed(item) for item in sorted((*KNOWN, *invented()), key=lambda item: (len(item.number), item.number)))


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


def staffed(item: Item) -> Item:
    """The item with its people: who asked, which units help, who follows it up and who leads it."""
    names, number = NAMES[item.kind], item.number
    start, count = roll(number, "proposer", len(names)), 1 + roll(number, "signers", 4)
    return replace(
        item,
        beside=helpers(item),
        proposers=tuple(names[(start + place) % len(names)] for place in range(count)),
        follow_up=FOLLOW_UP[roll(number, "follow-up", len(FOLLOW_UP))],
        leader=LED.get(number),
    )


def helpers(item: Item) -> tuple[str, ...]:
    """The units that help: one to three where the city leads, one for some of the others."""
    others = [unit for unit in HELPERS if unit != item.unit]
    if item.number in MOST_HELPERS:
        return ("highways", *others[:3])
    start = roll(item.number, "helper", len(others))
    wanted = 1 + roll(item.number, "helpers", 3) if item.leads else int(not roll(item.number, "helpers", ALONE + 1))
    return tuple(others[(start + place) % len(others)] for place in range(wanted))


def officer(unit: str, number: str) -> str:
    """Who handles a case in a unit."""
    return f"{unit}_{1 + roll(number, unit, 2)}"


def section(unit: str, number: str) -> str:
    """The section of that officer."""
    return SECTIONS[unit][roll(number, unit, 2)]


def roll(number: str, salt: str, sides: int) -> int:
    """A number below `sides` that is always the same for a case and a purpose."""
    return int.from_bytes(sha256(f"{number}/{salt}".encode()).digest()[:8]) % sides
