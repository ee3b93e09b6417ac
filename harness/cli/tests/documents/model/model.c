// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices of a class of their own, in the manner of a chapter about the driver model: an object in another,
 * reached by container_of(), and the counts of references. Written for 2.6.11.
 */
#include <linux/config.h>
#include <linux/device.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/stat.h>
#include <linux/string.h>

/* A device with something of its own. */
struct part {
	int number;
	struct class_device dev;
};

#define to_part(d) container_of(d, struct part, dev)

/* An object that is no device. */
struct shelf {
	int parts;
	struct kobject kobj;
};

#define to_shelf(o) container_of(o, struct shelf, kobj)

static void part_release(struct class_device *dev)
{
	kfree(to_part(dev));
}

static struct class part_class = {
	.name = "model",
	.release = part_release,
};

static void board_release(struct device *dev)
{
	printk(KERN_INFO "model: %s goes\n", dev->bus_id);
}

static struct device board = {
	.bus_id = "board0",
	.release = board_release,
};

static ssize_t number_show(struct class_device *dev, char *buf)
{
	return sprintf(buf, "%d\n", to_part(dev)->number);
}
static CLASS_DEVICE_ATTR(number, S_IRUGO, number_show, NULL);

static struct attribute parts_attribute = {
	.name = "parts",
	.owner = THIS_MODULE,
	.mode = S_IRUGO,
};

static struct attribute *shelf_attributes[] = {
	&parts_attribute,
	NULL,
};

static ssize_t shelf_show(struct kobject *kobj, struct attribute *attribute,
			  char *buf)
{
	return sprintf(buf, "%d\n", to_shelf(kobj)->parts);
}

static struct sysfs_ops shelf_ops = {
	.show = shelf_show,
};

static void shelf_release(struct kobject *kobj)
{
	kfree(to_shelf(kobj));
}

static struct kobj_type shelf_type = {
	.release = shelf_release,
	.sysfs_ops = &shelf_ops,
	.default_attrs = shelf_attributes,
};

static struct shelf *shelf;
static struct part *part;

static int part_add(int number)
{
	int err;

	part = kmalloc(sizeof(*part), GFP_KERNEL);
	if (!part)
		return -ENOMEM;
	memset(part, 0, sizeof(*part));
	part->number = number;
	part->dev.class = &part_class;
	part->dev.dev = &board;
	snprintf(part->dev.class_id, BUS_ID_SIZE, "part%d", number);
	err = class_device_register(&part->dev);
	if (err) {
		class_device_put(&part->dev);
		return err;
	}
	class_device_create_file(&part->dev, &class_device_attr_number);
	return 0;
}

static int shelf_add(void)
{
	shelf = kmalloc(sizeof(*shelf), GFP_KERNEL);
	if (!shelf)
		return -ENOMEM;
	memset(shelf, 0, sizeof(*shelf));
	shelf->parts = 1;
	kobject_set_name(&shelf->kobj, "shelf");
	shelf->kobj.ktype = &shelf_type;
	return kobject_register(&shelf->kobj);
}

static int __init model_init(void)
{
	int err;

	err = class_register(&part_class);
	if (err)
		return err;
	board.driver_data = &part_class;
	err = device_register(&board);
	if (err)
		goto no_board;
	err = part_add(3);
	if (err)
		goto no_part;
	err = shelf_add();
	if (!err)
		return 0;
	class_device_unregister(&part->dev);
no_part:
	device_unregister(&board);
no_board:
	class_unregister(&part_class);
	return err;
}

static void __exit model_exit(void)
{
	kobject_unregister(&shelf->kobj);
	class_device_unregister(&part->dev);
	device_unregister(&board);
	class_unregister(&part_class);
}

module_init(model_init);
module_exit(model_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a device, and an object on a shelf");
