/* service/run/cut_off.h - a start that was cut off (the power failed, the disk was full) leaves a campaign that nobody may
 * go on with: what it says was agreed to then, and whom it is for has changed since. It is dropped, and the officer on
 * duty is paged, as its decision is done and nobody has been told. */
#pragma once
#include "service/service_p.h"

/** Called about once a second by the checkpointer's thread. */
void cut_off_look(struct ac_service *service);
