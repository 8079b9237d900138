"""What is wrong with an installation, before and while it runs, each with what to do.

Decision 0128.
"""
