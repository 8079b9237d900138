"""What a visitor would get, taken inside the process: the content that the hub sends out is the
very page.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.run.boot import Service
from app.values.errors import StoreError
from app.web import create_app

_GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a visitor gets: `location`, `links` and `policy` are the headers Location, Link and
    Content-Security-Policy, or empty.
    """

    status: int
    content_type: str
    body: bytes
    location: str
    links: str
    policy: str

    @property
    def text(self) -> str:
        """The body as text; empty for what is none."""
        return "" if self.content_type.startswith("image/") else self.body.decode()


def asking(service: Service) -> Callable[[str], Answer]:
    """A function that gives the answer at a path, whatever it is, to a visitor who says nothing of
    herself.
    """
    client = create_app(service).test_client(use_cookies=False)

    def ask(path: str) -> Answer:
        answer = client.get(path, base_url=service.settings.base_url)
        head = answer.headers
        headers = [head.get(name, "") for name in ("Location", "Link", "Content-Security-Policy")]
        return Answer(answer.status_code, answer.content_type or "", answer.get_data(), *headers)

    return ask


def rendering(service: Service) -> Callable[[str], tuple[str, bytes] | None]:
    """A function that gives the content type and the content at a path, None when there is nothing;
    StoreError when it fails.
    """
    ask = asking(service)

    def render(path: str) -> tuple[str, bytes] | None:
        answer = ask(path)
        if answer.status in _GONE:
            return None
        if answer.status != 200:
            raise StoreError(f"{path} answers {answer.status}")
        return answer.content_type, answer.body

    return render
