/* store/migrate_p.h - the table that embed.py writes from migrations/. */
#pragma once

struct ac_migration {
	int number; /* 1, 2, …; 0 ends the table */
	const char *name;
	const char *text;
};

extern const struct ac_migration ac_migrations[];
