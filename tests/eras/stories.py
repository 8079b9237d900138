"""The stories of an invented newspaper, in English or Chinese: no two alike, each known by heart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

Language = Literal["en", "zh"]
ZONE = ZoneInfo("Asia/Shanghai")

_WHO = {
    "en": (
        "The harbour office|Teachers of the north school|The bakers' guild|A choir of retired welders|"
        "The tram company|Two sisters from Mill Lane|The hospital on the hill|Engineers of the waterworks|"
        "The county library|A team of young skaters|Fishers from the lower bank|The market hall"
    ),
    "zh": (
        "港务办公室|北区小学的老师们|面包师协会|退休焊工合唱团|有轨电车公司|磨坊巷的两姐妹|山上的医院|"
        "自来水厂的工程师|县图书馆|一支少年滑冰队|下游的渔民|农贸大厅"
    ),
}
_DID = {
    "en": (
        "has opened a workshop for|will rebuild the old stairs of|collected signatures for|counted visitors at|"
        "found forgotten drawings of|is going to repaint|has asked for new lamps along|celebrated ten years of|"
        "lent its tools to|will test a quieter engine for|planted lime trees around|put a bench beside"
    ),
    "zh": (
        "为其开设了一间工坊：|将重修旧台阶：|征集了签名，支持|统计了参观人数：|找到了被遗忘的图纸：|准备重新粉刷|"
        "申请安装新路灯：|庆祝成立十周年：|把工具借给了|将试用更安静的发动机：|在周围种下椴树：|添置了一张长椅："
    ),
}
_WHERE = {
    "en": (
        "the ferry pier|Lantern Street|the frozen canal|the brick tower|Orchard Square|the night market|"
        "the old customs house|the eastern dam|the puppet theatre|the railway bridge|the reading room|Cooper's Yard"
    ),
    "zh": (
        "渡口码头|灯笼街|冰封的运河|红砖塔|果园广场|夜市|老海关楼|东堤|木偶剧院|铁路桥|阅览室|铜匠院"
    ),
}
# For those who live so long that nothing else is left to tell.
_AGAIN = {
    "en": "for the second time|after a dispute|with help from abroad|at half the cost|against all advice|in one night",
    "zh": "（第二次）|争议之后|在外地协助下|只花一半费用|不顾众人劝告|一夜之间",
}
_MORE = {
    "en": (
        "About {n} people came on the first morning, although it was {d} degrees below zero and a sharp wind blew.|"
        "The work is to cost {n} thousand yuan, of which the town pays a third and {m} private donors the rest.|"
        "“Nobody believed that it could be done within {m} weeks,” said {who}, who has worked there for {d} years.|"
        "According to a count in spring, {n} households within {m} streets use the place at least once a week.|"
        "The council had put the matter off {d} times before it agreed, by {m} votes to {d}, late in the evening.|"
        "Whoever wants to help may call extension {n} in the afternoon; tools and warm tea are provided for {m} helpers.|"
        "A similar attempt had failed {d} winters ago, when the ice broke {n} metres from the bank.|"
        "Until the work is done, buses of line {m} stop {n} metres further on, in front of the chemist's shop.|"
        "{who} keeps a notebook in which {n} names and {m} small sketches of the site are to be found.|"
        "The next meeting, on which {n} seats are offered, takes place in {m} days; admission is free for all."
    ),
    "zh": (
        "第一天早上就来了大约{n}人，尽管气温只有零下{d}度，风也刮得很紧。|工程预计花费{n}千元，其中三分之一由市里承担，其余由{m}位捐助者支付。|"
        "“没有人相信能在{m}周之内完成。”在那里工作了{d}年的{who}说。|据春天的一次统计，{m}条街上有{n}户人家每周至少来这里一次。|"
        "议会此前{d}次推迟讨论，直到当天深夜才以{m}票对{d}票通过。|愿意帮忙的人可以在下午拨打分机{n}，现场为{m}名志愿者准备了工具和热茶。|"
        "{d}个冬天以前，类似的尝试失败了，当时冰面在离岸{n}米处裂开。|完工之前，{m}路公交车将改在{n}米外的药店门前停靠。|"
        "{who}有一本笔记，里面记着{n}个名字和{m}幅现场的小草图。|下一次会议将在{m}天后举行，备有{n}个座位，所有人均可免费入场。"
    ),
}
_PEOPLE = {
    "en": "Ida Brandt|Tomas Weir|Ellen Marsh|Viktor Hale|Nora Finch|Peter Osgood|Greta Lund|Hugo Pell",
    "zh": "王晓梅|李建国|赵文静|孙立新|周海燕|吴志强|郑雅琴|冯国栋",
}


@dataclass(frozen=True)
class Tale:
    """A story as its newsroom has it: what a reader of its page must find."""

    number: int
    title: str
    at: datetime
    author: str
    paragraphs: tuple[str, ...]
    pictured: bool

    @property
    def text(self) -> str:
        """Its text as we keep it."""
        return "\n".join(self.paragraphs)

    def corrected(self, by: str) -> "Tale":
        """The story with another sentence at its end."""
        return replace(self, paragraphs=(*self.paragraphs[:-1], f"{self.paragraphs[-1]}{by}"))


def tales(language: Language, count: int, seed: int, end: datetime, hours: float) -> list[Tale]:
    """So many stories, the newest last, one each so many hours; `end` is when the last one comes."""
    chance = Random(seed)
    subjects = [
        (who, did, where)
        for who in _WHO[language].split("|")
        for did in _DID[language].split("|")
        for where in _WHERE[language].split("|")
    ]
    chance.shuffle(subjects)
    for again in _AGAIN[language].split("|"):
        if len(subjects) >= count:
            break
        parted = " " if language == "en" else ""
        subjects += [
            (who, did, f"{where}{parted}{again}")
            for who, did, where in subjects[: len(_WHO[language].split("|")) ** 3]
        ]
    return [
        _tale(
            language,
            number,
            subjects[number],
            (end - timedelta(hours=hours * (count - 1 - number))).astimezone(ZONE),
            chance,
        )
        for number in range(count)
    ]


def _tale(
    language: Language, number: int, subject: Sequence[str], at: datetime, chance: Random
) -> Tale:
    who, did, where = subject
    title = f"{who} {did} {where}" if language == "en" else f"{who}{did}{where}"
    people = _PEOPLE[language].split("|")
    chosen = chance.sample(_MORE[language].split("|"), 5)
    first = (
        f"{title}, the town hall made known on day {chance.randint(2, 28)} of the month in room {number + 11}."
        if language == "en"
        else f"{title}，市政厅于本月{chance.randint(2, 28)}日在{number + 11}号会议室宣布了这一消息。"
    )
    paragraphs = [first]
    for pair in range(0, 4, 2):
        paragraphs.append(
            (" " if language == "en" else "").join(
                each.format(
                    n=chance.randint(101, 989),
                    m=chance.randint(11, 39),
                    d=chance.randint(3, 9),
                    who=chance.choice(people),
                )
                for each in chosen[pair : pair + 2]
            )
        )
    paragraphs.append(
        chosen[4].format(
            n=chance.randint(101, 989), m=chance.randint(11, 39), d=4, who=chance.choice(people)
        )
    )
    return Tale(
        number,
        title,
        at.replace(second=0, microsecond=0),
        chance.choice(people),
        tuple(paragraphs),
        pictured=chance.random() < 0.5,
    )
