#!/usr/bin/env python3
"""bad_input - what a user loses if this breaks: an hour in the worst night of the year, because a file was
broken and the program did not say where, or took in half of it.

Every refusal says what was wrong, where, and what to do; the exit status is that of docs/cli.md, and the
database holds afterwards what it held before.
"""
import json
import os
import sqlite3
import time
import unittest

import allclear
from allclear import FAILED, USAGE, World, link, wait_for

HOTELS = "hotel_id,name,latitude,longitude\nH1,Harbour House,41.01,28.97\n"
TRAVELLERS = ("traveller_id,name,language,nationality,phone,hotel_id,arrival,departure,source\n"
              "T1,Dana Levi,he,IL,+972500000001,H1,2022-06-11,2022-06-14,registered\n")
MATCH = ("--from=2022-06-12", "--to=2022-06-20")


def held(world):
    """Everything the database holds, as SQL text, without the counters of the engine's own upkeep."""
    with sqlite3.connect(f"file:{world.dir}/allclear.db?mode=ro", uri=True) as db:
        return [line for line in db.iterdump() if 'INSERT INTO "meta"' not in line]


def polygon(ring):
    return json.dumps({"type": "Feature", "properties": {"name": "Old Town"},
                       "geometry": {"type": "Polygon", "coordinates": [ring]}})


class Files(unittest.TestCase):
    """Each is tried without a daemon and with one: both must say the same."""

    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.world.init()
        cls.world.run("import", "hotels", cls.world.file("h.csv", HOTELS))
        cls.world.run("import", "travellers", cls.world.file("t.csv", TRAVELLERS))

    @classmethod
    def tearDownClass(cls):
        cls.world.__exit__(None)

    def refused(self, words, says, code=FAILED):
        world = self.world
        before = held(world)
        alone = world.refuse(*words, code=code, says=says)
        self.assertEqual(held(world), before, "without a daemon: the database has changed")
        world.serve()
        before = held(world)
        served = world.refuse(*words, code=code, says=says)
        after = held(world)
        world.stop()
        self.assertEqual(after, before, "with a daemon: the database has changed")
        self.assertEqual(alone, served)

    def test_a_quote_that_is_never_closed_is_named_with_its_line(self):
        csv = self.world.file("quote.csv", TRAVELLERS + 'T2,"Noa Bar,he,IL,+972500000002,H1,2022-06-11,,registered\n'
                              "T3,Adi Amar,he,IL,+972500000003,H1,2022-06-11,,registered\n")
        self.refused(["import", "travellers", csv], ["quote.csv:3:", "quote", "close it"])

    def test_a_row_with_too_few_fields_is_named_with_its_line(self):
        csv = self.world.file("short.csv", TRAVELLERS + "T2,Noa Bar\n")
        self.refused(["import", "travellers", csv], ["short.csv:3:", "field"])

    def test_a_file_that_is_not_utf8_is_named_with_its_line(self):
        csv = self.world.file("latin.csv", TRAVELLERS.encode() + b"T2,Jos\xe9,es,IL,,H1,2022-06-11,,registered\n")
        self.refused(["import", "travellers", csv], ["latin.csv:3:", "save the file as UTF-8"])

    def test_a_column_that_is_needed_and_missing_is_named(self):
        csv = self.world.file("columns.csv", "traveller_id,name\nT9,Noa\n")
        self.refused(["import", "travellers", csv], ["arrival"])

    def test_an_area_that_is_not_closed_is_refused_with_the_ring(self):
        area = self.world.file("open.geojson", polygon([[28, 41], [29, 41], [29, 42], [28, 42]]))
        self.refused(["match", "--area", area, *MATCH], ["closed"])

    def test_an_area_that_crosses_itself_is_refused_with_the_place(self):
        area = self.world.file("bow.geojson", polygon([[28, 41], [29, 42], [29, 41], [28, 42], [28, 41]]))
        self.refused(["match", "--area", area, *MATCH], ["itself", "28.5"])

    def test_an_area_that_is_no_json_is_refused_with_its_line(self):
        area = self.world.file("broken.geojson", '{"type":"Polygon",\n"coordinates":[[[28,41],\n')
        self.refused(["match", "--area", area, *MATCH], ["line"])

    def test_a_day_that_does_not_exist_is_refused(self):
        area = self.world.file("good.geojson", polygon([[28, 41], [29, 41], [29, 42], [28, 42], [28, 41]]))
        self.refused(["match", "--area", area, "--from=2022-02-30", "--to=2022-03-01"], ["2022-02-30"])

    def test_a_file_that_is_not_there_is_named(self):
        self.refused(["import", "hotels", "/nonexistent/hotels.csv"], ["/nonexistent/hotels.csv"])

    def test_a_row_that_is_wrong_is_reported_and_the_others_are_taken_in(self):
        csv = self.world.file("row.csv", TRAVELLERS.splitlines()[0] + "\n"
                              "T5,Noa Bar,he,IL,+972500,H1,2022-06-11,,registered\n"
                              "T6,Adi Amar,he,IL,+972500000006,H1,2022-06-31,,registered\n"
                              "T7,Tal Katz,he,IL,+972500000007,H1,2022-06-11,,nobody\n"
                              "T8,Roni Levi,he,IL,+972500000008,H1,2022-06-11,,registered\n"
                              "T9,Lior Tal,he,IL,+972500000009,H99,2022-06-11,,registered\n")
        answer = self.world.ask("import", "travellers", csv, "--dry-run")
        found = {(f["line"], f["column"]) for f in answer["findings"]}
        self.assertTrue({(2, "phone"), (3, "arrival"), (4, "source"), (6, "hotel_id")} <= found, found)
        self.assertEqual((answer["added"], answer["refused"]), (2, 3), answer)


class Directory(unittest.TestCase):
    def test_a_wrong_key_is_refused_and_says_which_key_is_meant(self):
        with World() as world, World() as other:
            world.init()
            other.init()
            world.spoiled = True
            before = held(world)
            with open(os.path.join(other.dir, "key"), "rb") as theirs:
                key = theirs.read()
            os.chmod(os.path.join(world.dir, "key"), 0o600)
            with open(os.path.join(world.dir, "key"), "wb") as ours:
                ours.write(key)
            for words in (["serve"], ["case", "list"], ["source", "list"]):
                world.refuse(*words, says=["key"])
            self.assertEqual(held(world), before)

    def test_a_key_that_others_may_read_or_that_is_missing_is_refused(self):
        with World() as world:
            world.init()
            key = os.path.join(world.dir, "key")
            os.rename(key, key + ".away")
            world.refuse("serve", says=["key"])
            world.spoiled = True

    def test_a_database_of_a_newer_version_is_refused_and_left_alone(self):
        with World() as world:
            world.init()
            with sqlite3.connect(os.path.join(world.dir, "allclear.db")) as db:
                tables = {name for name, in db.execute("SELECT name FROM sqlite_master WHERE type='table'")}
                self.assertIn("migration", tables)
                world.spoiled = True
                db.execute("INSERT INTO migration SELECT max(number) + 1000, 'from the future', max(at) FROM migration")
            db.close()
            before = held(world)
            for words in (["serve"], ["case", "list"]):
                world.refuse(*words, says=["newer"])
            self.assertEqual(held(world), before)

    def test_a_configuration_with_an_unknown_word_names_file_and_word(self):
        with World() as world:
            world.init(more="favourite_colour: blue")
            world.refuse("serve", says=["allclear.yaml", "favourite_colour"])
            world.spoiled = True

    def test_a_second_daemon_on_a_directory_is_refused_and_the_first_goes_on(self):
        with World() as world:
            world.init()
            world.serve()
            world.refuse("serve", says=[world.dir])
            self.assertEqual(world.http("GET", "/readyz")[0], 200)
            world.ask("case", "list")
            world.stop()

    def test_init_never_overwrites(self):
        with World() as world:
            world.init()
            before = held(world)
            world.refuse("init", world.dir, says=[world.dir])
            self.assertEqual(held(world), before)


class Words(unittest.TestCase):
    def test_wrong_use_is_exit_status_2_and_says_how_to_go_on(self):
        with World() as world:
            world.init()
            world.refuse("frobnicate", code=USAGE, says=["frobnicate", "help"])
            world.refuse(code=USAGE, says=["command"])
            world.refuse("match", "--from=2022-06-12", code=USAGE, says=["--area"])
            world.refuse("match", "--nonsense", code=USAGE, says=["nonsense"])
            world.refuse("person", "show", "Dana", code=USAGE, says=["Dana"])
            world.refuse("case", "open", code=USAGE, says=["TITLE"])
            world.refuse("case", "open", "one", "two", code=USAGE, says=["two"])

    def test_without_a_directory_it_asks_for_one(self):
        with World() as world:
            world.refuse("case", "list", says=[world.dir])

    def test_what_needs_the_daemon_says_how_to_start_it(self):
        with World() as world:
            world.init()
            for words in (["link", "list"], ["campaign", "pause", "1"], ["reply", "1", "safe"]):
                world.refuse(*words, says=["no daemon", "serve"])


class Carrier(unittest.TestCase):
    def test_a_refused_bind_is_shown_with_its_reason_and_tried_again_slowly(self):
        with World() as world:
            smsc = world.smsc("--refuse-bind")
            world.init([link(smsc.port, backoff_min_ms=200, backoff_max_ms=2000)])
            world.serve()
            seen = wait_for("link list says why", lambda: next(
                (l["why"] for l in world.ask("link", "list")["links"]
                 if not l["up"] and l.get("why") not in (None, "", "not connected yet")), None))
            self.assertRegex(seen.lower(), "bind|password|refus")
            time.sleep(4)
            world.stop()
            binds = smsc.end()["binds_refused"]
            # 200, 400, 800, 1600, 2000 … ms: at most a handful in these seconds
            self.assertGreaterEqual(binds, 2)
            self.assertLessEqual(binds, 10)

    def test_a_carrier_that_is_not_there_is_shown_and_the_daemon_is_ready(self):
        with World() as world:
            world.init([link(9)])
            world.serve()
            self.assertEqual(world.http("GET", "/readyz")[0], 200)
            wait_for("link list says why", lambda: world.ask("link", "list")["links"][0].get("why"))
            world.stop()


if __name__ == "__main__":
    allclear.main()
