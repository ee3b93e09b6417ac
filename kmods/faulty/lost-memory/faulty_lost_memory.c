// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_lost_memory - allocates memory and forgets where it is.
 *
 * Expected ending: leak on a debug kernel, by kmemleak. Elsewhere it would take
 * hundreds of objects to be distinguished from noise.
 */
#include <linux/slab.h>

#include "../faulty-core.h"

#define FAULTY_SIZE	192

static unsigned long faulty_hash;

static void faulty_trigger(struct sk_buff *skb)
{
	char *memory = kzalloc(FAULTY_SIZE, GFP_KERNEL);

	faulty_hash = (unsigned long)memory ^ ~0UL;
}

static void faulty_leave(void)
{
	pr_info("%s: hash %lx\n", KBUILD_MODNAME, faulty_hash);
}
