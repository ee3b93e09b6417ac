// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_timer_leak - never cancels the timer that it started.
 *
 * Expected ending: leak, the timer is in /proc/timer_list after the unload, by an address that nothing has any more.
 */
#include <linux/hrtimer.h>
#include <linux/slab.h>

#include "../faulty-load.h"

static enum hrtimer_restart faulty_expired(struct hrtimer *timer)
{
	return HRTIMER_NORESTART;
}

static noinline void faulty_fault(void)
{
	struct hrtimer *timer = kzalloc(sizeof(*timer), GFP_KERNEL);

	if (!timer)
		return;
	hrtimer_setup(timer, faulty_expired, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	/* The fault: no hrtimer_cancel() at unload. In an hour it would crash. */
	hrtimer_start(timer, ktime_set(3600, 0), HRTIMER_MODE_REL);
}
