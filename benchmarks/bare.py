"""The least that an answer can cost: the same bytes and headers from the server that we run in,
whatever is asked.
"""

import json
import multiprocessing
import sys
from functools import partial
from pathlib import Path
from typing import Any

from granian.constants import Interfaces, Loops, RuntimeModes
from granian.log import LogLevels
from granian.server.mp import MPServer

Answer = dict[str, Any]


def app(file: str) -> Any:
    told = json.loads(Path(file).read_text())
    status, headers, body = (
        told["status"],
        [tuple(pair) for pair in told["headers"]],
        bytes.fromhex(told["body"]),
    )

    async def answer(scope: Any, transfer: Any) -> None:
        transfer.response_bytes(status, headers, body)

    return answer


def main() -> None:
    multiprocessing.set_start_method("spawn", force=True)
    server = MPServer(
        "bare",
        runtime_mode=RuntimeModes.mt,
        port=int(sys.argv[1]),
        interface=Interfaces.RSGI,
        loop=Loops.uvloop,
        websockets=False,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=partial(app, sys.argv[2]), wrap_loader=False)


if __name__ == "__main__":
    main()
