"""postgres - a PostgreSQL server of a test's own (tests/peers/postgres), for Python."""
import subprocess


class Server:
    """Started when it is made; `url` is a database on it that exists. Use it with `with`."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        word, _, self.url = self.process.stdout.readline().strip().partition(" ")
        if word != "ready":
            raise AssertionError("the test's PostgreSQL server did not start: see above")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(timeout=60)
        self.process.stdout.close()

    def database(self, name):
        """Another one, which `allclear init` makes."""
        return self.url.rsplit("/", 1)[0] + "/" + name

    def order(self, word):
        """kill, restart, down, up, stop, cont (tests/peers/postgres/server.c); back when it is done."""
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        if self.process.stdout.readline().strip() != "ok":
            raise AssertionError(f"the test's PostgreSQL server did not {word}")
