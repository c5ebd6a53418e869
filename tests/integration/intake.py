#!/usr/bin/env python3
"""intake - what a user loses if this breaks: what another ministry says about the same city is not seen, or seen
too late; a foreign server that hangs, lies or floods holds up the desk; a warning that fell out of a feed is taken
for called off.

Against a small HTTP server of this file's own, on loopback, which does what foreign servers do.
"""
import datetime
import http.server
import itertools
import json
import os
import socket
import threading
import unittest

import allclear
from allclear import World, wait_for

NOW = datetime.datetime.now(datetime.timezone.utc)


def cap(identifier, kind="Alert", references=(), sender="them.example", headline="Storm", hours=24, broken=False,
        of="them.example"):
    """A message as another issuer writes it. of: whose messages it refers to"""
    stamp = lambda at: at.strftime("%Y-%m-%dT%H:%M:%S-00:00")
    refs = " ".join(f"{of},{other},{stamp(NOW)}" for other in references)
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">'
            f"<identifier>{identifier}</identifier><sender>{sender}</sender><sent>{stamp(NOW)}</sent>"
            f"<status>Actual</status><msgType>{kind}</msgType><scope>Public</scope>"
            + (f"<references>{refs}</references>" if refs else "") +
            f"<info><language>en</language><category>Met</category><event>Wind</event><urgency>Expected</urgency>"
            f"<severity>Severe</severity><certainty>Likely</certainty>"
            f"<expires>{stamp(NOW + datetime.timedelta(hours=hours))}</expires><headline>{headline}</headline>"
            f"<area><areaDesc>The coast</areaDesc>"
            f"<polygon>{'41,28' if broken else '41,28 42,28 42,29 41,28'}</polygon></area></info></alert>").encode()


def atom(*entries):
    """entries: (link, updated)"""
    return ('<feed xmlns="http://www.w3.org/2005/Atom"><title>Theirs</title>' + "".join(
        f'<entry><id>x</id><updated>{updated}</updated><link rel="alternate" type="text/html" href="/page.html"/>'
        f'<link rel="alternate" type="application/cap+xml" href="{link}"/></entry>' for link, updated in entries)
        + "</feed>").encode()


def rss(*links):
    return ('<rss version="2.0"><channel><title>Theirs</title><link>/</link>' + "".join(
        f"<item><title>One</title><link>{link}</link></item>" for link in links) + "</channel></rss>").encode()


class Issuer:
    """Another issuer's server: files by path, an ETag for each, and a log of what was asked."""

    def __init__(self):
        issuer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                issuer.asked.append((self.path, self.headers.get("If-None-Match")))
                answer = issuer.files.get(self.path)
                if callable(answer):
                    answer(self)
                    return
                tag = f'"{hash(answer)}"'
                if answer is not None and self.headers.get("If-None-Match") == tag:
                    self.send_response(304)
                    self.send_header("ETag", tag)
                    self.end_headers()
                    return
                self.send_response(404 if answer is None else 200)
                self.send_header("Content-Length", str(len(answer or b"")))
                if answer is not None:
                    self.send_header("ETag", tag)
                self.end_headers()
                self.wfile.write(answer or b"")

            def log_message(self, *_):
                pass

        self.files, self.asked = {}, []
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def end(self):
        self.server.shutdown()
        self.server.server_close()

    def count(self, path):
        return sum(asked == path for asked, _ in self.asked)


def status(code, **headers):
    def answer(request):
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", "0")
        request.end_headers()
    return answer


def flood(request):
    """More than anybody wants to read."""
    request.send_response(200)
    request.end_headers()
    try:
        for _ in range(4000):
            request.wfile.write(b"<" * 65536)
    except OSError:
        pass
    request.close_connection = True


class Intake(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.__exit__, None)
        self.issuer = Issuer()
        self.addCleanup(self.issuer.end)
        self.world.init()
        self.pems = {}

    def follow(self, path="/feed", *options):
        return self.world.ask("feed", "follow", self.issuer.url(path), *options)["id"]

    def look(self, feed=1, **how):
        return self.world.ask("feed", "look", feed, **how)

    def messages(self, feed=1):
        return {m.get("identifier", m["link"]): m for m in self.world.ask("feed", "show", feed)["messages"]}

    def states(self, feed=1):
        return {name: m["state"] for name, m in self.messages(feed).items()}

    def test_what_is_new_is_fetched_once_and_shown_beside_our_own(self):
        self.issuer.files = {"/feed": atom(("/b", "2"), ("/a", "1")), "/a": cap("A"), "/b": cap("B", headline="Flood")}
        self.follow("/feed", "--name=Weather service")
        found = self.look()
        self.assertEqual((found["entries"], found["added"], found["invalid"]), (2, 2, 0), found)
        self.assertTrue(self.look()["unchanged"])
        self.assertIsNotNone(self.issuer.asked[-1][1], "the second question says what is there already")
        self.assertEqual([self.issuer.count(path) for path in ("/feed", "/a", "/b", "/page.html")], [2, 1, 1, 0])
        self.issuer.files.update({"/feed": atom(("/c", "3"), ("/b", "2"), ("/a", "1")), "/c": cap("C")})
        self.assertEqual((self.look()["fetched"], self.issuer.count("/a")), (1, 1))
        self.world.warning()
        listed = self.world.ask("feed", "list")
        self.assertEqual(listed["feeds"][0]["in_force"], 3)
        self.assertEqual(sorted((m["from"], m["headline"]) for m in listed["in_force"]),
                         [("Weather service", "Flood"), ("Weather service", "Storm"), ("Weather service", "Storm"),
                          ("us", "Danger in the city")])
        one = self.messages()["A"]
        self.assertEqual((one["areas"], one["signature"], one["valid"]), ("The coast", "none", True))
        self.assertIn("Flood", self.world.run("feed", "list").stdout)
        self.assertEqual(len(self.world.ask("warning", "list")["warnings"]), 1, "theirs are not ours")

    def test_its_bytes_are_kept_as_they_came(self):
        self.issuer.files = {"/feed": atom(("/a", "1")), "/a": cap("A")}
        self.follow()
        self.look()
        self.world.serve()
        self.assertEqual(self.world.http("GET", "/v1/feeds/1/messages/1/cap")[2].encode(), cap("A"))

    def test_what_left_a_feed_is_gone_and_not_called_off(self):
        self.issuer.files = {"/feed": atom(("/a", "1"), ("/b", "1")), "/a": cap("A"), "/b": cap("B")}
        self.follow()
        self.look()
        self.issuer.files["/feed"] = atom(("/b", "1"))
        self.assertEqual(self.look()["gone"], 1)
        one = self.messages()["A"]
        self.assertEqual(one["state"], "in force", "only a message ends a message")
        self.assertIn("gone_at", one)
        self.issuer.files["/feed"] = atom(("/a", "1"), ("/b", "1"))
        self.look()
        self.assertNotIn("gone_at", self.messages()["A"])
        self.assertEqual(self.issuer.count("/a"), 1)
        self.issuer.files["/feed"] = b""  # a broken feed takes nothing away either
        self.world.refuse("feed", "look", 1, says="empty")
        self.assertNotIn("gone_at", self.messages()["A"])

    def test_a_later_message_of_the_same_sender_ends_an_earlier_one_in_whichever_order_they_come(self):
        self.issuer.files = {"/feed": atom(("/c", "2"), ("/x", "2")), "/c": cap("C", "Cancel", ["A"]),
                             "/x": cap("X", "Cancel", ["B"], sender="stranger.example")}
        self.follow()
        self.look()
        self.issuer.files.update({"/feed": atom(("/c", "2"), ("/x", "2"), ("/b", "1"), ("/a", "1")),
                                  "/a": cap("A"), "/b": cap("B")})
        self.look()
        states = self.states()
        self.assertEqual((states["A"], states["B"]), ("ended", "in force"))
        self.assertEqual(self.messages()["A"]["ended_by"], self.messages()["C"]["id"])

    def test_what_breaks_the_rules_is_shown_with_the_reason_and_ends_nothing(self):
        self.issuer.files = {"/feed": atom(("/a", "1"), ("/b", "1"), ("/junk", "1"), ("/c", "1")),
                             "/a": cap("A"), "/b": cap("B", broken=True), "/junk": b"\0\1 no XML",
                             "/c": cap("C", "Cancel", ["A"], broken=True)}
        self.follow()
        self.assertEqual(self.look()["invalid"], 3)
        states = self.states()
        self.assertEqual((states["A"], states["B"], states["C"]), ("in force", "invalid", "invalid"))
        self.assertIn("POLY-FEW", self.messages()["B"]["finding"])
        self.assertEqual(states[self.issuer.url("/junk")], "invalid")
        self.look()
        self.assertEqual(len(self.messages()), 4)

    def signed(self, key, text):
        path = os.path.join(self.world.base, key)
        if not os.path.exists(path):
            self.world.run("cap", "make-key", path)
        return self.world.run("cap", "sign", self.world.file("bare.xml", text), "--key", path).stdout.encode()

    def pin(self, key, sender="them.example"):
        if key not in self.pems:
            self.pems[key] = self.world.ask("cap", "show-key", os.path.join(self.world.base, key))["pem"]
        os.makedirs(os.path.join(self.world.dir, "issuers"), exist_ok=True)
        self.world.file(f"data/issuers/{sender}.pem", self.pems[key])

    def unpin(self, sender="them.example"):
        os.remove(os.path.join(self.world.dir, "issuers", f"{sender}.pem"))

    def test_a_sender_whose_key_is_pinned_is_believed_only_with_its_signature(self):
        genuine = self.signed("theirs.key", cap("A"))
        self.pin("theirs.key")
        self.issuer.files = {
            "/feed": atom(*[(f"/{name}", "1") for name in ("stranger", "bare", "cancel", "forged", "a")]),
            "/a": genuine, "/forged": self.signed("other.key", cap("B", headline="Forged")),
            "/cancel": self.signed("other.key", cap("C", "Cancel", ["A"])), "/bare": cap("D", "Cancel", ["A"]),
            "/stranger": self.signed("other.key", cap("E", sender="other.example"))}
        self.follow()
        self.assertIn("a message is refused: VERIFY-", self.look()["why"])
        found = {m["link"].rsplit("/", 1)[1]: m for m in self.messages().values()}
        self.assertEqual({name: (m["state"], m["signature"]) for name, m in found.items()},
                         {"a": ("in force", "verified"), "forged": ("refused", "refused"), "cancel": ("refused", "refused"),
                          "bare": ("refused", "refused"), "stranger": ("in force", "unverified")})
        self.assertIn("VERIFY-VALUE", found["forged"]["finding"])
        self.assertIn("VERIFY-COUNT", found["bare"]["finding"])
        self.assertEqual(len(self.world.ask("feed", "list")["in_force"]), 2)
        # whoever takes a name first does not keep the one who bears it from coming
        self.issuer.files["/feed"] = atom(("/b", "2"), ("/c", "2"), ("/a", "1"))
        self.issuer.files.update({"/b": self.signed("theirs.key", cap("B")),
                                  "/c": self.signed("theirs.key", cap("C", "Cancel", ["A"]))})
        self.look()
        states = self.states()
        self.assertEqual((states["A"], states["B"]), ("ended", "in force"))
        self.world.file("data/issuers/them.example.pem", "no key")
        self.world.refuse("feed", "look", 1, says="them.example.pem")

    def listed(self, feed=1):
        """Every message, also those under one identifier, which messages() tells apart by it."""
        return sorted((m["state"], m["signature"], m.get("identifier", ""), m["headline"])
                      for m in self.world.ask("feed", "show", feed)["messages"])

    def test_a_forgery_that_came_before_the_key_gives_way_to_the_signed_original(self):
        genuine = self.signed("theirs.key", cap("A", headline="Leave now"))
        forged = cap("A", headline="Stay and enjoy")
        self.issuer.files = {"/feed": atom(("/a", "1")), "/a": forged}
        self.follow()
        self.look()
        before = self.messages()["A"]
        self.assertEqual((before["headline"], before["signature"]), ("Stay and enjoy", "none"))
        self.pin("theirs.key")
        self.issuer.files = {"/feed": atom(("/a", "2")), "/a": genuine}
        self.look()
        after = self.messages()["A"]
        self.assertEqual((after["id"], after["state"], after["signature"], after["headline"]),
                         (before["id"], "in force", "verified", "Leave now"))
        self.assertIn("altered_at", after, "somebody may have read the other one")
        self.issuer.files = {"/feed": atom(("/a", "3")), "/a": forged}
        self.look()
        self.assertEqual(self.listed(), [("in force", "verified", "A", "Leave now"),
                                         ("refused", "refused", "", "Stay and enjoy")], "never the other way round")
        self.world.serve()
        self.assertEqual(self.world.http("GET", f"/v1/feeds/1/messages/{after['id']}/cap")[2].encode(), genuine)

    def test_a_cancel_that_came_before_the_key_no_longer_ends_what_the_key_does_not_sign_for(self):
        self.issuer.files = {
            "/feed": atom(("/c", "2"), ("/a", "1"), ("/b", "1"), ("/u", "1"), ("/x", "1")),
            "/a": self.signed("theirs.key", cap("A")), "/c": cap("C", "Cancel", ["A"]),
            "/b": self.signed("theirs.key", cap("B")), "/u": self.signed("theirs.key", cap("U", "Update", ["B"])),
            "/x": cap("X", sender="stranger.example")}
        self.follow()
        self.look()
        states = {"A": "ended", "B": "ended", "C": "said", "U": "in force", "X": "in force"}
        self.assertEqual(self.states(), states)
        self.assertTrue(self.look()["unchanged"])
        self.pin("theirs.key")
        self.assertEqual(self.look()["judged"], 4, "not the stranger's")
        found = self.messages()
        self.assertEqual((found["A"]["state"], found["A"]["signature"]), ("in force", "verified"))
        self.assertNotIn("ended_by", found["A"])
        self.assertEqual(found["B"]["ended_by"], found["U"]["id"], "a signed one goes on ending")
        self.assertEqual(found[self.issuer.url("/c")]["state"], "refused")
        self.look()  # what is refused was asked for once more
        again = self.look()
        self.assertEqual((again["unchanged"], again["judged"]), (True, 0))
        self.unpin()
        self.assertEqual(self.look()["judged"], 4)
        self.assertEqual(self.states(), states, "without a key it is as it was without a key")

    def test_the_original_that_was_left_alone_while_a_forgery_bore_its_name_is_asked_for_again(self):
        genuine = self.signed("theirs.key", cap("A", headline="Leave now"))
        for feed, index in enumerate((lambda time: atom(("/a", time)), lambda time: rss("/a"), None), 1):
            self.issuer.files = {"/feed": index("1") if index else cap("A", headline="Stay and enjoy"),
                                 "/a": cap("A", headline="Stay and enjoy")}
            self.follow("/feed", f"--name={feed}")
            self.look(feed)
            self.issuer.files["/a"] = genuine
            self.issuer.files["/feed"] = index("2") if index else genuine
            self.look(feed)
            self.assertEqual(self.messages(feed)["A"]["headline"], "Stay and enjoy", "nobody can tell yet")
            self.pin("theirs.key")
            self.look(feed)
            self.assertEqual(self.messages(feed)["A"]["headline"], "Leave now")
            self.assertEqual(self.messages(feed)["A"]["signature"], "verified")
            self.unpin()

    def test_a_key_counts_at_once_also_where_the_feed_does_not_answer(self):
        genuine = self.signed("theirs.key", cap("A", headline="Leave now"))
        self.issuer.files = {"/feed": atom(("/a", "1")), "/a": cap("A", headline="Stay and enjoy")}
        self.follow()
        self.look()
        index = self.issuer.files["/feed"]
        self.pin("theirs.key")
        self.issuer.files = {"/feed": status(500), "/a": genuine}
        self.world.refuse("feed", "look", 1, says="HTTP 500")
        self.assertEqual(self.listed(), [("refused", "refused", "", "Stay and enjoy")])
        self.issuer.files.update({"/feed": index, "/a": status(500)})
        self.look()
        self.issuer.files["/a"] = genuine
        self.look()  # the feed says the same time for it as ever
        self.assertEqual(self.messages()["A"]["headline"], "Leave now")
        self.assertTrue(self.look()["unchanged"])

    def test_what_a_wrong_key_refused_counts_under_the_right_one_and_one_message_bears_a_name(self):
        self.signed("wrong.key", cap("Z"))
        self.pin("wrong.key")
        self.issuer.files = {"/feed": atom(("/f", "1"), ("/a", "1")), "/f": cap("A", headline="Stay and enjoy"),
                             "/a": self.signed("theirs.key", cap("A", headline="Leave now"))}
        self.follow()
        self.look()
        self.assertEqual([m[0] for m in self.listed()], ["refused", "refused"])
        self.pin("theirs.key")
        self.look()
        self.assertEqual(self.listed(), [("in force", "verified", "A", "Leave now"),
                                         ("refused", "refused", "", "Stay and enjoy")])
        self.unpin()
        self.look()
        self.assertEqual(self.listed(), [("in force", "unverified", "A", "Leave now"),
                                         ("refused", "refused", "", "Stay and enjoy")])
        self.assertIn("another message stands", "".join(m.get("finding", "") for m in self.messages().values()))

    def test_whatever_comes_first_the_signed_one_is_in_force_in_the_end(self):
        def ask(method, path, body=None):
            code, _, text = self.world.http(method, path, body)
            self.assertIn(code, (200, 201), text)
            return json.loads(text)

        self.world.serve()
        for order in itertools.permutations(("forged", "genuine", "cancel", "key")):
            sender, entries = "-".join(order) + ".example", []
            messages = {"forged": cap("A", headline="Stay and enjoy", sender=sender),
                        "genuine": self.signed("theirs.key", cap("A", headline="Leave now", sender=sender)),
                        "cancel": cap("C", "Cancel", ["A"], sender=sender, of=sender)}
            self.issuer.files["/" + sender] = atom()
            feed = ask("POST", "/v1/feeds", {"url": self.issuer.url("/" + sender)})["id"]
            for what in order:
                if what == "key":
                    self.pin("theirs.key", sender)
                else:
                    entries.insert(0, (f"/{sender}/{what}", "1"))
                    self.issuer.files.update({entries[0][0]: messages[what], "/" + sender: atom(*entries)})
                ask("POST", f"/v1/feeds/{feed}/look")
            found = [m for m in ask("GET", f"/v1/feeds/{feed}")["messages"] if m["state"] != "refused"]
            self.assertEqual([(m["headline"], m["state"], m["signature"]) for m in found],
                             [("Leave now", "in force", "verified")], order)

    def test_other_bytes_under_the_same_identifier_are_noted_and_the_first_kept(self):
        self.issuer.files = {"/feed": atom(("/a", "1")), "/a": cap("A", headline="Storm")}
        self.follow()
        self.look()
        self.issuer.files = {"/feed": atom(("/a", "2")), "/a": cap("A", headline="No storm at all")}
        self.look()
        one = self.messages()["A"]
        self.assertIn("altered_at", one)
        self.assertEqual(one["headline"], "Storm")

    def test_rss_a_bare_message_and_a_folder_are_followed_too(self):
        self.issuer.files = {"/rss": rss("/a", "/b"), "/a": cap("A"), "/b": cap("B"), "/one": cap("ONE")}
        self.follow("/rss")
        self.assertEqual(self.look(1)["added"], 2)
        self.follow("/one")
        self.assertEqual(self.look(2)["added"], 1)
        self.issuer.files["/one"] = cap("TWO")
        self.look(2)
        self.assertEqual(sorted(self.messages(2)), ["ONE", "TWO"])
        self.assertIn("gone_at", self.messages(2)["ONE"])
        self.world.file("a.xml", cap("FILE"))
        feed = self.world.file("feed.xml", atom(("a.xml", "1"), ("../secret.xml", "1"), ("/etc/passwd", "1")))
        self.world.run("feed", "follow", feed)
        found = self.look(3)
        self.assertEqual(found["added"], 1)
        self.assertIn("out of the feed's folder", found["why"])

    def test_a_feed_leads_nowhere_but_to_its_own_host_and_redirects_are_not_followed(self):
        other = Issuer()
        self.addCleanup(other.end)
        other.files = {"/a": cap("A")}
        self.issuer.files = {"/feed": atom((other.url("/a"), "1"), ("file:///etc/passwd", "1"), ("/moved", "1"), ("/b", "1")),
                             "/moved": status(302, Location=other.url("/a")), "/b": cap("B")}
        self.follow()
        found = self.look()
        self.assertEqual((found["added"], other.asked), (1, []))
        self.assertIn("why", found)
        self.assertEqual(list(self.messages()), ["B"])
        self.issuer.files["/old"] = status(301, Location=self.issuer.url("/feed"))
        self.follow("/old")
        self.world.refuse("feed", "look", 2, says="has moved")

    def test_a_name_that_leads_into_our_own_network_is_not_asked(self):
        # whoever owns a name points it where they like, after it was followed too; curl knows all of .localhost
        self.issuer.files = {"/feed": atom(("/a", "1")), "/a": cap("A")}
        self.world.run("feed", "follow", f"http://feeds.localhost:{self.issuer.port}/feed")
        self.world.refuse("feed", "look", 1, says="may not be asked")
        self.assertEqual(self.issuer.asked, [])
        self.world.run("feed", "follow", f"http://localhost:{self.issuer.port}/feed")
        self.assertEqual(self.look(2)["added"], 1, "what an administrator wrote down is meant")

    def test_a_folder_leads_to_no_file_outside_of_it(self):
        os.makedirs(os.path.join(self.world.base, "stick", "in"))
        secret = self.world.file("secret.xml", cap("SECRET"))
        self.world.file("stick/in/deep.xml", cap("DEEP"))
        stick = os.path.join(self.world.base, "stick")
        os.symlink(secret, os.path.join(stick, "link.xml"))
        os.symlink(self.world.base, os.path.join(stick, "folder"))
        os.mkfifo(os.path.join(stick, "pipe.xml"))
        feed = self.world.file("stick/feed.xml", atom(*[(name, "1") for name in (
            "link.xml", "folder/secret.xml", "in/deep.xml", "pipe.xml", "in/../../secret.xml", "%2e%2e/secret.xml")]))
        self.world.run("feed", "follow", feed)
        found = self.look()
        self.assertEqual((found["added"], list(self.messages())), (1, ["DEEP"]))
        os.remove(feed)
        os.symlink(secret, feed)
        self.world.refuse("feed", "look", 1, says="is a link")

    def test_a_server_that_fails_is_asked_less_often_and_what_came_before_stays(self):
        self.issuer.files = {"/feed": atom(("/a", "1")), "/a": cap("A")}
        self.follow()
        self.look()
        self.issuer.files["/feed"] = status(500)
        for failures in (1, 2, 3):
            self.world.refuse("feed", "look", 1, says="HTTP 500")
            feed = self.world.ask("feed", "list")["feeds"][0]
            self.assertEqual((feed["failures"], feed["why"]), (failures, "HTTP 500"))
        self.assertEqual(self.states(), {"A": "in force"})
        self.issuer.files["/feed"] = atom(("/a", "1"))
        self.look()
        self.assertEqual(self.world.ask("feed", "list")["feeds"][0]["failures"], 0)

    def test_a_file_that_fails_is_fetched_by_the_next_look(self):
        self.issuer.files = {"/feed": atom(("/a", "1"), ("/b", "1")), "/a": status(500), "/b": cap("B")}
        self.follow()
        found = self.look()
        self.assertEqual((found["added"], found["why"]), (1, "HTTP 500"))
        self.issuer.files["/a"] = cap("A")
        self.assertEqual(self.look()["added"], 1)

    def test_what_is_too_large_or_never_ends_is_left_alone(self):
        self.issuer.files = {"/feed": flood, "/bomb": b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 1000 + b'">]><feed>&b;</feed>',
                             "/deep": b"<feed xmlns='http://www.w3.org/2005/Atom'>" + b"<a>" * 10000,
                             "/html": b"<html><body>Not here</body></html>"}
        for number, (path, says) in enumerate((("/feed", "longer than"), ("/bomb", "DOCTYPE"), ("/deep", "levels"),
                                               ("/html", "neither Atom nor RSS")), 1):
            self.follow(path)
            self.world.refuse("feed", "look", number, says=says)
        self.issuer.files["/big"] = atom(("/flood", "1"), ("/a", "1"))
        self.issuer.files.update({"/flood": flood, "/a": cap("A")})
        self.follow("/big")
        self.assertEqual(self.look(5)["added"], 1)

    def test_a_feed_of_thousands_is_taken_in_in_bounded_steps(self):
        many = 1200
        self.issuer.files = {"/feed": atom(*[(f"/{i}", "1") for i in range(many)])}
        self.issuer.files.update({f"/{i}": cap(f"M{i}") for i in range(many)})
        self.follow()
        found = self.look()
        self.assertEqual((found["entries"], found["fetched"], found["left"]), (1000, 200, 800))
        self.assertEqual(self.look()["left"], 600)
        self.assertEqual(len(self.messages()), 400)

    def test_the_daemon_looks_by_itself_at_once_and_a_server_that_hangs_holds_up_nobody(self):
        with socket.socket() as deaf:
            deaf.bind(("127.0.0.1", 0))
            deaf.listen()
            self.world.serve()
            self.issuer.files = {"/feed": atom(("/a", "1")), "/a": cap("A")}
            self.follow()
            wait_for("the first look", lambda: self.states() == {"A": "in force"})
            self.world.run("feed", "follow", f"http://127.0.0.1:{deaf.getsockname()[1]}/feed")
            self.world.warning()
            self.assertEqual(self.world.http("GET", "/healthz")[0], 200)
            self.world.stop()  # within its usual time, though a server hangs

    def test_following_and_dropping_are_decisions_and_a_wrong_address_is_refused(self):
        for url in ("ftp://x.example/feed", "http://me:secret@x.example/feed", "http://", "javascript://x"):
            self.world.refuse("feed", "follow", url, says="address")
        self.world.refuse("feed", "follow", os.path.join(self.world.base, "none.xml"))
        self.follow("/feed", "--name=One")
        self.world.refuse("feed", "follow", self.issuer.url("/other"), "--name=One", says="followed already")
        self.world.refuse("feed", "look", 7, says="there is no feed 7")
        self.world.run("feed", "drop", 1)
        self.world.refuse("feed", "drop", 1, says="there is no feed 1")
        actions = [row["action"] for row in self.world.ask("audit", "list")["rows"]]
        self.assertEqual([a for a in actions if a.startswith("feed.")], ["feed.follow", "feed.drop"])
        self.assertEqual(self.world.ask("feed", "list")["feeds"], [])


if __name__ == "__main__":
    allclear.main()
