/* channel/smpp/smpp.h - SMS over SMPP 3.4: session.h on a libuv connection that comes back by itself. */
#pragma once
#include "channel/driver.h"

extern const struct ac_channel_driver ac_channel_smpp;
