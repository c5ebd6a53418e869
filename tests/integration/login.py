#!/usr/bin/env python3
"""login - what a user loses if this breaks: the desk to somebody who only got into the machine; or the way in.

The built program: the first officer, log-in with password and code, two officers in one shell, tokens for programs,
and what a request without either is told.
"""
import json
import os
import stat
import unittest
import urllib.error
import urllib.request

import allclear
from allclear import FAILED, GOOD, World
from officers import PASSWORD


def bare():
    """A data directory without officers."""
    world = World()
    world.run("init", world.dir, by=None)
    with open(os.path.join(world.dir, "allclear.yaml"), encoding="utf-8") as file:
        world.example = file.read()
    world.configure(more="password_cost: exercise")
    return world


class TheFirst(unittest.TestCase):
    def add(self, world, name, roles, **more):
        return world.run("user", "add", name, f"--roles={roles}", "--password-file",
                         world.file("password", PASSWORD + "\n"), by=None, **more)

    def first(self, world):
        self.assertIn("login", world.refuse("case", "list", by=None))
        self.assertIn("administrator", self.add(world, "dana", "officer", code=FAILED).stderr)
        self.assertIn("otpauth://totp/", self.add(world, "noa", "administrator").stdout)
        self.assertIn("log in", self.add(world, "eve", "administrator", code=FAILED).stderr)

    def test_without_a_daemon_whoever_has_the_directory_adds_one_administrator(self):
        with bare() as world:
            self.first(world)

    def test_with_a_daemon_the_same_user_does_it_over_the_socket(self):
        with bare() as world:
            world.serve()
            self.first(world)
            world.stop()

    @unittest.skipUnless(os.geteuid() == 0, "another user id takes root")
    def test_over_the_socket_another_user_does_not(self):
        with bare() as world:
            world.serve()
            body = json.dumps({"name": "eve", "roles": ["administrator"], "password": PASSWORD})
            for path in (world.base, world.dir, os.path.join(world.dir, "allclear.sock")):
                os.chmod(path, 0o777)
            os.seteuid(65534)
            try:
                status, _, text = world.http("POST", "/v1/officers/first", body, by=None)
            finally:
                os.seteuid(0)
            self.assertEqual(status, 403, text)
            self.assertIn("Unix user", text)
            self.first(world)
            world.stop()


class Sessions(unittest.TestCase):
    def test_two_officers_work_in_one_shell_and_the_chain_names_them(self):
        with World() as world:
            world.init()
            for name in ("officer", "head"):
                done = world.run("--session", world.officers.path(name, "session"), "whoami", by=None)
                self.assertTrue(done.stdout.startswith(f"{name} ("), done.stdout)
            world.run("case", "open", "By the officer", by="officer")
            world.refuse("case", "open", "By the head", by="head", says=["case.write", "officer"])
            rows = world.ask("audit", "list", by="admin")["rows"]
            self.assertEqual([(r["officer"], r["action"], r["object"]) for r in rows][-2:],
                             [("officer", "case.open", "case/1"), ("head", "denied", "case.write")])

    def test_the_session_lies_in_a_file_for_oneself_alone_and_is_gone_after_logout(self):
        with World() as world:
            world.init()
            path = world.officers.path("head", "session")
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
            copy = world.file("copy", world.officers.secret("head"))
            os.chmod(copy, 0o640)
            world.refuse("--session", copy, "whoami", by=None, says="chmod 600")
            os.chmod(copy, 0o600)
            world.run("logout", by="head")
            self.assertFalse(os.path.exists(path))
            world.refuse("--session", copy, "whoami", by=None, says="allclear login")
            world.login("head")
            world.run("whoami", by="head")

    def test_without_a_place_of_its_own_a_session_is_kept_per_data_directory(self):
        with World() as world:
            world.init()
            home = os.path.join(world.base, "home")
            here = {**os.environ, "HOME": home}
            here.pop("ALLCLEAR_SESSION", None)
            here.pop("XDG_RUNTIME_DIR", None)
            password = world.officers.path("officer", "password")
            for words in (("login", "officer", "--password-file", password, "--code", world.officers.code("officer")),
                          ("whoami",)):
                done = allclear.subprocess.run([allclear.programs["allclear"], "-d", world.dir, *words], env=here,
                                               capture_output=True, text=True)
                self.assertEqual(done.returncode, GOOD, done.stderr)
            kept = os.path.join(home, ".local", "state", "allclear")
            self.assertEqual(len(os.listdir(kept)), 1)
            self.assertEqual(stat.S_IMODE(os.stat(kept).st_mode), 0o700)

    def test_a_session_holds_when_the_daemon_dies_and_a_logout_too(self):
        with World() as world:
            world.init()
            world.serve()
            world.run("whoami")
            world.kill()
            world.serve()
            world.run("whoami")
            secret = world.officers.secret("officer")
            world.run("logout", by="officer")
            world.kill()
            world.serve()
            gone = world.file("gone", secret)
            os.chmod(gone, 0o600)
            world.refuse("--session", gone, "whoami", by=None, says="session has ended")
            world.stop()

    def test_a_log_in_that_is_wrong_says_the_same_whatever_was_wrong_and_the_log_names_nobody(self):
        with World() as world:
            world.init(more="password_cost: exercise")
            world.serve()
            wrong = world.file("wrong", "not the password\n")
            right = world.officers.path("officer", "password")
            said = {world.refuse("login", name, "--password-file", password, f"--code={code}", by=None)
                    for name, password, code in (("officer", wrong, world.officers.code("officer")),
                                                 ("officer", right, "000000"), ("Dana Levi", right, "123456"))}
            self.assertEqual(said, {"allclear: wrong name, password or code\n"})
            self.assertNotIn("Dana", world.log_text())
            self.assertIn("allclear_log_ins_refused_total 3\n", world.http("GET", "/metrics")[2])
            world.stop()

    def test_a_password_needs_a_terminal_or_a_file(self):
        with World() as world:
            world.init()
            done = allclear.subprocess.run(
                [allclear.programs["allclear"], "-d", world.dir, "login", "officer"], capture_output=True, text=True,
                stdin=allclear.subprocess.DEVNULL, start_new_session=True)
            self.assertEqual(done.returncode, FAILED)
            self.assertIn("file", done.stderr)


class Accounts(unittest.TestCase):
    def test_an_administrator_keeps_the_accounts(self):
        with World() as world:
            world.init(more="password_cost: exercise")
            world.serve()
            world.officers.add("dana", "caller", by="admin")
            world.refuse("case", "list", by="dana", says="case.read")
            world.run("user", "roles", "dana", "caller,analyst", by="admin")
            world.run("case", "list", by="dana")
            world.run("user", "disable", "dana", by="admin")
            world.refuse("case", "list", by="dana", says="session has ended")
            world.run("user", "enable", "dana", by="admin")
            world.login("dana")
            given = world.ask("user", "totp", "dana", by="admin")
            self.assertIn("secret=", given["otpauth"])
            world.refuse("whoami", by="dana", says="session has ended")
            world.refuse("user", "disable", "admin", by="admin", says="administrator")
            world.refuse("user", "roles", "dana", "king", by="admin", says=["king", "analyst"])
            world.refuse("user", "roles", "nobody", "caller", by="admin", says="user list")
            listed = {o["name"]: o for o in world.ask("user", "list", by="admin")["officers"]}
            self.assertEqual(sorted(listed), ["admin", "dana", "head", "officer"])
            self.assertEqual(listed["dana"]["roles"], ["analyst", "caller"])
            world.stop()

    def test_ones_own_password_is_changed_with_the_present_one_and_ends_the_session(self):
        with World() as world:
            world.init(more="password_cost: exercise")
            fresh, wrong = world.file("fresh", "a new and long sentence\n"), world.file("wrong", "it is not this\n")
            old = world.officers.path("officer", "password")
            change = ["user", "password", "officer", "--password-file", fresh, "--old-password-file"]
            world.refuse(*change, wrong, by="officer", says="present password")
            world.run(*change, old, by="officer")
            world.refuse("whoami", by="officer", says="allclear login")
            world.refuse("login", "officer", "--password-file", old, "--code", world.officers.code("officer"),
                         by="officer", says="wrong")
            os.replace(fresh, old)
            world.login("officer")


class Tokens(unittest.TestCase):
    def test_a_program_asks_with_a_token_until_it_is_revoked(self):
        with World() as world:
            world.init()
            world.serve()
            made = world.ask("token", "make", "monitor", "--roles=caller", "--days=7", by="officer")
            token = world.file("token", made["secret"] + "\n")
            os.chmod(token, 0o600)
            world.run("--session", token, "campaign", "list", by=None)
            world.refuse("--session", token, "case", "open", "x", by=None, says="case.write")
            world.refuse("--session", token, "token", "make", "more", "--roles=caller", by=None, says="log in")
            world.refuse("token", "make", "more", "--roles=approver", by="officer", says="yours")
            self.assertEqual([t["name"] for t in world.ask("token", "list", by="officer")["tokens"] if t["token"]],
                             ["monitor"])
            world.run("token", "revoke", made["id"], by="officer")
            world.refuse("--session", token, "campaign", "list", by=None, says="allclear login")
            world.stop()


class Strangers(unittest.TestCase):
    def test_a_request_without_a_session_is_401_and_changes_nothing(self):
        with World() as world:
            world.init()
            world.serve()
            before = len(world.ask("audit", "list", by="admin")["rows"])
            for method, path, body in (("GET", "/v1/cases", None), ("POST", "/v1/cases", {"title": "x"}),
                                       ("POST", "/v1/imports?kind=hotels", "a,b\n"), ("GET", "/v1/audit", None)):
                status, headers, text = world.http(method, path, body, by=None)
                self.assertEqual((status, headers["WWW-Authenticate"]), (401, "Bearer"), text)
                self.assertIn("allclear login", json.loads(text)["error"]["message"])
            self.assertEqual(len(world.ask("audit", "list", by="admin")["rows"]), before)
            self.assertIn("allclear_strangers_total 4\n", world.http("GET", "/metrics", by=None)[2])
            self.assertTrue(world.ask("audit", "verify")["verified"])
            world.stop()

    def test_the_port_for_probes_lets_nobody_log_in(self):
        with World() as world:
            world.init()
            port = allclear.free_port()
            world.configure(more=f"metrics_port: {port}")
            world.serve()
            at = f"http://127.0.0.1:{port}"
            with urllib.request.urlopen(f"{at}/healthz", timeout=30) as answer:
                self.assertEqual(answer.read(), b"alive\n")
            bearer = {"Authorization": f"Bearer {world.officers.secret('officer')}"}
            for path, body in (("/v1/sessions", b"{}"), ("/v1/officers/first", b"{}"), ("/v1/session", None)):
                with self.assertRaises(urllib.error.HTTPError) as refused:
                    urllib.request.urlopen(urllib.request.Request(at + path, body, bearer), timeout=30)
                self.assertEqual(refused.exception.code, 403, path)
            world.stop()


if __name__ == "__main__":
    allclear.main()
