/* cap validate, show: anybody's CAP documents, without a data directory. */
#include "cli/cap_files.h"
#include "cli/cap_print.h"
#include "cli/commands.h"

#include "cap/json.h"
#include "cap/read.h"

/* ---- validate ---- */

static void findings_json(struct ac_json *json, const struct ac_cap_findings *findings)
{
	struct ac_json *array = ac_json_set_array(json, "findings");
	for (size_t i = 0; i < findings->count; i++) {
		const struct ac_cap_finding *f = &findings->at[i];
		struct ac_json *one = ac_json_add_object(array);
		ac_json_set_i64(one, "line", f->line);
		ac_json_set_text(one, "severity", ac_cap_severity_word(f->rule));
		ac_json_set_text(one, "rule", ac_cap_rule(f->rule)->id);
		ac_json_set_text(one, "message", f->message);
		ac_json_set_text(one, "fix", ac_cap_rule(f->rule)->fix);
	}
}

static bool validate_one(const void *profile, struct ac_str bytes, struct ac_cap_file *result)
{
	AC_AUTO(cap_document) struct ac_cap_document *document = ac_cap_read(bytes, profile);
	const struct ac_cap_findings *findings = ac_cap_document_findings(document);
	bool valid = ac_cap_document_valid(document);
	if (result->json) {
		ac_json_set_bool(result->json, "valid", valid);
		findings_json(result->json, findings);
		return valid;
	}
	for (size_t i = 0; i < findings->count; i++) {
		const struct ac_cap_finding *f = &findings->at[i];
		const struct ac_cap_rule *rule = ac_cap_rule(f->rule);
		ac_buf_printf(&result->text, "%s:%u: %s %s %s; %s\n", result->name, f->line,
			ac_cap_severity_word(f->rule), rule->id, f->message, rule->fix);
	}
	ac_buf_printf(&result->text, "%s: %s\n", result->name, valid ? "valid" : "invalid");
	return valid;
}

static const struct ac_option profile_options[] = {
	{ "profile", "NAME",
		"what this profile demands as well: ipaws, cap-cp, meteoalarm, australia", false },
	{ 0 },
};

static int validate(struct ac_cli *cli, const struct ac_args *args)
{
	const char *name = ac_arg(args, "profile");
	const struct ac_cap_profile *profile = name ? ac_cap_profile_named(ac_str(name)) : NULL;
	if (name && !profile)
		return ac_cli_usage("--profile: there is no \"%s\"; choose from "
				    "ipaws, cap-cp, meteoalarm, australia",
			name);
	return ac_cap_files(cli, args, validate_one, profile);
}

const struct ac_command ac_cmd_cap_validate = {
	.name = "cap validate",
	.operands = "FILE…",
	.summary = "Check CAP 1.2 messages: the schema, the standard's text, good practice",
	.options = profile_options,
	.min_operands = 1,
	.max_operands = -1,
	.run = validate,
	.more = "Prints `FILE:LINE: error|warning RULE message` for each finding and "
		"`FILE: valid|invalid`; a message is valid without errors. The file `-` is "
		"standard "
		"input. The rules stand in docs/cap-conformance.md. Exit status: 0 all are valid, "
		"1 "
		"one is not, 2 wrong use, 3 a file could not be read.",
};

/* ---- show ---- */

static void show_json(struct ac_json *json, struct ac_cap_document *document)
{
	const struct ac_cap_alert *alert = ac_cap_document_alert(document);
	ac_json_set_text(json, "kind", ac_cap_kind_name(ac_cap_document_kind(document)));
	ac_json_set_bool(json, "valid", ac_cap_document_valid(document));
	struct ac_json *profiles = ac_json_set_array(json, "profiles");
	const struct ac_cap_profile *profile;
	for (size_t i = 0; (profile = ac_cap_profile_at(i)); i++)
		if (ac_cap_document_claims(document, profile))
			ac_json_add_text(profiles, ac_cap_profile_name(profile));
	if (alert)
		ac_json_set(json, "alert", ac_cap_to_json(alert));
}

static bool show_one(const void *ctx, struct ac_str bytes, struct ac_cap_file *result)
{
	(void)ctx;
	AC_AUTO(cap_document) struct ac_cap_document *document = ac_cap_read(bytes, NULL);
	if (result->json)
		show_json(result->json, document);
	else
		ac_cap_print(&result->text, result->name, document);
	return ac_cap_document_alert(document) != NULL;
}

static int show(struct ac_cli *cli, const struct ac_args *args)
{
	return ac_cap_files(cli, args, show_one, NULL);
}

const struct ac_command ac_cmd_cap_show = {
	.name = "cap show",
	.operands = "FILE…",
	.summary = "Show what CAP messages say",
	.min_operands = 1,
	.max_operands = -1,
	.run = show,
	.more = "CAP 1.0 and 1.1 are read as well. A broken message is shown as far as it can be "
		"read; "
		"`allclear cap validate` says what is wrong with it. The file `-` is standard "
		"input.",
};
