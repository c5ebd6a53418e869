/* Random reports under random marks, against every way out of the route table, for officers and audiences of all
 * kinds. A slow oracle of its own says who may have what. If this breaks: what a source risked their life for stands in
 * a document that was handed to somebody it was not meant for. */
#include "check.h"

#include "base/random.h"
#include "service/service.h"
#include "store/cases.h"
#include "store/officers.h"
#include "vault/vault.h"
#include "web/dispatch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { worlds = 12, reports = 14, officers = 4, list_max = 4 };

static const char *const officer_names[officers] = { "Dana Levi", "Avi Cohen", "Noa Bar", "desk" };
static const char *const audiences[] = { "desk", "community", "public", "partner:host",
	"partner:airline", "Dana Levi", "Avi Cohen", "Noa Bar" };
static const char *const tlps[] = { "RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR" };
enum { n_audiences = sizeof audiences / sizeof *audiences, n_tlps = 5 };

/* A report, and what it was entered with. */
struct entered {
	int64_t id;
	int tlp, by;
	int n;
	const char *list[list_max];
	char text[32], source[32], claim[32], file[32], bytes[32], fact[32]; /* unique words */
	char evidence[32],
		refusal[32]; /* of the mark on a hotel that rests on it, and why that was refused */
	char why[32],
		weighed[32]; /* why a criterion is met by it; what it says of the hypotheses */
	int64_t decision; /* that mark */
};

struct world {
	char base[64];
	struct ac_random random;
	struct ac_service *service;
	struct entered made[reports];
	int n;
};

static size_t shown,
	withheld; /* what all worlds met: a test that withholds nothing shows nothing */

/* ---- the oracle: the rules of docs/reports.md, said once more in the plainest way ---- */

static bool names(const struct entered *e, const char *word)
{
	for (int i = 0; i < e->n; i++)
		if (strcmp(e->list[i], word) == 0)
			return true;
	return false;
}

static bool reaches(int tlp, const char *audience)
{
	if (strncmp(audience, "partner:", 8) == 0)
		return tlp >= 2;
	if (strcmp(audience, "community") == 0)
		return tlp >= 3;
	if (strcmp(audience, "public") == 0)
		return tlp == 4;
	return true;
}

/* @param audience  a word of `audiences` */
static bool may_go_to(const struct entered *e, const char *audience)
{
	bool partner = strncmp(audience, "partner:", 8) == 0;
	bool person = !partner && strcmp(audience, "desk") != 0 &&
		      strcmp(audience, "community") != 0 && strcmp(audience, "public") != 0;
	if (person && strcmp(audience, officer_names[e->by]) == 0)
		return true;
	if (!reaches(e->tlp, audience))
		return false;
	if (!e->n)
		return e->tlp != 0 && !(e->tlp == 2 && partner);
	bool by_public = names(e, "public");
	bool by_community = names(e, "community") && strcmp(audience, "public") != 0;
	bool by_desk = names(e, "desk") && (person || strcmp(audience, "desk") == 0);
	return by_public || by_community || by_desk || names(e, audience);
}

static bool may_read(const struct entered *e, int officer)
{
	/* somebody called "desk" is a person like any other, whom no list can name */
	if (officer == officers - 1)
		return e->by == officer ||
		       (e->n ? names(e, "desk") || names(e, "community") || names(e, "public")
			     : e->tlp != 0);
	return may_go_to(e, officer_names[officer]);
}

/* ---- asking ---- */

static struct ac_officer officer_of(int officer)
{
	return (struct ac_officer){ .name = ac_str(officer_names[officer]), .roles = AC_ROLE_ALL };
}

/* Everything that comes back, be it an answer or a refusal, as it would leave over the wire. */
static enum ac_status ask(struct world *world, int officer, enum ac_method method,
	const char *target, const char *body, struct ac_buf *out)
{
	struct ac_error err = { .msg = "" };
	struct ac_call call = { .method = method,
		.target = ac_str(target),
		.body = ac_str(body),
		.body_fd = -1,
		.officer = officer_of(officer) };
	AC_AUTO(response) struct ac_response response;
	ac_response_init(&response);
	enum ac_status status = ac_dispatch(world->service, &call, &response, &err);
	ac_buf_reset(out);
	if (status != AC_OK) {
		AC_AUTO(json) struct ac_json *failure = ac_dispatch_failure(status, &err);
		ac_json_write(failure, out);
	} else if (response.type) {
		ac_buf_add_str(out, ac_buf_str(&response.text));
	} else {
		ac_json_write(ac_response_object(&response), out);
	}
	assert_false(out->over);
	return status;
}

static int64_t id_in(const struct ac_buf *answer)
{
	AC_AUTO(json) struct ac_json *json = NULL;
	int64_t id = 0;
	assert_int_equal(ac_json_parse(ac_buf_str(answer), NULL, &json, NULL), AC_OK);
	assert_int_equal(ac_json_get_i64(json, "id", &id, NULL), AC_OK);
	return id;
}

static void must(
	struct world *world, int officer, const char *target, const char *body, struct ac_buf *out)
{
	if (ask(world, officer, AC_POST, target, body, out) != AC_OK)
		fail_msg("%s %s: %s", target, body, out->p);
}

/* ---- a world ---- */

/* They are officers here, whom a mark may name. */
static enum ac_status add_officers(struct ac_db *db, void *ctx, struct ac_error *err)
{
	(void)ctx;
	for (int i = 0; i < officers; i++) {
		struct ac_account account = { .roles = AC_ROLE_ALL };
		AC_TRY(ac_officer_id(db, ac_str(officer_names[i]), &account.officer, err));
		AC_TRY(ac_account_insert(db, &account, err));
	}
	return AC_OK;
}

static enum ac_status add_hotel(struct ac_db *db, void *ctx, struct ac_error *err)
{
	(void)ctx;
	return ac_db_script(db,
		"INSERT INTO lodging (id, ref, name, lat_e7, lon_e7, cell) "
		"VALUES (1, 'H1', 'Harbour House', 0, 0, 0)",
		err);
}

static void open_world(struct world *world, uint64_t seed)
{
	char dir[80];
	struct ac_service_options options = { .mode = AC_SERVICE_STORE, .no_sync = true };
	struct ac_error err = { .msg = "" };
	*world = (struct world){ .base = "/tmp/ac-marks-XXXXXX" };
	ac_random_seed(&world->random, seed);
	assert_non_null(mkdtemp(world->base));
	snprintf(dir, sizeof dir, "%s/data", world->base);
	assert_int_equal(ac_service_create(dir, NULL, &err), AC_OK);
	if (ac_service_open(dir, &options, &world->service, &err) != AC_OK)
		fail_msg("%s", err.msg);
	if (ac_service_write(world->service, add_officers, NULL, &err) != AC_OK ||
		ac_service_write(world->service, add_hotel, NULL, &err) != AC_OK)
		fail_msg("%s", err.msg);
}

static void close_world(struct world *world)
{
	char command[80];
	ac_service_close(world->service);
	snprintf(command, sizeof command, "rm -rf %s", world->base);
	assert_int_equal(system(command), 0);
}

static void draw(struct world *world, struct entered *e)
{
	static const char *const words[] = { "desk", "Dana Levi", "Avi Cohen", "partner:host",
		"partner:airline", "community", "public" };
	e->tlp = (int)ac_random_below(&world->random, n_tlps);
	e->by = (int)ac_random_below(&world->random, officers);
	int n = (int)ac_random_below(&world->random, list_max + 1);
	for (int i = 0; i < n; i++) {
		const char *word =
			words[ac_random_below(&world->random, sizeof words / sizeof *words)];
		if (reaches(e->tlp, word))
			e->list[e->n++] = word;
	}
	bool inside = !e->n; /* a list without anybody of the desk is refused */
	for (int i = 0; i < e->n; i++)
		inside |= strncmp(e->list[i], "partner:", 8) != 0;
	if (!inside && e->n < list_max)
		e->list[e->n++] = "desk";
	else if (!inside)
		e->list[0] = "desk";
}

static void hand_in(struct world *world, struct entered *e, struct ac_buf *out)
{
	char target[80];
	FILE *file = tmpfile();
	assert_non_null(file);
	assert_true(fputs(e->bytes, file) >= 0);
	rewind(file);
	snprintf(target, sizeof target, "/v1/reports/%lld/attachments/%d", (long long)e->id,
		world->n + 1);
	struct ac_call call = { .method = AC_POST,
		.target = ac_str(target),
		.body_fd = fileno(file),
		.officer = officer_of(e->by) };
	AC_AUTO(response) struct ac_response response;
	struct ac_error err = { .msg = "" };
	ac_response_init(&response);
	if (ac_dispatch(world->service, &call, &response, &err) != AC_OK)
		fail_msg("%s", err.msg);
	fclose(file);
	ac_buf_reset(out);
}

static void enter(struct world *world, struct ac_buf *out)
{
	struct entered *e = &world->made[world->n];
	char body[1024], list[128] = "", sha256[ac_vault_sha256_text];
	draw(world, e);
	char *words[] = { e->text, e->source, e->claim, e->file, e->bytes, e->fact, e->evidence,
		e->refusal, e->why, e->weighed };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		snprintf(words[i], sizeof e->text, "w%016llx",
			(unsigned long long)ac_random_u64(&world->random));
	for (int i = 0; i < e->n; i++)
		snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", i ? "," : "",
			e->list[i]);
	ac_vault_sha256(ac_str(e->bytes), sha256);
	snprintf(body, sizeof body,
		"{\"text\":\"%s\",\"source\":\"%s\",\"tlp\":\"%s\",\"releasable_to\":\"%s\","
		"\"claims\":[{\"text\":\"%s\",\"grade\":\"B3\"}],\"attachments\":[{\"name\":\"%s\","
		"\"size\":%zu,\"sha256\":\"%s\"}],\"case\":1}",
		e->text, e->source, tlps[e->tlp], list, e->claim, e->file, strlen(e->bytes),
		sha256);
	must(world, e->by, "/v1/reports", body, out);
	e->id = id_in(out);
	hand_in(world, e, out);
	snprintf(body, sizeof body,
		"{\"kind\":\"custody\",\"value\":\"5/8\",\"report\":%lld,\"source\":\"%s\"}",
		(long long)e->id, e->fact);
	must(world, e->by, "/v1/cases/1/facts", body, out);
	world->n++;
}

/* ---- what must hold ---- */

static void check(const struct entered *e, bool may, const struct ac_buf *out, const char *target,
	const char *who)
{
	const char *const words[] = { e->text, e->source, e->claim, e->file, e->bytes, e->fact,
		e->evidence, e->refusal, e->why, e->weighed };
	bool found = false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		bool here = memmem(out->p, out->n, words[i], strlen(words[i])) != NULL;
		found |= here;
		if (here && !may)
			fail_msg("report %lld, TLP:%s: GET %s gives %s what its mark forbids",
				(long long)e->id, tlps[e->tlp], target, who);
	}
	shown += found;
	withheld += !may;
}

/* ---- what rests on it ---- */

static int64_t decision_in(const struct ac_buf *answer, char digest[80])
{
	AC_AUTO(json) struct ac_json *json = NULL;
	struct ac_str text;
	int64_t id = 0;
	assert_int_equal(ac_json_parse(ac_buf_str(answer), NULL, &json, NULL), AC_OK);
	const struct ac_json *decision = ac_json_find(json, "decision");
	assert_int_equal(ac_json_get_i64(decision, "id", &id, NULL), AC_OK);
	assert_int_equal(ac_json_get_str(decision, "digest", &text, NULL), AC_OK);
	snprintf(digest, 80, "%.*s", AC_STR_ARG(text));
	return id;
}

/* Who may read the report may agree; who may not is told so, and learns nothing of it by that. */
static void agree_to_mark(struct world *world, const struct entered *e, const char *digest,
	int officer, struct ac_buf *out)
{
	char target[80], body[120];
	bool may = may_read(e, officer);
	snprintf(target, sizeof target, "/v1/decisions/%lld/approve", (long long)e->decision);
	snprintf(body, sizeof body, "{\"digest\":\"%s\",\"template\":true}", digest);
	enum ac_status status = ask(world, officer, AC_POST, target, body, out);
	if (status != (may ? AC_OK : AC_DENIED))
		fail_msg("%s by %s: %s", target, officer_names[officer], out->p);
	if (!may && !memmem(out->p, out->n, "cannot approve", 14))
		fail_msg(
			"%s is not told why they cannot agree: %s", officer_names[officer], out->p);
	check(e, may, out, target, officer_names[officer]);
}

/* Whoever entered a report drafts a mark that quotes it; others agree ahead of need, or refuse and quote it too. */
static void rest_on(struct world *world, struct entered *e, struct ac_buf *out)
{
	char target[80], body[400], digest[80];
	bool agreed = false;
	snprintf(body, sizeof body,
		"{\"places\":[\"H1\"],\"why\":\"observed\",\"until\":\"2099-01-01T00:00:00Z\","
		"\"report\":%lld,\"evidence\":\"%s\"}",
		(long long)e->id, e->evidence);
	must(world, e->by, "/v1/places/at-risk", body, out);
	e->decision = decision_in(out, digest);
	for (int officer = 0; officer < officers && !agreed; officer++) {
		if (officer == e->by)
			continue;
		agree_to_mark(world, e, digest, officer, out);
		agreed = may_read(e, officer);
	}
	int other = (e->by + 1) % officers;
	snprintf(target, sizeof target, "/v1/decisions/%lld/refuse", (long long)e->decision);
	snprintf(body, sizeof body, "{\"why\":\"%s\"}", e->refusal);
	must(world, other, target, body, out);
	check(e, may_read(e, other), out, target, officer_names[other]);
}

/* A criterion is met by each report, for a reason that quotes it, and a hypothesis is weighed with it. */
static void meet(struct world *world, const struct entered *e, struct ac_buf *out)
{
	char target[80], body[240];
	must(world, e->by, "/v1/cases/1/criteria", "{\"text\":\"custody\",\"hold_s\":0}", out);
	snprintf(target, sizeof target, "/v1/cases/1/criteria/%lld", (long long)id_in(out));
	snprintf(body, sizeof body,
		"{\"status\":\"met\",\"grade\":\"A1\",\"source\":\"report/%lld\",\"why\":\"%s\"}",
		(long long)e->id, e->why);
	must(world, e->by, target, body, out);
	snprintf(body, sizeof body, "{\"text\":\"%s\",\"grade\":\"A1\",\"source\":\"report/%lld\"}",
		e->weighed, (long long)e->id);
	must(world, e->by, "/v1/cases/1/evidence", body, out);
}

/* Everybody is shown what it would do, in the same document: why each criterion is met, who may have that. */
static void look_at_lowering(
	struct world *world, int64_t decision, const char *digest, struct ac_buf *out)
{
	char target[80];
	snprintf(target, sizeof target, "/v1/decisions/%lld", (long long)decision);
	for (int officer = 0; officer < officers; officer++) {
		AC_AUTO(json) struct ac_json *answer = NULL;
		bool unchanged = false;
		assert_int_equal(ask(world, officer, AC_GET, target, "", out), AC_OK);
		assert_int_equal(ac_json_parse(ac_buf_str(out), NULL, &answer, NULL), AC_OK);
		assert_int_equal(ac_json_get_bool(answer, "unchanged", &unchanged, NULL), AC_OK);
		assert_true(unchanged);
		assert_non_null(memmem(out->p, out->n, digest, strlen(digest)));
		for (int i = 0; i < world->n; i++) {
			const struct entered *e = &world->made[i];
			bool may = may_read(e, officer);
			check(e, may, out, target, officer_names[officer]);
			if (may && !memmem(out->p, out->n, e->why, strlen(e->why)))
				fail_msg("%s is not shown to %s why report %lld meets a criterion",
					target, officer_names[officer], (long long)e->id);
		}
	}
}

/* A level is set by two, and one of them drafts the step down: what the criteria rest on goes along. */
static void step_down(struct world *world, struct ac_buf *out)
{
	static const char *const order =
		"{\"place\":\"Istanbul\",\"scheme\":\"IL-NSC-2022\",\"level\":%d,\"case\":1,"
		"\"advice\":\"Stay alert.\",\"review\":\"2099-01-01T00:00:00Z\"}";
	char target[80], body[240], digest[80];
	snprintf(body, sizeof body, order, 3);
	must(world, 0, "/v1/levels", body, out);
	snprintf(target, sizeof target, "/v1/decisions/%lld/approve",
		(long long)decision_in(out, digest));
	snprintf(body, sizeof body, "{\"digest\":\"%s\"}", digest);
	must(world, 1, target, body, out);
	for (int i = 0; i < world->n; i++)
		meet(world, &world->made[i], out);
	snprintf(body, sizeof body, order, 2);
	int drafter = (int)ac_random_below(&world->random, officers);
	must(world, drafter, "/v1/levels", body, out);
	for (int i = 0; i < world->n; i++)
		check(&world->made[i], may_read(&world->made[i], drafter), out, "/v1/levels",
			officer_names[drafter]);
	int64_t decision = decision_in(out, digest);
	look_at_lowering(world, decision, digest, out);
}

/* A GET route with its ids filled in; the query gets an audience where it takes one. */
static void fill(
	char target[200], const struct ac_route *route, const struct entered *e, int attachment)
{
	struct ac_str rest = ac_str(route->pattern), part;
	target[0] = 0;
	for (bool first = true; ac_str_cut(&rest, '/', &part); first = false) {
		char piece[80];
		if (ac_str_eq(part, AC_STR("{report}")))
			snprintf(piece, sizeof piece, "%lld", (long long)e->id);
		else if (ac_str_eq(part, AC_STR("{decision}")))
			snprintf(piece, sizeof piece, "%lld", (long long)e->decision);
		else if (ac_str_eq(part, AC_STR("{attachment}")))
			snprintf(piece, sizeof piece, "%d", attachment);
		else if (part.n && part.p[0] == '{')
			snprintf(piece, sizeof piece, "1");
		else
			snprintf(piece, sizeof piece, "%.*s", AC_STR_ARG(part));
		snprintf(target + strlen(target), 200 - strlen(target), "%s%s", first ? "" : "/",
			piece);
	}
}

static bool takes(const struct ac_route *route, const char *what)
{
	return strstr(route->pattern, what) != NULL;
}

/* Every route that reads, for every report that it can name, by every officer. */
static void look_everywhere(struct world *world, struct ac_buf *out)
{
	for (const struct ac_route *route = ac_routes; route->pattern; route++) {
		int n = takes(route, "{report}") || takes(route, "{decision}") ? world->n : 1;
		if (route->method != AC_GET || route->flags & AC_ROUTE_ENGINE)
			continue;
		for (int r = 0; r < n; r++)
			for (int officer = 0; officer < officers; officer++) {
				char target[200];
				fill(target, route, &world->made[r], r + 1);
				(void)ask(world, officer, AC_GET, target, "", out);
				for (int i = 0; i < world->n; i++)
					check(&world->made[i], may_read(&world->made[i], officer),
						out, target, officer_names[officer]);
			}
	}
}

static void export_to_everybody(struct world *world, struct ac_buf *out)
{
	static const char *const queries[n_audiences] = { "desk", "community", "public",
		"partner:host", "partner:airline", "Dana%20Levi", "Avi%20Cohen", "Noa%20Bar" };
	for (int officer = 0; officer < officers; officer++)
		for (int a = 0; a < n_audiences; a++) {
			char target[120];
			snprintf(target, sizeof target, "/v1/cases/1/export?for=%s", queries[a]);
			assert_int_equal(ask(world, officer, AC_GET, target, "", out), AC_OK);
			for (int i = 0; i < world->n; i++) {
				const struct entered *e = &world->made[i];
				bool may = may_read(e, officer) && may_go_to(e, audiences[a]);
				check(e, may, out, target, audiences[a]);
				/* and what may leave does */
				if (may && !memmem(out->p, out->n, e->text, strlen(e->text)))
					fail_msg("%s lacks report %lld", target, (long long)e->id);
			}
		}
}

/* A letter too many, a colon too few, a stranger: nobody gets a document that was made out to a name typed wrong. */
static void export_to_nobody(struct world *world, struct ac_buf *out)
{
	char name[16], target[120];
	static const char *const nobody[] = { "Radio%20One", "dana%20levi", "Dana", "partner",
		"partners:host", "partner%3A", "radio:host", "desk," };
	for (size_t i = 0; i <= sizeof nobody / sizeof *nobody; i++) {
		snprintf(name, sizeof name, "n%08x", (unsigned)ac_random_u64(&world->random));
		snprintf(target, sizeof target, "/v1/cases/1/export?for=%s",
			i < sizeof nobody / sizeof *nobody ? nobody[i] : name);
		assert_int_equal(ask(world, 0, AC_GET, target, "", out), AC_INVALID);
		for (int r = 0; r < world->n; r++)
			check(&world->made[r], false, out, target, "nobody");
	}
}

/* And a group is what it is, however it was typed. */
static void export_to_groups_as_typed(struct world *world, struct ac_buf *out)
{
	static const struct {
		const char *typed, *is;
	} groups[] = { { "Desk", "desk" }, { "PUBLIC", "public" }, { "Community", "community" },
		{ "Partner:host", "partner:host" }, { "%20public%20", "public" } };
	for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
		char target[120];
		snprintf(target, sizeof target, "/v1/cases/1/export?for=%s", groups[g].typed);
		assert_int_equal(ask(world, 0, AC_GET, target, "", out), AC_OK);
		for (int i = 0; i < world->n; i++)
			check(&world->made[i],
				may_read(&world->made[i], 0) &&
					may_go_to(&world->made[i], groups[g].is),
				out, target, groups[g].is);
	}
}

/* One drafts a change of posture, another agrees: the answer is theirs, and the case in it. */
static void agree(
	struct world *world, int drafter, int second, const char *posture, struct ac_buf *out)
{
	char target[64], body[120];
	char digest[80];
	snprintf(body, sizeof body, "{\"posture\":\"%s\",\"why\":\"so\"}", posture);
	must(world, drafter, "/v1/cases/1/posture", body, out);
	int64_t id = decision_in(out, digest);
	snprintf(target, sizeof target, "/v1/decisions/%lld/approve", (long long)id);
	snprintf(body, sizeof body, "{\"digest\":\"%s\"}", digest);
	must(world, second, target, body, out);
	for (int i = 0; i < world->n; i++)
		check(&world->made[i], may_read(&world->made[i], second), out, target,
			officer_names[second]);
}

static void agree_to_everything(struct world *world, struct ac_buf *out)
{
	static const char *const postures[] = { "officials", "public" };
	int n = 0;
	for (int drafter = 0; drafter < officers; drafter++)
		for (int second = 0; second < officers; second++)
			if (second != drafter)
				agree(world, drafter, second, postures[n++ % 2], out);
}

static void no_mark_lets_anything_out_by_any_way(void **state)
{
	(void)state;
	AC_AUTO(buf) struct ac_buf out;
	ac_buf_init(&out, 32u << 20);
	for (uint64_t seed = 1; seed <= worlds; seed++) {
		struct world world;
		open_world(&world, seed);
		must(&world, 0, "/v1/cases", "{\"title\":\"A threat\"}", &out);
		for (int i = 0; i < reports; i++)
			enter(&world, &out);
		for (int i = 0; i < world.n; i++)
			rest_on(&world, &world.made[i], &out);
		step_down(&world, &out);
		look_everywhere(&world, &out);
		export_to_everybody(&world, &out);
		export_to_nobody(&world, &out);
		export_to_groups_as_typed(&world, &out);
		agree_to_everything(&world, &out);
		close_world(&world);
	}
	assert_true(shown > 1000);
	assert_true(withheld > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = { CASE(no_mark_lets_anything_out_by_any_way) };
	return RUN(tests);
}
