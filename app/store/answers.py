"""What programs were answered under an Idempotency-Key: asking again gives the same answer, and
does nothing.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from app.store.access import Access, repeated
from app.store.schema import AnswerRow
from app.values.errors import InputError
from app.values.model import Token

_KEPT = timedelta(hours=24)


class Answers:
    """Answers by token and key, for a day."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @repeated
    def given(self, token: Token, key: str, digest: str, now: datetime) -> dict[str, Any] | None:
        """The answer that was given under a key, if any; InputError when the key was used for
        another request.
        """
        with self._access.write() as session:
            session.execute(delete(AnswerRow).where(AnswerRow.at <= now - _KEPT))
            row = session.get(AnswerRow, (token.id, key))
            if row is None or row.answer is None:
                return None
            if row.digest != digest:
                raise InputError("this key was used for another request", field="Idempotency-Key")
            return row.answer

    @repeated
    def keep(
        self, token: Token, key: str, digest: str, answer: dict[str, Any], now: datetime
    ) -> None:
        """Keep the answer to a request, in the transaction that carries the request out."""
        with self._access.write() as session:
            session.merge(
                AnswerRow(token_id=token.id, key=key, digest=digest, at=now, answer=answer)
            )
