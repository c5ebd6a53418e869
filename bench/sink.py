"""The SMSC that both sides of a comparison talk to, as fast as it can."""
import re
import subprocess
import threading
import time

import proc


class Sink:
    """tests/peers/smsc --sink; counts arrive every 100 ms, each with its moment."""

    def __init__(self, build, *options):
        self.process = proc.start(
            [build / "tests/peers/smsc/smsc", "--sink", "--seconds", 1800, "--progress", 0.1, *options],
            stdout=subprocess.PIPE, text=True)
        first = self.process.stdout.readline()
        found = re.search(r":(\d+)$", first.strip())
        if not found:
            raise proc.Failed(f"the sink does not start: {first.strip()}")
        self.port = int(found.group(1))
        self.counts = {}
        self.moved = time.monotonic()  # when `accepted` last grew
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            counts = {key: int(value) for key, value in re.findall(r"(\w+)=(\d+)", line)}
            if counts.get("accepted", 0) > self.counts.get("accepted", 0):
                self.moved = time.monotonic()
            self.counts = counts

    def accepted(self):
        return self.counts.get("accepted", 0)

    def cpu_s(self):
        return proc.cpu_s(self.process.pid)

    def end(self):
        proc.end(self.process)
        self.reader.join(5)
        return self.counts
