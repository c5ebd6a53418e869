#!/usr/bin/env python3
"""duty - what a user loses if this breaks: a decision or a call for help waits in the night, the officer on
duty sleeps, and nobody else is asked.

The built program on the exercise clock, at three in the morning, with a real SMSC behind it. What waits is
a draft that takes two.
"""
import datetime
import re
import unittest

import allclear
from allclear import NO, World, link, wait_for

DANA, AMIR, NOA = "+972501110001", "+972501110002", "+972501110003"
THREE = datetime.datetime(2022, 6, 13, 3, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=3)))


def at(minutes):
    """A time so many minutes after three."""
    return (THREE + datetime.timedelta(minutes=minutes)).isoformat()


class Night(World):
    """A desk with a link, a duty roster and a warning that was drafted in the evening."""

    def prepare(self, smsc, rate=300):
        self.init([link(smsc.port, exercise="true")])
        self.exercise(0, rate)
        for officer, phone, rank, begins, ends in (("dana", DANA, 1, -600, 3000), ("amir", AMIR, 2, -600, 3000),
                                                   ("noa", NOA, 1, 6000, 6600)):
            self.ask("duty", "add", officer, "--phone", phone, "--rank", rank, "--from", at(begins), "--to", at(ends))
        self.people(3)

    def exercise(self, minutes, rate):
        self.serve("--clock", f"{at(minutes)},{rate}")

    def draft(self):
        """@return the decision that waits"""
        case = self.ask("case", "open", "Istanbul", "--exercise")["id"]
        texts = self.file("w.yaml", "texts:\n  - language: en\n    headline: Danger\n    description: Danger.\n"
                                    "    instruction: Leave now.\n")
        warning = self.ask("warning", "draft", case, "--circle=41.01,28.97,5", "--texts", texts,
                           "--scheme=IL-NSC-2022", "--level=4", "--event=Threat", "--to=2099-01-01T00:00:00Z",
                           "--urgency=Immediate", "--severity=Extreme", "--certainty=Likely",
                           "--response=Evacuate")["id"]
        self.run("warning", "publish", warning, two=False)
        return self.ask("decision", "list")["decisions"][-1]["id"]


def sent(smsc, decision):
    """Who was paged for a decision, in order."""
    names = {DANA: "dana", AMIR: "amir", NOA: "noa"}
    return [names["+" + line.to.lstrip("+")] for line in smsc.lines() if f"decision {decision} waits" in line.text]


class Duty(unittest.TestCase):
    def test_the_first_officer_is_silent_at_three_and_the_second_takes_it(self):
        with Night() as world:
            smsc = world.smsc("--text", f"--answer={AMIR[1:]}=OK")
            world.prepare(smsc)
            decision = world.draft()
            page = world.ask("page", "list")["pages"][0]
            self.assertEqual((page["kind"], page["subject"]), ("decision", decision))
            taken = wait_for("amir takes it", lambda: [p for p in world.ask("page", "list", "--all")["pages"]
                                                       if p["state"] == "taken"])[0]
            self.assertEqual(taken["taken_by"], "amir")
            shown = world.ask("page", "show", page["id"])
            tried = [step["officer"] for step in shown["steps"] if step["step"] == "sent"]
            self.assertEqual(tried[:3], ["dana", "dana", "amir"])
            self.assertIn("accepted", {step["step"] for step in shown["steps"]})
            # in the middle of the night, five minutes between two turns
            times = [allclear.seconds_of(step["at"]) for step in shown["steps"] if step["step"] == "sent"]
            self.assertGreaterEqual(times[0], THREE.timestamp())
            self.assertTrue(all(b - a >= 300 for a, b in zip(times, times[1:])), times)
            # the next one wakes dana again, the one that was taken does not
            before = sent(smsc, decision)
            other = world.draft()
            wait_for("the other one goes its way", lambda: "amir" in sent(smsc, other))
            self.assertEqual(sent(smsc, decision), before)
            self.assertEqual(world.ask("inbox", "list")["messages"], [], "an officer's OK is nobody's answer")
            rows = world.ask("audit", "list", "--object", f"page/{page['id']}")["rows"]
            self.assertEqual([(row["action"], row["officer"]) for row in rows], [("page.take", "amir")])
            self.assertTrue(world.ask("audit", "verify")["verified"])
            self.assertNotRegex(world.log_text(), "|".join(n[1:] for n in (DANA, AMIR, NOA)) + "|dana|amir|noa")
            self.assertNotRegex("".join(line.text for line in smsc.lines()), "Istanbul|Danger|Person")

    def test_a_daemon_that_is_killed_goes_on_where_it_was(self):
        with Night() as world:
            smsc = world.smsc("--text")
            world.prepare(smsc, rate=1)
            decision = world.draft()
            wait_for("dana is paged", lambda: sent(smsc, decision) == ["dana"])
            world.kill()
            self.assertEqual(world.run("page", "list", code=NO).stderr.count("no daemon runs"), 1)
            world.exercise(6, 300)
            wait_for("amir is paged", lambda: "amir" in sent(smsc, decision))
            self.assertEqual(sent(smsc, decision)[:3], ["dana", "dana", "amir"])
            world.run("decision", "withdraw", decision)
            ended = world.ask("page", "list", "--all")["pages"][0]
            self.assertEqual(ended["state"], "ended")

    def test_nobody_off_duty_is_woken_before_everybody_on_duty_was(self):
        with Night() as world:
            smsc = world.smsc("--text")
            world.prepare(smsc)
            decision = world.draft()
            wait_for("noa is paged", lambda: "noa" in sent(smsc, decision), seconds=60)
            order = sent(smsc, decision)
            self.assertEqual(order[:6], ["dana", "dana", "amir", "amir", "dana", "amir"])
            page = world.ask("page", "list")["pages"][0]["id"]
            self.assertIn("your own", world.refuse("page", "take", page), "who drafted it silences nobody")
            self.assertEqual(world.ask("page", "take", page, by="head")["state"], "taken")
            self.assertIn("taken already", world.refuse("page", "take", page, by="head"))

    def test_without_a_link_it_is_said_and_sent_when_one_comes_up(self):
        with Night() as world:
            smsc = world.smsc("--text", "--refuse-bind")
            world.prepare(smsc)
            decision = world.draft()
            self.assertIn("no link is up", world.run("page", "list", code=NO).stderr)
            wait_for("it is in the log", lambda: "event=page.silent" in world.log_text())
            smsc.end()
            other = world.smsc("--text")
            world.kill()
            world.configure([link(other.port, exercise="true")])
            world.exercise(1, 300)
            wait_for("dana is paged", lambda: "dana" in sent(other, decision))
            wait_for("all is well", lambda: world.run("page", "list", code=None).returncode == 0)

    def test_a_shift_that_is_dropped_is_paged_no_more(self):
        with Night() as world:
            smsc = world.smsc("--text")
            world.prepare(smsc)
            self.assertEqual([(s["officer"], s["on_duty"]) for s in world.ask("duty", "list")["shifts"]],
                             [("dana", True), ("noa", False), ("amir", True)])
            self.assertRegex(world.run("duty", "list").stdout, re.compile(r"dana +\+…01"))
            world.run("duty", "drop", 1)
            decision = world.draft()
            wait_for("amir is paged", lambda: "amir" in sent(smsc, decision))
            self.assertNotIn("dana", sent(smsc, decision))
            world.refuse("duty", "drop", 1, says="no shift 1")
            world.refuse("duty", "add", "x", "--phone=12", "--rank=1", "--from", at(0), "--to", at(1), says="phone")

    def test_a_name_without_an_account_is_taken_with_a_warning(self):
        with World() as world:
            world.init()
            words = ["--phone", DANA, "--rank=1", "--from=2098-06-13T20:00:00Z", "--to=2099-06-14T08:00:00Z"]
            self.assertEqual(world.run("duty", "add", "officer", *words).stderr, "")
            said = world.run("duty", "add", "Officer", *words).stderr
            self.assertIn("WARNING: Officer has no account", said)
            self.assertIn("administrator", world.ask("duty", "add", "administrator", *words)["against"])
            self.assertEqual(len(world.ask("duty", "list")["shifts"]), 3)


if __name__ == "__main__":
    allclear.main()
