// SPDX-License-Identifier: GPL-2.0-only
static struct attribute own_attribute = {
	.name = "own",
	.owner = THIS_MODULE,
	.mode = S_IRUGO,
};

static struct bin_attribute own_bytes = {
	.attr = {
		.name = "bytes",
		.mode = S_IRUGO,
		.owner = THIS_MODULE,
	},
	.read = own_read,
};

static struct file_operations own_fops = {
	.owner = THIS_MODULE,
};

static void own_fill(struct device_attribute *attr)
{
	attr->attr.owner = THIS_MODULE;
	attr->attr.mode = S_IRUGO;
}

static void own_register(struct own_driver *driver)
{
	driver->version_attr.attr.name = "version";
	driver->version_attr.attr.owner = driver->module;
}
