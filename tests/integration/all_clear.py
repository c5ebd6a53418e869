#!/usr/bin/env python3
"""all_clear - what a user loses if this breaks: people are told that it is over while one of the cell is still
in the city, because somebody was tired of the warning.

The Istanbul story from five of eight in custody to the successor. The exercise clock is set to each moment in
turn; what is refused, and what is missing then, is asked at every one of them.
"""
import unittest

import allclear
import story
from allclear import NO, World, wait_for

OVER = ("texts:\n  - { language: en, headline: All-clear for the city, description: The threat is removed., "
        "instruction: Stay alert in crowded places. }\n")


def moments():
    """The moments of the story by kind and, of custody, value; a later one of a kind wins."""
    return {f"{e['kind']} {e['value']}" if e["kind"] == "custody" else e["kind"]: e["at"] for e in story.events()}


class AllClear(unittest.TestCase):
    def at(self, when):
        """The daemon's clock is set to a moment of the story."""
        if self.world.daemon and self.world.daemon.poll() is None:
            self.world.stop()
        self.world.serve("--clock", f"{when},1")

    def missing(self, case, code=NO):
        return [m["text"] for m in self.world.ask("case", "clear", case, "--check", code=code)["missing"]]

    def clear(self, warning, *options, level=3):
        return ("warning", "clear", warning, f"--level={level}", "--texts", self.world.file("over.yaml", OVER),
                *(options or ("--review=2022-07-28T19:00:00+03:00",)))

    def warn(self, world):
        case = world.ask("case", "open", "Cell sent to attack visitors", "--exercise")["id"]
        warning = world.ask("warning", "draft", case, "--circle=41.01,28.97,20", "--place=Istanbul", "--texts",
                            world.file("warning.yaml", OVER), "--scheme=IL-NSC-2022", "--level=4",
                            "--to=2022-08-13T12:00:00+03:00")["id"]
        world.run("warning", "publish", warning)
        return case, warning

    def test_the_level_goes_down_when_the_evidence_has_held_and_not_an_hour_before(self):
        when = moments()
        with World() as world:
            self.world = world
            world.init()
            self.at("2022-06-13T12:00:00+03:00")
            case, warning = self.warn(world)
            world.refuse(*self.clear(warning), says="no mandatory criterion")
            custody = world.ask("criterion", "add", case, "custody 7 of 8")["id"]
            confirmed = world.ask("criterion", "add", case, "the host confirms it")["id"]
            world.run("criterion", "add", case, "the sponsor says so", "--optional")

            self.at(when["custody 5/8"])
            world.run("criterion", "set", case, custody, "unmet", "--grade=A1", "--why=five of eight")
            world.refuse(*self.clear(warning), says=("custody 7 of 8: unmet", "the host confirms it: unknown"))
            self.at(when["custody 7/8"])
            world.meet(case, custody)
            self.assertEqual(len(self.missing(case)), 2)

            self.at(when["assessment"])
            early = world.refuse(*self.clear(warning), says=("custody 7 of 8: met since 2022-06-22T01:10", "h short"))
            self.assertIn("2022-06-25T01:10", early)
            world.refuse("level", "set", "Istanbul", "IL-NSC-2022", 3, "--case", case, "--advice=Stay alert",
                         "--review=2022-07-28T19:00:00+03:00", says="warning clear")
            world.refuse("warning", "update", warning, "--level=3", says="would lower it")
            self.at(when["confirmation"])
            world.meet(case, confirmed)
            left, = self.missing(case)
            self.assertIn("the host confirms it: met since 2022-06-25T15:00", left)
            self.at("2022-06-28T17:59:00+03:00")
            self.assertEqual(len(self.missing(case)), 1)

            self.at(when["all-clear"])
            self.assertEqual(self.missing(case, code=allclear.GOOD), [])
            world.refuse(*self.clear(warning, level=2), says="one level at a time")
            world.refuse(*self.clear(warning, "--review=2022-06-01T00:00:00Z"), says="date of review")
            world.run(*self.clear(warning))
            level, = world.ask("level", "list")["levels"]
            self.assertEqual((level["place"], level["level"], level["case"]), ("Istanbul", 3, case))
            self.assertEqual(world.ask("case", "show", case)["state"], "easing")
            world.refuse("level", "set", "Istanbul", "IL-NSC-2022", 2, "--case", case, "--advice=Stay alert",
                         "--review=2022-07-28T19:00:00+03:00", says="counted from the last step down")

            world.run("case", "note", case, "hotels want to be told by phone", "--kind=lesson")
            # eased by two, and nothing is awaited: one alone closes it
            close = ["case", "close", case, "--outcome=seven in custody, the eighth has left"]
            world.run("case", "watch", case, "a verdict", "--at=2022-08-01T00:00:00Z")
            world.refuse(*close, says="watch item 1 is still watched for")
            self.assertIn("waits for a second person", world.run(*close, "--why=it comes later", two=False).stdout)
            world.run("case", "request-done", case, 1)
            self.assertEqual(world.ask(*close, two=False)["state"], "closed")
            self.at(when["report"])
            self.reopen(world, case)
            history = world.ask("level", "list", "--place=Istanbul")["history"]
            self.assertEqual([row["level"] for row in history], [4, 3])
            self.assertTrue(world.ask("audit", "verify")["verified"])
            world.stop()

    def reopen(self, world, before):
        """What the old case held is proposed, and nothing of it counts before somebody says so."""
        case = world.ask("case", "open", "A new cell, another city", "--successor-of", before, "--exercise")["id"]
        proposals = world.ask("case", "proposals", case)["proposals"]
        self.assertEqual([(p["kind"], p["state"], p["text"]) for p in proposals], [
            ("criterion", "open", "custody 7 of 8"), ("criterion", "open", "the host confirms it"),
            ("criterion", "open", "the sponsor says so"), ("lesson", "open", "hotels want to be told by phone"),
            ("areas", "open", "of warning 1: 20 km around 41.01, 28.97")])
        self.assertEqual(world.ask("criterion", "list", case)["criteria"], [])
        world.run("case", "accept", case, proposals[0]["id"])
        world.run("case", "dismiss", case, proposals[1]["id"])
        world.run("case", "accept", case, proposals[3]["id"])
        world.refuse("case", "accept", case, proposals[1]["id"], says="decided already")
        criterion, = world.ask("criterion", "list", case)["criteria"]
        self.assertEqual((criterion["text"], criterion["status"], criterion["history"]), ("custody 7 of 8", "unknown", []))
        self.assertEqual([n["kind"] for n in world.ask("case", "show", case)["notes"]], ["lesson"])
        warning = world.ask("warning", "draft", case, "--from-case", before, "--texts",
                            world.file("warning.yaml", OVER), "--to=2022-08-20T12:00:00+03:00")
        self.assertEqual(len(warning["areas"]), 1)

    def test_evidence_that_went_stale_is_no_evidence(self):
        with World() as world:
            self.world = world
            world.init()
            self.at("2022-06-13T12:00:00+03:00")
            case, warning = self.warn(world)
            criterion = world.ask("criterion", "add", case, "borders watched", "--hold=1")["id"]
            world.meet(case, criterion, "--valid-until=2022-06-14T12:00:00+03:00")
            self.at("2022-06-14T13:00:00+03:00")
            world.refuse(*self.clear(warning), says="stale since 2022-06-14T09:00:00Z")
            world.run("criterion", "set", case, criterion, "waived", "--why=the border is closed")
            world.refuse(*self.clear(warning), says="waived since")
            self.at("2022-06-14T14:10:00+03:00")
            world.run(*self.clear(warning))

    def test_past_its_date_of_review_a_case_is_overdue_and_raised_and_nothing_is_lowered(self):
        with World() as world:
            self.world = world
            world.init()
            self.at("2022-06-13T12:00:00+03:00")
            case, warning = self.warn(world)
            world.fulfil(case)
            world.run(*self.clear(warning, "--review=2022-06-20T12:00:00+03:00"))
            self.assertFalse(world.ask("case", "show", case)["overdue"])
            self.assertNotIn("raise.review", world.log_text())
            for start in ("2022-06-20T12:00:01+03:00", "2022-06-21T12:00:00+03:00"):
                before = world.log_text().count(f"event=raise.review case={case} level=0")
                self.at(start)
                wait_for("it is raised after each start", lambda n=before: world.log_text().count(
                    f"event=raise.review case={case} level=0") > n)
            self.assertIn("OVERDUE", world.run("case", "show", case).stdout)
            self.assertIn("OVERDUE", world.run("case", "list").stdout)
            self.assertRegex(world.run("level", "list").stdout, r"Istanbul +IL-NSC-2022 +3 .*OVERDUE")
            self.assertEqual(world.ask("level", "list")["levels"][0]["level"], 3)
            world.run("case", "review", case, "2022-07-20T12:00:00+03:00")
            self.assertFalse(world.ask("case", "show", case)["overdue"])

    def test_a_mistake_is_taken_back_without_criteria_and_the_place_gets_its_level_back(self):
        with World() as world:
            self.world = world
            world.init()
            self.at("2022-06-13T12:00:00+03:00")
            case = world.ask("case", "open", "Unrest", "--exercise")["id"]
            world.run("level", "set", "Istanbul", "IL-NSC-2022", 2, "--case", case, "--review=2022-12-01T00:00:00Z")
            _, warning = self.warn(world)
            self.assertEqual(world.ask("level", "list")["levels"][0]["level"], 4)
            world.run("warning", "retract", warning, "--why=The report was false")
            level, = world.ask("level", "list")["levels"]
            self.assertEqual((level["level"], level["case"]), (2, case))

    def step(self, case, level, place="Istanbul"):
        return ("level", "set", place, "IL-NSC-2022", level, "--case", case, "--advice=Stay alert.",
                "--review=2098-01-01T00:00:00Z")

    def test_another_case_that_takes_a_place_over_gives_nothing_away_of_what_the_first_one_waits_for(self):
        with World() as world:
            self.world = world
            world.init()
            first = world.ask("case", "open", "A cell")["id"]
            other = world.ask("case", "open", "Unrest")["id"]
            world.run("criterion", "add", first, "custody 7 of 8", "--hold=0")
            world.fulfil(other, "tea is ready")
            world.run(*self.step(first, 3))
            world.refuse(*self.step(other, 3), says=f"set in case {first}: what does not raise it is done there")
            world.run(*self.step(other, 4))
            world.refuse(*self.step(other, 3), says="custody 7 of 8: unknown")
            world.refuse(*self.step(first, 3), says=f"set in case {other}")

            world.run("case", "close", first, "--outcome=moved elsewhere")
            world.refuse(*self.step(other, 3), says=f"case {first} set the level too and is closed")
            after = world.ask("case", "open", "The same cell", "--successor-of", first)["id"]
            world.refuse(*self.step(other, 3), says="no mandatory criterion")
            world.fulfil(after)
            world.run(*self.step(other, 3))
            self.assertEqual(world.ask("level", "list")["levels"][0]["level"], 3)

    def test_another_spelling_or_another_scheme_is_the_same_place(self):
        with World() as world:
            world.init()
            first, other = (world.ask("case", "open", title)["id"] for title in ("A cell", "Unrest"))
            world.run("criterion", "add", first, "custody 7 of 8", "--hold=0")
            world.fulfil(other, "tea is ready")
            world.run(*self.step(first, 3))
            world.refuse(*self.step(other, 2, place=" ISTANBUL "), says=f"set in case {first}")
            world.refuse(*self.step(first, 2, place="istanbul"), says="custody 7 of 8: unknown")
            us = "level", "set", "Istanbul", "US-STATE-2018"
            more = "--case", other, "--advice=Stay alert.", "--review=2098-01-01T00:00:00Z"
            world.run(*us, 3, *more)
            world.refuse(*us, 2, *more, says="custody 7 of 8: unknown")
            self.assertEqual([(row["place"], row["level"]) for row in world.ask("level", "list")["levels"]],
                             [("Istanbul", 3), ("Istanbul", 3)])

    def test_a_warning_of_another_case_is_no_way_around_either_but_a_mistake_binds_nobody(self):
        with World() as world:
            self.world = world
            world.init()
            first = world.ask("case", "open", "A cell")["id"]
            criterion = world.ask("criterion", "add", first, "custody 7 of 8", "--hold=0")["id"]
            world.run(*self.step(first, 4))
            other, warning = world.warning("--place=Istanbul")
            world.fulfil(other)
            world.refuse(*self.clear(warning, "--review=2098-01-01T00:00:00Z"), says="custody 7 of 8: unknown")
            mistaken, taken_back = world.warning("--place=Istanbul")
            world.run("warning", "retract", taken_back, "--why=The report was false")
            world.meet(first, criterion)
            world.run(*self.clear(warning, "--review=2098-01-01T00:00:00Z"))
            self.assertEqual(world.ask("level", "list")["levels"][0]["level"], 3)
            self.assertEqual(world.ask("criterion", "list", mistaken)["criteria"], [])

    def levels(self):
        return [(row["place"], row["level"], row["case"], row.get("warning"), row["exercise"])
                for row in self.world.ask("level", "list")["levels"]]

    def test_a_mistake_takes_back_nothing_that_another_case_put_there(self):
        with World() as world:
            self.world = world
            world.init()
            world.serve()
            mistaken, warning = world.warning("--place=Istanbul", "--level=3")
            other = world.ask("case", "open", "Another cell")["id"]
            world.run("criterion", "add", other, "custody 7 of 8")
            world.run(*self.step(other, 4))
            decision, document, _ = self.waits("warning", "retract", warning, "--why=The report was false")
            self.assertIn("level of Istanbul (IL-NSC-2022): 4 High: do not go / leave -> 4", document)
            world.run("decision", "approve", decision, "--yes", by="head")
            self.assertEqual(self.levels(), [("Istanbul", 4, other, None, False)])
            world.refuse(*self.step(other, 3), says="custody 7 of 8: unknown")

    def test_two_false_alarms_leave_nothing_behind_in_whichever_order_they_are_taken_back(self):
        with World() as world:
            self.world = world
            world.init()
            world.serve()
            for order in ((0, 1), (1, 0)):
                cases, warnings = zip(*(world.warning("--place=Istanbul") for _ in range(2)))
                for left, i in ((1, order[0]), (0, order[1])):
                    world.run("warning", "retract", warnings[i], "--why=The report was false")
                    holds = 1 - i
                    self.assertEqual(self.levels(), left * [
                        ("Istanbul", 4, cases[holds], warnings[holds], False)])

    def test_what_an_all_clear_left_stands_when_the_warning_beside_it_was_a_mistake(self):
        with World() as world:
            self.world = world
            world.init()
            world.serve()
            (case, cleared), (_, mistaken) = (world.warning("--place=Istanbul") for _ in range(2))
            world.fulfil(case)
            world.run(*self.clear(cleared, "--review=2098-01-01T00:00:00Z"))
            self.assertEqual(self.levels()[0][1], 4)
            world.run("warning", "retract", mistaken, "--why=The report was false")
            self.assertEqual(self.levels(), [("Istanbul", 3, case, cleared, False)])

    def test_a_drill_is_never_in_the_way_of_the_level_that_is_real(self):
        with World() as world:
            self.world = world
            world.init()
            world.serve()
            case, warning = world.warning("--place=Istanbul", "--level=3", "--country=TR")
            world.fulfil(case)
            drill = world.ask("case", "open", "Drill", "--exercise")["id"]
            world.run("criterion", "add", drill, "the drill is over")
            decision, document, _ = self.waits(*self.step(drill, 4), "--country=US")
            self.assertIn("EXERCISE: level of Istanbul (IL-NSC-2022): none -> 4", document)
            world.run("decision", "approve", decision, "--yes", by="head")
            self.assertEqual(self.levels(), [("Istanbul", 3, case, warning, False), ("Istanbul", 4, drill, None, True)])
            self.assertRegex(world.run("level", "list").stdout, r"Istanbul +US .* 4 .*EXERCISE")

            world.run("warning", "update", warning, "--texts", world.file("new.yaml", OVER))
            world.run(*self.clear(warning, "--review=2098-01-01T00:00:00Z", level=2))
            self.assertEqual([row[1] for row in self.levels()], [2, 4])
            world.refuse(*self.step(drill, 3), says="the drill is over: unknown")

    def test_an_update_that_ends_a_warning_or_leaves_its_area_takes_what_an_all_clear_takes(self):
        with World() as world:
            world.init()
            case, warning = world.warning()
            update = "warning", "update", warning
            world.refuse(*update, "--to=2098-01-01T00:00:00Z", says=("would end sooner", "warning clear", "no mandatory"))
            world.refuse(*update, "--circle=10,10,1", says="would leave part of its area")
            world.refuse(*update, "--circle=41.01,28.97,4", says="would leave part of its area")
            world.refuse(*update, "--from=2098-01-01T00:00:00Z", says="would begin later")
            world.run(*update, "--circle=41.01,28.97,6", "--to=2100-01-01T00:00:00Z")
            world.fulfil(case)
            world.run(*update, "--circle=41.01,28.97,4", "--to=2099-06-01T00:00:00Z")
            self.assertEqual(world.ask("level", "list")["levels"][0]["level"], 4)

    def test_a_warning_whose_time_is_over_is_overdue_while_its_level_stands(self):
        with World() as world:
            self.world = world
            world.init()
            self.at("2022-06-13T12:00:00+03:00")
            case, _ = self.warn(world)
            self.assertFalse(world.ask("level", "list")["levels"][0]["overdue"])
            self.at("2022-08-13T12:00:01+03:00")
            level, = world.ask("level", "list")["levels"]
            told = f"event=raise.review case={case} level={level['id']}"
            wait_for("the desk is told", lambda: told in world.log_text())
            self.assertEqual((level["level"], level["overdue"]), (4, True))

    def test_a_criterion_is_met_by_evidence_that_is_there_and_may_be_read_and_not_for_ever(self):
        with World() as world:
            world.init(more="evidence_days: 3")
            case, other = (world.ask("case", "open", title)["id"] for title in ("A cell", "Unrest"))
            criterion = world.ask("criterion", "add", case, "custody 7 of 8", "--hold=0")["id"]
            met = "criterion", "set", case, criterion, "met"
            elsewhere = world.ask("report", "add", "Seven arrests", "--tlp=GREEN", "--case", other)["id"]
            world.officers.add("stranger", "analyst", by="admin")
            secret = world.ask("report", "add", "A source says so", "--tlp=RED", "--case", case, by="stranger")["id"]
            world.refuse(*met, "--grade=A1", says="source: where does it stand?")
            world.refuse(*met, "--grade=A1", "--source=report/999", says="report 999")
            world.refuse(*met, "--grade=A1", "--source=note/999", says="has no note 999")
            world.refuse(*met, "--grade=A1", f"--source=report/{elsewhere}", says="does not bear on case")
            world.refuse(*met, "--grade=A1", f"--source=report/{secret}", by="officer", says="RED")
            world.refuse("case", "evidence", case, "it is said", f"--source=report/{secret}", by="officer", says="RED")
            world.refuse("case", "evidence", case, "it is said", "--source=report/999", says="report 999")
            world.run("report", "link", elsewhere, case)
            world.refuse(*met, "--grade=F6", f"--source=report/{elsewhere}", says="why: what makes evidence graded F6 enough")
            world.run(*met, "--grade=F6", f"--source=report/{elsewhere}", "--why=two others say the same")
            entry = world.ask("criterion", "list", case)["criteria"][0]["history"][-1]
            self.assertAlmostEqual(allclear.seconds_of(entry["valid_until"]) - allclear.seconds_of(entry["at"]), 3 * 86400,
                                   delta=1)

    def waits(self, *words):
        """What the second person sees of it before they agree."""
        asked = self.world.run(*words, two=False)
        decision = int(allclear.WAITS.match(asked.stdout).group(1))
        shown = self.world.ask("decision", "show", decision, by="head")
        return decision, shown["document"], {c["check"]: c["good"] for c in shown["checks"]}

    def test_whoever_agrees_to_a_lower_level_sees_on_what_it_rests_and_agrees_to_that_alone(self):
        with World() as world:
            self.world = world
            world.init()
            case, warning = world.warning("--place=Istanbul")
            held = world.fulfil(case)
            waived = world.ask("criterion", "add", case, "borders watched", "--hold=0")["id"]
            world.run("criterion", "set", case, waived, "waived", "--why=the border is closed")
            world.run("case", "evidence", case, "seven arrests", "--grade=A1", "--disrupted=CC", "--deception=I")
            clear = self.clear(warning, "--review=2098-01-01T00:00:00Z")
            decision, document, checks = self.waits(*clear)
            for text in ("level of Istanbul (IL-NSC-2022): 4", "-> 3", f"criterion {held} of case {case}, mandatory, hold 0 h",
                         "report/1, grade A1, valid until", "borders watched: waived since", "the border is closed"):
                self.assertIn(text, document)
            self.assertEqual((checks["waivers"], checks["hold times"], checks["level"]), (False, False, True))
            self.assertNotIn("What was waited for is there", document, "no text of a report")
            world.meet(case, waived)
            world.refuse("decision", "approve", decision, "--yes", by="head")
            world.run(*clear)
            _, document, checks = self.waits("case", "posture", case, "all-alarms", "--why=it is over")
            self.assertIn("posture of case 1: watch -> all-alarms", document)
            self.assertTrue(checks["posture"])

    def test_the_hypotheses_are_ranked_and_the_evidence_that_turns_them_round_is_named(self):
        with World() as world:
            world.init()
            case = world.ask("case", "open", "A cell")["id"]
            world.run("case", "evidence", case, "seven arrests", "--grade=A1", "--disrupted=CC", "--deception=I")
            table = world.ask("case", "evidence", case, "a phone of the cell was heard in the city", "--grade=B3",
                              "--disrupted=I", "--remnant-here=CC", "--remnant-elsewhere=II")
            self.assertEqual([(h["name"], h["score"]) for h in table["hypotheses"]], [
                ("remnant-here", 0), ("disrupted", 48), ("remnant-elsewhere", 96), ("deception", 100)])
            self.assertEqual([e["flips"] for e in table["evidence"]], [True, True])
            shown = world.run("case", "hypotheses", case, "--add=accident").stdout
            self.assertIn("without evidence 2 the ranking turns round", shown)
            self.assertIn("accident", shown)
            world.refuse("case", "hypotheses", case, "--add=accident", says="already")


if __name__ == "__main__":
    allclear.main()
