#include "http/http.h"

#include <netinet/in.h>
#include <string.h>

struct range {
	unsigned char bytes[16];
	int bits;
};

static bool lies_in(const unsigned char *address, const struct range *range)
{
	int whole = range->bits / 8, rest = range->bits % 8;
	if (memcmp(address, range->bytes, (size_t)whole) != 0)
		return false;
	return !rest || (address[whole] ^ range->bytes[whole]) >> (8 - rest) == 0;
}

/* RFC 6890 and its successors: everything that is not a host on the Internet. */
static bool is_public_4(const unsigned char *address)
{
	static const struct range special[] = { { { 0 }, 8 }, { { 10 }, 8 }, { { 100, 64 }, 10 },
		{ { 127 }, 8 }, { { 169, 254 }, 16 }, { { 172, 16 }, 12 }, { { 192, 0, 0 }, 24 },
		{ { 192, 0, 2 }, 24 }, { { 192, 88, 99 }, 24 }, { { 192, 168 }, 16 },
		{ { 198, 18 }, 15 }, { { 198, 51, 100 }, 24 }, { { 203, 0, 113 }, 24 },
		{ { 224 }, 4 }, { { 240 }, 4 } };
	for (size_t i = 0; i < sizeof special / sizeof *special; i++)
		if (lies_in(address, &special[i]))
			return false;
	return true;
}

/* Addresses that stand for an IPv4 address: mapped, NAT64 (RFC 6052), 6to4 (RFC 3056). @return it; NULL */
static const unsigned char *inner_4(const unsigned char *address)
{
	static const struct range mapped = { { [10] = 0xff, 0xff }, 96 },
				  nat64 = { { 0, 0x64, 0xff, 0x9b }, 96 },
				  six_to_four = { { 0x20, 0x02 }, 16 };
	if (lies_in(address, &mapped) || lies_in(address, &nat64))
		return address + 12;
	return lies_in(address, &six_to_four) ? address + 2 : NULL;
}

static bool is_public_6(const unsigned char *address)
{
	static const struct range global = { { 0x20 }, 3 }, protocols = { { 0x20, 0x01 }, 23 },
				  examples = { { 0x20, 0x01, 0x0d, 0xb8 }, 32 };
	const unsigned char *inner = inner_4(address);
	if (inner)
		return is_public_4(inner);
	return lies_in(address, &global) && !lies_in(address, &protocols) &&
	       !lies_in(address, &examples);
}

bool ac_http_is_public(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return is_public_4(
			(const unsigned char *)&((const struct sockaddr_in *)address)->sin_addr);
	if (address->sa_family == AF_INET6)
		return is_public_6(((const struct sockaddr_in6 *)address)->sin6_addr.s6_addr);
	return false;
}
