#!/usr/bin/env python3
"""main_job - what a user loses if this breaks: everything this program is for.

The Istanbul story, from the case to the all-clear, over TCP to an SMSC with simulated people, with a
SIGKILL in the middle and everybody counted at every look. What the program says about the registry is
compared with a count of our own over the same files; what it says about messages with the SMSC's log.
"""
import collections
import csv
import datetime
import functools
import json
import os
import re
import shutil
import subprocess
import time
import unittest
import xml.etree.ElementTree

import allclear
from allclear import World, link, wait_for
from story import find_data, rows

RATE = 16000  # exercise seconds a second: a day in 5.4 s
START = datetime.datetime.fromisoformat("2022-06-13T12:00:00+03:00")
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
DEMO = os.path.join(allclear.ROOT, "demo")
SCHEMA = os.path.join(allclear.SHARED, "data", "cap", "schema", "CAP-v1.2.xsd")


def polygons(data):
    """[[ring, …]] of (lon, lat), the outer ring first."""
    with open(os.path.join(data, "districts.geojson"), encoding="utf-8") as file:
        geometries = [feature["geometry"] for feature in json.load(file)["features"]]
    return [polygon for g in geometries
            for polygon in (g["coordinates"] if g["type"] == "MultiPolygon" else [g["coordinates"]])]


def in_ring(ring, lon, lat):
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def dialable(text):
    """E.164 of a number as these files write them, or ''."""
    if re.fullmatch(r"\+972\d{9}|\+90\d{10}", text):
        return text
    return "+972" + text[1:] if re.fullmatch(r"0\d{9}", text) else ""


@functools.cache
def hotels_inside(data):
    areas = polygons(data)
    return {h["hotel_id"] for h in rows(data, "hotels.csv")
            if any(in_ring(p[0], float(h["longitude"]), float(h["latitude"])) and
                   not any(in_ring(hole, float(h["longitude"]), float(h["latitude"])) for hole in p[1:])
                   for p in areas)}


def own_match(data, first, last):
    """What `match` must say, from the files."""
    inside = hotels_inside(data)
    stays = [t for t in rows(data, "travellers.csv") if t["hotel_id"] in inside and
             t["arrival"] <= last and (not t["departure"] or t["departure"] >= first)]
    people = {t["traveller_id"]: t for t in stays}
    phone = {i for i, t in people.items() if dialable(t["phone"]) or dialable(t["second_phone"])}
    email = {i for i, t in people.items() if t["email"]}
    return {"stays": len(stays), "travellers": len(people),
            "parties": len({t["party_id"] or t["traveller_id"] for t in people.values()}),
            "by_phone": len(phone), "by_email": len(email), "not_reachable": len(set(people) - phone - email)}


class Story:
    """The world, and the exercise clock that runs over its lives."""

    def __init__(self, world):
        self.world, self.start, self.began = world, START, None
        self.looks = 0

    def now(self):
        return self.start + datetime.timedelta(seconds=(time.monotonic() - self.began) * RATE)

    def serve(self):
        self.start = self.now() if self.began else START
        self.world.serve("--clock", f"{self.start.isoformat(timespec='seconds')},{RATE}")
        self.began = time.monotonic()

    def look(self, campaign):
        """Everybody is in the sum, at every look."""
        self.looks += 1
        return self.world.counts(campaign)

    def until(self, text, campaign):
        at = datetime.datetime.fromisoformat(text)
        while self.now() < at:
            self.look(campaign)
            time.sleep(0.2)


class MainJob(unittest.TestCase):
    def valid_cap(self, world, warning, kind):
        """The last document validates and says what it is. @return its identifier"""
        text = world.run("warning", "show", warning, "--cap").stdout
        path = world.file(f"{kind}.xml", text)
        if os.path.isfile(SCHEMA) and shutil.which("xmllint"):
            done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", SCHEMA, path], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
        else:
            print("main_job: not found: ../shared/data/cap/schema or xmllint; validation left out", flush=True)
        alert = xml.etree.ElementTree.fromstring(text.encode())
        self.assertEqual(alert.findtext(CAP + "msgType"), kind)
        self.assertEqual(alert.findtext(CAP + "status"), "Exercise")
        languages = [info.findtext(CAP + "language") for info in alert.findall(CAP + "info")]
        self.assertEqual(len(languages), 5, languages)
        return alert

    def reference(self, alert):
        return ",".join(alert.findtext(CAP + tag) for tag in ("sender", "identifier", "sent"))

    def test_from_the_case_to_the_all_clear_with_everybody_counted(self):
        with World() as world:
            data = find_data(world.base)
            story = Story(world)
            self.registry(world, data)
            people = world.file("people.csv", "".join(
                f"{t['phone']},{t['language']}\n" for t in rows(data, "travellers.csv") if dialable(t["phone"]) == t["phone"] != ""))
            smsc = world.smsc("--text", f"--people={people}", f"--rate={RATE}", "--receipts=20-400", "--fail=0.02",
                              "--dead=0.01", "--lose-receipts=0.01")
            world.configure([link(smsc.port, name, exercise="true", rate=2500) for name in ("north", "south")],
                            more="unknown_wait_s: 1")
            story.serve()
            case, warning, first = self.warn(world, data)
            campaign = self.begin(world, data, warning)
            self.crash(world, story, campaign)
            self.move(world, data, smsc, story, campaign)
            self.correct(world, smsc, story, campaign)
            story.until("2022-06-15T18:00:00+03:00", campaign)
            self.desk(world, story, campaign)
            story.until("2022-06-17T12:00:00+03:00", campaign)
            second = self.update(world, warning, first)
            self.clear(world, smsc, story, case, warning, campaign, second)
            self.privacy(world, data, campaign)
            world.stop()
            print(f"main_job: {story.looks} looks, the sum held at each", flush=True)

    def registry(self, world, data):
        """Without a daemon: import and match work alone."""
        world.init()
        for name in ("airline", "hotel"):
            world.run("source", "add", name, "--controller=Foreign Ministry", "--legal-basis=Act",
                      "--purpose=protection of travellers", "--expires=2099-12-31")
        for kind in ("hotels", "sites", "travellers"):
            answer = world.ask("import", kind, os.path.join(data, f"{kind}.csv"))
            self.assertEqual((answer["added"], answer["refused"]), (len(rows(data, f"{kind}.csv")), 0), kind)
        area = os.path.join(data, "districts.geojson")
        for first, last in (("2022-06-13", "2022-06-13"), ("2022-06-13", "2022-06-28"), ("2022-06-20", "2022-06-21"),
                            ("2030-01-01", "2030-01-02")):
            answer = world.ask("match", "--area", area, "--from", first, "--to", last)
            self.assertEqual(answer, own_match(data, first, last), (first, last))
        by = world.ask("match", "--area", area, "--from=2022-06-13", "--to=2022-06-13", "--by=hotel")
        self.assertEqual(sum(h["stays"] for h in by["hotels"]), by["stays"])

    def warn(self, world, data):
        case = world.ask("case", "open", "Cell sent to attack visitors", "--posture=all-alarms", "--exercise")["id"]
        world.run("case", "note", case, "a cell of eight", "--kind=report", "--value=A2")
        warning = world.ask("warning", "draft", case, "--area", os.path.join(data, "districts.geojson"),
                            "--texts", os.path.join(DEMO, "warning.yaml"), "--scheme=IL-NSC-2022", "--level=4",
                            "--event=Threat of attack on travellers", "--from", START.isoformat(),
                            "--to=2022-07-13T12:00:00+03:00", "--urgency=Immediate", "--severity=Extreme",
                            "--certainty=Likely", "--response=Evacuate")["id"]
        world.run("warning", "publish", warning)
        self.assertEqual(world.ask("case", "show", case)["state"], "warned")
        listed, = world.ask("warning", "list")["warnings"]
        self.assertEqual((listed["level"], listed["headline"]), (4, "Highest travel warning for Istanbul"))
        return case, warning, self.valid_cap(world, warning, "Alert")

    def begin(self, world, data, warning):
        plan = os.path.join(DEMO, "plan.yaml")
        preview = world.ask("campaign", "preview", "--warning", warning, "--plan", plan)
        begun = world.ask("campaign", "start", "--warning", warning, "--plan", plan)
        # the exercise goes on while we ask: who left the day before is not concerned any more
        expected = [own_match(data, f"2022-06-{day}", "2022-07-13")["travellers"] for day in range(13, 23)]
        self.assertIn(preview["people"], expected)
        self.assertIn(begun["recipients"], expected)
        self.assertGreaterEqual(sum(t["recipients"] for t in world.counts(begun["id"])["tiers"]), begun["recipients"])
        return begun["id"]

    def crash(self, world, story, campaign):
        def part():
            counts = story.look(campaign)["counts"]
            return counts if counts["told"] > counts["recipients"] // 5 else None
        before = wait_for("a fifth is told", part)
        world.kill()
        story.serve()
        after = story.look(campaign)["counts"]
        self.assertEqual(after["recipients"], before["recipients"])
        self.assertGreater(after["told"], before["recipients"] // 10, "what was told stays told")

    def move(self, world, data, smsc, story, campaign):
        """The hotels with most guests now are marked: who is there is told to move."""
        by = world.ask("match", "--area", os.path.join(data, "districts.geojson"), "--from=2022-06-13",
                       "--to=2022-06-13", "--by=hotel")
        hotels = [h["hotel_id"] for h in by["hotels"][:4]]
        marked = world.ask("place", "mark-at-risk", *hotels, "--why=observed by the cell", "--evidence=what they filmed",
                           "--until=2022-07-13T00:00:00+03:00")
        self.assertEqual(marked["marked"], 4)
        self.assertGreater(marked["moved"], 10)
        self.assertEqual({p["ref"] for p in world.ask("place", "list", "--at-risk")["places"]}, set(hotels))
        tier = next(t for t in story.look(campaign)["tiers"] if t["tier"] == 1)
        self.assertGreaterEqual(tier["recipients"], marked["moved"])
        wait_for("guests are told to move", lambda: story.look(campaign) and any(
            "move to another hotel" in s.text.lower() or "עברו" in s.text for s in smsc.lines()))

    def correct(self, world, smsc, story, campaign):
        """Who had the mistaken text gets the right one."""
        before = len(smsc.lines())
        version = world.ask("campaign", "text", campaign, "--tier=1", "--texts", os.path.join(DEMO, "correction.yaml"))
        self.assertEqual(version["version"], 2)
        wait_for("guests have the right text", lambda: story.look(campaign) and any(
            "פאתיח" in s.text or "Fatih" in s.text for s in smsc.lines()[before:]))
        self.assertEqual(next(t for t in story.look(campaign)["tiers"] if t["tier"] == 1)["version"], 2)

    def desk(self, world, story, campaign):
        refusers = wait_for("somebody refuses", lambda: world.ask(
            "person", "list", "--campaign", campaign, "--standing=refuses")["people"])
        self.assertEqual(world.ask("reply", refusers[0]["id"], "leaving")["standing"], "intends")
        task = world.ask("person", "show", refusers[0]["id"])["tasks"][0]
        self.assertEqual(task["standing"], "intends")
        calls = wait_for("somebody calls for help", lambda: world.ask("help", "list")["calls"])
        self.own_all(world)
        self.assertEqual([c for c in world.ask("help", "list")["calls"] if c in calls], [])

    def own_all(self, world):
        for call in world.ask("help", "list")["calls"]:
            world.run("help", "own", call["id"])

    def update(self, world, warning, first):
        world.run("warning", "update", warning, "--certainty=Observed")
        second = self.valid_cap(world, warning, "Update")
        self.assertIn(self.reference(first), second.findtext(CAP + "references"))
        return second

    def clear(self, world, smsc, story, case, warning, campaign, second):
        world.refuse("campaign", "finish", campaign)
        counts = story.look(campaign)["counts"]
        over = ("--level=3", "--texts", os.path.join(DEMO, "over.yaml"), "--review=2022-07-28T12:00:00+03:00",
                "--advice", "stay alert in crowded places.")
        world.refuse("warning", "clear", warning, *over, says="no mandatory criterion")
        world.fulfil(case)
        world.run("warning", "clear", warning, *over)
        ordered = len(smsc.lines())
        last = self.valid_cap(world, warning, "Update")
        self.assertIn(self.reference(second), last.findtext(CAP + "references"))
        self.assertIn("AllClear", [info.findtext(CAP + "responseType") for info in last.findall(CAP + "info")])

        def over():
            shown = story.look(campaign)
            c = shown["closing_counts"]
            self.assertEqual(c["told"] + c["pending"] + c["explained"], c["recipients"])
            return shown if not c["pending"] and not shown["counts"]["pending"] else None
        shown = wait_for("nobody is pending", over, 40, 0.2)
        told_by_message = counts["told_by"]["delivered"] + counts["told_by"]["accepted"]
        self.assertGreaterEqual(shown["closing_counts"]["recipients"], told_by_message)
        self.assertGreater(shown["closing_counts"]["told"], 0.9 * told_by_message)
        after = collections.Counter(s.text for s in smsc.lines()[ordered:])
        self.assertTrue(after)
        self.own_all(world)
        self.assertEqual(world.ask("campaign", "finish", campaign)["state"], "closed")
        self.assertEqual(story.look(campaign)["counts"]["pending"], 0)
        world.run("case", "close", case, "--outcome=seven of eight in custody, the eighth has left")
        self.assertTrue(world.ask("audit", "verify")["verified"])
        unaccounted = list(csv.DictReader(world.run("person", "list", "--standing=unaccounted", "--csv").stdout.splitlines()))
        self.assertEqual(len(unaccounted), shown["counts"]["unaccounted"])

    def privacy(self, world, data, campaign):
        """No number, name, address or message text in the log or the figures."""
        travellers = rows(data, "travellers.csv")
        public = world.log_text() + world.http("GET", "/metrics")[2]
        words = re.findall(r"[^\s\"=,]+", public)
        pairs = {f"{a} {b}" for a, b in zip(words, words[1:])}
        digits = {run[-9:] for run in re.findall(r"\d{9,}", public)}
        numbers = {dialable(t[c])[-9:] for t in travellers for c in ("phone", "second_phone") if dialable(t[c])}
        self.assertEqual(digits & numbers, set())
        self.assertEqual(pairs & {t[c] for t in travellers for c in ("name", "native_name")}, set())
        self.assertNotIn("@example", public)
        for text in ("another hotel", "stay indoors", "eight in custody", "observed by"):
            self.assertNotIn(text, public)


if __name__ == "__main__":
    allclear.main()
