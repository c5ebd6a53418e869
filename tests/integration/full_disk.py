#!/usr/bin/env python3
"""full_disk - what a user loses if this breaks: the whole outreach, because a log filled the disk at night.

The data directory lies on a small tmpfs of its own. In the middle of a campaign it is filled to the last
byte: new work is refused with a temporary error that says so, nothing is submitted that could not be
recorded, the daemon stays up and says what is wrong. When there is room again it goes on by itself, and
nobody is lost or written to twice.
"""
import collections
import os
import subprocess
import sys
import tempfile
import time
import unittest

import allclear
from allclear import World, link, number, wait_for

PEOPLE, SEGMENTS = 3000, 2
SKIPPED = 77  # what meson takes for "left out"


def mount(directory):
    """A disk of its own for the data directory."""
    os.makedirs(directory)
    return subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "allclear-test", directory],
                          stderr=subprocess.DEVNULL).returncode == 0


def can_mount():
    with tempfile.TemporaryDirectory(prefix="ac-test-") as base:
        disk = os.path.join(base, "disk")
        good = mount(disk)
        if good:
            subprocess.run(["umount", disk], check=True)
        return good


class FullDisk(unittest.TestCase):
    def setUp(self):
        self.world = world = World()
        self.addCleanup(world.end, None)
        self.disk = os.path.join(world.base, "disk")
        self.assertTrue(mount(self.disk))
        self.addCleanup(subprocess.run, ["umount", "-l", self.disk], check=True)
        self.addCleanup(world.check_chain)
        self.addCleanup(self.end_daemon)
        world.lives_in(os.path.join(self.disk, "data"))

    def end_daemon(self):
        if self.world.daemon and self.world.daemon.poll() is None:
            self.world.kill()

    def fill(self):
        with open(os.path.join(self.disk, "filler"), "wb", buffering=0) as file:
            for size in (1 << 20, 4096, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    pass

    def ready(self):
        return self.world.http("GET", "/readyz")

    def test_a_campaign_waits_for_room_and_goes_on_with_everybody(self):
        world = self.world
        smsc = world.smsc("--receipts=5-50")
        world.init([link(smsc.port, rate=1000, window=200)])
        world.serve()
        world.people(PEOPLE)
        case, warning = world.warning()
        campaign = world.campaign(warning)
        wait_for("a part is told", lambda: world.counts(campaign)["counts"]["told"] > PEOPLE // 10)

        self.fill()
        wait_for("the daemon notices", lambda: self.ready()[0] == 503)
        status, headers, text = self.ready()
        self.assertIn("full", text)
        self.assertIn("Retry-After", headers)
        self.assertIn("event=store.stalled", world.log_text())
        for words in (["case", "note", case, "a word"], ["case", "open", "Another"],
                      ["reply", 1, "safe"], ["campaign", "pause", campaign],
                      ["import", "hotels", os.path.join(world.base, "hotels.csv")]):
            self.assertRegex(world.refuse(*words), "full|No space")
        self.assertEqual(world.http("GET", "/healthz")[0], 200)
        before = world.counts(campaign)["counts"]
        self.assertGreater(before["pending"], 0)
        world.run("person", "show", 1, code=None)  # it cannot be audited now; it must not hang

        time.sleep(1)
        quiet = len(smsc.lines())
        time.sleep(1.5)
        self.assertEqual(len(smsc.lines()), quiet, "nothing leaves that could not be recorded")
        self.assertIsNone(world.daemon.poll(), "the daemon stays up")

        os.unlink(os.path.join(self.disk, "filler"))
        wait_for("it is ready again", lambda: self.ready()[0] == 200)
        self.assertIn("event=store.goes_on", world.log_text())
        wait_for("everyone is told", lambda: world.counts(campaign)["counts"]["told"] == PEOPLE, 40)
        self.assertEqual(world.counts(campaign)["counts"]["unknown"], 0)
        sent = collections.Counter(line.to for line in smsc.lines())
        self.assertEqual(len(sent), PEOPLE)
        self.assertEqual({to: n for to, n in sent.items() if n != SEGMENTS}, {}, "nobody twice")
        world.run("case", "note", case, "there is room again")
        self.assertTrue(world.ask("audit", "verify")["verified"])
        world.stop()

    def test_a_daemon_that_is_killed_on_a_full_disk_recovers_when_there_is_room(self):
        world = self.world
        smsc = world.smsc("--receipts=5-50")
        world.init([link(smsc.port, rate=1000, window=200)], more="unknown_wait_s: 1")
        world.serve()
        world.people(PEOPLE)
        campaign = world.campaign(world.warning()[1])
        wait_for("a part is told", lambda: world.counts(campaign)["counts"]["told"] > PEOPLE // 10)
        self.fill()
        wait_for("the daemon notices", lambda: self.ready()[0] == 503)
        told = world.counts(campaign)["counts"]["told"]
        world.kill()
        os.unlink(os.path.join(self.disk, "filler"))
        world.serve()
        counts = world.counts(campaign)["counts"]
        self.assertEqual(counts["recipients"], PEOPLE)
        self.assertGreater(counts["told"], told // 2)
        wait_for("everyone is told", lambda: world.counts(campaign)["counts"]["told"] == PEOPLE, 40)
        sent = collections.Counter(line.to for line in smsc.lines())
        self.assertEqual(set(sent), {number(i)[1:] for i in range(1, PEOPLE + 1)}, "nobody is missing")
        counts = world.counts(campaign)["counts"]
        self.assertEqual(counts["in_flight"], 0, "nobody waits for a receipt that was acknowledged")
        world.stop()


if __name__ == "__main__":
    if "AC_UNSHARED" not in os.environ and os.geteuid() != 0:
        os.execvpe("unshare", ["unshare", "-Ur", "-m", sys.executable, *sys.argv], {**os.environ, "AC_UNSHARED": "1"})
    if not can_mount():
        print("full_disk: no tmpfs can be mounted here (that takes root, or user namespaces): left out")
        sys.exit(SKIPPED)
    allclear.main()
