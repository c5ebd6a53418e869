/* store/postgres/postgres.h - PostgreSQL 14 or later behind the driver interface. This folder alone
 * knows libpq. The path of a connection is libpq's URI, postgresql://…; TLS, several hosts, password
 * files and time-outs are its parameters (docs/postgresql.md).
 *
 * A connection that broke is made again by the next transaction, by itself; see rules 8 and 9.
 */
#pragma once
#include "store/db.h"

extern const struct ac_db_driver ac_postgres_driver;
