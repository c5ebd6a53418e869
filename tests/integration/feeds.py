#!/usr/bin/env python3
"""feeds - what a user loses if this breaks: whoever reads the warnings in an app, on a map or on the page, and is
told nothing, or last week's, or that what was called off still holds.

The feeds are read with an independent parser (Debian's python3-feedparser), over the daemon's public port.
"""
import datetime
import email.utils
import gzip
import http.client
import json

import socket
import unittest
import xml.etree.ElementTree as tree

import feedparser

import allclear
from allclear import World, free_port, wait_for

CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
TEXTS = ("texts:\n  - language: en\n    headline: Leave <now> & \"quietly\"\n    description: \"Not a drill: 5 < 6\"\n"
         "    instruction: Go.\n  - language: he\n    headline: עזבו עכשיו\n    description: סכנה.\n"
         "    instruction: לכו.\n")
OVER = "texts:\n  - language: en\n    headline: It is over\n    description: Over.\n    instruction: Stay alert.\n"


def well_formed(page):
    """A page of ours, read by a parser that forgives nothing; its void elements closed for it."""
    return tree.fromstring(page.replace("<!DOCTYPE html>", "").replace('<meta charset="utf-8">', "")
                           .replace('initial-scale=1">', 'initial-scale=1"/>').replace('.css">', '.css"/>')
                           .replace('.xml">\n', '.xml"/>\n'))


class Public:
    """The public port, over one connection that is kept."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30 * allclear.PATIENCE)

    def get(self, path, method="GET", **headers):
        self.connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def parsed(self, path):
        status, headers, text = self.get(path)
        if status != 200:
            raise AssertionError(f"{path}: {status}")
        tree.fromstring(text)  # well-formed, whatever the parser forgives
        read = feedparser.parse(text, response_headers={k.lower(): v for k, v in headers.items()})
        if read.bozo:
            raise AssertionError(f"{path}: {read.bozo_exception}")
        return read

    def json(self, path):
        status, _, text = self.get(path)
        if status != 200:
            raise AssertionError(f"{path}: {status}")
        return json.loads(text)


class Feeds(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.__exit__, None)
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.world.init(more=f"public:\n  port: {self.port}\n")
        self.world.serve()
        self.public = Public(self.port)
        self.addCleanup(self.public.connection.close)

    def draft(self, *options, texts=TEXTS, exercise=False, to="2099-01-01T00:00:00Z", level=4):
        self.case = case = self.world.ask("case", "open", "A case", *(["--exercise"] if exercise else []))["id"]
        return self.world.ask("warning", "draft", case, "--circle=41.01,28.97,5", "--texts",
                              self.world.file("texts.yaml", texts), "--scheme=IL-NSC-2022", f"--level={level}",
                              f"--to={to}", *options)["id"]

    def published(self, *options, **how):
        warning = self.draft(*options, **how)
        self.world.run("warning", "publish", warning)
        return warning

    def messages(self, warning):
        return self.world.ask("warning", "show", warning)["messages"]

    def check_entries(self, warnings):
        """Both feeds hold exactly the messages of these warnings, newest first, and lead to their exact bytes."""
        sent = {}
        for warning in warnings:
            for message in self.messages(warning):
                sent[message["identifier"]] = message
        atom, rss = self.public.parsed("/feed/atom.xml"), self.public.parsed("/feed/rss.xml")
        self.assertEqual(atom.version, "atom10")
        self.assertEqual(rss.version, "rss20")
        self.assertEqual([e.id for e in atom.entries], [e.id for e in rss.entries])
        self.assertEqual(len({e.id for e in atom.entries}), len(sent), "one entry a message, each its own id")
        self.assertEqual(sorted((e.updated for e in atom.entries), reverse=True), [e.updated for e in atom.entries])
        for entry, item in zip(atom.entries, rss.entries):
            links = {link.rel: link for link in entry.links}
            for rel in ("alternate", "self"):
                self.assertEqual(links[rel].type, "application/cap+xml")
                self.assertEqual(links[rel].href, item.link)
            status, headers, text = self.public.get(item.link[len(self.base):])
            self.assertEqual((status, headers["Content-Type"]), (200, "application/cap+xml"))
            message = sent.pop(tree.fromstring(text).findtext(f"{CAP}identifier"))
            self.assertEqual(entry.updated, message["sent"])
            self.assertEqual(email.utils.parsedate_to_datetime(item.published),
                             datetime.datetime.fromisoformat(message["sent"].replace("Z", "+00:00")))
            self.assertEqual(entry.id.split(":", 2)[2], message["identifier"])
            self.assertEqual(entry.author, "allclear")
            self.assertFalse(item.guidislink)
            self.assertEqual(item.enclosures[0].type, "application/cap+xml")
            self.assertEqual(int(item.enclosures[0].length), len(text))
            self.assertEqual([entry.title, entry.summary], [item.title, item.description])
        self.assertEqual(sent, {}, "messages that no entry leads to")
        return atom.entries

    def last_cap(self, warning):
        return self.world.http("GET", f"/v1/warnings/{warning}/cap")[2].encode()

    def test_every_step_of_a_warning_is_in_the_feeds_as_soon_as_the_officer_is_told_that_it_is_published(self):
        self.assertEqual(self.check_entries([]), [])
        self.assertIn(b"No warning is in force", self.public.get("/")[2])
        warning = self.draft(level=1)
        self.assertEqual(self.check_entries([]), [], "a draft is nobody's business")
        self.world.run("warning", "publish", warning)
        first = self.check_entries([warning])[0]
        self.assertEqual(first.title, 'Leave <now> & "quietly"')
        self.assertEqual(first.summary, "Not a drill: 5 < 6\n\nGo.")
        link = first.links[0].href[len(self.base):]
        self.assertEqual(self.public.get(link)[2], self.last_cap(warning))
        wait_for("the next second", lambda: datetime.datetime.now(datetime.timezone.utc).isoformat() > first.updated[:19] + ".99")
        self.world.run("warning", "update", warning, "--level=2")
        entries = self.check_entries([warning])
        self.assertEqual(len(entries), 2)
        self.assertEqual(entries[1].id, first.id, "the first message keeps its id")
        self.assertEqual([row["level"] for row in self.levels()], [2])
        self.world.fulfil(self.case)
        self.world.run("warning", "clear", warning, "--review=2098-01-01T00:00:00Z", "--texts",
                       self.world.file("over.yaml", OVER))
        entries = self.check_entries([warning])
        self.assertEqual(len(entries), 3, "what ends a warning stands beside it as long as it would have lasted")
        self.assertEqual(entries[0].title, "Cancelled: It is over")
        self.assertEqual(self.public.json("/feed/areas.geojson")["features"], [])
        self.assertEqual(self.levels(), [], "the mildest is nothing to tell")
        page = self.public.get("/")[2].decode()
        self.assertIn("No warning is in force", page)
        self.assertIn("Stay alert.", page)

    def test_what_was_retracted_is_said_to_be_so_even_without_a_text(self):
        warning = self.published()
        self.world.run("warning", "retract", warning, "--why=a mistake")
        entries = self.check_entries([warning])
        self.assertEqual(len(entries), 2)
        self.assertIn('Cancelled: Leave <now> & "quietly"', [e.title for e in entries])
        cancel = next(e for e in entries if e.title.startswith("Cancelled"))
        self.assertNotIn("Go.", cancel.get("summary", ""), "an instruction that does not hold any more")

    def test_two_warnings_do_not_mix_and_a_restart_shows_the_same(self):
        one, two = self.published(), self.published(exercise=True)
        self.check_entries([one, two])
        self.world.run("warning", "retract", one, "--why=a mistake")
        before = {path: self.public.get(path) for path in ("/", "/feed/atom.xml", "/feed/rss.xml", "/feed/areas.geojson")}
        self.assertIn("EXERCISE: ", before["/feed/atom.xml"][2].decode())
        self.world.stop()
        self.public.connection.close()
        self.world.serve()
        for path, (_, headers, text) in before.items():
            status, again, same = self.public.get(path)
            self.assertEqual((status, same), (200, text), path)
            self.assertEqual(again["ETag"], headers["ETag"], path)

    def test_a_message_leaves_the_feed_when_it_expires_and_its_file_stays(self):
        soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=4)
        warning = self.published(to=soon.strftime("%Y-%m-%dT%H:%M:%SZ"))
        entries = self.public.parsed("/feed/atom.xml").entries
        self.assertEqual(len(entries), 1)
        tag = self.public.get("/feed/atom.xml")[1]["ETag"]
        wait_for("the feed without it", lambda: not self.public.parsed("/feed/atom.xml").entries)
        self.assertEqual(self.public.json("/feed/areas.geojson")["features"], [])
        level, = self.levels()
        self.assertEqual((level["level"], "until" in level), (4, False), "time lowers no level")
        page = self.public.get("/")[2].decode()
        self.assertNotIn("No warning is in force", page)
        self.assertIn(f"{level['place']}: 4 (IL-NSC-2022)", page)
        self.assertEqual(self.public.get("/feed/atom.xml", If_None_Match=tag)[0], 200)
        self.assertEqual(self.public.get(entries[0].links[0].href[len(self.base):])[2], self.last_cap(warning))

    def walk(self, path, relation):
        """Every document that a reader finds from one on by a relation, as (path, parsed)."""
        found = []
        while path:
            self.assertNotIn(path, [seen for seen, _ in found], "in circles")
            read = self.public.parsed(path)
            found.append((path, read))
            links = [link.href for link in read.feed.links if link.rel == relation]
            self.assertLessEqual(len(links), 1)
            path = links[0][len(self.base):] if links else None
        return found

    def test_no_message_ever_becomes_unreachable_and_a_full_page_never_changes(self):
        soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=4)
        gone = self.published(to=soon.strftime("%Y-%m-%dT%H:%M:%SZ"))
        long = self.published()
        for _ in range(49):
            self.world.run("warning", "update", long, "--level=4")
        full = {path: self.public.get(path) for path in ("/feed/atom/1.xml", "/feed/rss/1.xml")}
        self.world.run("warning", "retract", long, "--why=a mistake")
        wait_for("the feed without it", lambda: len(self.public.parsed("/feed/atom.xml").entries) == 51)
        ids = {m["identifier"] for w in (gone, long) for m in self.messages(w)}
        self.assertEqual(len(ids), 52)
        for kind in ("atom", "rss"):
            first = f"/feed/{kind}.xml"
            walked = self.walk(first, "next")
            self.assertEqual([path for path, _ in walked], [first, f"/feed/{kind}/2.xml", f"/feed/{kind}/1.xml"])
            self.assertEqual([len(read.entries) for _, read in walked], [51, 2, 50])
            self.assertEqual({e.id.split(":", 2)[2] for _, read in walked for e in read.entries}, ids)
            self.assertIn("Cancelled: ", walked[0][1].entries[0].title)
            self.assertEqual([path for path, _ in self.walk(first, "prev-archive")], [first, f"/feed/{kind}/1.xml"])
            self.assertEqual({link.href for _, read in walked[1:] for link in read.feed.links if link.rel == "current"},
                             {self.base + first})
            archives = [b"<fh:archive/>" in self.public.get(path)[2] for path, _ in walked]
            self.assertEqual(archives, [False, False, True], "what may still change is no archive")
        self.public.connection.close()
        self.world.stop()
        self.world.serve()
        for path, (_, headers, text) in full.items():
            status, again, same = self.public.get(path)
            self.assertEqual((status, same, again["ETag"]), (200, text, headers["ETag"]), path)
            self.assertEqual(self.public.get(path, If_None_Match=headers["ETag"])[0], 304)
            self.assertIn("Content-Encoding", self.public.get(path, Accept_Encoding="gzip")[1])
        for path in ("/feed/atom/0.xml", "/feed/atom/3.xml", "/feed/atom/1", "/feed/atom/01.xml"):
            self.assertEqual(self.public.get(path)[0], 404, path)

    def test_areas_are_geojson_with_longitude_first_and_levels_name_their_message(self):
        warning = self.published()
        areas = self.public.json("/feed/areas.geojson")
        self.assertEqual(areas["type"], "FeatureCollection")
        feature = areas["features"][0]
        self.assertEqual(feature["geometry"], {"type": "Point", "coordinates": [28.97, 41.01]})
        self.assertEqual((feature["properties"]["radius_km"], feature["properties"]["level"]), (5, 4))
        level = self.levels()[0]
        self.assertEqual((level["scheme"], level["level"]), ("IL-NSC-2022", 4))
        self.assertEqual(level["identifier"], self.messages(warning)[0]["identifier"])
        self.assertEqual(self.public.get(level["cap"][len(self.base):])[2], self.last_cap(warning))

    def levels(self):
        """Each place's, wherever it lies."""
        said = self.public.json("/feed/levels.json")
        groups = [(code, country["places"]) for code, country in said["countries"].items()] + [(None, said["unplaced"])]
        return [{**row, "place": place, "country": code} for code, places in groups
                for place, rows in places.items() for row in rows]

    def country(self, code):
        """What a program is told that asks for a country: {(scheme, status): (level, place)}."""
        levels = self.public.json("/feed/levels.json")["countries"].get(code, {"levels": []})["levels"]
        return {(row["scheme"], row["status"]): (row["level"], row["place"]) for row in levels}

    def set_level(self, place, level, *options, scheme="IL-NSC-2022", **how):
        return self.world.run("level", "set", place, scheme, level, f"--case={self.case}", "--advice=Beware.",
                              "--review=2098-01-01T00:00:00Z", *options, **how)

    def test_a_program_asks_for_a_country_and_is_told_the_worst_of_its_places(self):
        warning = self.published("--place=Istanbul", "--country=tr", level=3)
        case = self.case
        self.assertEqual(self.country("TR"), {("IL-NSC-2022", "Actual"): (3, "Istanbul")})
        self.set_level("Ankara", 4, "--country=TR")
        self.set_level("Ankara", 2, scheme="US-STATE-2018")
        self.set_level("TR", 2)
        self.set_level("Sofia", 2, "--country=BG")
        self.set_level("Atlantis", 4)
        self.published("--place=Istanbul", "--country=TR", exercise=True)
        self.assertEqual(self.country("TR"), {("IL-NSC-2022", "Actual"): (4, "Ankara"), ("US-STATE-2018", "Actual"): (2, "Ankara"),
                                              ("IL-NSC-2022", "Exercise"): (4, "Istanbul")})
        self.assertEqual([(row["level"], row["status"]) for row in self.levels() if row["place"] == "Istanbul"],
                         [(3, "Actual"), (4, "Exercise")], "a drill stands beside what is real")
        self.assertIn("<li>EXERCISE: TR, Istanbul: 4 (IL-NSC-2022)</li>", self.public.get("/")[2].decode())
        self.assertIn("<li>TR, Istanbul: 3 (IL-NSC-2022)</li>", self.public.get("/")[2].decode())
        self.assertEqual((self.country("BG"), self.country("GR")), ({("IL-NSC-2022", "Actual"): (2, "Sofia")}, {}))
        self.assertEqual({(row["country"], row["place"]) for row in self.levels()},
                         {("TR", "Istanbul"), ("TR", "Ankara"), ("TR", "TR"), ("BG", "Sofia"), (None, "Atlantis")})
        self.assertIn("<li>TR, Ankara: 4 (IL-NSC-2022)</li>", self.public.get("/")[2].decode())
        self.assertIn("<li>TR: 2 (IL-NSC-2022)</li>", self.public.get("/")[2].decode())
        self.case = case
        refused = self.set_level("Istanbul", 4, "--country=BG", code=allclear.FAILED)
        self.assertIn("has a level in TR", refused.stderr)
        self.assertIn("there is no XQ", self.set_level("Varna", 2, "--country=XQ", code=allclear.FAILED).stderr)
        self.world.run("warning", "retract", warning, "--why=a mistake")
        self.assertNotIn(("Istanbul", "Actual"), [(row["place"], row["status"]) for row in self.levels()])
        self.set_level("Atlantis", 4, "--country=GR")
        self.assertEqual(self.country("GR"), {("IL-NSC-2022", "Actual"): (4, "Atlantis")})

    def test_a_warning_that_is_published_gets_its_country_by_an_update(self):
        warning = self.published("--place=Istanbul")
        self.assertEqual(self.country("TR"), {})
        for options, good, says in (((), False, "none is given"), (("--country=BG",), True, "counts in BG")):
            waits = self.world.ask("level", "set", "Varna", "IL-NSC-2022", 2, f"--case={self.case}", "--review=2098-01-01T00:00:00Z",
                                   *options, two=False)["decision"]["id"]
            shown, = (c for c in self.world.ask("decision", "show", waits, by="head")["checks"] if c["check"] == "country")
            self.assertEqual((shown["good"], says in shown["says"]), (good, True), "what the second person sees")
        self.world.run("warning", "update", warning, "--country=TR")
        self.assertEqual(self.country("TR"), {("IL-NSC-2022", "Actual"): (4, "Istanbul")})
        self.world.refuse("warning", "update", warning, "--country=GR", says="has a level in TR")
        self.world.fulfil(self.case)
        self.world.run("warning", "clear", warning, "--level=3", "--review=2098-01-01T00:00:00Z", "--texts",
                       self.world.file("over.yaml", OVER))
        self.assertEqual(self.country("TR"), {("IL-NSC-2022", "Actual"): (3, "Istanbul")})

    def test_a_level_stands_by_place_with_its_scale_after_its_warning_is_over_until_it_is_changed(self):
        warning = self.published()
        place = self.world.ask("level", "list")["levels"][0]["place"]
        (one,) = self.levels()
        self.assertEqual((one["level"], one["mildest"], one["worst"], one["status"]), (4, 1, 4, "Actual"))
        self.assertTrue(one["name"])
        self.world.run("level", "set", "Atlantis", "IL-NSC-2022", 2, f"--case={self.case}", "--advice=Swim.",
                       "--review=2098-01-01T00:00:00Z")
        self.assertEqual([(row["place"], row["level"], row.get("review")) for row in self.levels() if row["place"] == "Atlantis"],
                         [("Atlantis", 2, "2098-01-01T00:00:00Z")])
        self.world.fulfil(self.case)
        self.world.run("warning", "clear", warning, "--level=3", "--review=2098-01-01T00:00:00Z", "--texts",
                       self.world.file("over.yaml", OVER))
        self.assertEqual([row["level"] for row in self.levels() if row["place"] != "Atlantis"], [3], (place, self.levels()))
        self.published(exercise=True)
        self.assertEqual({row["status"] for row in self.levels()}, {"Actual", "Exercise"})

    # ---- what is said beside a warning ----

    def statement(self, warning, office, language, text):
        return self.world.ask("statement", "add", warning, f"--office={office}", f"--language={language}", "--text",
                              self.world.file("statement.txt", text))["id"]

    def related(self, path, message=0):
        """Where an entry of a feed leads beside its file, by an independent parser: {address: title}."""
        links = self.public.parsed(path).entries[message].links
        return {link.href[len(self.base):]: link.title for link in links if link.rel == "related"}

    def read(self, path):
        """A page, as well-formed markup. @return (text, its articles as (lang, dir, words))"""
        status, headers, page = self.public.get(path)
        self.assertEqual((status, headers["Content-Type"]), (200, "text/html; charset=utf-8"), path)
        root = well_formed(page.decode())
        return page.decode(), [(a.attrib["lang"], a.attrib["dir"], "".join(a.itertext()).strip())
                               for a in root.iterfind(".//article")]

    def test_what_an_office_says_is_read_at_its_own_address_and_a_draft_is_not(self):
        warning = self.draft()
        words = "Come home. <b>Now</b> & \"quietly\"."
        english = self.statement(warning, "Foreign <Ministry>", "en", words)
        hebrew = self.statement(warning, "Foreign <Ministry>", "he", "NATO אומר: חזרו הביתה.")
        self.assertEqual(self.public.get(f"/statement/{english}")[0], 404, "a draft is nobody's business")
        self.world.run("warning", "publish", warning)
        later = self.statement(warning, "Prime Minister", "en", "We stand by you.")
        paths = [f"/statement/{n}" for n in (english, hebrew, later)]
        self.assertEqual(self.public.get(paths[2])[0], 404)
        page, said = self.read(paths[0])
        self.assertEqual(said, [("en", "ltr", words)])
        self.assertNotIn("<b>", page)
        self.assertIn("Foreign &lt;Ministry&gt;", page)
        self.assertIn(f"/cap/{self.messages(warning)[0]['identifier']}.xml", page)
        self.assertIn(f'"..{paths[1]}" hreflang="he"', page, "the same in another language")
        self.assertEqual(self.read(paths[1])[1], [("he", "rtl", "NATO אומר: חזרו הביתה.")])
        front = self.public.get("/")[2].decode()
        self.assertIn(paths[0][1:], front)
        self.assertIn(paths[1][1:], front)
        self.assertNotIn(paths[2][1:], front)
        for feed in ("/feed/atom.xml", "/feed/rss.xml"):
            self.assertEqual(self.related(feed), {paths[0]: "Foreign <Ministry>"}, feed)
            self.assertEqual(self.related(f"{feed}?lang=he"), {paths[1]: "Foreign <Ministry>"}, feed)
        tag = self.public.get("/feed/atom.xml")[1]["ETag"]
        self.world.run("statement", "publish", warning)
        self.assertEqual(self.read(paths[2])[1], [("en", "ltr", "We stand by you.")])
        self.assertEqual(self.public.get("/feed/atom.xml", If_None_Match=tag)[0], 200)
        self.assertEqual(set(self.related("/feed/rss.xml")), {paths[0], paths[2]})
        status, headers, _ = self.public.get(paths[0], Accept_Encoding="gzip")
        self.assertEqual((status, headers["Content-Encoding"]), (200, "gzip"))
        self.assertEqual(self.public.get(paths[0], If_None_Match=headers["ETag"])[0], 304)
        self.world.run("warning", "retract", warning, "--why=a mistake")
        self.assertIn("it was retracted", self.read(paths[0])[0], "what is said beside a mistake says so")
        before = {path: self.public.get(path)[1]["ETag"] for path in paths}
        self.public.connection.close()
        self.world.stop()
        self.world.serve()
        self.assertEqual({path: self.public.get(path)[1]["ETag"] for path in paths}, before)

    def test_a_withdrawn_attribution_stays_at_its_address_and_accuses_nobody_any_more(self):
        warning = self.published()
        other = self.published()
        case = self.world.ask("warning", "show", warning)["case"]
        self.world.run("source", "add", "press-office", "--controller=The desk", "--legal-basis=b", "--purpose=p",
                       "--expires=2099-01-01")
        self.world.run("media", "add", "An editor", "--outlet=Radio One", "--language=en", "--phone=+972501110001",
                       "--source=press-office")
        made = self.world.ask(
            "attribution", "draft", case, "--language=en", "--text", self.world.file("en.txt", "Allegedly sent by Sand Front."),
            "--language=he", "--text", self.world.file("he.txt", "לכאורה נשלחו על ידי חזית החול."),
            "--names-organisation=Sand Front", "--names-organisation=חזית החול", "--host=the host's ministry",
            "--host-at=2022-06-23T10:00:00+03:00")["id"]
        path = f"/attribution/{made}"
        self.assertEqual(self.public.get(path)[0], 404)
        self.world.run("attribution", "publish", made)
        page, said = self.read(path)
        self.assertEqual(said, [("en", "ltr", "Allegedly sent by Sand Front."), ("he", "rtl", "לכאורה נשלחו על ידי חזית החול.")])
        self.assertNotIn("host's ministry", page, "whom it was talked over with is not what was agreed to be public")
        entries = self.public.parsed("/feed/atom.xml").entries
        self.assertEqual(len(entries), 2)
        here = [self.messages(warning)[0]["identifier"] in entry.id for entry in entries].index(True)
        for feed in ("/feed/atom.xml", "/feed/rss.xml"):
            self.assertEqual(list(self.related(feed, here)), [path], feed)
            self.assertEqual(self.related(feed, 1 - here), {}, (feed, other, "another case's warning"))
        told = self.world.ask("media", "deliveries", made, "--attribution")["deliveries"]
        self.assertEqual([row["text"] for row in told], [f"Allegedly sent by Sand Front.\n{self.base}{path}"])
        beside = self.statement(warning, "Prime Minister", "en", "They were allegedly sent by Sand Front. We grieve.")
        self.world.run("statement", "publish", warning)
        self.assertIn("Sand Front", self.read(f"/statement/{beside}")[0])
        self.world.run("attribution", "withdraw", made, "--why=Sand Front was not it")
        page, said = self.read(f"/statement/{beside}")
        self.assertEqual(said, [], "what an office said on that ground is gone as well")
        self.assertIn("Withdrawn", page)
        page, said = self.read(path)
        self.assertEqual([(language, way) for language, way, _ in said], [("en", "ltr"), ("he", "rtl")])
        self.assertRegex(page, r"Withdrawn <time datetime=")
        for name in ("Sand Front", "חזית החול", "llegedly"):
            self.assertNotIn(name, page)
        self.assertTrue(all(title.startswith("Withdrawn") for title in self.related("/feed/atom.xml", here).values()))
        self.assertEqual(set(self.related("/feed/atom.xml", here)), {path, f"/statement/{beside}"})
        everything = [self.public.get(p)[2].decode() for p in ("/", "/feed/atom.xml", "/feed/rss.xml", path,
                                                               f"/statement/{beside}")]
        self.assertFalse([text for text in everything if "Sand Front" in text])

    def test_polygons_run_counter_clockwise_and_match_back_what_was_warned_of(self):
        ring = [[28, 41], [28, 42], [29, 42], [29, 41], [28, 41]]  # clockwise
        area = self.world.file("area.geojson", json.dumps({"type": "Polygon", "coordinates": [ring]}))
        case = self.world.ask("case", "open", "A case")["id"]
        warning = self.world.ask("warning", "draft", case, "--area", area, "--texts",
                                 self.world.file("texts.yaml", TEXTS), "--to=2099-01-01T00:00:00Z")["id"]
        self.world.run("warning", "publish", warning)
        shape = self.public.json("/feed/areas.geojson")["features"][0]["geometry"]
        self.assertEqual(shape["type"], "MultiPolygon")
        (outer,), = shape["coordinates"]
        self.assertEqual(outer[0], outer[-1])
        self.assertEqual(sorted(map(tuple, outer[1:])), sorted(map(tuple, ring[1:])))
        self.assertGreater(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(outer, outer[1:])), 0)

    def test_a_reader_gets_its_language_where_there_is_one(self):
        self.published()
        for path in ("/feed/atom.xml", "/feed/rss.xml"):
            self.assertEqual(self.public.parsed(path + "?lang=he").entries[0].title, "עזבו עכשיו")
            self.assertTrue(self.public.parsed(path + "?lang=en-GB").entries[0].title.startswith("Leave"))
            self.assertTrue(self.public.parsed(path + "?lang=xx").entries[0].title.startswith("Leave"))
        page = self.public.get("/")[2].decode()
        self.assertIn('lang="he"', page)
        self.assertIn("לכו.", page)

    def test_nothing_that_an_officer_writes_becomes_markup(self):
        self.published(texts="texts:\n  - language: en\n    headline: <script>alert(1)</script>\n"
                             "    description: \"]]></summary><b onload='x'>\"\n    instruction: \"&amp; \\\"quoted\\\"\"\n")
        page = self.public.get("/")[2].decode()
        self.assertNotIn("<script", page)
        self.assertNotIn("<b onload", page)
        self.assertIn("&lt;script&gt;", page)
        self.assertEqual(self.public.parsed("/feed/atom.xml").entries[0].summary.count("onload"), 1)
        self.assertIn("default-src 'none'", self.public.get("/")[1]["Content-Security-Policy"])

    def test_who_has_it_already_is_told_so_and_compression_is_another_representation(self):
        self.published()
        status, headers, text = self.public.get("/feed/atom.xml")
        self.assertEqual(status, 200)
        tag = headers["ETag"]
        self.assertRegex(tag, r'^"[0-9a-f]{32}"$')
        for match in (tag, f'"x", {tag}', f"W/{tag}", "*"):
            status, again, nothing = self.public.get("/feed/atom.xml", If_None_Match=match)
            self.assertEqual((status, nothing, again["ETag"]), (304, b"", tag), match)
        self.assertEqual(self.public.get("/feed/atom.xml", If_None_Match='"x"')[0], 200)
        self.assertEqual(self.public.get("/feed/atom.xml", If_Modified_Since=headers["Last-Modified"])[0], 304)
        self.assertEqual(self.public.get("/feed/atom.xml", If_Modified_Since="Mon, 01 Jan 2001 00:00:00 GMT")[0], 200)
        self.assertEqual(self.public.get("/feed/atom.xml", If_Modified_Since="yesterday")[0], 200)
        self.assertEqual(self.public.get("/feed/atom.xml", If_None_Match='"x"', If_Modified_Since=headers["Last-Modified"])[0],
                         200, "the tag goes before the time")
        status, zipped, packed = self.public.get("/feed/atom.xml", Accept_Encoding="br, gzip;q=0.5")
        self.assertEqual((status, zipped["Content-Encoding"], gzip.decompress(packed)), (200, "gzip", text))
        self.assertNotEqual(zipped["ETag"], tag)
        self.assertEqual(zipped["Vary"], "Accept-Encoding")
        self.assertNotIn("Content-Encoding", self.public.get("/feed/atom.xml", Accept_Encoding="gzip;q=0")[1])
        self.assertEqual(self.public.get("/feed/atom.xml", If_None_Match=zipped["ETag"])[0], 304)
        status, head, nothing = self.public.get("/feed/atom.xml", "HEAD")
        self.assertEqual((status, nothing, head["ETag"], int(head["Content-Length"])), (200, b"", tag, len(text)))

    def test_only_reading_is_possible_and_nothing_else_is_there(self):
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
            status, headers, _ = self.public.get("/feed/atom.xml", method)
            self.assertEqual((status, headers["Allow"]), (405, "GET, HEAD"), method)
        for path in ("/nothing", "/v1/cases", "/healthz", "/metrics", "/cap/", "/cap/none.xml", "/feed/atom.xml/",
                     "/../etc/passwd", "/%2e%2e/allclear.yaml", "//"):
            self.assertEqual(self.public.get(path)[0], 404, path)

    def test_the_page_needs_no_script_and_names_its_language(self):
        self.published()
        root = well_formed(self.public.get("/")[2].decode())
        self.assertEqual(root.attrib["lang"], "en")
        self.assertIsNone(root.find(".//script"))
        self.assertIsNotNone(root.find(".//main//article"))
        self.assertTrue(root.findtext("head/title"))


class Off(unittest.TestCase):
    def test_without_a_port_nothing_is_served_and_publishing_goes_on(self):
        with World() as world:
            world.init()
            world.serve()
            world.warning()
            self.assertNotIn("public.ready", world.log_text())

    def test_a_port_that_is_taken_is_said_at_the_start(self):
        with World() as world, socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            world.init(more=f"public:\n  port: {taken.getsockname()[1]}\n")
            done = world.run("serve", code=allclear.FAILED)
            self.assertIn("something listens at that port already", done.stderr)


if __name__ == "__main__":
    allclear.main()
