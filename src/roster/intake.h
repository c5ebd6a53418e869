/* roster/intake.h - a row of a file as a lodging, a site or a traveller, checked field by field.
 *
 * What makes a row useless refuses it; what only costs a detail (a broken number, an odd language)
 * leaves the detail out and is noted as doubtful. Values are views of the row: good until the next
 * one is read. Pure.
 */
#pragma once
#include "roster/columns.h"
#include "roster/email.h"
#include "roster/findings.h"

enum ac_intake_contact {
	AC_INTAKE_PHONE, /* the person's own */
	AC_INTAKE_SECOND, /* another one of theirs, often a local card */
	AC_INTAKE_EMERGENCY, /* somebody at home: for officers, never messaged by the ladder */
	AC_INTAKE_EMAIL,
	AC_INTAKE_COUNT,
};

enum {
	ac_intake_max_id = 64, /* bytes of an outside id */
	ac_intake_max_name = 256, /* bytes of a name, a district, … */
	ac_day_open = INT32_MAX, /* no departure: the stay is open */
};

/* Hotels and sites. Numbers that are not given are -1. */
struct ac_place_row {
	struct ac_str id, name, district, kind;
	struct ac_str zone; /* as written; empty: the caller's default */
	double lat_deg, lon_deg;
	int64_t beds, free_beds, stars, daily_visitors;
};

struct ac_traveller_row {
	struct ac_str id, party, name, native_name, purpose;
	struct ac_str source; /* as written; empty: the caller's */
	struct ac_str lodging; /* outside id; empty: the position, or no stay at all */
	struct ac_str zone; /* for a stay by position */
	bool has_position;
	double lat_deg, lon_deg;
	int32_t from_day, to_day; /* both included; to_day may be ac_day_open */
	bool minor;
	char language[36]; /* "he", "zh-Hant", lower-case primary tag; "" unknown */
	char nationality[4]; /* "IL"; "" unknown */
	char contact[AC_INTAKE_COUNT][ac_email_max + 1]; /* "" where there is none */
	/* Bit i: the file says nothing that can be used about contact i (no such column, or a broken
	 * value): an update leaves what is stored. */
	unsigned keep_contacts;
};

/** @return whether the row is kept; every finding is in the findings */
AC_MUST_CHECK bool ac_intake_place(const struct ac_columns *columns, const struct ac_csv_row *row,
	struct ac_place_row *place, struct ac_findings *findings);

/**
 * The same for a traveller. Whether the source and the lodging exist is the caller's to check.
 * @param region  ISO 3166 two letters for numbers without country code where the nationality says
 *                nothing; empty for none
 */
AC_MUST_CHECK bool ac_intake_traveller(const struct ac_columns *columns,
	const struct ac_csv_row *row, struct ac_str region, struct ac_traveller_row *traveller,
	struct ac_findings *findings);
