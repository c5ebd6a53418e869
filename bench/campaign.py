"""What a campaign does once it runs, watched from outside."""
import threading
import time

import proc


class Watch:
    """Samples (moment, delivered) of the campaign of a warning, from before it is started."""

    def __init__(self, desk, warning, every_s=0.02):
        self.desk, self.warning, self.every_s = desk, warning, every_s
        self.created = time.monotonic()  # asked then, it did not run yet
        self.durable = None  # … and then its row and all its tasks were on disk
        self.runs = False
        self.samples = []
        self.counts = {}
        self.stop = False
        self.failure = None
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def _look(self):
        asked = time.monotonic()
        campaigns = self.desk.get("/v1/campaigns")["campaigns"]
        live = [c for c in campaigns if c["warning"] == self.warning and c["state"] != "creating"]
        if live and "counts" in live[0]:
            self.counts = live[0]["counts"]
            self.samples.append((time.monotonic(), self.counts["told_by"]["delivered"]))
        if not live and not self.runs:
            self.created = asked
        elif not self.runs:
            self.durable = time.monotonic()
        self.runs = self.runs or bool(live)

    def _watch(self):
        try:
            while not self.stop:
                self._look()
                time.sleep(self.every_s)
        except Exception as failure:  # shown by whoever waits
            self.failure = failure

    def until(self, reached, what, within_s):
        def look():
            if self.failure:
                raise proc.Failed(f"{what}: {self.failure}")
            return self.counts and reached(self.counts)
        proc.wait_for(look, what, within_s)

    def end(self):
        self.stop = True
        self.thread.join(60)

    def moment(self, share):
        """When this share of the last count was reached, between two samples."""
        wanted = self.samples[-1][1] * share
        before = self.samples[0]
        for sample in self.samples:
            if sample[1] >= wanted:
                gained = sample[1] - before[1]
                part = (wanted - before[1]) / gained if gained else 1
                return before[0] + (sample[0] - before[0]) * part
            before = sample
        raise proc.Failed("the samples end early")


def deliver(desk, warning, within_s=300):
    """Start the campaign and wait until the receipt of every message is on disk.

    Gives messages, seconds from the running campaign to the last durable receipt, CPU µs a message,
    and seconds a message after the first tenth."""
    watch = Watch(desk, warning)
    try:
        cpu = desk.cpu_s()
        start = time.monotonic()
        _, recipients = desk.start(warning)
        created = time.monotonic() - start
        watch.until(lambda c: c["told_by"]["delivered"] == recipients, "the last receipt", within_s)
        proc.wait_for(lambda: desk.metric("allclear_journal_uncommitted_rows") == 0, "the last commit", 30,
                      0.005)
        end = time.monotonic()
    finally:
        watch.end()
    tenth = watch.moment(0.1)
    return {
        "messages": recipients,
        "seconds": end - watch.created,
        "per_s": recipients / (end - watch.created),
        "start_s": created,
        "create_s": watch.durable - start,
        "cpu_us": (desk.cpu_s() - cpu) * 1e6 / recipients,
        "warm_us": (watch.moment(1.0) - tenth) * 1e6 / (recipients * 0.9),
        "peak_mb": desk.peak_mb(),
        "loading_s": watch.moment(0.001) - watch.created,
    }
