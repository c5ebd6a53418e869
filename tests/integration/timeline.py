#!/usr/bin/env python3
"""timeline - what a user loses if this breaks: the parts work, and the chain from the first report to the all-clear
does not.

Every event of the Istanbul story is played at its moment of the exercise clock, by the parts that are made for it.
After each of them everybody is counted and the audit chain holds. Between them time passes: people read, answer, go.
"""
import datetime
import os
import re
import subprocess
import time
import unittest
import urllib.request
import xml.etree.ElementTree

import allclear
import story
from allclear import NO, ROOT, World, link, wait_for

RATE = 16000  # exercise seconds a second, between the events: a day in 5.4 s
LIVE = 4  # seconds at most that we watch time pass; the rest of it the machine was off
DEMO = os.path.join(ROOT, "demo")
SENDER = "crisis.desk@example.gov"
MINISTERS = ("Prime Minister", "Foreign Ministry", "Defence Ministry")
AT_RISK = re.compile(r"\bH\d{4}\b")
ATOM = "{http://www.w3.org/2005/Atom}"
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
# What is done at an event, and who must have agreed to it: so it stands in the case's file.
DONE = {
    "receipt": [("case.item_done", None)],
    "assessment": [("case.posture", "head"), ("evidence.add", None)],
    "warning": [("warning.draft", None), ("statement.add", None), ("warning.publish", "head")],
    "outreach": [("campaign.create", "head"), ("campaign.start", "head")],
    "compliance": [("place.mark_at_risk", "head"), ("place.notice_given", None)],
    "custody": [("criterion.set", None)],
    "attribution": [("attribution.draft", None), ("attribution.publish", "head")],
    "confirmation": [("criterion.set", None)],
    "all-clear": [("warning.clear", "head"), ("campaign.all_clear", "head"), ("case.close_eased", None)],
}
PARTNER = "--kind=partner", "--source=host police"


class Timeline(unittest.TestCase):
    def test_the_whole_story_runs_through_its_parts(self):
        with World() as world:
            self.world, self.case, self.campaign = world, None, None
            self.data = story.find_data(world.base)
            self.prepare()
            events = story.events()
            for event, after in zip(events, [*events[1:], None]):
                self.at(event["at"])
                self.play(event)
                self.holds()
                if self.campaign and after:
                    self.live(after["at"])
            self.assertEqual([e["kind"] for e in events][-2:], ["all-clear", "report"])
            self.everything_stands_in_the_file(self.world.ask("case", "show", self.case)["successor_of"], events[:-1])
            self.everything_stands_in_the_file(self.case, events[-1:])
            world.stop()

    def play(self, event):
        reopens = event["kind"] == "report" and self.case
        getattr(self, "reopened" if reopens else "on_" + event["kind"].replace("-", "_"))(event)

    # ---- the clock ----

    def at(self, when):
        """It is that moment, and the clock goes as fast as ours."""
        self.when = datetime.datetime.fromisoformat(when)
        self.restart(1)

    def restart(self, rate):
        if self.world.daemon:
            self.world.stop()
        self.world.serve("--clock", f"{self.when.isoformat()},{rate}")

    def live(self, until):
        """Time passes: the ladders go on and people answer."""
        self.restart(RATE)
        left = (datetime.datetime.fromisoformat(until) - self.when).total_seconds() / RATE
        end = time.monotonic() + min(left, LIVE) * 0.9
        while time.monotonic() < end:
            self.world.counts()
            time.sleep(0.5)
        self.when += datetime.timedelta(seconds=min(left, LIVE) * RATE)

    def holds(self):
        """What must hold at every moment."""
        if self.campaign:
            self.world.counts()
        self.assertTrue(self.world.ask("audit", "verify")["verified"])

    def everything_stands_in_the_file(self, case, events):
        """Whoever reads the case's timeline finds each event of the story: what came in, who did what, who agreed."""
        timeline = self.world.ask("case", "timeline", case)["timeline"]
        texts = [e["report"]["text"] for e in timeline if "report" in e] + [e.get("text") for e in timeline]
        acts = {(e["action"], e["officer"], e.get("approver")) for e in timeline if "action" in e}
        for event in events:
            if event["text"] not in texts:  # else it came in as words
                self.assertIn(event["kind"], DONE)
            for action, approver in DONE.get(event["kind"], ()):
                self.assertIn((action, "dana", approver), acts, f"{event['kind']}: {event['text']}")
        drafted, approved = ([e for e in timeline if e.get("action") == f"decision.{what}"] for what in ("draft", "approve"))
        self.assertEqual(sorted(e["object"] for e in drafted), sorted(e["object"] for e in approved))
        self.assertEqual({(e["officer"], a["officer"]) for e in drafted for a in approved} - {("dana", "head")}, set())

    # ---- the world ----

    def prepare(self):
        world = self.world
        world.init()
        world.officers.add("dana", "analyst,officer,approver,caller,legal", by="admin")  # may all, and nothing alone
        world.acting = "dana"
        for source in ("airline", "hotel"):
            world.run("source", "add", source, "--controller=Foreign Ministry", "--legal-basis=Act",
                      "--purpose=protection of travellers", "--expires=2099-12-31")
        for kind in ("hotels", "sites", "travellers"):
            world.run("import", kind, os.path.join(self.data, f"{kind}.csv"))
        people = world.file("people.csv", "".join(f"{t['phone']},{t['language']}\n" for t in story.rows(
            self.data, "travellers.csv") if len(t["phone"]) > 10))
        self.smsc = world.smsc("--text", f"--people={people}", f"--rate={RATE}", "--receipts=20-400", "--fail=0.02",
                               "--dead=0.01", "--lose-receipts=0.01")
        self.port = allclear.free_port()
        world.configure([link(self.smsc.port, exercise="true", rate=2500)],
                        more=f"sender: {SENDER}\nunknown_wait_s: 1\npublic:\n  port: {self.port}\n")
        os.mkdir(os.path.join(world.base, "issuers"))
        self.pinned = world.file(f"issuers/{SENDER}.pem", world.run("issuer", "export").stdout)
        world.run("media", "add", "An editor", "--outlet=Radio One", "--language=en", "--phone=+905320000001")

    def by_two(self, *words):
        """dana drafts it and may not approve it herself, though she is an approver; somebody else does."""
        decision = self.world.ask(*words, two=False)["decision"]
        self.world.refuse("decision", "approve", decision["id"], "--yes", by="dana", says="somebody else approves")
        return decision, lambda: self.world.approve(decision["id"])

    def report(self, text, grade, *options):
        """What came in, for the host's eyes as well. @return its number"""
        return self.world.ask("report", "add", text, "--grade", grade, "--probability=very likely", "--tlp=AMBER",
                              "--releasable-to=desk,partner:host", "--case", self.case, "--received",
                              self.when.isoformat(), *options)["id"]

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return answer.read()

    def feed(self):
        """The messages that the public feed leads to, newest first, each verified by us and by xmlsec1."""
        entries = xml.etree.ElementTree.fromstring(self.get("/feed/atom.xml")).findall(f"{ATOM}entry")
        paths = [re.search("/cap/.*", e.find(f"{ATOM}link").get("href")).group(0) for e in entries]
        self.published = {path: self.get(path) for path in paths}
        key = self.world.ask("issuer", "show")["keys"][0]["name"]
        for text in self.published.values():
            file = self.world.file("message.xml", text)
            verdict, = self.world.ask("cap", "verify", "--issuers", os.path.dirname(self.pinned), file)
            self.assertEqual(verdict["verdict"], "verified")
            done = subprocess.run(["xmlsec1", "--verify", f"--pubkey-pem:{key}", self.pinned, file],
                                  capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 0, done.stderr)
        return [xml.etree.ElementTree.fromstring(text) for text in self.published.values()]

    def told_the_media(self, warning):
        """Every message of the warning went to the editor; the carrier loses a receipt now and then."""
        messages = len(self.world.ask("warning", "show", warning)["messages"])
        wait_for("the media are told", lambda: sum(d["state"] in ("accepted", "delivered", "failed") for d in self.world.ask(
            "media", "deliveries", warning)["deliveries"]) == messages)

    def levels(self):
        return [(row["place"], row["level"]) for row in self.world.ask("level", "list")["levels"]]

    # ---- the events ----

    def on_report(self, event):
        world = self.world
        world.run("duty", "add", "head", "--phone=+972501110001", "--rank=1", "--from=2022-06-01T00:00:00Z",
                  "--to=2022-08-01T00:00:00Z")
        self.case = world.ask("case", "open", "Cell sent to attack visitors", "--exercise")["id"]
        world.run("case", "assign", self.case, "--priority=1", "--owner=dana")
        first = self.report(event["text"], event["value"], "--source=a source of ours")
        world.run("case", "fact", self.case, "members", "8", "--report", first)
        wait_for("the head of the desk is paged", lambda: any("report" in line.text for line in self.smsc.lines()))

    def on_hotline(self, event):
        """The host gets what the mark allows, and not where we have it from."""
        document = self.world.run("--json", "case", "export", self.case, "--for=partner:host").stdout
        self.assertNotIn("a source of ours", document)
        self.assertIn('"grade":"A2"', document.replace(" ", ""))
        self.world.run("case", "note", self.case, event["text"])
        self.receipt_asked = self.world.ask("case", "request", self.case, "receipt", "--of=host",
                                            "--due", "2022-06-05T10:00:00+03:00")

    def on_receipt(self, event):
        self.report(event["text"], "A1", *PARTNER)
        item, = self.world.ask("case", "show", self.case)["items"]
        self.world.run("case", "request-done", self.case, item["id"])
        self.assertEqual(self.world.run("case", "overdue").returncode, 0)

    def on_assessment(self, event):
        self.world.run("case", "note", self.case, event["text"], "--kind=assessment")
        if self.campaign:  # the second one: the worst is over
            self.too_early(says="h short")
            self.assertIn(("Istanbul", 4), self.levels())
            return
        self.world.run("case", "evidence", self.case, "a cell was sent", "--grade=A2", "--disrupted=II",
                       "--source=report/1")
        _, approve = self.by_two("case", "posture", self.case, "all-alarms", f"--why={event['text']}")
        self.assertEqual(self.world.ask("case", "show", self.case)["posture"], "watch")
        approve()
        self.assertEqual(self.world.ask("case", "show", self.case)["posture"], "all-alarms")

    def on_warning(self, event):
        world = self.world
        self.warned = world.ask("warning", "draft", self.case, "--area", os.path.join(self.data, "districts.geojson"),
                                "--place=Istanbul", "--country=TR", "--texts", os.path.join(DEMO, "warning.yaml"),
                                "--scheme=IL-NSC-2022", f"--level={event['value']}",
                                "--event=Threat of attack on travellers", "--from", event["at"],
                                "--to=2022-07-13T12:00:00+03:00", "--urgency=Immediate", "--severity=Extreme",
                                "--certainty=Likely", "--response=Evacuate")["id"]
        for office in MINISTERS:
            world.run("statement", "add", self.warned, f"--office={office}", "--language=en", "--text",
                      world.file("statement.txt", f"Leave the city now, says the {office}.\n"))
        decision, approve = self.by_two("warning", "publish", self.warned)
        self.assertTrue(all(f"says the {office}" in decision["document"] for office in MINISTERS))
        self.assertEqual([c["check"] for c in decision["checks"] if not c["good"] and c["check"] != "statement"], [])
        self.assertEqual((self.feed(), self.levels()), ([], []))
        approve()
        alert, = self.feed()
        self.assertEqual(alert.findtext(f"{CAP}status"), "Exercise")
        self.assertEqual(self.levels(), [("Istanbul", 4)])
        self.told_the_media(self.warned)
        self.criteria = {name: world.ask("criterion", "add", self.case, text, "--hold=72")["id"] for name, text in (
            ("custody", "custody 7 of 8"), ("confirmed", "the host confirms that nobody is at large in the city"))}
        self.too_early(says=("custody 7 of 8: unknown", "confirms"))

    def on_outreach(self, event):
        plan = os.path.join(DEMO, "plan.yaml")
        self.found = self.world.ask("campaign", "preview", "--warning", self.warned, "--plan", plan)["people"]
        _, approve = self.by_two("campaign", "start", "--warning", self.warned, "--plan", plan)
        instructed = sum("says" not in line.text for line in self.smsc.lines())
        approve()
        self.campaign, = (c["id"] for c in self.world.ask("campaign", "list")["campaigns"])
        self.world.started = self.campaign
        self.assertEqual(self.world.counts()["counts"]["recipients"], self.found)
        wait_for("people are told", lambda: self.world.counts()["counts"]["told"] > self.found / 10)
        self.assertGreater(len(self.smsc.lines()), instructed)

    def on_compliance(self, event):
        shown = self.world.counts()["counts"]
        self.assertGreater(shown["told"], self.found / 2)
        self.assertGreater(shown["standings"]["refuses"], 0)
        self.assertLess(shown["standings"]["done"], shown["recipients"] / 2)
        hotels = AT_RISK.findall(event["text"])
        why = self.report("Hotels were observed.", "B2", *PARTNER)
        _, approve = self.by_two("place", "mark-at-risk", *hotels, "--why=observed by the cell", f"--report={why}",
                                 "--until=2022-07-13T00:00:00+03:00")
        self.assertEqual(self.world.ask("place", "list", "--at-risk")["places"], [])
        approve()
        self.assertEqual({p["ref"] for p in self.world.ask("place", "list", "--at-risk")["places"]}, set(hotels))
        notices = self.world.ask("place", "notices")["notices"]
        self.assertEqual(len(notices), len(hotels), "each host is to be told")
        for notice in notices:
            self.world.run("place", "notice-given", notice["id"])
        to_move = next(t for t in self.world.counts()["tiers"] if t["tier"] == 1)
        self.assertGreater(to_move["recipients"], 0)

    def on_deployment(self, event):
        self.report(event["text"], "A2", *PARTNER)
        self.world.run("case", "request", self.case, "the plan of the day", "--of=host", "--due=2022-06-16T10:00:00+03:00")

    def on_custody(self, event):
        said = self.report(event["text"], "A1", *PARTNER)
        self.world.run("case", "fact", self.case, "custody", event["value"], "--report", said)
        enough = event["value"] == "7/8"
        self.world.run("criterion", "set", self.case, self.criteria["custody"], "met" if enough else "unmet",
                       "--grade=A1", f"--source=report/{said}")
        self.too_early(says="custody 7 of 8: " + ("met since" if enough else "unmet"))

    def on_attribution(self, event):
        """In public as a document, and in no message to anybody."""
        text = self.world.file("who.txt", "The cell was allegedly sent by Sand Front.\n")
        made = self.world.ask("attribution", "draft", self.case, "--language=en", "--text", text,
                              "--names-organisation=Sand Front", "--host=the host's ministry of the interior",
                              "--host-at=2022-06-23T10:00:00+03:00")["id"]
        _, approve = self.by_two("attribution", "publish", made)
        approve()
        self.assertEqual(self.world.ask("attribution", "show", made)["state"], "published")
        named = self.world.file("named.yaml", "texts:\n  - language: en\n    text: \"Sand Front: Leave now. Reply 1 leaving, 2 left, 3 "
                                 "staying, 4 safe, 5 need help.\"\n    action: Leave now\n")
        self.world.refuse("campaign", "text", self.campaign, "--tier=2", "--texts", named, says="attribution")

    def on_confirmation(self, event):
        said = self.report(event["text"], "A2", *PARTNER)
        self.world.run("case", "fact", self.case, "host-confirms", "yes", "--report", said)
        self.world.run("criterion", "set", self.case, self.criteria["confirmed"], "met", "--grade=A2",
                       f"--source=report/{said}")
        self.too_early(says=("the host confirms", "h short"))

    def over(self, level=3):
        return ("warning", "clear", self.warned, f"--level={level}", "--texts", os.path.join(DEMO, "over.yaml"),
                "--review=2022-07-28T19:00:00+03:00", "--advice=stay alert in crowded places.")

    def too_early(self, says):
        """It cannot be said that it is over, and what is missing is said."""
        before = self.world.ask("warning", "show", self.warned)["messages"]
        self.world.refuse(*self.over(), says=says)
        self.assertEqual(self.world.run("case", "clear", self.case, "--check", code=NO).returncode, NO)
        self.assertEqual(self.world.ask("warning", "show", self.warned)["messages"], before)

    def on_all_clear(self, event):
        world = self.world
        for call in world.ask("help", "list")["calls"]:
            world.run("help", "own", call["id"])
        self.assertEqual(world.ask("case", "clear", self.case, "--check")["missing"], [])
        world.refuse(*self.over(level=2), says="one level at a time")
        _, approve = self.by_two(*self.over(int(event["value"])))
        self.assertEqual(self.levels(), [("Istanbul", 4)])
        approve()
        self.assertEqual(self.levels(), [("Istanbul", int(event["value"]))])
        newest, oldest = self.feed()
        self.assertIn("AllClear", [i.findtext(f"{CAP}responseType") for i in newest.findall(f"{CAP}info")])
        self.assertIn(oldest.findtext(f"{CAP}identifier"), newest.findtext(f"{CAP}references"))
        self.told_the_media(self.warned)
        self.live("2022-07-02T19:00:00+03:00")
        shown = wait_for("nobody is pending", self.nobody_pending, 60, 0.5)
        closing = shown["closing_counts"]
        self.assertEqual(closing["told"] + closing["explained"], closing["recipients"])
        self.assertGreater(closing["told"], 0.9 * shown["counts"]["told_by"]["delivered"])
        for call in world.ask("help", "list")["calls"]:
            world.run("help", "own", call["id"])
        world.run("campaign", "finish", self.campaign)
        world.run("case", "note", self.case, "personal calls moved more people than the second text", "--kind=lesson")
        world.refuse("case", "close", self.case, "--outcome=it is over", says="is not answered")
        item, = (i for i in world.ask("case", "show", self.case)["items"] if "done_at" not in i)
        world.run("case", "request-done", self.case, item["id"])
        world.run("case", "close", self.case, "--outcome=seven of eight in custody, the eighth has left")

    def nobody_pending(self):
        shown = self.world.counts()
        return shown if not shown["counts"]["pending"] and not shown["closing_counts"]["pending"] else None

    def reopened(self, event):
        """Nothing of the old case counts before somebody says so."""
        world, before = self.world, self.case
        self.case = world.ask("case", "open", "A new cell, another city", "--successor-of", before, "--exercise")["id"]
        self.report(event["text"], event["value"])
        proposals = world.ask("case", "proposals", self.case)["proposals"]
        self.assertEqual([p["kind"] for p in proposals], ["criterion", "criterion", "lesson", "areas", "audience"])
        self.assertEqual(world.ask("criterion", "list", self.case)["criteria"], [])
        world.run("case", "accept", self.case, proposals[0]["id"])
        self.assertEqual([c["status"] for c in world.ask("criterion", "list", self.case)["criteria"]], ["unknown"])
        self.takes_over(*(p["id"] for p in proposals[-2:]))
        self.assertEqual(world.ask("case", "show", before)["state"], "closed")
        self.assertEqual(self.levels(), [("Istanbul", 3)], "time alone lowers nothing")
        for path, text in self.published.items():
            self.assertEqual(self.get(path), text, "what was published stays as it was, long after it has expired")

    def takes_over(self, areas, audience):
        """Where the danger was and who was told what is there to be used, once somebody wants it."""
        world = self.world
        draft = ("warning", "draft", self.case, "--from-case", self.case, "--texts", os.path.join(DEMO, "warning.yaml"),
                 "--to=2022-08-13T12:00:00+03:00")
        world.refuse(*draft, says="accepted none of the case before it")
        world.run("case", "accept", self.case, areas)
        drafted = world.ask(*draft)
        self.assertEqual([a["name"] for a in drafted["areas"]],
                         [a["name"] for a in world.ask("warning", "show", self.warned)["areas"]])
        world.refuse("case", "proposals", self.case, "--plan", audience, says="case accept")
        world.run("case", "accept", self.case, audience)
        taken = world.file("taken.json", world.run("case", "proposals", self.case, "--plan", audience).stdout)
        was, now = (world.ask("campaign", "preview", "--warning", drafted["id"], "--plan", plan)
                    for plan in (os.path.join(DEMO, "plan.yaml"), taken))
        self.assertEqual(was, now, "the same people in the same tiers, in the same languages")


if __name__ == "__main__":
    allclear.main()
