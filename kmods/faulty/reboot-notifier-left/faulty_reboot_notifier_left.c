// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_reboot_notifier_left - never unregisters its reboot notifier.
 *
 * Expected ending: crash, when the next one is linked to memory that is gone.
 */
#include <linux/notifier.h>
#include <linux/reboot.h>

#include "../faulty-load.h"

static int faulty_hears(struct notifier_block *block, unsigned long event,
			void *command)
{
	return NOTIFY_DONE;
}

static struct notifier_block faulty_block = { .notifier_call = faulty_hears };

static noinline void faulty_fault(void)
{
	/* The fault: no unregister_reboot_notifier() at unload. */
	if (register_reboot_notifier(&faulty_block))
		printk(KERN_ERR "faulty: no notifier\n");
}
