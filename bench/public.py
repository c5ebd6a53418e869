"""The public port beside nginx: the same bytes, the same questions, in turn; requests per second of the server's
processor time."""
import os
import re
import shutil
import time
import urllib.request

import proc

CONNECTIONS = 32
DOCUMENTS = {"feed": "/feed/atom.xml", "page": "/"}
TEXT = "texts:\n" + "".join(
    f"  - language: {language}\n    headline: Danger in the city, leave by the eastern road ({language})\n"
    f"    description: \"{'There is a danger in the quarters around the harbour. ' * 8}\"\n"
    f"    instruction: \"{'Leave now by the eastern road; do not use the bridge. ' * 4}\"\n"
    for language in ("en", "fr", "tr", "ru"))
NGINX = """worker_processes {workers};
pid {at}/nginx.pid;
error_log {at}/error.log;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {at}/tmp; proxy_temp_path {at}/tmp; fastcgi_temp_path {at}/tmp;
  uwsgi_temp_path {at}/tmp; scgi_temp_path {at}/tmp;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=100 inactive=60s;
  keepalive_requests 1000000000;
  default_type application/octet-stream;
  server {{
    listen 127.0.0.1:{port} backlog=1024;
    root {at}/files;
    location / {{ index index.html; add_header Cache-Control "public, max-age=10"; }}
  }}
}}
"""


def installed():
    return shutil.which("nginx", path="/usr/sbin:/usr/bin") and shutil.which("wrk")


def publish(made, warnings):
    """Several warnings, in several languages."""
    file = made.dir.parent / "texts.yaml"
    file.write_text(TEXT)
    for i in range(warnings):
        case = made.cli("case", "open", f"Case {i}")["id"]
        warning = made.cli("warning", "draft", str(case), f"--circle=41.0{i},28.97,5", "--texts", file,
                            "--scheme=IL-NSC-2022", "--level=4", "--to=2099-01-01T00:00:00Z")["id"]
        made.two("warning", "publish", str(warning))


def shown(port, warnings):
    """Do the documents say them all by now?"""
    return fetch(port, "/feed/atom.xml").count(b"</entry>") == warnings


class Nginx:
    def __init__(self, at, files):
        """files: name -> bytes"""
        self.port = proc.free_port()
        for folder in ("files", "tmp"):
            (at / folder).mkdir(parents=True)
        for name, text in files.items():
            path = at / "files" / name.lstrip("/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
        (at / "nginx.conf").write_text(NGINX.format(at=at, port=self.port, workers=min(os.cpu_count(), 4)))
        os.chmod(at, 0o755)
        self.process = proc.start(["/usr/sbin/nginx", "-p", at, "-c", at / "nginx.conf", "-g",
                                   "daemon off; user root;"], at / "log")
        proc.wait_for(self.answers, "nginx", 10)

    def answers(self):
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/feed/atom.xml", timeout=5).status == 200
        except OSError:
            return False

    def pids(self):
        """Its workers: the master does nothing."""
        return [int(pid) for pid in open(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read().split()]

    def end(self):
        proc.end(self.process)


def fetch(port, path):
    return urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10).read()


def load(port, path, pids, seconds):
    """Requests a second of the processor time of those processes, with wrk and kept connections."""
    before = sum(proc.cpu_s(pid) for pid in pids)
    begun = time.monotonic()
    said = proc.run(["wrk", "-t", "1", "-c", CONNECTIONS, "-d", f"{seconds}s", f"http://127.0.0.1:{port}{path}"], seconds + 60)
    wall = time.monotonic() - begun
    cpu = sum(proc.cpu_s(pid) for pid in pids) - before
    requests = int(re.search(r"(\d+) requests in", said).group(1))
    if re.search(r"Non-2xx|Socket errors", said) or not requests:
        raise proc.Failed(f"wrk: {said[-300:]}")
    return requests / cpu, requests / wall
