// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_deleted_twice - removes an entry from its list, and then again.
 *
 * Expected ending: crash on a debug kernel, by "list_del corruption". Elsewhere
 * it is an oops at LIST_POISON1, unless the entry was reused meanwhile.
 */
#include <linux/list.h>

#include "../faulty-core.h"

static LIST_HEAD(faulty_list);
static struct list_head faulty_entry;

static void faulty_trigger(struct sk_buff *skb)
{
	list_add(&faulty_entry, &faulty_list);
	list_del(&faulty_entry);
	list_del(&faulty_entry);
	barrier();
}

static void faulty_leave(void)
{
}
