#!/usr/bin/env python3
"""network - what a user loses if this breaks: a few idle connections, one byte a second each, keep everybody from
the warnings; names and numbers of people cross a network in the clear, or are given to whoever asks.

Against the running daemon, with raw sockets that behave badly, beside clients that behave well.
"""
import concurrent.futures
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import time
import unittest
import warnings

import allclear
from allclear import World, free_port, wait_for

PLENTY = 60 * allclear.PATIENCE  # seconds that the daemon may take to lose its patience


def connect(where):
    """To a port, or to the socket of that path."""
    if isinstance(where, int):
        made = socket.create_connection(("127.0.0.1", where), timeout=PLENTY)
    else:
        made = socket.socket(socket.AF_UNIX)
        made.settimeout(PLENTY)
        made.connect(where)
    made.settimeout(0.2)
    return made


def connect_tls(port):
    made = trusting().wrap_socket(connect(port), do_handshake_on_connect=False)
    made.settimeout(PLENTY)
    made.do_handshake()
    made.settimeout(0.2)
    return made


def cut(connection, dribble=b""):
    """Send `dribble` a byte a second over and over until the other end closes. @return whether it did"""
    until, at = time.monotonic() + PLENTY, 0
    while time.monotonic() < until:
        try:
            if dribble:
                connection.send(dribble[at % len(dribble):at % len(dribble) + 1])
                at += 1
            if connection.recv(65536) == b"":
                return True
        except socket.timeout:
            pass
        except OSError:
            return True
        time.sleep(1)
    return False


def starved(connection, answers):
    """Read next to nothing for longer than anybody waits, then all there is. @return whether that is less than
    so many answers"""
    got = b""
    try:
        for _ in range(30):
            got += connection.recv(10)
            time.sleep(1)
        connection.settimeout(PLENTY)
        while piece := connection.recv(1 << 20):
            got += piece
            if got.count(b"HTTP/1.1 200") == answers:
                return False
    except OSError:
        pass
    return got.count(b"HTTP/1.1 200") < answers


def certificate(world, name="tls"):
    """A self-signed pair in the data directory. @return its names there"""
    for file in (f"{name}.crt", f"{name}.key"):
        assert not os.path.exists(os.path.join(world.dir, file))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-subj", "/CN=localhost", "-days", "2", "-keyout", os.path.join(world.dir, f"{name}.key"),
                    "-out", os.path.join(world.dir, f"{name}.crt")], check=True, capture_output=True)
    return f"{name}.crt", f"{name}.key"


def get(port, path, context=None, method="GET", body=None):
    made = (http.client.HTTPSConnection("127.0.0.1", port, timeout=PLENTY, context=context) if context else
            http.client.HTTPConnection("127.0.0.1", port, timeout=PLENTY))
    try:
        made.request(method, path, body)
        answer = made.getresponse()
        return answer.status, answer.read()
    finally:
        made.close()


def trusting(version=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if version:
        context.minimum_version = context.maximum_version = version
        context.set_ciphers("ALL:@SECLEVEL=0")
    return context


class Slow(unittest.TestCase):
    def test_who_dribbles_is_cut_off_and_everybody_else_is_answered_meanwhile(self):
        with World() as world, World() as plain:
            public, api, probes, clear = (free_port() for _ in range(4))
            plain.init(more=f"api:\n  port: {clear}\n")
            plain.serve()
            world.init(more=f"public:\n  port: {public}\napi:\n  port: {api}\n  tls_cert: tls.crt\n  tls_key: tls.key\n"
                            f"metrics_port: {probes}\n")
            certificate(world)
            world.serve()
            control = os.path.join(world.dir, "allclear.sock")
            world.warning()
            head = b"GET /feed/atom.xml HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 500
            whole = b"GET /feed/atom.xml HTTP/1.1\r\nHost: x\r\n\r\n"
            large = b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
            body = b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
            cases = {}

            def case(name, where, first=b"", end=cut, **how):
                made = connect_tls(where) if where == api else connect(where)
                made.sendall(first)
                cases[name] = (made, end, how)

            case("a head, a byte a second", public, dribble=head)
            case("a head that never begins", public)
            case("the next head after an answer", public, whole, dribble=head)
            case("an answer that nobody reads", public, whole * 1000, end=starved, answers=1000)
            for name, where in (("TCP", clear), ("TLS", api), ("the socket", control), ("the probes' port", probes)):
                case(f"a head over {name}", where, dribble=head)
                case(f"a head that never begins over {name}", where)
                case(f"the next head after an answer over {name}", where, large, dribble=head)
                case(f"a body over {name}", where, body, dribble=b"x")
                case(f"a body that never comes over {name}", where, body)
                case(f"an answer that nobody reads over {name}", where, large * 3000, end=starved, answers=3000)
            with concurrent.futures.ThreadPoolExecutor(len(cases)) as pool:
                ends = {name: pool.submit(end, made, **how) for name, (made, end, how) in cases.items()}
                while not all(end.done() for end in ends.values()):
                    self.assertEqual(get(public, "/feed/atom.xml")[0], 200)
                    self.assertEqual(get(api, "/healthz", trusting())[0], 200)
                    self.assertEqual(get(clear, "/healthz")[0], 200)
                    self.assertEqual(get(probes, "/healthz")[0], 200)
                    self.assertEqual(world.http("GET", "/healthz")[0], 200)
                    time.sleep(0.2)
            for made, _, _ in cases.values():
                made.close()
            self.assertEqual([name for name, end in ends.items() if not end.result()], [], "never cut")

    def test_a_large_file_over_a_slow_line_is_not_taken_for_an_attack(self):
        with World() as world:
            public = free_port()
            world.init(more=f"public:\n  port: {public}\n")
            world.serve()
            world.warning()
            with connect(public) as slow:
                slow.settimeout(PLENTY)
                slow.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                text = b""
                while piece := slow.recv(200):
                    text += piece
                    time.sleep(0.3)
            self.assertTrue(text.startswith(b"HTTP/1.1 200"))
            self.assertTrue(text.endswith(b"</html>\n"))


class Limits(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.__exit__, None)
        self.port = free_port()
        self.world.init(more=f"public:\n  port: {self.port}\n  per_address: 8\n")
        self.world.serve()

    def answers(self, connection):
        try:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            connection.settimeout(5 * allclear.PATIENCE)
            return connection.recv(12) == b"HTTP/1.1 200"
        except OSError:
            return False

    def test_one_address_gets_no_more_connections_than_it_may(self):
        held = [connect(self.port) for _ in range(8)]
        self.assertTrue(all(self.answers(one) for one in held))
        with connect(self.port) as more:
            self.assertFalse(self.answers(more))
        for one in held:
            one.close()

        def again():
            with connect(self.port) as one:
                return self.answers(one)
        wait_for("a place for another", again)

    def test_a_head_without_end_is_refused_and_the_daemon_goes_on(self):
        with connect(self.port) as one:
            one.settimeout(PLENTY)
            answer = b""
            try:
                one.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: " + b"y" * (1 << 20) + b"\r\n\r\n")
                answer = one.recv(12)
            except OSError:
                pass
            self.assertIn(answer, (b"HTTP/1.1 431", b"HTTP/1.1 413", b"HTTP/1.0 413", b""))
        with connect(self.port) as one:
            self.assertTrue(self.answers(one))

    def test_what_is_no_http_is_refused_and_the_daemon_goes_on(self):
        for nonsense in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500), b"\0" * 1000,
                         b"GET  HTTP/9\r\n\r\n", b"GET / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
                         b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"):
            with connect(self.port) as one:
                one.sendall(nonsense)
                one.settimeout(PLENTY)
                try:
                    answer = one.recv(1000)
                except OSError:
                    answer = b""
                self.assertNotIn(b" 200 ", answer[:20], nonsense)
        with connect(self.port) as one:
            self.assertTrue(self.answers(one))


class Officers(unittest.TestCase):
    def test_tls_of_today_and_nothing_for_who_does_not_say_who_they_are(self):
        with World() as world:
            port = free_port()
            world.init(more=f"api:\n  port: {port}\n  tls_cert: tls.crt\n  tls_key: tls.key\n")
            certificate(world)
            world.serve()
            for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
                self.assertEqual(get(port, "/healthz", trusting(version))[0], 200, version)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Python warns of what is tried here
                for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
                    with self.assertRaises(OSError):
                        get(port, "/healthz", trusting(version))
            with self.assertRaises((OSError, http.client.HTTPException)):
                get(port, "/healthz")
            for method, path in (("GET", "/v1/cases"), ("GET", "/v1/people/1"), ("GET", "/v1/audit"),
                                 ("POST", "/v1/imports?kind=hotels"), ("POST", "/v1/cases")):
                status, text = get(port, path, trusting(), method, b"x" * 100 if method == "POST" else None)
                self.assertEqual((status, json.loads(text)["error"]["code"]), (401, "no_session"), path)
            officer = http.client.HTTPSConnection("127.0.0.1", port, context=trusting(), timeout=PLENTY)
            officer.request("GET", "/v1/cases", headers={"Authorization": f"Bearer {world.officers.secret('officer')}"})
            self.assertEqual(officer.getresponse().status, 200, "an officer with a session works from afar")
            officer.close()
            silent = connect(port)  # a handshake that never begins is cut as well
            self.assertTrue(cut(silent))
            silent.close()

    def test_what_somebody_without_a_name_sends_is_not_even_kept(self):
        with World() as world:
            port = free_port()
            world.init(more=f"api:\n  port: {port}\n")
            world.serve()
            with connect(port) as one:
                one.settimeout(PLENTY)
                one.sendall(b"POST /v1/imports?kind=hotels HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n")
                self.assertEqual(one.recv(12), b"HTTP/1.1 401", "the answer comes before the body does")

    def test_the_public_port_speaks_tls_as_well(self):
        with World() as world:
            port = free_port()
            world.init(more=f"public:\n  port: {port}\n  tls_cert: tls.crt\n  tls_key: tls.key\n")
            certificate(world)
            world.serve()
            world.warning()
            status, text = get(port, "/feed/atom.xml", trusting())
            self.assertEqual(status, 200)
            self.assertIn(f"https://127.0.0.1:{port}/cap/".encode(), text)

    def test_a_listener_that_would_be_unsafe_or_cannot_be_is_refused_at_the_start(self):
        for more, says in (("api:\n  port: 8443\n  listen: 0.0.0.0\n", "in the clear"),
                           ("api:\n  port: 8443\n  tls_cert: a.crt\n", "go together"),
                           ("public:\n  port: 8080\n  listen: localhost\n", "write an address"),
                           ("public:\n  port: 8080\n  url: alerts.example.gov\n", "https://"),
                           ("public:\n  port: 8080\n  connections: -1\n", "connections"),
                           ("api:\n  port: 8443\n  tls_cert: none.crt\n  tls_key: none.key\n", "there is no file")):
            with World() as world:
                world.init(more=more)
                self.assertIn(says, world.run("serve", code=allclear.FAILED).stderr)
                world.configure()

    def test_a_renewed_certificate_is_shown_without_a_restart_and_a_bad_one_is_not(self):
        with World() as world:
            ports = {"api": free_port(), "public": free_port()}
            world.init(more="".join(f"{name}:\n  port: {port}\n  tls_cert: tls.crt\n  tls_key: tls.key\n"
                                    for name, port in ports.items()))
            certificate(world)
            certificate(world, "next")
            files = {name: os.path.join(world.dir, name) for name in ("tls.crt", "tls.key", "next.crt", "next.key")}

            def shown(port):
                return ssl.get_server_certificate(("127.0.0.1", port), timeout=PLENTY)

            def renew(event):
                before = world.log_text().count(event)
                os.kill(world.daemon.pid, signal.SIGHUP)
                wait_for("both are read again", lambda: world.log_text().count(event) == before + 2)

            world.serve()
            with open(files["tls.crt"]) as file:
                old = file.read()
            with open(files["next.crt"]) as file:
                new = file.read()
            officer = http.client.HTTPSConnection("127.0.0.1", ports["api"], context=trusting(), timeout=PLENTY)
            officer.request("GET", "/healthz")
            self.assertEqual(officer.getresponse().read() is None, False)
            os.replace(files["next.crt"], files["tls.crt"])  # the key is still the old one's
            renew("event=tls.kept")
            self.assertIn("do not fit", world.log_text())
            self.assertEqual([shown(port) for port in ports.values()], [old, old])
            os.replace(files["next.key"], files["tls.key"])
            renew("event=tls.renewed")
            self.assertEqual([shown(port) for port in ports.values()], [new, new])
            officer.request("GET", "/healthz")
            self.assertEqual(officer.getresponse().status, 200, "who is connected notices nothing")
            officer.close()
            os.remove(files["tls.crt"])
            renew("event=tls.kept")
            self.assertEqual(get(ports["api"], "/healthz", trusting())[0], 200)

    def test_a_key_that_does_not_fit_is_said(self):
        with World() as world:
            world.init(more=f"api:\n  port: {free_port()}\n  tls_cert: one.crt\n  tls_key: two.key\n")
            certificate(world, "one")
            certificate(world, "two")
            self.assertIn("fit", world.run("serve", code=allclear.FAILED).stderr)


if __name__ == "__main__":
    allclear.main()
