/* Any bytes as the plan of a campaign. What a user loses if this breaks: a slip in a file at night ends
 * the daemon, or a plan is taken that the engine cannot follow. */
#include "fuzz/fuzz.h"

#include "service/desk/plan_file.h"
#include "service/plan_json.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AC_AUTO(plan_file) struct ac_plan_file file = { 0 };
	struct ac_error err = { 0 };
	struct ac_str text = { (const char *)data, size };
	if (size > 16384)
		return 0;
	if (ac_plan_file_read(text, "Europe/Istanbul", (struct ac_wall){ 0 }, &file, &err) !=
		AC_OK) {
		if (!err.msg[0])
			abort();
		return 0;
	}
	/* What was taken is usable, and is the same after it was stored. */
	AC_AUTO(json) struct ac_json *stored = ac_plan_file_to_json(&file);
	struct ac_plan again = { 0 };
	if (ac_plan_check(&file.plan, NULL) != AC_OK ||
		ac_plan_from_json(stored, (struct ac_wall){ 0 }, &again, NULL) != AC_OK)
		abort();
	if (strcmp(again.quiet.zone, file.plan.quiet.zone) != 0 ||
		again.quiet.from_min != file.plan.quiet.from_min ||
		again.quiet.n_changes != file.plan.quiet.n_changes)
		abort();
	ac_vec_each(&file.texts, text_of)
		if (!text_of->text[0] || !text_of->language[0])
			abort();
	return 0;
}
