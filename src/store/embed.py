"""embed.py OUT.c FILE.sql… - the numbered migrations as one C table, so that the .sql files stay readable."""
import os
import sys

out = ["/* made from src/store/migrations/ by embed.py */", '#include "store/migrate_p.h"', ""]
rows = []
for path in sorted(sys.argv[2:], key=os.path.basename):
    number, name = os.path.basename(path)[: -len(".sql")].split("_", 1)
    out.append(f"static const char text_{number}[] =")
    for line in open(path, encoding="utf-8").read().splitlines():
        quoted = line.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
        out.append(f'\t"{quoted}\\n"')
    out[-1] += ";"
    rows.append(f'\t{{ {int(number)}, "{name}", text_{number} }},')
out += ["", "const struct ac_migration ac_migrations[] = {", *rows, "\t{ 0, 0, 0 },", "};", ""]
open(sys.argv[1], "w", encoding="utf-8").write("\n".join(out))
