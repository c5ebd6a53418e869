"""officers - the people of a desk, for programs that drive `allclear`: their passwords, authenticators and sessions.

Each has three files beside the data directory: NAME.password, NAME.totp (the otpauth URL) and NAME.session.
"""
import base64
import hmac
import json
import os
import re
import struct
import subprocess
import time

PASSWORD = "correct horse battery staple"


def totp(secret, step):
    """RFC 6238: the code of a step of 30 seconds."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), "sha1").digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at:at + 4], 'big') & 0x7fffffff) % 1000000:06d}"


class Officers:
    def __init__(self, program, directory, base):
        self.program, self.directory, self.base = str(program), str(directory), str(base)
        self.seeds, self.steps = {}, {}  # of the authenticators; the last step whose code was used

    def path(self, name, what):
        return os.path.join(self.base, f"{name}.{what}")

    def environment(self, name):
        """For a command that this officer gives; None: nobody."""
        return {**os.environ, "ALLCLEAR_SESSION": self.path(name or "nobody", "session")}

    def secret(self, name):
        """What a program of that officer sends as bearer."""
        with open(self.path(name, "session"), encoding="utf-8") as file:
            return file.read().strip()

    def command(self, by, *words):
        done = subprocess.run([self.program, "-d", self.directory, "--json", *words], check=True,
                              stdout=subprocess.PIPE, text=True, env=self.environment(by), timeout=300)
        return json.loads(done.stdout)

    def add(self, name, roles, by=None):
        """The first one may be added by nobody. They log in. @return their id"""
        with open(self.path(name, "password"), "w", encoding="utf-8") as file:
            file.write(PASSWORD + "\n")
        added = self.command(by, "user", "add", name, f"--roles={roles}", f"--password-file={file.name}")
        with open(self.path(name, "totp"), "w", encoding="utf-8") as file:
            file.write(added["otpauth"] + "\n")
        self.seeds[name] = re.search("secret=([A-Z2-7]+)", added["otpauth"]).group(1)
        self.login(name)
        return added["id"]

    def code(self, name):
        """A code that is good now and was not used yet, if need be the next one, which is good already."""
        step = max(int(time.time()) // 30, self.steps.get(name, 0) + 1)
        while step > int(time.time()) // 30 + 1:
            time.sleep(0.5)
        self.steps[name] = step
        return totp(self.seeds[name], step)

    def login(self, name):
        return self.command(name, "login", name, f"--password-file={self.path(name, 'password')}",
                            f"--code={self.code(name)}")

    def voucher(self, name):
        """What `restore` and `db move` ask of an administrator."""
        return [f"--officer={name}", f"--password-file={self.path(name, 'password')}", f"--code={self.code(name)}"]

    def stay(self, name):
        """Log in again if the session has ended."""
        done = subprocess.run([self.program, "-d", self.directory, "whoami"], capture_output=True,
                              env=self.environment(name), timeout=300)
        if done.returncode:
            self.login(name)

    def token(self, name, roles):
        """From now on they ask with a token of a year, as a program does."""
        made = self.command(name, "token", "make", "bench", f"--roles={roles}", "--days=365")
        with open(self.path(name, "session"), "w", encoding="utf-8") as file:
            file.write(made["secret"] + "\n")
