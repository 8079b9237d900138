"""Newsrooms of any size: what stands in them, how they are filled in minutes, and what is asked of
them.
"""
