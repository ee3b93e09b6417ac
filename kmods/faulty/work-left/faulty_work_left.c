// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_work_left - never cancels its delayed work.
 *
 * Expected ending: crash, when code that is gone does the work, a minute after the unload.
 */
#include <linux/jiffies.h>
#include <linux/workqueue.h>

#include "../faulty-load.h"

static void faulty_works(struct work_struct *work)
{
}

static DECLARE_DELAYED_WORK(faulty_work, faulty_works);

static noinline void faulty_fault(void)
{
	/* The fault: nobody cancels it at unload. */
	schedule_delayed_work(&faulty_work, 10 * HZ);
}
