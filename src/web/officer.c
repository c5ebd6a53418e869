#include "web/officer.h"
#include "web/server_p.h"

#include "service/service.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/socket.h>

static const char *configured_name(const struct ac_config *config, const char *user, uid_t uid)
{
	char number[24];
	snprintf(number, sizeof number, "%u", (unsigned)uid);
	for (unsigned i = 0; i < config->n_officers; i++) {
		const struct ac_config_officer *officer = &config->officers[i];
		if (strcmp(officer->user, user) == 0 || strcmp(officer->user, number) == 0)
			return officer->name;
	}
	return user;
}

enum ac_status ac_officer_of_uid(
	const struct ac_config *config, uid_t uid, struct ac_buf *name, struct ac_error *err)
{
	char room[4096], fallback[24];
	struct passwd entry, *found = NULL;
	snprintf(fallback, sizeof fallback, "uid:%u", (unsigned)uid);
	int failed = getpwuid_r(uid, &entry, room, sizeof room, &found);
	if (failed && failed != ENOENT && failed != ERANGE)
		return ac_fail_os(err, failed, "looking up user %u", (unsigned)uid);
	const char *user = found ? found->pw_name : fallback;
	ac_buf_add_str(name, ac_str(configured_name(config, user, uid)));
	return ac_buf_check(name, "the officer's name", err);
}

enum ac_status ac_server_officer(
	const struct ac_server *server, int fd, struct ac_buf *name, struct ac_error *err)
{
	struct ucred peer;
	socklen_t size = sizeof peer;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
		return ac_fail_os(err, errno, "asking who is at the other end");
	return ac_officer_of_uid(ac_service_config(server->service), peer.uid, name, err);
}
