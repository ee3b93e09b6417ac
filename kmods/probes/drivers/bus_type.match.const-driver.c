// SPDX-License-Identifier: GPL-2.0-only
static int own_match(struct device *dev, struct device_driver *driver)
{
	return !strncmp(dev_name(dev), driver->name, strlen(driver->name));
}

const struct bus_type own_bus = {
	.name = "own",
	.match = own_match,
};

static int other_match(struct device *dev, struct device_driver *driver)
{
	return 1;
}

struct bus_type other_bus = {
	.match = other_match,
};
