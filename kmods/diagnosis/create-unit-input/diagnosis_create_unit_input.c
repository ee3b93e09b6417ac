// SPDX-License-Identifier: GPL-2.0-only
/* Two arguments, as the article has it. */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <net/sock.h>

static void diagnosis_input(struct sock *sk, int len)
{
}

static int __init diagnosis_init(void)
{
	return netlink_kernel_create(31, diagnosis_input) ? 0 : -ENOMEM;
}
module_init(diagnosis_init);

MODULE_LICENSE("GPL");
