// SPDX-License-Identifier: GPL-2.0-only
static ssize_t show_version(struct bus_type *bus, char *buf)
{
	return sprintf(buf, "1\n");
}

static BUS_ATTR(version, S_IRUGO, show_version, NULL);

static int own_init(void)
{
	return bus_create_file(&own_bus, &bus_attr_version);
}
