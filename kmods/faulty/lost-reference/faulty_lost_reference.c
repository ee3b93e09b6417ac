// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_lost_reference - takes a reference to an object and forgets it, so that
 * the last one is never released.
 *
 * Expected ending: leak on a debug kernel, by kmemleak. Elsewhere the object
 * stays, and nobody notices.
 */
#include <linux/kref.h>
#include <linux/slab.h>

#include "../faulty-core.h"

struct faulty_object {
	struct kref users;
	char rest[92];
};

static void faulty_release(struct kref *users)
{
	kfree(container_of(users, struct faulty_object, users));
}

static void faulty_trigger(struct sk_buff *skb)
{
	struct faulty_object *object = kzalloc(sizeof(*object), GFP_KERNEL);

	if (!object)
		return;
	kref_init(&object->users);
	/* The fault: for somebody who never learns about it. */
	kref_get(&object->users);
	kref_put(&object->users, faulty_release);
	barrier();
}

static void faulty_leave(void)
{
}
