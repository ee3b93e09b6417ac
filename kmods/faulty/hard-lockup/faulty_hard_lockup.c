// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_hard_lockup - spins with interrupts off when triggered.
 *
 * Expected ending: crash. The kernel's own detector needs a performance counter
 * for its NMI; without one nothing in the guest ever reports it.
 */
#include <linux/irqflags.h>

#include "../faulty-core.h"

static void faulty_trigger(struct sk_buff *skb)
{
	local_irq_disable();
	for (;;)
		cpu_relax();
}

static void faulty_leave(void)
{
}
