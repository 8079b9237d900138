"""Recipes: how to read a site, said with a few selectors."""
