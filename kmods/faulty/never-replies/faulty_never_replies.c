// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_never_replies - receives the message and never answers it.
 *
 * Expected ending: hang, of a client that waits for a reply. The kernel is fine.
 */
#include "../faulty-core.h"

static void faulty_trigger(struct sk_buff *skb)
{
	/* Even NLM_F_ACK is ignored: a raw callback answers nothing by itself. */
}

static void faulty_leave(void)
{
}
