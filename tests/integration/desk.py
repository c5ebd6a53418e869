#!/usr/bin/env python3
"""desk - what a user loses if this breaks: a warning that cannot be taken back, a decision that can be
rewritten, a backup that does not come back, an erased person who does.

The desk's way through a case on the built program: warnings with their chain of CAP messages, a campaign
from plan to retraction with calls, corrections and marks of risk, the audit chain, backup and restore.
"""
import json
import os
import re
import shutil
import sqlite3
import subprocess
import unittest

import allclear
from allclear import NO, ROOT, SHARED, World, link, number, wait_for

AREA = json.dumps({"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [
        [[lon, lat], [lon + 1, lat], [lon + 1, lat + 1], [lon, lat + 1], [lon, lat]]]}}
    for name, lat, lon in (("Near", 40.5, 28.5), ("Far away", 10, 10))]})
TEXTS = ("texts:\n  - { language: en, headline: Leave the city, instruction: Leave as soon as possible. }\n"
         "  - { language: he, headline: עזבו את העיר, instruction: עזבו בהקדם האפשרי. }\n")
PLAN = """arguments:
  - { name: phone, value: "+97220000000" }
  - { name: place, value: Istanbul }
tiers:
  - { tier: 1, name: move, people: at_risk, goal: moved, risk: 100, ladder: [ { channel: sms, tries: 2, wait: 1h } ] }
  - { tier: 2, name: leave, people: inside, risk: 10, refused_tier: 3, resend_unknown: true, ladder: [ { channel: sms, tries: 2, wait: 1h } ] }
  - { tier: 3, name: indoors, ladder: [ { channel: sms, wait: 1h } ] }
"""


def database(world):
    return sqlite3.connect(os.path.join(world.dir, "allclear.db"))


def schema_refuses(xml):
    """What the OASIS schema says against a document; None where schema or xmllint are missing."""
    schema = os.path.join(SHARED, "data", "cap", "schema", "CAP-v1.2.xsd")
    if not shutil.which("xmllint") or not os.path.isfile(schema):
        print(f"not found: xmllint or {os.path.relpath(schema, ROOT)}, left out")
        return None
    done = subprocess.run(["xmllint", "--nonet", "--noout", "--schema", schema, "-"], input=xml,
                          capture_output=True, text=True)
    return done.stderr if done.returncode else None


class Warnings(unittest.TestCase):
    def draft(self, world, case, *options):
        return world.ask("warning", "draft", case, "--area", world.file("area.geojson", AREA), "--texts",
                         world.file("texts.yaml", TEXTS), "--scheme", "IL-NSC-2022", "--level", 4,
                         "--to", "2099-01-01T00:00:00Z", *options)["id"]

    def test_a_warning_goes_its_way_and_every_message_stays_in_the_chain(self):
        with World() as world:
            world.init()
            case = world.ask("case", "open", "A threat")["id"]
            warning = self.draft(world, case, "--district", "Near")
            world.refuse("warning", "draft", case, "--area", world.file("area.geojson", AREA), "--texts",
                         world.file("texts.yaml", TEXTS), "--level=4", "--to=2099-01-01T00:00:00Z", says="in which scheme")
            world.run("warning", "publish", warning)
            first = world.run("warning", "show", warning, "--cap").stdout
            world.refuse("warning", "publish", warning, says="published, not draft")
            world.refuse("case", "close", case, "--outcome", "x", says="still published")
            world.run("warning", "update", warning, "--certainty=Observed")
            world.refuse("warning", "update", warning, "--level", 3, says="would lower it")
            over = world.file("over.yaml", "texts:\n  - { language: en, headline: It is over, instruction: Stay alert. }\n")
            review = "--review=2098-01-01T00:00:00Z"
            world.refuse("warning", "clear", warning, "--level", 3, "--texts", over, review, says="no mandatory criterion")
            world.fulfil(case)
            world.refuse("warning", "clear", warning, "--level", 2, "--texts", over, review, says="one level at a time")
            world.refuse("warning", "clear", warning, "--texts", over, review, says="one level at a time")
            shown = world.ask("warning", "clear", warning, "--level", 3, "--texts", over, review)
            self.assertEqual([m["type"] for m in shown["messages"]], ["Alert", "Update", "Update"])
            self.assertEqual(len(shown["messages"][2]["references"].split()), 2)
            self.assertIn(re.search("<identifier>(.*)</identifier>", first).group(1), shown["messages"][2]["references"])
            last = world.run("warning", "show", warning, "--cap").stdout
            self.assertIn("<responseType>AllClear</responseType>", last)
            self.assertIn("<areaDesc>Near</areaDesc>", last)
            self.assertNotIn("Far away", last)
            for xml in (first, last):
                self.assertIsNone(schema_refuses(xml))
            world.refuse("warning", "retract", warning, "--why", "x", says="cleared, not published")

    def test_an_all_clear_without_residual_advice_is_refused_and_publishes_nothing(self):
        with World() as world:
            world.init()
            case = world.ask("case", "open", "A threat")["id"]
            warning = self.draft(world, case)
            world.run("warning", "publish", warning)
            world.fulfil(case)
            thin = world.file("thin.yaml", "texts:\n  - { language: en, headline: It is over }\n")
            world.refuse("warning", "clear", warning, "--level=3", "--review=2098-01-01T00:00:00Z", "--texts", thin,
                         says="residual advice")
            world.refuse("warning", "clear", warning, "--level=3", "--review=2021-01-01T00:00:00Z", "--texts",
                         world.file("texts.yaml", TEXTS), says="date of review")
            shown = world.ask("warning", "show", warning)
            self.assertEqual((shown["state"], len(shown["messages"])), ("published", 1))

    def test_a_district_that_is_not_in_the_file_is_named(self):
        with World() as world:
            world.init()
            case = world.ask("case", "open", "A threat")["id"]
            world.refuse("warning", "draft", case, "--area", world.file("area.geojson", AREA), "--district", "Atlantis",
                         "--texts", world.file("texts.yaml", TEXTS), "--to", "2099-01-01T00:00:00Z", says="Atlantis")
            self.assertEqual(world.ask("warning", "list")["warnings"], [])

    def test_a_closed_case_is_never_edited_but_has_a_successor(self):
        with World() as world:
            world.init()
            case = world.ask("case", "open", "Nothing behind it")["id"]
            world.refuse("case", "open", "Again", "--successor-of", case, says="only a closed case")
            self.assertEqual(world.ask("case", "close", case, "--outcome", "unfounded")["state"], "closed")
            world.refuse("case", "note", case, "too late", says="successor")
            self.assertEqual(world.ask("case", "open", "Again", "--successor-of", case)["successor_of"], case)


class Upkeep(unittest.TestCase):
    def test_a_decision_that_was_rewritten_removed_or_put_elsewhere_is_found(self):
        for change, broken in (("UPDATE audit SET officer = 'somebody else' WHERE seq = 8", 8),
                               ("DELETE FROM audit WHERE seq = 8", 9),
                               ("UPDATE audit SET seq = CASE seq WHEN 8 THEN -9 ELSE -8 END WHERE seq IN (8, 9);"
                                "UPDATE audit SET seq = -seq WHERE seq < 0", 8)):
            with World() as world:
                world.init()
                for title in ("one", "two", "three"):
                    world.run("case", "open", title)
                self.assertTrue(world.ask("audit", "verify")["verified"])
                with database(world) as db:
                    db.executescript(change)
                self.assertEqual(world.ask("audit", "verify", code=NO)["first_broken"], broken, change)
                world.spoiled = True

    def test_a_backup_comes_back_without_those_who_were_erased_since(self):
        with World() as world:
            world.init()
            world.people(20)
            world.run("case", "open", "Before the backup")
            backup = os.path.join(world.base, "backup.db")
            world.run("backup", backup)
            world.refuse("backup", backup)
            world.run("person", "erase", 7, "--why", "asked for it")
            world.run("case", "open", "After the backup")
            self.assertTrue(world.ask("restore", backup, "--verify")["verified"])
            self.assertEqual(len(world.ask("case", "list")["cases"]), 2)
            self.assertEqual(world.ask("restore", backup, *world.voucher())["erasures"], 1)
            world.login("officer")
            world.login("admin")
            self.assertEqual([c["title"] for c in world.ask("case", "list")["cases"]], ["Before the backup"])
            self.assertEqual(world.ask("person", "show", 7)["name"], "")
            self.assertEqual(world.ask("person", "show", 8)["name"], "Person 8")

    def test_a_damaged_backup_changes_nothing(self):
        with World() as world:
            world.init()
            world.run("case", "open", "It stays")
            backup = os.path.join(world.base, "backup.db")
            world.run("backup", backup)
            with open(backup, "r+b") as file:
                file.seek(40000)
                file.write(b"\0" * 8192)
            world.refuse("restore", backup, "--verify")
            world.refuse("restore", backup)
            self.assertEqual([c["title"] for c in world.ask("case", "list")["cases"]], ["It stays"])

    def test_only_an_administrator_puts_a_backup_in_place_of_what_is_there(self):
        with World() as world:
            world.init()
            backup = os.path.join(world.base, "backup.db")
            world.run("backup", backup)
            world.run("case", "open", "Decided since")
            world.refuse("restore", backup, says=["administrator", "--officer"])
            world.refuse("restore", backup, *world.voucher("officer"), says="administrator", by=None)
            wrong = world.file("wrong", "not the password at all\n")
            name = ["--officer=admin", f"--password-file={wrong}"]
            for _ in range(5):
                world.refuse("restore", backup, *name, "--code=000000", says="wrong name")
            world.refuse("restore", backup, *world.voucher(), says="wrong name")  # closed for a while
            self.assertEqual([c["title"] for c in world.ask("case", "list")["cases"]], ["Decided since"])
            self.assertNotIn("allclear.db.replaced", os.listdir(world.dir))
            self.assertNotIn("allclear.db.incoming", os.listdir(world.dir))
            rows = world.ask("audit", "list")["rows"]
            self.assertIn(("officer.lock", "admin"), [(row["action"], row["officer"]) for row in rows])

    def test_after_a_restore_the_chain_says_what_was_lost_by_it(self):
        with World() as world:
            world.init()
            backup = os.path.join(world.base, "backup.db")
            world.run("backup", backup)
            kept = world.ask("audit", "verify", by="admin")["rows"]
            for title in ("one", "two"):
                world.run("case", "open", title)
            before = world.ask("audit", "verify", by="admin")
            self.assertEqual(before["restores"], [])
            world.run("restore", backup, *world.voucher())
            world.login("admin")
            restore = world.ask("audit", "verify", by="admin")["restores"][0]
            self.assertEqual([restore[name] for name in ("officer", "replaced", "common", "seq", "head")],
                             ["admin", "database", kept, before["rows"], before["head"]])
            said = world.run("audit", "verify", by="admin").stdout
            self.assertIn(f"rows {kept + 1} to {before['rows']} of the database that it replaced", said)

    def test_a_new_machine_gets_its_backup_back_by_an_administrator_of_the_backup(self):
        with World() as world:
            world.init()
            world.run("case", "open", "It comes back")
            backup = os.path.join(world.base, "backup.db")
            world.run("backup", backup)
            for name in os.listdir(world.dir):
                if name.startswith("allclear.db"):
                    os.remove(os.path.join(world.dir, name))
            world.refuse("restore", backup, says="--officer")
            world.refuse("restore", backup, *world.voucher("officer"), says="administrator", by=None)
            self.assertNotIn("allclear.db", os.listdir(world.dir))
            world.run("restore", backup, *world.voucher())
            world.login("officer")
            world.login("admin")
            self.assertEqual([c["title"] for c in world.ask("case", "list")["cases"]], ["It comes back"])
            self.assertEqual(world.ask("audit", "verify")["restores"][0]["replaced"], "none")

    def test_who_was_purged_after_their_time_may_come_again(self):
        with World() as world:
            world.init()
            world.people(5)
            gone = world.file("gone.csv", "traveller_id,name,phone,hotel_id,arrival,departure,source\n"
                                          f"T99,Person 99,{number(99)},H1,2020-01-01,2020-01-05,registered\n")
            world.run("import", "travellers", gone)
            self.assertEqual(world.ask("purge")["people"], 1)
            self.assertEqual(world.ask("import", "travellers", gone)["added"], 1)


class Campaign(unittest.TestCase):
    def test_a_campaign_from_its_plan_to_the_retraction(self):
        with World() as world:
            smsc = world.smsc()
            world.init([link(smsc.port, exercise="true", rate=500)])
            world.people(100)
            world.run("import", "hotels", world.file("second.csv", "hotel_id,name,latitude,longitude\nH2,Hill House,41.02,28.98\n"))
            world.run("import", "travellers", world.file("more.csv", "traveller_id,name,language,phone,hotel_id,arrival,departure,source\n" + "".join(
                f"T{i},Person {i},he,{number(i)},H2,2020-01-01,,registered\n" for i in range(101, 121))))
            world.serve()
            case, warning = world.warning(exercise=True)
            plan = world.file("plan.yaml", PLAN)
            preview = world.ask("campaign", "preview", "--warning", warning, "--plan", plan)
            self.assertEqual((preview["people"], preview["no_way"]), (120, 0))
            campaign = world.campaign(warning, plan)
            world.refuse("campaign", "start", "--warning", warning, "--plan", plan, says="has campaign")
            wait_for("everyone is told", lambda: world.counts(campaign)["counts"]["told"] == 120)
            self.people_answer(world)
            self.places_become_dangerous(world, campaign)
            self.a_text_was_wrong(world, campaign)
            self.it_was_all_a_mistake(world, case, warning, campaign)
            world.stop()
            self.assertEqual(world.counts(campaign)["state"], "closed")
            self.assertIn("closed", world.run("campaign", "watch", campaign).stdout)
            self.assertTrue(world.ask("audit", "verify")["verified"])
            self.assertNotIn("Person", world.log_text())
            self.assertNotIn(number(5), world.log_text())

    def people_answer(self, world):
        self.assertTrue(any(entry["entry"] == "attempt" for entry in world.ask("person", "show", 5)["history"]))
        self.assertEqual(world.ask("reply", 6, "staying", "--reason", "work")["standing"], "refuses")
        rows = world.run("person", "list", "--standing", "refuses", "--csv").stdout.splitlines()
        self.assertEqual(len(rows), 2)
        self.assertTrue(rows[1].startswith(f"6,Person 6,{number(6)}"), rows[1])
        world.run("reply", 7, "safe")
        self.assertEqual(len(world.ask("person", "list", "--standing", "unaccounted")["people"]), 119)

    def places_become_dangerous(self, world, campaign):
        world.refuse("place", "mark-at-risk", "H9", "--why", "seen", "--evidence", "a film", "--until", "2099-01-01T00:00:00Z", says="H9")
        marked = world.ask("place", "mark-at-risk", "H2", "--why", "seen", "--evidence", "a film", "--until", "2099-01-01T00:00:00Z")
        self.assertEqual((marked["marked"], marked["moved"]), (1, 20))
        tiers = {tier["tier"]: tier["recipients"] for tier in world.counts(campaign)["tiers"]}
        self.assertEqual(tiers, {1: 20, 2: 99, 3: 1})

    def a_text_was_wrong(self, world, campaign):
        self.assertEqual(world.ask("campaign", "pause", campaign)["state"], "paused")
        self.assertEqual(world.ask("campaign", "resume", campaign)["state"], "running")
        texts = world.file("right.yaml", "texts:\n  - { language: en, text: Leave Istanbul by bus, action: Leave Istanbul by bus }\n")
        self.assertEqual(world.ask("campaign", "text", campaign, "--tier", 2, "--texts", texts)["version"], 2)
        world.refuse("campaign", "text", campaign, "--tier", 7, "--texts", texts, says="no tier 7")

    def it_was_all_a_mistake(self, world, case, warning, campaign):
        world.refuse("person", "erase", 5, "--why", "x", says="not closed")
        world.run("warning", "retract", warning, "--why", "It was a mistake")
        wait_for("everyone knows", lambda: world.counts(campaign)["closing_counts"]["pending"] == 0)
        closing = world.counts(campaign)["closing_counts"]
        self.assertEqual((closing["told"], closing["recipients"]), (120, 120))
        wait_for("nobody is pending", lambda: world.run("campaign", "finish", campaign, code=None).returncode == 0)
        self.assertEqual(world.ask("case", "close", case, "--outcome", "unfounded")["state"], "closed")


class Istanbul(unittest.TestCase):
    def test_the_real_registry_is_taken_in_whole(self):
        data = os.path.join(SHARED, "data", "istanbul")
        if not os.path.isfile(os.path.join(data, "travellers.csv")):
            self.skipTest(f"not found: {os.path.relpath(data, ROOT)}, left out")
        with World() as world:
            world.init()
            for name in ("airline", "hotel"):
                world.run("source", "add", name, "--controller", "x", "--legal-basis", "x", "--purpose", "x", "--expires", "2090-01-01")
            for kind, rows in (("hotels", 438), ("sites", 22), ("travellers", 6000)):
                result = world.ask("import", kind, os.path.join(data, f"{kind}.csv"))
                self.assertEqual((result["rows"], result["added"], result["refused"]), (rows, rows, 0))
            found = world.ask("match", "--area", os.path.join(data, "districts.geojson"), "--from", "2022-06-13", "--to", "2022-06-13")
            self.assertTrue(0 < found["parties"] <= found["travellers"] <= found["stays"] <= 6000)


if __name__ == "__main__":
    allclear.main()
