"""Labelled texts: copies that are one story, stories from one template that are not, and reports of
the same event.
"""
