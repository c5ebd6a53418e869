/* store/sql_many.h - a list of keys in one statement, `WHERE id IN (" AC_SQL_MANY ")`: on a server every
 * statement is a round trip. A driver has sixty-four parameters. Where there are fewer keys, name one of them
 * again: both engines look it up once. */
#pragma once

enum { ac_sql_many = 60 };

/* clang-format off */
#define AC_SQL_MANY \
	"$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, " \
	"$16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, " \
	"$31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, " \
	"$46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60"
/* clang-format on */
