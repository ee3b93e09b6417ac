// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_rcu_stall - holds up every RCU grace period when triggered.
 *
 * Expected ending: crash, by "rcu: INFO: ... detected stall". The soft lockup
 * watchdog is kept quiet, so that the stall is all there is to be seen.
 */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/nmi.h>
#include <linux/rcupdate.h>

#include "../faulty-core.h"

/* Longer than the shortest rcu_cpu_stall_timeout, which is 3 s. */
#define FAULTY_HOLD	(3 * HZ + HZ / 2)

static struct rcu_head faulty_head;
static bool faulty_pending;

static void faulty_done(struct rcu_head *head)
{
	WRITE_ONCE(faulty_pending, false);
}

static void faulty_hold(void)
{
	unsigned long end = jiffies + FAULTY_HOLD;

	rcu_read_lock();
	preempt_disable();
	while (time_before(jiffies, end)) {
		touch_softlockup_watchdog();
		cpu_relax();
	}
	preempt_enable();
	rcu_read_unlock();
}

static void faulty_trigger(struct sk_buff *skb)
{
	for (;;) {
		if (!READ_ONCE(faulty_pending)) {
			WRITE_ONCE(faulty_pending, true);
			call_rcu(&faulty_head, faulty_done);
		}
		/* A tick for the grace period to begin, too few for its end. */
		schedule_timeout_uninterruptible(1);
		faulty_hold();
	}
}

static void faulty_leave(void)
{
}
