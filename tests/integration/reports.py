#!/usr/bin/env python3
"""reports - what a user loses if this breaks: a source whose name got out, an early report that nobody could find
again, a danger that only officials knew of.

The first days of a threat on the built program: the report comes in, is graded, marked and tied to a case, officials
are told, facts and requests gather, everything stands in the timeline and leaves it under the marks.
"""
import hashlib
import json
import os
import unittest

import allclear
import story
from allclear import World, link, number, wait_for

DANA, AVI = "dana", "avi"


def officer(world, name):
    """This officer gives the commands from now on."""
    if not os.path.exists(world.officers.path(name, "session")):
        world.officers.add(name, allclear.OFFICERS["officer"], by="admin")
    world.acting = name


class Reports(unittest.TestCase):
    def test_the_first_day_of_a_threat(self):
        first = story.events()[0]
        at, grade, text = first["at"], first["value"], first["text"]
        with World() as world:
            world.init()
            officer(world, DANA)
            map_ = world.file("map.bin", bytes(range(256)) * 40)
            case = world.ask("case", "open", "A cell is on its way")["id"]
            report = world.ask("report", "add", text, "--grade", grade, "--probability", "probable", "--tlp", "AMBER",
                               "--releasable-to", "desk,partner:host", "--source", "origin's service", "--kind", "partner",
                               "--received", at, "--claim", "Hotels were observed.:B3", "--claim", "It is soon: days.:C3",
                               "--attach", map_, "--case", case)["id"]
            shown = world.ask("report", "show", report)
            self.assertEqual((shown["text"], shown["grade"], shown["probability"], shown["tlp"]),
                             (text, grade, "likely", "AMBER"))
            self.assertEqual((shown["probability_from_pct"], shown["probability_to_pct"]), (55, 80))
            self.assertEqual([(c["text"], c["grade"]) for c in shown["claims"]],
                             [("Hotels were observed.", "B3"), ("It is soon: days.", "C3")])
            self.assertEqual((shown["entered_by"], shown["cases"]), (DANA, [case]))
            attachment = shown["attachments"][0]
            with open(map_, "rb") as file:
                self.assertEqual(attachment["sha256"], hashlib.sha256(file.read()).hexdigest())
            self.assertTrue(attachment["kept"])
            self.assertIn("TLP:AMBER", world.run("report", "show", report).stdout)
            # the host is asked, a testimony is watched for, the first facts come in
            world.run("case", "request", case, "Is the cell known?", "--of", "host", "--due", "2099-06-06T12:00:00Z")
            world.run("case", "watch", case, "testimony expected", "--at", "2099-06-20T09:00:00Z")
            world.run("case", "fact", case, "members", "8", "--report", report)
            world.run("case", "fact", case, "custody", "0/8", "--source", "host police")
            world.refuse("case", "fact", case, "custody", "Mehmet", "--source", "host police", says="a count")
            world.refuse("case", "fact", case, "custody", "1/8", says="where does it come from")
            world.run("case", "posture", case, "officials", "--why", "the host is still looking")
            world.run("case", "assign", case, "--priority", 1, "--owner", DANA)
            seen = world.ask("case", "show", case)
            self.assertEqual((seen["posture"], seen["priority"], seen["owner"]), ("officials", 1, DANA))
            self.assertEqual([(f["kind"], f["number"]) for f in seen["facts"]], [("members", 8), ("custody", 0)])
            self.assertEqual([i["kind"] for i in seen["items"]], ["request", "watch"])
            self.assertIn("needs a warning", world.run("case", "show", case).stdout)
            # everything in the order of time: the report came in years before it was entered
            timeline = world.ask("case", "timeline", case)["timeline"]
            self.assertEqual(timeline[0]["entry"], "report")
            self.assertEqual([e["at"] for e in timeline], sorted(e["at"] for e in timeline))
            self.assertEqual({e["entry"] for e in timeline}, {"report", "fact", "item", "note", "decision"})
            self.assertIn("case.posture", [e.get("action") for e in timeline])
            self.assertIn(text[:40], world.run("case", "timeline", case).stdout)
            self.assertTrue(world.ask("audit", "verify")["verified"])

    def test_what_may_not_be_read_shows_neither_text_nor_source(self):
        with World() as world:
            world.init()
            officer(world, DANA)
            case = world.ask("case", "open", "A threat")["id"]
            secret = world.ask("report", "add", "zebra crossing", "--tlp", "RED", "--source", "giraffe", "--case", case,
                               "--claim", "walrus:A1", "--attach", world.file("ostrich.txt", "pelican"))["id"]
            world.run("case", "fact", case, "custody", "7/8", "--report", secret, "--source", "badger")
            officer(world, AVI)
            words = ("zebra", "giraffe", "walrus", "ostrich", "pelican", "badger", "custody")
            for command in (["report", "list"], ["case", "show", case], ["case", "timeline", case],
                            ["case", "export", case, "--for", "desk"], ["case", "export", case, "--for", DANA]):
                for said in (world.run(*command).stdout, world.run("--json", *command).stdout):
                    for word in words:
                        self.assertNotIn(word, said, command)
            for command in (["report", "show", secret], ["report", "show", secret, "--attachment", 1],
                            ["report", "link", secret, case], ["case", "fact", case, "custody", "1", "--report", secret]):
                said = world.refuse(*command, says=("TLP:RED", DANA))
                self.assertFalse(any(word in said for word in words))
            listed = world.ask("report", "list")["reports"][0]
            self.assertEqual((listed["withheld"], listed["tlp"], listed["entered_by"]), (True, "RED", DANA))
            self.assertEqual(world.ask("case", "export", case, "--for", "desk")["left_out"], {"fact": 1, "report": 1})
            officer(world, DANA)
            self.assertEqual(world.run("report", "show", secret, "--attachment", 1).stdout, "pelican")
            self.assertEqual(len([r for r in world.ask("audit", "list")["rows"] if r["action"] == "report.read"]), 1)

    def test_everything_done_in_a_case_stands_in_its_timeline_with_both_names(self):
        with World() as world:
            world.init()
            world.people(1)
            officer(world, DANA)
            case = world.ask("case", "open", "A threat")["id"]
            other = world.ask("case", "open", "Another")["id"]
            warning = world.ask("warning", "draft", case, "--circle=41.01,28.97,5", "--texts", world.file(
                "w.yaml", "texts:\n  - language: en\n    headline: h\n"), "--to=2099-01-01T00:00:00Z")["id"]
            words = world.file("s.txt", "Leave now.\n")
            for office in ("Minister", "Spokesman"):
                world.run("statement", "add", warning, "--office", office, "--language=en", "--text", words)
            world.run("statement", "drop", 2)
            world.run("level", "set", "Harbour", "IL-NSC-2022", "3", "--case", case, "--review=2099-01-01T00:00:00Z")
            attribution = world.ask("attribution", "draft", case, "--language=en", "--text", world.file(
                "a.txt", "Allegedly Sand Front.\n"), "--names-organisation=Sand Front", "--host=its ministry",
                "--host-at=2022-06-23T10:00:00+03:00")["id"]
            world.run("attribution", "publish", attribution)
            # one mark that was refused, one that was taken back, one that was made
            secret = world.ask("report", "add", "H1 was observed", "--tlp=RED", "--releasable-to=head", "--case", case)["id"]
            mark = ["place", "mark-at-risk", "H1", "--why=observed", "--until=2099-01-01T00:00:00Z"]
            world.run(*mark, "--report", secret, "--evidence=zebra", two=False)
            drafted = [d["id"] for d in world.ask("decision", "list")["decisions"]]
            self.assertEqual(len(drafted), 1)
            world.run("decision", "refuse", drafted[0], "--why=a zebra is no sketch", by="head")
            world.run(*mark, "--case", case, "--evidence=walrus", two=False)
            world.run("decision", "withdraw", world.ask("decision", "list")["decisions"][0]["id"])
            world.run(*mark, "--case", case, "--evidence=walrus")
            world.run("place", "notice-given", world.ask("place", "notices")["notices"][0]["id"])
            timeline = world.ask("case", "timeline", case)["timeline"]
            acts = [(e["action"], e["officer"], e.get("approver")) for e in timeline if "action" in e]
            for act in (("warning.draft", DANA, None), ("statement.add", DANA, None), ("statement.drop", DANA, None),
                        ("level.set", DANA, "head"), ("attribution.draft", DANA, None), ("attribution.publish", DANA, "head"),
                        ("decision.draft", DANA, None), ("decision.refuse", "head", None), ("decision.withdraw", DANA, None),
                        ("decision.approve", "head", None), ("place.mark_at_risk", DANA, "head"),
                        ("place.notice_given", DANA, None), ("report.link", DANA, None)):
                self.assertIn(act, acts)
            level = next(e for e in timeline if e.get("action") == "level.set")
            self.assertEqual((level["place"], level["level"]), ("Harbour", 3))
            self.assertEqual({e.get("office") for e in timeline if e.get("action") == "statement.add"}, {"Minister", None})
            refused = next(e for e in timeline if e.get("action") == "decision.refuse")
            self.assertEqual((refused["why"], refused["request"]), ("a zebra is no sketch", "/v1/places/at-risk"))
            said = world.run("case", "timeline", case).stdout
            self.assertRegex(said, rf"level.set on level/\d+, place Harbour: level 3")
            self.assertIn(f"{DANA}, approved by head", said)
            # the reason quotes what the mark rests on: who may not read the report learns that there is one
            officer(world, AVI)
            for command in (["case", "timeline", case], ["case", "export", case, "--for=desk"], ["decision", "show", drafted[0]],
                            ["decision", "list", "--all"]):
                for said in (world.run(*command).stdout, world.run("--json", *command).stdout):
                    self.assertNotIn("zebra", said, command)
            self.assertIn("the reason is not released to you", world.run("case", "timeline", case).stdout)
            self.assertEqual([e["action"] for e in world.ask("case", "timeline", other)["timeline"]], ["case.open"])

    def test_whoever_may_not_read_what_a_mark_rests_on_cannot_agree_to_it(self):
        with World() as world:
            world.init()
            world.people(1)
            officer(world, DANA)
            secret = world.ask("report", "add", "H1 was observed", "--tlp=RED", "--releasable-to=head")["id"]
            world.run("place", "mark-at-risk", "H1", "--why=observed", "--until=2099-01-01T00:00:00Z", "--report", secret,
                      "--evidence=zebra", two=False)
            drafted = world.ask("decision", "list")["decisions"][0]["id"]
            world.officers.add("noa", "approver", by="admin")
            shown = world.ask("decision", "show", drafted, by="noa")
            self.assertEqual((shown["request"]["places"], sorted(shown["request"])), (["H1"], ["places", "until", "why"]))
            self.assertIn("you cannot approve it", shown["withheld"])
            self.assertIn("TLP:RED", world.run("decision", "show", drafted, by="noa").stdout)
            said = world.refuse("decision", "approve", drafted, "--yes", by="noa", says=("TLP:RED", DANA, "cannot approve"))
            self.assertNotIn("zebra", json.dumps(shown) + said)
            self.assertEqual(world.ask("place", "list", "--at-risk")["places"], [])
            whole = world.ask("decision", "show", drafted, by="head")
            self.assertEqual((whole["request"]["evidence"], "withheld" in whole), ("zebra", False))
            world.run("decision", "approve", drafted, "--yes", by="head")
            self.assertEqual(len(world.ask("place", "list", "--at-risk")["places"]), 1)

    def test_why_a_criterion_is_met_has_the_mark_of_the_report_that_it_rests_on(self):
        with World() as world:
            world.init()
            officer(world, DANA)
            case = world.ask("case", "open", "A cell")["id"]
            secret = world.ask("report", "add", "Two are gone", "--tlp=RED", "--releasable-to=head", "--case", case)["id"]
            gone = world.ask("criterion", "add", case, "two are gone", "--hold=0")["id"]
            world.run("criterion", "set", case, gone, "met", f"--source=report/{secret}", "--grade=A1", "--why=zebra")
            world.run("case", "evidence", case, "zebra too", "--grade=A1", f"--source=report/{secret}", "--disrupted=CC")
            level = ("level", "set", "Istanbul", "IL-NSC-2022", "--case", case, "--advice=Stay alert.",
                     "--review=2099-01-01T00:00:00Z")
            world.run(*level, 3)
            drafted = world.ask(*level, 2, two=False)["decision"]
            self.assertEqual(drafted["reasons"], [{"criterion": gone, "report": secret, "why": "zebra"}])
            world.officers.add("noa", "approver,analyst", by="admin")
            for command in (("criterion", "list", case), ("case", "hypotheses", case), ("decision", "show", drafted["id"])):
                for said in (world.run(*command, by="noa").stdout, world.run("--json", *command, by="noa").stdout):
                    self.assertNotIn("zebra", said, command)
                self.assertIn("zebra", world.run("--json", *command).stdout, command)
            self.assertIn("(not released to you)", world.run("case", "hypotheses", case, by="noa").stdout)
            self.assertIn(f"criterion {gone}: withheld, report {secret}\n",
                          world.run("decision", "show", drafted["id"], by="noa").stdout)
            self.assertIn(f"criterion {gone}: zebra\n", world.run("decision", "show", drafted["id"], by="head").stdout)
            seen = [world.ask("decision", "show", drafted["id"], by=who) for who in ("head", "noa")]
            for member in ("digest", "document", "unchanged"):
                self.assertEqual(seen[0][member], seen[1][member])
            self.assertTrue(seen[0]["unchanged"])
            self.assertEqual([{c["check"]: c["good"] for c in shown["checks"]}["reasons"] for shown in seen], [True, False])
            world.run("criterion", "set", case, gone, "met", f"--source=report/{secret}", "--grade=A1", "--why=giraffe")
            world.refuse("decision", "approve", drafted["id"], "--yes", by="head", says="has changed since it was drafted")

    def test_a_document_for_a_partner_has_what_it_may_have_and_counts_the_rest(self):
        with World() as world:
            world.init()
            officer(world, DANA)
            case = world.ask("case", "open", "An inner title")["id"]
            for text, *mark in (("for host", "--tlp=AMBER", "--releasable-to=desk,partner:host"), ("for desk", "--tlp=AMBER"),
                                ("for red", "--tlp=RED"), ("for community", "--tlp=GREEN"), ("for all", "--tlp=CLEAR")):
                world.run("report", "add", text, "--source", "the informer", "--case", case, *mark)
            world.run("case", "note", case, "an inner note")
            world.run("case", "fact", case, "members", "8", "--source", "the informer", "--report", 1)
            world.run("case", "fact", case, "custody", "1/8", "--source", "the informer")
            for audience, texts in (("partner:host", {"for host", "for community", "for all"}),
                                    ("partner:airline", {"for community", "for all"}),
                                    ("community", {"for community", "for all"}), ("public", {"for all"}),
                                    ("desk", {"for host", "for desk", "for community", "for all"}),
                                    (DANA, {"for host", "for desk", "for red", "for community", "for all"})):
                document = world.ask("case", "export", case, "--for", audience)
                self.assertEqual({e["report"]["text"] for e in document["timeline"] if "report" in e}, texts)
                self.assertEqual(document["left_out"].get("report", 0), 5 - len(texts))
                inside = audience in ("desk", DANA)
                for words in ("An inner title", "an inner note", "the informer", DANA):
                    self.assertEqual(words in json.dumps({**document, "for": ""}), inside, (audience, words))
            host = world.ask("case", "export", case, "--for", "partner:host")
            self.assertEqual([e["fact"]["kind"] for e in host["timeline"] if "fact" in e], ["members"])
            self.assertIn("left out under the marks: 2 of kind report",
                          world.run("case", "export", case, "--for", "partner:host").stdout)
            world.refuse("case", "export", case, "--for", "partner:", says="partner:NAME")
            # a typing error is nobody: not an officer, who may have what is the desk's
            for nobody in ("Radio One", "radio:one", "dana levi"):
                world.refuse("case", "export", case, "--for", nobody, says="partner:NAME")
                world.refuse("report", "add", "t", "--tlp=RED", "--releasable-to", nobody, says="partner:NAME")
            self.assertEqual(world.ask("case", "export", case, "--for", "Partner:host")["timeline"], host["timeline"])
            self.assertEqual({e["report"]["text"] for e in world.ask("case", "export", case, "--for", "PUBLIC")["timeline"]
                              if "report" in e}, {"for all"})

    def test_an_attachment_that_is_another_file_is_refused(self):
        with World() as world:
            world.init()
            world.serve()
            digest = hashlib.sha256(b"the right one").hexdigest()
            status, _, text = world.http("POST", "/v1/reports", {"text": "t", "tlp": "AMBER", "attachments": [
                {"name": "a.txt", "size": 13, "sha256": digest}]})
            self.assertEqual(status, 200, text)
            path = "/v1/reports/1/attachments/1"
            self.assertEqual(world.http("GET", path)[0], 404)
            self.assertEqual(world.http("POST", path, "another one", "text/plain")[0], 400)
            self.assertEqual(world.http("POST", path, "the right one", "text/plain")[0], 200)
            self.assertEqual(world.http("POST", path, "the right one", "text/plain")[0], 409)
            status, headers, text = world.http("GET", path)
            self.assertEqual((status, headers["Content-Type"], text), (200, "application/octet-stream", "the right one"))

    def test_a_report_that_is_not_marked_or_graded_as_it_must_be_is_refused(self):
        with World() as world:
            world.init()
            world.refuse("report", "add", "t", code=allclear.USAGE, says="tlp")
            for options, says in ((["--tlp=PURPLE"], "AMBER+STRICT"), (["--tlp=RED", "--grade=A7"], "as in A2"),
                                  (["--tlp=RED", "--probability=maybe"], "almost certain"),
                                  (["--tlp=RED", "--releasable-to=desk,partner:host"], "nobody outside the desk"),
                                  (["--tlp=AMBER", "--releasable-to=partner:host"], "nobody of the desk"),
                                  (["--tlp=RED", "--received=2999-01-01T00:00:00Z"], "yet to come"),
                                  (["--tlp=RED", "--case=77"], "no case 77")):
                world.refuse("report", "add", "t", *options, says=says)
            world.refuse("report", "add", "t", "--tlp=RED", "--claim", "no grade", code=allclear.USAGE, says="a colon")
            self.assertEqual(world.ask("report", "list")["reports"], [])


class Clock(unittest.TestCase):
    def raised(self, world):
        return world.log_text().count("event=raise.officials case=1")

    def test_officials_alone_are_raised_every_hour_and_after_a_restart_until_all_are_warned(self):
        with World() as world:
            world.init()
            case = world.ask("case", "open", "Only officials know", "--exercise")["id"]
            self.assertEqual(case, 1)
            world.serve("--clock", "2022-06-05T08:00:00Z,3600")
            world.run("case", "posture", case, "officials", "--why", "the host is looking")
            world.run("case", "watch", case, "the host's answer", "--at", "2022-06-05T20:00:00Z")
            self.assertEqual([o for o in world.ask("case", "overdue", code=None)["overdue"] if o["what"] == "officials"], [])
            wait_for("it is raised, and again", lambda: self.raised(world) >= 2)
            wait_for("both are overdue", lambda: len(world.ask("case", "overdue", code=None)["overdue"]) == 2)
            self.assertTrue(world.ask("case", "show", case)["officials_overdue"])
            self.assertIn("OVERDUE", world.run("case", "show", case).stdout)
            world.kill()
            before = self.raised(world)
            world.serve("--clock", "2022-06-07T08:00:00Z,1")
            wait_for("it is raised after a restart", lambda: self.raised(world) == before + 1)
            # a reason of officers, then a warning
            world.refuse("case", "keep-officials", case, "--why", "w", "--until", "2022-07-07T08:00:00Z", says="a week")
            world.run("case", "keep-officials", case, "--why", "arrests tonight", "--until", "2022-06-08T08:00:00Z")
            self.assertFalse(world.ask("case", "show", case)["officials_overdue"])
            world.run("case", "request-done", case, 1)
            self.assertEqual(world.ask("case", "overdue")["overdue"], [])
            world.refuse("case", "request-done", case, 1, says="no open request")
            texts = world.file("texts.yaml", "texts:\n  - { language: en, headline: Danger, instruction: Leave now. }\n")
            warning = world.ask("warning", "draft", case, "--circle=41.01,28.97,5", "--texts", texts, "--scheme=IL-NSC-2022",
                                "--level=4", "--to=2099-01-01T00:00:00Z")["id"]
            world.run("warning", "publish", warning)
            shown = world.ask("case", "show", case)
            self.assertFalse(shown["officials_overdue"])
            self.assertTrue(shown["officials_due"].startswith("2099-01-01"), "as long as the warning lasts")
            self.assertEqual([e["type"] for e in world.ask("case", "timeline", case)["timeline"] if e["entry"] == "message"],
                             ["Alert"])
            world.stop()

    def test_nobody_alone_ends_the_officials_clock_by_closing_the_case(self):
        with World() as world:
            world.init()
            case = world.ask("case", "open", "Only officials know")["id"]
            world.run("case", "posture", case, "officials", "--why", "the host is looking")
            world.run("case", "request", case, "Is it so?", "--of", "host", "--due", "2099-01-01T00:00:00Z")
            close = ["case", "close", case, "--outcome=unfounded"]
            world.refuse(*close, says=("request 1 is not answered", "--why"))
            close += ["--why=the host has said enough"]
            said = world.run(*close, two=False).stdout
            self.assertIn("waits for a second person", said)
            for words in ("✗ posture", "officials' clock ends", "✗ left", "request 1 is not answered"):
                self.assertIn(words, said)
            self.assertIn("the host has said enough", world.ask("decision", "show", 2, by="head")["document"])
            shown = world.ask("case", "show", case)
            self.assertEqual((shown["state"], "officials_due" in shown), ("open", True))
            # two may; and one alone closes what an all-clear has eased, once nothing is awaited
            self.assertEqual(world.ask(*close)["state"], "closed")
            self.assertEqual([(n["kind"], n["text"]) for n in world.ask("case", "show", case)["notes"]][-1],
                             ("close", "the host has said enough"))

    def test_what_is_left_of_a_case_is_named_before_it_is_closed(self):
        with World() as world:
            world.init()
            world.people(1)
            case = world.ask("case", "open", "Hotels are watched")["id"]
            close = ["case", "close", case, "--outcome=unfounded"]
            mark = ["place", "mark-at-risk", "H1", "--why=observed", "--until=2099-01-01T00:00:00Z", "--evidence=a film"]
            world.run(*mark, "--case", case)
            world.run(*mark)  # in no case: nobody's to close
            notice = next(n["id"] for n in world.ask("place", "notices")["notices"] if n.get("case") == case)
            world.run("case", "watch", case, "a verdict", "--at=2099-01-01T00:00:00Z")
            world.run("case", "posture", case, "public", "--why=it is serious", two=False)
            waiting = world.ask("decision", "list")["decisions"][0]["id"]
            world.run("decision", "approve", self.template(world, case), "--yes", "--template", by="head")
            world.ask("case", "event", case, "it has happened")
            used = world.ask("decision", "use", self.made, "--case", case)["decision"]["id"]
            left = [(x["what"], x["id"]) for x in world.ask("case", "show", case)["left"]]
            self.assertEqual(left, [("watch item", 1), ("notice", notice), ("decision", waiting), ("review", used)])
            self.assertIn(f"left: watch item 1 is still watched for; notice {notice} was not given",
                          world.run("case", "show", case).stdout)
            world.refuse(*close, says=("4 left", "watch item 1", f"notice {notice}", "--why"))
            self.assertEqual(world.ask("case", "show", case)["state"], "open")
            # settled one by one, nothing is asked for any more
            world.run("case", "request-done", case, 1)
            world.run("place", "notice-given", notice)
            world.run("decision", "refuse", waiting, "--why=no", by="head")
            world.run("decision", "review", used, by="head")
            self.assertEqual(world.ask("case", "show", case)["left"], [])
            self.assertEqual(world.ask(*close)["state"], "closed")

    def template(self, world, case):
        world.run("case", "posture", case, "all-alarms", "--why=if it happens", two=False)
        self.made = world.ask("decision", "list")["decisions"][-1]["id"]
        return self.made

    def test_a_host_who_was_not_told_within_the_hour_is_overdue(self):
        with World() as world:
            world.init([link(world.smsc().port, exercise="true")])
            world.people(1)
            world.serve("--clock", "2030-01-01T00:00:00Z,1")
            case = world.ask("case", "open", "Hotels are watched", "--exercise")["id"]
            world.run("place", "mark-at-risk", "H1", "--why=observed", "--until=2030-01-02T00:00:00Z", "--evidence=a film",
                      "--case", case)
            self.assertEqual(world.ask("case", "overdue")["overdue"], [])
            world.stop()
            world.serve("--clock", "2030-01-01T01:30:00Z,1")
            late, = world.ask("case", "overdue", code=allclear.NO)["overdue"]
            self.assertEqual((late["case"], late["what"], late["whom"], late["text"]), (case, "notice", "Harbour House", "observed"))
            self.assertIn("Harbour House", world.run("case", "overdue", code=allclear.NO).stdout)
            world.run("place", "notice-given", late["item"])
            self.assertEqual(world.ask("case", "overdue")["overdue"], [])
            world.stop()

    def test_a_successor_is_found_from_both_ends(self):
        with World() as world:
            world.init()
            world.run("case", "open", "The first")
            world.refuse("case", "keep-officials", 1, "--why", "w", "--until", "2099-01-01T00:00:00Z", says="watch, not officials")
            world.run("case", "close", 1, "--outcome", "unfounded")
            world.refuse("case", "posture", 1, "public", "--why", "w", says="closed")
            world.run("case", "open", "The second", "--successor-of", 1)
            self.assertEqual((world.ask("case", "show", 2)["successor_of"], world.ask("case", "show", 1)["succeeded_by"]), (1, [2]))
            self.assertIn("goes on in case 2", world.run("case", "show", 1).stdout)
            self.assertEqual(world.run("case", "overdue", code=None).returncode, 0)


class Happening(unittest.TestCase):
    def test_an_event_freezes_what_is_unsent_and_the_campaign_says_why(self):
        with World() as world:
            smsc = world.smsc("--text")
            world.init([link(smsc.port, rate=2)])
            world.serve()
            world.people(60)
            case, warning = world.warning()
            campaign = world.campaign(warning)
            wait_for("some are told", lambda: world.counts(campaign)["counts"]["told"] > 0)
            # one that somebody had paused is as much from before the event as one that runs
            world.run("campaign", "pause", campaign)
            answer = world.ask("case", "event", case, "an explosion in the old town")
            self.assertEqual((answer["frozen"], answer["asked"], "review" in answer), ([campaign], [], False))
            shown = world.ask("campaign", "show", campaign)
            self.assertEqual(shown["state"], "paused")
            self.assertIn("frozen_at", shown)
            self.assertIn(f"FROZEN since {shown['frozen_at']} by the event of case {case}",
                          world.run("campaign", "show", campaign).stdout)
            # what had left stays told; nothing more leaves, though the link is up and most have not been told
            wait_for("what was under way has ended", lambda: world.counts(campaign)["counts"]["in_flight"] == 0)
            sent = len(smsc.lines())
            self.assertLess(sent, 60)
            # nobody alone goes on with what was to be said before it
            self.assertEqual(world.ask("case", "event", case, "and another")["frozen"], [campaign])
            said = world.run("campaign", "resume", campaign, two=False).stdout
            self.assertIn("waits for a second person", said)
            self.assertIn("✗ event", said)
            self.assertEqual(world.ask("campaign", "show", campaign)["state"], "paused")
            self.assertIn("event", [n["kind"] for n in world.ask("case", "show", case)["notes"]])
            world.kill()
            world.configure([link(smsc.port)])
            world.serve()
            self.assertIn("frozen_at", world.ask("campaign", "show", campaign))
            self.assertEqual(len(smsc.lines()), sent)
            # everyone inside is asked, those who were told before and those who were not
            told = {segment.to for segment in smsc.lines()}
            self.assertFalse(any("all right?" in segment.text for segment in smsc.lines()))
            world.run("campaign", "check", campaign)
            self.assertNotIn("frozen_at", world.ask("campaign", "show", campaign))
            self.assertEqual(world.ask("campaign", "show", campaign)["state"], "running")
            wait_for("everyone is asked", lambda: {s.to for s in smsc.lines() if "Are you all right?" in s.text} ==
                     {number(i).lstrip("+") for i in range(1, 61)} | told)
            after = smsc.lines()[sent:]
            self.assertTrue(all("Leave" not in segment.text for segment in after), "nothing from before the event")
            self.assertEqual({s.to for s in after if s.text.startswith("NEW:")}, told)
            world.stop()


    def test_an_event_asks_everyone_inside_at_once_though_nobody_is_there_to_agree(self):
        with World() as world:
            smsc = world.smsc("--text")
            world.init([link(smsc.port, rate=2)])
            world.serve()
            world.people(20)
            case, warning = world.warning()
            plan = world.plan()
            said = world.run("campaign", "start", "--warning", warning, "--plan", plan, two=False).stdout
            self.assertIn("Are you all right?", said, "whoever approves the campaign approves the question")
            campaign = world.campaign(warning)
            wait_for("some are told", lambda: world.counts(campaign)["counts"]["told"] > 0)
            answer = world.ask("case", "event", case, "an explosion in the old town", two=False)
            self.assertEqual((answer["frozen"], answer["asked"], answer["not_frozen"], answer["not_asked"]),
                             ([campaign], [campaign], [], []))
            shown = world.ask("campaign", "show", campaign)
            self.assertEqual((shown["state"], "frozen_at" in shown), ("running", False))
            wait_for("everyone is asked", lambda: {s.to for s in smsc.lines() if "Are you all right?" in s.text} ==
                     {number(i).lstrip("+") for i in range(1, 21)})
            # nothing from before follows the question, and somebody else looks at it within the hour
            lines = smsc.lines()
            first = next(i for i, segment in enumerate(lines) if "Are you all right?" in segment.text)
            self.assertFalse([s for s in lines[first:] if "Leave" in s.text])
            waiting = {d["id"]: d for d in world.ask("decision", "list")["decisions"]}[answer["review"]]
            self.assertIn("review_due", waiting)
            world.run("decision", "show", answer["review"])
            self.assertEqual(world.ask("campaign", "show", campaign)["state"], "running")
            world.refuse("decision", "review", answer["review"], by="officer", says="right")
            world.run("decision", "review", answer["review"], by="head")
            self.assertNotIn(answer["review"], [d["id"] for d in world.ask("decision", "list")["decisions"]])
            actions = [r["action"] for r in world.ask("audit", "list")["rows"]]
            self.assertIn("campaign.ask", actions)
            world.stop()

    def test_where_no_campaign_is_the_question_to_everyone_inside_is_ready_to_be_approved(self):
        with World() as world:
            smsc = world.smsc("--text")
            world.init([link(smsc.port)])
            world.serve()
            world.people(20)
            case, warning = world.warning()
            event = "case", "event", case, "an explosion in the old town"
            answer = world.ask(*event)
            self.assertEqual((answer["frozen"], answer["drafted"], answer["not_drafted"]), ([], [], []))
            self.assertIn("--phone", answer["to_do"], "a question without a number to call is none")
            answer = world.ask(*event, "--phone=+97220000000", two=False)
            self.assertNotIn("to_do", answer)
            drafted, = answer["drafted"]
            self.assertEqual(drafted["warning"], warning)
            shown = world.run("decision", "show", drafted["decision"], by="head").stdout
            self.assertIn("Are you all right?", shown)
            self.assertRegex(shown, r'"people": 20\b')
            self.assertEqual(smsc.lines(), [], "nobody alone begins a campaign")
            # said again, as one does: the same draft
            self.assertEqual(world.ask(*event)["drafted"], answer["drafted"])
            self.assertIn(f"decision approve {drafted['decision']}", world.run(*event, two=False).stdout)
            world.run("decision", "approve", drafted["decision"], "--yes", by="head")
            wait_for("everyone is asked", lambda: {s.to for s in smsc.lines() if "Are you all right?" in s.text} ==
                     {number(i).lstrip("+") for i in range(1, 21)})
            # that one asks already; and it can be ended in the words that are shipped
            answer = world.ask(*event)
            self.assertEqual((len(answer["asked"]), answer["drafted"], "to_do" in answer), (1, [], False))
            world.fulfil(case)
            world.run("warning", "clear", warning, "--level=3", "--texts", world.file(
                "over.yaml", "texts:\n  - language: en\n    headline: It is over\n    description: It is over.\n    instruction: Stay alert.\n"), "--advice=stay alert.",
                "--review=2099-01-01T00:00:00Z")
            acts = [e.get("action") for e in world.ask("case", "timeline", case)["timeline"]]
            for action in ("case.event", "decision.draft", "decision.approve", "campaign.start"):
                self.assertIn(action, acts)
            world.stop()

    def test_an_event_without_an_area_says_what_is_to_be_done(self):
        with World() as world:
            smsc = world.smsc()
            world.init([link(smsc.port)])
            world.serve()
            world.people(1)
            case = world.ask("case", "open", "Somewhere")["id"]
            event = "case", "event", case, "it has happened", "--phone=+97220000000"
            self.assertIn(f"case {case} has no area", world.ask(*event)["to_do"])
            texts = world.file("w.yaml", "texts:\n  - language: en\n    headline: h\n    instruction: i\n")
            draft = world.ask("warning", "draft", case, "--circle=41.01,28.97,5", "--texts", texts, "--to=2099-01-01T00:00:00Z",
                              "--event=Threat", "--urgency=Immediate", "--severity=Extreme", "--certainty=Likely",
                              "--response=Shelter")["id"]
            self.assertIn(f"warning {draft} is only a draft", world.run(*event).stdout)
            world.run("warning", "publish", draft)
            self.assertEqual([d["warning"] for d in world.ask(*event)["drafted"]], [draft])
            world.run("warning", "retract", draft, "--why=it was elsewhere")
            self.assertIn("no warning of the case is in force", world.ask(*event)["to_do"])
            world.stop()


class Places(unittest.TestCase):
    def test_a_marked_hotel_rests_on_evidence_and_its_host_is_to_be_told(self):
        with World() as world:
            world.init()
            world.people(1)
            officer(world, DANA)
            report = world.ask("report", "add", "H1 was observed", "--tlp=RED", "--releasable-to=head")["id"]
            until = "2099-01-01T00:00:00Z"
            # a hotel is not marked on nothing
            for nothing in ([], ["--evidence", " "]):
                world.refuse("place", "mark-at-risk", "H1", "--why", "observed", "--until", until, *nothing, says="rest on")
            self.assertEqual(world.ask("place", "list", "--at-risk")["places"], [])
            self.assertEqual(world.ask("place", "mark-at-risk", "H1", "--why", "observed", "--until", until, "--report", report,
                                       "--evidence", "a sketch of the lobby")["marked"], 1)
            notice = world.ask("place", "notices")["notices"][0]
            # the second person sees which hotel it is, and to how many, without --json
            world.run("place", "mark-at-risk", "H1", "--why", "w", "--until", until, "--evidence", "e", two=False)
            drafted = world.ask("decision", "list")["decisions"][-1]["id"]
            seen = world.run("decision", "show", drafted, by="head").stdout
            self.assertRegex(seen, r'to how many:\s+{[^}]*"guests": 1\b')
            self.assertIn(f"H1, Harbour House: at particular risk until {until[:19]}", seen)
            world.run("decision", "withdraw", drafted)
            self.assertEqual((notice["ref"], notice["why"], notice["until"], notice["report"], notice["evidence"]),
                             ("H1", "observed", until, report, "a sketch of the lobby"))
            self.assertIn("Harbour House", world.run("place", "notices").stdout)
            # the hosts' callers know whom to ring and why, and not what the desk knows it from
            world.officers.add("carla", "caller", by="admin")
            officer(world, AVI)
            for by in ("carla", AVI):
                seen = world.ask("place", "notices", by=by)["notices"][0]
                self.assertEqual((seen["ref"], seen["why"], seen.get("withheld")), ("H1", "observed", True))
                for said in (world.run("place", "notices", by=by).stdout, json.dumps(seen)):
                    self.assertNotIn("lobby", said)
                self.assertNotIn("report", seen)
            officer(world, DANA)
            world.run("place", "mark-at-risk", "H1", "--why", "observed", "--until", until, "--evidence", "a sketch of the roof")
            last = [world.ask("place", "notices", by=by)["notices"][-1] for by in (AVI, "carla")]
            self.assertEqual([n.get("evidence") for n in last], ["a sketch of the roof", None])
            world.run("place", "notice-given", world.ask("place", "notices")["notices"][-1]["id"])
            world.run("place", "notice-given", notice["id"])
            self.assertEqual(world.ask("place", "notices")["notices"], [])
            self.assertEqual(world.ask("place", "notices", "--all")["notices"][0]["given_by"], DANA)
            officer(world, AVI)
            world.refuse("place", "mark-at-risk", "H1", "--why", "x", "--until", until, "--report", report, says="TLP:RED")
            world.refuse("place", "notice-given", notice["id"], says="no open notice")


if __name__ == "__main__":
    allclear.main()
