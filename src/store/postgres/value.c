/* store/postgres/value.c - values in the wire's binary form: integers and doubles in network order.
 *
 * What comes from the server is input from outside: types and lengths are looked at, never believed. */
#include "store/postgres/postgres_p.h"

#include <endian.h>

static void put_number(struct ac_pg_bound *bound, uint64_t bits)
{
	bits = htobe64(bits);
	memcpy(bound->number, &bits, sizeof bits);
	bound->p = bound->number;
	bound->n = sizeof bits;
}

void ac_pg_bind(const struct ac_value *value, struct ac_pg_bound *bound)
{
	uint64_t bits = 0;
	*bound = (struct ac_pg_bound){ .type = 0 };
	switch (value->kind) {
	case AC_VALUE_NULL: return;
	case AC_VALUE_I64:
		bound->type = ac_pg_int8;
		put_number(bound, (uint64_t)value->i64);
		return;
	case AC_VALUE_F64:
		bound->type = ac_pg_float8;
		memcpy(&bits, &value->f64, sizeof bits);
		put_number(bound, bits);
		return;
	case AC_VALUE_TEXT:
	case AC_VALUE_BLOB:
		bound->type = value->kind == AC_VALUE_TEXT ? ac_pg_text : ac_pg_bytea;
		bound->p = value->bytes.p ? value->bytes.p : "";
		bound->n = (int)value->bytes.n;
		return;
	}
}

static uint64_t read_number(struct ac_str bytes)
{
	uint64_t bits = 0;
	for (size_t i = 0; i < bytes.n; i++)
		bits = bits << 8 | (unsigned char)bytes.p[i];
	return bits;
}

int64_t ac_pg_i64(Oid type, struct ac_str bytes)
{
	if (type == ac_pg_int8 && bytes.n == 8)
		return (int64_t)read_number(bytes);
	if (type == ac_pg_int4 && bytes.n == 4)
		return (int32_t)read_number(bytes);
	if (type == ac_pg_int2 && bytes.n == 2)
		return (int16_t)read_number(bytes);
	if (type == ac_pg_float8 && bytes.n == 8) {
		double f64 = ac_pg_f64(type, bytes);
		return f64 >= -9.2e18 && f64 <= 9.2e18 ? (int64_t)f64 : 0;
	}
	return 0;
}

double ac_pg_f64(Oid type, struct ac_str bytes)
{
	if (type != ac_pg_float8 || bytes.n != 8)
		return (double)ac_pg_i64(type == ac_pg_float8 ? 0 : type, bytes);
	uint64_t bits = read_number(bytes);
	double f64;
	memcpy(&f64, &bits, sizeof f64);
	return f64;
}
