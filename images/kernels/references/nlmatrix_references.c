// SPDX-License-Identifier: GPL-2.0-only
/*
 * nlmatrix_references - tells which of the kernel's own objects somebody holds.
 *
 * A device is there as long as its hardware is, mostly as long as the kernel:
 * a reference to one that is never given back frees nothing later and is in no
 * table. Its counter is all that tells.
 *
 * As it is loaded it takes down the counters, and its parameter `grown` says,
 * one a line, which are higher by `least` or more since then: by how much, and
 * whose. Objects that are met for the first time then are left out.
 */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/netdevice.h>
#include <linux/platform_device.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>
#include <net/net_namespace.h>

static int least = 1;
module_param(least, int, 0);
MODULE_PARM_DESC(least, "by how many references a counter has grown that is told");

#define REFERENCES_MOST	4096

struct references_seen {
	const void *object;
	int count;
};

static struct references_seen *references_seen;
static int references_number;

typedef void references_meet(const void *object, int count, const char *kind,
			     const char *name, void *to);

static void references_of_devices(references_meet *meet, void *to)
{
	/* The kset of all devices is no symbol of modules', but one of them is. */
	struct kset *devices = platform_bus.kobj.kset;
	struct kobject *kobj;

	spin_lock(&devices->list_lock);
	list_for_each_entry(kobj, &devices->list, entry)
		meet(kobj, kref_read(&kobj->kref), "device", kobject_name(kobj),
		     to);
	spin_unlock(&devices->list_lock);
}

static void references_of_network_devices(references_meet *meet, void *to)
{
	struct net_device *dev;

	rcu_read_lock();
	for_each_netdev_rcu(&init_net, dev)
		meet(dev, netdev_refcnt_read(dev), "network device", dev->name,
		     to);
	rcu_read_unlock();
}

static void references_meet_all(references_meet *meet, void *to)
{
	references_of_devices(meet, to);
	references_of_network_devices(meet, to);
}

static void references_take_down(const void *object, int count,
				 const char *kind, const char *name, void *to)
{
	if (references_number < REFERENCES_MOST)
		references_seen[references_number++] =
			(struct references_seen){ object, count };
}

struct references_text {
	char *buffer;
	int length;
};

static void references_compare(const void *object, int count,
			       const char *kind, const char *name, void *to)
{
	struct references_text *text = to;
	int i;

	for (i = 0; i < references_number; i++) {
		if (references_seen[i].object != object)
			continue;
		count -= references_seen[i].count;
		if (count >= least)
			text->length += scnprintf(text->buffer + text->length,
						  PAGE_SIZE - text->length,
						  "%d %s %s\n", count, kind,
						  name);
		return;
	}
}

static int references_grown(char *buffer, const struct kernel_param *param)
{
	struct references_text text = { buffer, 0 };

	references_meet_all(references_compare, &text);
	return text.length;
}

static const struct kernel_param_ops references_ops = {
	.get = references_grown,
};
module_param_cb(grown, &references_ops, NULL, 0400);
MODULE_PARM_DESC(grown, "whose counter has grown since this was loaded");

static int __init references_init(void)
{
	references_seen = vmalloc(REFERENCES_MOST * sizeof(*references_seen));
	if (!references_seen)
		return -ENOMEM;
	references_meet_all(references_take_down, NULL);
	return 0;
}
module_init(references_init);

static void __exit references_exit(void)
{
	vfree(references_seen);
}
module_exit(references_exit);

MODULE_DESCRIPTION("nlmatrix: tells which of the kernel's objects somebody holds");
MODULE_LICENSE("GPL");
