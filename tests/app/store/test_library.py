"""Pictures that editors upload, the library, and which item shows which."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from werkzeug.test import TestResponse

from app.desk import from_markdown, markdown_of
from app.desk.alttext import pictures_without_alt, unnamed_pictures
from app.desk.body import pictures_of
from app.run.boot import Service
from app.values.model import Content, Item, LibraryPicture, Media, PictureTexts, Run
from app.web import create_app
from scrapers import Picture
from scrapers.words.text import clean_text
from tests.app.images.test_pictures import bytes_of, photo
from tests.browsing import Browser, logged_in
from tests.conftest import Add
from tests.newsroom import Newsroom

URL = "https://news.example.org/media/" + "a" * 64 + ".jpg"
MEDIA = Media(URL, "a" * 64, "image/jpeg", 320, 240, 9000)


@pytest.fixture
def app(service: Service) -> Flask:
    return create_app(service)


@pytest.fixture
def editor(service: Service, app: Flask) -> Browser:
    return logged_in(service, app, "contributor", "wei")


def send(
    editor: Browser,
    data: bytes,
    name: str = "a.jpg",
    *,
    accept: str = "application/json",
    **fields: Any,
) -> TestResponse:
    editor.get("/desk/pictures")
    token = editor.page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    return post(editor.client, data, name, accept, csrf_token=token, **fields)


def post(client: FlaskClient, data: bytes, name: str, accept: str, **fields: Any) -> TestResponse:
    """A form with a file, as one piece of bytes: the test client would put large ones into files
    that nobody closes.
    """
    boundary = "a-boundary"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = b"".join([*parts, head, data, f"\r\n--{boundary}--\r\n".encode()])
    return client.post(
        "/desk/pictures",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
        headers={"Accept": accept},
    )


def photo_with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "A camera that tells"
    exif.get_ifd(0x8825)[1] = "N"
    return bytes_of(photo(), exif=exif)


def test_an_upload_is_clean_and_served(editor: Browser, service: Service) -> None:
    answer = send(
        editor,
        photo_with_place(),
        alt="Ice [and] snow",
        caption="The fair",
        credit="Li Wei",
        licence="CC BY 4.0",
    )
    assert answer.status_code == 201
    told = answer.get_json()
    assert (told["width"], told["height"]) == (320, 240)
    assert told["markdown"] == rf'![Ice \[and\] snow]({told["url"]} "The fair \[Li Wei\]")'
    assert told["url"].startswith("https://news.example.org/media/")
    served = editor.client.get(told["url"].removeprefix("https://news.example.org"))
    assert served.status_code == 200
    assert b"A camera that tells" not in served.data
    assert not Image.open(BytesIO(served.data)).getexif()
    (kept,) = service.store.library.page(10)
    assert (kept.texts, kept.uploaded_by) == (
        PictureTexts("Ice [and] snow", "The fair", "Li Wei", "CC BY 4.0"),
        "wei",
    )
    (entry,) = service.store.audit.entries(1)
    assert (entry.by, entry.action, entry.subject) == (
        "wei",
        "upload picture",
        f"picture {kept.media.digest}",
    )


def test_the_same_bytes_are_the_same_picture(editor: Browser, service: Service) -> None:
    first = send(editor, bytes_of(photo()), alt="First").get_json()
    again = send(editor, bytes_of(photo()), alt="Second").get_json()
    assert (again["url"], again["markdown"]) == (first["url"], first["markdown"])
    assert [kept.texts.alt for kept in service.store.library.page(10)] == ["First"]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (SVG, "a.jpg", "This is no picture"),
        (b"GIF89a<script>alert(1)</script>" + b"x" * 500, "a.gif", "picture"),
        (bytes_of(photo())[:2000], "cut.jpg", "damaged"),
        (bytes_of(Image.new("RGB", (20, 20), "red")), "dot.jpg", "too small"),
        (bytes_of(Image.new("1", (9000, 9000)), "PNG"), "bomb.png", "too many pixels"),
        (b"", "", "Choose a picture"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(
    editor: Browser, service: Service, data: bytes, name: str, words: str
) -> None:
    answer = send(editor, data, name)
    assert answer.status_code == 422
    assert words in answer.get_json()["error"]
    page = send(editor, data, name, accept="text/html", caption="Kept as typed")
    assert page.status_code == 422
    assert words in page.text
    assert 'value="Kept as typed"' in page.text
    assert service.store.library.page(10) == []


def test_a_picture_with_a_page_behind_it_loses_the_page(editor: Browser) -> None:
    told = send(editor, bytes_of(photo()) + b"<html><script>alert(1)</script>").get_json()
    assert (
        b"<script"
        not in editor.client.get(told["url"].removeprefix("https://news.example.org")).data
    )


def test_large_pictures_fit_and_too_large_ones_are_told_so(editor: Browser, app: Flask) -> None:
    large = bytes_of(photo()) + b"\0" * (6 * 2**20)
    assert send(editor, large).status_code == 201
    answer = send(editor, b"\0" * (21 * 2**20))
    assert (answer.status_code, "at most 20 MB" in answer.get_json()["error"]) == (413, True)
    page = send(editor, b"\0" * (21 * 2**20), accept="text/html")
    assert (page.status_code, "at most 20 MB" in page.text) == (413, True)
    assert post(app.test_client(), large, "a.jpg", "text/html").status_code == 413


def test_viewers_look_and_do_not_upload(service: Service, app: Flask, editor: Browser) -> None:
    told = send(editor, bytes_of(photo())).get_json()
    viewer = logged_in(service, app, "viewer")
    page = viewer.get("/desk/pictures")
    assert page.status_code == 200
    assert told["url"].rpartition("/")[2] in page.text
    assert 'type="file"' not in page.text
    assert (
        viewer.post("/desk/pictures", file=(BytesIO(bytes_of(photo())), "a.jpg")).status_code == 403
    )


def test_the_library_is_searched_filtered_and_paged(service: Service, editor: Browser) -> None:
    add = service.store.library.add
    for number in range(45):
        media = Media(
            f"https://news.example.org/media/{number}", f"{number:064x}", "image/png", 100, 100, 1
        )
        add(media, PictureTexts(caption=f"Number {number}", credit="Li 50%"), "wei", service.now())
    first = editor.get("/desk/pictures")
    assert (first.text.count("<li><a"), "Number 44" in first.text, "Number 4<" in first.text) == (
        40,
        True,
        False,
    )
    older = editor.get(
        "/desk/pictures?before=" + first.text.partition("before=")[2].partition('"')[0]
    )
    assert (older.text.count("<li><a"), "Number 4<" in older.text) == (5, True)
    assert editor.get("/desk/pictures?q=number+17").text.count("<li><a") == 1
    assert "No picture fits" in editor.get("/desk/pictures?q=%25%25").text
    assert editor.get("/desk/pictures?q=50%25").text.count("<li><a") == 40


def test_texts_are_changed_and_logged(service: Service, editor: Browser) -> None:
    digest = send(editor, bytes_of(photo())).get_json()["url"].rpartition("/")[2].partition(".")[0]
    editor.get(f"/desk/pictures/{digest}")
    page = editor.post(f"/desk/pictures/{digest}", alt="Snow", decorative="1")
    assert (page.status_code, "one or the other" in page.text) == (422, True)
    assert (
        editor.post(f"/desk/pictures/{digest}", alt="  Snow  on\nroofs ", licence="CC0").status_code
        == 200
    )
    assert service.store.library.get(digest).texts == PictureTexts(
        alt="Snow on roofs", licence="CC0"
    )
    entry = service.store.audit.entries(1)[0]
    assert (entry.action, (entry.after or {})["alt"]) == ("describe picture", "Snow on roofs")
    assert editor.get("/desk/pictures/" + "0" * 64).status_code == 404


def showing(service: Service, url: str) -> list[str]:
    digest = url.rpartition("/")[2].partition(".")[0]
    return [item.content.title for item in service.store.library.shown_by(digest)]


def with_picture(item: Item, url: str) -> dict[str, Any]:
    return {
        "html": f'<p>A</p><figure><img src="{url}" alt=""></figure>',
        "pictures": (Picture(url),),
    }


def test_uses_follow_what_editors_write(
    service: Service, newsroom: Newsroom, editor: Browser
) -> None:
    url = send(editor, bytes_of(photo())).get_json()["url"]
    path = url.removeprefix("https://news.example.org")
    item = newsroom.publish(
        "With a picture", html=f'<img src="{url}" alt="">', pictures=(Picture(url),)
    )
    assert showing(service, url) == ["With a picture"]
    assert (
        "With a picture"
        in editor.get(f"/desk/pictures/{service.store.library.page(1)[0].media.digest}").text
    )
    assert f'src="{path}"' in editor.client.get(f"/items/{item.uid}/{item.slug}").text
    newsroom.edit(item, html="<p>None</p>", pictures=())
    assert showing(service, url) == []
    newsroom.edit(item, pictures=(Picture(url),))
    assert editor.client.get(path).status_code == 200
    newsroom.withdraw(item)
    assert editor.client.get(path).status_code == 410
    newsroom.edit(item, pictures=())
    assert editor.client.get(path).status_code == 200


def test_uses_of_collected_pictures(service: Service, add: Add, collect: Any) -> None:
    run: Run = collect(add("news"))
    assert run.pictures
    for kept in service.store.library.page(50):
        (item, *_) = service.store.library.shown_by(kept.media.digest)
        assert kept.media.url in {picture.url for picture in item.content.pictures}
    assert service.store.library.page(50, uploaded=True) == []


@given(
    alt=st.text(max_size=40),
    caption=st.text(max_size=40),
    credit=st.from_regex(r"[A-Za-z .&\"*_]{0,20}", fullmatch=True),
)
def test_what_is_written_into_a_text_comes_out_of_it(alt: str, caption: str, credit: str) -> None:
    texts = PictureTexts(
        clean_text(alt), clean_text(caption).rstrip("]］】)） "), clean_text(credit)
    )
    html, _ = from_markdown(
        f"Before.\n\n{markdown_of(LibraryPicture(1, MEDIA, texts))}\n\nAfter.",
        "https://news.example.org",
    )
    (found,) = pictures_of(html)
    assert (found.url, found.alt) == (URL, texts.alt)
    assert clean_text(found.full_caption) == clean_text(
        Picture(URL, texts.caption, texts.credit).full_caption
    )


def test_pictures_that_need_words() -> None:
    content = Content(
        "A",
        pictures=(
            Picture("https://a.example/1"),
            Picture("https://a.example/2", alt=" "),
            Picture("https://a.example/3", alt="Snow"),
        ),
    )
    assert [picture.url[-1] for picture in pictures_without_alt(content)] == ["1", "2"]
    assert unnamed_pictures(content, {"https://a.example/2"}) == ["https://a.example/1"]
    decorative = LibraryPicture(1, MEDIA, PictureTexts(alt="Gone", decorative=True))
    assert markdown_of(decorative) == f"![]({URL})"
