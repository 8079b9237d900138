"""A page: its bytes as text, a tree by one parse, lines as a reader sees them, what else stands in
it.
"""
