"""What Prometheus reads: all of it from the database, so any process of the service can tell it.

Decision 0037.
"""

from collections.abc import Iterator

from flask import Blueprint, Response, abort, request
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from app.desk import health_of_sources
from app.news.health import STAGES
from app.run.boot import Service
from app.run.signs import LATENESSES, REFUSALS
from app.store import TOTALS
from app.values.program import NAME
from app.web.context import current_service
from app.web.security import may_see_figures

pages = Blueprint("metrics", __name__)

_HELP = {
    "runs": "Runs",
    "errors": "Runs that failed as a whole",
    "requests": "Requests made",
    "not_modified": "Requests answered with 304",
    "bytes": "Bytes of documents fetched, decoded",
    "new": "Stories that were new",
    "changed": "Stories that had changed",
    "failed": "Pages that could not be fetched or read",
}


@pages.get("/metrics")
def metrics() -> Response:
    """The figures of the newsroom, for this machine or for whoever has the token."""
    if not may_see_figures(request, current_service().settings.metrics_token):
        abort(403)
    registry = CollectorRegistry()
    registry.register(_Figures(current_service()))
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return Response(
        encode(registry), content_type=content_type, headers={"Cache-Control": "no-store"}
    )


class _Figures(Collector):
    def __init__(self, service: Service) -> None:
        self._service = service

    def describe(self) -> list[Metric]:
        """Nothing in advance: registering must not ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All figures, read afresh."""
        yield from self._totals()
        yield from self._sources()
        yield from self._whole()
        yield from self._doors()

    def _totals(self) -> Iterator[Metric]:
        totals = self._service.store.runs.totals()
        for name in TOTALS:
            family = CounterMetricFamily(
                f"{NAME}_source_{name}", f"{_HELP[name]}, by source.", labels=["source"]
            )
            for slug, counts in totals.items():
                family.add_metric([slug], getattr(counts, name))
            yield family

    def _sources(self) -> Iterator[Metric]:
        failing = GaugeMetricFamily(
            f"{NAME}_source_failures", "Failed runs in a row; 0 is well.", labels=["source"]
        )
        success = GaugeMetricFamily(
            f"{NAME}_source_last_success_timestamp_seconds",
            "When it last went well.",
            labels=["source"],
        )
        due = GaugeMetricFamily(
            f"{NAME}_source_next_check_timestamp_seconds",
            "When its listing is checked next.",
            labels=["source"],
        )
        for source in self._service.store.sources.all():
            failing.add_metric([source.slug], source.failures)
            for family, moment in ((success, source.last_success_at), (due, source.next_run_at)):
                if moment is not None:
                    family.add_metric([source.slug], moment.timestamp())
        kinds = GaugeMetricFamily(
            f"{NAME}_failing_sources",
            "Sources whose last run failed, by kind of failure.",
            labels=["kind"],
        )
        for kind, number in self._service.store.runs.failing_kinds().items():
            kinds.add_metric([kind], number)
        yield from (failing, success, due, kinds, self._health())

    def _health(self) -> Metric:
        health = GaugeMetricFamily(
            f"{NAME}_source_health",
            "0 is well, 1 suspected after one run, 2 ailing; by source and what it is.",
            labels=["source", "state"],
        )
        with self._service.store.look() as look:
            sources = look.sources.all()
            healths = health_of_sources(look, sources)
        for source in sources:
            found = healths[source.id]
            health.add_metric([source.slug, found.state], STAGES.index(found.stage))
        return health

    def _whole(self) -> Iterator[Metric]:
        store = self._service.store
        items = GaugeMetricFamily(f"{NAME}_items", "Items by status.", labels=["status"])
        for status, number in store.items.count().items():
            items.add_metric([status], number)
        pictures = GaugeMetricFamily(f"{NAME}_pictures", "Pictures by state.", labels=["state"])
        for state, number in store.pictures.count().items():
            pictures.add_metric([state], number)
        yield from (items, pictures)
        yield GaugeMetricFamily(
            f"{NAME}_captures_bytes", "Captures on disk.", self._service.captures.size()
        )
        yield GaugeMetricFamily(
            f"{NAME}_pictures_bytes", "Pictures on disk.", self._service.gallery.size()
        )
        yield GaugeMetricFamily(
            f"{NAME}_edition", "The edition's number.", store.sections.edition().number
        )
        yield from self._hubs()
        beat = store.sections.last_beat()
        if beat is not None:
            yield GaugeMetricFamily(
                f"{NAME}_clock_beat_timestamp_seconds",
                "When the clock last ticked.",
                beat.timestamp(),
            )

    def _doors(self) -> Iterator[Metric]:
        counts = self._service.signs.counts()
        refused = CounterMetricFamily(
            f"{NAME}_web_refused",
            "Requests and connections refused at the door, by reason.",
            labels=["reason"],
        )
        late = CounterMetricFamily(
            f"{NAME}_web_timed_out",
            "Connections closed because a visitor took too long, by what was awaited.",
            labels=["awaited"],
        )
        for family, events in ((refused, REFUSALS), (late, LATENESSES)):
            for event in events:
                family.add_metric([event], counts[event])
        yield from (refused, late)

    def _hubs(self) -> Iterator[Metric]:
        subscriptions = GaugeMetricFamily(
            f"{NAME}_hub_subscriptions", "Subscriptions to our hub, by state.", labels=["state"]
        )
        for state, number in self._service.store.hub.count(self._service.now()).items():
            subscriptions.add_metric([state], number)
        failing = GaugeMetricFamily(
            f"{NAME}_ping_failures", "Failed pings in a row; 0 is well.", labels=["hub"]
        )
        owed = GaugeMetricFamily(
            f"{NAME}_ping_topics_owed",
            "Changed topics that a hub has not been told of.",
            labels=["hub"],
        )
        success = GaugeMetricFamily(
            f"{NAME}_ping_last_success_timestamp_seconds",
            "When a hub was last told.",
            labels=["hub"],
        )
        for hub in self._service.store.pings.hubs(self._service.settings.hubs):
            failing.add_metric([hub.url], hub.failures)
            owed.add_metric([hub.url], hub.owed)
            if hub.last_success_at is not None:
                success.add_metric([hub.url], hub.last_success_at.timestamp())
        yield from (subscriptions, failing, owed, success)
