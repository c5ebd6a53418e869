"""Kannel 1.4.5 as its documentation and our trials make it fastest: bearerbox and smsbox with jemalloc
preloaded, `-v 4`, file store, max-pending-submits 1000, HTTP requests of 100 recipients over connections
that stay open. Kannel asks for no receipts here and its store is never fsynced: both in its favour."""
import glob
import http.client
import os
import pathlib
import socket
import threading
import time
import urllib.parse

import proc

BEARERBOX = "/usr/sbin/bearerbox"
SMSBOX = "/usr/sbin/smsbox"
RECIPIENTS = 100
CONNECTIONS = 4
TEXT = "Avoid crowds and stay in your hotel tonight. Reply 1 leaving 3 staying 4 safe 5 help"

CONFIG = """
group = core
admin-port = {admin}
admin-password = bench
admin-deny-ip = "*.*.*.*"
admin-allow-ip = "127.0.0.1"
smsbox-port = {smsbox}
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
log-level = 4
store-type = {store}
store-location = {dir}/store
dlr-storage = internal

group = smsc
smsc = smpp
smsc-id = sink
host = 127.0.0.1
port = {sink}
transceiver-mode = true
smsc-username = bench
smsc-password = bench
system-type = ""
interface-version = 34
max-pending-submits = 1000
enquire-link-interval = 30
log-level = 4

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {http}
log-level = 4
global-sender = 4567

group = sendsms-user
username = bench
password = bench
max-messages = 1
concatenation = false

group = sms-service
keyword = default
max-messages = 0
text = "-"
"""


def installed():
    return os.path.exists(BEARERBOX) and os.path.exists(SMSBOX)


def _listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Kannel:
    def __init__(self, directory, sink_port, store="file"):
        self.dir = pathlib.Path(directory)
        self.dir.mkdir(parents=True)
        ports = {name: proc.free_port() for name in ("admin", "smsbox", "http")}
        self.http = ports["http"]
        config = CONFIG.format(dir=self.dir, sink=sink_port, store=store, **ports)
        if store == "none":
            config = "\n".join(line for line in config.splitlines() if not line.startswith("store-"))
        (self.dir / "kannel.conf").write_text(config)
        preload = glob.glob("/usr/lib/*/libjemalloc.so.2")
        env = dict(os.environ, LD_PRELOAD=preload[0]) if preload else dict(os.environ)
        self.jemalloc = bool(preload)
        self.bearerbox = self._box(BEARERBOX, env)
        proc.wait_for(lambda: _listening(ports["smsbox"]), "bearerbox", 20)
        self.smsbox = self._box(SMSBOX, env)
        proc.wait_for(lambda: _listening(self.http), "smsbox", 20)

    def _box(self, path, env):
        log = self.dir / f"{pathlib.Path(path).name}.log"
        return proc.start([path, "-v", 4, self.dir / "kannel.conf"], log=log, env=env, cwd=self.dir)

    def send(self, n):
        """Hand over n messages; returns when smsbox has taken the last."""
        turn = iter(range(0, n, RECIPIENTS))
        lock, wrong = threading.Lock(), []

        def work():
            connection = http.client.HTTPConnection("127.0.0.1", self.http, timeout=120)
            while not wrong:
                with lock:
                    first = next(turn, None)
                if first is None:
                    return
                to = "+".join(f"90532{i:07d}" for i in range(first, min(n, first + RECIPIENTS)))
                query = urllib.parse.urlencode(
                    {"username": "bench", "password": "bench", "from": "4567", "text": TEXT})
                connection.request("GET", f"/cgi-bin/sendsms?{query}&to={to}")
                answer = connection.getresponse()
                said = answer.read()
                if answer.status != 202:
                    wrong.append(f"sendsms answered {answer.status}: {said[:100]!r}")

        threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if wrong:
            raise proc.Failed(f"Kannel: {wrong[0]}")

    def cpu_s(self):
        return proc.cpu_s(self.bearerbox.pid) + proc.cpu_s(self.smsbox.pid)

    def end(self):
        proc.end(self.smsbox)
        proc.end(self.bearerbox)


def round_of(directory, sink, n, store="file", within_s=600):
    """Messages per second from the first request to the last message at the sink, and CPU µs each."""
    before = sink.accepted()
    kannel = Kannel(directory, sink.port, store)
    try:
        binds = sink.counts.get("binds", 0)
        proc.wait_for(lambda: sink.counts.get("binds", 0) > binds or binds > 0, "Kannel's bind", 20)
        time.sleep(0.5)
        cpu, start = kannel.cpu_s(), time.monotonic()
        kannel.send(n)
        proc.wait_for(lambda: sink.accepted() - before >= n, "Kannel's last message", within_s)
        took_s = sink.moved - start
        arrived = sink.accepted() - before
        if arrived != n:
            raise proc.Failed(f"Kannel was given {n} messages, {arrived} arrived")
        return {"per_s": n / took_s, "cpu_us": (kannel.cpu_s() - cpu) * 1e6 / n}
    finally:
        kannel.end()
