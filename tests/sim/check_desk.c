#include "sim/check_desk.h"

#include "service/desk/archive.h"
#include "sim/sql_p.h"
#include "store/audit.h"

AC_AUTO_DEFINE_VALUE(desk_news, struct desk_news, check_desk_forget)

/* What was looked at is known from now on. */
static void move_on(struct sim_desk *desk, const struct desk_news *news)
{
	desk->audit_seq = news->audit_seq;
	desk->messages += (int64_t)news->messages.n;
	ac_vec_each(&news->messages, message)
		desk->message = message->id;
	ac_vec_each(&news->levels, level)
		desk->level = level->id;
	memcpy(desk->postures, news->postures, sizeof desk->postures);
	memcpy(desk->marked, news->marked, sizeof desk->marked);
}

void check_desk(struct sim *sim)
{
	struct ac_error err = { 0 };
	AC_AUTO(desk_news) struct desk_news news = { .desk = sim->desk };
	if (sim->failed)
		return;
	if (sim_sql_look(sim, check_desk_read, &news, &err) != AC_OK) {
		sim_fail(sim, 3, "the desk cannot be looked at: %s", err.msg);
		return;
	}
	check_desk_record(sim, &news);
	check_desk_drafts(sim, &news);
	check_desk_acts(sim, &news);
	check_desk_effects(sim, &news);
	check_desk_states(sim, &news);
	check_desk_refused(sim);
	check_desk_public(sim, &news);
	move_on(sim->desk, &news);
	sim_sql_trouble(sim);
}

static enum ac_status look_whole(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct sim *sim = ctx;
	struct ac_audit_report audit;
	struct ac_archive_report archive;
	enum ac_status status = ac_audit_verify(db, &audit, err);
	if (status == AC_CORRUPT || (status == AC_OK && audit.rows != sim->desk->audit_seq)) {
		sim_fail(sim, 7, "the chain: %lld rows check, of %lld", (long long)audit.rows,
			(long long)sim->desk->audit_seq);
		return AC_OK;
	}
	AC_TRY(status);
	AC_TRY(ac_archive_check(db, &archive, err));
	if (archive.first_broken || archive.unhashed || archive.messages != sim->desk->messages)
		sim_fail(sim, 6, "the archive: %lld messages check, of %lld; broken is %lld",
			(long long)archive.messages, (long long)sim->desk->messages,
			(long long)archive.first_broken);
	return AC_OK;
}

void check_desk_whole(struct sim *sim)
{
	struct ac_error err = { 0 };
	if (!sim->failed && sim_sql_look(sim, look_whole, sim, &err) != AC_OK)
		sim_fail(sim, 3, "the desk cannot be looked at: %s", err.msg);
}
