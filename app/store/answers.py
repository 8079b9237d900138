"""What programs were answered under an Idempotency-Key: asking again gives the same answer, and does nothing."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from app.errors import Conflict, InputError
from app.model import Token
from app.store.engine import Database
from app.store.schema import AnswerRow

_KEPT = timedelta(hours=24)
# Who has not answered by then died over it.
_PATIENCE = timedelta(minutes=2)


class Answers:
    """Answers by token and key, for a day."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, token: Token, key: str, digest: str, now: datetime) -> dict[str, Any] | None:
        """The answer that was given under a key, or None: then it is to be made, and nobody else makes it meanwhile.

        Conflict while it is being made; InputError when the key was used for something else.
        """
        with self._database.write() as session:
            session.execute(delete(AnswerRow).where(AnswerRow.at <= now - _KEPT))
            row = session.get(AnswerRow, (token.id, key))
            if row is not None and row.digest != digest:
                raise InputError("this key was used for another request", field="Idempotency-Key")
            if row is not None and row.answer is not None:
                return row.answer
            if row is not None and row.at > now - _PATIENCE:
                raise Conflict("a request with this key is being answered just now")
            session.merge(AnswerRow(token_id=token.id, key=key, digest=digest, at=now, answer=None))
            return None

    def keep(self, token: Token, key: str, answer: dict[str, Any]) -> None:
        """Keep the answer that was made."""
        with self._database.write() as session:
            row = session.get(AnswerRow, (token.id, key))
            if row is not None:
                row.answer = answer

    def forget(self, token: Token, key: str) -> None:
        """Say that nothing was done, so the key is free again."""
        with self._database.write() as session:
            session.execute(delete(AnswerRow).where(AnswerRow.token_id == token.id, AnswerRow.key == key, AnswerRow.answer.is_(None)))
