// SPDX-License-Identifier: GPL-2.0-only
static struct own *find(struct hlist_head *head, int key)
{
	struct hlist_node *node, *next;
	struct own *own;

	hlist_for_each_entry(own, node, head, link) {
		if (own->key == key)
			return own;
	}
	hlist_for_each_entry_safe(own, node, next, head, link) {
		hlist_del(node);
		kfree(own);
	}
	hlist_for_each_entry_rcu(own, node, head, link)
		use(own);
	return NULL;
}
