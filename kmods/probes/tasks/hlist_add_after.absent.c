// SPDX-License-Identifier: GPL-2.0-only
static void insert(struct own *last, struct own *own)
{
	if (last)
		hlist_add_after(&last->node, &own->node);
	else
		hlist_add_after_rcu(&own->head, &own->node);
}
