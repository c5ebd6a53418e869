/* Quiet hours of the world: a zone whose clock is put forward or back in the middle of a run, tiers that
 * keep them, and two officers who override them now and then. */
#include "sim.h"

/* Its own random numbers: the rest of a seed's world is what it was without quiet hours. */
void sim_quiet_make(struct sim *sim, int c)
{
	struct ac_plan *plan = &sim->campaigns[c].input.plan;
	struct ac_random random;
	ac_random_seed(&random, ac_mix64(sim->options.seed * 8 + (uint64_t)c));
	if (ac_random_chance(&random, 0.4))
		return;
	int start_min = (int)(sim->wall_start.us / AC_MINUTE % ac_day_minutes);
	int from = start_min + ac_day_minutes - 120 + (int)ac_random_below(&random, 540);
	struct ac_quiet quiet = {
		.until_min = (from + 30 + (int)ac_random_below(&random, 300)) % ac_day_minutes,
		.from_min = from % ac_day_minutes,
		.offset_s = (int32_t)ac_random_below(&random, 4) * 900,
		.n_changes = 1,
		.changes = { { { sim->wall_start.us +
				       (int64_t)ac_random_below(&random, 420) * AC_MINUTE },
			0 } },
	};
	quiet.changes[0].offset_s =
		quiet.offset_s + (ac_random_chance(&random, 0.5) ? 3600 : -3600);
	plan->quiet = quiet;
	for (int tier = 2; tier <= sim_max_tiers; tier++)
		plan->tiers[tier].quiet = ac_random_chance(&random, 0.7);
}

/* What two have decided is stored before the engine hears of it. */
void sim_quiet_acts(struct sim *sim, int c)
{
	struct sim_campaign *campaign = &sim->campaigns[c];
	uint8_t tier = (uint8_t)sim_between(sim, 2, sim_max_tiers);
	uint16_t bit = (uint16_t)(1u << tier);
	if (!campaign->input.plan.tiers[tier].quiet)
		return;
	campaign->quiet_off_stored ^= bit;
	bool quiet = !(campaign->quiet_off_stored & bit);
	sim->hits[quiet ? SIM_quiet_kept_again : SIM_quiet_overridden]++;
	sim_order_give(sim,
		(struct ac_order_input){
			.order = AC_ORDER_QUIET, .campaign = c + 1, .tier = tier, .quiet = quiet });
}

void sim_quiet_load(struct sim *sim, int c, struct ac_campaign_input *input)
{
	struct sim_campaign *campaign = &sim->campaigns[c];
	campaign->quiet_off = campaign->quiet_off_stored;
	for (int tier = 1; tier <= sim_max_tiers; tier++)
		if (campaign->quiet_off >> tier & 1)
			input->plan.tiers[tier].quiet = false;
}
