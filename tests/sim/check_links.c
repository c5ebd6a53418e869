/* Links are never overfilled, and who is in more danger goes first. */
#include "sim.h"

/* The checker's own bucket: filled at the configured rate, whatever the engine thinks of it. */
static void fill(struct sim *sim, struct sim_link *link)
{
	double burst = link->rate * 0.05 > 1 ? link->rate * 0.05 : 1;
	link->tokens +=
		(double)(sim->now.mono.us - link->filled.us) / (double)AC_SECOND * link->rate;
	if (link->tokens > burst)
		link->tokens = burst;
	link->filled = sim->now.mono;
}

void check_links(struct sim *sim, const struct sim_message *message)
{
	struct sim_link *link = &sim->links[message->link - 1];
	fill(sim, link);
	if (!link->up)
		sim_fail(sim, 12, "attempt %llx is submitted to link %d, which is down",
			(unsigned long long)message->attempt, link->id);
	if (link->tokens < 1 - 0.001)
		sim_fail(sim, 12, "link %d gets more than %.2f segments a second", link->id,
			link->rate);
	link->tokens -= message->segments;
	if (link->outstanding >= link->window)
		sim_fail(sim, 12, "link %d has %d segments unanswered, its window is %d", link->id,
			link->outstanding, link->window);
}

/* Risk times people, for a first word; 0 for anything else. */
static double first_word(const struct sim *sim, const struct sim_task *task, uint8_t tier)
{
	int people = task->spec.party_size ? task->spec.party_size : 1;
	return sim->campaigns[task->campaign].input.plan.tiers[tier].risk * people;
}

static bool waits_for_first_word(const struct sim *sim, const struct sim_task *task)
{
	const struct ac_task_image *image = &task->view;
	if (!task->known || task->joined_step >= sim->step || task->now.left || task->in_flight)
		return false;
	if (sim->campaigns[task->campaign].state != AC_CAMPAIGN_running || image->said_tier ||
		image->via)
		return false;
	if (image->told != AC_TOLD_no || image->explained != AC_EXPLAINED_no || image->rung ||
		image->tries || image->standing != AC_STANDING_not_reached ||
		image->due.us > sim->now.wall.us || check_asleep(sim, task, image->tier))
		return false;
	for (int k = 0; k < task->spec.n_contacts; k++)
		if (image->contact_states[k] == AC_CONTACT_opted_out)
			return false;
	for (int k = 0; k < task->spec.n_contacts; k++)
		if (task->spec.contacts[k].channel == AC_CHANNEL_sms &&
			image->contact_states[k] != AC_CONTACT_dead)
			return true;
	return false;
}

static double lowest_chosen(const struct sim *sim, const struct sim_task **who)
{
	double lowest = 1e9;
	for (size_t m = sim->messages.n; m-- > 0 && sim->messages.at[m].step == sim->step;) {
		const struct sim_message *message = &sim->messages.at[m];
		const struct sim_task *task = &sim->tasks.at[message->task];
		if (message->state == MESSAGE_VOID || message->entry.kind != AC_KIND_instruction)
			continue;
		if (message->entry.rung || message->entry.tries != 1 ||
			sim->now.mono.us - task->joined.us > sim->config.age_floor_us - AC_MINUTE)
			continue;
		double index = first_word(sim, task, message->entry.tier);
		if (index < lowest) {
			lowest = index;
			*who = task;
		}
	}
	return lowest;
}

/* Highest risk first: nobody of twice the index waits behind those who were just chosen. The views are
 * from before this step: who waits now waited then. */
void check_order(struct sim *sim)
{
	const struct sim_task *chosen = NULL;
	double lowest = lowest_chosen(sim, &chosen);
	if (!chosen)
		return;
	ac_vec_each(&sim->tasks, task) {
		if (!waits_for_first_word(sim, task))
			continue;
		double index = first_word(sim, task, task->view.tier);
		struct ac_person_view view;
		if (index <= 2 * lowest)
			continue;
		if (ac_engine_person(
			    sim->engine, task->campaign + 1, task->spec.traveller, &view) != AC_OK)
			continue;
		task->view = view.image;
		task->in_flight = view.in_flight;
		if (waits_for_first_word(sim, task) && view.image.tier == task->view.tier)
			sim_fail(sim, 14,
				"traveller %lld (index %.0f) waits behind traveller %lld (index "
				"%.0f)",
				(long long)task->spec.traveller, index,
				(long long)chosen->spec.traveller, lowest);
	}
}
