"""The measurements, one function each: `case(bench)` gives rows for the table (row())."""
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import time

import campaign
import desk
import kannel
import proc
import public
import server as postgres
import sink

KANNEL_GOAL = 10
FLAT_GOAL = 1.2
CREATE_GOAL = 0.5
MATCH_GOAL = 100
MEMORY_GOAL_MB = 400
IMPORT_GOAL_S = 60
CAP_GOAL = 1
SIGN_GOAL = 0.33
POSTGIS_GOALS = {"district": 1, "metropolitan": 4, "country": 4}
DISPATCH_GOAL = 2
GROWTH_GOAL = 1.3
PUBLIC_GOAL = 0.8
INTAKE_GOAL = 100  # a second: the largest feed that is read is taken in within ten


def row(what, ours, reference, ratio, goal, met, **more):
    return {"what": what, "ours": ours, "reference": reference, "ratio": ratio, "goal": goal, "met": met, **more}


def note(text):
    print(f"    {text}", flush=True)


class Bench:
    def __init__(self, build, work, quick):
        self.build, self.work, self.quick = pathlib.Path(build), pathlib.Path(work), quick
        self.made = {}

    def people(self, n, server=None):
        """A data directory with n people and a published warning over all of them, made once.

        server: its data go there, into the database people<n>."""
        key = (n, server)
        if key not in self.made:
            base = self.work / f"people-{n}{'-server' if server else ''}"
            note(f"making a data directory of {n:,} people")
            desk.write_people(base / "files", n)
            made = desk.Desk(self.build, base / "data", database=server and server.database(f"people{n}"))
            took = made.take_in(base / "files")
            made.serve()
            warning = made.warn()
            made.end()
            self.made[key] = (base / "data", warning, took)
        return self.made[key]

    def desk(self, n, port, server=None, **configuration):
        """A copy of it under a daemon; gives the desk and its warning."""
        data, warning, _ = self.people(n, server)
        base = self.work / "round"
        shutil.rmtree(base, ignore_errors=True)
        shutil.copytree(data, base / "data", ignore=shutil.ignore_patterns("*.sock"))
        copy = desk.Desk(self.build, base / "data", new=False)
        copy.configure(port, database=server and server.copy(f"people{n}", "round"), **configuration)
        proc.fresh_disk()
        copy.serve()
        return copy, warning

    def campaign(self, n, receiver, history=False, **configuration):
        """One campaign to n people over the sink, from a fresh copy.

        history: let the daemon end in peace, which writes every attempt into its person's history."""
        copy, warning = self.desk(n, receiver.port, **configuration)
        try:
            before = receiver.accepted()
            proc.wait_for(lambda: copy.get("/readyz", raw=True), "the daemon's readiness", 30)
            cpu = receiver.cpu_s()
            figures = campaign.deliver(copy, warning)
            figures["sink_us"] = (receiver.cpu_s() - cpu) * 1e6 / n
            proc.wait_for(lambda: receiver.accepted() - before >= n, "the sink's count", 10)
            if receiver.accepted() - before != n or figures["messages"] != n:
                raise proc.Failed(f"{n} people, {figures['messages']} messages, "
                                  f"{receiver.accepted() - before} at the sink")
            if history:
                start = time.monotonic()
                copy.end()
                figures["history_s"] = time.monotonic() - start
            return figures
        finally:
            copy.drop()


def spread(values):
    return f"{min(values):,.0f}…{max(values):,.0f}"


def sms(bench):
    """Messages per second from a running campaign to the durable receipt, against Kannel, in turn."""
    n, rounds = (50000, 1) if bench.quick else (500000, 5)
    if not kannel.installed():
        raise proc.Failed("Kannel is missing: `./dev bench` installs it (Debian package kannel)")
    receiver = sink.Sink(bench.build)
    figures = {"kannel": [], "full": [], "off": []}
    try:
        bench.people(n)
        for turn in range(rounds):
            shutil.rmtree(bench.work / "kannel", ignore_errors=True)
            proc.fresh_disk()
            figures["kannel"].append(kannel.round_of(bench.work / "kannel", receiver, n))
            figures["full"].append(bench.campaign(n, receiver, history=turn == rounds - 1, sync="full"))
            figures["off"].append(bench.campaign(n, receiver, sync="off"))
            note(f"round {turn + 1}: " + ", ".join(f"{name} {each[-1]['per_s']:,.0f}/s"
                                                  for name, each in figures.items()))
    finally:
        receiver.end()
    rate = {name: [f["per_s"] for f in each] for name, each in figures.items()}
    cpu = {name: statistics.median(f["cpu_us"] for f in each) for name, each in figures.items()}
    middle = {name: statistics.median(each) for name, each in rate.items()}

    def against(name, label):
        ratio = middle[name] / middle["kannel"]
        return row(f"sms, {label}", f"{middle[name]:,.0f}/s ({spread(rate[name])})",
                   f"Kannel {middle['kannel']:,.0f}/s ({spread(rate['kannel'])})", ratio,
                   f"≥ {KANNEL_GOAL}", ratio >= KANNEL_GOAL, messages=n, rounds=rounds,
                   cpu_us=cpu[name], kannel_cpu_us=cpu["kannel"], all=rate)

    note("Kannel's file store is never fsynced, and it was asked for no receipts; ours waits for both")
    note(f"CPU a message, µs: ours {cpu['full']:.1f}, Kannel (bearerbox and smsbox) {cpu['kannel']:.0f}; "
         f"at the SMSC {statistics.median(f['sink_us'] for f in figures['full']):.1f}")
    note(f"making the campaign took {statistics.median(f['start_s'] for f in figures['full']):.1f} s before; "
         f"writing the history from the journal {figures['full'][-1]['history_s']:.1f} s after")
    return [against("full", "synchronous=FULL"), against("off", "synchronous=OFF")]


def flat(bench):
    """Time per message after the first tenth, a large campaign against a small one, in turn."""
    small, large, rounds = (20000, 100000, 3) if bench.quick else (100000, 1000000, 5)
    receiver = sink.Sink(bench.build)
    warm = {small: [], large: []}
    try:
        for _ in range(rounds):
            for n in (small, large):
                warm[n].append(bench.campaign(n, receiver)["warm_us"])
    finally:
        receiver.end()
    ours, reference = statistics.median(warm[large]), statistics.median(warm[small])
    return [row(f"flat: a message of {large:,}", f"{ours:.2f} µs", f"of {small:,}: {reference:.2f} µs",
                ours / reference, f"≤ {FLAT_GOAL}", ours / reference <= FLAT_GOAL, rounds=rounds, all=warm)]


def create(bench):
    """The tasks of a campaign, made durable in slices, against bare inserts."""
    n, rounds = (100000, 1) if bench.quick else (1000000, 3)
    ours, loaded, reference = [], [], []
    bench.people(n)
    for _ in range(rounds):
        database = bench.work / "inserts.db"
        for old in bench.work.glob("inserts.db*"):
            old.unlink()
        proc.fresh_disk()
        reference.append(float(proc.run([bench.build / "bench/bench_inserts", database, n])))
        database.unlink()
        made, warning = bench.desk(n, proc.free_port())  # nobody listens there: nothing is sent
        try:
            drafted = made.draft(warning)
            watch = campaign.Watch(made, warning)
            begun = time.monotonic()  # somebody agrees to it: from now on people wait
            made.agree(*drafted)
            watch.until(lambda c: c["recipients"] == n, "the campaign", 60)
            loaded.append(time.monotonic() - begun)
            ours.append(watch.durable - begun)
            watch.end()
        finally:
            made.drop()
    mine, bare, ready = (statistics.median(each) for each in (ours, reference, loaded))
    note(f"until the engine has everybody and the first message may leave: {ready:.1f} s")
    return [row(f"create: {n:,} tasks", f"{n / mine:,.0f}/s ({mine:.1f} s)",
                f"bare inserts {n / bare:,.0f}/s ({bare:.1f} s)", bare / mine, f"≥ {CREATE_GOAL}",
                bare / mine >= CREATE_GOAL, rounds=rounds,
                all={"ours_s": ours, "loaded_s": loaded, "inserts_s": reference})]


def match(bench):
    """Who is inside an area and a time, against a scan of the table with GEOS."""
    n = 1000000 if bench.quick else 10000000
    out = proc.run([bench.build / "bench/bench_match", n], 1500)
    for line in out.splitlines():
        note(line)
    rows = []
    for name, found, ours, scan, ratio in re.findall(
            r"match (\S+)\s+(\d+) stays\s+ours\s+([\d.]+) ms\s+full scan with GEOS\s+([\d.]+) ms\s+ratio (\d+)", out):
        rows.append(row(f"match: {name}, {int(found):,} of {n:,} stays", f"{float(ours):.2f} ms",
                        f"full scan with GEOS {float(scan):,.0f} ms", float(ratio), f"≥ {MATCH_GOAL}",
                        float(ratio) >= MATCH_GOAL))
    if not rows or "DIFFERENT" in out:
        raise proc.Failed("match: the two sides did not find the same stays")
    return rows


def memory(bench):
    """Peak memory of the daemon with every task live and every receipt outstanding."""
    n = 100000 if bench.quick else 1000000
    receiver = sink.Sink(bench.build, "--receipts", "none")
    try:
        made, warning = bench.desk(n, receiver.port)
        try:
            watch = campaign.Watch(made, warning, 0.2)
            made.start(warning)
            proc.wait_for(lambda: receiver.accepted() >= n, "the last message at the sink", 300)
            watch.until(lambda c: c["in_flight"] == n, "the last response", 30)
            watch.end()
            peak = made.peak_mb()
        finally:
            made.drop()
    finally:
        receiver.end()
    return [row(f"memory: {n:,} live tasks, {n:,} receipts outstanding", f"{peak:.0f} MB", "–", None,
                f"≤ {MEMORY_GOAL_MB} MB", peak <= MEMORY_GOAL_MB)]


def take_in(bench):
    """A file of travellers into a new data directory, through the command line."""
    n = 100000 if bench.quick else 1000000
    took = bench.people(n)[2]
    if took["added"] != n:
        raise proc.Failed(f"import: {took['added']} of {n} rows were added")
    goal = IMPORT_GOAL_S * n / 1000000
    return [row(f"import: {n:,} travellers", f"{took['seconds']:.1f} s ({n / took['seconds']:,.0f} rows/s)", "–",
                None, f"≤ {goal:.0f} s", took["seconds"] <= goal)]


def cap(bench):
    """Validating every real CAP message at hand in one process, against xmllint with the schema, in turn."""
    shared = pathlib.Path(os.environ.get("AC_SHARED", proc.ROOT / "../shared")) / "data/cap"
    files = sorted(shared.glob("*/*.xml"))
    if not files or not shutil.which("xmllint"):
        raise proc.Failed(f"cap: {shared} or xmllint (Debian package libxml2-utils) is missing")
    rounds = 5 if bench.quick else 25
    ours = [bench.build / "allclear", "cap", "validate", *files]
    reference = ["xmllint", "--noout", "--nonet", "--schema", shared / "schema/CAP-v1.2.xsd", *files]
    took = {"ours": [], "xmllint": []}
    for _ in range(rounds):
        for name, command in (("ours", ours), ("xmllint", reference)):
            begun = time.monotonic()
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
            took[name].append((time.monotonic() - begun) * 1000)
            said = done.stdout.splitlines() if name == "ours" else done.stderr.splitlines()
            judged = sum(line.endswith((": valid", ": invalid", " validates", " fails to validate", "compile"))
                         for line in said)
            if name == "ours" and (done.returncode != 1 or judged != len(files)):
                raise proc.Failed(f"cap: exit {done.returncode}, {judged} of {len(files)} files judged")
            if name == "xmllint" and judged < len(files) * 0.9:  # it says nothing of what is no XML
                raise proc.Failed(f"cap: xmllint judged {judged} of {len(files)} files: {done.stderr[-300:]}")
    middle = {name: statistics.median(each) for name, each in took.items()}
    ratio = middle["xmllint"] / middle["ours"]
    size = sum(each.stat().st_size for each in files) / 1e6
    return [row(f"cap: {len(files)} messages, {size:.0f} MB, one process", f"{middle['ours']:.0f} ms ({spread(took['ours'])})",
                f"xmllint --schema {middle['xmllint']:.0f} ms ({spread(took['xmllint'])})", ratio, f"≥ {CAP_GOAL}",
                ratio >= CAP_GOAL, rounds=rounds, all=took)]


def sign(bench):
    """Signing and verifying a message, against xmlsec's plain API in one process, in turn."""
    files = [each for each in sorted((proc.ROOT / "examples/cap").glob("*.xml"))
             if "<sender>desk@example.org</sender>" in each.read_text(encoding="utf-8")]
    rounds = 20 if bench.quick else 200
    out = proc.run([bench.build / "bench/bench_sign", rounds, *files])
    ours, reference, n = re.search(r"ours ([\d.]+) us  xmlsec ([\d.]+) us  (\d+) messages", out).groups()
    ratio = float(reference) / float(ours)
    note("ours reads the message three times against every rule and verifies twice; the reference signs and verifies")
    return [row(f"sign + verify: a message, {n} samples", f"{float(ours):.0f} µs", f"xmlsec, same process "
                f"{float(reference):.0f} µs", ratio, f"≥ {SIGN_GOAL}", ratio >= SIGN_GOAL, rounds=rounds)]


def postgis(bench):
    """Who is inside an area and a time, both our engines against PostGIS on the same server."""
    n = 200000 if bench.quick else 10000000
    server = postgres.Server(bench.build)
    try:
        out = proc.run([bench.build / "bench/bench_postgis", server.url, n], 1500)
    finally:
        server.end()
    for line in out.splitlines():
        note(line)
    note("server: " + ", ".join(postgres.SETTINGS) + ", fsync=on, jit=off")
    rows = []
    for name, found, sqlite, ours, parameter, by_row in re.findall(
            r"^(\S+)  (\d+) stays  SQLite ([\d.]+) ms  PostgreSQL ([\d.]+) ms  "
            r"PostGIS parameter ([\d.]+) ms  row ([\d.]+) ms", out, re.M):
        reference, goal = min(float(parameter), float(by_row)), POSTGIS_GOALS[name]
        rows += [row(f"postgis: {name}, {int(found):,} of {n:,} stays, {engine}", f"{float(ms):.2f} ms",
                     f"PostGIS {reference:.1f} ms", reference / float(ms), f"≥ {goal}", reference / float(ms) >= goal)
                 for engine, ms in (("SQLite", sqlite), ("PostgreSQL", ours))]
    if len(rows) != 6:
        raise proc.Failed("postgis: figures are missing")
    return rows


def claims(bench, server, n, work, batch, connections):
    """Rows per second that bench/claims takes and writes the outcome of."""
    server.sql("CHECKPOINT")
    proc.fresh_disk()
    return n / float(proc.run([bench.build / "bench/bench_claims", server.url, n, batch, connections, work]))


def best_claims(bench, server, n, work):
    """The batch and number of connections with which it is fastest. Of what is claimed a crash leaves unknown what
    became of it: for the same work, no more of it than of ours."""
    ways = [(1000, 1), (1000, 2), (1000, 4)] + ([(5000, 2)] if work == "lean" else [])
    tried = {way: claims(bench, server, n, work, *way) for way in ways}
    for (batch, connections), rate in tried.items():
        note(f"claims, {work}, of {batch:,} over {connections} connections: {rate:,.0f}/s")
    return max(tried, key=tried.get)


def dispatch(bench):
    """Messages per second to the durable receipt on PostgreSQL, against a bare queue with SKIP LOCKED."""
    n, rounds = (20000, 1) if bench.quick else (500000, 3)
    server, receiver = postgres.Server(bench.build), sink.Sink(bench.build)
    rates = {"ours": [], "same": [], "lean": []}
    runs = []
    try:
        best = {work: best_claims(bench, server, n, work) for work in ("same", "lean")}
        for _ in range(rounds):
            for work, way in best.items():
                rates[work].append(claims(bench, server, n, work, *way))
            runs.append(bench.campaign(n, receiver, server=server))
            rates["ours"].append(runs[-1]["per_s"])
            note(", ".join(f"{name} {each[-1]:,.0f}/s" for name, each in rates.items()))
    finally:
        receiver.end()
        server.end()
    middle = {name: statistics.median(each) for name, each in rates.items()}
    note(f"CPU of the daemon a message, µs: {statistics.median(each['cpu_us'] for each in runs):.1f}; making the "
         f"campaign took {statistics.median(each['start_s'] for each in runs):.1f} s before")

    def against(work, label, goal):
        ratio = middle["ours"] / middle[work]
        batch, connections = best[work]
        return row(f"dispatch, PostgreSQL, {label}", f"{middle['ours']:,.0f}/s ({spread(rates['ours'])})",
                   f"SKIP LOCKED, {batch:,} × {connections}: {middle[work]:,.0f}/s ({spread(rates[work])})", ratio,
                   f"≥ {goal}" if goal else "–", ratio >= goal if goal else None, messages=n, rounds=rounds, all=rates)

    return [against("same", "the same facts", DISPATCH_GOAL), against("lean", "claimed and done only", None)]


def public_port(bench):
    """Requests for the feed and the page per second of the server's CPU time, against nginx, in turn."""
    if not public.installed():
        raise proc.Failed("nginx or wrk is missing: `./dev bench` installs them")
    seconds, rounds = (1, 1) if bench.quick else (5, 5)
    (bench.work / "public").mkdir()
    made = desk.Desk(bench.build, bench.work / "public/data")
    port = proc.free_port()
    (made.dir / "allclear.yaml").write_text(f"public:\n  port: {port}\n")
    made.serve()
    nginx = None
    try:
        public.publish(made, 6)
        proc.wait_for(lambda: public.shown(port, 6), "the public documents", 30)
        files = {path: public.fetch(port, path) for path in public.DOCUMENTS.values()}
        files["/index.html"] = files.pop("/")
        nginx = public.Nginx(bench.work / "public/nginx", files)
        rows = []
        for name, path in public.DOCUMENTS.items():
            size = len(public.fetch(port, path))
            if public.fetch(nginx.port, path) != public.fetch(port, path):
                raise proc.Failed(f"public: nginx serves other bytes for {path}")
            rates, walls = {"ours": [], "nginx": []}, {"ours": [], "nginx": []}
            for _ in range(rounds):
                for server, at, pids in (("nginx", nginx.port, nginx.pids()), ("ours", port, [made.daemon.pid])):
                    per_cpu, per_s = public.load(at, path, pids, seconds)
                    rates[server].append(per_cpu)
                    walls[server].append(per_s)
            mine, reference = statistics.median(rates["ours"]), statistics.median(rates["nginx"])
            note(f"{name}, {size:,} bytes; by the clock: ours {statistics.median(walls['ours']):,.0f}/s, "
                 f"nginx {statistics.median(walls['nginx']):,.0f}/s")
            rows.append(row(f"public: {name}, {size / 1000:.0f} kB, kept connections", f"{mine:,.0f}/CPU s ({spread(rates['ours'])})",
                            f"nginx {reference:,.0f}/CPU s ({spread(rates['nginx'])})", mine / reference,
                            f"≥ {PUBLIC_GOAL}", mine / reference >= PUBLIC_GOAL, rounds=rounds, all=rates))
        return rows
    finally:
        if nginx:
            nginx.end()
        made.end()


def foreign_feed(folder, files, n):
    """A feed of n messages in a folder: real ones over and over, each time under another identifier."""
    folder.mkdir(parents=True)
    entries, made = "", []
    for i in range(n):
        made.append(folder / f"{i}.xml")
        made[-1].write_bytes(re.sub(rb"(<(?:\w+:)?identifier>)\s*", rb"\g<1>bench%d-" % i, files[i % len(files)].read_bytes(), 1))
        entries += f'<entry><updated>{i}</updated><link href="{i}.xml" type="application/cap+xml"/></entry>'
    (folder / "feed.xml").write_text(f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>')
    return made


def intake(bench):
    """Real CAP messages per second from a feed in a folder: fetched, judged, made durable; beside xmllint, which judges."""
    shared = pathlib.Path(os.environ.get("AC_SHARED", proc.ROOT / "../shared")) / "data/cap"
    files = sorted(shared.glob("valid/*.xml"))
    if not files or not shutil.which("xmllint"):
        raise proc.Failed(f"intake: {shared} or xmllint (Debian package libxml2-utils) is missing")
    rounds, n = 3 if bench.quick else 15, 200
    took = {"ours": [], "xmllint": []}
    for turn in range(rounds):
        base = bench.work / f"intake{turn}"
        messages = foreign_feed(base / "feed", files, n)
        made = desk.Desk(bench.build, base / "data")
        feed = made.cli("feed", "follow", base / "feed/feed.xml")["id"]
        proc.fresh_disk()
        begun = time.monotonic()
        found = made.cli("feed", "look", feed)
        took["ours"].append(time.monotonic() - begun)
        if (found["fetched"], found["added"], found["left"]) != (n, n, 0):
            raise proc.Failed(f"intake: {found}")
        begun = time.monotonic()
        subprocess.run(["xmllint", "--noout", "--nonet", "--schema", shared / "schema/CAP-v1.2.xsd", *messages],
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        took["xmllint"].append(time.monotonic() - begun)
        shutil.rmtree(base)
    rate = {name: [n / each for each in times] for name, times in took.items()}
    mine, reference = statistics.median(rate["ours"]), statistics.median(rate["xmllint"])
    note("ours is the whole command: it opens the data directory, reads, judges by all rules, commits to the disk")
    return [row(f"intake: {n} messages of a feed", f"{mine:,.0f}/s ({spread(rate['ours'])})",
                f"xmllint --schema {reference:,.0f}/s ({spread(rate['xmllint'])})", None,
                f"≥ {INTAKE_GOAL}/s", mine >= INTAKE_GOAL, rounds=rounds, all=took)]


def grown(what, points):
    """A row for a cost per unit in µs over sizes. points: (size, µs), rising. The ratio is the most that it grows
    from one size to any larger one: below 1 it only falls, as what is done once is shared by more."""
    costs = [cost for _, cost in points]
    ratio = max(later / cost for i, cost in enumerate(costs) for later in costs[i + 1:])
    return row(f"growth: {what}", ", ".join(f"{cost:.2f}" for cost in costs) + " µs",
               "at " + ", ".join(f"{size:,}" for size, _ in points), ratio, f"≤ {GROWTH_GOAL}", ratio <= GROWTH_GOAL,
               unit=what, points=points)


def grow_match(bench, sizes):
    points = []
    for n in sizes:
        out = proc.run([bench.build / "bench/bench_match", n], 1500)
        found, ms = re.search(r"match country\s+(\d+) stays  ours\s+([\d.]+) ms", out).groups()
        points.append((n, float(ms) * 1e3 / int(found)))
    return grown("match, a stay found", points)


def grow_people(bench, sizes):
    """The same people imported, made a campaign of, and written to."""
    points = {"import, a row": [], "create, a task": [], "sms, a message": []}
    receiver = sink.Sink(bench.build)
    try:
        for n in sizes:
            points["import, a row"].append((n, bench.people(n)[2]["seconds"] * 1e6 / n))
            rounds = [bench.campaign(n, receiver) for _ in range(1 if n >= 1000000 else 3)]
            points["create, a task"].append((n, statistics.median(each["create_s"] for each in rounds) * 1e6 / n))
            points["sms, a message"].append((n, statistics.median(each["seconds"] for each in rounds) * 1e6 / n))
    finally:
        receiver.end()
    return [grown(what, each) for what, each in points.items()]


def growth(bench):
    """Cost per unit from 10,000 to 1,000,000, matching to 10,000,000: flat, or explained."""
    sizes = [3000, 10000] if bench.quick else [10000, 100000, 1000000]
    return [grow_match(bench, sizes if bench.quick else [*sizes, 10000000]), *grow_people(bench, sizes)]


CASES = {"sms": sms, "flat": flat, "create": create, "match": match, "memory": memory, "import": take_in,
         "cap": cap, "sign": sign, "postgis": postgis, "dispatch": dispatch, "growth": growth, "public": public_port,
         "intake": intake}
