// SPDX-License-Identifier: GPL-2.0-only
#include <linux/kobject.h>

static int own_filter(struct kobject *kobj)
{
	return !strcmp(kobj->name, "seen");
}

static const char *own_name(struct kobject *kobj)
{
	return kobj->name;
}

static int own_uevent(struct kobject *kobj,
		      struct kobj_uevent_env *env)
{
	return add_uevent_var(env, "OF=%s", kobj->name);
}

static const struct kset_uevent_ops own_ops = {
	.filter = own_filter,
	.name = own_name,
	.uevent = own_uevent,
};
