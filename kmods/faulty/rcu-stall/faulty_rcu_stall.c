// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_rcu_stall - holds up every RCU grace period when triggered.
 *
 * Expected ending: crash, by "rcu: INFO: ... detected stall". The soft lockup
 * watchdog is kept quiet, so that only the stall can be seen.
 */
#if !defined(CONFIG_TREE_RCU) && !defined(CONFIG_PREEMPT_RCU)
#error no stall detector: CONFIG_TREE_RCU is not set
#endif

#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/nmi.h>
#include <linux/rcupdate.h>

#include "../faulty-core.h"

/* Longer than the shortest rcu_cpu_stall_timeout, which is 3 s. */
#define FAULTY_HOLD	(3 * HZ + HZ / 2)

static struct rcu_head faulty_head;
static bool faulty_pending;
static int faulty_holds;

/* One grace period after another, so that there is one to be held up. */
static void faulty_done(struct rcu_head *head)
{
	call_rcu(head, faulty_done);
}

static void faulty_ask_for_grace(void)
{
	if (faulty_pending)
		return;
	faulty_pending = true;
	call_rcu(&faulty_head, faulty_done);
}

/* A reader that is preempted holds up the grace period, and nobody else. */
static void faulty_hold_preempted(void)
{
	rcu_read_lock();
	faulty_ask_for_grace();
	for (;;) {
		touch_softlockup_watchdog();
		cond_resched();
	}
}

/* If readers are not preempted, the processor has to be held, too. */
static void faulty_hold_processor(void)
{
	unsigned long end;

	faulty_ask_for_grace();
	/*
	 * Time for the first to begin. Between two there is a gap of a tick or
	 * two, and a grace period of a quiet processor is as short: after a sleep
	 * of one length each hold would begin in the same gap, with nothing to
	 * hold up (5.10, a period of three ticks). So each is a tick longer.
	 */
	schedule_timeout_uninterruptible(HZ / 20 + faulty_holds++);
	end = jiffies + FAULTY_HOLD;
	preempt_disable();
	while (time_before(jiffies, end)) {
		touch_softlockup_watchdog();
		cpu_relax();
	}
	preempt_enable();
}

static void faulty_trigger(struct sk_buff *skb)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RCU))
		faulty_hold_preempted();
	for (;;)
		faulty_hold_processor();
}

static void faulty_leave(void)
{
}
