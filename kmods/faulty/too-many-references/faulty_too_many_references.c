// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_too_many_references - takes one reference more than a counter holds, as
 * a module eventually does that never releases them.
 *
 * Expected ending: crash, by "refcount_t: saturated; leaking memory" (full
 * checks on x86 since 5.5).
 */
#include <linux/limits.h>
#include <linux/refcount.h>

#include "../faulty-core.h"

static refcount_t faulty_users;

static void faulty_trigger(struct sk_buff *skb)
{
	refcount_set(&faulty_users, INT_MAX);
	refcount_inc(&faulty_users);
	barrier();
}

static void faulty_leave(void)
{
}
