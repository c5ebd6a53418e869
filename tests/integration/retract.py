#!/usr/bin/env python3
"""retract - what a user loses if this breaks: a false warning goes on frightening six thousand people.

6,000 people with a number of their own each have been told. Two links carry 30 segments a second each.
The warning is retracted: its last message must be submitted within two minutes of the order, in one
segment each, and nothing else of the campaign may leave after it.
"""
import time
import unittest

import allclear
from allclear import World, link, number, seconds_of, wait_for

PEOPLE, RATE, LIMIT_S = 6000, 30, 120


def links(port, rate):
    return [link(port, name, rate=rate) for name in ("north", "south")]


class Retract(unittest.TestCase):
    def test_the_last_of_6000_retractions_is_submitted_within_two_minutes_over_60_segments_a_second(self):
        with World() as world:
            smsc = world.smsc("--text")
            world.init(links(smsc.port, 20000))
            world.serve()
            world.people(PEOPLE)
            _, warning = world.warning()
            campaign = world.campaign(warning)
            wait_for("everyone is told", lambda: world.counts(campaign)["counts"]["told"] == PEOPLE, 120, 0.5)
            world.stop()
            instructed = len(smsc.lines())

            world.configure(links(smsc.port, RATE))
            world.serve()
            wait_for("both links are up", lambda: world.http("GET", "/readyz")[2].startswith("ready, 2 of 2"))
            ordered = time.time()
            world.run("warning", "retract", warning, "--why", "the report was false")
            wait_for("everyone has the retraction", lambda: len(smsc.lines()) >= instructed + PEOPLE,
                     1.5 * LIMIT_S, 1)
            wait_for("every outcome is known", lambda: world.counts(campaign)["closing_counts"]["told"] == PEOPLE)
            sent = smsc.lines()[instructed:]
            last = seconds_of(sent[-1].at) - ordered
            print(f"retract: {len(sent)} messages over {2 * RATE} segments/s, the last one {last:.1f} s "
                  f"after the order", flush=True)

            self.assertLess(last, LIMIT_S)
            self.assertEqual(len(sent), PEOPLE, "nobody twice")
            self.assertEqual({line.to for line in sent}, {number(i)[1:] for i in range(1, PEOPLE + 1)})
            self.assertEqual({line.part for line in sent}, {"1/1"}, "one segment each")
            self.assertEqual(len({line.text for line in sent}), 1, "nothing but the retraction")
            closing = world.counts(campaign)["closing_counts"]
            self.assertEqual((closing["recipients"], closing["pending"]), (PEOPLE, 0))
            world.stop()


if __name__ == "__main__":
    allclear.main()
