"""Which words of a text state a fact: what differs between two stories that were written from one
template.
"""

import re

from app.news.wording import CJK, Wording

# How many, when, whether: a sentence says something else with these than without them.
_FIGURES = frozenset(
    (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen "
        "twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand "
        "thousands million millions billion billions "
        "trillion half quarter third double triple dozen dozens second fourth fifth sixth seventh "
        "eighth ninth tenth twice once "
        "january february march april june july august september october november december jan "
        "feb mar apr jun jul aug sep sept oct nov "
        "dec monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun "
        "today tomorrow yesterday tonight "
    ).split()
)
_NEGATIONS = frozenset(
    (
        "not no never none neither nor without cannot cant wont isnt arent wasnt werent dont "
        "doesnt didnt hasnt havent hadnt "
        "unlikely false denied denies"
    ).split()
)
# Which one, which way: one of these in the place of another says something else.
_OPPOSITES = frozenset(
    (
        "first next last previous morning afternoon evening night noon midnight spring summer "
        "autumn winter weekday weekend am pm "
        "may north south east west northern southern eastern western northeast northwest "
        "southeast southwest left right upper lower inner "
        "outer true except rise rises rose risen rising fall falls fell fallen falling up down "
        "increase increases increased "
        "increasing decrease decreases decreased decreasing grow grows grew growth shrink shrank "
        "decline declined declines gain gained "
        "gains lose lost loses drop dropped drops higher lower highest lowest more less most "
        "least above below before after over under win "
        "wins won beat beats defeat defeated open opens opened reopen reopens reopened close "
        "closes closed start starts started begin "
        "begins began end ends ended stop stopped resume resumes resumed suspend suspends "
        "suspended cancel cancels cancelled canceled "
        "approve approved reject rejected arrive arrived depart departed buy sell bought sold "
        "male female man woman men women boy girl "
        "boys girls sunny cloudy overcast rain rainy snow snowy fog foggy wind windy clear "
        "showers drizzle sleet hail thunderstorm "
        "thunderstorms red orange yellow blue green good bad poor excellent moderate light heavy "
        "strong weak major minor early late"
    ).split()
)
# The same of Chinese characters.
_HAN_FIGURES = frozenset("〇零一二三四五六七八九十百千万亿兆两半双廿壹贰叁肆伍陆柒捌玖拾今昨")
_HAN_NEGATIONS = frozenset("不没未无非否禁勿")
_HAN_OPPOSITES = frozenset(
    "东南西北左右前后内外上下早晚明夜春夏秋冬涨跌升降增减开关停闭启终始止胜负赢输买卖进出男女老少大小多高低强弱轻重"
    "晴阴雨雪云雾霾风雷雹红橙黄蓝绿优良差甲乙丙丁戊己庚辛"
)
# Surnames that are hardly ever part of another word; the given name follows.
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄吴徐孙胡朱郭罗宋郑谢韩唐冯董萧曹袁邓傅沈彭吕苏卢蒋蔡贾魏薛叶阎潘戴姜汪谭廖邹熊邱侯孟秦"
)
# What follows a name in Chinese: places, institutions, persons.
_PLACE = (
    "街道|大街|大道|开发区|新区|自治区|自治州|特区|火车站|地铁站|高速|号线|区|县|市|省|州|镇|乡|村|屯|街|路|巷|桥|岛|河|湖|江|山|湾|港|站|园|馆|厂|庙|寺|"
    "广场|"
    "医院|学校|小学|中学|大学|学院|公司|集团|银行|酒店|小区|社区|花园|商场|机场|公园|体育场|剧院|法院|派出所|分局|支队|研究所|协会|俱乐部|"
    "国|族|队|杯|节"
)
_PERSON = (
    "先生|女士|某某|某|教授|书记|市长|省长|区长|县长|部长|局长|处长|主任|经理|董事长|院长|"
    "校长|所长|队长|同学|老师|医生|大夫|护士|警官|民警|师傅|阿姨|大爷|大娘|奶奶|爷爷"
)
_NAMED = re.compile(
    rf"[{CJK}]{{1,4}}(?={_PLACE})(?:{_PLACE})|[{CJK}]{{1,3}}(?=(?:{_PERSON}))|(?<=市民|居民|村民|记者|司机|"
    rf"乘客|游客|顾客|患者|选手|演员|歌手|导演)[{CJK}]{{2,3}}"
)


def is_figure(word: str) -> bool:
    """Whether a folded word is a number or a time."""
    return word in _HAN_FIGURES or word in _FIGURES or word[:1].isdigit()


def is_negation(word: str) -> bool:
    """Whether a folded word denies."""
    return word in _HAN_NEGATIONS or word in _NEGATIONS


def is_hard(word: str) -> bool:
    """Whether a folded word is a number, a time, a negation, a direction or the like, in English or
    Chinese.
    """
    return is_figure(word) or is_negation(word) or word in _HAN_OPPOSITES or word in _OPPOSITES


def surname(character: str) -> bool:
    """Whether a character is a common Chinese surname."""
    return character in _SURNAMES


def follows_surname(text: Wording, at: int) -> bool:
    """Whether a character is a Chinese surname or one of the two after it, so that it may be part
    of a person's name.
    """
    return any(word in _SURNAMES for word in text.folded[max(0, at - 2) : at + 1])


def names(text: Wording) -> frozenset[str]:
    """The folded words that are written with a capital letter where no sentence begins."""
    return frozenset(
        folded
        for index, (folded, written) in enumerate(zip(text.folded, text.written, strict=True))
        if written[:1].isupper() and index not in text.starts
    )


def named_places(text: Wording) -> frozenset[int]:
    """The positions of characters that belong to the name of a place, an institution or a person,
    as far as Chinese shows it.
    """
    if not text.is_cjk:
        return frozenset()
    # One character a word, so that places in the string are places in the text.
    row = "".join(word if len(word) == 1 else "\0" for word in text.folded)
    return frozenset(
        at for match in _NAMED.finditer(row) for at in range(match.start(), match.end())
    )
