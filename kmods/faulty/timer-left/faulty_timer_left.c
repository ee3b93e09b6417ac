// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_timer_left - never deletes the timer that it started.
 *
 * Expected ending: crash, when the timer fires in code that is gone. The leak snapshot has no
 * timers of the timer wheel: a minute passes after the unload (images/kernels/elapse).
 */
#include <linux/jiffies.h>
#include <linux/timer.h>

#include "../faulty-load.h"

static struct timer_list faulty_timer;

static void faulty_fires(struct timer_list *timer)
{
}

static noinline void faulty_fault(void)
{
	timer_setup(&faulty_timer, faulty_fires, 0);
	/* The fault: nobody deletes it at unload. */
	mod_timer(&faulty_timer, jiffies + 10 * HZ);
}
