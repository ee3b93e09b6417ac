// SPDX-License-Identifier: GPL-2.0-only
/*
 * devmodel, fourth generation: kobj_type.default_groups, device.groups.
 */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/types.h>	/* for kdev_t.h, in old kernels */
#include <linux/kdev_t.h>
#include <linux/semaphore.h>

#include "../devmodel-core.h"

struct devmodel_child {
	struct devmodel_node node;
	struct device dev;
};

#define to_child(_dev)	container_of(_dev, struct devmodel_child, dev)
#define node_to_child(_node) \
	container_of(_node, struct devmodel_child, node)

static struct class *devmodel_class;
static struct device *devmodel_hub;

/* The last reference to a child is gone. */
static void devmodel_release_child(struct device *dev)
{
	struct devmodel_child *child = to_child(dev);

	devmodel_count_release(&child->node);
	kfree(child);
}

static ssize_t number_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	return sprintf(buf, "%u\n", to_child(dev)->node.number);
}
static DEVICE_ATTR_RO(number);

static struct attribute *devmodel_child_attrs[] = {
	&dev_attr_number.attr,
	NULL
};
ATTRIBUTE_GROUPS(devmodel_child);

/* For the hub too, which is no child. */
static int devmodel_uevent(struct device *dev, struct kobj_uevent_env *env)
{
	if (dev->release != devmodel_release_child)
		return 0;
	return add_uevent_var(env, "NLMATRIX_NUMBER=%u",
			      to_child(dev)->node.number);
}

static struct devmodel_node *devmodel_add(u32 number)
{
	struct devmodel_child *child = kzalloc(sizeof(*child), GFP_KERNEL);

	if (!child)
		return NULL;
	child->node.number = number;
	child->node.state = DEVMODEL_ALIVE;
	device_initialize(&child->dev);
	child->dev.class = devmodel_class;
	child->dev.parent = devmodel_hub;
	child->dev.release = devmodel_release_child;
	child->dev.groups = devmodel_child_groups;
	if (dev_set_name(&child->dev, DEVMODEL_CHILD_FORMAT, number) ||
	    device_add(&child->dev)) {
		put_device(&child->dev);
		return NULL;
	}
	return &child->node;
}

static void devmodel_del(struct devmodel_node *node)
{
	device_unregister(&node_to_child(node)->dev);
}

static void devmodel_hold(struct devmodel_node *node)
{
	get_device(&node_to_child(node)->dev);
}

static void devmodel_drop(struct devmodel_node *node)
{
	put_device(&node_to_child(node)->dev);
}

ATTRIBUTE_GROUPS(devmodel);

static struct kobj_type devmodel_ktype = {
	.release = devmodel_release_root,
	.sysfs_ops = &devmodel_sysfs_ops,
	.default_groups = devmodel_groups,
};

static int __init devmodel_init(void)
{
	int err;

	devmodel_prepare();
	devmodel_class = class_create(THIS_MODULE, DEVMODEL_CLASS);
	if (IS_ERR(devmodel_class))
		return PTR_ERR(devmodel_class);
	devmodel_class->dev_uevent = devmodel_uevent;
	devmodel_hub = device_create(devmodel_class, NULL, MKDEV(0, 0), NULL,
				     DEVMODEL_HUB);
	err = IS_ERR(devmodel_hub) ? PTR_ERR(devmodel_hub) : 0;
	if (err)
		goto no_hub;
	err = kobject_init_and_add(&devmodel_root, &devmodel_ktype, NULL,
				   "devmodel");
	if (!err)
		return 0;
	kobject_put(&devmodel_root);
	device_unregister(devmodel_hub);
no_hub:
	class_destroy(devmodel_class);
	return err;
}
module_init(devmodel_init);

static void __exit devmodel_exit(void)
{
	kobject_del(&devmodel_root);
	kobject_put(&devmodel_root);
	wait_for_completion(&devmodel_root_released);
	devmodel_clean_up();
	device_unregister(devmodel_hub);
	class_destroy(devmodel_class);
}
module_exit(devmodel_exit);
