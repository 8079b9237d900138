"""Pages that are no story: what an error, a wall or a list is told by is the whole page, never how
its headline begins (decision 0009).
"""

import re
from collections.abc import Callable, Sequence

from lxml import html

from scrapers.articles.scene import reads_like_prose
from scrapers.articles.votes import Unit

# What a page is headed when it is an error's or a wall's and nothing else.
_ERROR = re.compile(
    r"\W*(?:(?:error\s*)?[45]\d\d(?:\W+[\w ]{0,30})?|error\W*|"
    r"(?:\d{3}\W+)?(?:page |file )?(?:not found|does not exist|unavailable)|"
    r"(?:access|permission) denied|forbidden|"
    r"(?:please )?(?:log|sign) ?in(?: to \w+)?|"
    r"(?:under|system) maintenance|service unavailable|"
    r"(?:您访问的)?页面(?:不存在|未找到)|找不到(?:该)?页面|访问出错|登录|安全验证)\W*",
    re.I,
)
# What such a page speaks of, and a story hardly: itself, and what its reader should do.
_OF_ITSELF = (
    r"\b(?:this|the|that|requested) (?:page|site|url|address|link|content)\b|页面|网页|本站|内容",
    r"\baddress\b|\burl\b|\blinks?\b|网址|链接|地址",
    r"\bbrowser\b|\bjavascript\b|\bcookies?\b|浏览器|脚本",
    r"\b(?:log|sign)(?:ged|ed)? ?[io]n\b|\bregister\b|\bsubscri\w+|登录|登陆|注册|订阅",
    r"\bpassword\b|\b(?:an|your|no) account\b|密码|账号|帐号",
    r"\btry again\b|\brefresh\b|\breload\b|重试|刷新|稍后|稍候",
    r"\b(?:home|front) ?page\b|\bgo back\b|返回|首页|主页",
    r"\b(?:captcha|robot|human|verif\w+|unusual traffic)\b|验证|机器人|访问异常|异常流量|频繁",
    r"\b(?:administrator|webmaster|server|error|went wrong)\b|管理员|服务器|错误|出错",
    r"\b(?:moved|deleted|removed|expired|no longer|cannot be found|could not find|not exist)\b|"
    r"不存在|已删除|被删除|已下线|失效|找不到",
)
_ITSELF = tuple(re.compile(pattern, re.I) for pattern in _OF_ITSELF)
_FEWEST_SIGNS = 2
# Whoever explains an error does it in a sentence or two.
_FEWEST_PARAGRAPHS = 3
# A list of other stories is no story: most of what it says are links.
_MOST_LINKED = 0.6


def is_error_title(title: str) -> bool:
    """Whether a title is that of an error page or a wall, as a whole."""
    return _ERROR.fullmatch(title) is not None


def is_error(
    title: str,
    paragraphs: Sequence[str],
    root: html.HtmlElement,
    *,
    is_dated: Callable[[], bool],
) -> bool:
    """Whether a page only says that something is not there, or asks for something first.

    It has hardly any text, which speaks of the page itself, and nobody dated it.
    """
    if sum(map(reads_like_prose, paragraphs)) >= _FEWEST_PARAGRAPHS:
        return False
    text = "\n".join(paragraphs)
    if is_error_title(title) and _signs(text):
        return True
    speaks = is_error_title(title) or _asks_for_password(root)
    return (speaks or _signs(f"{title}\n{text}") >= _FEWEST_SIGNS) and not is_dated()


def _signs(text: str) -> int:
    """Of how many things a text speaks that only such a page speaks of."""
    return sum(sign.search(text) is not None for sign in _ITSELF)


def _asks_for_password(root: html.HtmlElement) -> bool:
    return any(node.get("type", "").lower() == "password" for node in root.iter("input"))


def is_list(units: Sequence[Unit]) -> bool:
    """Whether units are mostly links to other pages."""
    linked = sum(unit.linked * unit.tokens for unit in units)
    return bool(units) and linked > _MOST_LINKED * sum(unit.tokens for unit in units)
