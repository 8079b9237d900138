"""What is filed in the search index of a database."""

from typing import Any

from sqlalchemy import Connection, text


def filed(connection: Connection) -> set[tuple[Any, ...]]:
    """The tokens of the index, each with its item, its key and its place."""
    if connection.dialect.name != "sqlite":
        wanted = (
            "SELECT item_id, key, words, titles, CAST(pairs AS text) FROM search_index JOIN "
            "search_entries USING (key)"
        )
        return {tuple(row) for row in connection.execute(text(wanted))}
    connection.execute(
        text("CREATE VIRTUAL TABLE temp.filed USING fts5vocab('main', 'search_index', 'instance')")
    )
    wanted = (
        'SELECT item_id, key, term, col, "offset" FROM temp.filed JOIN search_entries ON doc = key'
    )
    found = {tuple(row) for row in connection.execute(text(wanted))}
    connection.execute(text("DROP TABLE temp.filed"))
    return found
