"""The values of the newsroom. All instants are aware and in UTC."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from app.values.address import Address
from scrapers import Picture, Stamp

Rights = Literal["full", "summary", "headline"]
Kind = Literal["collected", "written"]
Status = Literal["draft", "review", "scheduled", "published", "withdrawn", "rejected", "merged"]
Role = Literal["viewer", "contributor", "editor", "chief"]
Via = Literal["listing", "promo", "import", "desk"]
LocationState = Literal["pending", "read", "gone"]
CorrectionKind = Literal["correction", "clarification", "update"]
NoticeKind = Literal[
    "broken",
    "mended",
    "late",
    "review",
    "held",
    "foreign",
    "ailing",
    "recovered",
    "healed",
    "proposed",
    "unsaved",
]
Foreign = Literal["", "passed", "held"]
LossKind = Literal["text", "pictures", "captions"]
Joined = Literal["", "words", "likeness", "link", "hand"]

RIGHTS: tuple[Rights, ...] = get_args(Rights)
ROLES: tuple[Role, ...] = get_args(Role)
CORRECTIONS: tuple[CorrectionKind, ...] = get_args(CorrectionKind)
DEFAULT_RIGHTS: Rights = "summary"
# What the note of an item says that waits because of its title.
TITLE_IN_DOUBT = "the title is in doubt"
# The same where its listing had never linked to its host, and did so many times at once.
FOREIGN_HOST = "its source never linked to this site before"
# For how long feeds tell of a withdrawal: RSS and JSON Feed with a notice, Atom with a tombstone.
NOTICE_KEPT, TOMBSTONE_KEPT = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of our site; `changed_at` is the last visible change in it, `version_at` as in
    `Edition`.

    `first_slug` is the slug that it was made with: its feeds keep their ids when it gets another.
    """

    id: int
    slug: str
    title: str
    changed_at: datetime
    version_at: datetime
    first_slug: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A word that editors give to items; `changed_at` is the last visible change of an item with
    it, `version_at` as in `Edition`.
    """

    id: int
    slug: str
    title: str
    changed_at: datetime
    version_at: datetime


# Seconds. A source that is checked less often is none.
LONGEST_EVERY = 30 * 86400


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """What a person says when adding a source; empty fields are filled from the page.

    `every` is in seconds, 0 for a learned rhythm; `charset` the label of an encoding, empty to find
    it out; `recipe`, `even_doubtful` and `browser` as in `Source`.
    """

    url: str
    slug: str = ""
    title: str = ""
    section: str = ""
    scraper: str = ""
    rights: Rights = DEFAULT_RIGHTS
    review: bool = False
    every: int = 0
    zone: str = ""
    charset: str = ""
    recipe: Mapping[str, Any] | None = None
    even_doubtful: bool = False
    browser: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A listing that we poll. `every` is in seconds, 0 for a learned rhythm (`rhythm`, as
    `app.collect.cadence` writes it). `checked_at` is when the listing was last seen, changed or
    not; `hint` the seconds for which its publisher calls it fresh; `moved_to` where it was found to
    have moved for good, `moved_times` times in a row; `backfill_next` the page at which an
    unfinished walk goes on, with `backfill_left` pages to go (0: to the end); `backfilled_at` when
    a walk reached the end; `missed` how often in a row a further page could not be had while
    catching up; `charset` what a person said that its pages are in; `recipe` how its pages are
    read, as `scrapers.recipes.recipe` writes it; `rules` what becomes of new items, as
    `app.news.rules` writes it: none for a source that is trusted, or reviewed as a whole
    (`review`). `even_doubtful`: what is to be published is, even when its title is in doubt.
    `listing_capture` is where its last good list is kept. `doctor_mode` says what the doctor may do
    when it ails (`app.news.remedies.MODES`), `treated_at` when it was last looked for a remedy;
    while a remedy is `on_trial`, what it brings waits for people.
    `browser`: its pages are read as their scripts draw them, where there is a browser.
    `key` is that of the address `url`.
    """

    id: int
    slug: str
    title: str
    url: str
    key: str
    scraper: str
    section: Section
    rights: Rights
    review: bool
    every: int
    zone: str
    changed_at: datetime
    version_at: datetime
    paused: bool = False
    next_run_at: datetime | None = None
    failures: int = 0
    last_success_at: datetime | None = None
    last_error: str = ""
    failure_kind: str = ""
    listed_at: datetime | None = None
    checked_at: datetime | None = None
    rhythm: Mapping[str, Any] | None = None
    hint: int | None = None
    moved_to: str = ""
    moved_times: int = 0
    backfill_next: str = ""
    backfill_left: int = 0
    backfilled_at: datetime | None = None
    missed: int = 0
    charset: str = ""
    recipe: Mapping[str, Any] | None = None
    rules: Sequence[Mapping[str, Any]] = ()
    even_doubtful: bool = False
    listing_capture: str = ""
    doctor_mode: str = "on"
    on_trial: bool = False
    treated_at: datetime | None = None
    browser: bool = False

    @property
    def address(self) -> Address:
        """Where the listing is polled."""
        return Address(self.url, self.key)


@dataclass(frozen=True, slots=True)
class Location:
    """An address at which a story stands or may stand, as a listing, a promo, an import or an
    editor told us.

    `joined` says why it counts as a further address of its item: the very same `words`, a
    `likeness` of the words, a `link` that the page gives as its own address and words that agree,
    or an editor's `hand`; empty for an address that is the item's own. `share` is how much of the
    shorter text's words both have, `joined_by` the editor who joined or split them. `key` is the
    canonical address without its scheme, `claim` that of the address that the page names as its
    own, if it is another one. `position` grows in the order in which stories are to be read,
    `listed_at` is when a listing's first page showed it last. `foreign` says that its listing had
    never linked to its host when it showed this among many such: it was one of those that `passed`,
    or is `held` for people. `missing` says why what was read here is not the whole story; empty
    where it is.
    """

    id: int
    url: str
    state: LocationState
    via: Via
    source_id: int | None
    item_id: int | None
    teaser_title: str = ""
    teaser_summary: str = ""
    teaser_published: Stamp | None = None
    tries: int = 0
    error: str = ""
    gone_at: datetime | None = None
    first_seen_at: datetime | None = None
    recheck_at: datetime | None = None
    rereads: int = 0
    capture: str = ""
    joined: Joined = ""
    share: float | None = None
    joined_by: str = ""
    source_slug: str = ""
    source_title: str = ""
    key: str = ""
    claim: str = ""
    position: int = 0
    listed_at: datetime | None = None
    checked_at: datetime | None = None
    foreign: Foreign = ""
    missing: str = ""

    @property
    def address(self) -> Address:
        """The address itself."""
        return Address(self.url, self.key)


@dataclass(frozen=True, slots=True)
class Media:
    """A picture that is kept here: `url` is where it stands upstream; sizes are in pixels and
    bytes.
    """

    url: str
    digest: str
    type: str
    width: int
    height: int
    size: int


@dataclass(frozen=True, slots=True)
class PictureTexts:
    """What is said of a picture; a `decorative` one needs no words for those who cannot see it."""

    alt: str = ""
    caption: str = ""
    credit: str = ""
    licence: str = ""
    decorative: bool = False


@dataclass(frozen=True, slots=True)
class LibraryPicture:
    """A kept picture as the library shows it; `id` gives its place. `uploaded_by` is empty for one
    that was collected.
    """

    id: int
    media: Media
    texts: PictureTexts
    uploaded_by: str = ""
    uploaded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader sees of an item; one version of it is a revision. `html` is sanitised,
    `markdown` is an editor's own text, `authors` are names of people, each by itself.
    """

    title: str
    summary: str = ""
    html: str = ""
    text: str = ""
    authors: tuple[str, ...] = ()
    byline_source: str = ""
    language: str = ""
    pictures: tuple[Picture, ...] = ()
    published: Stamp | None = None
    markdown: str = ""
    tags: tuple[str, ...] = ()

    @property
    def author(self) -> str:
        """The authors in one line."""
        return ", ".join(self.authors)


CONTENT_FIELDS = (
    "title",
    "summary",
    "html",
    "text",
    "authors",
    "byline_source",
    "language",
    "pictures",
    "published",
    "markdown",
    "tags",
)


@dataclass(frozen=True, slots=True)
class Correction:
    """What readers are told about a change of a published item; `revision` is the version that it
    led to.
    """

    revision: int
    at: datetime
    by: str
    kind: CorrectionKind
    note: str


@dataclass(frozen=True, slots=True)
class Item:
    """What we store and publish.

    `uid` stands in URLs, `tag` (RFC 4151) in feeds; both are made once. `published_at` is the best
    true instant for feeds and order and is fixed when the item is made; `updated_at` is the last
    significant change, `changed_at` the last visible one but for silent revisions. `media` are the
    pictures kept here, by their address upstream; `unfit` the addresses at which there is none to
    keep. `cluster_id` is the event that it reports, if others report it too, and `reports` how many
    public reports of that there are. `locations` begins with the item's own address; `merged_into`
    is the id of the item that one with status `merged` lives on in. `serial` numbers items in the
    order in which they first became public, without gaps; `edition` is the number of the edition in
    which the item last changed visibly, `version_at` its version as in `Edition`, None for what has
    not changed since items have one; `withdrawn_at` is also when it was merged into another;
    `embargo_until` is before when it must not be public. `own_rights` are None where those of its
    source hold.
    """

    id: int
    uid: str
    tag: str
    kind: Kind
    status: Status
    rights: Rights
    section: Section
    source_slug: str
    source_title: str
    content: Content
    published_at: datetime
    first_seen_at: datetime
    updated_at: datetime
    changed_at: datetime
    revision: int
    slug: str = ""
    due_at: datetime | None = None
    embargo_until: datetime | None = None
    released_at: datetime | None = None
    withdrawn_at: datetime | None = None
    note: str = ""
    edited: frozenset[str] = frozenset()
    upstream: Content | None = None
    fingerprint: str = ""
    locations: tuple[Location, ...] = ()
    media: Mapping[str, Media] = field(default_factory=dict)
    unfit: frozenset[str] = frozenset()
    merged_into: str = ""
    cluster_id: int | None = None
    reports: int = 1
    corrections: tuple[Correction, ...] = ()
    serial: int | None = None
    edition: int = 0
    version_at: datetime | None = None
    source_id: int | None = None
    own_rights: Rights | None = None

    @property
    def original_url(self) -> str:
        """Where the item was first found; empty for written items."""
        return next((location.url for location in self.locations if not location.joined), "")

    @property
    def also_at(self) -> tuple["Location", ...]:
        """Where copies of it stand."""
        return tuple(location for location in self.locations if location.joined)


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of an item: its content, when, by whom, whether readers should be told, and what
    editors call it.
    """

    number: int
    at: datetime
    by: str
    significant: bool
    content: Content
    name: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """One page that could not be fetched or read; `kind` as in `FetchError`."""

    kind: str
    url: str
    message: str

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Run:
    """One collection of one source: what was asked and what came of it."""

    source: str
    started_at: datetime
    finished_at: datetime | None = None
    requests: int = 0
    not_modified: int = 0
    bytes: int = 0
    fetched: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    pictures: int = 0
    failed: int = 0
    error_kind: str = ""
    error: str = ""
    failures: tuple[Failure, ...] = ()


COUNTS = (
    "requests",
    "not_modified",
    "bytes",
    "fetched",
    "new",
    "changed",
    "unchanged",
    "gone",
    "pictures",
    "failed",
)


@dataclass(frozen=True, slots=True)
class Edition:
    """The published state of the whole site: its number grows with every change a visitor could
    see.

    `version_at` is the second that stands for this version in Last-Modified: each change has one of
    its own, so after several changes within a second it runs a little ahead of `changed_at`. `tag`
    is the beginning of the tag: URIs (RFC 4151) of this site's feeds; `appeared_at` is the version
    since which what is visible everywhere looks as it does.
    """

    number: int
    changed_at: datetime
    version_at: datetime
    tag: str
    appeared_at: datetime


@dataclass(frozen=True, slots=True)
class Editor:
    """A person who works at the desk; `shortcuts`: whether single keys do things; `language` is
    empty for what the browser asks for. `totp_secret` is sealed.
    """

    id: int
    name: str
    role: Role
    disabled: bool
    password_hash: str = field(repr=False)
    totp_secret: str = field(default="", repr=False)
    recovery_left: int = 0
    shortcuts: bool = True
    language: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """What an editor gave to a program so that it may work here in the editor's name; what it opens
    with stands nowhere.
    """

    id: int
    editor: Editor
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
