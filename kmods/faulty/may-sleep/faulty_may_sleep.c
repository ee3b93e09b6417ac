// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_may_sleep - allocates memory in a way that may sleep, under a spinlock.
 *
 * Expected ending: crash on a debug kernel, by "sleeping function called from
 * invalid context". Elsewhere only where memory is short, once in a thousand
 * times.
 */
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "../faulty-core.h"

static DEFINE_SPINLOCK(faulty_lock);

static void faulty_trigger(struct sk_buff *skb)
{
	void *memory;

	spin_lock(&faulty_lock);
	memory = kmalloc(64, GFP_KERNEL);
	spin_unlock(&faulty_lock);
	kfree(memory);
}

static void faulty_leave(void)
{
}
