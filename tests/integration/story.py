"""story - the Istanbul story as tests play it: what happened when, and who was there.

Both come from ../shared where it is; else the moments are those below, and the people those that demo/world draws.
"""
import csv
import json
import os
import subprocess

import allclear

REAL = os.path.join(allclear.SHARED, "data", "istanbul")
TIMELINE = os.path.join(REAL, "timeline.json")

# at, kind, value: what the timeline says, in our own words, for where it is not at hand
STAND_IN = [
    ("2022-06-05T08:10:00+03:00", "report", "A2", "A cell of eight is on its way to attack visitors."),
    ("2022-06-05T08:25:00+03:00", "hotline", "", "The host has the report."),
    ("2022-06-05T09:02:00+03:00", "receipt", "", "Read and acted on."),
    ("2022-06-12T18:00:00+03:00", "assessment", "", "It is real, and it is soon."),
    ("2022-06-13T12:00:00+03:00", "warning", "4", "The highest warning for the city."),
    ("2022-06-13T12:05:00+03:00", "outreach", "", "Everybody in the province is told."),
    ("2022-06-14T12:00:00+03:00", "compliance", "", "Few leave. Guests of H0013, H0184 are told to move."),
    ("2022-06-15T10:00:00+03:00", "deployment", "", "Patrols at hotels and sites."),
    ("2022-06-17T03:30:00+03:00", "custody", "5/8", "Five of eight in custody."),
    ("2022-06-22T04:10:00+03:00", "custody", "7/8", "Seven of eight in custody."),
    ("2022-06-23T16:00:00+03:00", "attribution", "", "It is said who is behind it."),
    ("2022-06-24T09:00:00+03:00", "assessment", "", "The worst is over."),
    ("2022-06-25T18:00:00+03:00", "confirmation", "", "Nobody of the cell is known to be in the city."),
    ("2022-06-28T19:00:00+03:00", "all-clear", "3", "All-clear for the city."),
    ("2022-07-20T09:00:00+03:00", "report", "B2", "A new cell, another city."),
]


def events():
    """The story in its order: [{at, kind, value, text}]."""
    if not os.path.isfile(TIMELINE):
        print(f"not found: {TIMELINE}; played by a stand-in of our own", flush=True)
        return [dict(zip(("at", "kind", "value", "text"), row)) for row in STAND_IN]
    with open(TIMELINE, encoding="utf-8") as file:
        return json.load(file)


def find_data(scratch):
    """The folder with hotels.csv, sites.csv, travellers.csv and districts.geojson; scratch: where one may be drawn."""
    if os.path.isfile(os.path.join(REAL, "travellers.csv")):
        return REAL
    print(f"not found: {REAL}; played in the world that demo/world draws instead", flush=True)
    world = os.path.join(scratch, "world")
    subprocess.run([os.path.join(allclear.ROOT, "demo", "world"), world], check=True)
    return world


def rows(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))
