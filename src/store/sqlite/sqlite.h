/* store/sqlite/sqlite.h - the embedded engine. This folder alone knows sqlite3.h. */
#pragma once
#include "store/db.h"

/* Write-ahead log, synchronous=FULL, one writer beside any number of readers. */
extern const struct ac_db_driver ac_sqlite_driver;
