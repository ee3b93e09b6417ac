// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_skb_leak - forgets the skb of a send that it abandons.
 *
 * Expected ending: leak. Every trigger loses FAULTY_SKBS skbs for good, seen in
 * /proc/slabinfo (skbuff_head_cache) after unload.
 */
#include "../faulty-core.h"

#define FAULTY_SKBS 1000

static void faulty_trigger(struct sk_buff *skb)
{
	int i;

	for (i = 0; i < FAULTY_SKBS; i++) {
		struct sk_buff *out = nlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);

		/* The fault: no room for the payload, and no nlmsg_free(). */
		if (out && !nlmsg_put(out, 0, 0, NLMSG_DONE, INT_MAX / 2, 0))
			continue;
		nlmsg_free(out);
	}
}

static void faulty_leave(void)
{
}
