// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_lock_order - takes two spinlocks, in one order and then in the other.
 *
 * Expected ending: crash on a debug kernel, by "possible circular locking
 * dependency detected". Elsewhere that takes two processors and bad luck.
 */
#include <linux/spinlock.h>

#include "../faulty-core.h"

static DEFINE_SPINLOCK(faulty_first);
static DEFINE_SPINLOCK(faulty_second);

static noinline void faulty_both(spinlock_t *outer, spinlock_t *inner)
{
	spin_lock(outer);
	spin_lock(inner);
	spin_unlock(inner);
	spin_unlock(outer);
}

static void faulty_trigger(struct sk_buff *skb)
{
	faulty_both(&faulty_first, &faulty_second);
	faulty_both(&faulty_second, &faulty_first);
	barrier();
}

static void faulty_leave(void)
{
}
