// SPDX-License-Identifier: GPL-2.0-only
static ssize_t show_version(struct bus_type *bus, char *buf)
{
	return sprintf(buf, "1\n");
}

static ssize_t store_version(struct bus_type *bus, const char *buf, size_t count)
{
	return count;
}
static struct bus_attribute bus_attr_version = __ATTR(version, 0644, show_version, store_version);

static ssize_t level_show(struct bus_type *bus, char *buf)
{
	return sprintf(buf, "2\n");
}

static ssize_t level_store(struct bus_type *bus, const char *buf, size_t count)
{
	return count;
}
static BUS_ATTR_RW(level);

static ssize_t named_look(struct bus_type *bus, char *buf)
{
	return sprintf(buf, "named\n");
}

static ssize_t named_take(struct bus_type *bus, const char *buf, size_t size)
{
	return size;
}

static struct bus_attribute named_attribute = {
	.attr = { .name = "named", .mode = 0644 },
	.show = named_look,
	.store = named_take,
};
