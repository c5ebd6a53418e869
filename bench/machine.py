"""On what it was measured."""
import os
import pathlib
import re
import subprocess

import proc


def _first(argv):
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=20, check=False)
        return (done.stdout or done.stderr).strip().splitlines()[0]
    except (OSError, IndexError, subprocess.TimeoutExpired):
        return "?"


def _package(name):
    return _first(["dpkg-query", "-W", "-f", "${Version}", name])


def describe(build):
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory_kb = int(re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text()).group(1))
    return {
        "machine": f"{os.cpu_count()} × {cpu.group(1) if cpu else os.uname().machine}, "
                   f"{memory_kb / 1e6:.0f} GB, Linux {os.uname().release}, "
                   f"{_first(['stat', '-f', '-c', '%T', str(build)])}",
        "load": " ".join(f"{each:.1f}" for each in os.getloadavg()) + " (1, 5, 15 minutes, before the start)",
        "allclear": _first(["git", "-C", str(proc.ROOT), "describe", "--always", "--dirty"]),
        "versions": f"{_first(['gcc', '--version'])}, SQLite {_package('libsqlite3-0')}, "
                    f"libuv {_package('libuv1')}, Kannel {_package('kannel')}, "
                    f"jemalloc {_package('libjemalloc2')}, PostgreSQL {_package('postgresql-15')}, "
                    f"PostGIS {_package('postgresql-15-postgis-3')}, libmicrohttpd "
                    f"{_package('libmicrohttpd12')}, nginx {_package('nginx')}, wrk {_package('wrk')}",
    }
