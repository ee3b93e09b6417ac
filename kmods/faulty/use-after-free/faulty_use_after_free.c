// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_use_after_free - releases an object again after it was freed.
 *
 * Expected ending: crash. Where reference counts saturate, "refcount_t:
 * underflow; use-after-free" (full checks on x86 since 5.5); KASAN sees it too.
 */
#include <linux/refcount.h>
#include <linux/slab.h>

#include "../faulty-core.h"

struct faulty_object {
	refcount_t users;
	char rest[124];
};

static void faulty_put(struct faulty_object *object)
{
	if (refcount_dec_and_test(&object->users))
		kfree(object);
}

static void faulty_trigger(struct sk_buff *skb)
{
	struct faulty_object *object = kzalloc(sizeof(*object), GFP_KERNEL);

	if (!object)
		return;
	refcount_set(&object->users, 1);
	faulty_put(object);
	/* The fault: the memory now belongs to somebody else. */
	FAULTY_HIDE(object);
	faulty_put(object);
}

static void faulty_leave(void)
{
}
