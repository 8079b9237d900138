"""Feeds that tell only what is new (RFC 3229, instance manipulation `feed`): H15 of FEEDS.md."""

import json
from typing import Any

import pytest
from lxml import etree
from werkzeug.test import TestResponse

from app.feeds import Format
from tests.feedrules import ATOM, DELETED, complaints
from tests.newsroom import FORMATS, Newsroom, Worker


def ids(form: Format, answer: TestResponse) -> list[str]:
    if form == "json":
        return [item["id"] for item in json.loads(answer.data)["items"]]
    name, key = ("item", "guid") if form == "rss" else (f"{ATOM}entry", f"{ATOM}id")
    return [str(node.findtext(key)) for node in etree.fromstring(answer.data).iter(name)]


def delta(worker: Worker, path: str, tag: str, **more: str) -> TestResponse:
    return worker.look().get(path, A_IM="feed", If_None_Match=tag, **more)


@pytest.mark.parametrize("form", FORMATS)
class TestH15:
    def test_H15_only_what_is_new_and_changed_and_gone(
        self, newsroom: Newsroom, worker: Worker, form: Format
    ) -> None:
        items = newsroom.many(8)
        path = f"/feed.{form}"
        tag = worker.look().get(path).headers["ETag"]
        new = newsroom.publish("New")
        newsroom.edit(items[3], html="<p>Changed.</p>")
        newsroom.withdraw(items[5])
        newsroom.merge(items[6], items[7])
        answer = delta(worker, path, tag)
        full = worker.get(path)
        assert (answer.status_code, answer.headers["IM"], answer.headers["ETag"]) == (
            226,
            "feed",
            full.headers["ETag"],
        )
        assert {"a-im", "if-none-match", "accept-encoding"} <= {
            name.strip().lower() for name in answer.headers["Vary"].split(",")
        }
        assert "private" in answer.headers["Cache-Control"]
        assert complaints(form, answer.data) == []
        notice = [] if form == "atom" else [items[5].tag]
        assert ids(form, answer) == [new.tag, items[7].tag, *notice, items[3].tag]
        if form == "atom":
            stones = [
                stone.get("ref")
                for stone in etree.fromstring(answer.data).iter(f"{DELETED}deleted-entry")
            ]
            assert sorted(map(str, stones)) == sorted([items[5].tag, items[6].tag])
        assert len(answer.data) < len(full.data)

    def test_H15_what_a_reader_has_already_is_304(
        self, newsroom: Newsroom, worker: Worker, form: Format
    ) -> None:
        newsroom.many(3)
        tag = worker.look().get(f"/feed.{form}").headers["ETag"]
        answer = delta(worker, f"/feed.{form}", tag)
        assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag)

    def test_H15_tags_that_are_not_of_this_document_get_all_of_it(
        self, newsroom: Newsroom, worker: Worker, form: Format
    ) -> None:
        newsroom.many(3)
        worker.look()
        others = [
            worker.get(path).headers["ETag"]
            for path in ("/sections/town/feed.rss", "/corrections/feed.atom", "/")
        ]
        wrong = worker.get(f"/feed.{'rss' if form != 'rss' else 'atom'}").headers["ETag"]
        newsroom.publish("New")
        full = worker.look().get(f"/feed.{form}")
        for tag in (
            *others,
            wrong,
            '"x"',
            'W/"abc.1.123456"',
            '"00.zzzzzz.000000"',
            "",
            "x" * 5000,
            '"é.1.2"',
        ):
            answer = delta(worker, f"/feed.{form}", tag)
            assert (answer.status_code, answer.data) == (200, full.data)
            assert "IM" not in answer.headers

    def test_H15_nobody_gets_it_unasked(
        self, newsroom: Newsroom, worker: Worker, form: Format
    ) -> None:
        newsroom.many(3)
        path = f"/feed.{form}"
        tag = worker.look().get(path).headers["ETag"]
        newsroom.publish("New")
        full = worker.look().get(path)
        for asked in ("", "vcdiff", "feeds", "gzip, diffe"):
            answer = worker.get(path, A_IM=asked, If_None_Match=tag)
            assert (answer.status_code, answer.data) == (200, full.data)
        for asked in ("feed", "vcdiff, feed;q=0.5", "FEED", " feed "):
            assert worker.get(path, A_IM=asked, If_None_Match=tag).status_code == 226
        assert worker.get(path).data == full.data
        assert worker.client.head(path, headers={"A-IM": "feed", "If-None-Match": tag}).data == b""

    def test_H15_every_step_from_any_older_state_leads_to_the_present_one(
        self, newsroom: Newsroom, worker: Worker, form: Format
    ) -> None:
        """A reader that has any former version and takes the difference has what one that takes all
        of it has.
        """
        path = f"/feed.{form}"
        newsroom.many(6)
        known: list[tuple[str, dict[str, Any]]] = []
        for step in range(6):
            newsroom.publish(f"Step {step}")
            newsroom.edit(newsroom.written[step], summary=f"At step {step}.")
            now = entries(form, worker.look().get(path))
            for tag, held in known:
                answer = delta(worker, path, tag)
                assert answer.status_code == 226
                assert held | entries(form, answer) == now
            known.append((worker.get(path).headers["ETag"], now))

    def test_H15_sections_tags_corrections_searches_and_archives_too(
        self, newsroom: Newsroom, worker: Worker, form: Format
    ) -> None:
        items = newsroom.many(50, tags=("Ice",))
        newsroom.edit(items[4], correction=("update", "More is known."))
        paths = [
            f"/sections/town/feed.{form}",
            f"/tags/ice/feed.{form}",
            f"/search/feed.{form}?q=changed+story",
            f"/corrections/feed.{form}",
        ]
        newsroom.edit(items[4], summary="Changed story.")
        tags = [worker.look().get(path).headers["ETag"] for path in paths]
        archive = worker.get(f"/archives/1/feed.{form}").headers["ETag"]
        newsroom.edit(items[4], html="<p>Changed once more, this story.</p>")
        for path, tag in zip(paths, tags, strict=True):
            answer = delta(worker, path, tag)
            assert (answer.status_code, ids(form, answer)) == (226, [items[4].tag]), path
            assert complaints(form, answer.data) == []
        answer = delta(worker, f"/archives/1/feed.{form}", archive)
        assert (answer.status_code, ids(form, answer)) == (226, [items[4].tag])
        assert complaints(form, answer.data) == []


def entries(form: Format, answer: TestResponse) -> dict[str, Any]:
    """The entries by id, as bytes or values that can be compared."""
    if form == "json":
        return {item["id"]: item for item in json.loads(answer.data)["items"]}
    name, key = ("item", "guid") if form == "rss" else (f"{ATOM}entry", f"{ATOM}id")
    return {
        str(node.findtext(key)): etree.tostring(node, with_tail=False)
        for node in etree.fromstring(answer.data).iter(name)
    }
