/* service/desk/sessions_p.h - what sessions of persons and of programs share. */
#pragma once
#include "service/desk/sessions.h"
#include "store/officers.h"
#include "vault/vault.h"

/* What is shown once, and what the database keeps of it. To be wiped. */
struct session_secret {
	char text[ac_secret_digits + 1];
	unsigned char key[ac_vault_tag_size];
};

/* What the database finds a secret by. */
void session_key(
	struct ac_service *service, struct ac_str text, unsigned char key[ac_vault_tag_size]);
void session_new_secret(struct ac_service *service, struct session_secret *secret);

/* {"token","created","used","ends"}, of a token "name" and "roles" too. */
void session_put(struct ac_json *json, const struct ac_session_row *row);

/* End one of the officer's own, in the audit chain. AC_NOT_FOUND for others'. */
AC_MUST_CHECK enum ac_status session_end(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err);
