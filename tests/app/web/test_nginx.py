"""deploy/nginx.conf with a real nginx: an export is served as the service itself would, and the
service stands safely behind its proxy.
"""

import gzip
import re
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import Message
from functools import partial
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

import brotli
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask.testing import FlaskClient

from app.export.shelf import MARKER, Shelf
from app.run.boot import Service
from tests.app.export.test_export import BASE, database_url, exported, many  # noqa: F401
from tests.conftest import FakeClock
from tests.deskwork import at_desk
from tests.processes import HOUSE, PATIENCE, environment, free_port, serving

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def nginx(
    folder: Path, site: Path, service: str = "http://127.0.0.1:9"
) -> Iterator[tuple[str, str]]:
    """nginx as deploy/nginx.conf has it, with an export and the service behind it; the addresses of
    the export, where the service is asked for without TLS too, and of the service.
    """
    port, secure = free_port(), free_port()
    config = (HOUSE / "deploy" / "nginx.conf").read_text()
    config = config.replace("/srv/harbin/site", str(site)).replace(
        "127.0.0.1:8000", service.removeprefix("http://")
    )
    config = config.replace("listen 80;", f"listen 127.0.0.1:{port};")
    config = config.replace("listen 443 ssl", f"listen 127.0.0.1:{secure} ssl")
    config = config.replace("/etc/letsencrypt/live/live.example.org", str(folder))
    certify(folder)
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "nginx.conf"
    main.write_text(
        f"daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr warn; events {{}}\n"
        f"http {{ access_log off; {temporary}\n{config}\n}}"
    )
    assert NGINX
    checked = subprocess.run(
        [NGINX, "-t", "-q", "-c", main], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")
    with subprocess.Popen([NGINX, "-c", main]) as process:
        try:
            for _ in range(100):
                try:
                    fetch(f"http://127.0.0.1:{port}/404.html")
                    break
                except OSError:
                    threading.Event().wait(0.05)
            yield f"http://127.0.0.1:{port}", f"https://127.0.0.1:{secure}"
        finally:
            process.terminate()


def certify(folder: Path) -> None:
    """A key and its certificate for this machine, as certbot calls them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "live.example.org")])
    day = datetime(2024, 6, 21, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, day, day + timedelta(36500))
    cert = made.sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    kind, open_ = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "fullchain.pem").write_bytes(cert.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(key.private_bytes(pem, kind, open_))


def believing(certificate: Path) -> ssl.SSLContext:
    """Believes this certificate alone, whatever the name."""
    context = ssl.create_default_context(cafile=certificate)
    context.check_hostname = False
    return context


Fetched = tuple[int, Message, bytes]


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Do not follow."""


def fetch(url: str, certificate: Path | None = None, **headers: str) -> Fetched:
    """Status, headers and body, of errors and redirects too."""
    handlers = [HTTPSHandler(context=believing(certificate))] if certificate else []
    request = Request(
        url, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    try:
        with build_opener(_Stay, *handlers).open(request, timeout=PATIENCE) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


@pytest.mark.slow
@pytest.mark.skipif(NGINX is None, reason="no nginx here (apt install nginx-light)")
class TestNginx:
    @pytest.mark.usefixtures("full")
    def test_it_serves_an_export_as_the_service_does(
        self, service: Service, client: FlaskClient, clock: FakeClock, tmp_path: Path
    ) -> None:
        many(service, clock, 35)
        gone, merged, item, other = service.store.items.public(4)
        at_desk(service.store).withdraw(gone.uid, "not ours", clock())
        at_desk(service.store).merge(merged.uid, item.uid, "wei", clock())
        site = tmp_path / "site"
        exported(service, site)
        folder = tmp_path / "nginx"
        folder.mkdir()
        media = [f"/media/{path.name}" for path in sorted(site.glob("media/*"))]
        assert media
        with nginx(folder, site) as (here, _):
            for path in (
                "/feed.rss",
                "/feed.atom",
                "/feed.json",
                "/feeds.opml",
                "/sitemap.xml",
                "/robots.txt",
                "/icon.svg",
                "/",
                *media[:3],
            ):
                status, head, body = fetch(here + path)
                live = client.get(path)
                assert status == 200, path
                for name in (
                    "Content-Type",
                    "Cache-Control",
                    "Access-Control-Allow-Origin",
                    "X-Content-Type-Options",
                    "X-Robots-Tag",
                ):
                    assert head[name] == live.headers.get(name), (path, name)
                assert body == live.data or path == "/"
                assert fetch(here + path, If_None_Match=head["ETag"])[0] == 304
                assert fetch(here + path, If_Modified_Since=head["Last-Modified"])[0] == 304
            status, head, body = fetch(f"{here}/feed.rss", Accept_Encoding="gzip")
            assert (status, head["Content-Encoding"], head["Vary"]) == (
                200,
                "gzip",
                "Accept-Encoding",
            )
            assert gzip.decompress(body) == client.get("/feed.rss").data
            for path in (
                "/zh/",
                "/sections/traffic/",
                f"/zh/items/{item.uid}/{item.slug}",
                f"/items/{other.uid}/",
                "/archive/",
            ):
                status, head, body = fetch(here + path)
                assert (status, head["Content-Type"]) == (200, "text/html; charset=utf-8"), path
            (older,) = set(re.findall(r'href="/(after/[^"]+)"', fetch(f"{here}/")[2].decode()))
            assert fetch(f"{here}/{older}")[0] == 200
            cursor = older.split("/")[1]
            moved = {
                f"/?after={cursor}": f"/{older}",
                "/favicon.ico": "/icon.svg",
                "/rss": "/feed.rss",
                f"/items/{other.uid}/other-words": f"/items/{other.uid}/",
                f"/zh/items/{merged.uid}/{merged.slug}": f"/zh/items/{item.uid}/{item.slug}",
            }
            for path, target in moved.items():
                status, head, _ = fetch(here + path)
                assert (status, head["Location"]) == (301, target)
            for path, words in (
                ("/nowhere", "There is no such page"),
                ("/zh/nowhere", 'lang="zh-CN"'),
            ):
                status, head, body = fetch(here + path)
                assert (status, head["Cache-Control"]) == (404, None)
                assert words in body.decode()
            for path in (
                "/media/",
                "/_gone.map",
                "/_redirects.map",
                f"/{MARKER}",
                "/../nginx/nginx.conf",
                f"/_gone/{gone.uid}.html",
            ):
                assert fetch(here + path)[0] in (400, 404), path
            status, _, body = fetch(f"{here}/zh/items/{gone.uid}/{gone.slug}")
            assert status == 410
            assert "not ours" in body.decode()
            assert 'lang="zh-CN"' in body.decode()

    def test_behind_its_proxy_the_service_knows_who_comes_from_elsewhere(
        self, tmp_path: Path
    ) -> None:
        site = tmp_path / "site"
        with Shelf(site) as shelf:
            for name in ("404.html", "_redirects.map", "_gone.map"):
                shelf.write(name, b"", "text/plain")
            shelf.put_in_place(1)
        folder = tmp_path / "nginx"
        folder.mkdir()
        settings = {"HARBIN_NO_CLOCK": "1", "HARBIN_BASE_URL": BASE, "HARBIN_PROXIES": "1"}
        with serving(environment(tmp_path) | settings, free_port()) as server:
            assert server.get("/metrics")[0] == 200
            with nginx(folder, site, server.url) as (plain, secure):
                status, head, _ = fetch(f"{plain}/feed.rss?a=b", Host="live.example.org")
                assert (status, head["Location"]) == (
                    301,
                    "https://live.example.org/feed.rss?a=b",
                )
                visit = partial(fetch, certificate=folder / "fullchain.pem")
                status, head, body = visit(f"{secure}/feed.css", Accept_Encoding="br")
                assert (status, head["Content-Encoding"]) == (200, "br")
                assert b"{" in brotli.decompress(body)
                assert f"{BASE}/feed.rss" in visit(f"{secure}/feed.rss")[2].decode()
                assert visit(f"{secure}/metrics")[0] == 403
                assert visit(f"{secure}/metrics", X_Forwarded_For="127.0.0.1")[0] == 403
