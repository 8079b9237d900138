"""Posts of WeChat that are there no more, and what of a page is none of the post."""

import pytest

from scrapers import Page, ScrapeError
from scrapers.choose import choose
from scrapers.sites.wechat import SCRAPER

URL = "https://mp.weixin.qq.com/s/AbCdEf123"
GONE = "该内容已被发布者删除，无法查看。请返回公众号查看其他内容。"
CHECK = "当前环境异常，完成验证后即可继续访问。请点击下方按钮去验证。"


def page(body: str, head: str = "") -> Page:
    return Page(
        URL,
        f"<html><head><title></title>{head}</head><body>{body}</body></html>".encode(),
        "text/html; charset=utf-8",
    )


@pytest.mark.parametrize(
    "body",
    [
        f"<div class=weui-msg><h2 class=weui-msg__title>{GONE}</h2><p>{GONE}{GONE}</p></div>",
        f"<div class=weui-msg><h2 class=weui-msg__title>环境异常</h2><p>{CHECK}{CHECK}</p></div><script>var ct = '1795739400';</script>",
        f"<h1 id=activity-name>{GONE}</h1><div id=js_content></div><script>var desc = '', msg_title = '{GONE}';</script>",
    ],
)
def test_what_is_gone_is_no_story(body: str) -> None:
    with pytest.raises(ScrapeError, match="not there any more"):
        SCRAPER.article(page(body, f'<meta property="og:title" content="{GONE}">'))


def test_the_time_is_the_one_of_sending() -> None:
    text = "<p>栈桥比旧的高出一米二，涨水时不用再搭跳板，推自行车的人可以直接走上船舱。</p>"
    script = "<script>var product = '1700000000', expires = '1799999999', act = '1700000001'; window.ct = '1795739400';</script>"
    article = SCRAPER.article(
        page(
            f"<h1 id=activity-name>江边老码头换上新栈桥</h1><div id=js_content>{text}</div>{script}"
        )
    )
    assert article.published is not None
    assert article.published.iso == "2026-11-27T08:30:00+08:00"


def test_posts_are_read_by_it() -> None:
    assert choose(page("")) is SCRAPER
