/* What a second person is shown before a warning goes out: how many it concerns, and one list of checks. */
#include "service/desk/level_p.h"
#include "service/desk/warning_p.h"

#include "cap/read.h"

#include <stdarg.h>
#include <stdio.h>

enum { says_max = 400 };

struct showing {
	struct ac_db *db;
	const struct warning *warning;
	const struct warning_publication *publication;
	const struct ac_officer *officer;
};

static void check(const struct showing *s, const char *name, bool good, const char *format, ...)
	AC_PRINTF(4, 5);
static void check(const struct showing *s, const char *name, bool good, const char *format, ...)
{
	char says[says_max];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(says, sizeof says, format, args);
	va_end(args);
	ac_rehearse_check(s->officer, name, good, ac_str(says));
}

/* ---- its words ---- */

static void check_languages(const struct showing *s)
{
	char list[200] = "";
	ac_json_each(s->warning->texts, text)
	{
		struct ac_str language = { 0 };
		if (ac_json_get_str(text, "language", &language, NULL) != AC_OK)
			continue;
		size_t n = strlen(list);
		(void)snprintf(
			list + n, sizeof list - n, "%s%.*s", n ? ", " : "", AC_STR_ARG(language));
	}
	bool parity = warning_texts_check(s->warning->texts, NULL) == AC_OK;
	check(s, "languages", parity, parity ? "each says as much as the others: %s" : "%s", list);
}

/* Nobody can follow an instruction that is missing, or that has a hole in it. */
static void check_instructions(const struct showing *s)
{
	size_t missing = 0, holes = 0;
	ac_json_each(s->warning->texts, text)
	{
		struct ac_str instruction = AC_STR("");
		(void)!ac_json_opt_str(text, "instruction", AC_STR(""), &instruction, NULL);
		missing += !ac_str_trim(instruction).n;
		holes += instruction.n && memchr(instruction.p, '{', instruction.n) != NULL;
	}
	bool cancels = s->publication->message == WARNING_CANCEL;
	if (holes)
		check(s, "instructions", false,
			"a placeholder in braces is left in %zu of them: nobody fills it in",
			holes);
	else
		check(s, "instructions", cancels || !missing, "%zu of %zu languages have one",
			ac_json_count(s->warning->texts) - missing,
			ac_json_count(s->warning->texts));
}

/* ---- the document ---- */

static void check_document(const struct showing *s, struct ac_str xml)
{
	AC_AUTO(cap_document) struct ac_cap_document *read = ac_cap_read(xml, NULL);
	const struct ac_cap_findings *findings = ac_cap_document_findings(read);
	if (!findings->count) {
		check(s, "document", true, "CAP 1.2, areas and all, without a finding");
		return;
	}
	check(s, "document", false, "%zu errors, %zu warnings; the first: %s", findings->errors,
		findings->warnings, findings->at[0].message);
}

static void count_message(void *ctx, const struct ac_cap_row *row)
{
	(void)row;
	++*(size_t *)ctx;
}

static enum ac_status check_chain(const struct showing *s, struct ac_error *err)
{
	size_t messages = 0; /* this one is among them */
	AC_TRY(ac_cap_each(s->db, s->warning->id, count_message, &messages, err));
	check(s, "chain", true,
		messages > 1 ? "refers to all %zu messages before it"
			     : "the first message (%zu before it)",
		messages - 1);
	return AC_OK;
}

static void check_end(const struct showing *s)
{
	char until[32];
	int64_t left_us = s->warning->valid_to.us - s->publication->sent.us;
	ac_wall_format(s->warning->valid_to, until);
	bool over = s->publication->message == WARNING_ALL_CLEAR ||
		    s->publication->message == WARNING_CANCEL;
	if (!over)
		check(s, "expiry", left_us > 0, "ends %s, in %lld hours", until,
			(long long)(left_us / AC_HOUR));
}

static void check_country(const struct showing *s)
{
	bool goes_on = s->publication->message == WARNING_ALERT ||
		       s->publication->message == WARNING_UPDATE;
	if (goes_on && s->warning->scheme[0])
		level_country_show(s->officer, warning_country(s->warning));
}

enum ac_status warning_show(struct ac_db *db, const struct warning *warning,
	const struct warning_publication *publication, const struct ac_officer *officer,
	struct ac_error *err)
{
	const struct showing s = { db, warning, publication, officer };
	if (!officer->rehearsal)
		return AC_OK;
	ac_json_set_i64(ac_rehearsed(officer), "warning", warning->id);
	ac_json_set_i64(ac_rehearsed(officer), "level", warning->level);
	if (publication->message == WARNING_CANCEL && !ac_json_count(warning->texts)) {
		check(&s, "languages", true,
			"it cancels what it refers to, with no words but its note");
	} else {
		check_languages(&s);
		check_instructions(&s);
	}
	check_document(&s, ac_buf_str(&officer->rehearsal->document));
	check_end(&s);
	check_country(&s);
	return check_chain(&s, err);
}

/* ---- whom it reaches ---- */

static enum ac_status count(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct warning_reach *reach = ctx;
	ac_members members = { 0 };
	enum ac_status status = ac_audience_find(db, &reach->audience, &members, err);
	reach->people = members.n;
	ac_vec_done(&members);
	return status;
}

static void check_reach(const struct showing *s, size_t people, double rate)
{
	ac_json_set_i64(ac_rehearsed(s->officer), "people", (int64_t)people);
	check(s, "audience", people > 0, "%zu registered people are in it or will be", people);
	if (rate > 0)
		check(s, "links", true, "one segment to each takes %.0f s at %.0f a second",
			(double)people / rate, rate);
	else
		check(s, "links", false, "no link is configured: nobody can be told personally");
}

void warning_reach_of(
	const struct warning *warning, struct ac_wall now, struct warning_reach *reach)
{
	AC_AUTO(buf) struct ac_buf areas;
	ac_buf_init(&areas, 64u << 20);
	ac_json_write(warning->areas, &areas);
	memset(reach->audience.tier_of, 1, sizeof reach->audience.tier_of);
	reach->audience.from = warning->valid_from.us > now.us ? warning->valid_from : now;
	reach->audience.to = warning->valid_to;
	if (reach->audience.to.us > reach->audience.from.us)
		(void)!ac_areas_read(ac_buf_str(&areas), &reach->audience.area, NULL);
}

void warning_show_reach(
	struct ac_service *service, struct warning_reach *reach, const struct ac_officer *officer)
{
	const struct showing s = { .officer = officer };
	struct ac_error err = { 0 };
	if (!reach->audience.area)
		return; /* no rehearsal, or over by its own times: nobody is in it any more */
	if (ac_service_read(service, count, reach, &err) == AC_OK)
		check_reach(&s, reach->people, ac_config_rate(ac_service_config(service)));
	else
		check(&s, "audience", false, "could not be counted: %s", err.msg);
}
