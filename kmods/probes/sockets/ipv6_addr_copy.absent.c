// SPDX-License-Identifier: GPL-2.0-only
static void take(struct own *own, struct in6_addr *to, const struct ipv6hdr *header)
{
	ipv6_addr_copy(&own->from, &header->saddr);
	ipv6_addr_copy(to, &own->from);
	ipv6_addr_copy(to + 1, to);
	ipv6_addr_copy(&own->to, to);
}
