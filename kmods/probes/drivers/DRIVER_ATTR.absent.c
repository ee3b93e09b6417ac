// SPDX-License-Identifier: GPL-2.0-only
static DRIVER_ATTR(level, S_IRUGO | S_IWUSR, show_level, store_level);

static int own_init(void)
{
	return driver_create_file(&own_driver, &driver_attr_level);
}
