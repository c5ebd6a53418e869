#!/usr/bin/env python3
"""cap - what a user loses if this breaks: nobody can tell a good CAP message from a bad one, and what we publish
says less in one language than in another, names half its chain, or is refused by the receivers.
"""
import datetime
import glob
import json
import math
import os
import re
import subprocess
import time
import unittest

import allclear
from allclear import FAILED, GOOD, NO, ROOT, USAGE, World

SAMPLES = sorted(glob.glob(os.path.join(ROOT, "examples", "cap", "*.xml")))
ALERT = os.path.join(ROOT, "examples", "cap", "alert.xml")


def cap(*words, stdin=None):
    """Run `allclear cap …` with no data directory anywhere."""
    environment = {name: value for name, value in os.environ.items() if name != "ALLCLEAR_DATA"}
    return subprocess.run([allclear.programs["allclear"], *words], capture_output=True, text=True, input=stdin,
                          env=environment, timeout=60 * allclear.PATIENCE)


def alert_text():
    with open(ALERT, encoding="utf-8") as file:
        return file.read()


class Validate(unittest.TestCase):
    def test_good_messages_are_valid_and_said_to_be(self):
        done = cap("cap", "validate", *SAMPLES)
        self.assertEqual((done.returncode, done.stderr), (GOOD, ""))
        self.assertEqual(done.stdout.splitlines(), [f"{name}: valid" for name in SAMPLES])

    def test_a_finding_says_where_what_and_which_rule(self):
        with World() as world:
            bad = world.file("bad.xml", alert_text().replace(" 41.02,28.93</polygon>", "</polygon>", 1))
            done = cap("cap", "validate", ALERT, bad)
            self.assertEqual(done.returncode, NO)
            lines = done.stdout.splitlines()
            self.assertEqual((lines[0], lines[-1]), (f"{ALERT}: valid", f"{bad}: invalid"))
            self.assertRegex(lines[1], rf"^{re.escape(bad)}:29: error POLY-OPEN the polygon is not closed")

    def test_json_has_exactly_what_programs_were_promised(self):
        with World() as world:
            bad = world.file("bad.xml", alert_text().replace("<event>", "<event> </event><event>", 1))
            done = cap("--json", "cap", "validate", ALERT, bad)
            self.assertEqual(done.returncode, NO)
            good, wrong = json.loads(done.stdout)
            self.assertEqual(good, {"file": ALERT, "valid": True, "findings": []})
            self.assertEqual(set(wrong), {"file", "valid", "findings"})
            self.assertFalse(wrong["valid"])
            for finding in wrong["findings"]:
                self.assertEqual(set(finding), {"line", "severity", "rule", "message", "fix"})
                self.assertIn(finding["severity"], ("error", "warning"))
            self.assertIn(("SCHEMA-DUPLICATE", "error"), {(f["rule"], f["severity"]) for f in wrong["findings"]})

    def test_standard_input_is_a_dash(self):
        done = cap("cap", "validate", "-", stdin=alert_text())
        self.assertEqual((done.returncode, done.stdout), (GOOD, "-: valid\n"))
        self.assertEqual(cap("cap", "validate", "-", stdin="<feed/>").returncode, NO)

    def test_wrong_use_and_unreadable_files_have_their_own_exit_status(self):
        self.assertEqual(cap("cap", "validate").returncode, USAGE)
        self.assertEqual(cap("cap", "validate", "--profile=mars", ALERT).returncode, USAGE)
        self.assertEqual(cap("cap", "check", ALERT).returncode, USAGE)
        with World() as world:
            missing = os.path.join(world.base, "missing.xml")
            done = cap("cap", "validate", missing, world.file("bad.xml", "<x/>"), ALERT)
            self.assertEqual(done.returncode, FAILED)
            self.assertIn(missing, done.stderr)
            self.assertIn(f"{ALERT}: valid", done.stdout, "the others are still done")
            self.assertEqual(cap("cap", "validate", world.base).returncode, FAILED, "a folder")

    def test_a_profile_demands_more(self):
        self.assertEqual(cap("cap", "validate", ALERT).returncode, GOOD)
        done = cap("cap", "validate", "--profile=ipaws", ALERT)
        self.assertEqual(done.returncode, NO)
        self.assertIn("error PROFILE-CODE", done.stdout)

    def test_a_message_cannot_steer_the_terminal(self):
        text = alert_text().replace("<event>Threat", "<event>\u009b31m\u202eThreat", 1).replace(
            "<status>Actual", "<status>\u009b2J", 1)
        for command in ("validate", "show"):
            shown = cap("cap", command, "-", stdin=text).stdout
            self.assertNotRegex(shown, "[\u009b\u202e\x1b]")

    def test_entities_and_larger_files_than_any_warning_needs_are_refused(self):
        bomb = '<!DOCTYPE alert [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n' + alert_text().split("\n", 1)[1]
        self.assertIn("error DOC-DOCTYPE", cap("cap", "validate", "-", stdin=bomb).stdout)
        large = alert_text().replace("<note/>", "") + " " * (2 << 20)
        self.assertIn("error DOC-SIZE", cap("cap", "validate", "-", stdin=large).stdout)


class Show(unittest.TestCase):
    def test_people_read_what_a_message_says(self):
        done = cap("cap", "show", ALERT)
        self.assertEqual(done.returncode, GOOD)
        for text in ("CAP 1.2", "Alert, Actual, Public", "example-portside-1", "Leave Portside now", "Evacuate",
                     "2031-03-21T09:00:00Z", "איום על מטיילים"):
            self.assertIn(text, done.stdout)

    def test_programs_get_the_message_as_json(self):
        one, = json.loads(cap("--json", "cap", "show", os.path.join(ROOT, "examples", "cap", "private.xml")).stdout)
        self.assertEqual((one["kind"], one["valid"]), ("CAP 1.2", True))
        self.assertEqual(one["alert"]["addresses"], ["duty@harbour-house.example.com", "Harbour House, front desk"])
        self.assertEqual(one["alert"]["info"][0]["area"][0]["polygon"][0][0], [41.02, 28.93])

    def test_what_is_no_message_cannot_be_shown(self):
        done = cap("cap", "show", "-", stdin="<rss/>")
        self.assertEqual(done.returncode, NO)
        self.assertIn("no CAP message", done.stdout)


# ---- what we publish ----

TWO = """texts:
  - { language: en, headline: Leave now, description: There is a danger., instruction: Leave today. }
  - { language: he, headline: עזבו עכשיו, description: קיימת סכנה., instruction: עזבו היום. }
"""
OVER = """texts:
  - { language: en, headline: It is over, description: The danger has passed., instruction: Stay alert. }
  - { language: he, headline: הסתיים, description: הסכנה חלפה., instruction: הישארו ערניים. }
"""
REVIEW = "--review=2098-01-01T00:00:00Z"
SQUARE = {"type": "Polygon", "coordinates": [[[28.9, 41], [29, 41], [29, 41.1], [28.9, 41.1], [28.9, 41]]]}


class Publish(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.__exit__, None)
        self.world.init()
        self.case = self.world.ask("case", "open", "A threat")["id"]

    def draft(self, texts=TWO, area=SQUARE, to="2099-01-01T00:00:00Z", code=GOOD, case=None, options=()):
        return self.world.run(
            "--json", "warning", "draft", case or self.case, "--area", self.world.file("area.geojson", json.dumps(area)),
            "--texts", self.world.file("texts.yaml", texts), "--scheme=IL-NSC-2022", "--level=4", "--to", to,
            "--urgency=Immediate", "--severity=Extreme", "--certainty=Likely", *options, code=code)

    def published(self, **fields):
        warning = json.loads(self.draft(**fields).stdout)["id"]
        self.world.run("warning", "publish", warning)
        return warning

    def last(self, warning):
        """The last message, after checking that nothing is to be said against it."""
        xml = self.world.run("warning", "show", warning, "--cap").stdout
        done = cap("--json", "cap", "validate", "-", stdin=xml)
        answer = json.loads(done.stdout)[0]
        self.assertEqual((answer["valid"], [f["rule"] for f in answer["findings"]]),
                         (True, ["SIG-UNVERIFIED"]), xml)
        return json.loads(cap("--json", "cap", "show", "-", stdin=xml).stdout)[0]["alert"]

    def test_one_message_says_the_same_in_every_language_from_alert_to_all_clear(self):
        warning = self.published(options=("--level=2",))
        chain = [self.last(warning)]
        for certainty in ("Observed", "Possible"):
            self.world.run("warning", "update", warning, f"--certainty={certainty}")
            chain.append(self.last(warning))
        self.world.fulfil(self.case)
        self.world.run("warning", "clear", warning, "--texts", self.world.file("over.yaml", OVER), REVIEW)
        chain.append(self.last(warning))
        self.assertEqual([m["msgType"] for m in chain], ["Alert", "Update", "Update", "Cancel"])
        for at, message in enumerate(chain):
            self.assertEqual([r["identifier"] for r in message.get("references", [])],
                             [earlier["identifier"] for earlier in chain[:at]], "the whole chain, oldest first")
            one, two = message["info"]
            self.assertEqual((one["language"], two["language"]), ("en", "he"))
            for same in ("effective", "expires", "area", "urgency", "severity", "responseType" if at == 3 else "category"):
                self.assertEqual(one[same], two[same], same)
            self.assertTrue(one["instruction"] and two["instruction"])
        self.assertEqual([("AllClear" in m["info"][0].get("responseType", [])) for m in chain], [False] * 3 + [True])

    def test_messages_of_one_case_share_their_incident_and_others_do_not(self):
        first, second = self.last(self.published()), self.last(self.published())
        other = self.last(self.published(case=self.world.ask("case", "open", "Another threat")["id"]))
        self.assertEqual(first["incidents"], second["incidents"])
        self.assertEqual(len(first["incidents"]), 1)
        self.assertNotEqual(first["incidents"], other["incidents"])

    def test_a_language_that_says_less_is_refused_with_its_name(self):
        for broken, says in ((TWO.replace(", instruction: עזבו היום.", ""), ("he has no instruction", "en")),
                             (TWO.replace(", description: There is a danger.", ""), ("en has no description", "he")),
                             (TWO.replace("language: he", "language: EN"), ("stands twice",))):
            done = self.draft(texts=broken, code=FAILED)
            for text in says:
                self.assertIn(text, done.stderr)
        self.assertEqual(self.world.ask("warning", "list")["warnings"], [])
        warning = self.published()
        self.world.refuse("warning", "update", warning, "--texts", self.world.file("less.yaml", TWO.replace(
            ", instruction: עזבו היום.", "")), says="he has no instruction")
        self.world.refuse("warning", "clear", warning, "--texts", self.world.file("less.yaml", OVER.replace(
            ", description: הסכנה חלפה.", "")), REVIEW, says="he has no description")
        self.assertEqual(len(self.world.ask("warning", "show", warning)["messages"]), 1)

    def test_only_the_all_clear_says_all_clear_and_time_alone_ends_nothing(self):
        self.assertIn("warning clear", self.draft(options=("--response=AllClear",), code=FAILED).stderr)
        end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=2)
        warning = self.published(to=end.strftime("%Y-%m-%dT%H:%M:%SZ"))
        while datetime.datetime.now(datetime.timezone.utc) <= end:
            time.sleep(0.1)
        self.world.refuse("warning", "update", warning, "--certainty=Possible", says="over already")
        shown = self.world.ask("warning", "show", warning)
        self.assertEqual((shown["state"], len(shown["messages"])), ("published", 1), "what is past its end still stands")
        self.assertNotIn("AllClear", self.last(warning)["info"][0].get("responseType", []))
        self.world.fulfil(self.case)
        self.world.run("warning", "clear", warning, "--level=3", "--texts", self.world.file("over.yaml", OVER), REVIEW)
        self.assertEqual(self.last(warning)["info"][0]["responseType"], ["AllClear"])

    def test_a_mistake_taken_back_asks_nobody_to_act(self):
        warning = self.published(options=("--response=Evacuate",))
        self.world.run("warning", "retract", warning, "--why=The report was false", "--texts",
                       self.world.file("over.yaml", OVER))
        message = self.last(warning)
        self.assertEqual((message["msgType"], message["note"]), ("Cancel", "The report was false"))
        for info in message["info"]:
            self.assertEqual((info["responseType"], info["urgency"], info["severity"]), (["None"], "Past", "Minor"))

    def test_an_area_across_the_antimeridian_is_published_in_two_parts(self):
        area = {"type": "Polygon", "coordinates": [[[179, -17], [-179, -17], [-179, -16], [179, -16], [179, -17]]]}
        polygons = self.last(self.published(area=area))["info"][0]["area"][0]["polygon"]
        spans = sorted((min(lon for _, lon in p), max(lon for _, lon in p)) for p in polygons)
        self.assertEqual(spans, [(-180, -179), (179, 180)])

    def test_large_outlines_become_coarser_and_too_many_are_refused(self):
        def ring(lon, lat, n, r):
            points = [[lon + r * math.cos(2 * math.pi * i / n), lat + r * math.sin(2 * math.pi * i / n)] for i in range(n)]
            return [points + points[:1]]
        one = self.last(self.published(area={"type": "Polygon", "coordinates": ring(30, 40, 5000, 0.5)}))
        self.assertLessEqual(len(one["info"][0]["area"][0]["polygon"][0]), 100)

        def field(count):
            return {"type": "MultiPolygon", "coordinates": [ring(-100 + 0.2 * (i % 80), 20 + 0.2 * (i // 80), 90, 0.08)
                                                            for i in range(count)]}
        many = self.last(self.published(area=field(400)))
        self.assertEqual(len(many["info"][0]["area"][0]["polygon"]), 400)
        self.assertLessEqual(sum(len(p) for i in many["info"] for p in i["area"][0]["polygon"]), 30000)
        ten = "texts:\n" + "".join(f"  - {{ language: l{at}, headline: Leave }}\n" for at in "abcdefghij")
        warning = json.loads(self.draft(texts=ten, area=field(400)).stdout)["id"]
        self.world.refuse("warning", "publish", warning, says=["positions", "languages"])
        self.assertEqual(self.world.ask("warning", "show", warning)["state"], "draft")


if __name__ == "__main__":
    allclear.main()
