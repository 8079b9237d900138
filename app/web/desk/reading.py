"""Reading other sites while an editor waits: one at a time in a process, since the other threads
are the readers'.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from flask_babel import gettext

from app.values.errors import FetchError, InputError
from app.web.desk.base import READING
from app.web.show import failure_words
from scrapers.words.text import shorten


@contextmanager
def reading(field: str) -> Iterator[None]:
    """Hold the one place for reading; InputError at a field when it is taken, or when what is read
    cannot be had.
    """
    lock: threading.Lock = current_app.extensions[READING]
    if not lock.acquire(blocking=False):
        raise InputError(
            gettext("Another address is being read just now; try again in a moment."), field=field
        )
    try:
        yield
    except FetchError as error:
        raise InputError(
            "%(what)s (%(url)s)",
            field=field,
            what=failure_words(error.kind, error.status),
            url=shorten(error.url, 200),
        ) from error
    finally:
        lock.release()
