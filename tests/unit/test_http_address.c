/* What a user loses if this breaks: whoever owns the name of a feed makes the daemon ask the machines behind its
 * firewall, and reads the answers' errors. */
#include "check.h"

#include "http/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static bool is_public(const char *text)
{
	struct sockaddr_in four = { .sin_family = AF_INET };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
		return ac_http_is_public((const struct sockaddr *)&four);
	assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
	return ac_http_is_public((const struct sockaddr *)&six);
}

static void only_hosts_of_the_internet_are_public(void **state)
{
	(void)state;
	static const char *const yes[] = { "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255",
		"100.128.0.0", "172.15.0.1", "172.32.0.1", "192.167.1.1", "192.169.1.1",
		"223.255.255.254", "2a00:1450:4001::1", "2600::1", "2001:200::1", "::ffff:8.8.8.8",
		"64:ff9b::808:808", "2002:808:808::1" };
	static const char *const no[] = { "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255",
		"127.0.0.1", "127.255.255.255", "169.254.169.254", "172.16.0.1", "172.31.255.255",
		"192.0.0.1", "192.0.2.1", "192.168.0.1", "198.18.0.1", "198.19.255.255",
		"203.0.113.9", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1",
		"fd12::1", "ff02::1", "2001:db8::1", "2001::1", "::ffff:127.0.0.1",
		"::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1", "::127.0.0.1" };
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		if (!is_public(yes[i]))
			fail_msg("%s", yes[i]);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		if (is_public(no[i]))
			fail_msg("%s", no[i]);
	const struct sockaddr unix_socket = { .sa_family = AF_UNIX };
	assert_false(ac_http_is_public(&unix_socket));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(only_hosts_of_the_internet_are_public),
	};
	return RUN(tests);
}
