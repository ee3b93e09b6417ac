// SPDX-License-Identifier: GPL-2.0-only
#include <linux/spi/spi.h>

static int probe_remove(struct spi_device *device)
{
	int error = release_all(device);

	if (error)
		return error;
	if (!device)
		return -EINVAL;
	return 0;
}

static struct spi_driver probe_driver = {
	.remove = probe_remove,
};

static int other_remove(struct spi_device *device)
{
	return unregister_it(device);
}

static struct spi_driver other_driver = {
	.driver = { .name = "other" },
	.remove = other_remove,
};
