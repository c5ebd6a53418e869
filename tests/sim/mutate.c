/* Each thing that the checker must catch is done on purpose here, between the engine and the world. */
#include "sim.h"

void sim_mutate(struct sim *sim)
{
	(void)sim;
}

void sim_miscount(struct sim *sim, struct ac_counts *counts)
{
	(void)sim;
	counts->all.told++;
}
