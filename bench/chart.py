"""The figures as pictures: SVG written by hand, legible on light and dark pages."""
import html
import math
import re

STYLE = """
svg { font: 13px system-ui, sans-serif; } text { fill: #1f2328; } .small { font-size: 11px; fill: #59636e; }
.title { font-size: 15px; font-weight: 600; } .line { stroke: #d1d9e0; fill: none; } .goal { stroke: #9a6700; stroke-width: 2; }
.met { fill: #1a7f37; } .missed { fill: #cf222e; } .back { fill: #ffffff; }
.s0 { stroke: #0969da; fill: #0969da; } .s1 { stroke: #bc4c00; fill: #bc4c00; }
.s2 { stroke: #1a7f37; fill: #1a7f37; } .s3 { stroke: #8250df; fill: #8250df; }
.curve { fill: none; stroke-width: 2; } .name { stroke: none; }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc; } .small { fill: #9198a1; } .line { stroke: #3d444d; } .goal { stroke: #e3b341; }
.met { fill: #3fb950; } .missed { fill: #f85149; } .back { fill: #0d1117; }
.s0 { stroke: #58a6ff; fill: #58a6ff; } .s1 { stroke: #f0883e; fill: #f0883e; }
.s2 { stroke: #3fb950; fill: #3fb950; } .s3 { stroke: #bc8cff; fill: #bc8cff; } .curve { fill: none; } .name { stroke: none; } }
"""


class Picture:
    """Shapes on a page of so many pixels, with a title above and what it was measured on below."""

    def __init__(self, width, height, title, foot):
        self.width, self.height = width, height
        self.parts = []
        self.add("rect", x=0, y=0, width=width, height=height, class_="back")
        self.text(16, 26, title, "title")
        for i, line in enumerate(foot):
            self.text(16, height - 12 - 16 * (len(foot) - 1 - i), line, "small")

    def add(self, shape, text=None, **fields):
        fields = " ".join(f'{name.rstrip("_").replace("_", "-")}="{value:.1f}"' if isinstance(value, float)
                          else f'{name.rstrip("_").replace("_", "-")}="{value}"' for name, value in fields.items())
        self.parts.append(f"<{shape} {fields}/>" if text is None else f"<{shape} {fields}>{html.escape(text)}</{shape}>")

    def text(self, x, y, text, class_="label", anchor="start"):
        self.add("text", text, x=float(x), y=float(y), class_=class_, text_anchor=anchor)

    def write(self, path, description):
        path.write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}" role="img" aria-label="{html.escape(description)}">\n'
            f"<style>{STYLE}</style>\n" + "\n".join(self.parts) + "\n</svg>\n")


def _powers(low, high):
    """Powers of ten from the one below to the one above."""
    return [10.0 ** e for e in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]


def _number(value):
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def peers(path, rows, foot):
    """A bar for every comparison. rows: (what, ratio, goal as a number, met)"""
    left, right, top, step = 380, 60, 64, 22
    height = top + step * len(rows) + 60
    picture = Picture(860, height, "How many times the reference (bar), and the goal (stroke)", foot)
    ticks = _powers(min(min(ratio, goal) for _, ratio, goal, _ in rows),
                    max(max(ratio, goal) for _, ratio, goal, _ in rows))
    span = math.log10(ticks[-1] / ticks[0])

    def at(value):
        return left + (860 - left - right) * math.log10(value / ticks[0]) / span

    for tick in ticks:
        picture.add("line", x1=at(tick), x2=at(tick), y1=float(top - 8), y2=float(top + step * len(rows)), class_="line")
        picture.text(at(tick), top - 14, f"{_number(tick)} ×", "small", "middle")
    for i, (what, ratio, goal, met) in enumerate(rows):
        y = top + step * i
        picture.text(left - 8, y + 13, what, anchor="end")
        picture.add("rect", x=float(left), y=y + 3, width=max(at(ratio) - left, 1.0), height=step - 8,
                    class_="met" if met else "missed")
        picture.add("line", x1=at(goal), x2=at(goal), y1=y, y2=y + step - 2, class_="goal")
        picture.text(at(ratio) + 5, y + 14, f"{ratio:.3g}", "small")
    picture.write(path, "Ratios of our figures to their references")


def growth(path, rows, foot):
    """A curve of cost per unit over size for each row. rows: (unit, [(size, µs)])"""
    left, top, width, height, right = 84, 60, 860, 460, 200
    bottom = height - 70
    picture = Picture(width, height, "Cost of one unit, in µs, over how many there are", foot)
    sizes = [size for _, points in rows for size, _ in points]
    costs = [cost for _, points in rows for _, cost in points]
    across, up = _powers(min(sizes), max(sizes)), _powers(min(costs), max(costs))

    def x(size):
        return left + (width - left - right) * math.log10(size / across[0]) / math.log10(across[-1] / across[0])

    def y(cost):
        return bottom - (bottom - top) * math.log10(cost / up[0]) / math.log10(up[-1] / up[0])

    for tick in across:
        picture.add("line", x1=x(tick), x2=x(tick), y1=top, y2=bottom, class_="line")
        picture.text(x(tick), bottom + 18, _number(tick), "small", "middle")
    for tick in up:
        picture.add("line", x1=left, x2=width - right, y1=y(tick), y2=y(tick), class_="line")
        picture.text(left - 18, y(tick) + 4, f"{_number(tick)} µs", "small", "end")
    for i, (unit, points) in enumerate(rows):
        picture.add("polyline", points=" ".join(f"{x(size):.1f},{y(cost):.1f}" for size, cost in points),
                    class_=f"curve s{i % 4}", style="fill:none")
        for size, cost in points:
            picture.add("circle", cx=x(size), cy=y(cost), r=3, class_=f"s{i % 4}")
            picture.text(x(size), y(cost) - 8, f"{cost:.3g}", "small", "middle")
        size, cost = points[-1]
        picture.add("text", unit, x=x(size) + 24, y=y(cost) + 4, class_=f"s{i % 4}", style="stroke:none")
    picture.write(path, "Cost per unit over size")


def ratio_of(cells):
    """(what, ratio, goal, met) of a line of the table; None where nothing is to be reached from below."""
    goal = re.fullmatch(r"≥ ([\d.]+): (met|missed)", cells[4])
    if not goal or cells[3] == "–":
        return None
    return cells[0], float(cells[3]), float(goal[1]), goal[2] == "met"
