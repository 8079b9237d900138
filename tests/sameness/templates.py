"""Stories written from one template: alike in nearly every word, and never the same."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass

from app.values.model import Content

DISTRICTS_EN = ("Daoli", "Daowai", "Nangang", "Xiangfang", "Pingfang", "Songbei", "Hulan", "Acheng")
DISTRICTS_ZH = ("道里", "道外", "南岗", "香坊", "平房", "松北", "呼兰", "阿城")
NAMES_EN = ("Wang Wei", "Zhang Wei", "Li Na", "Liu Yang", "Chen Jie", "Sun Lihua")
NAMES_ZH = ("王伟", "张伟", "李娜", "刘洋", "陈杰", "孙丽华")
DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
MONTHS_EN = ("March", "April", "May", "June", "July")
SKY_EN = ("sunny", "cloudy", "rain", "snow", "fog")
SKY_ZH = ("晴", "多云", "小雨", "中雪", "大雾")
PLACES_EN = ("swimming pool", "library", "sports hall", "youth centre", "skating rink")
PLACES_ZH = ("游泳馆", "图书馆", "体育馆", "青年宫", "滑冰馆")
TEAMS_EN = ("Harbin", "Changchun", "Shenyang", "Dalian", "Qiqihar")
TEAMS_ZH = ("哈尔滨", "长春", "沈阳", "大连", "齐齐哈尔")


@dataclass(frozen=True)
class Template:
    """A text with slots in braces, and what may stand in each."""

    name: str
    language: str
    title: str
    text: str
    slots: dict[str, tuple[str, ...]]


def _numbers(*values: float) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


TEMPLATES = (
    Template(
        "weather",
        "en",
        "Weather bulletin of the meteorological observatory",
        """The meteorological observatory published the following forecast at five in the afternoon. {day} will be mostly {sky} over the whole
city, with a wind of force {force} from the {side} and a lowest temperature of {low} degrees in the outer districts. The highest temperature
in the inner city will be {high} degrees. Drivers are asked to keep their distance and to check tyres and lights before they set out.
Residents should air their rooms, drink enough and look after elderly neighbours. The next bulletin will be published as usual.""",
        {
            "day": DAYS_EN,
            "sky": SKY_EN,
            "force": _numbers(2, 3, 4, 5),
            "side": ("north", "south", "west", "east"),
            "low": _numbers(3, 7, 9, 11, 14),
            "high": _numbers(16, 18, 21, 25, 28),
        },
    ),
    Template(
        "weather",
        "zh",
        "市气象台发布天气预报",
        """市气象台今天下午五点发布天气预报：预计{day}我市主城区天气以{sky}为主，{side}风{force}级，最低气温{low}度，最高气温{high}度。请驾驶员朋友出行前检查轮胎和灯光，
保持安全车距，注意行车安全。请广大市民注意开窗通风，多喝热水，照顾好家中和邻里的老人孩子，根据气温变化及时增减衣物。气象部门将继续做好监测工作，最新预报请留意后续发布的消息。""",
        {
            "day": ("周一", "周二", "周三", "周四", "周五"),
            "sky": SKY_ZH,
            "side": ("东南", "西南", "西北", "东北"),
            "force": _numbers(2, 3, 4, 5),
            "low": _numbers(3, 7, 9, 11, 14),
            "high": _numbers(16, 18, 21, 25, 28),
        },
    ),
    Template(
        "water",
        "en",
        "Notice of a water cut in {district} District",
        """Because a main pipe has to be replaced, the water supply in parts of {district} District will be cut off from {hour} o'clock in the
evening of {month} {day} until the work is finished. Residents are asked to fill vessels in time, to close all taps before they leave the
house and to let the water run for some minutes when it comes back. Water carts will stand at the entrances of the larger estates. The water
company apologises for the inconvenience and answers questions on its hotline at any hour of the day. Hospitals and schools are supplied by
a separate line and are not affected by the work.""",
        {
            "district": DISTRICTS_EN,
            "hour": _numbers(6, 7, 8, 9),
            "month": MONTHS_EN,
            "day": _numbers(3, 8, 12, 17, 21, 26),
        },
    ),
    Template(
        "water",
        "zh",
        "{district}区停水通知",
        """因主管道更换施工，{district}区部分区域将于{month}月{day}日{hour}时起停止供水，恢复供水时间以施工进度为准。请沿线居民提前做好储水准备，外出前关闭家中所有水龙头，
恢复供水后先放水数分钟再使用。供水公司将在较大小区门口安排送水车，对由此给广大用户带来的不便表示歉意，如有疑问可以随时拨打供水热线咨询。医院和学校由独立管线供水，不受本次施工影响。""",
        {
            "district": DISTRICTS_ZH,
            "month": _numbers(3, 4, 5, 6),
            "day": _numbers(3, 8, 12, 17, 21, 26),
            "hour": _numbers(18, 19, 20, 21),
        },
    ),
    Template(
        "rates",
        "en",
        "Exchange rates of the day",
        """The central parity of the yuan was set as follows on this trading day, according to the trade system. One US dollar stands at {usd}
yuan, one euro at {eur} yuan, a hundred yen at {yen} yuan and one pound at {gbp} yuan. One yuan buys {rub} roubles. In the spot market the
yuan may rise or fall by two per cent from the parity on each trading day. The parity of the yuan against the dollar is a weighted average of
the prices that market makers offer before the opening of the interbank market on each working day.""",
        {
            "usd": _numbers(7.1102, 7.1164, 7.1098, 7.1201),
            "eur": _numbers(7.6402, 7.6551, 7.7013, 7.6190),
            "yen": _numbers(4.5120, 4.4982, 4.5333),
            "gbp": _numbers(9.0121, 9.0330, 8.9984),
            "rub": _numbers(12.331, 12.402, 12.298),
        },
    ),
    Template(
        "rates",
        "zh",
        "人民币汇率中间价公告",
        """中国外汇交易中心公布，今日银行间外汇市场人民币汇率中间价为：1美元对人民币{usd}元，1欧元对人民币{eur}元，100日元对人民币{yen}元，1英镑对人民币{gbp}元，人民币1元对{rub}俄罗斯卢布。
中国人民银行授权中国外汇交易中心公布上述中间价。在银行间即期外汇市场上，人民币对美元的交易价可以在当日中间价上下百分之二的幅度内浮动，中间价由开市前做市商报价加权平均得出。""",
        {
            "usd": _numbers(7.1102, 7.1164, 7.1098, 7.1201),
            "eur": _numbers(7.6402, 7.6551, 7.7013, 7.6190),
            "yen": _numbers(4.5120, 4.4982, 4.5333),
            "gbp": _numbers(9.0121, 9.0330, 8.9984),
            "rub": _numbers(12.331, 12.402, 12.298),
        },
    ),
    Template(
        "closing",
        "en",
        "Municipal {place} closed for repairs",
        """The municipal {place} will be closed for several weeks because its roof and its heating have to be repaired before the winter. The
administration asks all visitors for their understanding. Season tickets will be prolonged by the time of the works, and courses will move
to other houses of the district wherever that can be arranged. Whoever has left belongings in the lockers should fetch them before the doors
are shut. Staff will be on site every working morning to answer questions, and a notice at the entrance says which houses nearby can be used
in the meantime. The works are paid for out of the fund for public buildings.""",
        {"place": PLACES_EN},
    ),
    Template(
        "closing",
        "zh",
        "市{place}维修闭馆公告",
        """因屋面防水和供暖管线需要在入冬前完成维修改造，市{place}将临时闭馆数周，具体恢复开放时间另行通知。闭馆期间，年卡和季卡有效期相应顺延，各类培训课程将尽可能安排到附近其他场馆进行。
请在储物柜内存放个人物品的市民于闭馆前及时取回。工作日上午有工作人员在现场解答咨询，入口处张贴了附近可供使用的场馆名单。由此给广大市民带来的不便，敬请谅解，感谢大家的理解和支持。""",
        {"place": PLACES_ZH},
    ),
    Template(
        "fire",
        "en",
        "Firefighters put out a blaze in {district}",
        """Firefighters were called to a block of flats in {district} District on {day} night after residents had seen smoke on the stairs. They
brought {people} people into the open over a ladder and put the fire out within {minutes} minutes. Nobody was hurt. According to the fire
brigade an electric bicycle had been charged in the hall over night. The brigade asks once more not to charge batteries indoors, to keep
stairs and corridors free and to test smoke detectors every month. Whoever notices smoke should leave the house at once, close the doors
behind them and call the emergency number from outside.""",
        {
            "district": DISTRICTS_EN,
            "day": DAYS_EN,
            "people": _numbers(7, 12, 19, 23),
            "minutes": _numbers(15, 25, 35, 40),
        },
    ),
    Template(
        "fire",
        "zh",
        "{district}区一居民楼起火被扑灭",
        """{day}夜间，{district}区一居民楼楼道冒出浓烟，消防救援人员接到报警后迅速赶到现场，利用云梯将{people}名住户转移到安全地带，并在{minutes}分钟内将明火扑灭，现场无人员伤亡。经初步调查，
起火原因为电动自行车在门厅内整夜充电。消防部门再次提醒广大居民，切勿在室内为电池充电，保持楼梯和走廊畅通，每月检查烟雾报警器。发现烟气应当立即离开，随手关门，到室外拨打报警电话。""",
        {
            "district": DISTRICTS_ZH,
            "day": ("周一", "周二", "周三", "周四", "周五"),
            "people": _numbers(7, 12, 19, 23),
            "minutes": _numbers(15, 25, 35, 40),
        },
    ),
    Template(
        "match",
        "en",
        "Report on the league match of the weekend",
        """In front of a full house {home} met {guest} on {day} evening and the match ended {goals}. The coach of the home side praised the
patience of his players and spoke of a fair result after a hard week. The visitors had the better start and hit the post after a corner, but
the longer the match went on the more the rhythm changed. After the break both sides brought on fresh legs, and the referee had to calm
tempers more than once. The supporters sang until the floodlights went out. Both clubs have a week of rest before the league goes on.""",
        {
            "home": TEAMS_EN[:3],
            "guest": TEAMS_EN[3:],
            "day": DAYS_EN,
            "goals": ("2:1", "3:1", "0:0", "1:2"),
        },
    ),
    Template(
        "match",
        "zh",
        "周末联赛战报",
        """{day}晚，{home}队主场迎战{guest}队，最终比分为{goals}。主队教练在赛后称赞了队员的耐心，认为在艰苦的一周之后这是一个公平的结果。客队开局更好，一次角球后击中门柱，但随着比赛的进行节奏逐渐发生变化。
中场休息之后双方都换上了生力军，裁判不止一次出面平息争执。球迷们一直唱到灯光熄灭才离开看台。两队将各休整一周，随后继续征战联赛。""",
        {
            "home": TEAMS_ZH[:3],
            "guest": TEAMS_ZH[3:],
            "day": ("周一", "周三", "周五", "周六"),
            "goals": ("2:1", "3:1", "0:0", "1:2"),
        },
    ),
    Template(
        "hero",
        "en",
        "Neighbour of the month is chosen",
        """{name} has been chosen neighbour of the month by the readers of this page. For years the retired teacher has carried shopping to
those who cannot manage the stairs, repaired bicycles for children and written letters for people whose eyes have grown weak. "It is nothing
special," said {name} when a delegation with flowers stood at the door. The committee praised modesty and endurance and thanked everybody who
had sent in proposals. The prize is a week in a sanatorium by the lake and a year's supply of tea. Proposals for the coming month can be
handed in at every district office or sent by post.""",
        {"name": NAMES_EN},
    ),
    Template(
        "hero",
        "zh",
        "本月最美邻居评选揭晓",
        """经读者投票，退休教师{name}当选本月最美邻居。多年来，{name}帮腿脚不便的邻居把菜送上楼，给孩子们修自行车，替视力不好的老人读信写信。评选小组带着鲜花登门时，{name}连说这没什么特别的。
评选小组称赞了这份谦逊和坚持，并感谢所有寄来推荐信的读者。奖品是湖边疗养院一周的休养和全年的茶叶。下月人选的推荐材料可以交到各区办事处，也可以通过邮局寄来。""",
        {"name": NAMES_ZH},
    ),
    Template(
        "air",
        "zh",
        "全市空气质量日报",
        """市生态环境监测中心发布空气质量日报：昨日全市环境空气质量指数为{index}，首要污染物为细颗粒物，平均浓度{density}微克每立方米，空气质量等级为{grade}。各区监测点位运行正常，数据已经通过审核并向社会公布。
监测人员提醒，秋冬季节大气扩散条件变化较大，敏感人群应当关注实时数据，合理安排户外活动时间，出行优先选择公共交通，共同守护蓝天。后续监测结果将按时发布，敬请关注。""",
        {
            "index": _numbers(46, 58, 72, 103),
            "density": _numbers(21, 35, 52, 77),
            "grade": ("优", "良"),
        },
    ),
    Template(
        "correction",
        "en",
        "Hospital counts its winter patients",
        """The emergency ward of the city's largest hospital has counted its patients of the first month of winter. It treated {count} people
for broken bones after falls on icy pavements, most of them older than sixty. Doctors recommend shoes with spikes, short steps and both hands
free, and ask house owners to strew ashes or sand before six in the morning. The ward has opened a second room for plaster casts and called
back nurses from their holidays. Ambulances reach most districts within a quarter of an hour, though snow can slow them down on the bridges.
The city has promised to clear the stairs of all underpasses first.""",
        {"count": _numbers(412, 421, 514, 1412)},
    ),
)


def _fill(template: Template, values: dict[str, str]) -> Content:
    return Content(
        template.title.format(**values),
        text=template.text.format(**values),
        language=template.language,
    )


def variants(
    template: Template, chance: random.Random, count: int
) -> Iterator[tuple[Content, Content]]:
    """Pairs of fillings: half of them differ in one slot only, which is the hardest."""
    names = sorted(template.slots)
    for number in range(count):
        values = {name: chance.choice(template.slots[name]) for name in names}
        changed = (
            [names[number % len(names)]]
            if number % 2 == 0
            else chance.sample(names, chance.randint(1, len(names)))
        )
        other = dict(values)
        for name in changed:
            other[name] = chance.choice(
                [word for word in template.slots[name] if word != values[name]]
            )
        yield _fill(template, values), _fill(template, other)


def labelled_templates(seed: int = 11, each: int = 20) -> list[tuple[str, Content, Content]]:
    """Pairs that are two stories: the template's name and the two."""
    chance = random.Random(seed)
    return [
        (f"{t.name} {t.language}", one, other)
        for t in TEMPLATES
        for one, other in variants(t, chance, each)
    ]


def cut_templates(seed: int = 13) -> list[tuple[str, Content, Content]]:
    """Pairs of two stories of which one is cut off, has a new intro, or both: what differs may then
    stand in one of them only.
    """
    chance = random.Random(seed)
    found = []
    for name, one, other in labelled_templates(seed, 6):
        intro = (
            "请看本台带来的最新消息。"
            if name.endswith("zh")
            else "Here is the latest from the city desk. "
        )
        kept = int(len(other.text) * chance.choice((0.75, 0.85)))
        found.append(
            (
                f"{name}, intro",
                one,
                Content(other.title, text=intro + other.text, language=other.language),
            )
        )
        first = next(
            (at for at, (x, y) in enumerate(zip(one.text, other.text, strict=False)) if x != y), 0
        )
        if first < kept - 10:
            found.append(
                (
                    f"{name}, cut",
                    one,
                    Content(other.title, text=other.text[:kept], language=other.language),
                )
            )
    return found


def all_pairs(contents: list[Content]) -> Iterator[tuple[Content, Content]]:
    return itertools.combinations(contents, 2)
