// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_soft_lockup - spins on the processor forever when triggered.
 *
 * Expected ending: crash, by "BUG: soft lockup - CPU#n stuck" after twice
 * kernel.watchdog_thresh, or an RCU stall if there is no watchdog.
 */
#include <linux/preempt.h>

#include "../faulty-core.h"

static void faulty_trigger(struct sk_buff *skb)
{
	preempt_disable();
	for (;;)
		cpu_relax();
}

static void faulty_leave(void)
{
}
