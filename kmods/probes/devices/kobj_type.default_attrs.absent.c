// SPDX-License-Identifier: GPL-2.0-only
static struct attribute *own_attrs[] = {
	&count_attribute.attr,
	NULL,
};

static struct kobj_type own_type = {
	.release = let_go,
	.default_attrs = own_attrs,
};
