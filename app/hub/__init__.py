"""WebSub at work: other hubs are told of changes; our own hub verifies, and sends the news of a topic to whoever subscribed.

`reception` takes requests in; `pinging`, `verifying` and `delivering` know what is to be sent and what an answer means;
`courier` carries it out, for all subscribers at once. What is due stands in the database.
"""

from app.hub.courier import Courier
from app.hub.delivering import Render
from app.hub.reception import receive

__all__ = ["Courier", "Render", "receive"]
