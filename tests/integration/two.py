#!/usr/bin/env python3
"""two - what a user loses if this breaks: one person warns a country, or calls the danger off, and the second one
never saw what went out.

Officers who are in a hurry, and officers who are not honest, against the built program: at the same moment, with a
draft that changes under the second person's eyes, with the power failing in the middle.
"""
import concurrent.futures
import contextlib
import json
import os
import re
import sqlite3
import threading
import time
import unittest

import allclear
from allclear import World, link, wait_for

OVER = "texts:\n  - { language: en, headline: It is over, description: Over., instruction: Stay alert. }\n"
REVIEW = "--review=2098-01-01T00:00:00Z"


def words(headline):
    return {"texts": json.dumps({"texts": [{"language": "en", "headline": headline, "description": "A danger.",
                                            "instruction": "Leave now."}]})}


class Two(unittest.TestCase):
    def drafted(self, world, *order):
        """@return (number, digest) of what waits"""
        decision = world.ask(*order, two=False)["decision"]
        return decision["id"], world.ask("decision", "show", decision["id"], by="head")["digest"]

    def approve(self, world, decision, digest):
        """@return the status of the answer"""
        return world.http("POST", f"/v1/decisions/{decision}/approve", {"digest": digest}, by="head")[0]

    def dies_over(self, world, decision, digest, sql):
        """Somebody approves, and the power fails as soon as the store says so."""
        with contextlib.closing(sqlite3.connect(f"file:{world.dir}/allclear.db?mode=ro", uri=True)) as db:
            def approve():
                with contextlib.suppress(OSError):
                    self.approve(world, decision, digest)
            other = threading.Thread(target=approve)
            other.start()
            while not db.execute(sql).fetchone()[0]:
                pass
            world.kill()
            other.join()

    def draft(self, world):
        case = world.ask("case", "open", "A threat")["id"]
        return world.ask("warning", "draft", case, "--circle=41.01,28.97,5", "--to=2099-01-01T00:00:00Z", "--texts",
                         world.file("texts.yaml", words("AAAA")["texts"]))["id"]

    def test_a_draft_that_changes_while_it_is_approved_goes_out_as_it_was_seen_or_not_at_all(self):
        with World() as world:
            world.init()
            world.serve()
            published = 0
            for _ in range(8):
                warning = self.draft(world)
                decision, digest = self.drafted(world, "warning", "publish", warning)
                over = threading.Event()

                def toggle(warning=warning, over=over):
                    while not over.is_set():
                        for headline in ("BBBB", "AAAA"):
                            world.http("POST", f"/v1/warnings/{warning}/update", words(headline), by="officer")
                        time.sleep(0.02)

                other = threading.Thread(target=toggle)
                other.start()
                good = any(self.approve(world, decision, digest) == 200 for _ in range(40))
                over.set()
                other.join()
                if good:
                    published += 1
                    self.assertIn("AAAA", world.run("warning", "show", warning, "--cap").stdout)
            print(f"two: {published} of 8 were published as they were seen, the others not at all", flush=True)
            world.stop()

    def test_an_approval_is_carried_out_once_however_often_it_is_given(self):
        with World() as world:
            world.init()
            world.serve()
            case = world.ask("case", "open", "A threat")["id"]
            decision, digest = self.drafted(world, "level", "set", "Istanbul", "IL-NSC-2022", 3, "--case", case, REVIEW)
            with concurrent.futures.ThreadPoolExecutor(6) as pool:
                codes = list(pool.map(lambda _: self.approve(world, decision, digest), range(6)))
            self.assertEqual(codes.count(200), 1, codes)
            rows = [r for r in world.ask("audit", "list")["rows"] if r["action"] == "level.set"]
            self.assertEqual([r["detail"]["approver"] for r in rows], ["head"])
            self.assertEqual(world.ask("decision", "show", decision)["state"], "done")
            world.stop()

    def test_the_power_fails_between_the_public_all_clear_and_that_to_each_person(self):
        """What two agreed on is finished after the restart, with their words; nobody can put in others."""
        with World() as world:
            smsc = world.smsc("--text", "--receipts=1-2")
            world.init([link(smsc.port)])
            world.serve()
            world.people(5)
            case, warning = world.warning("--place=Istanbul")
            world.fulfil(case)
            campaign = world.campaign(warning)
            wait_for("all are told", lambda: world.counts()["counts"]["told"] == 5)
            over = ("warning", "clear", warning, "--level=3", "--texts", world.file("over.yaml", OVER), REVIEW,
                    "--advice=Stay alert.")
            decision, digest = self.drafted(world, *over)
            seen = world.ask("decision", "show", decision, by="head")
            self.assertRegex(seen["document"], r"  en: .* is over .* Still true: Stay alert\.")
            said = {(c["check"], c["says"]): c["good"] for c in seen["checks"]}
            self.assertTrue(said["told", "5 people were told by now, and get the last message"])
            self.assertFalse(said["words", '{residual} reads the same in he, en, tr, ar, ru, fr: "Stay alert."'])
            smsc.end()  # so that nothing leaves before the power fails, however soon or late that is
            self.dies_over(world, decision, digest, "SELECT state <> 'published' FROM warning")
            smsc = world.smsc("--text", "--receipts=1-2", f"--port={smsc.port}")
            world.serve()
            evil = world.file("evil.yaml", "texts:\n  - { language: en, text: '{name}: come back to the hotel. "
                                           "{residual} reply 5', action: '' }\n")
            done = world.run(*over, "--messages", evil, two=False, code=None)
            self.assertNotIn("decision", done.stdout, "nothing is left to decide")
            wait_for("everyone has the all-clear", lambda: world.ask(
                "campaign", "show", campaign)["closing_counts"]["told"] == 5)
            self.assertFalse(any("come back" in line.text for line in smsc.lines()))
            self.assertEqual(sum("Stay alert" in line.text for line in smsc.lines()), 5)
            rows = [r for r in world.ask("audit", "list")["rows"] if r["action"] == "campaign.all_clear"]
            self.assertEqual([r["detail"]["approver"] for r in rows], ["head"])
            world.stop()

    def test_the_power_fails_while_a_campaign_is_made_and_the_next_approval_sends_what_it_shows(self):
        """Nobody gets the text of the start that was cut off; looking at the next one makes nothing."""
        def plan(world, words):
            return world.file("plan.yaml", f"""
                tiers:
                  - tier: 2
                    people: inside
                    ladder: [{{ channel: sms, wait: 18h }}]
                    texts:
                      - {{ language: en, text: "{words}", action: "To the" }}
                arguments: [{{ name: place, value: Galata }}, {{ name: phone, value: "+97220000000" }}]""")

        def rows(world):
            with contextlib.closing(sqlite3.connect(f"file:{world.dir}/allclear.db?mode=ro", uri=True)) as db:
                return (db.execute("SELECT state FROM campaign").fetchall(),
                        db.execute("SELECT count(*) FROM task").fetchone()[0])
        with World() as world:
            smsc = world.smsc("--text")
            world.init([link(smsc.port)])
            world.serve()
            world.people(60000)
            _, warning = world.warning()
            start = ("campaign", "start", "--warning", warning, "--plan")
            decision, digest = self.drafted(world, *start, plan(world, "To the harbour"))
            self.dies_over(world, decision, digest, "SELECT count(*) FROM task")
            self.assertEqual(rows(world)[0], [("creating",)])
            world.serve()
            wait_for("what is left is dropped", lambda: rows(world) == ([], 0))
            self.assertEqual([(p["kind"], p["subject"]) for p in world.ask(
                "page", "list", code=None)["pages"] if p["kind"] != "decision"], [("start", warning)])
            decision, digest = self.drafted(world, *start, plan(world, "To the airport"))
            document = world.ask("decision", "show", decision, by="head")["document"]
            self.assertIn("\n  en: To the airport\n", document)
            self.assertEqual(rows(world), ([], 0))
            self.assertEqual(self.approve(world, decision, digest), 200)
            wait_for("many have it", lambda: len(smsc.lines()) > 1000)
            self.assertEqual({line.text for line in smsc.lines()}, {"To the airport"})
            world.kill()

    def test_the_second_person_reads_what_people_will_read(self):
        with World() as world:
            smsc = world.smsc("--text", "--receipts=1-2")
            world.init([link(smsc.port)])
            world.serve()
            world.people(3)
            case, warning = world.warning("--place=Istanbul")
            plan = world.file("plan.yaml", """
                tiers:
                  - tier: 2
                    people: inside
                    ladder: [{ channel: sms, wait: 18h }]
                    texts:
                      - { language: en, text: "Leave {place} by {until, date, medium}, {name}: {hotel}", action: "Leave {place}" }
                arguments: [{ name: place, value: Galata }, { name: phone, value: "+97220000000" }]""")
            decision, digest = self.drafted(world, "campaign", "start", "--warning", warning, "--plan", plan)
            seen = world.ask("decision", "show", decision, by="head")
            document, checks = seen["document"], {c["check"]: c for c in seen["checks"]}
            self.assertIn("\ntier 2, instruction:\n", document)
            self.assertFalse(checks["texts"]["good"], "one language says what the others do not")
            self.assertIn("tier 2 is written in en; in he, ", checks["texts"]["says"])
            self.assertIn("\n  he: ", document, "the shipped languages too")
            self.assertEqual(self.approve(world, decision, digest), 200)
            world.started = world.ask("campaign", "list")["campaigns"][0]["id"]
            wait_for("all have it", lambda: len(smsc.lines()) == 3)
            for text in (line.text for line in smsc.lines()):
                read = re.sub("Person [123]", "{name}", text).replace("Harbour House", "{hotel}")
                self.assertIn(f"\n  en: {read}\n", document)
            wait_for("all are told", lambda: world.counts()["counts"]["told"] == 3)
            words = world.file("texts.yaml", "texts: [{ language: en, text: 'Stay in {hotel}', action: Stay in }]")
            seen = world.ask("decision", "show", self.drafted(
                world, "campaign", "text", world.started, "--tier=2", "--texts", words)[0], by="head")
            self.assertEqual((seen["shown"]["told"], seen["shown"]["pending"]), (3, 0))
            self.assertIn("\n  en: Stay in {hotel}\n", seen["document"])
            # what still holds is said in the language of each, as far as anybody wrote it
            world.fulfil(case)
            over = world.file("over.yaml", "texts:\n" + "".join(
                f"  - {{ language: {language}, headline: It is over, description: Over., instruction: '{words}' }}\n"
                for language, words in (("en", "Keep away from crowds."), ("he", "התרחקו מהמונים."))))
            seen = world.ask("decision", "show", self.drafted(
                world, "warning", "clear", warning, "--level=3", "--texts", over, REVIEW)[0], by="head")
            self.assertRegex(seen["document"], r"\n  he: [^\n]* התרחקו מהמונים\. ")
            self.assertRegex(seen["document"], r"\n  en: [^\n]* Still true: Keep away from crowds\. ")
            self.assertIn('{residual} reads the same in en, tr, ar, ru, fr: "Keep away from crowds."',
                          [c["says"] for c in seen["checks"] if not c["good"]])
            world.stop()

    def test_a_program_is_nobodys_second_look(self):
        with World() as world:
            world.init()
            case = world.ask("case", "open", "A threat")["id"]
            world.run("case", "posture", case, "public", "--why=it is real", two=False)
            session = world.officers.secret("head")
            world.officers.token("head", "approver")
            world.refuse("decision", "approve", 1, "--yes", by="head", says="a token agrees to nothing")
            self.assertIn(("head", "denied"), [(r["officer"], r["action"]) for r in world.ask("audit", "list")["rows"]])
            world.file("head.session", session + "\n")
            world.run("decision", "approve", 1, "--yes", by="head")
            self.assertEqual(world.ask("case", "show", case)["posture"], "public")

    def test_one_administrator_is_not_two_persons(self):
        with World() as world:
            world.init()
            world.serve()
            world.refuse("user", "roles", "admin", "administrator,officer,analyst,approver", by="admin",
                         says="nobody changes their own roles")
            world.run("user", "roles", "officer", "administrator,officer,analyst", by="admin")
            world.officers.add("puppet", "approver", by="officer")
            case = world.ask("case", "open", "A threat")["id"]
            world.run("case", "posture", case, "public", "--why=it is real", two=False)
            world.refuse("decision", "approve", 1, "--yes", by="puppet", says="not two persons yet")
            world.run("user", "totp", "head", by="officer")
            world.run("user", "password", "head", "--password-file", world.officers.path("officer", "password"),
                      by="officer")
            self.assertEqual(world.ask("decision", "show", 1)["state"], "open")
            world.officers.add("second", "approver", by="admin")
            world.run("decision", "approve", 1, "--yes", by="second")
            self.assertEqual(world.ask("case", "show", case)["posture"], "public")
            world.stop()

    def test_nor_is_an_administrator_with_officers_of_their_own_making(self):
        """Whichever of the two made the other, and through however many; a third one who made both is no reason."""
        with World() as world:
            world.init()
            world.serve()
            case = world.ask("case", "open", "A threat")["id"]

            def draft(by, posture):
                return world.ask("case", "posture", case, posture, "--why=it is real", two=False, by=by)["decision"]["id"]
            world.officers.add("boss", "administrator,approver", by="admin")
            world.officers.add("pup", "officer,analyst", by="boss")
            world.refuse("decision", "approve", draft("pup", "public"), "--yes", by="boss", says="not two persons yet")
            world.officers.add("adm2", "administrator,officer,analyst", by="admin")
            world.officers.add("adm3", "administrator", by="adm2")
            world.officers.add("app3", "approver", by="adm3")
            drafted = draft("adm2", "public")
            world.refuse("decision", "approve", drafted, "--yes", by="app3", says="not two persons yet")
            self.assertEqual(world.ask("case", "show", case)["posture"], "watch")
            world.run("decision", "approve", drafted, "--yes", by="head")
            self.assertEqual(world.ask("case", "show", case)["posture"], "public", "one administrator made both")
            template = draft("officer", "all-alarms")
            world.run("decision", "approve", template, "--template", "--yes", by="app3")
            world.run("case", "event", case, "It has happened")
            world.refuse("decision", "use", template, "--case", case, by="adm2", says="approved template")
            world.run("decision", "use", template, "--case", case)
            self.assertEqual(world.ask("case", "show", case)["posture"], "all-alarms")
            world.stop()

    def test_a_template_is_used_in_its_own_case_after_the_event_and_can_be_taken_back(self):
        with World() as world:
            world.init()
            attacked, other = (world.ask("case", "open", title)["id"] for title in ("Attacked", "Another"))
            world.run("case", "posture", other, "public", "--why=it is real", two=False)
            world.run("decision", "approve", 1, "--yes", "--template", by="head")
            world.refuse("case", "note", attacked, "x", "--kind=event", says="case event")
            world.refuse("decision", "use", 1, "--case", attacked, says="about case")
            world.refuse("decision", "use", 1, "--case", other, says="no attack is under way")
            world.run("case", "event", other, "It has happened")
            world.run("decision", "use", 1, "--case", other)
            self.assertEqual(world.ask("case", "show", other)["posture"], "public")
            world.run("decision", "refuse", 1, "--why=it is over", by="head")
            self.assertEqual(world.ask("decision", "show", 1)["state"], "refused")
            world.refuse("decision", "use", 1, "--case", other)

    def test_who_only_looks_at_a_decision_carries_nothing_out(self):
        """When it was drafted it took two; by now one may do it alone, and an auditor's look must not."""
        with World() as world:
            smsc = world.smsc()
            world.init([link(smsc.port)])
            world.serve()
            world.people(3)
            world.officers.add("eve", "auditor", by="admin")
            case, warning = world.warning()
            campaign = world.campaign(warning)
            world.run("campaign", "pause", campaign)
            world.run("case", "event", case, "It has happened")
            first, second = (self.drafted(world, "campaign", "resume", campaign)[0] for _ in range(2))
            world.approve(first)
            world.run("campaign", "pause", campaign)
            before = len(world.ask("audit", "list", by="admin")["rows"])
            looked = world.run("decision", "show", second, by="eve").stdout
            self.assertIn("takes no second person any more", looked)
            world.refuse("decision", "approve", second, "--yes", by="head", says="takes no second person any more")
            self.assertEqual(world.ask("campaign", "show", campaign)["state"], "paused")
            rows = world.ask("audit", "list", by="admin")["rows"][before:]
            self.assertEqual([row["action"] for row in rows], [])

    def test_the_chain_says_what_was_agreed_to(self):
        with World() as world:
            world.init()
            case = world.ask("case", "open", "A threat")["id"]
            world.run("case", "posture", case, "public", "--why=it is real")
            digest = world.ask("decision", "show", 1)["digest"]
            rows = {r["action"]: r["detail"] for r in world.ask("audit", "list")["rows"]}
            self.assertEqual([rows[f"decision.{what}"]["digest"] for what in ("draft", "approve")], [digest, digest])


if __name__ == "__main__":
    allclear.main()
