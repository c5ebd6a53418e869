"""allclear - the built program as a user meets it: a data directory, a daemon, an SMSC, the command line.

Every test file here is a unittest module that ends with `allclear.main()`; meson calls it with the paths
of `allclear` and `smsc`. A World lives in a fresh temporary directory, everything listens on 127.0.0.1
with ports that the system chose, and what was started is ended by its process id.

Three officers are there from the start and logged in (OFFICERS). A command is given by `officer`, and if they
may not, by one who may; say by="head" for another, by=None for nobody. What takes two is approved by `head` at
once; two=False leaves it waiting.
"""
import collections
import datetime
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

from officers import Officers

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SHARED = os.environ.get("AC_SHARED", os.path.join(ROOT, "..", "shared"))
# Sanitizers and busy machines are slow: deadlines stretch with this, nothing else does.
PATIENCE = float(os.environ.get("AC_PATIENCE", "1"))
GOOD, NO, USAGE, FAILED = 0, 1, 2, 3

# Who may what stands in docs/permissions.md.
OFFICERS = {"officer": "analyst,officer,caller,legal", "head": "approver", "admin": "administrator,auditor"}
HELD = re.compile(r"this takes the right [a-z.]+, which is held by: ([a-z, ]+)")

# "decision 7 waits …", or the same as JSON
WAITS = re.compile(r'decision (\d+) waits for a second person|\{"decision":\{.*"id":(\d+).*"state":"open"', re.S)

programs = {}


def main():
    """Run the tests of the calling file: FILE ALLCLEAR SMSC [TEST…]"""
    if len(sys.argv) < 3:
        sys.exit(f"{sys.argv[0]} ALLCLEAR SMSC [TEST…]")
    programs["allclear"], programs["smsc"] = sys.argv[1:3]
    unittest.main(module="__main__", argv=[sys.argv[0], "-v", *sys.argv[3:]])


def wait_for(what, condition, seconds=30, every=0.05):
    """The first true value of condition(), within seconds."""
    deadline = time.monotonic() + seconds * PATIENCE
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds * PATIENCE:.0f} s")
        time.sleep(every)


def free_port():
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def who_may(refusal):
    """The officer who may, from what somebody who may not was told; None: that was not why."""
    held = HELD.search(refusal)
    roles = set(re.split(", ?", held.group(1))) if held else set()
    return next((name for name in OFFICERS if roles & set(OFFICERS[name].split(","))), None)


def link(port, name="carrier", **fields):
    """A link of allclear.yaml."""
    return {"name": name, "driver": "smpp", "exercise": "false", "host": "127.0.0.1", "port": port,
            "system_id": "allclear", "source": '"4567"', "rate": 2000, "window": 500,
            "backoff_min_ms": 100, "backoff_max_ms": 500, **fields}


def link_yaml(links):
    if not links:
        return ""
    text = "links:\n"
    for one in links:
        text += "".join(f"{'  - ' if at == 0 else '    '}{name}: {value}\n"
                        for at, (name, value) in enumerate(one.items()))
    return text


# reference: user_message_reference; text: what is said, or its hash without --text
Segment = collections.namedtuple("Segment", "at number to coding part reference text")


def seconds_of(at):
    """Seconds since 1970 of a time as our programs write it."""
    return datetime.datetime.fromisoformat(at.replace("Z", "+00:00")).timestamp()


class Smsc:
    """An SMSC with a log of every accepted segment."""

    def __init__(self, directory, name, *options):
        self.log = os.path.join(directory, f"{name}.log")
        self.process = subprocess.Popen(
            [programs["smsc"], "--port=0", f"--log={self.log}", "--seconds=600", *options],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        if "listening" not in line:
            raise AssertionError(f"the SMSC did not start: {line!r}")
        self.port = int(line.rsplit(":", 1)[1])

    def lines(self):
        """The accepted segments, in their order."""
        with open(self.log, encoding="utf-8") as file:
            return [Segment(*line.rstrip("\n").split("\t", 6)) for line in file if line.endswith("\n")]

    def end(self):
        """Its counts, as it prints them at the end."""
        if self.process.poll() is None:
            self.process.terminate()
        rest, _ = self.process.communicate(timeout=30)
        counts = rest.strip().splitlines()[-1] if rest.strip() else ""
        return {name: int(value) for name, value in
                (word.split("=") for word in counts.split() if "=" in word)}


class World:
    """A data directory, and the processes around it. Use it with `with`."""

    def __init__(self):
        self.base = tempfile.mkdtemp(prefix="ac-test-")
        self.dir = os.path.join(self.base, "data")
        self.log_path = os.path.join(self.base, "serve.log")
        self.daemon = None
        self.smscs = []
        self.started = None  # the campaign started last
        self.spoiled = False  # on purpose, so that its audit chain cannot be verified
        self.acting = "officer"  # who gives the commands of the desk
        self.officers = Officers(programs["allclear"], self.dir, self.base)

    def lives_in(self, directory):
        """Another data directory than the one below base, before there is any."""
        self.dir = self.officers.directory = directory

    def __enter__(self):
        return self

    def __exit__(self, failed, *_):
        try:
            if not failed:
                self.check_chain()
        finally:
            self.end(failed)

    def check_chain(self):
        """After every test: what was decided stands in a chain that nobody broke."""
        if self.officers.steps and not self.spoiled:
            self.run("audit", "verify", by="admin")

    def end(self, failed):
        if self.daemon and self.daemon.poll() is None:
            self.daemon.terminate()
            try:
                self.daemon.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.daemon.kill()
                self.daemon.wait()
        for smsc in self.smscs:
            if smsc.process.poll() is None:
                smsc.end()
            smsc.process.stdout.close()
        if failed and os.environ.get("KEEP"):
            print(f"{self.base} is kept", file=sys.stderr)
        else:
            shutil.rmtree(self.base, ignore_errors=True)

    # ---- files ----

    def file(self, name, text):
        """Write a file beside the data directory. @return its path"""
        path = os.path.join(self.base, name)
        with open(path, "wb" if isinstance(text, bytes) else "w",
                  **({} if isinstance(text, bytes) else {"encoding": "utf-8"})) as file:
            file.write(text)
        return path

    def init(self, links=(), more="", options=()):
        """Make the data directory, with its officers, who log in at the cost of an exercise."""
        self.run("init", self.dir, *options, by=None)
        with open(os.path.join(self.dir, "allclear.yaml"), encoding="utf-8") as file:
            self.example = file.read()
        self.configure(more="password_cost: exercise")
        for name in sorted(OFFICERS):
            self.officers.add(name, OFFICERS[name], by="admin")
        self.configure(links, more)

    def configure(self, links=(), more=""):
        with open(os.path.join(self.dir, "allclear.yaml"), "w", encoding="utf-8") as file:
            file.write(f"{self.example}\n{more}\n{link_yaml(links)}")

    # ---- officers ----

    def login(self, name):
        """Again, when the session has ended."""
        return self.officers.login(name)

    def voucher(self, name="admin"):
        """The options by which they vouch for a restore or a move."""
        return self.officers.voucher(name)

    # ---- the command line ----

    def run(self, *words, code=GOOD, directory=None, stdin=None, by="", two=True):
        """Run a command as an officer and demand its exit status; None: any."""
        done = subprocess.run([programs["allclear"], "-d", directory or self.dir, *map(str, words)],
                              capture_output=True, text=True, input=stdin, timeout=120 * PATIENCE,
                              env=self.officers.environment(self.acting if by == "" else by))
        if by == "" and who_may(done.stderr):
            return self.run(*words, code=code, directory=directory, stdin=stdin, by=who_may(done.stderr), two=two)
        waits = two and WAITS.match(done.stdout)
        if waits and done.returncode == GOOD:
            return self.approve(int(waits.group(1) or waits.group(2)), *(["--json"] if waits.group(2) else []),
                                code=code)
        if code is not None and done.returncode != code:
            raise AssertionError(f"allclear {' '.join(map(str, words))}: exit {done.returncode}, not {code}\n"
                                 f"{done.stdout[-2000:]}{done.stderr[-2000:]}{self.log_tail()}")
        return done

    def approve(self, decision, *options, code=GOOD):
        """The second person agrees; with --json what is printed is what the request itself answers."""
        done = self.run(*options, "decision", "approve", decision, "--yes", code=code, by="head")
        if options and done.returncode == GOOD:
            done.stdout = json.dumps(json.loads(done.stdout)["answer"])
        return done

    def ask(self, *words, code=GOOD, **more):
        """The JSON that a command prints."""
        return json.loads(self.run("--json", *words, code=code, **more).stdout)

    def refuse(self, *words, code=FAILED, says=(), **more):
        """A command that must fail and say why. @return what it said"""
        done = self.run(*words, code=code, **more)
        for text in [says] if isinstance(says, str) else says:
            if text.lower() not in done.stderr.lower():
                raise AssertionError(f"allclear {' '.join(map(str, words))}: does not say {text!r}:\n{done.stderr}")
        return done.stderr

    # ---- the daemon ----

    def serve(self, *options, preexec=None):
        """Start the daemon and wait until it is ready."""
        log = open(self.log_path, "a", encoding="utf-8")
        ready_before = self.log_text().count("event=serve.ready")
        self.daemon = subprocess.Popen([programs["allclear"], "-d", self.dir, "serve", *options],
                                       stdout=log, stderr=log, preexec_fn=preexec)
        log.close()
        wait_for("the daemon is ready", lambda: self.daemon.poll() is not None or
                 self.log_text().count("event=serve.ready") > ready_before)
        if self.daemon.poll() is not None:
            raise AssertionError(f"the daemon ended with {self.daemon.returncode}{self.log_tail()}")

    def kill(self):
        self.daemon.send_signal(signal.SIGKILL)
        self.daemon.wait()

    def stop(self):
        """SIGTERM; it drains and must end well."""
        self.daemon.send_signal(signal.SIGTERM)
        code = self.daemon.wait(timeout=60 * PATIENCE)
        if code != 0:
            raise AssertionError(f"the daemon ended with {code} on SIGTERM{self.log_tail()}")

    def log_text(self):
        if not os.path.exists(self.log_path):
            return ""
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def log_tail(self):
        lines = self.log_text().splitlines()[-15:]
        return "\n--- the daemon's log ---\n" + "\n".join(lines) if lines else ""

    def smsc(self, *options):
        self.smscs.append(Smsc(self.base, f"smsc{len(self.smscs) + 1}", *options))
        return self.smscs[-1]

    def http(self, method, path, body=None, type_="application/json", by=""):
        """Ask the control socket as an officer. @return (status, headers, text)"""
        headers = {"Content-Type": type_} if body is not None else {}
        if by is not None:
            headers["Authorization"] = f"Bearer {self.officers.secret(by or 'officer')}"
        connection = http.client.HTTPConnection("localhost", timeout=60 * PATIENCE)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(60 * PATIENCE)
        connection.sock.connect(os.path.join(self.dir, "allclear.sock"))
        try:
            if body is not None and not isinstance(body, (str, bytes)):
                body = json.dumps(body)
            if isinstance(body, str):
                body = body.encode()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            if by == "" and answer.status == 403 and who_may(text):
                return self.http(method, path, body, type_, by=who_may(text))
            return answer.status, dict(answer.getheaders()), text
        finally:
            connection.close()

    # ---- what stories need ----

    def counts(self, campaign=None):
        """The counts of a campaign (the last one started), after checking that everybody is in them, all and per tier."""
        shown = self.ask("campaign", "show", campaign or self.started)
        for what, c in [("all", shown["counts"])] + [(f"tier {t['tier']}", t) for t in shown["tiers"]]:
            if c["told"] + c["pending"] + c["explained"] != c["recipients"]:
                raise AssertionError(f"{what}: told {c['told']} + pending {c['pending']} + explained "
                                     f"{c['explained']} is not {c['recipients']} recipients")
        if sum(t["recipients"] for t in shown["tiers"]) != shown["counts"]["recipients"]:
            raise AssertionError(f"the tiers do not add up to {shown['counts']['recipients']}")
        return shown

    def people(self, count, name="people.csv", hotel="H1"):
        """Import a hotel and so many travellers with a number of their own each."""
        self.run("import", "hotels", self.file(
            "hotels.csv", f"hotel_id,name,latitude,longitude\n{hotel},Harbour House,41.01,28.97\n"))
        rows = "".join(f"T{i},Person {i},en,IL,{number(i)},{hotel},2020-01-01,,registered\n"
                       for i in range(1, count + 1))
        self.run("import", "travellers", self.file(
            name, "traveller_id,name,language,nationality,phone,hotel_id,arrival,departure,source\n" + rows))

    def warning(self, *options, exercise=False):
        """A case with a published warning around that hotel. @return ids (case, warning)"""
        case = self.ask("case", "open", "A test of the whole", *(["--exercise"] if exercise else []))["id"]
        texts = self.file("warning.yaml", "texts:\n  - language: en\n    headline: Danger in the city\n"
                                          "    description: There is a danger.\n    instruction: Leave now.\n")
        warning = self.ask("warning", "draft", case, "--circle=41.01,28.97,5", "--texts", texts,
                           "--scheme=IL-NSC-2022", "--level=4", "--event=Threat", "--to=2099-01-01T00:00:00Z",
                           "--urgency=Immediate", "--severity=Extreme", "--certainty=Likely",
                           "--response=Evacuate", *options)["id"]
        self.run("warning", "publish", warning)
        return case, warning

    def fulfil(self, case, text="nobody of the cell is at large"):
        """Give a case a criterion that holds at once, so that its level may be lowered."""
        criterion = self.ask("criterion", "add", case, text, "--hold=0")["id"]
        self.meet(case, criterion)
        return criterion

    def meet(self, case, criterion, *options):
        """A report comes in, and by it a criterion of the case is met."""
        report = self.ask("report", "add", "What was waited for is there.", "--tlp=GREEN", "--case", case)["id"]
        self.run("criterion", "set", case, criterion, "met", f"--source=report/{report}", "--grade=A1", *options)

    def plan(self, text=None, **tier):
        """A plan of one tier for everyone inside. @return its path"""
        fields = {"goal": "left", "risk": "100", "resend_unknown": "true", "ask_again": "24h", **tier}
        return self.file("plan.yaml", text or (
            "arguments:\n  - { name: phone, value: \"+97220000000\" }\n"
            "  - { name: place, value: \"the city\" }\n"
            "closing: { tries: 3, wait: 6h }\nhelp_again: 30m\ntiers:\n"
            "  - tier: 2\n    name: leave\n    people: inside\n"
            + "".join(f"    {k}: {v}\n" for k, v in fields.items() if k != "ladder")
            + f"    ladder:\n      - {fields.get('ladder', '{ channel: sms, tries: 2, wait: 18h }')}\n"))

    def campaign(self, warning, plan=None):
        self.started = self.ask("campaign", "start", "--warning", warning, "--plan", plan or self.plan())["id"]
        return self.started


def number(i):
    return f"+97250{i:07d}"
