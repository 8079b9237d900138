"""One request and its answer over the wire, for fetches and calls alike."""

import pycurl

from app.fetch.engine import Engine
from app.fetch.exchange import Exchange, prepare
from app.fetch.failures import failed
from app.fetch.urls import Target


def server_of(target: Target) -> str:
    """By what turns are taken: a server is one host on both of its usual ports; anything else may
    be another server.
    """
    return target.host if target.port in (80, 443) else target.key


async def transfer(engine: Engine, exchange: Exchange) -> float:
    """Carry out an exchange; return how many seconds it took, or raise FetchError."""
    handle = engine.take()
    try:
        prepare(handle, exchange)
        code, detail = await _perform(engine, handle, exchange)
        # A connection that was kept has opened no socket; one that failed has tried the last.
        exchange.address = handle.getinfo(pycurl.PRIMARY_IP) or exchange.address
        if not exchange.usable(code):
            raise failed(exchange, handle, code, detail)
        return float(handle.getinfo(pycurl.TOTAL_TIME))
    finally:
        engine.give(handle)


async def _perform(engine: Engine, handle: pycurl.Curl, exchange: Exchange) -> tuple[int, str]:
    try:
        await engine.perform(handle)
    except pycurl.error as error:
        return int(error.args[0]), str(error.args[-1])
    finally:
        exchange.finish()
    return pycurl.E_OK, ""
