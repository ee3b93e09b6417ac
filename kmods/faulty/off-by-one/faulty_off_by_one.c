// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_off_by_one - writes the byte after a buffer of 13, into the room to
 * which the allocator rounded it up.
 *
 * Expected ending: crash on a debug kernel, by "KASAN: slab-out-of-bounds". No
 * other kernel notices.
 */
#include <linux/slab.h>

#include "../faulty-core.h"

#define FAULTY_SIZE	13

static void faulty_trigger(struct sk_buff *skb)
{
	char *buffer = kmalloc(FAULTY_SIZE, GFP_KERNEL);

	if (!buffer)
		return;
	FAULTY_HIDE(buffer);
	buffer[FAULTY_SIZE] = 0;
	FAULTY_HIDE(buffer);
	kfree(buffer);
}

static void faulty_leave(void)
{
}
