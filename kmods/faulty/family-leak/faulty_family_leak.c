// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_family_leak - never unregisters its generic netlink family.
 *
 * Expected ending: leak, the controller lists faulty_family after the unload.
 */
#include <linux/slab.h>
#include <net/genetlink.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	/* Not the module's own memory: a dump of the families reads it. */
	struct genl_family *family = kzalloc(sizeof(*family), GFP_KERNEL);

	if (!family)
		return;
	strcpy(family->name, "faulty_family");
	family->version = 1;
	/* The fault: no genl_unregister_family() at unload. */
	if (genl_register_family(family))
		printk(KERN_ERR "faulty: no family\n");
}
