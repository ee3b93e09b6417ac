// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_error_path_leak - lacks one kfree() on one error path of its load.
 *
 * Expected ending: fail of error-paths on a debug kernel, which names the second
 * of three allocations. Nobody else ever runs that line.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>

static char *faulty_names;
static char *faulty_values;
static char *faulty_index;

static noinline char *faulty_take(size_t size)
{
	return kzalloc(size, GFP_KERNEL);
}

static int __init faulty_init(void)
{
	faulty_names = faulty_take(64);
	if (!faulty_names)
		return -ENOMEM;
	faulty_values = faulty_take(128);
	if (!faulty_values)
		return -ENOMEM;
	faulty_index = faulty_take(256);
	if (!faulty_index) {
		kfree(faulty_values);
		kfree(faulty_names);
		return -ENOMEM;
	}
	return 0;
}
module_init(faulty_init);

static void __exit faulty_exit(void)
{
	kfree(faulty_index);
	kfree(faulty_values);
	kfree(faulty_names);
}
module_exit(faulty_exit);

MODULE_DESCRIPTION("nlmatrix: broken on purpose, never load it outside a test");
MODULE_LICENSE("GPL");
