"""server - what a user loses if this breaks: a campaign that stands still, or tells people twice, because the database
server was restarted; or data that changed on its way to a server or back."""
import hashlib
import os
import re
import shutil
import sqlite3
import time
import unittest

import allclear
import postgres
from allclear import FAILED, World, link, number, wait_for

PEOPLE = 1200


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


class Case(unittest.TestCase):
    def setUp(self):
        self.server = postgres.Server(os.environ["AC_POSTGRES_PEER"])
        self.addCleanup(self.server.__exit__)
        self.world = World()
        self.addCleanup(lambda: self.world.__exit__(None))

    def written_to(self, smsc):
        """number -> how often"""
        times = {}
        for line in smsc.lines():
            if line.part.split("/")[0] == "1":
                times[line.to] = times.get(line.to, 0) + 1
        return times


class TheServerGoesAway(Case):
    """One daemon that lives through it all."""

    def start(self, rate):
        world = self.world
        self.smsc = world.smsc("--receipts=20-500", "--answer-ms=1-20")
        world.init([link(self.smsc.port, rate=rate)], options=["--database", self.server.database("live")])
        world.serve()
        world.people(PEOPLE)
        _, warning = world.warning()
        world.campaign(warning)

    def sent(self):
        return len(self.smsc.lines())

    def ready(self):
        return self.world.http("GET", "/readyz")[0] == 200

    def told_everybody_once(self):
        wait_for("everybody is told", lambda: self.world.counts()["counts"]["told"] == PEOPLE, 60)
        times = self.written_to(self.smsc)
        self.assertEqual({number(i).lstrip("+") for i in range(1, PEOPLE + 1)},
                         {to.lstrip("+") for to in times})
        self.assertEqual([to for to, n in times.items() if n > 1], [])
        self.assertTrue(self.world.ask("audit", "verify")["verified"])

    def stands_still(self):
        """The desk is told, new work is refused for now, and nothing leaves that is not recorded."""
        wait_for("it is not ready", lambda: not self.ready(), 30)
        self.assertIn("allclear_store_stalled 1", self.world.http("GET", "/metrics")[2])
        self.assertIn("event=store.stalled", self.world.log_text())
        status, _, text = self.world.http("POST", "/v1/cases", {"title": "Another"})
        self.assertEqual(status, 503, text)
        self.assertIn("postgresql://127.0.0.1", text)
        self.world.refuse("case", "open", "Another", says="postgresql://127.0.0.1")
        self.world.refuse("person", "show", 1, says="postgresql://127.0.0.1")
        time.sleep(1)  # what was recorded before has left
        sent = self.sent()
        time.sleep(1.5)
        self.assertEqual(self.sent(), sent)
        self.assertLess(sent, PEOPLE)

    def goes_on(self):
        wait_for("it is ready again", self.ready, 30)
        wait_for("it says so", lambda: "event=store.goes_on" in self.world.log_text(), 10)
        self.assertIn("allclear_store_stalled 0", self.world.http("GET", "/metrics")[2])
        wait_for("officers work again", lambda: self.world.run("case", "open", "Another", code=None).returncode == 0)

    def test_killed_restarted_and_gone_for_a_while(self):
        self.start(rate=150)
        wait_for("it is under way", lambda: self.sent() > 100)
        self.server.order("kill")
        before = self.sent()
        wait_for("it goes on by itself", lambda: self.sent() > before + 100)
        self.server.order("restart")
        before = self.sent()
        wait_for("it goes on by itself", lambda: self.sent() > before + 100)
        self.server.order("down")
        self.stands_still()
        self.server.order("up")
        self.goes_on()
        self.told_everybody_once()

    def test_silent_until_the_timeouts_strike(self):
        self.start(rate=150)
        wait_for("it is under way", lambda: self.sent() > 100)
        self.server.order("stop")
        self.stands_still()
        self.server.order("cont")
        self.goes_on()
        self.told_everybody_once()

    def test_a_server_that_goes_while_nobody_works_is_noticed(self):
        self.start(rate=2000)
        wait_for("everybody is told", lambda: self.world.counts()["counts"]["told"] == PEOPLE, 60)
        self.server.order("down")
        wait_for("it is not ready", lambda: not self.ready(), 30)
        self.server.order("up")
        self.goes_on()

    def test_a_second_daemon_is_refused(self):
        self.start(rate=2000)
        other = os.path.join(self.world.base, "other")
        shutil.copytree(self.world.dir, other, ignore=shutil.ignore_patterns("*.sock"))
        done = self.world.run("case", "open", "Here too", directory=other, code=FAILED)
        self.assertIn("in use by another allclear", done.stderr)


class TheDataMoves(Case):
    def tables(self, *words):
        moved = self.world.ask("db", "move", *words, *self.world.voucher())
        return {t["table"]: (t["rows"], t["hash"]) for t in moved["tables"]}

    def test_to_a_server_and_back(self):
        world, database = self.world, os.path.join(self.world.dir, "allclear.db")
        url = self.server.database("moved").replace("allclear@", "allclear:geheim@")
        smsc = world.smsc("--receipts=20-200")
        world.init([link(smsc.port)])
        world.serve()
        world.people(300)
        _, warning = world.warning()
        campaign = world.campaign(warning)
        wait_for("everybody is told", lambda: world.counts()["counts"]["told"] == 300)
        world.refuse("db", "move", url, says="in use by another allclear")
        world.stop()
        people = world.ask("person", "list", "--campaign", campaign)
        before = sha256(database)
        world.refuse("db", "move", url, says=["administrator", "--officer"])
        self.assertEqual(sha256(database), before)
        world.refuse("db", "move", url, *world.voucher("officer"), says="administrator", by=None)

        head = world.ask("audit", "verify", by="admin")
        there = self.tables(url)
        before = sha256(database)
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as file:
            for table, (rows, _) in there.items():
                self.assertEqual(file.execute(f"SELECT count(*) FROM {table}").fetchone()[0], rows, table)
        self.assertGreater(there["traveller"][0], 299)
        os.rename(database, database + ".kept")
        self.assertEqual(world.ask("person", "list", "--campaign", campaign), people)
        self.assertTrue(world.ask("audit", "verify")["verified"])
        moved = [row for row in world.ask("audit", "list")["rows"] if row["action"] == "db.move"]
        self.assertEqual([(row["officer"], row["detail"]) for row in moved],
                         [("admin", {"seq": head["rows"], "head": head["head"]})])
        world.serve()
        self.assertEqual(world.counts()["counts"]["told"], 300)
        world.run("case", "open", "On the server")
        world.stop()
        self.assertNotIn("geheim", world.log_text())

        world.refuse("db", "move", url, says="there already")
        back = self.tables("file")
        for table in ("traveller", "contact_point", "stay", "task", "attempt", "cap_message", "lodging"):
            self.assertEqual(back[table], there[table], table)
        self.assertEqual(back["case_file"][0], there["case_file"][0] + 1)
        self.assertFalse(os.path.exists(database + "-wal"))
        self.assertEqual(world.ask("person", "list", "--campaign", campaign), people)
        actions = [row["action"] for row in world.ask("audit", "list")["rows"]]
        self.assertEqual(actions.count("db.move"), 2)
        with open(os.path.join(world.dir, "allclear.yaml"), encoding="utf-8") as file:
            self.assertIsNone(re.search("^database:", file.read(), re.M))

        # what was moved away is not written over
        os.rename(database, database + ".again")
        os.rename(database + ".kept", database)
        world.refuse("db", "move", url, *world.voucher(), says="has data already")
        self.assertEqual(world.ask("person", "list", "--campaign", campaign), people)

    def test_a_server_that_dies_meanwhile_leaves_everything_as_it_was(self):
        world, url = self.world, self.server.database("half")
        world.init()
        world.people(50)
        self.server.order("down")
        world.refuse("db", "move", url, *world.voucher(), says="no connection to the database")
        self.server.order("up")
        self.assertEqual(world.ask("case", "list")["cases"], [])
        self.assertEqual(self.tables(url)["traveller"][0], 50)


if __name__ == "__main__":
    allclear.main()
