"""Reporters as Chinese papers name them: behind a label (记者, 作者, 文｜), in a line of labels or
in brackets at either end of a story.

A label is one only where nothing of a sentence touches it: 原作者所有, 记者会上 and 作者本人 name
nobody.
"""

import re
from collections.abc import Iterator

_HAN = "\u3400-\u9fff"
_LABELS = (
    "作者|撰文|撰稿人?|记者|記者|通讯员|通訊員|文字|文[/／|｜]|采写|采访|报道员|评论员|撰写|编译|"
    "特约撰稿人?|实习生|见习记者|著者|執筆者?|筆者|取材・文|文責"
)
# What may stand before a label and belong to it: the paper, the kind of reporter.
_BEFORE = f"(?:[{_HAN}]{{2,12}}?)?"
# Where only a style sheet parts it from the date before it.
_BEHIND_DATE = r"(?<=[:：-]\d\d)"
_LABEL = re.compile(
    rf"(?:^|(?<=[\s（(\[【□■●◎◆▲>|｜，,；;:：。/》”·])|{_BEHIND_DATE})(?P<before>{_BEFORE})(?P<label>{_LABELS})"
    rf"(?P<apart>\s*[:：/／|｜]\s*|\s+|(?=[{_HAN}]))"
)
# Words of notices and menus that come before a label without making it one.
_NO_QUALIFIER = re.compile(
    "原|热门|注明|代表|版权|本站|联系|投稿|感谢|关于|该|某|其|由|据|向|对|的$|和$|与$|及$"
)
_JAPANESE = re.compile("著者|執筆|筆者|取材|文責")
_PART = re.compile(rf"(?P<name>[{_HAN}]+(?:[·•・‧][{_HAN}]+)*)(?P<after>\s*[:：]|\s*\d)?")
_AGAIN = re.compile("记者|通讯员|作者|本报|本网")
_BETWEEN = re.compile(r"[\s、，,；;/／|｜&和]*")
_VERB_AT_END = re.compile("(?:报道|摄影报道|摄|文|图|文/图|图文|发自.*|综合报道|编译|综合)$")
_ONE_WORD = frozenset(
    "收藏 打印 关闭 分享 举报 字体 字号 点击 浏览 阅读 评论 复制 纠错 报道 摄影 编辑 来源 "
    "责编 审核 校对 时间 日期 分享到 下载 投稿 返回 首页 转载 点赞 关注 订阅 所有 本人 单位 "
    "综合 整理 供图 摄影报道 本报讯 本网讯 大 中 小".split()
)
# The surnames of nine in ten Chinese (Ministry of Public Security, name reports), and older ones.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任"
    "沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔"
    "向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕"
    "单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦"
    "褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明"
    "佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅"
    "屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修"
    "邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利于呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡"
    "富尧闭由"
)
_COMPOUND = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "宇文",
    "长孙",
    "司徒",
    "司空",
    "夏侯",
    "端木",
    "独孤",
    "南宫",
    "西门",
    "呼延",
    "百里",
    "东郭",
    "澹台",
    "轩辕",
)
_NO_NAME_BEGINS = frozenset("的了在是和与从将被把为会也都就还这那所本该各某其此并从到说问")
_SHORT, _LONG, _LONGEST_FOREIGN = 2, 4, 12
_LONGEST_LINE = 120
_MOST = 8
_BRACKETS = re.compile(r"[（(【\[]([^（()）【】\[\]]{2,60})[)）】\]]")
_CJK = re.compile(f"[{_HAN}]")


def reporters_in_line(text: str) -> tuple[str, ...]:
    """The names behind labels in a short line that is no sentence; none when it has no label."""
    if (
        not _CJK.search(text)
        or len(text) > _LONGEST_LINE
        or re.search(r"[。！？]", text.rstrip("。"))
    ):
        return ()
    return _unique(_behind_labels(text))


def reporters_in_brackets(text: str) -> tuple[str, ...]:
    """The names that stand in brackets with a label: （记者 沈嘉禾 通讯员周小满）."""
    for bracket in _BRACKETS.finditer(text):
        if names := _unique(_behind_labels(bracket[1], enclosed=True)):
            return names
    return ()


def is_chinese_name(text: str, *, surname: bool = False) -> bool:
    """Whether a text has the shape of a Chinese name; with `surname` only if it begins with a
    known one.
    """
    if text in _ONE_WORD or not text:
        return False
    if any(dot in text for dot in "·•・‧"):
        return len(text) <= _LONGEST_FOREIGN
    if not _SHORT <= len(text) <= _LONG or text[0] in _NO_NAME_BEGINS:
        return False
    known = text[0] in _SURNAMES or text.startswith(_COMPOUND)
    return known if surname or len(text) == _LONG else True


def _behind_labels(text: str, *, enclosed: bool = False) -> Iterator[str]:
    """The names behind each label of a line, in their order."""
    at = 0
    while match := _LABEL.search(text, at):
        at = max(match.end(), match.start() + 1)
        if _NO_QUALIFIER.search(match["before"]):
            continue
        if _JAPANESE.match(match["label"]):
            name = _PART.match(text, match.end())
            yield from [name["name"]] if name and len(name["name"]) <= _LONG + 1 else []
            continue
        bound = bool(match["apart"]) or not match["label"][-1].isalpha()
        names, at = _names_from(text, match.end(), certain=bound, enclosed=enclosed)
        yield from names


def _names_from(text: str, at: int, *, certain: bool, enclosed: bool) -> tuple[list[str], int]:
    """The names from a place on, up to the first word that is none; and where they end.

    The first behind a label that stands apart is one by its shape; any other needs a surname. The
    paper that stands before a name (文｜财新 余聪) is passed over.
    """
    names: list[str] = []
    while len(names) < _MOST:
        part = _part_at(text, at)
        if part is None:
            break
        name = _without_verb(part["name"])
        if certain and not names and _is_paper(name, _part_at(text, part.end())):
            at = part.end()
            continue
        if not is_chinese_name(name, surname=bool(names) or not certain):
            break
        if not (certain or enclosed or names or _ends_here(text, part.end())):
            break
        names.append(name)
        at = part.end()
        if name != part["name"]:
            break
    return names, at


def _without_verb(word: str) -> str:
    """A name without the word behind it that says what was done (沈嘉禾摄)."""
    name = _VERB_AT_END.sub("", word)
    return name if len(name) >= _SHORT else word


def _part_at(text: str, at: int) -> re.Match[str] | None:
    """The next word that may be a name; None at a label or a figure."""
    start = _BETWEEN.match(text, at)
    part = _PART.match(text, start.end() if start else at)
    return None if part is None or part["after"] or _AGAIN.match(part["name"]) else part


def _is_paper(word: str, following: re.Match[str] | None) -> bool:
    """Whether a word without a surname stands before one that has one."""
    if following is None or is_chinese_name(word, surname=True) or len(word) > _LONG:
        return False
    return is_chinese_name(following["name"], surname=True)


def _ends_here(text: str, at: int) -> bool:
    return at >= len(text) or text[at] in " \u3000）)】]、，,；;/／|｜"


def _unique(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))[:_MOST]
