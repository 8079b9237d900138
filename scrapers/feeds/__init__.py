"""Feeds and sitemaps of other sites."""
