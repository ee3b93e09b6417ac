// SPDX-License-Identifier: GPL-2.0-only
#include <linux/sysfs.h>

static ssize_t data_read(struct file *file, struct kobject *kobj,
			 struct bin_attribute *attr, char *buffer,
			 loff_t offset, size_t size)
{
	return memory_read_from_buffer(buffer, size, &offset, table, sizeof(table));
}

static BIN_ATTR_RO(data, 64);

static struct bin_attribute *bin_attributes[] = {
	&bin_attr_data,
	NULL,
};
