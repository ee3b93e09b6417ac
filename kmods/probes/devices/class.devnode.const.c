// SPDX-License-Identifier: GPL-2.0-only
static char *own_devnode(struct device *dev, umode_t *mode)
{
	if (mode)
		*mode = 0666;
	return NULL;
}

static int own_uevent(struct device *dev, struct kobj_uevent_env *env)
{
	return add_uevent_var(env, "DEVMODE=%#o", 0666);
}

static int own_init(void)
{
	own_class->devnode = own_devnode;
	own_class->dev_uevent = own_uevent;
	return 0;
}

static char *other_devnode(struct device *dev, mode_t *mode)
{
	return kasprintf(GFP_KERNEL, "own/%s", dev_name(dev));
}

static struct class other_class = {
	.name = "other",
	.devnode = other_devnode,
};
