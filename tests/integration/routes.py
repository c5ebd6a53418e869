#!/usr/bin/env python3
"""routes - what a user loses if this breaks: every program that was written against docs/openapi.yaml.

The routes are read from that page and asked on the control socket of the built daemon: each answers, each
refuses what it does not know, each says which field was wrong.
"""
import json
import os
import re
import unittest

import allclear
from allclear import World, link, number, wait_for

PAGE = os.path.join(allclear.ROOT, "docs", "openapi.yaml")
# Routes that take a file.
FILES = ("/v1/imports", "/v1/matches", "/v1/reports/{report}/attachments/{attachment}")
METRIC = re.compile(r'^[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? (-?[0-9.]+(e[+-]?[0-9]+)?|\+Inf|NaN)$')


def routes():
    """[(method, path)] of the page: its layout is that of a YAML writer, two spaces a level."""
    found, path = [], None
    with open(PAGE, encoding="utf-8") as file:
        for line in file:
            if re.match(r"  /\S*:$", line):
                path = line.strip()[:-1]
            elif path and re.match(r"    (get|post|put|delete):$", line):
                found.append((line.strip()[:-1].upper(), path))
            elif re.match(r"\S", line):
                path = None
    return found


class Http(unittest.TestCase):
    ATTRIBUTION = {"texts": [{"language": "en", "text": "An alleged cell of the Black Hand."}],
                   "organisations": ["Black Hand"], "host": "The host", "host_at": "2022-06-12T10:00:00Z"}

    @classmethod
    def setUpClass(cls):
        cls.world = world = World()
        smsc = world.smsc()
        world.init([link(smsc.port)])
        world.serve()
        world.people(20)
        case, warning = world.warning()
        campaign = world.campaign(warning)
        world.ask("reply", 3, "need_help")
        wait_for("told", lambda: world.counts(campaign)["counts"]["told"] == 20)
        world.ask("report", "add", "A report", "--tlp=AMBER", "--attach", world.file("map.txt", "a map"))
        world.ask("case", "watch", case, "A verdict", "--at=2099-01-01T00:00:00Z")
        world.ask("duty", "add", "officer", "--phone", number(900), "--rank=1", "--from=2020-01-01T00:00:00Z",
                  "--to=2099-01-01T00:00:00Z")
        wait_for("an officer is paged", lambda: world.ask("page", "list")["pages"])
        world.run("feed", "follow", world.file("theirs.xml", world.http("GET", f"/v1/warnings/{warning}/cap")[2]))
        world.run("feed", "look", 1)
        world.http("POST", f"/v1/cases/{case}/attributions", cls.ATTRIBUTION)
        world.http("POST", f"/v1/warnings/{warning}/statements", {"office": "Office", "language": "en", "text": "Go."})
        cls.ids = {"case": case, "warning": warning, "campaign": campaign, "person": 1, "call": 1, "message": 1,
                   "decision": 1, "officer": 1, "token": 1, "report": 1, "attachment": 1, "item": 1, "notice": 1,
                   "shift": 1, "page": 1, "feed": 1, "entry": 1, "criterion": world.fulfil(case), "proposal": 1,
                   "statement": 1, "attribution": 1, "contact": 1, "headcount": 1}

    @classmethod
    def tearDownClass(cls):
        cls.world.stop()
        cls.world.__exit__(None)

    def error(self, answer, status):
        self.assertEqual(answer[0], status, answer)
        self.assertEqual(answer[1]["Content-Type"], "application/json")
        return json.loads(answer[2])["error"]

    def test_every_route_that_reads_answers_and_is_json_unless_the_page_says_otherwise(self):
        self.assertGreater(len(routes()), 40)
        for method, path in routes():
            if method != "GET" or path == "/v1/headcounts/{headcount}":  # none was given: 404, below
                continue
            target = re.sub(r"\{(\w+)\}", lambda m: str(self.ids[m.group(1)]), path)
            status, headers, text = self.world.http("GET", target)
            self.assertEqual(status, 200, (path, text))
            if "json" in headers["Content-Type"]:
                json.loads(text)
            else:
                self.assertIn(path, ("/healthz", "/readyz", "/metrics", "/v1/warnings/{warning}/cap",
                                     "/v1/reports/{report}/attachments/{attachment}",
                                     "/v1/feeds/{feed}/messages/{entry}/cap"))

    def test_what_does_not_exist_is_404_and_what_is_no_id_is_400(self):
        for method, path in routes():
            if "{" not in path or (method == "POST" and path.startswith("/v1/inbox")):
                continue
            target = re.sub(r"\{\w+\}", "987654", path)
            body = None if method == "GET" else self.body(path)
            error = self.error(self.world.http(method, target, body), 404)
            self.assertEqual(error["code"], "not_found", path)
            self.error(self.world.http(method, re.sub(r"\{\w+\}", "x", path), body), 400)
        self.assertEqual(self.error(self.world.http("GET", "/v1/nothing"), 404)["code"], "not_found")
        self.assertEqual(self.error(self.world.http("POST", "/healthz"), 400)["code"], "invalid")

    def body(self, path):
        """A body that is right, for an object that is not there."""
        return {"notes": {"text": "a note"}, "close": {"outcome": "ended"}, "publish": {}, "update": {"level": 3},
                "clear": {"texts": "texts:\n  - language: en\n    headline: Over\n    description: Over.\n"
                                   "    instruction: Stay alert.\n", "advice": "Stay alert.",
                          "review": "2098-01-01T00:00:00Z"},
                "criteria": {"text": "custody 7 of 8"}, "{criterion}": {"status": "met", "grade": "A2", "source": "note/1"},
                "review": {} if "decisions" in path else {"review": "2098-01-01T00:00:00Z"}, "accept": {}, "dismiss": {},
                "hypotheses": {"name": "accident"}, "evidence": {"text": "seven arrests", "against": {"deception": "I"}},
                "retract": {"why": "false"}, "pause": {}, "resume": {}, "finish": {},
                "texts": {"tier": 2, "texts": "texts:\n  - language: en\n    text: \"Leave now. {place}\"\n"},
                "erase": {"why": "asked"}, "exclude": {"campaign": self.ids["campaign"], "why": "asked"},
                "own-help": {"campaign": self.ids["campaign"]}, "responses": {"word": "safe"}, "own": {},
                "approve": {"digest": "00"}, "refuse": {"why": "not yet"}, "use": {"case": self.ids["case"]},
                "withdraw": {"why": "mistaken"} if "attributions" in path else {},
                "roles": {"roles": ["caller"]}, "password": {"password": "a new one, and long enough"},
                "authenticator": {}, "disable": {}, "enable": {}, "revoke": {},
                "cases": {"case": self.ids["case"]}, "{attachment}": "a map",
                "posture": {"posture": "public", "why": "w"}, "officials": {"why": "w", "until": "2099-01-01T00:00:00Z"},
                "assign": {"priority": 1}, "items": {"text": "t", "due": "2099-01-01T00:00:00Z"}, "done": {},
                "check": {}, "events": {"text": "it has happened"}, "given": {},
                "facts": {"kind": "custody", "value": "5/8", "source": "host"}, "drop": {}, "take": {}, "look": {},
                "statements": {"office": "Office", "language": "en", "text": "Leave."}, "headcounts": {"to": "Fire brigade"},
                "quiet": {"tier": 2, "override": True, "why": "it is tonight"},
                "attributions": self.ATTRIBUTION}[path.rsplit("/", 1)[1]]

    def test_a_body_that_is_no_json_is_400_with_the_place(self):
        for method, path in routes():
            if method != "POST" or path in FILES:
                continue
            target = re.sub(r"\{(\w+)\}", lambda m: str(self.ids[m.group(1)]), path)
            error = self.error(self.world.http("POST", target, "{\"title\": \n oops}"), 400)
            self.assertIn("line 2", error["message"], path)
            error = self.error(self.world.http("POST", target, "[]"), 400)
            self.assertIn("object", error["message"], path)
            error = self.error(self.world.http("POST", target, {"not_a_field": 1}), 400)
            self.assertIn("not_a_field", error["message"], path)

    def test_a_wrong_field_is_named_with_its_path(self):
        for target, body, name in (
                ("/v1/cases", {"title": 7}, "title"),
                ("/v1/cases", {"title": "A", "exercise": "yes"}, "exercise"),
                ("/v1/cases", {"title": "A", "posture": "loud"}, "posture"),
                ("/v1/campaigns", {"warning": -1, "plan": ""}, "warning"),
                ("/v1/places/at-risk", {"places": "H1", "why": "x", "until": "2030-01-01T00:00:00Z"}, "places"),
                ("/v1/places/at-risk", {"places": ["H1"], "why": "x", "until": "tomorrow"}, "until"),
                ("/v1/people/1/responses", {"word": "maybe"}, "word"),
                ("/v1/warnings", {"case": 1, "circles": [{"lat": 91, "lon": 0, "radius_km": 1}], "texts": "texts: []",
                                  "valid_to": "2099-01-01T00:00:00Z"}, "circles[0]"),
                ("/v1/duty", {"officer": "x", "phone": "12", "rank": 1, "from": "2020-01-01T00:00:00Z",
                              "to": "2099-01-01T00:00:00Z"}, "phone"),
                ("/v1/duty", {"officer": "x", "phone": number(901), "rank": 0, "from": "2020-01-01T00:00:00Z",
                              "to": "2099-01-01T00:00:00Z"}, "rank"),
                ("/v1/duty", {"officer": "x", "phone": number(901), "rank": 1, "from": "2099-01-01T00:00:00Z",
                              "to": "2020-01-01T00:00:00Z"}, "to"),
                ("/v1/cases/1/criteria", {"text": "A", "hold_s": -1}, "hold_s"),
                ("/v1/cases/1/criteria/1", {"status": "met", "grade": "A7"}, "grade"),
                ("/v1/cases/1/criteria/1", {"status": "met"}, "grade"),
                ("/v1/cases/1/criteria/1", {"status": "waived"}, "why"),
                ("/v1/cases/1/criteria/1", {"status": "over"}, "status"),
                ("/v1/cases/1/criteria/1", {"status": "unmet", "source": "rumour/1"}, "source"),
                ("/v1/cases/1/criteria/1", {"status": "unmet", "valid_until": "2001-01-01T00:00:00Z"}, "valid_until"),
                ("/v1/cases/1/review", {"review": "2001-01-01T00:00:00Z"}, "review"),
                ("/v1/cases/1/hypotheses", {"name": "Two Words"}, "name"),
                ("/v1/cases/1/evidence", {"text": "x", "against": {"deception": "III"}}, "consistency"),
                ("/v1/cases/1/evidence", {"text": "x", "against": {"unheard-of": "I"}}, "unheard-of"),
                ("/v1/levels", {"place": "City", "scheme": "XX", "level": 1, "case": 1,
                                "review": "2098-01-01T00:00:00Z"}, "scheme"),
                ("/v1/levels", {"place": "City", "scheme": "UK-FCDO", "level": 4, "case": 1,
                                "review": "2098-01-01T00:00:00Z"}, "level"),
                ("/v1/sources", {"name": "x", "controller": "", "legal_basis": "y", "purpose": "z",
                                 "expires": "soon"}, "expires")):
            error = self.error(self.world.http("POST", target, body), 400)
            self.assertIn(name, error["message"], (target, body))

    def test_a_query_that_is_not_known_or_wrong_is_named(self):
        for target, name in (("/v1/cases?colour=blue", "colour"), ("/v1/audit?limit=0", "limit"),
                             ("/v1/campaigns/1/people?standing=happy", "standing"),
                             ("/v1/inbox?all=perhaps", "all")):
            self.assertIn(name, self.error(self.world.http("GET", target), 400)["message"])

    def test_a_body_that_is_too_large_is_refused_and_the_daemon_goes_on(self):
        status, _, _ = self.world.http("POST", "/v1/cases", json.dumps({"title": "x" * (3 << 20)}))
        self.assertIn(status, (400, 413))
        self.assertEqual(self.world.http("GET", "/healthz")[2], "alive\n")

    def test_imports_and_matches_take_files(self):
        status, _, text = self.world.http("POST", "/v1/imports?kind=hotels&dry_run=true",
                                          "hotel_id,name,latitude,longitude\nH2,Inn,41,29\n", "text/csv")
        self.assertEqual((status, json.loads(text)["added"]), (200, 1), text)
        area = {"type": "Polygon", "coordinates": [[[28, 41], [29, 41], [29, 42], [28, 42], [28, 41]]]}
        status, _, text = self.world.http("POST", "/v1/matches?from=2022-06-13&to=2022-06-13", area)
        self.assertEqual((status, json.loads(text)["travellers"]), (200, 20), text)
        self.error(self.world.http("POST", "/v1/imports?kind=planes", "a,b\n", "text/csv"), 400)

    def test_health_readiness_and_metrics_are_what_a_monitor_reads(self):
        self.assertEqual(self.world.http("GET", "/healthz")[::2], (200, "alive\n"))
        self.assertEqual(self.world.http("GET", "/readyz")[::2], (200, "ready, 1 of 1 links up\n"))
        status, headers, text = self.world.http("GET", "/metrics")
        self.assertEqual((status, headers["Content-Type"]), (200, "text/plain; version=0.0.4"))
        values, families = {}, set()
        for line in text.splitlines():
            if line.startswith("# TYPE "):
                family = line.split()[2]
                self.assertNotIn(family, families, "a family stands once")
                families.add(family)
            elif not line.startswith("#"):
                self.assertRegex(line, METRIC)
                name = line.rsplit(" ", 1)[0]
                self.assertNotIn(name, values)
                self.assertIn(name.split("{")[0], families)
                values[name] = float(line.rsplit(" ", 1)[1])
        people = {s: values[f'allclear_people{{campaign="{self.ids["campaign"]}",state="{s}"}}'] for s in ("told", "pending", "explained")}
        self.assertEqual(sum(people.values()), 20)
        self.assertNotIn(number(1)[1:], text)

    def test_a_change_stands_in_the_audit_chain_under_the_officers_name(self):
        self.world.http("POST", "/v1/cases", {"title": "Another"})
        rows = json.loads(self.world.http("GET", "/v1/audit?limit=10000")[2])["rows"]
        opened = [row for row in rows if row["action"] == "case.open"]
        self.assertGreaterEqual(len(opened), 2)
        self.assertTrue(all(row["officer"] for row in opened))


if __name__ == "__main__":
    allclear.main()
