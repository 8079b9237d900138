"""Fetching the pictures of stories: through the same guard, with the story's page as referrer, and
never at the story's expense.
"""

from collections.abc import Callable
from datetime import datetime

from app.collect.visit import Visitor
from app.fetch import Limits, NotModified, Validators
from app.images.pictures import Gallery, UnfitPicture
from app.news.decide import try_again_at
from app.store import Store, WantedPicture
from app.values.errors import FetchError
from app.values.model import Media, Source

_LIMITS = Limits(body_bytes=20 * 2**20, wire_bytes=20 * 2**20)
_MOST_IN_A_RUN = 200
_TOGETHER = 20
_FOR_GOOD = (403, 404, 410, 451)


class Illustrator:
    """Fetches the pictures of one source's stories during one run."""

    def __init__(
        self,
        source: Source,
        visitor: Visitor,
        store: Store,
        gallery: Gallery,
        now: Callable[[], datetime],
    ) -> None:
        self._source = source
        self._visitor = visitor
        self._store = store
        self._gallery = gallery
        self._now = now

    def fetch(self, alive: Callable[[], None]) -> None:
        """Fetch what is wanted, the newest first, until nothing is left or enough was done; the
        rest waits for the next run.
        """
        done: list[tuple[WantedPicture, Media]] = []
        for wanted in self._store.pictures.wanted(self._source, self._now(), _MOST_IN_A_RUN):
            alive()
            media = self._fetch(wanted)
            done += [(wanted, media)] if media else []
            if len(done) == _TOGETHER:
                self._keep(done)
        self._keep(done)

    def _keep(self, done: list[tuple[WantedPicture, Media]]) -> None:
        if done:
            self._store.pictures.keep(done, self._now())
            self._visitor.statistics.pictures += len(done)
            done.clear()

    def _fetch(self, wanted: WantedPicture) -> Media | None:
        if until := self._visitor.held(wanted.url):
            self._store.pictures.put_off([wanted], until)
            return None
        try:
            answer = self._visitor.fetch(
                wanted.url, Validators(), referer=wanted.referer, limits=_LIMITS
            )
            assert not isinstance(answer, NotModified)
            kept = self._gallery.keep(answer.body)
            self._gallery.make_variants(kept)
            return Media(wanted.url, kept.digest, kept.type, kept.width, kept.height, kept.size)
        except FetchError as error:
            for_good = error.permanent or error.status in _FOR_GOOD
            again = None if for_good else try_again_at(wanted.tries + 1, self._now())
            self._store.pictures.failed(wanted, error.message, again)
        except UnfitPicture as error:
            self._store.pictures.failed(wanted, str(error), None)
        return None
