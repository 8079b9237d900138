"""Pictures that editors bring along."""

from datetime import datetime

from app.desk.rations import use
from app.feeds import media_path
from app.images.pictures import Gallery
from app.store import Store
from app.values.errors import InputError
from app.values.model import LibraryPicture, Media, PictureTexts
from app.values.quotas import Ration, refuse_unused
from scrapers.words.text import clean_text

_LONGEST = {"alt": 1000, "caption": 2000, "credit": 300, "licence": 300}


def upload(
    store: Store,
    gallery: Gallery,
    body: bytes,
    texts: PictureTexts,
    by: str,
    now: datetime,
    base_url: str,
    ration: Ration,
) -> tuple[LibraryPicture, bool]:
    """Check, re-encode and keep a picture; says whether it is new here. UnfitPicture says why it
    cannot be kept, TooMany that this editor has uploaded too much today, or too much that nobody
    shows.
    """
    refuse_unused(ration, store.library.unused(by))
    # What is sent counts, whatever comes of it: looking at it is the larger part of the work.
    store.transact(lambda tx: use(tx, ration, len(body), now))
    kept = gallery.keep(body)
    media = Media("", kept.digest, kept.type, kept.width, kept.height, kept.size)
    at = Media(
        base_url + media_path(media), kept.digest, kept.type, kept.width, kept.height, kept.size
    )
    return store.library.add(at, texts, by, now)


def picture_texts(
    alt: str, caption: str, credit: str, licence: str, *, decorative: bool
) -> PictureTexts:
    """What an editor typed about a picture; InputError names the field that cannot be used."""
    typed = {"alt": alt, "caption": caption, "credit": credit, "licence": licence}
    clean = {name: " ".join(clean_text(text).split()) for name, text in typed.items()}
    for name, text in clean.items():
        if len(text) > _LONGEST[name]:
            raise InputError(
                "this has at most %(most)s characters", field=name, most=_LONGEST[name]
            )
    if decorative and clean["alt"]:
        raise InputError(
            "a decorative picture needs no description; take away one or the other", field="alt"
        )
    return PictureTexts(**clean, decorative=decorative)
