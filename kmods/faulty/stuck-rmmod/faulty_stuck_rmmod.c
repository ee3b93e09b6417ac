// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_stuck_rmmod - waits in exit for a reference that is never released.
 *
 * Expected ending: hang of rmmod, in uninterruptible sleep once it was triggered
 * ("blocked for more than" by the hung task detector if there is one).
 */
#include <linux/completion.h>

#include "../faulty-core.h"

static bool faulty_held;
static DECLARE_COMPLETION(faulty_given_back);

static void faulty_trigger(struct sk_buff *skb)
{
	faulty_held = true;
}

static void faulty_leave(void)
{
	if (faulty_held)
		wait_for_completion(&faulty_given_back);
}
