"""The door: an RSGI application in front of the site, at which no visitor can hold anybody else.

Everything that waits for a visitor waits in one event loop, not in a thread: `body` receives what
is sent, within limits of time and size; kept pages are answered right there; a thread is taken only
when the whole request has come (`door`), one of the readers' or of the writers' (`line`), and gives
a whole answer back (`gateway`). What the loop
cannot see, silent connections and readers that take nothing, `porter` finds among the sockets of
the process, by rules that `patience` keeps.
"""

from app.web.door.door import Door
from app.web.door.porter import Porter

__all__ = ["Door", "Porter"]
