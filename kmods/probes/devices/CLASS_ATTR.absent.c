// SPDX-License-Identifier: GPL-2.0-only
static CLASS_ATTR(level, 0644, level_show, level_store);

static int own_init(void)
{
	return class_create_file(own_class, &class_attr_level);
}
