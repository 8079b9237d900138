"""The library of pictures: upload, find, describe."""

from contextlib import closing

from flask import Response, flash, json, redirect, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.exceptions import Forbidden, RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from app import desk
from app.feeds import media_path, offered_widths
from app.images.pictures import UnfitPicture
from app.images.variants import ENDINGS
from app.values.errors import InputError, TooMany
from app.values.model import PictureTexts
from app.web.desk.base import (
    answer,
    current_service,
    in_words,
    me,
    my_ration,
    needs,
    pages,
    sentence,
    wants_json,
)
from app.web.lengths import PICTURE_MEGABYTES, TEXT_BYTES

_PAGE = 40
_FIELDS = ("alt", "caption", "credit", "licence")


@pages.url_value_preprocessor
def refuse_unasked(endpoint: str | None, _: object) -> None:
    """A picture may be larger than a text, for those who may upload one; said before anybody reads
    the form.
    """
    if (
        endpoint == "desk.upload_picture"
        and (request.content_length or 0) > TEXT_BYTES
        and not current_user.is_authenticated
    ):
        raise RequestEntityTooLarge


@pages.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> AnyResponse:
    """What is too large is said in words where somebody uploads a picture."""
    if request.endpoint != "desk.upload_picture":
        return error.get_response()
    return _refused(
        gettext(
            "The file is too large: a picture may have at most %(most)s MB.", most=PICTURE_MEGABYTES
        ),
        413,
    )


@pages.get("/pictures")
@needs("look")
def pictures() -> Response:
    """Pictures that are kept here, the newest first."""
    return _library()


@pages.post("/pictures")
@needs("write")
def upload_picture() -> AnyResponse:
    """Keep a picture that an editor brings along, checked and re-encoded."""
    file, service = request.files.get("file"), current_service()
    if file is None or not file.filename:
        return _refused(gettext("Choose a picture first."), 422)
    with closing(file):
        body = file.stream.read()
    try:
        texts = _texts()
        picture, is_new = desk.upload(
            service.store, service.gallery, body, texts, me().name, service.now(),
            service.settings.base_url, my_ration("pictures")
        )  # fmt: skip
    except UnfitPicture as error:
        return _refused(_unfit_words(error), 422)
    except TooMany as error:
        return _refused(sentence(error), 429)
    except InputError as error:
        return _refused(in_words(error), 422, error.field)
    if wants_json():
        media = picture.media
        return _json(
            {
                "url": media.url,
                "width": media.width,
                "height": media.height,
                "markdown": desk.markdown_of(picture),
            },
            201,
        )
    flash(
        gettext("Kept.")
        if is_new
        else gettext("This picture is here already; its texts were left as they are.")
    )
    return redirect(url_for("desk.picture", digest=picture.media.digest))


@pages.route("/pictures/<digest>", methods=["GET"])
@needs("look")
def picture(digest: str) -> Response:
    """One picture: its sizes, what is said of it, who shows it."""
    return _one(digest)


@pages.post("/pictures/<digest>")
@needs("write")
def describe_picture(digest: str) -> AnyResponse:
    """Say something else of a picture."""
    service = current_service()
    if not me().may("review") and service.store.library.get(digest).uploaded_by != me().name:
        raise Forbidden
    try:
        service.store.library.describe(digest, _texts(), me().name, service.now())
    except InputError as error:
        return _one(digest, in_words(error), error.field, 422)
    flash(gettext("Saved."))
    return redirect(url_for("desk.picture", digest=digest))


def _library(problem: str = "", field: str = "", code: int = 200) -> Response:
    words, uploaded, before = (
        request.args.get("q", "").strip()[:200],
        request.args.get("show") == "uploaded",
        request.args.get("before", ""),
    )
    place = int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None
    pictures = current_service().store.library.page(
        _PAGE + 1, words=words, uploaded=uploaded, before=place
    )
    return answer(
        "pictures.html",
        code,
        pictures=pictures[:_PAGE],
        more=pictures[_PAGE - 1].id if len(pictures) > _PAGE else None,
        words=words,
        uploaded=uploaded,
        problem=problem,
        field=field,
        typed=request.form,
        most=PICTURE_MEGABYTES,
        path=media_path,
    )


def _one(digest: str, problem: str = "", field: str = "", code: int = 200) -> Response:
    service = current_service()
    picture = service.store.library.get(digest)
    widths = offered_widths(picture.media.width)
    forms = [
        (width, [(ending, f"/media/{digest}-{width}.{ending}") for ending in ENDINGS])
        for width in widths
    ]
    return answer(
        "picture.html",
        code,
        picture=picture,
        texts=_typed() if problem else picture.texts,
        problem=problem,
        field=field,
        forms=forms,
        items=service.store.library.shown_by(digest),
        markdown=desk.markdown_of(picture),
        path=media_path(picture.media),
    )


def _texts() -> PictureTexts:
    typed = _typed()
    return desk.picture_texts(
        typed.alt, typed.caption, typed.credit, typed.licence, decorative=typed.decorative
    )


def _typed() -> PictureTexts:
    alt, caption, credit, licence = (request.form.get(name, "") for name in _FIELDS)
    return PictureTexts(
        alt, caption, credit, licence, decorative=bool(request.form.get("decorative"))
    )


def _refused(words: str, code: int, field: str = "file") -> AnyResponse:
    if wants_json():
        return _json({"error": words}, code)
    # Of a form that was too large nothing can be read.
    return (
        answer("message.html", code, words=words) if code == 413 else _library(words, field, code)
    )


def _json(value: dict[str, object], code: int) -> Response:
    return Response(
        json.dumps(value, ensure_ascii=False), code, content_type="application/json; charset=utf-8"
    )


def _unfit_words(error: UnfitPicture) -> str:
    words: dict[str, str] = {
        "not-a-picture": gettext(
            "This is no picture that can be shown here: send a JPEG, PNG, GIF, WebP, AVIF or BMP "
            "file that shows something."
        ),
        "too-large": gettext("This picture has too many pixels. Make it smaller and try again."),
        "too-small": gettext(
            "This picture is too small: it should have at least 60 pixels on each side."
        ),
        "broken": gettext("This picture is damaged or cut off."),
    }
    return words[error.kind]
