"""A PostgreSQL server for measurements (tests/peers/postgres): durable, with memory for everything."""
import subprocess

import proc

SETTINGS = ["shared_buffers=4GB", "effective_cache_size=12GB", "work_mem=256MB", "maintenance_work_mem=1GB",
            "max_wal_size=8GB", "checkpoint_timeout=30min", "random_page_cost=1.1", "synchronous_commit=on"]


class Server:
    """Started when it is made; end() removes it and all its databases."""

    def __init__(self, build):
        self.process = proc.start([build / "tests/peers/postgres/postgres_peer", "--durable", *SETTINGS],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        word, _, self.url = self.process.stdout.readline().strip().partition(" ")
        if word != "ready":
            raise proc.Failed("the PostgreSQL server does not start: see above")

    def database(self, name):
        return self.url.rsplit("/", 1)[0] + "/" + name

    def sql(self, *commands):
        words = [word for command in commands for word in ("-c", command)]
        proc.run(["psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", *words, self.url], 600)

    def copy(self, name, to):
        """A copy of a database that nobody uses, on the disk; one of that name goes. Gives its URL."""
        self.sql("SET client_min_messages = warning", f"DROP DATABASE IF EXISTS {to} WITH (FORCE)",
                 f"CREATE DATABASE {to} TEMPLATE {name}", "CHECKPOINT")
        return self.database(to)

    def end(self):
        proc.end(self.process)
