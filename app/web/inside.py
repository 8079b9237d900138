"""What a visitor would get, taken inside the process: the content that the hub sends out is the very page."""

from collections.abc import Callable
from functools import cache

from flask.testing import FlaskClient

from app.boot import Service
from app.errors import StoreError
from app.web import create_app

_GONE = (404, 410)


def rendering(service: Service) -> Callable[[str], tuple[str, bytes] | None]:
    """A function that gives the content type and the content at a path, None when there is nothing; StoreError when it fails."""

    @cache
    def client() -> FlaskClient:
        return create_app(service).test_client(use_cookies=False)

    def render(path: str) -> tuple[str, bytes] | None:
        answer = client().get(path, base_url=service.settings.base_url)
        if answer.status_code in _GONE:
            return None
        if answer.status_code != 200:
            raise StoreError(f"{path} answers {answer.status_code}")
        return answer.content_type, answer.get_data()

    return render
