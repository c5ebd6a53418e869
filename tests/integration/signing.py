#!/usr/bin/env python3
"""signing - what a user loses if this breaks: nobody can tell our warning from a forged one, or something is
published that nobody can verify, or what was published is changed afterwards and nobody notices.
"""
import contextlib
import csv
import glob
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

import allclear
from allclear import FAILED, GOOD, NO, World

SENDER = "alerts.example.org"


class Signing(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.__exit__, None)
        self.world.init(more=f"sender: {SENDER}\n")
        self.issuers = os.path.join(self.world.base, "issuers")
        os.mkdir(self.issuers)

    # ---- helpers ----

    def key_file(self):
        return os.path.join(self.world.dir, "issuer.key")

    def pin(self):
        """What others get by another way."""
        with open(os.path.join(self.issuers, SENDER + ".pem"), "w", encoding="utf-8") as file:
            file.write(self.world.run("issuer", "export").stdout)

    def document(self, warning, name):
        return self.world.file(name, self.world.run("warning", "show", warning, "--cap").stdout)

    def verdict(self, path, code):
        answer = self.world.ask("cap", "verify", "--issuers", self.issuers, path, code=code)[0]
        return answer.get("rule", answer["verdict"])

    def draft(self):
        case = self.world.ask("case", "open", "A test of signing")["id"]
        texts = self.world.file("texts.yaml", "texts:\n  - language: en\n    headline: Danger\n"
                                              "    description: There is one.\n    instruction: Leave now.\n")
        return self.world.ask("warning", "draft", case, "--circle=41.01,28.97,5", "--texts", texts,
                              "--level=4", "--scheme=IL-NSC-2022", "--to=2099-01-01T00:00:00Z")["id"]

    def published(self, warning):
        shown = self.world.ask("warning", "show", warning)
        return shown["state"], len(shown["messages"])

    def sql(self, statement, *values):
        with contextlib.closing(sqlite3.connect(os.path.join(self.world.dir, "allclear.db"))) as db, db:
            return db.execute(statement, values).fetchall()

    # ---- what holds ----

    def test_every_message_of_a_chain_is_verified_by_us_and_by_xmlsec1(self):
        for exercise in (False, True):
            case, warning = self.world.warning(exercise=exercise)
            self.world.fulfil(case)
            self.world.run("warning", "update", warning, "--to=2098-01-01T00:00:00Z")
            over = self.world.file("over.yaml", "texts:\n  - language: en\n    headline: It is over\n"
                                                "    description: Nothing remains.\n    instruction: Stay alert.\n")
            self.world.run("warning", "clear", warning, "--level=3", "--review=2098-01-01T00:00:00Z", "--texts", over)
        self.pin()
        name = self.world.ask("issuer", "show")["keys"][0]["name"]
        rows = self.sql("SELECT id, xml, sha256 FROM cap_message ORDER BY id")
        self.assertEqual(len(rows), 6)
        for number, xml, sha256 in rows:
            path = self.world.file(f"message{number}.xml", xml)
            self.assertEqual(self.verdict(path, GOOD), "verified")
            self.assertEqual(self.world.run("cap", "validate", path).returncode, GOOD)
            judged = subprocess.run(["xmlsec1", "--verify", f"--pubkey-pem:{name}",
                                     os.path.join(self.issuers, SENDER + ".pem"), path],
                                    capture_output=True, text=True, timeout=60)
            self.assertEqual(judged.returncode, 0, judged.stderr)
            self.assertEqual(subprocess.run(["sha256sum", path], capture_output=True, text=True,
                                            timeout=60).stdout.split()[0], sha256)

    def test_nothing_is_published_unsigned(self):
        warning = self.draft()
        kept = self.key_file() + ".kept"
        shutil.move(self.key_file(), kept)
        self.world.refuse("warning", "publish", warning, says=["missing", "issuer rotate"])
        self.assertEqual(self.published(warning), ("draft", 0))

        shutil.copy(kept, self.key_file())
        os.chmod(self.key_file(), 0o644)
        self.world.refuse("warning", "publish", warning, says="others may read it")

        os.remove(self.key_file())
        self.world.run("cap", "make-key", self.key_file())
        self.world.refuse("warning", "publish", warning, says="is not there")
        self.assertEqual(self.published(warning), ("draft", 0))
        actions = [row["action"] for row in self.world.ask("audit", "list")["rows"]]
        self.assertNotIn("warning.publish", actions)

        shutil.copy(kept, self.key_file())
        os.chmod(self.key_file(), 0o600)
        self.world.run("warning", "publish", warning)
        self.assertEqual(self.published(warning), ("published", 1))

    def test_a_message_signed_before_a_rotation_verifies_after_it(self):
        _, first = self.world.warning()
        old = self.document(first, "old.xml")
        self.pin()
        self.assertEqual(self.verdict(old, GOOD), "verified")

        before = self.world.ask("issuer", "show")["keys"]
        rotated = self.world.ask("issuer", "rotate")
        keys = self.world.ask("issuer", "show")["keys"]
        self.assertEqual([(key["generation"], key["current"]) for key in keys], [(1, False), (2, True)])
        self.assertEqual((keys[0]["name"], keys[1]["name"]), (before[0]["name"], rotated["name"]))
        _, second = self.world.warning()
        new = self.document(second, "new.xml")
        self.assertEqual(self.verdict(new, NO), "VERIFY-VALUE", "who has only the old key is not told a lie")

        self.pin()
        self.assertEqual(self.verdict(old, GOOD), "verified")
        self.assertEqual(self.verdict(new, GOOD), "verified")
        with open(self.key_file(), encoding="utf-8") as file:
            self.assertEqual(file.read().count("BEGIN"), 1, "the old private key is gone")
        self.assertEqual(os.stat(self.key_file()).st_mode & 0o777, 0o600)

    def test_an_ended_key_signs_nothing_new(self):
        stolen = os.path.join(self.world.base, "stolen.key")
        shutil.copy(self.key_file(), stolen)
        self.world.run("issuer", "rotate")
        _, warning = self.world.warning()
        self.pin()
        text = self.world.run("warning", "show", warning, "--cap").stdout
        bare = text[:text.index("  <Signature")] + "</alert>\n"
        bare = bare[:bare.index("<sent>")] + "<sent>2099-01-01T00:00:00-00:00" + bare[bare.index("</sent>"):]
        forged = os.path.join(self.world.base, "forged.xml")
        self.world.run("cap", "sign", "--key", stolen, self.world.file("bare.xml", bare), "--output", forged)
        self.assertEqual(self.verdict(forged, NO), "VERIFY-TIME")

    def test_a_crash_within_a_rotation_leaves_the_current_key_in_the_file(self):
        with open(self.key_file(), encoding="utf-8") as file:
            current = file.read()
        other = os.path.join(self.world.base, "other.key")
        self.world.run("cap", "make-key", other)
        with open(other, encoding="utf-8") as file:
            current = file.read() + current
        with open(self.key_file(), "w", encoding="utf-8") as file:
            file.write(current)
        _, warning = self.world.warning()
        self.pin()
        self.assertEqual(self.verdict(self.document(warning, "message.xml"), GOOD), "verified")

    def test_a_daemon_signs_and_rotates_as_well(self):
        self.world.serve()
        self.world.warning()
        self.assertEqual(self.world.ask("issuer", "rotate")["generation"], 2)
        _, warning = self.world.warning()
        self.pin()
        self.assertEqual(self.verdict(self.document(warning, "message.xml"), GOOD), "verified")
        self.world.stop()

    def test_a_lost_private_key_is_replaced_and_old_messages_verify(self):
        _, warning = self.world.warning()
        os.remove(self.key_file())
        self.world.run("issuer", "rotate")
        self.world.warning()
        self.pin()
        self.assertEqual(self.verdict(self.document(warning, "message.xml"), GOOD), "verified")

    def test_no_backup_holds_the_private_key(self):
        backup = os.path.join(self.world.base, "backup.db")
        self.world.run("backup", backup)
        with open(self.key_file(), "rb") as file:
            secret = file.read().splitlines()[1]
        for path in [backup] + glob.glob(os.path.join(self.world.dir, "allclear.db*")):
            with open(path, "rb") as file:
                self.assertNotIn(secret, file.read())

    # ---- the archive ----

    def test_a_changed_a_removed_and_a_slipped_in_message_is_found(self):
        for _ in range(3):
            self.world.warning()
        sound = self.world.ask("audit", "verify")
        self.assertEqual((sound["verified"], sound["messages"], sound["messages_unhashed"]), (True, 3, 0))
        good = self.sql("SELECT * FROM cap_message ORDER BY id")
        first, second, third = (row[0] for row in good)
        slipped = third + 7
        changes = (
            (second, f"UPDATE cap_message SET xml = replace(xml, 'Leave', 'Stay') WHERE id = {second}"),
            (second, f"UPDATE cap_message SET xml = replace(xml, 'Leave', 'Stay'), sha256 = NULL WHERE id = {second}"),
            (second, f"DELETE FROM cap_message WHERE id = {second}"),
            (third, f"DELETE FROM cap_message WHERE id = {third}"),
            (slipped, f"INSERT INTO cap_message SELECT {slipped}, warning, 'x', sender, sent_at, msg_type, "
                      f"references_text, xml, NULL FROM cap_message WHERE id = {first}"),
        )
        for broken, change in changes:
            self.sql(change)
            found = self.world.ask("audit", "verify", code=NO)
            self.assertEqual((found["verified"], found["first_broken_message"], found["first_broken"]),
                             (False, broken, 0), change)
            self.sql("DELETE FROM cap_message")
            for row in good:
                self.sql(f"INSERT INTO cap_message VALUES ({', '.join('?' * len(row))})", *row)
        self.assertTrue(self.world.ask("audit", "verify")["verified"])


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.__exit__, None)
        self.key = os.path.join(self.world.base, "key.pem")

    def test_a_key_is_never_overwritten_and_only_its_owner_reads_it(self):
        self.world.run("cap", "make-key", self.key)
        self.assertEqual(os.stat(self.key).st_mode & 0o777, 0o600)
        self.world.refuse("cap", "make-key", self.key)

    def test_what_was_signed_is_verified_and_one_letter_less_is_refused(self):
        alert = os.path.join(allclear.ROOT, "examples", "cap", "alert.xml")
        self.world.run("cap", "make-key", self.key)
        shown = self.world.ask("cap", "show-key", self.key)
        os.mkdir(os.path.join(self.world.base, "issuers"))
        self.world.file("issuers/desk@example.org.pem", shown["pem"])
        issuers = os.path.join(self.world.base, "issuers")
        signed = self.world.run("cap", "sign", alert, "--key", self.key).stdout
        path = self.world.file("signed.xml", signed)
        done = self.world.run("cap", "verify", "--issuers", issuers, path)
        self.assertEqual(done.stdout, f"{path}: verified, key {shown['name']}\n")
        bad = self.world.file("bad.xml", signed.replace("<headline>", "<headline>x", 1))
        done = self.world.run("cap", "verify", "--issuers", issuers, path, bad, alert, code=NO)
        self.assertEqual([line.split(": ")[1].split(",")[0] for line in done.stdout.splitlines()],
                         ["verified", "refused", "unsigned"])
        self.world.refuse("cap", "sign", path, "--key", self.key, says="signed already")
        self.world.refuse("cap", "verify", "--issuers", "/nowhere", path, code=FAILED, says="no such folder")


class Foreign(unittest.TestCase):
    """Real messages of other issuers, each against the certificate that it carries, as if it had been pinned."""

    FOLDER = os.path.join(allclear.SHARED, "data", "cap")
    WEAK = "http://www.w3.org/2000/09/xmldsig#sha1"

    def setUp(self):
        if not os.path.exists(os.path.join(self.FOLDER, "MANIFEST.tsv")):
            self.skipTest("not found: ../shared/data/cap, left out")
        self.world = World()
        self.addCleanup(self.world.__exit__, None)
        with open(os.path.join(self.FOLDER, "MANIFEST.tsv"), encoding="utf-8", newline="") as file:
            self.rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))

    def pin(self, text):
        """@return a folder with the certificates of a message under its sender's name"""
        folder = tempfile.mkdtemp(dir=self.world.base)
        sender = re.search(r"<(?:\w+:)?sender>(.*?)</", text).group(1).strip()
        with open(os.path.join(folder, sender.replace("%", "%25").replace("/", "%2F") + ".pem"), "w", encoding="ascii") as file:
            for found in re.findall(r"<(?:\w+:)?X509Certificate>(.*?)</", text, re.S):
                digits = re.sub(r"\s|&#13;|&#xD;", "", found)
                lines = "\n".join(digits[i:i + 64] for i in range(0, len(digits), 64))
                file.write(f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n")
        return folder

    def verdict(self, row):
        path = os.path.join(self.FOLDER, row["file"])
        with open(path, encoding="utf-8") as file:
            text = file.read()
        return text, self.world.ask("cap", "verify", "--issuers", self.pin(text), path, code=None)[0]

    def test_what_is_signed_well_is_verified_unless_the_way_is_weak(self):
        found = []
        for row in (row for row in self.rows if row["signature"] == "ok"):
            text, answer = self.verdict(row)
            found.append(self.WEAK in text)
            if self.WEAK in text:
                self.assertEqual((answer["verdict"], answer["rule"]), ("refused", "VERIFY-ALGORITHM"), row["file"])
                self.assertIn(self.WEAK, answer["why"], "the reason names the algorithm")
            else:
                self.assertEqual(answer["verdict"], "verified", (row["file"], answer))
        self.assertEqual(sorted(found), [False, False, True], "three messages, one with a digest in SHA-1")

    def test_what_is_not_signed_well_is_never_verified(self):
        bad = [row for row in self.rows if row["signature"].startswith(("digest-mismatch", "bad-structure"))]
        self.assertGreater(len(bad), 20)
        judged = 0
        for row in bad:
            try:
                with open(os.path.join(self.FOLDER, row["file"]), encoding="utf-8") as file:
                    folder = self.pin(file.read())
            except (AttributeError, UnicodeDecodeError):
                continue  # no sender, or no text
            done = self.world.run("cap", "verify", "--issuers", folder, os.path.join(self.FOLDER, row["file"]), code=None)
            self.assertNotEqual(done.returncode, GOOD, (row["file"], done.stdout))
            if done.returncode == FAILED:  # its certificate cannot even be pinned
                self.assertIn(".pem: ", done.stderr)
                continue
            judged += 1
            self.assertIn(": refused: VERIFY-", done.stdout, row["file"])
        self.assertGreater(judged, 10)


if __name__ == "__main__":
    allclear.main()
