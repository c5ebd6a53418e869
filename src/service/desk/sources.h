/* service/desk/sources.h - where people come from, and what is told about a file of them. */
#pragma once
#include "service/service.h"
#include "json/json.h"

struct ac_source_new {
	struct ac_str name, controller, legal_basis, purpose;
	struct ac_str expires; /* "2023-12-31": the end of that day in the installation's zone */
};

/**
 * Register or renew.
 * @param answer  filled: {"name","change"}
 * @return AC_INVALID for a missing field or a date that is none or past
 */
AC_MUST_CHECK enum ac_status ac_sources_put(struct ac_service *service, struct ac_officer officer,
	const struct ac_source_new *source, struct ac_json *answer, struct ac_error *err);

/** @param answer  filled: {"sources":[{…}]} */
AC_MUST_CHECK enum ac_status ac_sources_view(
	struct ac_service *service, struct ac_json *answer, struct ac_error *err);
