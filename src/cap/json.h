/* cap/json.h - a message as JSON, for programs: the model's members under CAP's own names. */
#pragma once
#include "cap/alert.h"
#include "json/json.h"

/** A new object, owned by the caller. What is absent is left out; a point is [latitude, longitude]. */
struct ac_json *ac_cap_to_json(const struct ac_cap_alert *alert);
