"""Alembic's entry: runs the migrations on the connection that the program hands over."""

from alembic import context

from app.store.schema import Base, has_row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    include_name=has_row,
)
with context.begin_transaction():
    context.run_migrations()
