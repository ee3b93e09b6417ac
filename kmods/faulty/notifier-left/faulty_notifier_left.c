// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_notifier_left - never unregisters its network device notifier.
 *
 * Expected ending: crash, when the next change of a device is reported to code that is gone.
 */
#include <linux/netdevice.h>
#include <linux/notifier.h>

#include "../faulty-load.h"

static int faulty_hears(struct notifier_block *block, unsigned long event,
			void *info)
{
	return NOTIFY_DONE;
}

static struct notifier_block faulty_block = { .notifier_call = faulty_hears };

static noinline void faulty_fault(void)
{
	/* The fault: no unregister_netdevice_notifier() at unload. */
	if (register_netdevice_notifier(&faulty_block))
		printk(KERN_ERR "faulty: no notifier\n");
}
