"""Results kept beside the build, and put into the documentation."""
import datetime
import json
import re

import chart

HEAD = ["what", "ours", "reference", "ratio", "goal", ""]
BEGIN, END = "<!-- figures: ./dev bench --docs -->", "<!-- end of figures -->"


def cells(row):
    ratio = row["ratio"]
    return [row["what"], row["ours"], row["reference"],
            "–" if ratio is None else f"{ratio:.2f}" if ratio < 10 else f"{ratio:.1f}" if ratio < 100 else f"{ratio:.0f}",
            row["goal"], {True: "met", False: "missed", None: ""}[row["met"]]]


def keep(path, machine, rows, quick):
    """The latest result of each measurement stays; those of --quick stand apart."""
    if quick:
        path = path.with_name("results-quick.json")
    before = json.loads(path.read_text())["results"] if path.exists() else []
    measured = {row["case"] for row in rows}
    at = datetime.datetime.now(datetime.timezone.utc).isoformat("T", "minutes")
    rows = [row for row in before if row["case"] not in measured] + [dict(row, at=at, machine=machine) for row in rows]
    path.write_text(json.dumps({"results": rows}, indent=1, ensure_ascii=False) + "\n")


def _kept(text, measured):
    """Lines of the page for measurements that were not repeated here: the first word names them."""
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return [cells for cells in lines if cells[0] != HEAD[0] and not cells[0].startswith("---")
            and re.match(r"\w+", cells[0])[0] not in measured]


def _line(row):
    """A line of the page: when and with which version of ours stands in the last column."""
    return cells(row)[:4] + [f"{row['goal']}: {cells(row)[5]}" if cells(row)[5] else row["goal"], f"{row['at'][:16]}, {row['machine']['allclear']}"]


def write_docs(results, docs):
    """The table and the pictures in docs/; what was not measured again stays as it is."""
    rows = json.loads(results.read_text())["results"]
    page = docs / "performance.md"
    head, rest = page.read_text().split(BEGIN, 1)
    table, rest = rest.split(END, 1)
    table = _kept(table, {row["case"] for row in rows}) + [_line(row) for row in rows]
    machine = rows[-1]["machine"]
    lines = [f"{key}: {machine[key]}  " for key in ("machine", "versions", "load")]
    lines += ["", "| " + " | ".join(HEAD[:5] + ["measured"]) + " |", "| --- " * 6 + "|"]
    lines += ["| " + " | ".join(each) + " |" for each in table]
    page.write_text(head + BEGIN + "\n" + "\n".join(lines) + "\n" + END + rest)
    dates = sorted(each[5][:10] for each in table)
    foot = [machine["machine"], f"./dev bench --docs, measured {dates[0]} to {dates[-1]}"]
    chart.peers(docs / "performance-peers.svg", [each for each in map(chart.ratio_of, table) if each], foot)
    grown = [row for row in rows if "points" in row]
    if grown:
        chart.growth(docs / "performance-growth.svg", [(row["unit"], row["points"]) for row in grown],
                     [machine["machine"], f"./dev bench growth, {grown[0]['at'][:10]}, {machine['allclear']}"])
