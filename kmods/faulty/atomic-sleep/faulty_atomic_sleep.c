// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_atomic_sleep - sleeps while it holds a spinlock.
 *
 * Expected ending: crash, by "BUG: scheduling while atomic" (all kernels with
 * preemption counting) or "sleeping function called from invalid context".
 */
#include <linux/delay.h>
#include <linux/spinlock.h>

#include "../faulty-core.h"

static DEFINE_SPINLOCK(faulty_lock);

static void faulty_trigger(struct sk_buff *skb)
{
	spin_lock_bh(&faulty_lock);
	msleep(20);
	spin_unlock_bh(&faulty_lock);
}

static void faulty_leave(void)
{
}
