// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_d_state - sleeps forever, and cannot be killed, when triggered.
 *
 * Expected ending: hang, of the client's sendmsg() in uninterruptible sleep;
 * the hung task detector reports it if there is one.
 */
#include <linux/completion.h>

#include "../faulty-core.h"

static DECLARE_COMPLETION(faulty_never);

static void faulty_trigger(struct sk_buff *skb)
{
	wait_for_completion(&faulty_never);
	barrier();
}

static void faulty_leave(void)
{
}
