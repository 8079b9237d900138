"""WebSub at work: other hubs are told of changes; our own hub verifies, and sends the news of a
topic to whoever subscribed.

`reception` takes requests in; `announcing` notes what changed; `pinging`, `verifying` and
`delivering` know what is to be sent and what an answer means; `delivery_worker` carries it out, for
all subscribers at once. What is due stands in the database.
"""

from app.hub.delivering import Render
from app.hub.delivery_worker import DeliveryWorker
from app.hub.reception import receive

__all__ = ["DeliveryWorker", "Render", "receive"]
