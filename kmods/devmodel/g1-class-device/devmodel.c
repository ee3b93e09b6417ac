// SPDX-License-Identifier: GPL-2.0-only
/*
 * devmodel, first generation: struct class_device, kobject_register(kobj),
 * default_attrs, and names in bus_id.
 */
#include <linux/init.h>
#include <asm/semaphore.h>

#include "../devmodel-core.h"

struct devmodel_child {
	struct devmodel_node node;
	struct class_device dev;
};

#define to_child(_dev)	container_of(_dev, struct devmodel_child, dev)
#define node_to_child(_node) \
	container_of(_node, struct devmodel_child, node)

/* The last reference to a child is gone. */
static void devmodel_release_child(struct class_device *dev)
{
	struct devmodel_child *child = to_child(dev);

	devmodel_count_release(&child->node);
	kfree(child);
}

static struct class devmodel_class = {
	.name = DEVMODEL_CLASS,
	.release = devmodel_release_child,
};

/* The hub: a child shows it as its `device` link. */
static void devmodel_release_hub(struct device *dev)
{
}

static struct device devmodel_hub = {
	.bus_id = DEVMODEL_HUB,
	.release = devmodel_release_hub,
};

static ssize_t number_show(struct class_device *dev, char *buf)
{
	return sprintf(buf, "%u\n", to_child(dev)->node.number);
}
static CLASS_DEVICE_ATTR(number, 0444, number_show, NULL);

static struct devmodel_node *devmodel_add(u32 number)
{
	struct devmodel_child *child = kmalloc(sizeof(*child), GFP_KERNEL);

	if (!child)
		return NULL;
	memset(child, 0, sizeof(*child));
	child->node.number = number;
	child->node.state = DEVMODEL_ALIVE;
	child->dev.class = &devmodel_class;
	child->dev.dev = &devmodel_hub;
	snprintf(child->dev.class_id, BUS_ID_SIZE, DEVMODEL_CHILD_FORMAT,
		 number);
	if (class_device_register(&child->dev)) {
		class_device_put(&child->dev);
		return NULL;
	}
	if (class_device_create_file(&child->dev, &class_device_attr_number)) {
		class_device_unregister(&child->dev);
		return NULL;
	}
	return &child->node;
}

static void devmodel_del(struct devmodel_node *node)
{
	class_device_unregister(&node_to_child(node)->dev);
}

static void devmodel_hold(struct devmodel_node *node)
{
	class_device_get(&node_to_child(node)->dev);
}

static void devmodel_drop(struct devmodel_node *node)
{
	class_device_put(&node_to_child(node)->dev);
}

static struct kobj_type devmodel_ktype = {
	.release = devmodel_release_root,
	.sysfs_ops = &devmodel_sysfs_ops,
	.default_attrs = devmodel_attrs,
};

static int __init devmodel_init(void)
{
	int err;

	devmodel_prepare();
	err = class_register(&devmodel_class);
	if (err)
		return err;
	err = device_register(&devmodel_hub);
	if (err)
		goto no_hub;
	kobject_set_name(&devmodel_root, "devmodel");
	devmodel_root.ktype = &devmodel_ktype;
	err = kobject_register(&devmodel_root);
	if (!err)
		return 0;
	device_unregister(&devmodel_hub);
no_hub:
	class_unregister(&devmodel_class);
	return err;
}
module_init(devmodel_init);

static void __exit devmodel_exit(void)
{
	kobject_unregister(&devmodel_root);
	wait_for_completion(&devmodel_root_released);
	devmodel_clean_up();
	device_unregister(&devmodel_hub);
	class_unregister(&devmodel_class);
}
module_exit(devmodel_exit);
