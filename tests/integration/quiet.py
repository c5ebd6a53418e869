#!/usr/bin/env python3
"""quiet - what a user loses if this breaks: everybody is woken at three by what could wait until seven, or two
officers agree that it cannot wait and the program sleeps on.

The built program on the exercise clock, in the night before a day in Istanbul and in the night in which
Berlin puts its clocks back.
"""
import unittest

import allclear
from allclear import FAILED, World, link, wait_for

HOURS = 'quiet_hours: {{ from: "22:00", until: "07:00", zone: {} }}\n'
PLAN = ("arguments:\n  - {{ name: phone, value: \"+97220000000\" }}\n  - {{ name: place, value: \"the city\" }}\n"
        "{hours}tiers:\n"
        "  - {{ tier: 1, people: at_risk, goal: moved, {first}ladder: [ {{ channel: sms, wait: 18h }} ] }}\n"
        "  - {{ tier: 2, people: inside, quiet: true, ladder: [ {{ channel: sms, tries: 2, wait: 18h }} ] }}\n")


def plan(zone, first=""):
    return PLAN.format(hours=HOURS.format(zone), first=first)


class Night(World):
    def at(self, when, rate=1):
        """The clock is set; whoever was there is killed first."""
        if self.daemon and self.daemon.poll() is None:
            self.kill()
        self.serve("--clock", f"{when},{rate}")

    def begin(self, when, zone):
        """Three people in the city, a campaign whose tier 2 sleeps. @return the SMSC, the campaign"""
        smsc = self.smsc()
        self.init([link(smsc.port, exercise="true")])
        self.at(when)
        self.people(3)
        _, warning = self.warning(exercise=True)
        return smsc, self.campaign(warning, self.plan(plan(zone)))

    def tier_2(self, campaign):
        return next(t for t in self.counts(campaign)["tiers"] if t["tier"] == 2)

    def told(self, campaign, people):
        wait_for(f"{people} are told", lambda: self.counts(campaign)["counts"]["told"] == people)

    def override(self, campaign, switch, why, **more):
        return self.run("campaign", "quiet", campaign, "--tier=2", switch, f"--why={why}", **more)

    def told_at(self, person):
        return allclear.seconds_of(self.ask("person", "show", person)["tasks"][0]["told_at"])


def messages(smsc):
    """Who was written to, a line a message, however long it was."""
    return sorted(to for to, _ in {(line.to, line.reference) for line in smsc.lines()})


class Quiet(unittest.TestCase):
    def test_people_sleep_until_two_officers_agree_that_they_must_not(self):
        with Night() as world:
            smsc, campaign = world.begin("2022-06-13T23:00:00+03:00", "Europe/Istanbul")
            shown = world.counts(campaign)
            self.assertEqual((shown["counts"]["pending"], shown["counts"]["told"]), (3, 0))
            self.assertEqual(shown["quiet_hours"], {"from": "22:00", "until": "07:00", "zone": "Europe/Istanbul",
                                                    "end_at": "2022-06-14T04:00:00Z", "waiting": 3})
            self.assertEqual(world.tier_2(campaign)["quiet"], {"kept": True, "waiting": 3})
            self.assertIn("3 people wait for it", world.run("campaign", "show", campaign).stdout)

            world.override(campaign, "--override", "the cell strikes before morning", two=False)
            decision = world.ask("decision", "list")["decisions"][-1]["id"]
            drafted = world.run("decision", "show", decision, by="head").stdout
            self.assertIn("22:00 to 07:00 Europe/Istanbul) are overridden", drafted)
            self.assertIn("3 people wait for nothing but the end of their quiet hours", drafted)
            self.assertIn("until 2022-06-14T04:00:00", drafted)
            self.assertEqual(smsc.lines(), [])
            world.approve(decision)
            world.told(campaign, 3)
            rows = world.ask("audit", "list", "--object", f"campaign/{campaign}")["rows"]
            self.assertEqual([r["detail"]["approver"] for r in rows if r["action"] == "campaign.quiet_override"], ["head"])

            # It outlives the program, and so does its end.
            world.at("2022-06-13T23:30:00+03:00")
            order = world.tier_2(campaign)["quiet"]["order"]
            self.assertEqual((order["override"], order["drafted_by"], order["approved_by"], order["why"]),
                             (True, "officer", "head", "the cell strikes before morning"))
            self.assertIn("approved by head: the cell strikes before morning",
                          world.run("campaign", "show", campaign).stdout)
            world.people(4, "more.csv")
            world.told(campaign, 4)
            world.override(campaign, "--keep", "it was a rumour")
            world.at("2022-06-14T00:30:00+03:00")
            world.people(5, "more.csv")
            self.assertEqual(world.tier_2(campaign)["quiet"]["waiting"], 1)
            self.assertEqual(world.counts(campaign)["counts"]["pending"], 1)
            world.at("2022-06-14T06:58:00+03:00", 60)
            world.told(campaign, 5)
            self.assertGreaterEqual(world.told_at(5), allclear.seconds_of("2022-06-14T04:00:00Z"))
            self.assertEqual(len(messages(smsc)), 5)
            self.assertTrue(world.ask("audit", "verify")["verified"])
            world.stop()

    def test_a_correction_and_a_retraction_wait_for_nobody(self):
        with Night() as world:
            smsc, campaign = world.begin("2022-06-13T21:00:00+03:00", "Europe/Istanbul")
            world.told(campaign, 3)
            world.at("2022-06-14T02:00:00+03:00")
            texts = world.file("texts.yaml", "texts:\n  - language: en\n    text: \"Leave {place} by bus.\"\n"
                                             "    action: \"Leave {place} by bus\"\n")
            world.run("campaign", "text", campaign, "--tier=2", "--texts", texts)
            wait_for("the correction", lambda: len(messages(smsc)) == 6)
            warning = world.ask("campaign", "show", campaign)["warning"]
            world.run("warning", "retract", warning, "--why=a hoax")
            wait_for("the retraction", lambda: world.ask("campaign", "show", campaign)["closing_counts"]["told"] == 3)
            world.stop()

    def test_the_hours_follow_the_clock_on_the_wall(self):
        with Night() as world:
            smsc, campaign = world.begin("2022-10-29T22:30:00+02:00", "Europe/Berlin")
            self.assertEqual(world.counts(campaign)["quiet_hours"]["end_at"], "2022-10-30T06:00:00Z")
            # by the clock of the evening it would be half past seven
            world.at("2022-10-30T05:30:00Z")
            self.assertEqual(world.tier_2(campaign)["quiet"]["waiting"], 3)
            self.assertEqual(smsc.lines(), [])
            world.at("2022-10-30T05:58:00Z", 60)
            world.told(campaign, 3)
            self.assertGreaterEqual(world.told_at(1), allclear.seconds_of("2022-10-30T06:00:00Z"))
            world.stop()

    def test_a_plan_that_would_let_tier_1_sleep_is_refused(self):
        with Night() as world:
            _, campaign = world.begin("2022-06-13T23:00:00+03:00", "Europe/Istanbul")
            warning = world.ask("campaign", "show", campaign)["warning"]
            world.refuse("campaign", "preview", "--warning", warning, "--plan",
                         world.plan(plan("Europe/Istanbul", "quiet: true, ")), says="tiers[1].quiet")
            world.refuse("campaign", "preview", "--warning", warning, "--plan", world.plan(plan("Mars")),
                         says=("quiet_hours: zone", "Mars"))
            world.refuse("campaign", "quiet", campaign, "--tier=1", "--override", "--why=w", code=FAILED,
                         says="no quiet hours")
            world.stop()


if __name__ == "__main__":
    allclear.main()
