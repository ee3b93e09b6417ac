// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_group_leak - never removes the attribute group that it added to one of the kernel's kobjects.
 *
 * Expected ending: leak, /sys/kernel/faulty_group still exists after the unload.
 */
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	/* Not the module's own memory: what is left must not hurt anybody. */
	struct attribute_group *group = kzalloc(sizeof(*group), GFP_KERNEL);
	struct attribute **attrs = kzalloc(sizeof(*attrs), GFP_KERNEL);

	if (!group || !attrs)
		return;
	group->name = kstrdup("faulty_group", GFP_KERNEL);
	group->attrs = attrs;
	/* The fault: no sysfs_remove_group() at unload. */
	if (!group->name || sysfs_create_group(kernel_kobj, group))
		printk(KERN_ERR "faulty: no group\n");
}
