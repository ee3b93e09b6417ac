// SPDX-License-Identifier: GPL-2.0-only
static void * f(struct device *dev, void *data)
{
	dev->driver_data = data;
	return dev->driver_data;
}
