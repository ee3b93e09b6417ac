// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_double_free - frees a buffer twice when triggered.
 *
 * Expected ending: crash. CONFIG_SLAB_FREELIST_HARDENED (4.14) compares with the
 * head of the freelist, which is "kernel BUG at mm/slub.c" at once; from 7.0 on
 * when the processor's sheaf of freed objects is flushed. Without it, or KASAN,
 * two later owners get the same memory, and nobody may ever notice.
 */
#if !defined(CONFIG_SLAB_FREELIST_HARDENED) && !defined(CONFIG_KASAN)
#error the slab does not notice: CONFIG_SLAB_FREELIST_HARDENED is not set
#endif

#include <linux/slab.h>

#include "../faulty-core.h"

/* More than all per-processor caches keep: the slab itself has to get them. */
#define FAULTY_OTHERS	4096

struct faulty_buffer {
	struct faulty_buffer *next;
	char rest[248];
};

static struct faulty_buffer *faulty_take(void)
{
	struct faulty_buffer *first = NULL;
	int i;

	for (i = 0; i < FAULTY_OTHERS; i++) {
		struct faulty_buffer *one = kmalloc(sizeof(*one), GFP_KERNEL);

		if (!one)
			break;
		one->next = first;
		first = one;
	}
	return first;
}

static void faulty_trigger(struct sk_buff *skb)
{
	struct faulty_buffer *others = faulty_take();
	struct faulty_buffer *twice = kmalloc(sizeof(*twice), GFP_KERNEL);

	kfree(twice);
	FAULTY_HIDE(twice);
	kfree(twice);
	while (others) {
		struct faulty_buffer *next = others->next;

		kfree(others);
		others = next;
	}
}

static void faulty_leave(void)
{
}
