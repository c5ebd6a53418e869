/* After every step everyone is counted, one by one, and held against what is known of them. */
#include "sim.h"

bool sim_told(const struct sim_facts *f)
{
	return f->maybe || f->delivered || f->perhaps_delivered || f->accepted ||
	       f->perhaps_accepted || f->heard || f->vouched || f->officer;
}

bool sim_related(const struct sim_task *a, const struct sim_task *b)
{
	if (a->spec.party && a->spec.party == b->spec.party)
		return true;
	for (int i = 0; i < a->spec.n_contacts; i++)
		for (int k = 0; k < b->spec.n_contacts; k++)
			if (a->spec.contacts[i].number_key == b->spec.contacts[k].number_key)
				return true;
	return false;
}

/* ---- invariant 2, the sums ---- */

struct tally {
	struct sim *sim;
	int campaign;
	size_t at;
	struct ac_counts counts;
};

static void add(struct ac_tier_counts *to, const struct ac_task_image *image)
{
	bool told = image->told != AC_TOLD_no;
	to->recipients++;
	to->told += told;
	to->explained += !told && image->explained != AC_EXPLAINED_no;
	to->pending += !told && image->explained == AC_EXPLAINED_no;
	to->standings[image->standing]++;
	to->explained_by[image->explained] += !told && image->explained != AC_EXPLAINED_no;
	to->told_by[image->told] += told;
	to->unaccounted += !ac_standing_accounted(image->standing);
}

static bool same_sums(const struct ac_tier_counts *a, const struct ac_tier_counts *b)
{
	for (int i = 0; i < ac_standing_count; i++)
		if (a->standings[i] != b->standings[i])
			return false;
	for (int i = 0; i < ac_explained_count; i++)
		if (a->explained_by[i] != b->explained_by[i])
			return false;
	for (int i = 0; i < ac_told_count; i++)
		if (a->told_by[i] != b->told_by[i])
			return false;
	return a->recipients == b->recipients && a->told == b->told && a->pending == b->pending &&
	       a->explained == b->explained && a->unaccounted == b->unaccounted;
}

/* Told through companions: somebody at the end of the line was told themselves. */
static bool line_ends(const struct sim *sim, const struct sim_task *task)
{
	for (int steps = 0; steps < 16; steps++) {
		int via = sim_task_of(sim, task->campaign + 1, task->view.via);
		if (via == sim_no_one)
			return false;
		task = &sim->tasks.at[via];
		if (task->view.told != AC_TOLD_via)
			return task->view.told != AC_TOLD_no;
	}
	return false;
}

static void check_lines(struct sim *sim, int c)
{
	ac_vec_each(&sim->campaigns[c].tasks, i) {
		const struct sim_task *task = &sim->tasks.at[*i];
		if (task->known && task->view.told == AC_TOLD_via && !line_ends(sim, task))
			sim_fail(sim, 2,
				"traveller %lld of campaign %d is told through %lld, who was not "
				"told",
				(long long)task->spec.traveller, c + 1, (long long)task->view.via);
	}
}

static void compare(struct sim *sim, int c, const struct tally *tally)
{
	struct ac_counts counts;
	if (ac_engine_counts(sim->engine, c + 1, &counts) != AC_OK) {
		sim_fail(sim, 2, "campaign %d is not known", c + 1);
		return;
	}
	if (sim->options.mutation)
		sim_mutate_counts(sim, &counts);
	const struct ac_tier_counts *a = &tally->counts.all, *b = &counts.all;
	if (b->recipients != b->told + b->pending + b->explained || !same_sums(a, b))
		sim_fail(sim, 2,
			"campaign %d: counted %lld = %lld told + %lld pending + %lld explained, "
			"the engine says "
			"%lld = %lld + %lld + %lld",
			c + 1, (long long)a->recipients, (long long)a->told, (long long)a->pending,
			(long long)a->explained, (long long)b->recipients, (long long)b->told,
			(long long)b->pending, (long long)b->explained);
	for (int tier = 0; tier <= ac_plan_max_tiers; tier++)
		if (!same_sums(&tally->counts.tiers[tier], &counts.tiers[tier]))
			sim_fail(sim, 2,
				"campaign %d: the sums of tier %d are not those of its people",
				c + 1, tier);
	if (tally->counts.closing_recipients != counts.closing_recipients ||
		tally->counts.closing_told != counts.closing_told ||
		tally->counts.closing_explained != counts.closing_explained ||
		counts.closing_pending !=
			counts.closing_recipients - counts.closing_told - counts.closing_explained)
		sim_fail(sim, 2, "campaign %d: the sums of the closing are not those of its people",
			c + 1);
	if (counts.state == AC_CAMPAIGN_closed && (counts.all.pending || counts.closing_pending))
		sim_fail(sim, 9, "campaign %d is closed with %lld pending", c + 1,
			(long long)counts.all.pending);
	if (counts.state != sim->campaigns[c].state)
		sim_fail(sim, 3, "campaign %d is %s, by its orders it is %s", c + 1,
			ac_campaign_state_name(counts.state),
			ac_campaign_state_name(sim->campaigns[c].state));
}

/* ---- invariant 2, person by person ---- */

/* Is the message of somebody else theirs too: of the same party, or on the same number? */
bool sim_covered(const struct sim *sim, int index)
{
	const struct sim_task *task = &sim->tasks.at[index];
	ac_vec_each(&sim->campaigns[task->campaign].tasks, i) {
		const struct sim_task *other = &sim->tasks.at[*i];
		if (*i != index && sim_told(&other->now) && sim_related(task, other))
			return true;
	}
	return false;
}

static bool told_with_cause(
	const struct sim *sim, const struct sim_task *task, const struct ac_task_image *image)
{
	const struct sim_facts *f = &task->now;
	switch ((enum ac_told)image->told) {
	case AC_TOLD_accepted: return f->accepted || f->perhaps_accepted;
	case AC_TOLD_delivered: return f->delivered || f->perhaps_delivered;
	case AC_TOLD_via: return f->vouched || sim_covered(sim, (int)(task - sim->tasks.at));
	case AC_TOLD_officer: return f->officer;
	case AC_TOLD_responded: return f->heard || f->vouched;
	case AC_TOLD_no:
	default: return !(f->delivered || f->accepted || f->heard || f->officer);
	}
}

static bool usable(const struct sim *sim, const struct ac_contact_spec *contact)
{
	bool gone = (size_t)contact->id < sim->contacts.n && sim->contacts.at[contact->id].gone;
	const struct sim_number *number = sim_number_of((struct sim *)sim, contact->number_key);
	return contact->channel == AC_CHANNEL_sms && !gone && !number->dead && !number->stopped &&
	       contact->state != AC_CONTACT_dead && contact->state != AC_CONTACT_opted_out;
}

/* A way to them that is usable and was never tried; -1: none. Who said stop on one number is left to humans. */
static int untried(const struct sim *sim, const struct sim_task *task)
{
	for (int k = 0; k < task->spec.n_contacts; k++)
		if (sim_number_of((struct sim *)sim, task->spec.contacts[k].number_key)->stopped)
			return -1;
	for (int k = 0; k < task->spec.n_contacts; k++) {
		const struct ac_contact_spec *contact = &task->spec.contacts[k];
		const struct sim_number *number =
			sim_number_of((struct sim *)sim, contact->number_key);
		if (usable(sim, contact) && !(number->tried >> task->campaign & 1))
			return k;
	}
	return -1;
}

static bool explained_with_cause(
	const struct sim *sim, const struct sim_task *task, const struct ac_task_image *image)
{
	bool closing = sim->campaigns[task->campaign].state >= AC_CAMPAIGN_closing;
	int usable_n = 0, stopped = 0;
	if (task->now.excluded)
		return true; /* whatever they were explained by before */
	for (int k = 0; k < task->spec.n_contacts; k++) {
		usable_n += usable(sim, &task->spec.contacts[k]);
		stopped += sim_number_of((struct sim *)sim, task->spec.contacts[k].number_key)
				   ->stopped;
	}
	switch ((enum ac_explained)image->explained) {
	case AC_EXPLAINED_no: return true;
	case AC_EXPLAINED_no_contact: return usable_n == 0 || closing;
	case AC_EXPLAINED_dead: return usable_n == 0 || closing;
	case AC_EXPLAINED_opted_out: return stopped > 0;
	case AC_EXPLAINED_exhausted: return untried(sim, task) < 0 || closing;
	case AC_EXPLAINED_excluded: return task->now.excluded || task->now.left || closing;
	case AC_EXPLAINED_departed: return task->spec.departs.us <= sim->now.wall.us;
	case AC_EXPLAINED_unknown_held: return task->now.unknown || closing;
	default: return false;
	}
}

/* Invariant 3: a word that was taken in holds, crash or not, until the next one. */
static bool standing_holds(const struct sim_task *task, const struct ac_task_image *image)
{
	if (!task->now.standing)
		return true;
	return image->standing == task->now.standing - 1 ||
	       (task->now.excluded && image->standing == AC_STANDING_excluded);
}

/* Invariant 5: everyone who may have been told is owed the closing. */
static bool closing_owed(
	const struct sim *sim, const struct sim_task *task, const struct ac_task_image *image)
{
	const struct sim_campaign *campaign = &sim->campaigns[task->campaign];
	if (campaign->state != AC_CAMPAIGN_closing && campaign->state != AC_CAMPAIGN_closed)
		return true;
	const struct sim_facts *f = &task->now;
	if (image->closing == AC_CLOSING_told)
		return f->all_clear || f->perhaps_delivered || f->perhaps_all_clear ||
		       sim_covered(sim, (int)(task - sim->tasks.at));
	return image->closing != AC_CLOSING_none || !(f->maybe || f->owed);
}

static void check_help(struct sim *sim, const struct sim_task *task)
{
	if (!task->now.help)
		return;
	const struct ac_plan *plan = &sim->campaigns[task->campaign].input.plan;
	int64_t waited = sim->now.wall.us - task->help_raised.us;
	if (task->help_raised.us == 0)
		sim_fail(sim, 13, "traveller %lld called for help and nobody was told",
			(long long)task->spec.traveller);
	else if ((double)waited >
		 (double)plan->help_again_us + (double)(2 * AC_SECOND) * sim->wall_rate)
		sim_fail(sim, 13, "traveller %lld waits for help %lld s and nobody was told again",
			(long long)task->spec.traveller, (long long)(waited / AC_SECOND));
}

/* Only where the image or what is known of them changed: else it was judged before. */
static void check_person(struct sim *sim, struct sim_task *task, const struct ac_task_image *image)
{
	long long who = (long long)task->spec.traveller;
	int c = task->campaign + 1;
	if (!standing_holds(task, image))
		sim_fail(sim, 3, "traveller %lld of campaign %d is %s, their word says %s", who, c,
			ac_standing_name(image->standing),
			ac_standing_name(task->now.standing - 1));
	else if (!told_with_cause(sim, task, image))
		sim_fail(sim, 2,
			"traveller %lld of campaign %d: told = %s has no cause, or is missing", who,
			c, ac_told_name(image->told));
	else if (image->told == AC_TOLD_no && !explained_with_cause(sim, task, image))
		sim_fail(sim, 2,
			"traveller %lld of campaign %d: explained = %s has no cause (untried "
			"contact %d)",
			who, c, ac_explained_name(image->explained), untried(sim, task));
	else if (!closing_owed(sim, task, image))
		sim_fail(sim, 5, "traveller %lld of campaign %d: closing = %s", who, c,
			ac_closing_name(image->closing));
}

static void trace_change(const struct sim *sim, int campaign, const struct ac_person_view *view,
	const struct ac_task_image *before)
{
	const struct ac_task_image *now = &view->image;
	if (!sim->options.trace || memcmp(now, before, sizeof *now) == 0)
		return;
	sim_trace(sim,
		"  traveller %lld of %d: tier %d %s told %s%s%lld explained %s rung %d.%d contact "
		"%d closing %s.%d said "
		"%d v%d flags %x contacts %d%d%d%d due %+.1f s%s",
		(long long)view->spec.traveller, campaign + 1, now->tier,
		ac_standing_name(now->standing), ac_told_name(now->told), now->via ? " via " : " ",
		(long long)now->via, ac_explained_name(now->explained), now->rung, now->tries,
		now->contact, ac_closing_name(now->closing), now->closing_tries, now->said_tier,
		now->said_version, now->flags, now->contact_states[0], now->contact_states[1],
		now->contact_states[2], now->contact_states[3],
		now->due.us == INT64_MAX ? 0 : (double)(now->due.us - sim->now.wall.us) / 1e6,
		view->in_flight ? " in flight" : "");
}

static bool visit(void *ctx, const struct ac_person_view *view)
{
	struct tally *tally = ctx;
	struct sim *sim = tally->sim;
	int index = sim_task_of(sim, tally->campaign + 1, view->spec.traveller);
	if (index == sim_no_one || !sim->tasks.at[index].known) {
		sim_fail(sim, 2, "traveller %lld was never given to the engine",
			(long long)view->spec.traveller);
		return false;
	}
	struct ac_task_image shown;
	const struct ac_task_image *image = &view->image;
	if (sim->options.mutation) {
		shown = view->image;
		sim_mutate_view(sim, &sim->tasks.at[index], &shown);
		image = &shown;
	}
	add(&tally->counts.all, image);
	add(&tally->counts.tiers[image->tier], image);
	tally->counts.closing_recipients += image->closing != AC_CLOSING_none;
	tally->counts.closing_told += image->closing == AC_CLOSING_told;
	tally->counts.closing_explained += image->closing == AC_CLOSING_explained;
	struct sim_task *task = &sim->tasks.at[index];
	bool news = task->news || memcmp(image, &task->view, sizeof *image) != 0;
	task->news = false;
	trace_change(sim, tally->campaign, view, &task->view);
	task->view = *image;
	task->in_flight = view->in_flight;
	if (view->in_flight)
		task->busy_step = sim->step;
	tally->at++;
	check_help(sim, task);
	if (news)
		check_person(sim, task, image);
	return !sim->failed;
}

void check_everyone(struct sim *sim)
{
	for (int c = 0; c < sim->n_campaigns && !sim->failed; c++) {
		struct sim_campaign *campaign = &sim->campaigns[c];
		if (!campaign->started)
			continue;
		struct tally tally = { .sim = sim, .campaign = c };
		ac_engine_each(sim->engine, c + 1, visit, &tally);
		size_t known = 0;
		ac_vec_each(&campaign->tasks, i)
			known += sim->tasks.at[*i].known;
		if (!sim->failed && tally.at != known)
			sim_fail(sim, 3, "campaign %d has %zu people, %zu were given to it", c + 1,
				tally.at, known);
		if (!sim->failed)
			compare(sim, c, &tally);
		if (!sim->failed)
			check_lines(sim, c);
	}
}

static bool was_sent(
	const struct sim *sim, const struct sim_task *task, uint8_t tier, uint16_t version)
{
	ac_vec_each(&sim->messages, message) {
		const struct sim_task *other = &sim->tasks.at[message->task];
		bool theirs = other == task ||
			      (other->campaign == task->campaign && sim_related(task, other));
		if (theirs && message->entry.tier == tier && message->entry.version == version &&
			message->state != MESSAGE_VOID)
			return true;
	}
	return false;
}

void check_corrected(struct sim *sim, int c)
{
	const struct sim_campaign *campaign = &sim->campaigns[c];
	ac_vec_each(&campaign->tasks, i) {
		const struct sim_task *task = &sim->tasks.at[*i];
		uint8_t tier = task->view.tier;
		bool usable_n = false;
		for (int k = 0; k < task->spec.n_contacts; k++)
			usable_n |= usable(sim, &task->spec.contacts[k]);
		if (task->now.said_tier != tier ||
			task->now.said_version == campaign->versions[tier] || !usable_n)
			continue;
		if (!was_sent(sim, task, tier, campaign->versions[tier]))
			sim_fail(sim, 5,
				"traveller %lld was told version %d of tier %d, %d holds, and "
				"nothing was sent",
				(long long)task->spec.traveller, task->now.said_version, tier,
				campaign->versions[tier]);
	}
}

/* Faults are long over and something is still open: name it. */
void check_end(struct sim *sim)
{
	for (int c = 0; c < sim->n_campaigns; c++) {
		const struct sim_campaign *campaign = &sim->campaigns[c];
		if (campaign->ended)
			continue;
		ac_vec_each(&campaign->tasks, i) {
			const struct sim_task *task = &sim->tasks.at[*i];
			bool pending = task->view.told == AC_TOLD_no &&
				       task->view.explained == AC_EXPLAINED_no;
			bool owed = task->view.closing == AC_CLOSING_due ||
				    task->view.closing == AC_CLOSING_sent;
			if (pending || owed)
				sim_fail(sim, 9,
					"campaign %d (%s) does not end: traveller %lld is %s, "
					"closing %s",
					c + 1, ac_campaign_state_name(campaign->state),
					(long long)task->spec.traveller,
					pending ? "pending" : "settled",
					ac_closing_name(task->view.closing));
		}
		sim_fail(sim, 9, "campaign %d (%s) does not end", c + 1,
			ac_campaign_state_name(campaign->state));
	}
}
