/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devmodel-core.h - the part of devmodel that is the same in every generation.
 *
 * Only symbols that kept their form from 2.6.9 to today may be used here, so
 * the including .c file brings struct semaphore's header along. What drifted
 * (the class, devices and their attributes, registering a kobject) stays there.
 */
#ifndef NLMATRIX_DEVMODEL_CORE_H
#define NLMATRIX_DEVMODEL_CORE_H

#include <linux/completion.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "devmodel.h"

#define DEVMODEL_ALIVE	0x616c6976
#define DEVMODEL_DEAD	0x64656164

/* What the core knows of a child; a generation embeds it beside the device. */
struct devmodel_node {
	struct list_head link;
	u32 number;
	u32 state;
};

struct devmodel_object {
	struct kref kref;
	u32 state;
};

static LIST_HEAD(devmodel_nodes);
static u32 devmodel_count;
static struct devmodel_node *devmodel_pinned;
static struct semaphore devmodel_lock;	/* guards the three above */

static struct devmodel_object *devmodel_object;
static atomic_t devmodel_gets = ATOMIC_INIT(0);
static atomic_t devmodel_puts = ATOMIC_INIT(0);
static atomic_t devmodel_object_released = ATOMIC_INIT(0);
static atomic_t devmodel_children_released = ATOMIC_INIT(0);
static atomic_t devmodel_errors = ATOMIC_INIT(0);

/* Add child @number to the tree; NULL when that failed. */
static struct devmodel_node *devmodel_add(u32 number);
/* Take a child out of the tree, and drop the tree's reference to it. */
static void devmodel_del(struct devmodel_node *node);
static void devmodel_hold(struct devmodel_node *node);
static void devmodel_drop(struct devmodel_node *node);

/* The first thing that a child's release function does. */
static void devmodel_count_release(struct devmodel_node *node)
{
	if (node->state != DEVMODEL_ALIVE)
		atomic_inc(&devmodel_errors);
	node->state = DEVMODEL_DEAD;
	atomic_inc(&devmodel_children_released);
}

static int devmodel_grow(u32 count)
{
	while (devmodel_count < count) {
		struct devmodel_node *node = devmodel_add(devmodel_count);

		if (!node)
			return -ENOMEM;
		list_add_tail(&node->link, &devmodel_nodes);
		devmodel_count++;
		cond_resched();
	}
	return 0;
}

static void devmodel_shrink(u32 count)
{
	while (devmodel_count > count) {
		struct devmodel_node *node = list_entry(devmodel_nodes.prev,
						struct devmodel_node, link);

		list_del(&node->link);
		devmodel_count--;
		devmodel_del(node);
		cond_resched();
	}
}

static int devmodel_resize(u32 count)
{
	int err = -EINVAL;

	if (count > DEVMODEL_CHILDREN_MAX)
		return err;
	down(&devmodel_lock);
	devmodel_shrink(count);
	err = devmodel_grow(count);
	up(&devmodel_lock);
	return err;
}

static int devmodel_pin(u32 on)
{
	int err = -EBUSY;

	down(&devmodel_lock);
	if (on && !devmodel_pinned && devmodel_count) {
		devmodel_pinned = list_entry(devmodel_nodes.prev,
					     struct devmodel_node, link);
		devmodel_hold(devmodel_pinned);
		err = 0;
	} else if (!on && devmodel_pinned) {
		devmodel_drop(devmodel_pinned);
		devmodel_pinned = NULL;
		err = 0;
	}
	up(&devmodel_lock);
	return err;
}

static void devmodel_release_object(struct kref *kref)
{
	struct devmodel_object *object =
		container_of(kref, struct devmodel_object, kref);

	if (object->state != DEVMODEL_ALIVE)
		atomic_inc(&devmodel_errors);
	object->state = DEVMODEL_DEAD;
	atomic_inc(&devmodel_object_released);
	devmodel_object = NULL;
	kfree(object);
}

static int devmodel_new_object(void)
{
	struct devmodel_object *object;

	if (devmodel_object)
		return -EEXIST;
	object = kmalloc(sizeof(*object), GFP_KERNEL);
	if (!object)
		return -ENOMEM;
	kref_init(&object->kref);
	object->state = DEVMODEL_ALIVE;
	devmodel_object = object;
	return 0;
}

/* No lock here: that getting and putting need none is what a kref is for. */
static int devmodel_use_object(const char *command)
{
	struct devmodel_object *object = devmodel_object;

	if (!strncmp(command, "new", 3))
		return devmodel_new_object();
	if (!object)
		return -ENOENT;
	if (!strncmp(command, "get", 3)) {
		kref_get(&object->kref);
		atomic_inc(&devmodel_gets);
	} else if (!strncmp(command, "put", 3)) {
		atomic_inc(&devmodel_puts);
		kref_put(&object->kref, devmodel_release_object);
	} else {
		return -EINVAL;
	}
	return 0;
}

#include "devmodel-controls.h"

MODULE_DESCRIPTION("a tree of kobjects, devices and krefs");
MODULE_LICENSE("GPL");

#endif /* NLMATRIX_DEVMODEL_CORE_H */
