"""Allclear as its users run it: a data directory, people from a file, the daemon, a campaign, through
the command line. Only the counts while it runs are read from the socket itself, which costs less than
a program each time."""
import datetime
import http.client
import json
import pathlib
import shutil
import socket
import sys
import threading
import time

import proc

sys.path.insert(0, str(proc.ROOT / "tests" / "integration"))
from officers import Officers  # noqa: E402

HOTELS = 500
WARNING = """
texts:
  - language: en
    headline: Stay indoors
    description: There is a threat in the city.
    instruction: Stay indoors and wait for a message.
"""
# One segment of GSM 7-bit with the longest name of the file.
TEXT = "Stay in your hotel tonight, {name}. Avoid crowds. Reply 1 leaving 3 staying 4 safe 5 help"
PLAN = """
arguments:
  - name: phone
    value: "+97225303155"
  - name: place
    value: Istanbul
tiers:
  - tier: 3
    name: stay off the streets
    people: inside
    goal: left
    resend_unknown: true
    ladder:
      - channel: sms
        tries: 1
        wait: 12h
    texts:
      - language: en
        text: "{text}"
        action: Stay in your hotel tonight
"""
LINK = """
{database}sync: {sync}
checkpoint_s: {checkpoint_s}
links:
  - name: sink
    driver: smpp
    host: 127.0.0.1
    port: {port}
    system_id: bench
    source: "4567"
    rate: 1000000
    window: {window}
    id_response: decimal
    id_receipt: decimal
"""


def write_people(directory, n):
    """hotels.csv and travellers.csv: n people, each with an own number, all of them in town today."""
    directory = pathlib.Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    with open(directory / "hotels.csv", "w", encoding="utf-8") as out:
        out.write("hotel_id,name,latitude,longitude\n")
        for i in range(HOTELS):
            out.write(f"H{i:04d},Hotel {i},{40.9 + i % 23 * 0.01:.6f},{28.8 + i % 37 * 0.01:.6f}\n")
    today = datetime.date.today()
    arrival, departure = today - datetime.timedelta(days=3), today + datetime.timedelta(days=9)
    with open(directory / "travellers.csv", "w", encoding="utf-8") as out:
        out.write("traveller_id,name,language,nationality,phone,hotel_id,arrival,departure,source\n")
        for i in range(n):
            out.write(f"T{i:07d},First Last {i},en,IL,+97250{i:07d},H{i * 7919 % HOTELS:04d},"
                      f"{arrival},{departure},registered\n")


class Socket(http.client.HTTPConnection):
    """HTTP on the daemon's socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(60)
        self.sock.connect(self.path)


class Desk:
    """A data directory; `serve` runs its daemon."""

    def __init__(self, build, directory, new=True, database=None):
        self.program = build / "allclear"
        self.dir = pathlib.Path(directory)
        self.daemon = None
        self.local = threading.local()  # a connection for each thread that asks
        self.log = self.dir.parent / f"{self.dir.name}.log"
        self.officers = Officers(self.program, self.dir, self.dir / "officers")  # so that it is copied along
        if new:
            self.cli("init", *(["--database", database] if database else []))
            self._hire()

    def _hire(self):
        """Two who may do what takes two, cheaply let in; configure() writes the settings that count. dana asks
        with a token, because a session ends when nothing was asked for half an hour; who approves is a person."""
        (self.dir / "officers").mkdir()
        with open(self.dir / "allclear.yaml", "a", encoding="utf-8") as file:
            file.write("\npassword_cost: exercise\n")
        self.officers.add("noa", "administrator")
        self.officers.add("dana", "officer,analyst,administrator", by="noa")
        self.officers.add("uri", "approver", by="noa")
        self.officers.token("dana", "officer,analyst,administrator")

    def cli(self, *argv, by="dana", timeout_s=900):
        out = proc.run([self.program, "-d", self.dir, "--json", *argv], timeout_s,
                       env=self.officers.environment(by))
        return json.loads(out) if out.strip() else {}

    def drafted(self, *argv):
        """dana drafts what takes two, uri looks at it. Gives what agree() takes."""
        decision = str(self.cli(*argv)["decision"]["id"])
        self.officers.stay("uri")
        return decision, self.cli("decision", "show", decision, by="uri")["digest"]

    def agree(self, decision, digest):
        """uri approves it: it is done. Gives what the request itself answers."""
        return self.cli("decision", "approve", decision, f"--digest={digest}", by="uri")["answer"]

    def two(self, *argv):
        return self.agree(*self.drafted(*argv))

    def configure(self, port, sync="full", window=10000, checkpoint_s=30, database=None):
        (self.dir / "allclear.yaml").write_text(
            LINK.format(port=port, sync=sync, window=window, checkpoint_s=checkpoint_s,
                        database=f"database: {database}\n" if database else ""))

    def take_in(self, people):
        """Hotels and travellers of a folder; gives what the second import took."""
        self.cli("import", "hotels", people / "hotels.csv")
        start = time.monotonic()
        answer = self.cli("import", "travellers", people / "travellers.csv")
        return {"rows": answer["rows"], "added": answer["added"], "seconds": time.monotonic() - start}

    def serve(self, within_s=120):
        self.daemon = proc.start([self.program, "-d", self.dir, "serve"], log=self.log)
        path = self.dir / "allclear.sock"
        proc.wait_for(lambda: path.exists() and self._answers(), "the daemon", within_s)

    def _answers(self):
        if self.daemon.poll() is not None:
            raise proc.Failed(f"the daemon ended: {self.log.read_text()[-600:]}")
        try:
            return self.get("/readyz", raw=True) is not None
        except (OSError, http.client.HTTPException):
            self.local.socket = None
            return False

    def get(self, target, raw=False):
        secret = self.officers.secret("dana")
        connection = getattr(self.local, "socket", None)
        if not connection:
            connection = self.local.socket = Socket(self.dir / "allclear.sock")
        connection.request("GET", target, headers={"Authorization": f"Bearer {secret}"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            if raw:
                return None
            raise proc.Failed(f"{target}: {answer.status} {body[:200]!r}")
        return body.decode() if raw else json.loads(body)

    def warn(self):
        """A case and a published warning over the whole town; gives the warning's number."""
        texts = self.dir.parent / "warning.yaml"
        texts.write_text(WARNING)
        to = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=2)).isoformat("T", "seconds")
        case = self.cli("case", "open", "Bench")["id"]
        warning = self.cli("warning", "draft", str(case), "--circle=41.0,29.0,60",
                           f"--texts={texts}", f"--to={to}")["id"]
        self.two("warning", "publish", str(warning))
        return warning

    def draft(self, warning, text=TEXT):
        """A campaign that waits for uri."""
        plan = self.dir.parent / "plan.yaml"
        plan.write_text(PLAN.replace("{text}", text))
        return self.drafted("campaign", "start", f"--warning={warning}", f"--plan={plan}")

    def start(self, warning, text=TEXT):
        """Start the campaign; gives its number and its recipients."""
        answer = self.agree(*self.draft(warning, text))
        return answer["id"], answer["recipients"]

    def counts(self, campaign):
        return self.get(f"/v1/campaigns/{campaign}")["counts"]

    def metric(self, name):
        for line in self.get("/metrics", raw=True).splitlines():
            if line.startswith(name + " ") or line.startswith(name + "{"):
                return float(line.rsplit(" ", 1)[1])
        raise proc.Failed(f"no metric {name}")

    def cpu_s(self):
        return proc.cpu_s(self.daemon.pid)

    def peak_mb(self):
        return proc.peak_mb(self.daemon.pid)

    def end(self):
        self.local = threading.local()
        if self.daemon:
            proc.end(self.daemon, 120)
            self.daemon = None

    def drop(self):
        """No more is wanted of it: SIGKILL, and its directory goes."""
        if self.daemon:
            self.daemon.kill()
        self.end()
        shutil.rmtree(self.dir, ignore_errors=True)
