#!/usr/bin/env python3
"""cli - what a user loses if this breaks: the command line that the desk works with at four in the morning.

What every command promises: help, JSON, dry runs that change nothing, refusals with a remedy.
"""
import csv
import io
import os
import re
import subprocess
import unittest

import allclear
from allclear import FAILED, NO, USAGE, World, link, number, wait_for

AREA = ("--circle=41.01,28.97,5",)


def commands():
    text = subprocess.run([allclear.programs["allclear"], "help"], capture_output=True, text=True, check=True).stdout
    return [" ".join(m.group(1).split()) for m in re.finditer(r"^  (\S+(?: \S+)?)  +\S", text, re.M)]


class Help(unittest.TestCase):
    def test_every_command_has_help_that_names_its_options(self):
        markdown = subprocess.run([allclear.programs["allclear"], "help", "--markdown"], capture_output=True,
                                  text=True, check=True).stdout
        names = commands()
        self.assertGreater(len(names), 40)
        for name in names:
            done = subprocess.run([allclear.programs["allclear"], *name.split(), "--help"],
                                  capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, name)
            section = markdown.split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]
            for option in re.findall(r"^- `(--[a-z-]+)", section, re.M):
                self.assertIn(option, done.stdout, name)

    def test_the_page_of_commands_is_the_one_that_the_program_prints(self):
        page = os.path.join(allclear.ROOT, "docs", "cli.md")
        if not os.path.exists(page):
            self.skipTest("docs/cli.md is not there")
        printed = subprocess.run([allclear.programs["allclear"], "help", "--markdown"], capture_output=True,
                                 text=True, check=True).stdout
        with open(page, encoding="utf-8") as file:
            self.assertEqual(file.read(), printed, "print it again: allclear help --markdown > docs/cli.md")


class Registry(unittest.TestCase):
    HEAD = "traveller_id,name,language,nationality,phone,hotel_id,arrival,departure,source\n"
    ROW = "T{0},Person {0},en,IL,+97250{0:07d},H1,2022-06-11,2022-06-14,{1}\n"

    def world(self):
        world = World()
        self.addCleanup(world.__exit__, None)
        world.init()
        world.run("import", "hotels", world.file("h.csv", "hotel_id,name,latitude,longitude\nH1,House,41.01,28.97\n"))
        return world

    def travellers(self, world, *, source="registered", first=1, count=3):
        return world.file("t.csv", self.HEAD + "".join(self.ROW.format(i, source) for i in range(first, first + count)))

    def match(self, world):
        area = world.file("area.geojson", '{"type":"Polygon","coordinates":[[[28,41],[29,41],[29,42],[28,42],[28,41]]]}')
        return world.ask("match", "--area", area, "--from=2022-06-14", "--to=2022-06-14")["travellers"]

    def test_a_dry_run_says_what_would_happen_and_changes_nothing(self):
        world = self.world()
        answer = world.ask("import", "travellers", self.travellers(world), "--dry-run")
        self.assertEqual((answer["added"], answer["dry_run"]), (3, True))
        self.assertEqual(self.match(world), 0)

    def test_importing_again_updates_and_never_doubles(self):
        world = self.world()
        path = self.travellers(world)
        self.assertEqual(world.ask("import", "travellers", path)["added"], 3)
        again = world.ask("import", "travellers", path)
        self.assertEqual((again["added"], again["updated"], again["unchanged"]), (0, 0, 3))
        changed = world.ask("import", "travellers", world.file(
            "c.csv", self.HEAD + self.ROW.format(1, "registered").replace("Person 1", "Dana Levi")))
        self.assertEqual((changed["added"], changed["updated"], changed["unchanged"]), (0, 1, 0))
        self.assertEqual(self.match(world), 3)
        self.assertEqual(world.ask("person", "show", 1)["name"], "Dana Levi")

    def test_columns_of_other_names_are_understood_when_told(self):
        world = self.world()
        path = world.file("o.csv", "gast,vom,bis,haus,mobil,ship\nG1,2022-06-11,2022-06-14,H1,+972500000001,blue\n")
        answer = world.ask("import", "travellers", path, "--source=registered",
                           "--columns=gast=traveller_id,vom=arrival,bis=departure,haus=hotel_id,mobil=phone")
        self.assertEqual((answer["added"], answer["columns_left_out"]), (1, ["ship"]))
        self.assertEqual(self.match(world), 1)

    def test_people_without_a_lawful_source_are_refused_with_the_remedy(self):
        world = self.world()
        answer = world.ask("import", "travellers", self.travellers(world, source="airline"))
        self.assertEqual((answer["added"], answer["refused"]), (0, 3))
        self.assertIn("source add", answer["findings"][0]["message"])
        add = ["source", "add", "airline", "--controller=Ministry", "--legal-basis=Act", "--purpose=protection"]
        world.refuse(*add, code=USAGE, says="--expires")
        world.run(*add, "--expires=2099-12-31")
        self.assertEqual(world.ask("import", "travellers", self.travellers(world, source="airline"))["added"], 3)

    def test_people_of_an_expired_source_are_refused_with_the_remedy(self):
        world = self.world()
        add = ["source", "add", "old", "--controller=Ministry", "--legal-basis=Act", "--purpose=protection"]
        world.refuse(*add, "--expires=2020-12-31", says="over")
        world.serve("--clock=2022-06-12T06:00:00+03:00,1")
        world.run(*add, "--expires=2022-06-30")
        self.assertEqual(world.ask("import", "travellers", self.travellers(world, source="old"))["added"], 3)
        world.stop()
        world.serve("--clock=2022-07-01T06:00:00+03:00,1")
        answer = world.ask("import", "travellers", self.travellers(world, source="old", first=4))
        self.assertEqual((answer["added"], answer["refused"]), (0, 3))
        self.assertRegex(answer["findings"][0]["message"], "expired|over")
        self.assertIn("source add", answer["findings"][0]["message"])
        world.stop()


class Answers(unittest.TestCase):
    def test_every_list_is_json_when_asked_with_and_without_a_daemon(self):
        with World() as world:
            world.init()
            world.people(3)
            lists = {"source list": "sources", "case list": "cases", "warning list": "warnings",
                     "place list": "places", "campaign list": "campaigns", "inbox list": "messages",
                     "help list": "calls", "audit list": "rows"}
            for _ in range(2):
                for words, member in lists.items():
                    self.assertIsInstance(world.ask(*words.split())[member], list, words)
                    world.run(*words.split())
                if world.daemon:
                    self.assertEqual(world.ask("link", "list")["links"], [])
                    world.stop()
                else:
                    world.serve()

    def test_a_person_can_be_listed_shown_exported_and_erased_for_good(self):
        with World() as world:
            smsc = world.smsc("--text")
            world.init([link(smsc.port)])
            world.serve()
            world.people(5)
            campaign = world.campaign(world.warning()[1])
            wait_for("told", lambda: world.counts(campaign)["counts"]["told"] == 5)
            listed = world.ask("person", "list", "--campaign", campaign)["people"]
            self.assertEqual([p["name"] for p in listed], [f"Person {i}" for i in range(1, 6)])
            rows = list(csv.DictReader(io.StringIO(
                world.run("person", "list", "--standing=unaccounted", "--csv").stdout)))
            self.assertEqual([row["phone"] for row in rows], [number(i) for i in range(1, 6)])
            shown = world.ask("person", "show", 2)
            self.assertEqual(shown["contacts"][0]["address"], number(2))
            self.assertTrue(any(entry["state"] == "delivered" for entry in shown["history"]))
            self.assertIn(number(2), world.run("person", "export", 2).stdout)

            backup = os.path.join(world.base, "before.backup")
            world.run("backup", backup)
            world.refuse("backup", backup, says=backup)
            world.refuse("person", "erase", 2, code=USAGE, says="--why")
            world.refuse("person", "erase", 2, "--why=asked for it", says=["campaign", "closed"])
            world.run("warning", "retract", 1, "--why=a mistake")
            wait_for("the retraction", lambda: world.counts(campaign)["closing_counts"]["told"] == 5)
            world.run("campaign", "finish", campaign)
            backup += ".2"
            world.run("backup", backup)
            world.run("person", "erase", 2, "--why=asked for it")
            self.erased(world)
            self.assertEqual(world.counts(campaign)["counts"]["recipients"], 5)
            self.assertIn("person", world.refuse("person", "show", 99, says="99"))
            world.refuse("restore", backup, says=world.dir)
            world.stop()

            self.assertEqual(world.ask("restore", backup, "--verify").get("erasures", 0), 0)
            world.run("restore", backup, *world.voucher())
            world.serve()
            world.refuse("case", "list", says="session has ended")  # it may have been ended since the backup
            world.login("officer")
            world.login("admin")
            self.erased(world)
            self.assertEqual(world.counts(campaign)["counts"]["recipients"], 5)
            self.assertTrue(world.ask("audit", "verify")["verified"])
            world.run("import", "travellers", os.path.join(world.base, "people.csv"))
            self.erased(world)
            world.stop()

    def erased(self, world):
        held = world.run("--json", "person", "export", 2, code=None)
        text = held.stdout + world.run("--json", "person", "list").stdout
        self.assertNotIn(number(2), text)
        self.assertNotIn("Person 2\"", text)

    def test_a_purge_counts_first_and_keeps_those_of_live_campaigns(self):
        with World() as world:
            world.init()
            world.run("import", "hotels", world.file("h.csv", "hotel_id,name,latitude,longitude\nH1,House,41,29\n"))
            world.run("import", "travellers", world.file(
                "t.csv", Registry.HEAD + "".join(Registry.ROW.format(i, "registered") for i in range(1, 4))))
            for _ in range(2):
                self.assertEqual(world.ask("purge", "--dry-run")["people"], 3)
            self.assertIn("Person 1", world.run("person", "export", 1).stdout)
            self.assertEqual(world.ask("purge")["people"], 3)
            self.assertEqual(world.ask("purge", "--dry-run")["people"], 0)
            self.assertNotIn("Person 1", world.run("person", "export", 1, code=None).stdout)


class Exercise(unittest.TestCase):
    def test_an_exercise_clock_is_refused_unless_every_link_is_for_exercises(self):
        with World() as world:
            world.init([link(9, "one", exercise="true"), link(9, "two")])
            world.refuse("serve", "--clock=2022-06-12T06:00:00+03:00,1000", says=["two", "exercise"])
            world.refuse("serve", "--clock=yesterday", code=USAGE, says="clock")
            world.configure([link(9, "one", exercise="true")])
            world.serve("--clock=2022-06-12T06:00:00+03:00,1000")
            world.run("case", "open", "A drill", "--exercise")
            opened = world.ask("case", "list")["cases"][0]["opened_at"]
            self.assertTrue(opened.startswith("2022-06-1"), opened)
            world.stop()

    def test_an_exercise_clock_decides_about_nothing_real(self):
        with World() as world:
            world.init([link(9, "one", exercise="true")])
            world.serve("--clock=2099-06-12T06:00:00+03:00,1000")
            world.refuse("case", "open", "A real cell", says=["exercise", "--clock"])
            world.run("case", "open", "A drill", "--exercise")
            world.stop()
            self.assertEqual([case["title"] for case in world.ask("case", "list")["cases"]], ["A drill"])
            real = world.ask("case", "open", "A real cell")["id"]
            world.refuse("serve", "--clock=2099-06-12T06:00:00+03:00,1000", says=[f"case {real}", "real"])

    def test_an_exercise_never_leaves_over_a_real_link(self):
        with World() as world:
            real, drill = world.smsc("--text"), world.smsc("--text")
            links = [link(real.port, "real"), link(drill.port, "drill", exercise="true")]
            world.init(links)
            world.serve()
            world.people(40)
            _, warning = world.warning(exercise=True)
            self.assertIn("<status>Exercise</status>", world.run("warning", "show", warning, "--cap").stdout)
            world.refuse("campaign", "start", "--warning", warning, "--plan", world.plan(),
                         says=["real", "exercise"])
            self.assertEqual(world.ask("campaign", "list")["campaigns"], [], "what was refused leaves nothing behind")
            world.stop()
            self.assertEqual((real.lines(), drill.lines()), ([], []))

            world.configure(links[1:])
            world.serve()
            campaign = world.campaign(warning)
            wait_for("told", lambda: world.counts(campaign)["counts"]["told"] == 40)
            world.stop()
            instructed = len(drill.lines())

            # whoever adds a real link while the exercise goes on
            world.configure(links)
            try:
                world.serve()
            except AssertionError:
                self.assertIn("exercise", world.log_text())
            else:
                world.run("warning", "retract", warning, "--why=end of the drill", code=None)
                wait_for("the exercise ends", lambda: len(drill.lines()) >= instructed + 40)
                world.stop()
            self.assertEqual(real.lines(), [])


class Desk(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.__exit__, None)

    def test_a_link_is_tested_with_one_message_and_the_number_stays_out_of_log_and_audit(self):
        world = self.world
        smsc = world.smsc("--text")
        world.init([link(smsc.port)])
        world.serve()
        wait_for("up", lambda: world.ask("link", "list")["links"][0]["up"])
        answer = world.ask("link", "test", number(7))
        self.assertEqual((answer["accepted"], answer["receipt"], answer["link"]), (True, True, "carrier"))
        self.assertEqual([s.to for s in smsc.lines()], [number(7)[1:]])
        self.assertNotIn(number(7)[1:], world.log_text() + world.run("--json", "audit", "list").stdout)
        status, _, _ = world.http("POST", "/v1/links/test", {"number": number(7), "text": "Leave now"}, by="admin")
        self.assertEqual(status, 400, "a test with a text of one's own is a message nobody agreed to")
        self.assertEqual(len(smsc.lines()), 1)
        for one in (7, 8):
            world.ask("link", "test", number(one))
        rows = world.ask("audit", "list")["rows"]
        tested = [row["detail"] for row in rows if row["action"] == "link.test"]
        self.assertEqual([detail["link"] for detail in tested], ["carrier"] * 3)
        keys = [detail["number_key"] for detail in tested]
        self.assertEqual(keys[0], keys[1])
        self.assertNotEqual(keys[1], keys[2])
        world.refuse("link", "test", number(7), "--link=nowhere", says="nowhere")
        world.refuse("link", "test", "hello", says="number")
        world.stop()

    def test_a_link_whose_carrier_refuses_is_exit_status_1(self):
        world = self.world
        smsc = world.smsc("--reject=1")
        world.init([link(smsc.port)])
        world.serve()
        wait_for("up", lambda: world.ask("link", "list")["links"][0]["up"])
        self.assertFalse(world.ask("link", "test", number(7), code=NO)["accepted"])
        world.stop()

    def test_what_people_write_lands_in_the_inbox_and_an_officer_settles_it(self):
        world = self.world
        people = world.file("people.txt", "".join(f"{number(i)},en\n" for i in range(1, 301)))
        smsc = world.smsc("--text", f"--people={people}", "--rate=100000")
        world.init([link(smsc.port)])
        world.serve()
        world.people(300)
        campaign = world.campaign(world.warning()[1])
        wait_for("somebody writes a sentence", lambda: world.ask("inbox", "list")["messages"], 60)
        message = world.ask("inbox", "list")["messages"][0]
        taken = world.ask("inbox", "answer", message["id"], "--take")
        self.assertTrue(taken["state"])
        answer = ["inbox", "answer", message["id"], "--word=safe"]
        if not message.get("traveller"):
            answer.append("--person=1")
        world.ask(*answer)
        self.assertNotIn(message["id"], [m["id"] for m in world.ask("inbox", "list")["messages"]])
        self.assertIn(message["id"], [m["id"] for m in world.ask("inbox", "list", "--all")["messages"]])
        who = message.get("traveller") or 1
        self.assertEqual(world.ask("person", "show", who)["tasks"][0]["standing"], "safe")
        world.refuse("inbox", "answer", message["id"], "--word=maybe", says="leaving")
        world.counts(campaign)
        world.stop()

    def test_who_calls_for_help_is_raised_until_an_officer_owns_the_call(self):
        world = self.world
        smsc = world.smsc()
        world.init([link(smsc.port)])
        world.serve()
        world.people(3)
        campaign = world.campaign(world.warning()[1])
        wait_for("told", lambda: world.counts(campaign)["counts"]["told"] == 3)
        self.assertEqual(world.ask("reply", 2, "need_help")["standing"], "needs_help")
        self.assertEqual(world.counts(campaign)["counts"]["help_open"], 1)
        call, = world.ask("help", "list")["calls"]
        self.assertIn("raise.help", world.log_text())
        world.run("help", "own", call["id"])
        self.assertEqual(world.ask("help", "list")["calls"], [])
        self.assertEqual(world.counts(campaign)["counts"]["help_open"], 0)
        world.refuse("reply", 2, "perhaps", says="leaving")
        world.stop()


if __name__ == "__main__":
    allclear.main()
