"""Index pages of many kinds of news site, with what each of them lists: the corpus that finders of
entries are measured on.
"""
