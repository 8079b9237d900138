"""Values and the error tree."""
