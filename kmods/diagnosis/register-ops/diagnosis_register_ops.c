// SPDX-License-Identifier: GPL-2.0-only
/* Operations registered one by one. */
#include <linux/init.h>
#include <linux/module.h>
#include <net/genetlink.h>

static struct genl_family diagnosis_family;
static struct genl_ops diagnosis_ops;

static int __init diagnosis_init(void)
{
	return genl_register_ops(&diagnosis_family, &diagnosis_ops);
}
module_init(diagnosis_init);

MODULE_LICENSE("GPL");
