"""The tables, as typed rows. Rows never leave the store."""

from app.store.schema.base import Base, has_row, table_of
from app.store.schema.hub import HubRow, IntentRow, PingRow, SubscriptionRow
from app.store.schema.installation import InstallationRow
from app.store.schema.items import (
    BandRow,
    ClusterRow,
    ItemRow,
    LocationRow,
    LossRow,
    MarkRow,
    PictureRow,
    PictureUseRow,
    RevisionRow,
    SearchEntryRow,
)
from app.store.schema.notices import DispatchRow, NoticeRow
from app.store.schema.people import (
    AttemptRow,
    AuditRow,
    AutosaveRow,
    EditorRow,
    KnownPlaceRow,
    PresenceRow,
    SessionRow,
    SpentRow,
    ViewRow,
)
from app.store.schema.programs import AnswerRow, TokenRow
from app.store.schema.publishing import (
    ArchiveRow,
    CorrectionRow,
    EditionRow,
    FormerNameRow,
    PinRow,
    SectionRow,
    TaggingRow,
    TagRow,
)
from app.store.schema.sources import HoldRow, RepeatsRow, RobotsRow, RunRow, SourceRow, ValidatorRow

__all__ = [
    "AnswerRow",
    "ArchiveRow",
    "AttemptRow",
    "AuditRow",
    "AutosaveRow",
    "BandRow",
    "Base",
    "ClusterRow",
    "CorrectionRow",
    "DispatchRow",
    "EditionRow",
    "EditorRow",
    "FormerNameRow",
    "HoldRow",
    "HubRow",
    "InstallationRow",
    "IntentRow",
    "ItemRow",
    "KnownPlaceRow",
    "LocationRow",
    "LossRow",
    "MarkRow",
    "NoticeRow",
    "PictureRow",
    "PictureUseRow",
    "PinRow",
    "PingRow",
    "PresenceRow",
    "RepeatsRow",
    "RevisionRow",
    "RobotsRow",
    "RunRow",
    "SearchEntryRow",
    "SectionRow",
    "SessionRow",
    "SourceRow",
    "SpentRow",
    "SubscriptionRow",
    "TagRow",
    "TaggingRow",
    "TokenRow",
    "ValidatorRow",
    "ViewRow",
    "has_row",
    "table_of",
]  # fmt: skip
