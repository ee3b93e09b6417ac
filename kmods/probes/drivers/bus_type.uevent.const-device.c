// SPDX-License-Identifier: GPL-2.0-only
static int own_uevent(struct device *dev, struct kobj_uevent_env *env)
{
	return add_uevent_var(env, "OWN=%s", dev_name(dev));
}

struct bus_type own_bus = {
	.name = "own",
	.uevent = own_uevent,
};
