"""What the door tells the application of a request that stood in line too long."""

from app.values.program import NAME

# In the environment of a request that waited for its thread longer than it should.
WAITED = f"{NAME}.waited"
