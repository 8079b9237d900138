"""How chromium is started: without a network, and without anything that it does by itself."""

import os
import socket

# What scripts may not have, since it goes its own way to the network; and no further windows.
NO_WAYS_OUT = """
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport", "SharedWorker"])
  delete window[name];
window.open = () => null;
"""


def closed_port() -> socket.socket:
    """A port of this machine that answers nobody, and that nobody else gets while it is kept."""
    kept = socket.socket()
    kept.bind(("127.0.0.1", 0))
    return kept


def flags(port: int) -> list[str]:
    """The arguments of a chromium that finds no address, and whose way out ends at this port."""
    return [
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--proxy-server=http://127.0.0.1:{port}",
        # Without it, addresses of this machine are not asked for by way of the proxy.
        "--proxy-bypass-list=<-loopback>",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--disable-quic",
        "--dns-prefetch-disable",
        "--no-pings",
        "--block-new-web-contents",
        "--disable-background-networking",
        "--disable-breakpad",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-domain-reliability",
        "--disable-extensions",
        "--disable-gpu",
        "--disable-notifications",
        "--disable-sync",
        "--mute-audio",
        "--no-default-browser-check",
        "--no-first-run",
        "--renderer-process-limit=1",
    ]


def has_sandbox() -> bool:
    """Whether chromium can be started in its sandbox: it refuses to start there as root, who could
    leave it.
    """
    return os.geteuid() != 0
