"""`make demo`: the service against the sample city, which publishes a story now and then.
Everything stays on this machine.
"""

import os
import tempfile
import threading
from datetime import timedelta
from pathlib import Path

import click

from app.cli.common import in_words, log_to_console
from app.cli.serve import address, check_free, serve
from app.desk import Look, add_source, preview
from app.run.boot import build, clock, settings_from_environment
from app.values.model import SourceSpec
from tests.samplecity import SECTIONS, STORIES, SampleCity, Story

PASSWORD = "harbin in winter"
EVERY = 20


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@in_words
def main(host: str, port: int) -> None:
    """Serve until interrupted, in a folder that is thrown away."""
    check_free(host, port)
    here = address(host, port)
    log_to_console()
    with tempfile.TemporaryDirectory(prefix="harbin-demo-") as folder, SampleCity() as city:
        os.environ.update(
            HARBIN_DATA_DIR=folder,
            HARBIN_DATABASE_URL=f"sqlite:///{Path(folder) / 'harbin.db'}",
            HARBIN_ALLOW_HOSTS=city.host,
            HARBIN_BASE_URL=here,
            HARBIN_TICK="2",
        )
        service = build(settings_from_environment())
        service.store.editors.add("demo", "chief", service.passwords.make(PASSWORD), service.now())
        for section, title in SECTIONS.items():
            spec = SourceSpec(
                f"{city.url}/{section}/index.html",
                section.replace("/", "-"),
                title,
                title,
                "my399",
                "full",
                every=EVERY,
            )
            add_source(
                spec,
                preview(Look(spec.url, "Asia/Shanghai", "my399"), service.fetcher, service.now()),
                service.store,
                service.settings,
                "demo",
                service.now(),
            )
        print(f"The sample city is at {city.url}; it publishes a story every {EVERY} seconds.")
        print(
            f"The site will be at {here}, the desk at {here}/desk/ (name: demo, password: {PASSWORD})."
        )
        stop = threading.Event()
        threading.Thread(target=publish_now_and_then, args=(city, stop), daemon=True).start()
        try:
            serve(service, host, port, 1)
        finally:
            stop.set()
            service.close()


def publish_now_and_then(city: SampleCity, stop: threading.Event) -> None:
    """New stories in the news section, for as long as the demo runs."""
    number = max(story.number for story in STORIES)
    while not stop.wait(EVERY):
        number += 1
        city.publish(late_story(number))


def late_story(number: int) -> Story:
    """A story of today."""
    day = (clock() + timedelta(hours=8)).date()
    text = f"The bulletin board at the East Quay has received its note number {number}, pinned up by a passer-by and read by many."
    return Story(
        number,
        "news",
        day,
        f"Note {number} pinned up at the East Quay",
        (text, "Nobody knows who writes them."),
        text,
    )


if __name__ == "__main__":
    main()
