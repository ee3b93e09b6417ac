// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_kobject_leak - never releases the kobject that it created.
 *
 * Expected ending: leak. /sys/kernel/faulty_leaked still exists after the unload;
 * its release function is the kernel's own, so nothing else goes wrong.
 */
#include <linux/kobject.h>

#include "../faulty-core.h"

static void faulty_trigger(struct sk_buff *skb)
{
	/* The fault: no kobject_put() in faulty_leave(). */
	if (!kobject_create_and_add("faulty_leaked", kernel_kobj))
		pr_err("%s: no kobject\n", KBUILD_MODNAME);
}

static void faulty_leave(void)
{
}
