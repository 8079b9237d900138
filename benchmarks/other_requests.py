"""requests and BeautifulSoup on lxml, as most small scrapers do it; prints ms of CPU a page."""

import sys
import time

import requests
from bs4 import BeautifulSoup


def main() -> None:
    """Fetch and extract the given paths on the given port."""
    port, *paths = sys.argv[1:]
    start = time.process_time()
    with requests.Session() as session:
        for path in paths:
            page = BeautifulSoup(
                session.get(f"http://127.0.0.1:{port}{path}", timeout=10).text, "lxml"
            )
            text = "\n".join(
                paragraph.get_text(" ", strip=True) for paragraph in page.find_all("p")
            )
            assert page.title
            assert text
    print((time.process_time() - start) * 1000 / len(paths))


if __name__ == "__main__":
    main()
