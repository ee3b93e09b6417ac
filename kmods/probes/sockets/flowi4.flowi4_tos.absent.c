// SPDX-License-Identifier: GPL-2.0-only
#include <net/route.h>

static u8 prepare(struct flowi4 *flow, const struct sock *sk)
{
	struct flowi4 other = {
		.daddr = 0,
		.flowi4_tos = RT_TOS(4),
	};

	flow->flowi4_tos = RT_TOS(inet_sk(sk)->tos);
	other.flowi4_tos = 8;
	return flow->flowi4_tos;
}
