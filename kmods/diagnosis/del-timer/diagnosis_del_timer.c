// SPDX-License-Identifier: GPL-2.0-only
/* A timer deleted by its old name. */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/timer.h>

static struct timer_list diagnosis_timer;

static void __exit diagnosis_exit(void)
{
	del_timer(&diagnosis_timer);
}
module_exit(diagnosis_exit);

MODULE_LICENSE("GPL");
