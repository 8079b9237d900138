"""The paper of a valley, whose list of news is written in one way after the other."""

from datetime import UTC, datetime

HOME = "https://valley.example/news/"
NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
TITLES = (
    "Bakers of the old town open before dawn",
    "Second track laid along the reservoir",
    "School choir sings at the winter market",
    "Snow ploughs get drivers from the fire brigade",
    "Lanterns light the footpath to the mill again",
)
