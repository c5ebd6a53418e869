/* service/run/raise.h - what officers must see: durable, in the log, and told to whoever listens. */
#pragma once
#include "service/service_p.h"

/** Engine thread. */
void raise_carry_out(struct ac_service *service, const struct ac_raise_output *raise);
