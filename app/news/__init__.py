"""Pure judgement: what to do with what was read, and what belongs together."""
