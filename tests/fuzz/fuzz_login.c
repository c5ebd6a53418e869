/* Any header, any code, any body of somebody who wants in, against a real desk with one officer: a session is
 * found by its secret only, a code is good only when it is the one, and nobody logs in or becomes the first
 * officer. What a user loses if this breaks: the desk to whoever can connect.
 *
 *	header of Authorization, newline, code, newline, body of the log-in
 */
#include "fuzz/fuzz.h"

#include "officer_world.h"
#include "web/bearer.h"
#include "web/dispatch.h"

static struct {
	struct world world;
	struct ac_service *service;
	struct hired noa;
} desk;

static void close_desk(void)
{
	ac_service_close(desk.service);
	world_remove(&desk.world);
}

static void open_desk(void)
{
	struct ac_service_options options = { .mode = AC_SERVICE_STORE, .no_sync = true };
	ac_log_set_level(AC_LOG_ERROR);
	desk.world = officer_world_new();
	WORLD_OK(ac_service_open(desk.world.dir, &options, &desk.service, err));
	desk.noa = hire(desk.service, NULL, "noa", AC_ROLE_ADMINISTRATOR, ac_wall_now());
	WORLD_OK(hired_log_in(desk.service, &desk.noa, ac_wall_now(), err));
	(void)atexit(close_desk);
}

static void find_session(struct ac_str header)
{
	AC_AUTO(buf) struct ac_buf text;
	struct ac_asker asker;
	ac_buf_init(&text, header.n);
	ac_buf_add_str(&text, header);
	struct ac_str secret = ac_bearer(text.p);
	must(secret.n <= header.n && ac_str_eq(secret, ac_str_trim(secret)),
		"a bearer is a trimmed part of the header");
	enum ac_status status =
		ac_sessions_resolve(desk.service, secret, ac_wall_now(), &asker, NULL);
	must((status == AC_OK) == ac_str_eq(secret, ac_str(desk.noa.secret)),
		"only the session's own secret comes in");
	must(status == AC_OK || status == AC_NO_SESSION, "anything else is no session");
}

static void check_code(struct ac_str code)
{
	const struct ac_wall now = { INT64_C(1800000000) * AC_SECOND };
	char good[3][ac_totp_digits + 1];
	bool is_one = false;
	int64_t step;
	for (int i = 0; i < 3; i++) {
		struct ac_wall at = { now.us + (i - 1) * ac_totp_step_s * AC_SECOND };
		WORLD_OK(ac_totp_code(desk.noa.totp, at, good[i], err));
		is_one |= ac_str_eq(code, ac_str(good[i]));
	}
	must(ac_totp_check(desk.noa.totp, code, now, 0, &step) == is_one,
		"only the code of this time is good");
	unsigned char secret[ac_totp_secret_size], again[ac_totp_secret_size];
	if (ac_totp_read_secret(code, secret, NULL) != AC_OK)
		return;
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 100);
	ac_totp_write_secret(secret, &text);
	must(ac_totp_read_secret(ac_buf_str(&text), again, NULL) == AC_OK, "a secret reads back");
	must(memcmp(secret, again, sizeof secret) == 0, "as the same");
}

/* Nobody gets in by it; what is said is a sentence. */
static void ask(const char *target, struct ac_str body)
{
	AC_AUTO(response) struct ac_response response;
	struct ac_error err = { 0 };
	struct ac_call call = { .method = AC_POST,
		.target = ac_str(target),
		.body = body,
		.body_fd = -1,
		.owner = true };
	ac_response_init(&response);
	must(ac_dispatch(desk.service, &call, &response, &err) != AC_OK && err.msg[0],
		"nobody comes in, and is told why");
	must(ac_dispatch_http_code(err.code) < 500, "it is no failure of ours");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ac_str body = { (const char *)data, size }, header, code;
	if (!desk.service)
		open_desk();
	if (!ac_str_cut(&body, '\n', &header) || !ac_str_cut(&body, '\n', &code) || !body.p)
		return 0;
	if (!memchr(header.p, 0, header.n)) /* none travels in a header */
		find_session(header);
	check_code(code);
	ask("/v1/sessions", body);
	ask("/v1/officers/first", body);
	return 0;
}
