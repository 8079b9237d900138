"""A listing of a site that nobody knows, as it is shown."""
