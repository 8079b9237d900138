"""An article of a site that nobody knows, part by part."""
