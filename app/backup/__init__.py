"""Backups: an installation in one file, and back.

Decision 0127.
"""
