"""A server that is further away: what comes and goes is passed on a moment later, as a network would.

Used by `python -m benchmarks.actions --away 0.25` (milliseconds each way). One process of its own passes on what it gets; each piece waits
from when it came, so pieces do not wait for each other.
"""

import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL

CHUNK = 1 << 16


@contextmanager
def away(url: URL, seconds: float) -> Iterator[URL]:
    """The URL of the same server, so many seconds away."""
    command = [sys.executable, "-m", "benchmarks.away", str(url.host), str(url.port or 5432), str(seconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield url.set(host="127.0.0.1", port=int(process.stdout.readline()))
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def passed_on(source: socket.socket, target: socket.socket, seconds: float) -> None:
    """Pass on what comes from here, each piece so many seconds after it came; then that there is no more."""
    waiting: deque[tuple[float, bytes]] = deque()
    there = threading.Condition()

    def send() -> None:
        while True:
            with there:
                there.wait_for(lambda: waiting)
                due, piece = waiting.popleft()
            time.sleep(max(0.0, due - time.perf_counter()))
            if not piece:
                target.shutdown(socket.SHUT_WR)
                return
            target.sendall(piece)

    sender = threading.Thread(target=send, daemon=True)
    sender.start()
    piece = b"?"
    while piece:
        piece = source.recv(CHUNK)
        with there:
            waiting.append((time.perf_counter() + seconds, piece))
            there.notify()
    sender.join()


def main() -> None:
    """Listen, say where, and pass on until the process is ended."""
    host, port, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    with socket.create_server(("127.0.0.1", 0)) as listening:
        sys.stdout.write(f"{listening.getsockname()[1]}\n")
        sys.stdout.flush()
        while True:
            near, _ = listening.accept()
            far = socket.create_connection((host, port))
            for one in (near, far):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=passed_on, args=(source, target, seconds), daemon=True).start()


if __name__ == "__main__":
    main()
