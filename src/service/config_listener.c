/* Where the program listens on TCP: defaults and what is refused. */
#include "service/config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>

static void text_default(char **field, const char *value)
{
	if (!*field)
		*field = ac_strndup(value, strlen(value));
}

void ac_config_listener_defaults(struct ac_config_listener *listener, bool url)
{
	text_default(&listener->listen, "127.0.0.1");
	text_default(&listener->tls_cert, "");
	text_default(&listener->tls_key, "");
	if (!listener->connections)
		listener->connections = url ? 1000 : 128;
	if (!listener->per_address)
		listener->per_address = listener->connections;
	if (!url)
		return;
	char here[128];
	bool six = strchr(listener->listen, ':') != NULL;
	(void)snprintf(here, sizeof here, "%s://%s%s%s:%u",
		listener->tls_cert[0] ? "https" : "http", six ? "[" : "", listener->listen,
		six ? "]" : "", listener->port);
	text_default(&listener->url, here);
}

static bool is_loopback(const char *address, bool *known)
{
	struct in_addr four;
	struct in6_addr six;
	if (inet_pton(AF_INET, address, &four) == 1) {
		*known = true;
		return ntohl(four.s_addr) >> 24 == 127;
	}
	*known = inet_pton(AF_INET6, address, &six) == 1;
	return *known && IN6_IS_ADDR_LOOPBACK(&six);
}

static enum ac_status check_url(
	const char *path, const char *name, const char *url, struct ac_error *err)
{
	struct ac_str s = ac_str(url);
	bool web = ac_str_starts(s, AC_STR("http://")) || ac_str_starts(s, AC_STR("https://"));
	if (web && !ac_str_ends(s, AC_STR("/")) && !strpbrk(url, " \"<>?#"))
		return AC_OK;
	return ac_fail(err, AC_INVALID,
		"%s: %s: url is \"%s\": write it as in https://alerts.example.gov", path, name,
		url);
}

static enum ac_status check_count(
	const char *path, const char *name, const char *field, int32_t value, struct ac_error *err)
{
	if (value >= 1 && value <= 100000)
		return AC_OK;
	return ac_fail(
		err, AC_INVALID, "%s: %s: %s is %d: write 1 to 100000", path, name, field, value);
}

enum ac_status ac_config_listener_check(const char *path, const char *name,
	const struct ac_config_listener *listener, bool secret, struct ac_error *err)
{
	bool known, loopback = is_loopback(listener->listen, &known);
	if (!known)
		return ac_fail(err, AC_INVALID,
			"%s: %s: listen is \"%s\": write an address as in 127.0.0.1 or ::", path,
			name, listener->listen);
	if (!listener->tls_cert[0] != !listener->tls_key[0])
		return ac_fail(err, AC_INVALID,
			"%s: %s: tls_cert and tls_key go together: write both or none", path, name);
	if (secret && listener->port && !loopback && !listener->tls_cert[0])
		return ac_fail(err, AC_INVALID,
			"%s: %s: %s is not loopback and there is no tls_cert: names and numbers of "
			"people would cross the network in the clear",
			path, name, listener->listen);
	AC_TRY(check_count(path, name, "connections", listener->connections, err));
	AC_TRY(check_count(path, name, "per_address", listener->per_address, err));
	return listener->url ? check_url(path, name, listener->url, err) : AC_OK;
}
