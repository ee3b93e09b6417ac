// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>
#include <linux/kobject.h>

static int level;

static struct kobj_attribute one = __ATTR(one, 0666, one_show, one_store);
static struct kobj_attribute kept = __ATTR(kept, 0644, one_show, one_store);
static DEVICE_ATTR(two, S_IRUGO | S_IWUGO, two_show, two_store);
static DEVICE_ATTR(three, S_IRUGO | S_IWUSR, two_show, two_store);

module_param(level, int, 0666);
module_param_named(depth, level, int, S_IRWXUGO);
module_param_named(other, level, int, 0644);

static int __init begin(void)
{
	return proc_create("own", 0666, NULL, &own_fops) ? 0 : -ENOMEM;
}
module_init(begin);
