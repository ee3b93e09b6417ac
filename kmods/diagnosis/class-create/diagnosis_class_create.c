// SPDX-License-Identifier: GPL-2.0-only
/* A class that names its owner. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/module.h>

static struct class *diagnosis_class;

static int __init diagnosis_init(void)
{
	diagnosis_class = class_create(THIS_MODULE, "diagnosis");
	return IS_ERR(diagnosis_class) ? PTR_ERR(diagnosis_class) : 0;
}
module_init(diagnosis_init);

static void __exit diagnosis_exit(void)
{
	class_destroy(diagnosis_class);
}
module_exit(diagnosis_exit);

MODULE_LICENSE("GPL");
