"""A newspaper that lives for years while its site does not stay as it was: it is relaunched, moves,
is walled and broken into, in English and in Chinese, and what is true of its stories is known.
"""
