"""The whole edition as files, for a CDN or any web server.

`crawl` asks the application for every page that another one leads to, `links` reads and settles
links, `paths` says which file a page is, `shelf` holds the files and puts the new edition in the
place of the old one, `maps` tells web servers what moved and what is gone.
"""

from app.export.crawl import export

__all__ = ["export"]
