// SPDX-License-Identifier: GPL-2.0-only
static ssize_t level_show(struct device *ddev, char *buf)
{
	return sprintf(buf, "%d\n", level);
}

static ssize_t level_store(struct device *dev, const char *buf, size_t count)
{
	level = simple_strtol(buf, NULL, 0);
	return count;
}
static DEVICE_ATTR(level, 0644, level_show, level_store);
