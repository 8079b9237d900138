"""The edition as files: whole or not at all, and every link leads to a file."""

import gzip
import os
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import brotli
import pytest
from flask.testing import FlaskClient
from html5lib import HTMLParser

from app.export import export
from app.export.links import feed_as_file, page_as_file
from app.export.paths import file_name, settled, short_path
from app.export.shelf import MARKER, Shelf
from app.publish.release import release
from app.run.boot import Service
from app.values.errors import StoreError, UsageError
from app.values.model import Content
from tests.conftest import FakeClock
from tests.databases import copy_of_schema
from tests.deskwork import at_desk
from tests.processes import app, environment

BASE = "https://news.example.org"


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return copy_of_schema(tmp_path / "harbin.db")


def exported(service: Service, folder: Path, live: str = "") -> Shelf:
    return export(service, folder, live, lambda done, known: None)


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def file_at(folder: Path, path: str) -> Path | None:
    """The file that a web server with `try_files $uri $uri.html $uri/index.html` shows at an
    address.
    """
    start = folder / unquote(path).lstrip("/")
    return next(
        (name for name in (start, Path(f"{start}.html"), start / "index.html") if name.is_file()),
        None,
    )


def many(service: Service, clock: FakeClock, number: int, corrected: int = 0) -> None:
    """So many items of our own with two tags, of several days, some of them corrected."""
    for count in range(number):
        clock.turn(hours=1)
        words = f"The ferry runs again, for the {count}. time."
        content = Content(
            f"Ferry number {count} runs again",
            text=words,
            html=f"<p>{words}</p>",
            tags=("Songhua", "渡轮"),
        )
        item = at_desk(service.store).write(content, "Traffic", "wei", clock())
        at_desk(service.store).publish(item.uid, clock())
        release(service.store, clock())
        if count < corrected:
            better = replace(content, title=f"Ferry number {count} runs once more")
            at_desk(service.store).edit(
                item.uid,
                item.revision,
                better,
                "Traffic",
                "wei",
                clock(),
                correction=("correction", "Once more."),
            )


class TestNames:
    @pytest.mark.parametrize(
        ("path", "kind", "name"),
        [
            ("/", "text/html", "index.html"),
            ("/zh/", "text/html", "zh/index.html"),
            ("/items/abc/ferry-runs", "text/html; charset=utf-8", "items/abc/ferry-runs.html"),
            ("/feed.rss", "application/rss+xml", "feed.rss"),
            ("/tags/%E5%86%B0/", "text/html", "tags/冰/index.html"),
            ("/tags/%2e%2e/", "text/html", ""),
            ("/tags/%2E%2E%2Fx/", "text/html", ""),
            ("/../x", "text/html", ""),
            ("//evil.example/", "text/html", ""),
            ("/%00/", "text/html", ""),
            ("/%ff", "text/html", ""),
            ("/tags/" + "%E5%86%B0" * 99 + "/", "text/html", ""),
            ("relative", "text/html", ""),
        ],
    )
    def test_a_page_is_a_file_below_the_folder_or_none(
        self, path: str, kind: str, name: str
    ) -> None:
        assert file_name(path, kind) == name

    @pytest.mark.parametrize(
        ("path", "there"),
        [
            ("/sections/x/", "/sections/x/"),
            ("/?after=1719-7", "/after/1719-7/"),
            ("/zh/sections/x/?after=-5-7", "/zh/sections/x/after/-5-7/"),
            ("/corrections/?before=31", "/corrections/before/31/"),
            ("/corrections/feed.atom?before=31", "/corrections/before/31/feed.atom"),
            ("/search?q=ice", ""),
            ("/?after=../x", ""),
        ],
    )
    def test_queries_become_folders(self, path: str, there: str) -> None:
        assert settled(path) == there

    def test_an_item_without_its_words(self) -> None:
        assert short_path("/zh/items/abc/ferry-runs") == "/zh/items/abc/"
        assert [
            short_path(path)
            for path in (
                "/items/abc/",
                "/items/abc/history",
                "/items/abc/card.png",
                "/sections/x/y",
            )
        ] == [""] * 4


class TestLinks:
    PAGE = (
        '<head><meta charset="utf-8"><link rel="search" type="x" href="/opensearch.xml"></head>'
        '<ul><li><a href="/zh/search" aria-current="page">Search</a></li><li><a href="/zh/?after=7-1">Older</a></li></ul>'
        '<form class="search" role="search" action="/zh/search" method="get"><input></form><p>See <a href="/search?q=a&amp;b=c">results</a>.</p>'
    )
    POLICY = "default-src 'none'; form-action 'self'; frame-ancestors 'none'"

    def test_without_a_live_service_nothing_leads_to_a_search(self) -> None:
        page = page_as_file(self.PAGE, self.POLICY, "")
        assert "search" not in page
        assert "See results." in page
        assert '<a href="/zh/after/7-1/">Older</a>' in page
        assert 'content="default-src &#x27;none&#x27;; form-action &#x27;self&#x27;"' in page

    def test_with_a_live_service_searches_lead_there(self) -> None:
        page = page_as_file(self.PAGE, self.POLICY, "https://live.example")
        for link in (
            'action="https://live.example/zh/search"',
            'href="https://live.example/zh/search"',
            "live.example/opensearch.xml",
        ):
            assert link in page
        assert 'href="https://live.example/search?q=a&amp;b=c"' in page
        assert "form-action https://live.example" in page

    def test_feeds_lead_to_files_and_other_sites_are_left_alone(self) -> None:
        feed = f'<link href="{BASE}/corrections/feed.atom?before=31"/><a href="https://x.example/feed.rss?before=3"/>'
        there = f'<link href="{BASE}/corrections/before/31/feed.atom"/><a href="https://x.example/feed.rss?before=3"/>'
        assert feed_as_file(feed, BASE) == there


@pytest.mark.usefixtures("full")
class TestEdition:
    @pytest.mark.slow
    def test_every_link_of_every_page_feed_and_sitemap_leads_to_a_file(
        self, service: Service, clock: FakeClock, tmp_path: Path
    ) -> None:
        many(service, clock, 230, corrected=55)
        folder = tmp_path / "site"
        exported(service, folder)
        pages = list(folder.rglob("*.html"))
        assert len(pages) > 300
        missing: set[tuple[str, str]] = set()
        for page in pages:
            text = page.read_text()
            links = {
                unescape(link).partition("#")[0]
                for link in re.findall(r'(?:href|src|action)="([^"]+)"', text)
            }
            links |= {
                part.split()[0]
                for found in re.findall(r'srcset="([^"]+)"', text)
                for part in found.split(",")
            }
            links |= set(re.findall(r'(?:og:image|og:url)" content="([^"]+)"', text))
            for link in links:
                path = link.removeprefix(BASE)
                if path.startswith("/") and file_at(folder, path) is None:
                    missing.add((str(page.relative_to(folder)), link))
        assert not missing
        assert list(folder.glob("after/*/index.html"))
        assert list(folder.glob("zh/tags/渡轮/after/*/index.html"))
        assert list(folder.glob("en/corrections/before/*/index.html"))
        assert list(folder.glob("items/*/history.html"))
        documents = [
            path
            for pattern in ("*.rss", "*.atom", "feed.json", "*.xml", "*.opml")
            for path in folder.rglob(pattern)
        ]
        assert len(list(folder.glob("archives/*/feed.rss"))) > 1
        assert len(list(folder.glob("corrections/before/*/feed.*"))) > 3
        for document in documents:
            for url in re.findall(
                rf'{re.escape(BASE)}(/[^\s"<>&?#]*\.\w+|/[^\s"<>&?#]*/)(?=["<&])',
                re.sub(' (?:domain|scheme)="[^"]*"', "", document.read_text()),
            ):
                assert file_at(folder, url), (document, url)

    def test_files_are_what_the_application_answers(
        self, service: Service, client: FlaskClient, tmp_path: Path
    ) -> None:
        folder = tmp_path / "site"
        exported(service, folder)
        for path in (
            "/feed.rss",
            "/feed.atom",
            "/feed.json",
            "/feeds.opml",
            "/sitemap.xml",
            "/robots.txt",
            "/icon-512.png",
            "/card.png",
        ):
            assert (folder / path[1:]).read_bytes() == client.get(path).data
        for media in folder.glob("media/*"):
            assert media.read_bytes() == client.get(f"/media/{media.name}").data
        assert {path.suffix for path in folder.glob("media/*")} == {".png", ".avif", ".webp"}
        for page in ("index.html", "zh/index.html", "404.html", "archive/index.html"):
            HTMLParser(strict=True).parse((folder / page).read_text())
        assert 'lang="zh-CN"' in (folder / "zh" / "index.html").read_text()

    @pytest.mark.slow
    def test_texts_are_compressed_beside_themselves(self, service: Service, tmp_path: Path) -> None:
        folder = tmp_path / "site"
        exported(service, folder)
        plain = [
            path for path in folder.rglob("*") if path.suffix in (".html", ".rss", ".atom", ".opml")
        ]
        for path in plain:
            assert (
                gzip.decompress(Path(f"{path}.gz").read_bytes())
                == path.read_bytes()
                == brotli.decompress(Path(f"{path}.br").read_bytes())
            )
            assert Path(f"{path}.gz").stat().st_mtime == path.stat().st_mtime
        assert not list(folder.rglob("*.png.gz"))

    @pytest.mark.slow
    def test_a_second_export_leaves_the_age_of_what_is_the_same(
        self, service: Service, clock: FakeClock, tmp_path: Path
    ) -> None:
        folder = tmp_path / "site"
        exported(service, folder)
        for path in folder.rglob("*"):
            os.utime(path, (10**9, 10**9))
        again = exported(service, folder)
        assert (again.unchanged, again.written) == (again.written, again.written)
        assert {
            path.stat().st_mtime
            for path in folder.rglob("*")
            if path.is_file() and path.name != MARKER
        } == {10**9}
        item = service.store.items.public(1)[0]
        clock.turn(minutes=5)
        at_desk(service.store).withdraw(item.uid, "not ours", clock())
        third = exported(service, folder)
        assert 0 < third.unchanged < third.written
        assert (folder / "feed.rss").stat().st_mtime > 10**9
        assert (folder / "icon.svg").stat().st_mtime == 10**9
        assert (
            gzip.decompress((folder / "feed.rss.gz").read_bytes())
            == (folder / "feed.rss").read_bytes()
        )

    def test_a_change_within_a_second_makes_a_file_a_second_younger(self, tmp_path: Path) -> None:
        ages = []
        for body in (b"one", b"two", b"six"):
            with Shelf(tmp_path / "site") as shelf:
                shelf.write("a.txt", body, "text/plain")
                shelf.put_in_place(1)
            ages.append(int((tmp_path / "site" / "a.txt").stat().st_mtime))
        assert ages == sorted(set(ages))

    @pytest.mark.slow
    def test_what_was_withdrawn_or_merged_is_told_to_web_servers(
        self, service: Service, clock: FakeClock, tmp_path: Path
    ) -> None:
        folder = tmp_path / "site"
        gone, merged, kept = service.store.items.public(3)
        at_desk(service.store).withdraw(gone.uid, "the photograph was not ours", clock())
        at_desk(service.store).merge(merged.uid, kept.uid, "wei", clock())
        exported(service, folder)
        told = (folder / "_gone.map").read_text()
        assert f'"/zh/items/{gone.uid}/{gone.slug}" "/zh/_gone/{gone.uid}.html";\n' in told
        assert "the photograph was not ours" in (folder / "_gone" / f"{gone.uid}.html").read_text()
        assert not (folder / "items" / gone.uid).exists()
        moved = (folder / "_redirects.map").read_text()
        assert f'"/items/{merged.uid}/{merged.slug}" "/items/{kept.uid}/{kept.slug}";\n' in moved
        assert '"/favicon.ico" "/icon.svg";\n' in moved
        assert '"/archive/"' not in moved, "it leads elsewhere tomorrow"
        snippet = (folder / "_export.caddy").read_text()
        assert f'redir "/items/{merged.uid}/" "/items/{kept.uid}/{kept.slug}" 301\n' in snippet
        assert f'"/items/{gone.uid}/card.png"' in snippet


class TestSafety:
    def test_an_empty_site_is_exported_too(self, service: Service, tmp_path: Path) -> None:
        exported(service, tmp_path / "deep" / "site")
        assert (tmp_path / "deep" / "site" / "archive" / "index.html").is_file()

    def test_a_folder_that_is_not_ours_is_refused(self, service: Service, tmp_path: Path) -> None:
        folder = tmp_path / "home"
        folder.mkdir()
        (folder / "letter.txt").write_text("mine")
        with pytest.raises(UsageError, match="holds something else than an export of ours"):
            exported(service, folder)
        assert files(folder) == {"letter.txt": b"mine"}
        for wrong in (folder / "letter.txt", Path("/")):
            with pytest.raises(
                UsageError, match=r"no folder that could be made|holds something else"
            ):
                exported(service, wrong)
        assert not list(tmp_path.glob("*.new-*"))

    def test_an_export_that_breaks_off_leaves_the_edition_as_it_was(
        self, service: Service, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = tmp_path / "site"
        exported(service, folder)
        before = files(folder)
        many(service, clock, 3)
        for failure in (OSError(28, "No space left on device"), KeyboardInterrupt()):
            count = 0

            def failing(path: Path, before: Path, failure: BaseException = failure) -> None:
                nonlocal count
                count += 1
                if count == 20:
                    raise failure

            monkeypatch.setattr("app.export.shelf._age", failing)
            with pytest.raises((StoreError, KeyboardInterrupt)):
                exported(service, folder)
            monkeypatch.undo()
            assert files(folder) == before
            assert [path.name for path in tmp_path.glob("site*")] == ["site"]

    def test_a_page_that_fails_ends_the_export(self, service: Service, tmp_path: Path) -> None:
        with service.store.database.write() as session:
            session.connection().exec_driver_sql("ALTER TABLE items RENAME TO elsewhere")
        with pytest.raises(StoreError):
            exported(service, tmp_path / "site")
        assert not (tmp_path / "site").exists()

    def test_what_a_killed_export_left_is_tidied_but_not_what_still_runs(
        self, tmp_path: Path
    ) -> None:
        left = tmp_path / "site.new-00000000"
        left.mkdir()
        (left / MARKER).touch()
        empty = tmp_path / "site.new-00000001"
        empty.mkdir()
        stranger = tmp_path / "site.new-mine"
        stranger.mkdir()
        with Shelf(tmp_path / "site") as running:
            running.write("a.txt", b"one", "text/plain")
            with Shelf(tmp_path / "site") as other:
                other.write("a.txt", b"two", "text/plain")
                other.put_in_place(2)
            running.put_in_place(1)
        assert not left.exists()
        assert sorted(path.name for path in tmp_path.iterdir()) == ["site", "site.new-mine"]
        assert (tmp_path / "site" / "a.txt").read_bytes() == b"one"

    def test_without_an_exchange_of_folders_it_is_put_in_place_all_the_same(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.export.shelf._exchange", lambda one, other: False)
        for body in (b"one", b"two"):
            with Shelf(tmp_path / "site") as shelf:
                shelf.write("a.txt", body, "text/plain")
                shelf.put_in_place(1)
        assert (tmp_path / "site" / "a.txt").read_bytes() == b"two"
        assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.slow
@pytest.mark.process
class TestCommand:
    def test_it_says_what_it_did(self, tmp_path: Path) -> None:
        env = environment(tmp_path)
        done = app("export", str(tmp_path / "site"), env=env)
        assert done.returncode == 0, done.stderr
        assert re.fullmatch(r"\d+ files in \S+, 0 of them unchanged\n", done.stdout)
        assert "HARBIN_BASE_URL is not set" in done.stderr
        assert "exporting" not in done.stderr

    def test_wrong_usage_is_one_line(self, tmp_path: Path) -> None:
        env = environment(tmp_path, HARBIN_BASE_URL=BASE)
        (tmp_path / "home").mkdir()
        (tmp_path / "home" / "letter.txt").touch()
        for arguments in (
            (str(tmp_path / "home"),),
            ("--live", "live.example", str(tmp_path / "site")),
        ):
            done = app("export", *arguments, env=env)
            assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
