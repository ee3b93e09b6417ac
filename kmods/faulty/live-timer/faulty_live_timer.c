// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_live_timer - frees an object whose timer is still to fire.
 *
 * Expected ending: crash on a debug kernel, by "ODEBUG: free active". Elsewhere
 * the timer fires, some day, in memory that belongs to somebody else.
 */
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/timer.h>

#include "../faulty-core.h"

struct faulty_object {
	struct timer_list timer;
	char rest[64];
};

static void faulty_fires(struct timer_list *timer)
{
}

static void faulty_trigger(struct sk_buff *skb)
{
	struct faulty_object *object = kzalloc(sizeof(*object), GFP_KERNEL);

	if (!object)
		return;
	timer_setup(&object->timer, faulty_fires, 0);
	mod_timer(&object->timer, jiffies + 3600 * HZ);
	/* The fault: nobody has deleted the timer. */
	kfree(object);
	barrier();
}

static void faulty_leave(void)
{
}
