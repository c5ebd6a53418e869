/* Any bytes as a file of travellers: rows, columns and every field's check. */
#include "fuzz/fuzz.h"

#include "roster/intake.h"

static void read_as(enum ac_import_kind kind, struct ac_str text)
{
	AC_AUTO(csv) struct ac_csv *csv = ac_csv_new("f.csv", ac_csv_from_str(&text));
	AC_AUTO(columns) struct ac_columns columns = { 0 };
	AC_AUTO(findings) struct ac_findings findings;
	ac_findings_init(&findings, 4);
	struct ac_csv_row row;
	struct ac_error err;
	if (ac_csv_next(csv, &row, &err) != AC_OK ||
		ac_columns_read(kind, &row, AC_STR(""), &columns, &err) != AC_OK)
		return;
	while (ac_csv_next(csv, &row, &err) == AC_OK && row.n > 0) {
		struct ac_traveller_row traveller;
		struct ac_place_row place;
		bool kept = kind == AC_IMPORT_TRAVELLERS
				    ? ac_intake_traveller(
					      &columns, &row, AC_STR("IL"), &traveller, &findings)
				    : ac_intake_place(&columns, &row, &place, &findings);
		if (!kept && findings.refused == 0)
			abort(); /* nothing is refused without a reason */
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ac_str text = { (const char *)data, size };
	read_as(AC_IMPORT_TRAVELLERS, text);
	read_as(AC_IMPORT_HOTELS, text);
	read_as(AC_IMPORT_SITES, text);
	return 0;
}
