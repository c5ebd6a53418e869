"""Results kept beside the build, and put into the documentation."""
import datetime
import json

HEAD = ["what", "ours", "reference", "ratio", "goal", ""]
BEGIN, END = "<!-- figures: ./dev bench --docs -->", "<!-- end of figures -->"


def cells(row):
    ratio = row["ratio"]
    return [row["what"], row["ours"], row["reference"],
            "–" if ratio is None else f"{ratio:.2f}" if ratio < 10 else f"{ratio:.1f}" if ratio < 100 else f"{ratio:.0f}",
            row["goal"], "met" if row["met"] else "missed"]


def keep(path, machine, rows, quick):
    """The latest result of each measurement stays; those of --quick stand apart."""
    if quick:
        path = path.with_name("results-quick.json")
    before = json.loads(path.read_text())["results"] if path.exists() else []
    measured = {row["case"] for row in rows}
    at = datetime.datetime.now(datetime.timezone.utc).isoformat("T", "minutes")
    rows = [row for row in before if row["case"] not in measured] + [dict(row, at=at, machine=machine) for row in rows]
    path.write_text(json.dumps({"results": rows}, indent=1, ensure_ascii=False) + "\n")


def write_docs(results, page):
    rows = json.loads(results.read_text())["results"]
    machine = rows[-1]["machine"] if rows else {}
    lines = [f"{key}: {machine[key]}  " for key in ("machine", "versions", "allclear", "load") if key in machine]
    lines += ["", "| " + " | ".join(HEAD[:5] + ["measured"]) + " |", "| --- " * 6 + "|"]
    lines += ["| " + " | ".join(cells(row)[:4] + [f"{row['goal']}: {cells(row)[5]}", row["at"][:16]]) + " |" for row in rows]
    text = page.read_text()
    head, rest = text.split(BEGIN, 1)
    page.write_text(head + BEGIN + "\n" + "\n".join(lines) + "\n" + END + rest.split(END, 1)[1])
