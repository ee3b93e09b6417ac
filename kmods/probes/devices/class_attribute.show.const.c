// SPDX-License-Identifier: GPL-2.0-only
static ssize_t level_show(struct class *class, struct class_attribute *attr, char *buf)
{
	return sprintf(buf, "%d\n", level);
}

static ssize_t level_store(struct class *cls, struct class_attribute *attr, const char *buf, size_t count)
{
	level = simple_strtol(buf, NULL, 0);
	return count;
}
static CLASS_ATTR_RW(level);
