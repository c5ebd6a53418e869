/* service/gate.h - who is in, kept in memory, and how many were turned away.
 *
 * A request costs a look at the database only when its session was not seen lately. Whoever changes an
 * account or a session calls ac_gate_forget() once it is durable: what was read before that is not taken
 * in any more, so that a revoked token is dead from the moment on that the revocation is answered.
 *
 * Places are found by the first byte of the secret's keyed hash, which nobody outside can choose; two
 * that want the same place take turns. Thread-safe.
 */
#pragma once
#include "base/clock.h"
#include "base/mem.h"
#include "threat/officer.h"
#include "threat/throttle.h"
#include "vault/vault.h"

enum { ac_gate_name_max = 104 };

/* Whoever asks; a value. */
struct ac_asker {
	unsigned char key[ac_vault_tag_size]; /* hash of the secret */
	int64_t officer, session;
	bool token;
	unsigned roles; /* that count now */
	char name[ac_gate_name_max];
	struct ac_wall ends_at;
	struct ac_wall used_at;
	struct ac_wall noted_at; /* used_at as the database knows it */
};

struct ac_gate;

struct ac_gate *ac_gate_new(void);
void ac_gate_free(struct ac_gate *gate);

/** @param generation  for ac_gate_put(); read before the database is */
AC_MUST_CHECK bool ac_gate_find(struct ac_gate *gate, const unsigned char key[ac_vault_tag_size],
	struct ac_asker *asker, uint64_t *generation);
/** Keep what was read, unless somebody forgot in between. */
void ac_gate_put(struct ac_gate *gate, uint64_t generation, const struct ac_asker *asker);
/** They asked something. @return whether the database should know: it last did a minute ago or more */
bool ac_gate_used(struct ac_gate *gate, struct ac_asker *asker, struct ac_wall now);
void ac_gate_forget(struct ac_gate *gate);

/* ---- log-ins (threat/throttle.h) ---- */

/** May one from there be looked at now? */
AC_MUST_CHECK bool ac_gate_may_try(
	struct ac_gate *gate, struct ac_source source, struct ac_wall now);
/** It was right. */
void ac_gate_came_in(
	struct ac_gate *gate, struct ac_source source, int64_t officer, struct ac_wall now);
/** Has the officer come in from there since the start? */
AC_MUST_CHECK bool ac_gate_knows(struct ac_gate *gate, struct ac_source source, int64_t officer);

/* Counters since the start. */
enum ac_turned_away {
	AC_TURNED_AWAY_STRANGER, /* no session, or one that has ended */
	AC_TURNED_AWAY_LOG_IN, /* wrong name, password or code */
	AC_TURNED_AWAY_DENIED, /* an officer without the right */
	ac_turned_away_count
};
void ac_gate_count(struct ac_gate *gate, enum ac_turned_away why);
uint64_t ac_gate_counted(struct ac_gate *gate, enum ac_turned_away why);
